// SPDX-License-Identifier: GPL-3.0-or-later
// Names for parts of equations, so that what is computed once is not written twice: given before a cell is
// differentiated, and used in what comes out.
#ifndef LANG_NAMING_H
#define LANG_NAMING_H

#include <stdbool.h>

#include "base/error.h"
#include "lang/cell.h"

// Gives names to those parts of a learner's equations whose adjoint would else be written twice, or
// that hold a matrix product inside another operation; each becomes an equation of its own before.
// False and *error when there are more than a cell has room for.
bool naming_give(struct cell *cell, struct error *error);

// The tree with the name of an equation in place of each call that the equation computes: 1 - s[t].^2 for
// 1 - tanh(z[t]).^2.  What is new lives in the arena.
struct tree *naming_use(const struct cell *cell, struct arena *arena, struct tree *tree);

#endif
