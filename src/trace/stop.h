// SPDX-License-Identifier: GPL-3.0-or-later
// Stops: breakpoints on places, on what an equation writes, on conditions and on values that are not
// finite; watched expressions.  A scan visits every equation between two places, carries the sweep
// along (O(H²) a place) and answers Ctrl-C.  The stops are the same places in both directions.
#ifndef TRACE_STOP_H
#define TRACE_STOP_H

#include <stdbool.h>

#include "trace/walk.h"

enum stop_kind {
	STOP_PLACE,      // where `next` would stop: forward 2, backward 3 1
	STOP_WRITES,     // an equation writes it: dW, s, z[2], delta[3,1]
	STOP_CONDITION,  // a condition holds: norm(delta[t,k]) < 1e-3
	STOP_NOT_FINITE, // an equation writes NaN or Inf: nan
	STOP_WATCH       // an equation that it depends on changes its value
};

enum { ANY_TIME = -1000000000 };

struct stop {
	int number;           // as `info breakpoints` shows it
	enum stop_kind kind;
	char *text;           // as it was typed; owned
	bool temporary, disabled;
	int ignore, hits;     // pass by so often; times it was reached
	enum phase phase;     // PLACE
	int t, k;             // PLACE, WRITES: ANY_TIME if it does not matter
	int quantity;         // WRITES: -1 is delta
	bool gradient;
	struct tree *tree;    // CONDITION, WATCH, or the condition behind `if`; NULL: none
	struct arena arena;   // holds the tree
};

struct stops {
	struct stop *stop; // owned
	int count, numbers;
};

void stops_free(struct stops *stops);

// How expressions are evaluated at a place; the walk's own names when `at` is NULL.
struct stop_scope {
	void *context;
	struct scope (*at)(void *context, struct walk_place *place);
};

// Adds a stop from what follows `break` or `watch` (text[0 .. length) at `line`, `column`): a place, a
// name, a condition, nan; PLACE if CONDITION.  NULL and *error when it cannot be one.  The stop belongs
// to `stops` and stays where it is until the next change.
struct stop *stops_add_break(struct stops *stops, struct walk *walk, struct stop_scope scope,
                             const char *text, int line, int column, struct error *error);
struct stop *stops_add_watch(struct stops *stops, struct walk *walk, struct stop_scope scope,
                             struct place place, const char *text, int line, int column,
                             struct error *error);

// Gives a stop another condition (or none, for an empty text).
bool stop_set_condition(struct stop *stop, struct walk *walk, struct stop_scope scope,
                        const char *text, int line, int column, struct error *error);

struct stop *stops_find(struct stops *stops, int number); // NULL: there is none
bool stops_delete(struct stops *stops, int number);

// From `from` (not looked at) to the next place that a stop holds at, forward or backward; to the end or
// the start of the walk when there is none.  *hit is the stop's number, 0: none.  False: interrupted, and
// *reached is where.  A temporary stop that was hit is deleted.
bool stops_scan(struct stops *stops, struct walk *walk, struct stop_scope scope, struct place from,
                bool forward, struct place *reached, int *hit);

#endif
