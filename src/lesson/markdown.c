// SPDX-License-Identifier: GPL-3.0-or-later
// md4c tells what is prose and what is code.  The bytes of `bptt` and `ask` blocks are then read by
// fence.c, line by line, so that every command knows where it stands.
#include "lesson/markdown.h"

#include <md4c.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "lesson/compose.h"
#include "lesson/fence.h"
#include "lesson/question.h"

enum { ADDRESS_BYTES_MOST = 400 };

struct markdown {
	struct composer composer;
	struct fences fences;
	size_t budget;          // bytes that md4c may still say
	bool in_code, in_fence; // any code block; one that fence.c reads
	bool html_begins, in_title;
	const struct comment *comment; // that is being read and means something; NULL: none
	struct text note;              // its words, from behind its name on
	bool failed;            // *error says why
	int strong, code, math; // spans that are open
	const char *address;    // of the link at hand, where it leads out
};

static enum role role_of(const struct markdown *reader)
{
	return reader->math                      ? ROLE_MATH
	       : reader->code || reader->in_code ? ROLE_CODE
	       : reader->strong                  ? ROLE_STRONG
	                                         : ROLE_TEXT;
}

static void add_words(struct markdown *reader, const char *bytes, size_t length)
{
	compose_words(&reader->composer, role_of(reader), bytes, length);
}

static bool has_words(const struct markdown *reader)
{
	return reader->composer.paragraph.pieces || reader->composer.words.length;
}

static bool begin_code(struct markdown *reader, const MD_ATTRIBUTE *language)
{
	struct composer *const composer = &reader->composer;
	bool const is_run = language->size == 4 && memcmp(language->text, "bptt", 4) == 0;
	bool const is_ask = language->size == 3 && memcmp(language->text, "ask", 3) == 0;
	composer->block = NULL;
	reader->in_code = true;
	if (!is_run && !is_ask)
		return true;
	// So short a word is no copy.
	composer->here = (size_t)(language->text - composer->lesson->text);
	const struct fence *const fence = fences_find(&reader->fences, composer->here);
	if (!fence || composer->lists || composer->quotes)
		return compose_fail(composer, _("move it to the left margin"),
		                    _("this block stands within a list or a quotation"));
	struct block *const block = compose_block(composer, is_run ? BLOCK_RUN : BLOCK_ASK);
	if (!block)
		return false;
	reader->in_fence = true;
	block->at = fence->opening;
	return is_run ? fence_read_commands(composer->lesson, fence, block, composer->error)
	              : question_read(composer->lesson, fence, composer->ascii, block,
	                              composer->error);
}

// What md4c says.  Each callback returns 0 to go on; md4c forgets about a result above 0.

static int go_on(struct markdown *reader, bool ok)
{
	reader->failed = reader->failed || !ok;
	return ok ? 0 : -1;
}

static bool spend(struct markdown *reader, size_t bytes)
{
	if (bytes + 1 > reader->budget)
		return compose_fail(&reader->composer, NULL,
		                    _("the Markdown unfolds to much more than the file holds"));
	reader->budget -= bytes + 1;
	return true;
}

static bool go_deeper(struct composer *composer)
{
	int const depth = composer->lists + composer->quotes;
	if (depth == LESSON_DEPTH_MOST)
		return compose_fail(composer, NULL,
		                    _("lists and quotations stand too deep within each other"));
	// A whole list and a whole quotation are one block.
	if (!depth)
		composer->block = NULL;
	return true;
}

static void come_back(struct composer *composer)
{
	if (!composer->lists && !composer->quotes)
		composer->block = NULL;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *context)
{
	struct markdown *const reader = context;
	if (!spend(reader, 0))
		return go_on(reader, false);
	// A tight item has no paragraph around its words: what begins below it ends them.
	if (has_words(reader) && !compose_end_paragraph(&reader->composer))
		return go_on(reader, false);
	switch (type) {
	case MD_BLOCK_UL:
		if (!go_deeper(&reader->composer))
			return go_on(reader, false);
		reader->composer.list[reader->composer.lists++] = (struct open_list){ false, 0 };
		break;
	case MD_BLOCK_OL:
		if (!go_deeper(&reader->composer))
			return go_on(reader, false);
		reader->composer.list[reader->composer.lists++] =
			(struct open_list){ true, ((const MD_BLOCK_OL_DETAIL *)detail)->start - 1 };
		break;
	case MD_BLOCK_QUOTE:
		if (!go_deeper(&reader->composer))
			return go_on(reader, false);
		reader->composer.quotes++;
		break;
	case MD_BLOCK_LI:
		reader->composer.list[reader->composer.lists - 1].number++;
		reader->composer.item_begins = true;
		break;
	case MD_BLOCK_H:
	case MD_BLOCK_P:
		come_back(&reader->composer);
		reader->in_title = type == MD_BLOCK_H;
		break;
	case MD_BLOCK_CODE:
		return go_on(reader,
		             begin_code(reader, &((const MD_BLOCK_CODE_DETAIL *)detail)->lang));
	case MD_BLOCK_HTML:
		reader->html_begins = true;
		break;
	default:
		break;
	}
	return 0;
}

