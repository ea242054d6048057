// SPDX-License-Identifier: GPL-3.0-or-later
// The line as a picture: prompt and text in one row of a grid, moved sideways when it is too long.
// A pure function of what is given.
#ifndef TERM_LINE_H
#define TERM_LINE_H

#include "base/grid.h"
#include "term/input.h"

// Draws into the first row of the grid, which must be blank; returns the column of the caret.
int line_draw(struct grid *row, const struct input_line *line);

#endif
