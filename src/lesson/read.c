// SPDX-License-Identifier: GPL-3.0-or-later
// md4c tells what is prose and what is code.  The bytes of `bptt` and `ask` blocks are then read by
// fence.c, line by line, so that every command knows where it stands.
#include "lesson/read.h"

#include <errno.h>
#include <md4c.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "lang/math.h"
#include "lesson/fence.h"

struct list {
	bool ordered;
	unsigned number;
};

struct reader {
	struct lesson *lesson;
	struct error *error;
	bool ascii;
	struct fences fences;
	size_t here;   // the offset in the text that md4c showed last
	size_t budget; // bytes that md4c may still say
	struct list list[LESSON_DEPTH_MOST];
	int lists, quotes;
	bool item_begins;       // the next paragraph carries the item's marker
	bool in_code, in_fence; // any code block; one that fence.c reads
	bool html_begins, in_note;
	struct text note; // the comment at hand, from "note:" on
	bool in_title;
	bool failed;                // *error says why
	int strong, code, math;     // spans that are open
	const char *address;        // of the link at hand, where it leads out
	struct text words;          // of the piece at hand,
	enum role role;             // its role
	struct paragraph paragraph; // at hand
	struct block *block;        // that paragraphs join; NULL: the next one begins a block
};

struct span lesson_span(const struct lesson *lesson, struct stretch stretch)
{
	size_t const at = stretch.begin < lesson->length ? stretch.begin : lesson->length;
	int line = 1;
	size_t begin = 0;
	for (size_t i = 0; i < at; i++)
		if (lesson->text[i] == '\n') {
			line++;
			begin = i + 1;
		}
	size_t end = at;
	while (end < stretch.end && end < lesson->length && !strchr("\r\n", lesson->text[end]))
		end++;
	int const width = utf8_count(lesson->text + at, end - at);
	return (struct span){ line, 1 + utf8_count(lesson->text + begin, at - begin),
		              width ? width : 1 };
}

static bool fail(struct reader *reader, const char *advice, const char *cause)
{
	return lesson_fail(reader->lesson, (struct stretch){ reader->here, reader->here + 1 },
	                   reader->error, advice, "%s", cause);
}

static char *keep(struct reader *reader, const struct text *text)
{
	return arena_copy_bytes(&reader->lesson->arena, text_get(text), text->length);
}

// Pieces.

static void add_piece(struct reader *reader, struct piece piece)
{
	struct paragraph *const paragraph = &reader->paragraph;
	paragraph->piece =
		lesson_grow(reader->lesson, paragraph->piece, paragraph->pieces, sizeof piece);
	paragraph->piece[paragraph->pieces++] = piece;
}

static void end_piece(struct reader *reader)
{
	if (reader->words.length)
		add_piece(reader, (struct piece){ keep(reader, &reader->words), reader->role, NULL });
	text_clear(&reader->words);
}

static void add_words(struct reader *reader, const char *bytes, size_t length)
{
	enum role const role = reader->math                      ? ROLE_MATH
	                       : reader->code || reader->in_code ? ROLE_CODE
	                       : reader->strong                  ? ROLE_STRONG
	                                                         : ROLE_TEXT;
	if (role != reader->role)
		end_piece(reader);
	reader->role = role;
	utf8_clean(&reader->words, bytes, length, false);
}

static bool end_paragraph(struct reader *reader);

// A formula on its own is a paragraph, but in a title.
static bool end_math(struct reader *reader, bool display)
{
	struct lesson *const lesson = reader->lesson;
	const char *const tex = keep(reader, &reader->words);
	struct text line = { 0 };
	bool const known =
		math_write(text_get(&reader->words), reader->words.length, reader->ascii, &line);
	if (!known && lesson->strange_math == SIZE_MAX)
		lesson->strange_math = reader->here;
	text_clear(&reader->words);
	display = display && !reader->in_title;
	bool ok = !display || end_paragraph(reader);
	if (line.length)
		add_piece(reader, (struct piece){ keep(reader, &line), ROLE_MATH, tex });
	text_free(&line);
	reader->paragraph.display = display && reader->paragraph.pieces;
	return ok && (!display || end_paragraph(reader));
}