// comment = "<!--" blanks NAME ":" words "-->"; one of another name is for those who read the source.
static const struct comment {
	const char *name;
	bool (*read)(struct composer *composer, const char *from, size_t length);
} comments[] = { { "note:", compose_note }, { "stage:", compose_stage } };

static void begin_comment(struct markdown *reader, const char *bytes, size_t length)
{
	size_t at = 4;
	while (at < length && strchr(" \t\n", bytes[at]))
		at++;
	reader->comment = NULL;
	text_clear(&reader->note);
	for (size_t i = 0; i < sizeof comments / sizeof *comments; i++) {
		size_t const name = strlen(comments[i].name);
		if (length - at < name || memcmp(bytes + at, comments[i].name, name) != 0)
			continue;
		reader->comment = &comments[i];
		utf8_clean(&reader->note, bytes + at + name, length - at - name, true);
	}
}

static bool end_comment(struct markdown *reader)
{
	const struct comment *const comment = reader->comment;
	if (!comment)
		return true;
	reader->comment = NULL;
	const char *from = text_get(&reader->note), *end = strstr(from, "-->");
	return comment->read(&reader->composer, from,
	                     end ? (size_t)(end - from) : reader->note.length);
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context)
{
	struct markdown *const reader = context;
	unsigned const level = type == MD_BLOCK_H ? ((const MD_BLOCK_H_DETAIL *)detail)->level : 0;
	switch (type) {
	case MD_BLOCK_HTML:
		return go_on(reader, end_comment(reader));
	case MD_BLOCK_UL:
	case MD_BLOCK_OL:
		reader->composer.lists--;
		come_back(&reader->composer);
		break;
	case MD_BLOCK_QUOTE:
		reader->composer.quotes--;
		come_back(&reader->composer);
		break;
	case MD_BLOCK_LI:
	case MD_BLOCK_P:
		return go_on(reader, compose_end_paragraph(&reader->composer));
	case MD_BLOCK_H:
		if (level <= 2)
			return go_on(reader, compose_end_title(&reader->composer, level));
		return go_on(reader, compose_end_paragraph(&reader->composer));
	case MD_BLOCK_CODE:
		reader->in_code = reader->in_fence = false;
		reader->composer.block = NULL;
		break;
	default:
		break;
	}
	return 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *context)
{
	struct markdown *const reader = context;
	const MD_ATTRIBUTE *address;
	switch (type) {
	case MD_SPAN_EM:
	case MD_SPAN_STRONG:
		reader->strong++;
		break;
	case MD_SPAN_CODE:
		compose_end_piece(&reader->composer); // code beside code stays two pieces
		reader->code++;
		break;
	case MD_SPAN_LATEXMATH:
	case MD_SPAN_LATEXMATH_DISPLAY:
		compose_end_piece(&reader->composer);
		reader->math++;
		break;
	case MD_SPAN_A:
		address = &((const MD_SPAN_A_DETAIL *)detail)->href;
		if (!spend(reader, address->size))
			return go_on(reader, false);
		// Nobody can follow "02-….md" in a terminal; an address in the world is shown.
		reader->address = NULL;
		if (address->size >= ADDRESS_BYTES_MOST)
			break;
		compose_link(&reader->composer,
		             arena_copy_bytes(&reader->composer.lesson->arena, address->text, address->size));
		if (!strncmp(reader->composer.link, "http", 4))
			reader->address = reader->composer.link;
		break;
	case MD_SPAN_IMG:
		return go_on(reader, spend(reader, ((const MD_SPAN_IMG_DETAIL *)detail)->src.size));
	default:
		break;
	}
	return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *context)
{
	(void)detail;
	struct markdown *const reader = context;
	bool display;
	switch (type) {
	case MD_SPAN_EM:
	case MD_SPAN_STRONG:
		reader->strong--;
		break;
	case MD_SPAN_CODE:
		compose_end_piece(&reader->composer);
		reader->code--;
		break;
	case MD_SPAN_LATEXMATH:
	case MD_SPAN_LATEXMATH_DISPLAY:
		reader->math--;
		// A formula on its own is a paragraph, but in a title.
		display = type == MD_SPAN_LATEXMATH_DISPLAY && !reader->in_title;
		return go_on(reader, compose_end_math(&reader->composer, display));
	case MD_SPAN_A:
		compose_link(&reader->composer, NULL);
		if (reader->address) {
			add_words(reader, " (", 2);
			add_words(reader, reader->address, strlen(reader->address));
			add_words(reader, ")", 1);
		}
		reader->address = NULL;
		break;
	default:
		break;
	}
	return 0;
}

