// SPDX-License-Identifier: GPL-3.0-or-later
// A page of a lesson → rows of a grid, or lines of text.  What the learner has not reached is not
// shown.  A pure function of what it is given; it runs nothing.
#ifndef LESSON_PAGE_H
#define LESSON_PAGE_H

#include <stdbool.h>

#include "base/grid.h"
#include "base/text.h"
#include "lesson/content.h"
#include "lesson/progress.h"
#include "typeset/math.h"

// How a question stands.
struct asked {
	int hints;    // shown so far
	bool settled; // answered or skipped
	bool shows_solution;
	// What `again` does not take away.
	int tries;               // wrong answers
	bool had_hints, had_solution; // before it was answered
	enum outcome outcome;
	bool is_open;            // a prediction that is not judged yet
	char *attempt;     // the last one, as it was typed; owned; NULL: none
	char verdict[900]; // on it; "" for none
	const struct paragraph *reply; // the author's own words behind the verdict, or NULL
};

// What a command of the page has printed, below which it is shown.
struct printed {
	int block, command;
	char *lines;
};

struct page_sight {
	const struct lesson *lesson;
	int page;
	int block;                 // the current one; later ones are not shown; -1: the title alone
	const struct asked *asked; // by the number of the question in the lesson
	const struct printed *printed;
	int prints;
	bool ascii;
	enum math_form math;
};

// Draws the page into the area from its row `scroll` on; returns the rows that all of it needs at the
// area's width.  With grid NULL it only measures.
int page_draw(const struct page_sight *sight, struct grid *grid, struct area area, int scroll);

// The first row of the current block.
int page_focus(const struct page_sight *sight, int cols);

// The current block as lines, `cols` wide: what plain mode says when it is reached.
void page_write(const struct page_sight *sight, int cols, struct text *out);

// Some words as lines, wrapped; code keeps its backquotes there.
void page_write_words(const struct paragraph *words, const char *before, enum math_form math,
                      int cols, struct text *out);

#endif
