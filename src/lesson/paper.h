// SPDX-License-Identifier: GPL-3.0-or-later
// Paragraphs of a lesson → rows: words wrapped, formulas set.  What a page consists of is not known
// here.
#ifndef LESSON_PAPER_H
#define LESSON_PAPER_H

#include "base/grid.h"
#include "lesson/content.h"
#include "typeset/math.h"

// Rows that are drawn top down; without a grid they are only counted.
struct paper {
	struct grid *grid;
	struct area area;
	int row;         // the next one, from 0; may be above or below the area
	// Plain lines, which may be read aloud: code stands between backquotes, as there are no roles, and
	// a formula on one line.
	bool is_plain;
	bool ascii;
	enum math_form math;
};

// Draws into the row at hand.
void paper_put(struct paper *paper, int col, enum role role, const char *bytes, size_t length);

// A line that was typed: as it is, and where it is too long it goes on below, behind a mark;
// between words if there are any.
void paper_line(struct paper *paper, int col, enum role role, const char *bytes, size_t length);

// A line that a command has printed. Where it is too long, a sentence goes on below, a little further in, and
// what stands in columns as paper_line has it. Code that a sentence has between backquotes gets its role.
void paper_printed(struct paper *paper, int col, enum role role, const char *bytes, size_t length);

void paper_paragraph(struct paper *paper, const struct paragraph *paragraph, int col);

// Words that are not the lesson's own, before a paragraph of it (or alone, `words` NULL).
void paper_words(struct paper *paper, int col, const char *before, enum role role,
                 const struct paragraph *words);

#endif
