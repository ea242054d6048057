// SPDX-License-Identifier: GPL-3.0-or-later
// The Jacobian of one step as an expression: of s[t] = tanh(U*x[t] + W*s[t-1]) it is diag(1 - s[t].^2)*W.  One
// term for each path from the state before to the value; made from a cell's equations and the operators' own
// derivatives, as its gradient is.
#ifndef LANG_TANGENT_H
#define LANG_TANGENT_H

#include "lang/cell.h"

// ∂(quantity at t)/∂(state at t-1), what else the step computes followed, all other states of the step before
// held; the number 0 where it does not depend on it.  NULL: there are too many paths, or one goes through an
// operator whose Jacobian is not written here (joined vectors and their blocks, products of two values).  The
// tree lives in the arena.
struct tree *tangent_of_step(const struct cell *cell, int quantity, int state, struct arena *arena);

#endif
