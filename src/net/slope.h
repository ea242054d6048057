// SPDX-License-Identifier: GPL-3.0-or-later
// What the functions of a cell let through: the slopes of its units, and the bound of a step by the
// slopes' largest values.  Both come from the operator table and the cell's equations.
#ifndef NET_SLOPE_H
#define NET_SLOPE_H

#include <stdbool.h>

#include "base/arena.h"
#include "lang/bound.h"
#include "net/pass.h"

// The value of a bound (lang/bound.h) for the parameters of a network; NaN where there is none.
double slope_bound(const struct pass *pass, const struct bound *bound);

// The bounds of 0, 1, … count-1 steps: its powers, or (of several states) the norms of the powers of the matrix
// of its blocks.  What these powers grow or shrink by in the long run: below 1 a gradient must vanish.
void slope_bound_powers(const struct pass *pass, const struct bound *bound, double *power, int count);
double slope_bound_rate(const struct pass *pass, const struct bound *bound);

// A call in a forward equation of a function whose slope is bounded: tanh, sigmoid, relu.
struct slope {
	int quantity; // in whose equation
	const struct tree *call;
	bool is_whole;           // the equation is nothing but this call
	const struct tree *tree; // the modulus of its derivative, each element
};

// All of a cell's, in the order of its equations; *count says how many.  They live in the arena.
const struct slope *slopes_of(const struct cell *cell, int *count, struct arena *arena);

// Whether a unit is called saturated: less than a tenth of the largest slope is left.
bool slope_is_saturated(double slope, double largest);

// The slopes of its units at time t: 0 (nothing gets through) to the largest that the operator's row names.
struct array slope_values(const struct pass *pass, const struct slope *slope, int t,
                          struct arena *arena);

#endif
