// SPDX-License-Identifier: GPL-3.0-or-later
// What a stop says as plain lines: an equation, an iteration, a pass.  A pure function of the scene, so
// that going back tells the same in reverse.
#ifndef COMMAND_TELL_H
#define COMMAND_TELL_H

#include "base/text.h"
#include "view/view.h"

// The equation just evaluated: its rule with letters, with numbers, its result, what it changed, and the
// numeric value beside it.
void tell_equation(const struct scene *scene, int columns, struct text *out);

// The same and more words: the form that the engine runs, and every name in it.
void tell_explanation(const struct scene *scene, int columns, struct text *out);

// The time step or iteration that ends here: its values; its delta, its partial gradients beside their
// numeric values, the sums before and after.
void tell_iteration(const struct scene *scene, int columns, struct text *out);

// The same, and the totals of what ends here: the forward pass, a loss, the walk.
void tell_pass(const struct scene *scene, int columns, struct text *out);

#endif
