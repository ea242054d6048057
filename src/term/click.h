// SPDX-License-Identifier: GPL-3.0-or-later
// What a person points at: the word at a place of the picture, written as it can be asked for.
#ifndef TERM_CLICK_H
#define TERM_CLICK_H

#include "base/grid.h"

// Adds the word at (row, col), without the marks round it: ▐s₃▌ is s[3]; nothing where there is none, or
// it has no letter.
void click_word(const struct grid *grid, int row, int col, struct text *out);

#endif
