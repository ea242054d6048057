// SPDX-License-Identifier: GPL-3.0-or-later
// Equations that differentiate equations: a cell's forward program → its backward programs, in the
// same language.  The order is the reverse of the text, operands right to left: the article's order.
#ifndef LANG_DIFFERENTIATE_H
#define LANG_DIFFERENTIATE_H

#include <stdbool.h>

#include "base/error.h"
#include "lang/cell.h"

// Gives names to those parts of a learner's equations whose adjoint would else be written twice, or
// that hold a matrix product inside another operation; each becomes an equation of its own before.
// False and *error when there are more than a cell has room for.
bool differentiate_name_parts(struct cell *cell, struct error *error);

// Fills cell->sweep, cell->exact, cell->stated and cell->without from cell->forward (bound, with shapes).  False and
// *error when the cell uses something that has no derivative.
bool differentiate(struct cell *cell, struct error *error);

// The tree with the name of an equation in place of each call that the equation computes: 1 - s[t].^2 for
// 1 - tanh(z[t]).^2.  What is new lives in the arena.
struct tree *differentiate_named(const struct cell *cell, struct arena *arena, struct tree *tree);

// Fills cell->single from cell->sweep.
void differentiate_single(struct cell *cell);

#endif
