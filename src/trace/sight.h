// SPDX-License-Identifier: GPL-3.0-or-later
// Where in a walk an expression has something new to tell: which equations write its names, and at
// which equation of a time step or iteration a condition is looked at.  Made of names alone, nothing is
// evaluated but the times that stand in subscripts.
#ifndef TRACE_SIGHT_H
#define TRACE_SIGHT_H

#include <stdbool.h>

#include "trace/walk.h"

struct sight {
	const struct tree *tree;
	bool speaks_of_t, speaks_of_k; // also as a time: s[t]
	bool needs_sums;               // dW and its like
	bool *forward, *backward;      // by equation: it writes one of the names, or completes delta
	bool in_step, in_iteration;    // a condition is looked at in time steps, in iterations,
	bool anyway;                   // there at the last equation of all, whether or not it writes a name
};

// The flags live in the arena.
struct sight sight_of(const struct tree *tree, const struct walk *walk, struct arena *arena);

// Whether the value may differ from that at the place before.
bool sight_may_change(const struct sight *sight, const struct walk *walk, const struct scope *scope,
                      struct place place);

// Once a time step, once an iteration: at the last equation that writes one of the names; at the last of
// all when t or k themselves are compared, or when no equation writes any of the names.
bool sight_is_looked_at(const struct sight *sight, const struct walk *walk, const struct scope *scope,
                        struct place place);

#endif
