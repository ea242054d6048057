// SPDX-License-Identifier: GPL-3.0-or-later
// A walk: one forward pass and every place of it.  Everything it tells is a pure function of
// (network, place); what it keeps of the last place asked for is a memo and changes no answer.
#ifndef TRACE_WALK_H
#define TRACE_WALK_H

#include "lang/cell.h"
#include "lang/evaluate.h"
#include "lang/parser.h"
#include "lang/print.h"
#include "net/backward.h"
#include "net/jacobian.h"
#include "net/moment.h"
#include "net/pass.h"
#include "trace/place.h"
#include "tutor/check.h"

struct walk {
	const struct network *network; // not owned; the walk is stale when it changes
	struct pass *pass;
	struct itinerary itinerary;
	bool *serves_loss;             // by forward equation: no state depends on it
	struct moment *memo;           // of the backward place asked for last
	struct place memo_place;
	bool without_sums;             // the memo knows no dW and its like
	struct moment *own;            // one loss's own sweep, carried to the step asked for last
	int own_t, own_k;
	struct arena whole;            // of all sequences, once they were asked for: see walk_whole_loss
	const double *whole_loss;
	struct array *whole_gradient;
	unsigned long cuts;            // what they hold was made after this many (base/interrupt.h)
};

// NULL and *error when the network is not ready, or interrupted.
struct walk *walk_new(const struct network *network, struct error *error);
void walk_free(struct walk *walk);

// The equation just evaluated at a place; NULL at the start.
const struct equation *walk_equation(const struct walk *walk, struct place place);

// How the equation's names show their times at this place.
struct print_style walk_style(const struct walk *walk, struct place place, bool unicode);

// Why there is nothing of loss t: the step has no target.  Always false.
bool walk_fail_loss(const struct walk *walk, int t, struct span span, struct error *error);

// "loss 3, k = 1: iteration 3 of 4"; "forward, t = 2 (sat)"; "start".
void walk_describe(const struct walk *walk, struct place place, struct text *out);

// The scope of expressions at a place: names, `delta[t,k]`, derivatives; t, k, T, H, C.  *place must
// live as long as the scope.
struct walk_place {
	struct walk *walk;
	struct place place;
};
struct scope walk_scope(struct walk_place *at);
struct parse_names walk_names(const struct walk *walk);

// The value that the equation just evaluated has written, and what its left side held before (zeros
// and *was_new when it held nothing).  Views of the walk: valid until another place is asked for.
struct array walk_result(struct walk *walk, struct place place);
struct array walk_before(struct walk *walk, struct place place, bool *was_new);

// The value of a bound name as the equation at the place read it.
struct array walk_bound(struct walk *walk, struct place place, const struct tree *name);

// The d-values at a backward place; kept until another place is asked for.
const struct moment *walk_moment(struct walk *walk, struct place place);

// Of all sequences that are learned: the sum of their losses, and by a parameter.  Found once.
double walk_whole_loss(struct walk *walk);
struct array walk_whole_gradient(struct walk *walk, int quantity);

// A scan that asks for no sums does better without them; who turns them off turns them on again.
void walk_keep_sums(struct walk *walk, bool sums);

// Loss t's own sweep where iteration k is complete, with what k alone gives to the sums (if they are
// wanted); the same bits as a sweep for it, and cheap while k goes down.  NULL: it does not get there.
const struct moment *walk_loss_moment(struct walk *walk, int t, int k, bool sums);

// The equation of iteration (t, k) that completes delta: it writes the last of its parts.
int walk_delta_equation(const struct walk *walk, int t, int k);

// Whether a forward quantity at a time has been computed at this place.
bool walk_known(const struct walk *walk, struct place place, int quantity, int time);

// The numeric check that belongs to the equation at hand, false if there is none: delta[t,k] where a
// delta is completed, dE[t]/dW @ k where a sum grows.  What it costs, check_cost says.
bool walk_check_subject(const struct walk *walk, struct place place, struct check_subject *subject);

#endif
