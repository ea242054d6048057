// SPDX-License-Identifier: GPL-3.0-or-later
// Finished values of the backward pass: the same at every place of the walk.
#ifndef NET_BACKWARD_H
#define NET_BACKWARD_H

#include "array/array.h"
#include "base/arena.h"
#include "net/moment.h"
#include "net/pass.h"

// Finished values of the program in force.  Losses t (-1: all of them).
// dE[t]/d(parameter), one step's partial (step ≥ 0) or the sum of all (-1); as the parameter's shape.
struct array backward_parameter(const struct pass *pass, int t, int quantity, int step,
                                struct arena *arena);
// dE/d(parameter), the sum of all losses and steps, by quantity number: one sweep for all of them.
struct array *backward_parameters(const struct pass *pass, struct arena *arena);
// The same, and into deltas[k] the deltas of all losses at step k, one below the other.
struct array *backward_parameters_and_deltas(const struct pass *pass, struct array *deltas, struct arena *arena);
// dE[t]/d(quantity at time k): zero when k is not reached (k > t, or truncated); n×1.  What the program's sweeps do
// not compute is the cell's own, no amendment enters.
struct array backward_quantity(const struct pass *pass, int t, int quantity, int k,
                               struct arena *arena);
// delta[t,k]: the delta quantities one below the other.
struct array backward_delta(const struct pass *pass, int t, int k, struct arena *arena);
// ‖delta[t,k]‖ for all k = 0 … t in one sweep, into norms[0 .. t].
void backward_delta_norms(const struct pass *pass, int t, double *norms);

#endif
