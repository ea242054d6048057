// SPDX-License-Identifier: GPL-3.0-or-later
// The catalogue of mistakes that learners make in a backward pass, B1 to B45: one row each, with what it does to
// the equations of any cell that it applies to (lang/rewrite.h), the sentence that explains it and the question
// that leads to it.  Planting one makes another program, which the engine runs as any other; so the numeric check
// finds it, and what a learner's arrays are compared with (tutor/diagnose.h) is what that program computes.
// To add one: a row in bug.c; tests/unit/test_bug plants it in every cell that it applies to.
#ifndef TUTOR_BUG_H
#define TUTOR_BUG_H

#include <stdbool.h>

#include "lang/cell.h"
#include "lang/rewrite.h"

// What cannot be said by equations; tutor/flow.h computes what comes of it.
enum bug_flow {
	FLOW_EQUATIONS, // it can
	FLOW_BELIEF,    // a belief about the walk: the whole gradient stands for a truncated one
	FLOW_CHECKER,   // a fault of the numeric check, which plants it in itself (command/selftest.c)
	FLOW_OWN_LOSS,  // gradients of x and of initial states from one loss only
	FLOW_EXCHANGED, // two finished arrays are exchanged,
	FLOW_GATES,     // or all of two gates
	FLOW_CLIPPED,   // the finished gradient is clipped,
	FLOW_SCALED,    // or divided
	FLOW_LAST_SEQUENCE, // of several sequences the last one alone is left
	FLOW_ORDER      // the Jacobians are multiplied in the order of the forward pass
};

struct bug {
	int number;        // B1 … B45; several rows may be ways to make one mistake
	const char *name;  // one word for `bug NAME`
	struct edit edit;  // left NULL: none
	struct edit other; // made together with it, wherever it fits; left NULL: none
	const char *lines; // or as lines of its own, in cells with these names; NULL: none
	bool everywhere;   // at all sites at once, and nowhere alone
	bool is_hard;      // its gradients differ so little in direction that no angle between them shows it
	enum bug_flow flow;
	const char *says;  // what was done,
	const char *asks;  // and the question that leads to it; both to be translated
};

// The row after this one, NULL after the last; bug_next(NULL) is the first.
const struct bug *bug_next(const struct bug *bug);
// The first row of that name, or of that number ("B3", "b3", "3"); NULL: there is none.
const struct bug *bug_find(const char *name);

#endif