// Paragraphs and blocks.

static struct block *add_block(struct reader *reader, enum block_kind kind)
{
	struct lesson *const lesson = reader->lesson;
	if (!lesson->pages) {
		// What stands before the first ## is a page, under the lesson's title.
		lesson->page = lesson_grow(lesson, lesson->page, 0, sizeof *lesson->page);
		lesson->page[lesson->pages++] = (struct page){ .title = lesson->title };
	}
	struct page *const page = &lesson->page[lesson->pages - 1];
	if (page->blocks == LESSON_BLOCKS_MOST) {
		fail(reader, _("begin a new page with ##"), _("this page has too many blocks"));
		return NULL;
	}
	page->block = lesson_grow(lesson, page->block, page->blocks, sizeof *page->block);
	struct block *const block = &page->block[page->blocks++];
	*block = (struct block){ .kind = kind, .at = { reader->here, reader->here + 1 } };
	return block;
}

static bool add_paragraph(struct reader *reader)
{
	struct paragraph const paragraph = reader->paragraph;
	reader->paragraph = (struct paragraph){ 0 };
	if (!reader->block)
		reader->block = add_block(reader, BLOCK_WORDS);
	struct block *const block = reader->block;
	if (!block)
		return false;
	block->paragraph =
		lesson_grow(reader->lesson, block->paragraph, block->paragraphs, sizeof paragraph);
	block->paragraph[block->paragraphs++] = paragraph;
	return true;
}

static bool end_paragraph(struct reader *reader)
{
	end_piece(reader);
	struct paragraph *const paragraph = &reader->paragraph;
	if (!paragraph->pieces)
		return true;
	paragraph->marker = "";
	if (reader->lists) {
		struct list const *const list = &reader->list[reader->lists - 1];
		char number[16];
		snprintf(number, sizeof number, "%u. ", list->number % 1000);
		const char *const marker = list->ordered ? number : reader->ascii ? "- " : "• ";
		paragraph->indent = 2 * (reader->lists - 1 + reader->quotes);
		if (reader->item_begins)
			paragraph->marker =
				arena_copy_bytes(&reader->lesson->arena, marker, strlen(marker));
		else
			paragraph->indent += utf8_columns(marker, strlen(marker));
		reader->item_begins = false;
	} else if (reader->quotes) {
		paragraph->marker = reader->ascii ? "| " : "│ ";
	}
	return add_paragraph(reader);
}

static bool end_code_line(struct reader *reader)
{
	end_piece(reader);
	reader->paragraph.verbatim = true;
	reader->paragraph.indent = 2;
	reader->paragraph.marker = "";
	return add_paragraph(reader);
}

static bool end_title(struct reader *reader, unsigned level)
{
	struct lesson *const lesson = reader->lesson;
	end_piece(reader);
	struct text title = { 0 };
	for (int i = 0; i < reader->paragraph.pieces; i++)
		text_add(&title, reader->paragraph.piece[i].words);
	const char *const words = keep(reader, &title);
	text_free(&title);
	reader->paragraph = (struct paragraph){ 0 };
	if (level == 1) {
		if (lesson->title || lesson->pages)
			return fail(reader, _("begin pages with ##"),
			            _("a lesson has one title, in its first line"));
		lesson->title = words;
		return true;
	}
	lesson->page = lesson_grow(lesson, lesson->page, lesson->pages, sizeof *lesson->page);
	lesson->page[lesson->pages++] =
		(struct page){ .title = words, .at = { reader->here, reader->here + 1 } };
	return true;
}

