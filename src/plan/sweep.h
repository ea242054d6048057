// SPDX-License-Identifier: GPL-3.0-or-later
// A loop through time that reads its matrix half as often.
//
// Where W leaves the cache, a loop of z[t] = … + W s[t-1], s[t] = f(z[t]) is as slow as reading W once a
// step.  But when rows are finished from the first to the last, s[t] is known for all rows above the one
// at hand: that row's numbers left of the diagonal can multiply s[t-1] for this step and s[t] for the next.
// The next step goes from the last row to the first, finds its left half done, and so does both with
// the right half.  Each step reads one triangle instead of the square.  (Conrad and Wallach 1979 do so
// for symmetric over-relaxation.)  With Wᵀ it is the same: what a row gives is pushed, not pulled.
#ifndef PLAN_SWEEP_H
#define PLAN_SWEEP_H

#include "plan/code.h"

// Whether a loop is of this form: one large square product, first, and elementwise instructions.
bool sweep_fits(const struct section *section, const struct instruction *instructions);

// As code_run.
bool sweep_run(const struct section *section, const struct instruction *instructions, const struct execution *run,
               bool only_loss);

#endif
