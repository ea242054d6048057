// SPDX-License-Identifier: GPL-3.0-or-later
// The grid of styled cells: what a view draws into, what the screen prints, what exports draw.
// A cell holds one letter and a role; colours are the front end's business.  A letter two columns
// wide fills its cell and leaves the next one with columns = 0.  Not for terminals: nothing here
// moves a cursor.
#ifndef BASE_GRID_H
#define BASE_GRID_H

#include <stdbool.h>

#include "base/text.h"

enum role {
	ROLE_TEXT,     // ordinary words and numbers
	ROLE_DIM,      // what is there but not in play now
	ROLE_TITLE,    // a pane's or page's title
	ROLE_BORDER,   // lines between panes
	ROLE_STRONG,   // emphasis in prose
	ROLE_CODE,     // code and names in prose
	ROLE_MATH,     // a formula
	ROLE_COMMAND,  // a command, typed by a lesson or a learner
	ROLE_HERE,     // the current place: lit wherever it is shown
	ROLE_LIT,      // what is spoken of, wherever it is shown (view/lit.h)
	ROLE_NEW,      // a value written by the step at hand
	ROLE_GRADIENT, // the path of the gradient, d-values
	ROLE_POSITIVE, // heat: above zero
	ROLE_NEGATIVE, // heat: below zero
	ROLE_GOOD,     // a check passed, a right answer
	ROLE_ERROR,    // an error, a failed check
	ROLE_HINT,     // advice, footer
	ROLE_PROMPT,   // the prompt itself
	ROLE_COUNT
};

enum { CELL_BYTES = 22 };

struct cell_of_grid {
	char letter[CELL_BYTES]; // UTF-8, NUL-terminated; "" is a blank
	unsigned char columns;   // 1 or 2; 0: the right half of the letter before
	unsigned char role;      // enum role
};

struct grid {
	int rows, cols;
	bool ascii;                 // the mark of what is cut is ASCII too, as all that is drawn
	struct cell_of_grid *cells; // rows·cols, row-major, owned
};

// A rectangle of a grid.  Drawing is relative to it and clipped by it; it may be empty or reach
// outside of the grid.
struct area {
	int row, col, rows, cols;
};

// A blank grid of any size ≥ 0, as the locale's letters are; grid_free frees it.
struct grid grid_new(int rows, int cols);
void grid_free(struct grid *grid);
bool grid_equal(const struct grid *a, const struct grid *b);
struct area grid_area(const struct grid *grid); // all of it

// The cell in a row and column that the grid has; whether nothing stands there.
struct cell_of_grid *grid_at(const struct grid *grid, int row, int col);
bool grid_is_blank(const struct cell_of_grid *at);

// Draws a cleaned UTF-8 text at (row, col) of the area.  What goes on beyond the area's right edge is cut
// with a mark, … or in ASCII .., and never within a number: it is left out, or whole.  Returns the columns
// that the text needs, cut or not.  A letter that would begin left of the area is left out.
int grid_put(struct grid *grid, struct area area, int row, int col, enum role role,
             const char *text);
int grid_put_bytes(struct grid *grid, struct area area, int row, int col, enum role role,
                   const char *bytes, size_t length);
int grid_putf(struct grid *grid, struct area area, int row, int col, enum role role,
              const char *format, ...) __attribute__((format(printf, 6, 7)));

// Fills the area with one letter; changes only the role of what is there.
void grid_fill(struct grid *grid, struct area area, enum role role, const char *letter);
void grid_paint(struct grid *grid, struct area area, enum role role);

// The next row after `from` (way 1) or before it (-1) in which a text stands, going on from the other end;
// -1 if there is none.  ASCII letters in either case are one.
int grid_find_row(const struct grid *grid, const char *text, int from, int way);

// Paints every place of the area in which a text stands with ROLE_HERE; none for "".
void grid_light(struct grid *grid, struct area area, const char *text);

// Prose: wraps a text at blanks to the area's width, starting at `row`; returns the row after the
// last one.  Newlines in the text break lines.  Nothing is drawn when `grid` is NULL: it measures.
int grid_wrap(struct grid *grid, struct area area, int row, enum role role, const char *text);

// The grid's letters as lines, trailing blanks removed.
void grid_write(const struct grid *grid, struct text *out);

#endif
