// SPDX-License-Identifier: GPL-3.0-or-later
// Boxes: small pictures that are put together on their baselines into larger ones.  A part that goes
// into a whole is freed by it.  What the parts mean is not known here.
#ifndef TYPESET_BOX_H
#define TYPESET_BOX_H

#include "base/grid.h"

// A picture of a formula: a grid whose row `baseline` is the line of writing.
struct box {
	struct grid grid;
	int baseline;
};

void box_free(struct box *box);

// One line of text; nothing but columns.
struct box box_text(const char *text, enum role role);
struct box box_blank(int cols);

// The letters of a box of one row.
void box_write(const struct box *box, struct text *out);

// Draws the box into an area, clipped; returns its rows.
int box_draw(const struct box *box, struct grid *grid, struct area area, int row, int col);

// Boxes side by side on one baseline; one upon the other (on the baseline of the lower one).
struct box box_beside(struct box left, struct box right);
struct box box_row(struct box *part, int count);
struct box box_above(struct box upper, struct box lower);

// A numerator upon a bar upon a denominator.
struct box box_fraction(struct box upper, struct box lower, bool ascii, enum role role);

// Right of the base: `middle` on its line (what Unicode has small), `low` below it, `high` above it; of
// a tall base, in its last and its first row.  Any of the three may be empty.
struct box box_scripts(struct box base, struct box middle, struct box low, struct box high);

// Σ and the like: bounds below and above, centred.
struct box box_limits(struct box base, struct box low, struct box high);

// Brackets as high as what they hold.  Signs are "(", "[", "{", "|", "‖", "⟨", their partners, or "".
struct box box_enclosed(struct box box, const char *left, const char *right, bool ascii,
                        enum role role);
void box_put_bracket(struct box *box, int col, const char *sign, bool ascii, enum role role);

// Rows and columns of boxes, row by row, `gap` columns between them.
enum box_align { BOX_CENTRE, BOX_LEFT, BOX_RIGHT, BOX_POINT }; // POINT: on the decimal point
struct box box_table(struct box *cell, int rows, int cols, const enum box_align *align, int gap);

#endif
