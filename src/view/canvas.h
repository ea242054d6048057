// SPDX-License-Identifier: GPL-3.0-or-later
// A canvas of dots, several to a letter: lines are drawn in dots, marks are whole letters upon them.
// Knows nothing of values.
#ifndef VIEW_CANVAS_H
#define VIEW_CANVAS_H

#include "base/grid.h"
#include "view/picture.h"

struct canvas_letter {
	unsigned dots;    // bit row·across + column
	const char *mark; // drawn over the dots; NULL: none
	enum role role;
};

struct canvas {
	int rows, cols;   // letters
	int across, down; // dots a letter
	enum glyphs glyphs;
	struct canvas_letter *letter; // rows·cols, owned
};

struct canvas canvas_new(int rows, int cols, enum glyphs glyphs);
void canvas_free(struct canvas *canvas);

// A line between two points; (0, 0) is the upper left corner of the canvas, (1, 1) its lower right one.
void canvas_line(struct canvas *canvas, double x0, double y0, double x1, double y1, enum role role);

// A mark at a point.
void canvas_mark(struct canvas *canvas, double x, double y, enum role role, const char *mark);

// The column of letters that a point stands in, and its row.
int canvas_column(const struct canvas *canvas, double x);
int canvas_row(const struct canvas *canvas, double y);

// Draws what is on the canvas, and leaves alone what is under its empty letters.
void canvas_draw(const struct canvas *canvas, struct grid *grid, struct area area, int row,
                 int col);

#endif
