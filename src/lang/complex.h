// SPDX-License-Identifier: GPL-3.0-or-later
// Trees evaluated with complex numbers, for the complex step (Squire, Trapp 1998): E(θ + ih) = E(θ) + ih E'(θ) + O(h²),
// where every operator is analytic.  What an operator makes of complex numbers stands in its row.
#ifndef LANG_COMPLEX_H
#define LANG_COMPLEX_H

#include "base/arena.h"
#include "lang/operator.h"
#include "lang/tree.h"

// Where the bound names of a tree come from.
struct complex_scope {
	void *context;
	int H, C;
	struct complex_array (*bound)(void *context, const struct tree *name);
};

// The first operator of a tree that has no complex value, in the order of evaluation; NULL: all have one.
const struct operation *complex_refuses(struct tree *tree);

// The value of a tree of a cell, none of whose operators refuses.  It lives in the arena, or is the scope's.
struct complex_array complex_evaluate(const struct tree *tree, const struct complex_scope *scope, struct arena *arena);

#endif
