// SPDX-License-Identifier: GPL-3.0-or-later
// A heat map: a matrix with the sign and the size of each element to be seen, also without colour:
// its digits beside a shade where there is room, else its sign and a shade.  What is larger than the
// paper is drawn in blocks, each as its largest element.  Fits any paper, also none.
#ifndef VIEW_HEAT_H
#define VIEW_HEAT_H

#include <stdbool.h>

#include "array/array.h"
#include "view/sheet.h"

struct heat {
	struct array a;
	const bool *missing;                           // by element: it is not there; NULL: all are
	const char *const *row_name, *const *col_name; // NULL: their numbers
	int col_from;                                  // the first column's number
	int here_row, here_col;                        // the element to be lit; -1: none
	int precision;                                 // significant digits of the legend
	bool ascii;
	bool bare; // no legend, and of a single row no head: somebody else says what is shown
};

struct heat heat_of(struct array a, int precision, bool ascii); // the plain heat map of a matrix

// Draws it onto the sheet, in at most its rows_most rows (TABLE_ROWS when that is more).
void heat_draw(const struct heat *heat, struct sheet *sheet);

// How many elements each cell of that picture stands for, rows by columns: 1×1 where all fit.
void heat_measure(const struct heat *heat, const struct sheet *sheet, int *tall, int *wide);

#endif
