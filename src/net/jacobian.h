// SPDX-License-Identifier: GPL-3.0-or-later
// Exact derivatives of anything by anything, by carrying a seed back for each row.
#ifndef NET_JACOBIAN_H
#define NET_JACOBIAN_H

#include "array/array.h"
#include "base/arena.h"
#include "net/pass.h"

// Exact derivatives of any quantity at a time by any other, whatever program is in force: rows for the
// numerator's elements, columns for the denominator's; for a scalar numerator the denominator's own
// shape.  A parameter as denominator: summed over all steps, or one step's partial (below_time ≥ 0);
// with a vector as numerator give its element, else -1.
struct array jacobian(const struct pass *pass, int above, int above_time, int below,
                      int below_time, int element, struct arena *arena);

// The Jacobian of the whole carried state (all states, one below the other, in the order of their
// declaration) at `above` by that at `below`, -1 ≤ below ≤ above: what the vanishing argument needs.
struct array jacobian_state(const struct pass *pass, int above, int below, struct arena *arena);

#endif
