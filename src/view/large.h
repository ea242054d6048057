// SPDX-License-Identifier: GPL-3.0-or-later
// Large numbers for a projector: each digit three rows high.
#ifndef VIEW_LARGE_H
#define VIEW_LARGE_H

#include <stdbool.h>

#include "base/grid.h"

enum { LARGE_ROWS = 3 };

// The columns of a number that is drawn so.
int large_columns(const char *number, bool ascii);

// Draws the digits, points and signs of a number from (row, col) of the area on, LARGE_ROWS rows; any
// other letter stands alone on the middle row.  Returns the columns that it needs.
int large_put(struct grid *grid, struct area area, int row, int col, enum role role,
              const char *number, bool ascii);

#endif
