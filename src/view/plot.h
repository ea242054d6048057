// SPDX-License-Identifier: GPL-3.0-or-later
// A plot: numbers over whole numbers (time steps, iterations, elements), as points joined by lines.
// What has no place on the axes (NaN, Inf, on a logarithmic axis also 0 and below) is a gap in the
// line and is counted below the picture.  Fits any paper, also none.
#ifndef VIEW_PLOT_H
#define VIEW_PLOT_H

#include <stdbool.h>

#include "view/picture.h"
#include "view/sheet.h"

enum { PLOT_LINES = 6 };

struct plot_line {
	const char *name; // as it was asked for
	int first, last;  // the whole numbers that its values stand over; may run downwards
	const double *at; // |last - first| + 1 values
};

struct plot {
	const struct plot_line *line;
	int lines;            // 1 … PLOT_LINES
	const char *variable; // what the horizontal axis counts
	bool log;
	enum glyphs glyphs;
};

// The mark of a line, for what is written beside a plot.
const char *plot_mark(int line, enum glyphs glyphs);

// Draws it onto the sheet, in at most its rows_most rows (PICTURE_ROWS when that is more).
void plot_draw(const struct plot *plot, struct sheet *sheet);

#endif
