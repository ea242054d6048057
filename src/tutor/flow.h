// SPDX-License-Identifier: GPL-3.0-or-later
// Mistakes that no edit of an equation makes (enum bug_flow): what is computed then, for the diagnosis.
#ifndef TUTOR_FLOW_H
#define TUTOR_FLOW_H

#include "net/pass.h"
#include "tutor/evidence.h"
#include "tutor/planting.h"

// All of them that can be made in this network's cell, as plantings whose site says nothing of equations: of B38
// `match` and `other` are the two parameters, or the two gates, of a finished gradient that is clipped `match` is how (enum clipping) and
// the number the bound, which the evidence tells; of a divided one the number is what it is divided by.  The list is the caller's to free.
struct plantings flow_plantings(const struct network *network, const struct evidence *evidence, int count);
bool flow_is(struct planting planting);

// What a planting does to the finished sums (by quantity): clips them, divides them; others do nothing.
void flow_finish(struct planting planting, struct array *sums, int quantities);

// The parameter whose sum stands in the place of this one's, where a planting exchanges arrays; else itself.
int flow_stands_for(const struct cell *cell, struct planting planting, int parameter);

// dE/d(parameter) by quantity, where the Jacobians of a cell with one state are multiplied in the order of the forward
// pass: ∂s[t]/∂s[k] = J[k+1]…J[t] for J[t]…J[k+1].
struct array *flow_forward_order(const struct pass *pass, struct arena *arena);

// The gradient of losses t (-1: all) by a word that is read at step k: what the deltas make of the matrices that
// multiply it.
struct array flow_of_input(const struct pass *pass, int t, int input, int k, struct arena *arena);

#endif
