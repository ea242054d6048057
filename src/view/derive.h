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

// The others that are derived: a gradient carried back, dE[t]/dz[k]; a Jacobian, ds[t]/ds[k]; the sum of all
// losses, dE/dW.
struct derive_subject {
	enum { DERIVE_CARRIED, DERIVE_JACOBIAN, DERIVE_SUM } kind;
	int above, below; // quantities; -1: all states together
	int t, k;
};

bool view_derive_more(const struct scene *scene, const struct derive_subject *subject, bool numbers, int cols,
                      struct text *out);

#endif
