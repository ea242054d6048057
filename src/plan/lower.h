// SPDX-License-Identifier: GPL-3.0-or-later
// One node → its instructions.
#ifndef PLAN_LOWER_H
#define PLAN_LOWER_H

#include "plan/code.h"
#include "plan/storage.h"

// While instructions are made.
struct emission {
	struct program_code *code;
	const struct storage *storage;
	const struct graph *graph;
	bool *done; // by node
	int *depth; // by node: how many of its level come one after the other up to it
	int node;   // at hand
	int turn_level; // of the first loop that looks at the step after
};

// An instruction for the node at hand, writing its numbers; valid until the next one is added.
struct instruction *lower_add(struct emission *e, const struct code *code);

// The instructions of the node at hand, whose arguments have theirs.
void lower_node(struct emission *e);

#endif
