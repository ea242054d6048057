// SPDX-License-Identifier: GPL-3.0-or-later
// A gradient by distance: what is left of loss t at each step k before it.  The Jacobians are exact,
// whatever program is in force; delta and the parts of parameters are those of that program.
#ifndef NET_DISTANCE_H
#define NET_DISTANCE_H

#include <stdbool.h>

#include "array/array.h"
#include "base/arena.h"
#include "net/pass.h"

// Arrays are by distance d = t - k, 0 … count-1, and live in the arena that they were read into.
struct distance {
	int t, count;
	// S is all states together, in the order of their declaration.
	int states;
	const int *state; // their quantities
	struct array
		singular; // count×n: singular values of ∂S[t]/∂S[k], descending; or only the largest
	struct array step; // count×1: ‖∂S[k+1]/∂S[k]‖₂; NaN at d = 0
	struct array own; // count×states: ‖∂q[t]/∂q[k]‖₂ of one state, the others held at k
	int reached;      // this many distances loss t's own sweep reaches (truncation)
	struct array delta; // reached×1: ‖delta[t,k]‖
	struct array part;  // reached×quantities: ‖dE[t]/d(parameter) @ k‖, 0 for what is none
};

// The Jacobians, for d = 0 … count-1 ≤ t+1 (the last may be that of the initial state), with all their
// singular values or (much faster) with the largest alone.  False: interrupted.
bool distance_read_jacobians(struct distance *distance, const struct pass *pass, int t, int count,
                             bool all, struct arena *arena);
double distance_cost(const struct pass *pass, int count, bool all); // multiplications

// What loss t's own sweep gives, as far as it reaches, for k = t … 0.
bool distance_read_sweep(struct distance *distance, const struct pass *pass, int t,
                         struct arena *arena);

// The largest singular value of ∂S[t]/∂S[k].
static inline double distance_norm(const struct distance *distance, int d)
{
	return distance->singular.at[(size_t)d * (size_t)distance->singular.cols];
}

#endif
