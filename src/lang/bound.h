// SPDX-License-Identifier: GPL-3.0-or-later
// A bound of one step of a cell that holds whatever the values are: how much larger a small change of
// the state before can become, as an expression of the parameters alone.  Of s[t] = tanh(U*x[t] +
// W*s[t-1]) it is 1*norm(W, 2), the γ·σmax(W) of Pascanu, Mikolov, Bengio 2013.  Derived from a cell's
// equations by one rule an operator, as its gradient is; a gate that is multiplied with a state has no
// such bound.
#ifndef LANG_BOUND_H
#define LANG_BOUND_H

#include "lang/cell.h"

enum bound_fault {
	BOUND_HOLDS,
	BOUND_PRODUCT,  // two values are multiplied, and both depend on the state before
	BOUND_CHANGING, // the factor of a state is another one at each step
	BOUND_UNKNOWN,  // an operator's growth has no bound, or none is known
	BOUND_LONG      // the expression would be too long
};

struct bound {
	// ‖∂S_t/∂S_t-1‖₂ ≤ its value, for all states S together, one below the other; NULL: there is none.
	const struct tree *tree;
	enum bound_fault fault; // and then this is why,
	int quantity;           // in whose equation,
	const struct tree *at;  // at which part of it
};

// The trees live in the arena.
struct bound bound_of_step(const struct cell *cell, struct arena *arena);

#endif
