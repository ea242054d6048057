// SPDX-License-Identifier: GPL-3.0-or-later
// The gradient of all losses by a parameter in three ways, which are to agree: in the double sweep, in the single
// one, and as a Jacobian.
#ifndef TESTS_UNIT_GRADIENTS_H
#define TESTS_UNIT_GRADIENTS_H

#include "net/backward.h"
#include "net/jacobian.h"

struct gradients {
	struct array twice, once, exact;
};

// Of the pass's network, whose sweep is single afterwards.
static inline struct gradients gradients_by(struct network *network, const struct pass *pass, int quantity,
                                            struct arena *arena)
{
	struct gradients by = { 0 };
	network->single_sweep = false;
	by.twice = backward_parameter(pass, -1, quantity, -1, arena);
	network->single_sweep = true;
	by.once = backward_parameter(pass, -1, quantity, -1, arena);
	by.exact = array_new(arena, by.twice.rows, by.twice.cols);
	for (int t = 0; t < pass->T; t++)
		array_add(by.exact, jacobian(pass, network->cell->loss, t, quantity, -1, -1, arena));
	return by;
}

#endif
