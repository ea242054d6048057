// SPDX-License-Identifier: GPL-3.0-or-later
// The gradient of E by everything at once: one sweep of the adjoint of all equations (reverse accumulation).
#ifndef NET_ADJOINT_H
#define NET_ADJOINT_H

#include "base/arena.h"
#include "net/pass.h"

// By quantity: for what is given or computed, dE/dq[t] of all losses together, a row a step (T × its size); nothing
// for parameters.  It is the cell's own gradient: no amendment and no truncation enters.  What is_rewritten has only
// the part that the equations as they run say.  Interrupted, the rows mean nothing.
struct array *adjoint_of_all(const struct pass *pass, struct arena *arena);

#endif
