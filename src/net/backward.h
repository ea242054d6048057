// SPDX-License-Identifier: GPL-3.0-or-later
// The backward pass: what every d-value is at a place of the walk, as a pure function of the forward
// pass and the place.  The sums "so far" are F(t) + P(t,k): finished losses through one combined
// sweep (or, under truncation, one by one), the loss at hand through its own partial sweep.
#ifndef NET_BACKWARD_H
#define NET_BACKWARD_H

#include <stdbool.h>

#include "array/array.h"
#include "base/arena.h"
#include "net/pass.h"

// All d-values at a place.  A parameter's is its sum so far; any other quantity's is known at time
// now_time (the step k, or t for what is computed where the loss enters) and at next_time (k-1).
struct moment {
	const struct pass *pass;
	struct arena arena;       // holds all below
	struct arena scratch;     // of one equation
	int t, k, equation;       // just evaluated
	struct array *sum;        // by quantity: a parameter's gradient so far
	struct array *now, *next; // by quantity
	int *now_time, *next_time; // by quantity; NO_TIME: not computed
	struct arena kept;        // holds `before`
	struct array before;      // what the left side held before the equation at hand; zeros if nothing
	bool was_new;             // it held nothing
};

enum { NO_TIME = -2 };

struct moment *moment_new(const struct pass *pass, int t, int k, int equation);
// Goes on to a later equation of the same loss (in the single sweep: of the walk).  The same bits as
// moment_new there, at the cost of the equations between.
void moment_advance(struct moment *moment, int k, int equation);
void moment_free(struct moment *moment);

// The backward program in force: the double or the single sweep.
const struct program *backward_program(const struct network *network);

// The sum of a parameter, or the gradient of a quantity at a time; no numbers (at == NULL) where it is
// not known at this moment.
struct array moment_gradient(const struct moment *moment, int quantity, int time);

// The value of a bound name as a backward equation at (t, k) reads it.
struct array moment_bound(const struct moment *moment, const struct tree *name);

// delta[t,k] of the iteration at hand; false when it has not been computed yet.
bool moment_delta(const struct moment *moment, struct arena *arena, struct array *out);

// Finished values of the program in force.  Losses t (-1: all of them).
// dE[t]/d(parameter), one step's partial (step ≥ 0) or the sum of all (-1); as the parameter's shape.
struct array backward_parameter(const struct pass *pass, int t, int quantity, int step,
                                struct arena *arena);
// dE[t]/d(quantity at time k): zero when k is not reached (k > t, or truncated); n×1.
struct array backward_quantity(const struct pass *pass, int t, int quantity, int k,
                               struct arena *arena);
// delta[t,k]: the delta quantities one below the other.
struct array backward_delta(const struct pass *pass, int t, int k, struct arena *arena);
// ‖delta[t,k]‖ for all k = 0 … t in one sweep, into norms[0 .. t].
void backward_delta_norms(const struct pass *pass, int t, double *norms);

// Whether the program in force computes this quantity's gradient (it does not for what it joins, as
// yhat under the cross-entropy).
bool backward_computes(const struct network *network, int quantity);

// Exact derivatives of any quantity at a time by any other, whatever program is in force: rows for the
// numerator's elements, columns for the denominator's; for a scalar numerator the denominator's own
// shape.  A parameter as denominator: summed over all steps, or one step's partial (below_time ≥ 0);
// with a vector as numerator give its element, else -1.
struct array jacobian(const struct pass *pass, int above, int above_time, int below,
                      int below_time, int element, struct arena *arena);

#endif
