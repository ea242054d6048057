// SPDX-License-Identifier: GPL-3.0-or-later
// Several gradients by distance on one logarithmic plot, with their numbers beside it and the factor by
// which each changes in a step.  Each has a mark of its own: no colour is needed to tell them apart.
#ifndef VIEW_RACE_H
#define VIEW_RACE_H

#include "view/picture.h"
#include "view/plot.h"
#include "view/sheet.h"

struct race_line {
	const char *name;
	const double *at; // by distance 0 … count-1
	int count;
};

struct race {
	const char *heading; // what is measured
	const struct race_line *line;
	int lines; // 1 … PLOT_LINES
	int precision;
	enum glyphs glyphs;
};

void race_draw(const struct race *race, struct sheet *sheet);

// What a step multiplies by on average, over all of them: (last/first)^(1/steps); NaN where that is
// no number.
double race_rate(const struct race_line *line);

#endif
