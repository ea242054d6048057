// SPDX-License-Identifier: GPL-3.0-or-later
// Where NaN and Inf come from: the part of an expression that made one, and the first place of a walk at
// which a value that is not finite is written.  What is read there is finite, or was given so.
#ifndef TRACE_ORIGIN_H
#define TRACE_ORIGIN_H

#include <stdbool.h>

#include "trace/walk.h"

// The smallest part of an expression that is not finite though all its parts are, or a name (a derivative)
// that is not; NULL: the value is finite.
struct tree *origin_in_tree(struct tree *tree, const struct scope *scope, struct arena *arena);

struct origin {
	struct place place; // PHASE_START: all that was looked at is finite
	struct tree *part;  // as above; NULL: the right side is finite, adding it overflows
	double value;       // its first number that is not finite,
	int element, cols;  // where that stands, and in how wide a matrix; -1: it is a scalar
};

// The first place of the forward pass, or (`backward`) of the whole walk.  False: interrupted.
bool origin_find(struct walk *walk, bool backward, struct origin *origin);

// The same of the equation at one place, whose result is not finite.
struct origin origin_at(struct walk *walk, struct place place);

#endif