static bool begin_code(struct reader *reader, const MD_ATTRIBUTE *language)
{
	bool const is_run = language->size == 4 && memcmp(language->text, "bptt", 4) == 0;
	bool const is_ask = language->size == 3 && memcmp(language->text, "ask", 3) == 0;
	reader->block = NULL;
	reader->in_code = true;
	if (!is_run && !is_ask)
		return true;
	reader->here =
		(size_t)(language->text - reader->lesson->text); // so short a word is no copy
	const struct fence *const fence = fences_find(&reader->fences, reader->here);
	if (!fence || reader->lists || reader->quotes)
		return fail(reader, _("move it to the left margin"),
		            _("this block stands within a list or a quotation"));
	struct block *const block = add_block(reader, is_run ? BLOCK_RUN : BLOCK_ASK);
	if (!block)
		return false;
	reader->in_fence = true;
	block->at = fence->opening;
	return is_run ? fence_read_commands(reader->lesson, fence, block, reader->error)
	              : fence_read_question(reader->lesson, fence, reader->ascii, block,
	                                    reader->error);
}

// What md4c says.  Each callback returns 0 to go on; md4c forgets about a result above 0.

static int go_on(struct reader *reader, bool ok)
{
	reader->failed = reader->failed || !ok;
	return ok ? 0 : -1;
}

static bool spend(struct reader *reader, size_t bytes)
{
	if (bytes + 1 > reader->budget)
		return fail(reader, NULL,
		            _("the Markdown unfolds to much more than the file holds"));
	reader->budget -= bytes + 1;
	return true;
}

static bool go_deeper(struct reader *reader)
{
	int const depth = reader->lists + reader->quotes;
	if (depth == LESSON_DEPTH_MOST)
		return fail(reader, NULL,
		            _("lists and quotations stand too deep within each other"));
	// A whole list and a whole quotation are one block.
	if (!depth)
		reader->block = NULL;
	return true;
}

