// SPDX-License-Identifier: GPL-3.0-or-later
// The deltas that a learner's sums were made of, where the sums tell them.  All parameters that the derived program
// pairs with one delta q are sums over the same steps: dP = Σ dq[k] ⊗ A[k], db = Σ dq[k].  The A are known, so there
// are T unknown vectors and mostly more equations than that: least squares find them, and what is left over says
// whether the sums agree; one sum that does not is left out.
#ifndef TUTOR_RECOVER_H
#define TUTOR_RECOVER_H

#include "net/pass.h"
#include "tutor/evidence.h"

// The deltas that the gradients in the evidence tell, a piece a quantity and step; the number of pieces, each found
// in the arena.
int recover_deltas(const struct pass *pass, const struct evidence *evidence, int count, struct evidence **out,
                   struct arena *arena);

#endif
