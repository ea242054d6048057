// SPDX-License-Identifier: GPL-3.0-or-later
// A moment of the backward pass: what every d-value is at a place of the walk, as a pure function of
// the forward pass and the place.  The sums "so far" are F(t) + P(t,k): finished losses through one
// combined sweep (or, where that is wrong, one by one), the loss at hand through its own partial sweep.
#ifndef NET_MOMENT_H
#define NET_MOMENT_H

#include <stdbool.h>

#include "array/array.h"
#include "base/arena.h"
#include "net/pass.h"

// The backward program in force: the double or the single sweep.
const struct program *backward_program(const struct network *network);

// Whether losses can be carried back together, in one sweep: where none ends alone (truncation after this many steps), and the program is
// linear and the same for every loss.  Else they are carried one by one.
bool backward_combines(const struct network *network);

// Whether the program in force computes this quantity's gradient (it does not for what it joins, as
// yhat under the cross-entropy).
bool backward_computes(const struct network *network, int quantity);

// All d-values at a place.  A parameter's is its sum so far; any other quantity's is known at time
// now_time (the step k, or t for what is computed where the loss enters) and at next_time (k-1).
struct moment {
	const struct pass *pass;
	struct arena arena;       // holds all below
	struct arena scratch;     // of one equation
	int t, k, equation;       // just evaluated
	bool without_sums;        // only what is carried is wanted: parameters' equations do not run
	struct array *sum;        // by quantity: a parameter's gradient so far
	struct array *now, *next; // by quantity
	int *now_time, *next_time; // by quantity; NO_TIME: not computed
	struct arena kept;        // holds `before`
	struct array before;      // what the left side held before the equation at hand; zeros if nothing
	bool was_new;             // it held nothing
};

enum { NO_TIME = -2 };

struct moment *moment_new(const struct pass *pass, int t, int k, int equation);
// The end of the walk, where all sums are complete.
struct moment *moment_end(const struct pass *pass);
// Goes on to a later equation of the same loss (in the single sweep: of the walk).  The same bits as
// moment_new there, at the cost of the equations between.
void moment_advance(struct moment *moment, int k, int equation);
// Finishes the loss at hand and stands before the first equation of the next one, t-1: only where losses
// are carried one by one (not backward_combines), for then the same bits as moment_new there.
void moment_next_loss(struct moment *moment);
// As moment_new, but only what is carried: no sums, so the losses before t are not run.
struct moment *moment_new_carried(const struct pass *pass, int t, int k, int equation);
void moment_free(struct moment *moment);

// The sum of a parameter, or the gradient of a quantity at a time; no numbers (at == NULL) where it is
// not known at this moment; any numbers when the work is cut.
struct array moment_gradient(const struct moment *moment, int quantity, int time);

// The value of a bound name as a backward equation at (t, k) reads it.
struct array moment_bound(const struct moment *moment, const struct tree *name);

// delta[t,k] of the iteration at hand; false when it has not been computed yet.
bool moment_delta(const struct moment *moment, struct arena *arena, struct array *out);

// ---- the machine behind it, for those that sweep

// Before anything has run; the caller ends it with moment_free.
struct moment *moment_blank(const struct pass *pass);
void moment_set_zero(struct array a);
// What was at k-1 is at k now, and what nothing has reached there is zero.
void moment_open_step(struct moment *moment, int k);
// The sums of the parameters, by quantity, copied; the moment is freed.
struct array *moment_take_sums(struct moment *moment, struct arena *arena);
void moment_forget_gradients(struct moment *moment); // of the quantities with a time, at all times
void moment_forget_sums(struct moment *moment);      // of the parameters: they are zero again
// One equation where the moment stands; all equations of iteration (t,k), after going back to k.
void moment_run_equation(struct moment *moment, const struct equation *equation);
void moment_run_iteration(struct moment *moment, const struct program *program, int t, int k);

// The smallest k of loss t's iterations.
int moment_last_k(const struct network *network, int t);

// Loss t's own sweep from k = t down to `until`; false when it does not get so far.  Losses after t
// together, in one sweep.  With `only`, sums hold the last iteration alone.
bool moment_sweep_loss(struct moment *moment, int t, int until, bool only);
void moment_sweep_combined(struct moment *moment, int t, int until, bool only);

// Numbers for the delta quantities, one below the other; fills them with those at the moment's k.
struct array moment_new_delta(const struct moment *moment, struct arena *arena);
void moment_collect_delta(const struct moment *moment, struct array out);

#endif
