// SPDX-License-Identifier: GPL-3.0-or-later
// How far a loss reaches back: the exact derivative of one loss by a quantity at each step before it,
// as a norm.  Exact whatever program is in force, as in net/jacobian.h.
#ifndef NET_REACH_H
#define NET_REACH_H

#include "net/pass.h"

// ‖dE[t]/d(quantity at k)‖ for k = until … t, into norms[0 .. t - until]; of an input that is what its
// word enters.  False: interrupted.
bool reach_norms(const struct pass *pass, int t, int quantity, int until, double *norms);

// Multiplications of reach_norms.
double reach_cost(const struct pass *pass, int t, int until);

#endif
