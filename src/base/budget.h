// SPDX-License-Identifier: GPL-3.0-or-later
// The memory that lines may take, all of it told here.  What one *evaluation* needs is given back after it.
// What a session *keeps* from line to line has shares: no variable is made beyond theirs, while of the printed
// values and of what undo takes back the oldest go.  Lines that somebody else wrote, a lesson's, get less
// where they could refuse the rest to the learner.
#ifndef BASE_BUDGET_H
#define BASE_BUDGET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum budget {
	BUDGET_EVALUATION, // all that it needs at the same time
	BUDGET_VALUE,      // one value
	BUDGET_VARIABLES,
	BUDGET_PRINTED,
	BUDGET_UNDO,
	BUDGET_PASSES, // of trainings, so that each can be gone back to
	BUDGETS
};

// Bytes.
size_t budget_bytes(enum budget budget);

// Until the call with false the lines are somebody else's; returns what held before.
bool budget_narrow(bool is_narrow);

// The error that it is spent, an evaluation's or that of the variables: which, and how much it is.  Always
// false.
bool budget_fail(enum budget budget, struct span span, const char *advice, struct error *error);

#endif
