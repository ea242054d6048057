// SPDX-License-Identifier: GPL-3.0-or-later
// A page of a lesson, with all that has happened on it (lesson/document.h) → rows of a grid, or lines of
// text.  What the learner has not reached is not shown; what he has is shown in full at any width: prose is
// wrapped, and a line that was printed goes on below, behind a mark.  A pure function of what it is given;
// it runs nothing.
#ifndef LESSON_PAGE_H
#define LESSON_PAGE_H

#include <stdbool.h>

#include "base/grid.h"
#include "base/text.h"
#include "lesson/content.h"
#include "lesson/document.h"
#include "lesson/progress.h"
#include "typeset/math.h"

// How a question stands.
struct asked {
	int hints;    // shown so far
	bool settled; // answered or skipped
	// What `again` does not take away.
	int tries;               // wrong answers
	bool had_hints, had_solution; // before it was answered
	enum outcome outcome;
	bool is_open;            // a prediction that is not judged yet
	char *attempt;     // at a prediction, as it was typed; owned; NULL: none
	char verdict[900]; // on it; "" for none
	const struct paragraph *reply; // the author's own words behind the verdict, or NULL
};

struct page_sight {
	const struct lesson *lesson;
	int page;
	int block;                 // the current one; later ones are not shown; -1: none has been reached
	const struct asked *asked; // by the number of the question in the lesson
	const struct document *document;
	const struct entry *news; // what has come last, NULL: the block
	bool alone;               // nothing stands above the current block
	const char *reminder;     // said below all of it, NULL: nothing
	bool ascii;
	enum math_form math;
};

// The columns that lines on a page of this width have: what is printed for it should not be wider.
int page_line_columns(int cols);

// Draws the page into the area from its row `scroll` on; returns the rows that all of it needs at the
// area's width.  With grid NULL it only measures.
int page_draw(const struct page_sight *sight, struct grid *grid, struct area area, int scroll);

// The first row of what has come last.
int page_focus(const struct page_sight *sight, int cols);

// The current block as lines, `cols` wide: what plain mode says when it is reached.
void page_write(const struct page_sight *sight, int cols, struct text *out);

// Some words as lines, wrapped; code keeps its backquotes there.
void page_write_words(const struct paragraph *words, const char *before, enum math_form math,
                      int cols, struct text *out);

#endif
