// SPDX-License-Identifier: GPL-3.0-or-later
// A learner's own backward equations.  A line of a cell
//   ["at k=t:" | "at k=t-2:" | "at k=0:"] "let" target ("="|"+=") expr
// takes the place of the derived equation that has the same left side; with a prefix, in those
// iterations only.  The engine then runs the learner's program, and the numeric check judges it.
#ifndef LANG_AMEND_H
#define LANG_AMEND_H

#include "lang/cell.h"

// One such line, where it was read.
struct amendment {
	const char *line;
	size_t length;
	int number, column; // of its first letter, for errors
};

// Puts the line's equation into cell->sweep, which may then run in another order.  False and *error (not
// located in a file) when no derived equation has this left side, when names or shapes do not fit, or
// when no order of the equations computes all before it is read.
bool amend(struct cell *cell, const struct amendment *amendment, struct error *error);

// Puts an equation in the place of that one of cell->sweep, or before it for the iterations that it is for.
// The order is the caller's care (program_order).
void amend_put(struct cell *cell, int place, struct equation equation);

// Whether an equation of cell->sweep may read [k+1]: it runs in no iteration k = t, whose t may be the last step, or
// another amended equation stands in its place there.
bool amend_may_read_ahead(const struct cell *cell, const struct equation *equation);

// The time of a free name, [k], [k-1], [t] or [T-1]: a letter, and a number behind a sign.  False: it has
// another one, or none.
bool amend_read_time(const struct tree *name, enum base_time *base, int *offset);

// Whether the line begins as an amendment does: with "at", or with "let" and the gradient of a quantity.
bool amend_is_line(const struct cell *cell, const char *line, size_t length);

#endif
