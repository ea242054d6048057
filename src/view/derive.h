// SPDX-License-Identifier: GPL-3.0-or-later
// The derivation of a gradient as the article writes it: the chain from the loss down to the states, the
// product of Jacobians back through time, and the step in which the parameter is used.  All of it is
// made from the cell's equations, so it is as right for a learner's own cell.
#ifndef VIEW_DERIVE_H
#define VIEW_DERIVE_H

#include "base/text.h"
#include "view/view.h"

// The derivation of dE[t]/d(parameter), t from 0; with `numbers`, each factor's numbers too.  The scene's
// walk must run.  False: interrupted, and not all is there.
bool view_derive(const struct scene *scene, int t, int parameter, bool numbers, int cols,
                 struct text *out);

#endif
