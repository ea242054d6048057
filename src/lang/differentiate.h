// SPDX-License-Identifier: GPL-3.0-or-later
// Equations that differentiate equations: a cell's forward program → its backward programs, in the
// same language.  The order is the reverse of the text, operands right to left: the article's order.
#ifndef LANG_DIFFERENTIATE_H
#define LANG_DIFFERENTIATE_H

#include <stdbool.h>

#include "base/error.h"
#include "lang/cell.h"

// Fills cell->sweep, cell->exact, cell->stated and cell->without from cell->forward (bound, with shapes).  False and
// *error when the cell uses something that has no derivative.
bool differentiate(struct cell *cell, struct error *error);

// Fills cell->single from cell->sweep.
void differentiate_single(struct cell *cell);

#endif
