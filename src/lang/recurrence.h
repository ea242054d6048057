// SPDX-License-Identifier: GPL-3.0-or-later
// What carries a state from step to step, found in a cell's equations: through the names of a step, to
// whatever stands for a state of the step before.  Nothing is evaluated.
#ifndef LANG_RECURRENCE_H
#define LANG_RECURRENCE_H

#include <stdbool.h>

#include "lang/cell.h"

// Whether an expression depends on a state of the step before.
bool recurrence_depends(const struct cell *cell, struct tree *tree);

// Whether a computed quantity is made of another one of the same step.
bool recurrence_reads(const struct cell *cell, int quantity, int source);

// Whether a parameter multiplies on the way of a state to itself at a later step: W, in an LSTM Wi and its
// like, in a GRU also Wh, which multiplies r[t] .* s[t-1]; not what leads from one layer up to the next.
bool recurrence_carries(const struct cell *cell, int parameter);

#endif
