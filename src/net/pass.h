// SPDX-License-Identifier: GPL-3.0-or-later
// One forward pass: every quantity at every time, O(T·(H + C)) numbers.
#ifndef NET_PASS_H
#define NET_PASS_H

#include <stdbool.h>

#include "array/array.h"
#include "net/network.h"

// A change to one number for one forward pass, for numeric derivatives: element `element` of a
// quantity is moved `by` when it has been computed at time `time`; a parameter as it is used at time
// `time`, or at all times when time is -1; an input, or a state before the first step, as it was given.
struct nudge {
	int quantity, time, element;
	double by;
};

struct pass {
	const struct network *network; // not owned: must outlive the pass
	int T;
	size_t stride;                 // numbers a time step
	size_t *offset;                // by quantity: where its numbers begin in a time step
	bool *has_loss;                // by step; where there is none, what serves the loss alone is not computed: 0
	bool *reached;                 // by step: some loss depends on it, and truncation does not cut between the two
	double *values;                // T·stride
	double *hot;                   // 2C numbers: a one-hot vector is a window of it, WORD_NONE a vector of zeros
	double *none;                  // zeros, as many as the longest vector that is given has
	double total;                  // E, the sum of the losses
};

// Runs the forward equations for t = 0 … T-1.  The network must be ready.  NULL: interrupted; a pass is whole.
struct pass *pass_new(const struct network *network);
void pass_free(struct pass *pass);
// Fills `reached`, for its network's truncation.
void pass_find_reached(struct pass *pass);

// The value of a quantity at a time: inputs, computed ones, states at -1; parameters at any time.
struct array pass_value(const struct pass *pass, int quantity, int time);

// The number that one of CELL_NUMBERS stands for in iteration (t, k), or at t.
int pass_number(const struct pass *pass, const char *letter, int t, int k);

// The same forward pass with another backward program of its cell (lang/amend.h, lang/rewrite.h).  *network is room
// for its network, and shares all else with that of `pass`; neither is to be freed.
struct pass pass_with_backward(const struct pass *pass, struct cell *cell, struct network *network);

// The losses E[from] … E[T-1] of the network with one number moved, into losses[from .. T); steps
// before the nudge are taken from the pass.  Only up to time `last`;
// not all of them when the work is cut.
void pass_nudged_losses(const struct pass *pass, struct nudge nudge, int last, double *losses);

#endif
