// SPDX-License-Identifier: GPL-3.0-or-later
// Bars: a vector as signed lengths with its numbers beside them, all on one scale from zero.  Of a
// long vector the largest elements are drawn, in their order.  Fits any paper, also none.
#ifndef VIEW_BARS_H
#define VIEW_BARS_H

#include <stdbool.h>

#include "array/array.h"
#include "view/sheet.h"

struct bars {
	struct array a;          // all its elements, row by row
	const char *const *name; // by element, cleaned; NULL: their numbers
	int precision;
	bool ascii;
};

// Draws it onto the sheet, in at most its rows_most rows (TABLE_ROWS when that is more).
void bars_draw(const struct bars *bars, struct sheet *sheet);

#endif
