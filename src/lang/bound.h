// SPDX-License-Identifier: GPL-3.0-or-later
// A bound of one step of a cell that holds whatever the values are: how much larger a small change of
// the state before can become, as an expression of the parameters alone.  Of s[t] = tanh(U*x[t] +
// W*s[t-1]) it is 1*norm(W, 2), the γ·σmax(W) of Pascanu, Mikolov, Bengio 2013.  Derived from a cell's
// equations by one rule an operator, as its gradient is, and from what the operator table knows of slopes
// and of values.  Where none is derived there may be one all the same.
#ifndef LANG_BOUND_H
#define LANG_BOUND_H

#include "lang/cell.h"

enum bound_fault {
	BOUND_HOLDS,
	BOUND_PRODUCT,  // values are multiplied that depend on the state before, one of them without a bound
	BOUND_CHANGING, // the factor of a state is another one at each step, without a bound
	BOUND_UNKNOWN,  // no bound of an operator's growth is known
	BOUND_LONG      // the expression would be too long
};

struct bound {
	// ‖∂S_t/∂S_t-1‖₂ ≤ its value, for all states S together, one below the other; NULL: none is derived.
	const struct tree *tree;
	// Of several states a matrix: the bounds of the blocks ∂a_t/∂b_t-1 of that Jacobian.  Its 2-norm bounds one
	// step, and the 2-norm of its n-th power bounds n steps.  NULL where there is one state.
	const struct tree *blocks;
	enum bound_fault fault; // and then this is why,
	int quantity;           // in whose equation,
	const struct tree *at;  // at which part of it
};

// The trees live in the arena.
struct bound bound_of_step(const struct cell *cell, struct arena *arena);

#endif
