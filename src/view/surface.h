// SPDX-License-Identifier: GPL-3.0-or-later
// A surface seen from above: a number over two others, as a map of levels.  Each level has a letter, so
// that it is seen without colour.
#ifndef VIEW_SURFACE_H
#define VIEW_SURFACE_H

#include <stdbool.h>

#include "array/array.h"
#include "view/sheet.h"

// Rows and columns of a map are odd, so that one of them is the middle.  A page of a small screen has room
// for no more rows.
enum { SURFACE_ROWS = 13, SURFACE_COLS = 61 };

struct surface_axis {
	const char *name;
	double from, to;
	double here; // where the network stands
};

struct surface {
	const char *name;         // of the number
	struct surface_axis x, y; // to the right; upwards
	struct array a; // rows from the top: y falls from row to row, x grows from column to column
	bool log;       // levels of the logarithm
	int precision;
	bool ascii;
};

// The columns that the map has on paper so wide: odd, SURFACE_COLS at most, 1 at least.
int surface_cols(int cols);

void surface_draw(const struct surface *surface, struct sheet *sheet);

#endif
