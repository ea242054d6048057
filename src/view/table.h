// SPDX-License-Identifier: GPL-3.0-or-later
// A table: columns of numbers over the same whole numbers, each with a heading.  Columns that have no
// room are left out, the least useful first, and named below; of many rows some are shown.
#ifndef VIEW_TABLE_H
#define VIEW_TABLE_H

#include "view/sheet.h"

enum { TABLE_COLUMNS = 24 };

struct table_column {
	const char *heading;
	int first, last;  // the rows that have a number, for others the place is empty
	const double *at; // row i's number is at[i·stride]
	int stride;
	int use; // the most useful has the smallest
	enum role role;
};

struct table {
	const char *heading; // of the names of rows
	// A row's name, made by the caller; the context is its own.
	void (*name)(void *context, int row, struct text *out);
	void *context;
	int rows;
	const struct table_column *column;
	int columns; // at most TABLE_COLUMNS
	int precision;
};

// Draws it onto the sheet; takes no care of the sheet's rows_most but shows at most `rows_most` rows.
void table_draw(const struct table *table, int rows_most, struct sheet *sheet);

#endif