static const struct {
	const char *name, *letter;
} entities[] = {
	{ "&amp;", "&" },  { "&lt;", "<" },    { "&gt;", ">" },    { "&quot;", "\"" },
	{ "&nbsp;", " " }, { "&ndash;", "–" }, { "&mdash;", "—" },
};

static void add_entity(struct markdown *reader, const char *bytes, size_t length)
{
	for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
		if (strlen(entities[i].name) == length &&
		    memcmp(entities[i].name, bytes, length) == 0) {
			add_words(reader, entities[i].letter, strlen(entities[i].letter));
			return;
		}
	add_words(reader, bytes, length);
}

static int add_text(MD_TEXTTYPE type, const MD_CHAR *bytes, MD_SIZE length, void *context)
{
	struct markdown *const reader = context;
	struct lesson const *const lesson = reader->composer.lesson;
	if (bytes >= lesson->text && bytes < lesson->text + lesson->length)
		reader->composer.here = (size_t)(bytes - lesson->text);
	if (!spend(reader, length))
		return go_on(reader, false);
	if (reader->in_fence)
		return 0;
	if (reader->in_code && length == 1 && *bytes == '\n')
		return go_on(reader, compose_end_code_line(&reader->composer));
	switch (type) {
	case MD_TEXT_BR:
		compose_end_piece(&reader->composer);
		compose_piece(&reader->composer, (struct piece){ .words = "\n", .role = ROLE_TEXT });
		break;
	case MD_TEXT_SOFTBR:
		if (has_words(reader))
			add_words(reader, " ", 1);
		break;
	case MD_TEXT_ENTITY:
		add_entity(reader, bytes, length);
		break;
	case MD_TEXT_HTML:
		// A comment is for those who read the source; anything else would be lost without a word.
		if (reader->html_begins && (length < 4 || memcmp(bytes, "<!--", 4) != 0))
			return go_on(reader, compose_fail(&reader->composer, _("write Markdown"),
			                                  _("a lesson shows no HTML")));
		if (reader->html_begins)
			begin_comment(reader, bytes, length);
		else if (reader->comment)
			utf8_clean(&reader->note, bytes, length, true);
		reader->html_begins = false;
		break;
	default:
		add_words(reader, bytes, length);
		break;
	}
	return 0;
}

bool markdown_read(struct lesson *lesson, bool ascii, struct error *error)
{
	MD_PARSER const parser = {
		.flags =
			MD_FLAG_LATEXMATHSPANS | MD_FLAG_NOINDENTEDCODEBLOCKS | MD_FLAG_NOHTMLSPANS,
		.enter_block = enter_block,
		.leave_block = leave_block,
		.enter_span = enter_span,
		.leave_span = leave_span,
		.text = add_text,
	};
	struct markdown reader = {
		.composer = { .lesson = lesson, .error = error, .ascii = ascii },
		.budget = 8 * lesson->length + 1024,
	};
	if (!fences_scan(lesson, &reader.fences, error))
		return false;
	int const status = md_parse(lesson->text, (MD_SIZE)lesson->length, &parser, &reader);
	text_free(&reader.composer.words);
	text_free(&reader.note);
	if (status && !reader.failed)
		return compose_fail(&reader.composer, NULL, _("this Markdown cannot be read"));
	return !status;
}
