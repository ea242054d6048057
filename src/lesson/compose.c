// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/compose.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "lesson/fence.h"
#include "typeset/math.h"
#include "view/stage.h"

bool compose_fail(struct composer *composer, const char *advice, const char *cause)
{
	return lesson_fail(composer->lesson, (struct stretch){ composer->here, composer->here + 1 },
	                   composer->error, advice, "%s", cause);
}

static char *keep(struct composer *composer, const struct text *text)
{
	return arena_copy_bytes(&composer->lesson->arena, text_get(text), text->length);
}

// Pieces.

void compose_piece(struct composer *composer, struct piece piece)
{
	struct paragraph *const paragraph = &composer->paragraph;
	piece.link = composer->link;
	paragraph->piece =
		lesson_grow(composer->lesson, paragraph->piece, paragraph->pieces, sizeof piece);
	paragraph->piece[paragraph->pieces++] = piece;
}

void compose_end_piece(struct composer *composer)
{
	if (composer->words.length)
		compose_piece(composer, (struct piece){ .words = keep(composer, &composer->words),
		                                        .role = composer->role });
	text_clear(&composer->words);
}

void compose_link(struct composer *composer, const char *link)
{
	compose_end_piece(composer);
	composer->link = link;
}

void compose_words(struct composer *composer, enum role role, const char *bytes, size_t length)
{
	if (role != composer->role)
		compose_end_piece(composer);
	composer->role = role;
	utf8_clean(&composer->words, bytes, length, false);
}

bool compose_end_math(struct composer *composer, bool display)
{
	struct lesson *const lesson = composer->lesson;
	const char *const tex = keep(composer, &composer->words);
	LOCAL(text) line = { 0 };
	bool const known = math_write(text_get(&composer->words), composer->words.length,
	                              composer->ascii, &line);
	if (!known && lesson->strange_math == SIZE_MAX)
		lesson->strange_math = composer->here;
	text_clear(&composer->words);
	bool ok = !display || compose_end_paragraph(composer);
	if (line.length)
		compose_piece(composer, (struct piece){ .words = keep(composer, &line), .role = ROLE_MATH, .tex = tex });
	composer->paragraph.display = display && composer->paragraph.pieces;
	return ok && (!display || compose_end_paragraph(composer));
}

// Paragraphs and blocks.

// A page begins; it takes the notes that stood before the first one.
static struct page *begin_page(struct composer *composer, struct page page)
{
	struct lesson *const lesson = composer->lesson;
	page.notes = composer->notes;
	composer->notes = NULL;
	lesson->page = lesson_grow(lesson, lesson->page, lesson->pages, sizeof *lesson->page);
	lesson->page[lesson->pages] = page;
	return &lesson->page[lesson->pages++];
}

struct block *compose_block(struct composer *composer, enum block_kind kind)
{
	struct lesson *const lesson = composer->lesson;
	// What stands before the first ## is a page, under the lesson's title.
	struct page *const page = lesson->pages
	                                  ? &lesson->page[lesson->pages - 1]
	                                  : begin_page(composer, (struct page){ .title = lesson->title });
	if (page->blocks == LESSON_BLOCKS_MOST) {
		compose_fail(composer, _("begin a new page with ##"),
		             _("this page has too many blocks"));
		return NULL;
	}
	page->block = lesson_grow(lesson, page->block, page->blocks, sizeof *page->block);
	struct block *const block = &page->block[page->blocks++];
	*block = (struct block){ .kind = kind,
		                 .stage = composer->stage,
		                 .at = { composer->here, composer->here + 1 } };
	return block;
}

static bool add_paragraph(struct composer *composer)
{
	struct paragraph const paragraph = composer->paragraph;
	composer->paragraph = (struct paragraph){ 0 };
	if (!composer->block)
		composer->block = compose_block(composer, BLOCK_WORDS);
	struct block *const block = composer->block;
	if (!block)
		return false;
	block->paragraph = lesson_grow(composer->lesson, block->paragraph, block->paragraphs,
	                               sizeof paragraph);
	block->paragraph[block->paragraphs++] = paragraph;
	return true;
}

bool compose_end_paragraph(struct composer *composer)
{
	compose_end_piece(composer);
	struct paragraph *const paragraph = &composer->paragraph;
	if (!paragraph->pieces)
		return true;
	paragraph->marker = "";
	paragraph->lists = (unsigned char)composer->lists;
	paragraph->quotes = (unsigned char)composer->quotes;
	if (composer->lists) {
		struct open_list const *const list = &composer->list[composer->lists - 1];
		paragraph->begins_item = composer->item_begins;
		paragraph->ordered = list->ordered;
		paragraph->number = list->number;
		char number[16];
		snprintf(number, sizeof number, "%u. ", list->number % 1000);
		const char *const marker = list->ordered ? number : composer->ascii ? "- " : "• ";
		paragraph->indent = 2 * (composer->lists - 1 + composer->quotes);
		if (composer->item_begins)
			paragraph->marker =
				arena_copy_bytes(&composer->lesson->arena, marker, strlen(marker));
		else
			paragraph->indent += utf8_columns(marker, strlen(marker));
		composer->item_begins = false;
	} else if (composer->quotes) {
		paragraph->marker = composer->ascii ? "| " : "│ ";
	}
	return add_paragraph(composer);
}

bool compose_end_code_line(struct composer *composer)
{
	compose_end_piece(composer);
	composer->paragraph.verbatim = true;
	composer->paragraph.lists = (unsigned char)composer->lists;
	composer->paragraph.quotes = (unsigned char)composer->quotes;
	composer->paragraph.indent = 2;
	composer->paragraph.marker = "";
	return add_paragraph(composer);
}

bool compose_end_title(struct composer *composer, unsigned level)
{
	struct lesson *const lesson = composer->lesson;
	compose_end_piece(composer);
	LOCAL(text) title = { 0 };
	for (int i = 0; i < composer->paragraph.pieces; i++)
		text_add(&title, composer->paragraph.piece[i].words);
	const char *const words = keep(composer, &title);
	composer->paragraph = (struct paragraph){ 0 };
	if (level == 1) {
		if (lesson->title || lesson->pages)
			return compose_fail(composer, _("begin pages with ##"),
			                    _("a lesson has one title, in its first line"));
		lesson->title = words;
		return true;
	}
	begin_page(composer,
	           (struct page){ .title = words, .at = { composer->here, composer->here + 1 } });
	return true;
}

bool compose_stage(struct composer *composer, const char *from, size_t length)
{
	struct stage *stage = arena_get(&composer->lesson->arena, sizeof *stage);
	const char *unknown;
	const char *const text = arena_copy_bytes(&composer->lesson->arena, from, length);
	composer->stage = stage;
	composer->block = NULL;
	if (stage_read(stage, text, &composer->lesson->arena, &unknown))
		return true;
	LOCAL(text) cause = { 0 };
	text_addf(&cause, _("there is no view '%s' for a stage"), unknown);
	compose_fail(composer, _("`help view` lists them; or none"), text_get(&cause));
	return false;
}

bool compose_note(struct composer *composer, const char *from, size_t length)
{
	struct lesson *const lesson = composer->lesson;
	const char **const notes = lesson->pages ? &lesson->page[lesson->pages - 1].notes : &composer->notes;
	LOCAL(text) all = { 0 };
	for (; length && strchr(" \n", *from); length--)
		from++;
	while (length && strchr(" \n", from[length - 1]))
		length--;
	text_addf(&all, "%s%s", *notes ? *notes : "", *notes ? "\n" : "");
	text_add_bytes(&all, from, length);
	*notes = keep(composer, &all);
	return true;
}
