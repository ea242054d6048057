// SPDX-License-Identifier: GPL-3.0-or-later
// Words as they come become pieces of one role, pieces become paragraphs, paragraphs become the blocks
// and pages of a lesson.  Whoever reads the words (markdown.c) tells where each of them begins and ends.
// All that is kept lives in the lesson's arena.  What returns a bool is false with *error set.
#ifndef LESSON_COMPOSE_H
#define LESSON_COMPOSE_H

#include "base/text.h"
#include "lesson/content.h"

struct open_list {
	bool ordered;
	unsigned number; // of the item at hand
};

struct composer {
	struct lesson *lesson;
	struct error *error;
	bool ascii;  // formulas and markers without Unicode
	size_t here; // the offset in the text that was read last: where errors stand
	struct open_list list[LESSON_DEPTH_MOST];
	int lists, quotes;          // how many are open
	bool item_begins;           // the next paragraph carries the item's marker
	struct text words;          // of the piece at hand,
	enum role role;             // its role
	const char *link;           // of the pieces to come; NULL: none
	struct paragraph paragraph; // at hand
	struct block *block;        // that paragraphs join; NULL: the next one begins a block
	const char *notes;          // that no page has taken yet; NULL: none
	const struct stage *stage;  // of the blocks to come; NULL: none was named
};

// An error where the reader is; always false.
bool compose_fail(struct composer *composer, const char *advice, const char *cause);

void compose_piece(struct composer *composer, struct piece piece);
// Words of another role begin another piece.  They are cleaned.
void compose_words(struct composer *composer, enum role role, const char *bytes, size_t length);
void compose_end_piece(struct composer *composer);
// Words from here on lead there (NULL: nowhere any more).
void compose_link(struct composer *composer, const char *link);
// The words at hand were a formula; `display`: one on its own, a paragraph.
bool compose_end_math(struct composer *composer, bool display);

// A paragraph without pieces is none.
bool compose_end_paragraph(struct composer *composer);
bool compose_end_code_line(struct composer *composer);
// The paragraph at hand was the title of the lesson (level 1), or of the page that it begins.
bool compose_end_title(struct composer *composer, unsigned level);

// A new block of the page at hand; NULL, with an error: the page is full.
struct block *compose_block(struct composer *composer, enum block_kind kind);
// The picture of the blocks from here on.
bool compose_stage(struct composer *composer, const char *from, size_t length);
// A note for the teacher, without the blanks round it; the notes of a page are one text, and those before the
// first page belong to it.
bool compose_note(struct composer *composer, const char *from, size_t length);

#endif
