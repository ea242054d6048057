// SPDX-License-Identifier: GPL-3.0-or-later
// A gradient by distance: what is left of loss t at each step k before it.  The Jacobian of the states
// beside the bound of its steps, delta and the parts of the recurrent parameters, on one logarithmic
// plot; below it the numbers, and what the bound says.
#ifndef VIEW_VANISH_H
#define VIEW_VANISH_H

#include "base/text.h"
#include "lang/bound.h"
#include "view/study.h"

// Loss t on the sheet: the plot alone where rows are few.
void vanish_draw(struct study *study, int t, struct sheet *sheet);

// The name of a state, or (-1) of all of them together: S where there are several.
const char *vanish_states(const struct cell *cell, int quantity);

// One sentence of the bound of a step: its formula and value, what its powers come to (slope_bound_rate) and
// what follows, or which part of which equation stands against it.
void vanish_write_bound(const struct cell *cell, const struct bound *bound, double value,
                        double rate, int precision, bool ascii, struct text *out);

#endif
