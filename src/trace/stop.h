// SPDX-License-Identifier: GPL-3.0-or-later
// Stops: breakpoints on places, on what an equation writes, on conditions and on values that are not
// finite; watched expressions.  Whether one holds is a function of the place alone, so a scan finds the
// same places forward and in reverse.  A scan visits every equation between two places, carries the sweep
// along (O(H²) a place) and answers Ctrl-C.
#ifndef TRACE_STOP_H
#define TRACE_STOP_H

#include <stdbool.h>

#include "trace/walk.h"

enum stop_kind {
	STOP_PLACE,      // where `next` would stop: forward 2, backward 3 1
	STOP_WRITES,     // an equation writes it: dW, s, z[2], ds[k-1]; delta[3,1]: completes it
	STOP_CONDITION,  // a condition holds where its last name is written: norm(delta[t,k]) < 1e-3
	STOP_NOT_FINITE, // an equation writes NaN or Inf: nan
	STOP_WATCH       // the value is another one than before the equation
};

enum { ANY_TIME = -1000000000 };

struct stop {
	int number;           // as `info breakpoints` shows it
	enum stop_kind kind;
	char *text;           // as it was typed, without the condition behind `if`; owned
	char *condition;      // what stands behind `if`, or NULL; owned
	bool temporary, disabled;
	bool lost;            // its names do not exist in this cell
	bool is_hit;          // the last scan was stopped by it
	int ignore, hits;     // pass by so often; times it was reached
	enum phase phase;     // PLACE
	int t, k;             // PLACE, WRITES: ANY_TIME if it does not matter
	int quantity, offset; // WRITES: -1 is delta; ANY_TIME: any offset
	bool gradient;
	struct tree *tree;    // CONDITION, WATCH; NULL: none
	struct tree *only_if; // of the condition behind `if`; NULL: none
	struct arena arena;   // holds the trees
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

// Adds a stop from what follows `break` or `watch` (at `line`, `column`): a place, a name, a condition,
// nan; PLACE if CONDITION.  NULL and *error when it cannot be one.  The stop belongs to `stops` and stays
// where it is until the next change.
struct stop *stops_add_break(struct stops *stops, struct walk *walk, struct stop_scope scope,
                             const char *text, int line, int column, struct error *error);
struct stop *stops_add_watch(struct stops *stops, struct walk *walk, struct stop_scope scope,
                             struct place place, const char *text, int line, int column,
                             struct error *error);

// Gives a stop another condition (or none, for an empty text).
bool stop_set_condition(struct stop *stop, struct walk *walk, struct stop_scope scope,
                        const char *text, int line, int column, struct error *error);

// Reads a stop again, for another cell: false when that has no such names, and the stop is `lost`.
bool stop_rebind(struct stop *stop, const struct cell *cell, struct parse_names names,
                 bool (*has_name)(void *context, const char *name), void *context,
                 struct error *error);

struct stop *stops_find(struct stops *stops, int number); // NULL if there is none
bool stops_delete(struct stops *stops, int number);

// Whether a stop could hold anywhere: else there is nothing to scan for.
bool stops_any(const struct stops *stops);

// From `from` (not looked at) to `goal` (looked at), which lies before it for a scan in reverse: *reached
// is the first place where stops are hit (is_hit tells which), or the goal.  Hits are counted, those to be
// ignored are passed by.  False: interrupted, and no stop holds between `from` and *reached.
bool stops_scan(struct stops *stops, struct walk *walk, struct stop_scope scope, struct place from,
                struct place goal, struct place *reached);
bool stops_are_hit(const struct stops *stops);

// Temporary stops have done their work once they are hit.
void stops_delete_done(struct stops *stops);

// The value of a watched expression before the equation at the place and after it, in the arena; false
// where it has none.
bool stop_watched_value(const struct stop *stop, struct walk *walk, struct stop_scope scope,
                        struct place place, bool before, struct arena *arena,
                        struct array *value);

#endif