static void come_back(struct reader *reader)
{
	if (!reader->lists && !reader->quotes)
		reader->block = NULL;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *context)
{
	struct reader *const reader = context;
	if (!spend(reader, 0))
		return go_on(reader, false);
	// A tight item has no paragraph around its words: what begins below it ends them.
	if ((reader->paragraph.pieces || reader->words.length) && !end_paragraph(reader))
		return go_on(reader, false);
	switch (type) {
	case MD_BLOCK_UL:
		if (!go_deeper(reader))
			return go_on(reader, false);
		reader->list[reader->lists++] = (struct list){ false, 0 };
		break;
	case MD_BLOCK_OL:
		if (!go_deeper(reader))
			return go_on(reader, false);
		reader->list[reader->lists++] =
			(struct list){ true, ((const MD_BLOCK_OL_DETAIL *)detail)->start - 1 };
		break;
	case MD_BLOCK_QUOTE:
		if (!go_deeper(reader))
			return go_on(reader, false);
		reader->quotes++;
		break;
	case MD_BLOCK_LI:
		reader->list[reader->lists - 1].number++;
		reader->item_begins = true;
		break;
	case MD_BLOCK_H:
	case MD_BLOCK_P:
		come_back(reader);
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

// note = "<!--" blanks "note:" words "-->"
static void begin_note(struct reader *reader, const char *bytes, size_t length)
{
	static const char word[] = "note:";
	size_t at = 4;
	while (at < length && strchr(" \t\n", bytes[at]))
		at++;
	reader->in_note = length - at >= strlen(word) && !memcmp(bytes + at, word, strlen(word));
	at += strlen(word);
	text_clear(&reader->note);
	if (reader->in_note)
		utf8_clean(&reader->note, bytes + at, length - at, true);
}

// The notes of a page are one text.
static bool end_note(struct reader *reader)
{
	struct lesson *lesson = reader->lesson;
	if (!reader->in_note)
		return true;
	reader->in_note = false;
	if (!lesson->pages)
		return fail(reader, _("write it below a line `## Its title`"),
		            _("this note belongs to no page"));
	struct page *page = &lesson->page[lesson->pages - 1];
	struct text all = { 0 };
	const char *end = strstr(text_get(&reader->note), "-->"), *from = text_get(&reader->note);
	size_t length = end ? (size_t)(end - from) : reader->note.length;
	for (; length && strchr(" \n", *from); length--)
		from++;
	while (length && strchr(" \n", from[length - 1]))
		length--;
	text_addf(&all, "%s%s", page->notes ? page->notes : "", page->notes ? "\n" : "");
	text_add_bytes(&all, from, length);
	page->notes = keep(reader, &all);
	text_free(&all);
	return true;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context)
{
	struct reader *const reader = context;
	unsigned const level = type == MD_BLOCK_H ? ((const MD_BLOCK_H_DETAIL *)detail)->level : 0;
	switch (type) {
	case MD_BLOCK_HTML:
		return go_on(reader, end_note(reader));
	case MD_BLOCK_UL:
	case MD_BLOCK_OL:
		reader->lists--;
		come_back(reader);
		break;
	case MD_BLOCK_QUOTE:
		reader->quotes--;
		come_back(reader);
		break;
	case MD_BLOCK_LI:
	case MD_BLOCK_P:
		return go_on(reader, end_paragraph(reader));
	case MD_BLOCK_H:
		if (level <= 2)
			return go_on(reader, end_title(reader, level));
		return go_on(reader, end_paragraph(reader));
	case MD_BLOCK_CODE:
		reader->in_code = reader->in_fence = false;
		reader->block = NULL;
		break;
	default:
		break;
	}
	return 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *context)
{
	struct reader *const reader = context;
	const MD_ATTRIBUTE *address;
	switch (type) {
	case MD_SPAN_EM:
	case MD_SPAN_STRONG:
		reader->strong++;
		break;
	case MD_SPAN_CODE:
		end_piece(reader); // code beside code stays two pieces
		reader->code++;
		break;
	case MD_SPAN_LATEXMATH:
	case MD_SPAN_LATEXMATH_DISPLAY:
		end_piece(reader);
		reader->math++;
		break;
	case MD_SPAN_A:
		address = &((const MD_SPAN_A_DETAIL *)detail)->href;
		if (!spend(reader, address->size))
			return go_on(reader, false);
		// Nobody can follow "02-….md" here; an address in the world is shown.
		reader->address = NULL;
		if (address->size < 400 && address->size > 4 &&
		    memcmp(address->text, "http", 4) == 0)
			reader->address = arena_copy_bytes(&reader->lesson->arena, address->text,
			                                   address->size);
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
	struct reader *const reader = context;
	switch (type) {
	case MD_SPAN_EM:
	case MD_SPAN_STRONG:
		reader->strong--;
		break;
	case MD_SPAN_CODE:
		end_piece(reader);
		reader->code--;
		break;
	case MD_SPAN_LATEXMATH:
	case MD_SPAN_LATEXMATH_DISPLAY:
		reader->math--;
		return go_on(reader, end_math(reader, type == MD_SPAN_LATEXMATH_DISPLAY));
	case MD_SPAN_A:
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

static void add_entity(struct reader *reader, const char *bytes, size_t length)
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
	struct reader *const reader = context;
	struct lesson const *const lesson = reader->lesson;
	if (bytes >= lesson->text && bytes < lesson->text + lesson->length)
		reader->here = (size_t)(bytes - lesson->text);
	if (!spend(reader, length))
		return go_on(reader, false);
	if (reader->in_fence)
		return 0;
	if (reader->in_code && length == 1 && *bytes == '\n')
		return go_on(reader, end_code_line(reader));
	switch (type) {
	case MD_TEXT_BR:
		end_piece(reader);
		add_piece(reader, (struct piece){ "\n", ROLE_TEXT, NULL });
		break;
	case MD_TEXT_SOFTBR:
		if (reader->paragraph.pieces || reader->words.length)
			add_words(reader, " ", 1);
		break;
	case MD_TEXT_ENTITY:
		add_entity(reader, bytes, length);
		break;
	case MD_TEXT_HTML:
		// A comment is for who reads the source; anything else would be lost without a word.
		if (reader->html_begins && (length < 4 || memcmp(bytes, "<!--", 4) != 0))
			return go_on(reader, fail(reader, _("write Markdown"),
			                          _("a lesson shows no HTML")));
		if (reader->html_begins)
			begin_note(reader, bytes, length);
		else if (reader->in_note)
			utf8_clean(&reader->note, bytes, length, true);
		reader->html_begins = false;
		break;
	default:
		add_words(reader, bytes, length);
		break;
	}
	return 0;
}

// The whole.

static bool is_text(struct lesson *lesson, struct error *error)
{
	const char *const zero = memchr(lesson->text, '\0', lesson->length);
	struct stretch const at = { zero ? (size_t)(zero - lesson->text) : 0, 0 };
	if (zero)
		return lesson_fail(lesson, at, error, NULL,
		                   _("this is not a text: it holds a zero byte"));
	return true;
}

static bool is_lesson(struct lesson *lesson, struct error *error)
{
	struct stretch const start = { 0, 1 };
	if (!lesson->title)
		return lesson_fail(lesson, start, error, _("begin with a line `# Its title`"),
		                   _("this lesson has no title"));
	for (int i = 0; i < lesson->pages; i++)
		if (!lesson->page[i].blocks)
			return lesson_fail(lesson, lesson->page[i].at, error, NULL,
			                   _("this page is empty"));
	if (!lesson->pages)
		return lesson_fail(lesson, start, error, _("begin a page with `## Its title`"),
		                   _("this lesson has no pages"));
	return true;
}

static bool read_markdown(struct lesson *lesson, bool ascii, struct error *error)
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
	struct reader reader = {
		.lesson = lesson,
		.error = error,
		.ascii = ascii,
		.budget = 8 * lesson->length + 1024,
	};
	if (!fences_scan(lesson, &reader.fences, error))
		return false;
	int const status = md_parse(lesson->text, (MD_SIZE)lesson->length, &parser, &reader);
	text_free(&reader.words);
	text_free(&reader.note);
	if (status && !reader.failed)
		return fail(&reader, NULL, _("this Markdown cannot be read"));
	return !status;
}

bool lesson_read(struct lesson *lesson, const char *source, const char *bytes, size_t length,
                 bool ascii, struct error *error)
{
	*lesson = (struct lesson){ .strange_math = SIZE_MAX };
	lesson->source = arena_copy_bytes(&lesson->arena, source, strlen(source));
	if (length > LESSON_BYTES_MOST) {
		lesson_free(lesson);
		error_set(error, (struct span){ 1, 1, 1 }, NULL, _("a lesson has at most %d KiB"),
		          LESSON_BYTES_MOST / 1024);
		error_locate(error, source, "", 0, 1);
		return false;
	}
	if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
		bytes += 3; // a byte order mark
		length -= 3;
	}
	lesson->text = arena_copy_bytes(&lesson->arena, bytes, length);
	lesson->length = length;
	if (is_text(lesson, error) && read_markdown(lesson, ascii, error) &&
	    is_lesson(lesson, error))
		return true;
	error_locate(error, source, bytes, length, 1);
	lesson_free(lesson);
	return false;
}

bool lesson_read_file(struct lesson *lesson, const char *path, bool ascii, struct error *error)
{
	*lesson = (struct lesson){ 0 };
	struct text bytes = { 0 };
	bool const ok = text_read_file(&bytes, path, LESSON_BYTES_MOST);
	if (!ok) {
		if (errno == EFBIG)
			error_set(error, (struct span){ 1, 1, 1 }, NULL,
			          _("a lesson has at most %d KiB"), LESSON_BYTES_MOST / 1024);
		else
			error_set(error, (struct span){ 0 },
			          _("`lessons` lists the ones that are here"), "%s",
			          strerror(errno));
		error_locate(error, path, "", 0, 1);
		text_free(&bytes);
		return false;
	}
	bool const read = lesson_read(lesson, path, text_get(&bytes), bytes.length, ascii, error);
	text_free(&bytes);
	return read;
}

void lesson_free(struct lesson *lesson)
{
	arena_free(&lesson->arena);
	*lesson = (struct lesson){ 0 };
}

const struct question *lesson_question(const struct lesson *lesson, int number)
{
	for (int p = 0; p < lesson->pages; p++)
		for (int b = 0; b < lesson->page[p].blocks; b++) {
			const struct question *const question = lesson->page[p].block[b].question;
			if (question && number-- == 0)
				return question;
		}
	return NULL;
}
