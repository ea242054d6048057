// SPDX-License-Identifier: GPL-3.0-or-later
// A place in a walk is a value: (phase, t, k, equation), the equation *just evaluated*; the start is
// before all.  Forward places run t = 0 … T-1; backward places run as the article's loop does:
// t = T-1 … 0 and for each t, k = t … 0, or as far as truncation lets it.  In the single sweep t equals k.  Where a
// step has no loss there is no such t; the single sweep passes over the steps that no loss depends on.
// Everything here is a pure function of (itinerary, place): nothing is evaluated.
#ifndef TRACE_PLACE_H
#define TRACE_PLACE_H

#include <stdbool.h>

#include "lang/cell.h"
#include "net/truncation.h"

enum phase { PHASE_START, PHASE_FORWARD, PHASE_BACKWARD };

struct place {
	enum phase phase;
	int t, k;     // k is 0 in the forward phase, both are 0 at the start
	int equation; // index into the forward or the backward program of the network in force
};

// All that places depend on.
struct itinerary {
	int T;
	int forward;                    // equations a time step
	const struct program *backward; // those of an iteration: program_runs says where each one runs
	struct truncation truncation;
	bool single;                    // one sweep for all losses
	const bool *has_loss;           // by step; NULL: each has one
	const bool *reached;            // by step: the single sweep has an iteration there; NULL: everywhere
	const bool *serves_loss;        // by forward equation: it runs only where there is a loss; NULL: all always run
};

// How far one command goes: an equation; an iteration (a time step forward, a (t,k) backward);
// the rest of a pass or of a loss; all.
enum stride { STRIDE_EQUATION, STRIDE_ITERATION, STRIDE_LOSS, STRIDE_ALL };

struct place place_start(void);
struct place place_end(const struct itinerary *itinerary); // the last equation of the walk
bool place_equal(struct place a, struct place b);
int place_compare(struct place a, struct place b); // <0: a comes before b in the walk

// The last loss, and the one before (below) loss t; -1 if there is none.
int place_last_loss(const struct itinerary *itinerary);
int place_loss_before(const struct itinerary *itinerary, int t);
bool place_has_loss(const struct itinerary *itinerary, int t);

// Whether an equation of the place's program runs where the place is.
bool place_runs(const struct itinerary *itinerary, struct place place, int equation);

// The smallest k of loss t's iterations.
int place_last_k(const struct itinerary *itinerary, int t);

// The next (previous) place at which the stride stops; the end (start) where there is none.
struct place place_after(const struct itinerary *itinerary, struct place place, enum stride stride);
struct place place_before(const struct itinerary *itinerary, struct place place, enum stride stride);

// Where `next` stops in time step t, or in iteration (t, k): false when the walk has no such place.
bool place_forward(const struct itinerary *itinerary, int t, struct place *place);
bool place_backward(const struct itinerary *itinerary, int t, int k, struct place *place);

// How many stops of this stride lie in the whole walk, and at or before the place (a progress bar).
long place_count(const struct itinerary *itinerary, enum stride stride);
long place_ordinal(const struct itinerary *itinerary, struct place place, enum stride stride);

#endif
