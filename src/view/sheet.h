// SPDX-License-Identifier: GPL-3.0-or-later
// A sheet of paper that grows downwards: what a view writes on, before somebody cuts a window out of
// it.  Its width is given and never grows; nothing is ever drawn outside of it.
#ifndef VIEW_SHEET_H
#define VIEW_SHEET_H

#include "base/grid.h"
#include "typeset/typeset.h"

struct sheet {
	struct grid paper; // has spare rows below `rows`
	int rows;          // written so far
	int rows_most;     // how many will be seen: a view that can say it shorter does
};

struct sheet sheet_new(int cols, int rows_most);
void sheet_free(struct sheet *sheet);

// Takes the next `rows` rows: an area to draw into, valid until more is taken.
struct area sheet_take(struct sheet *sheet, int rows);

// One line; prose, wrapped; a box (freed).
void sheet_line(struct sheet *sheet, int col, enum role role, const char *text);
void sheet_linef(struct sheet *sheet, int col, enum role role, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void sheet_prose(struct sheet *sheet, enum role role, const char *text);
void sheet_prose_at(struct sheet *sheet, int col, enum role role, const char *text); // indented
void sheet_box(struct sheet *sheet, int col, struct box box);

// Draws the sheet from its row `scroll` on.
void sheet_draw(const struct sheet *sheet, struct grid *grid, struct area area, int scroll);

// Its rows as lines of text.
void sheet_write(const struct sheet *sheet, struct text *out);

#endif
