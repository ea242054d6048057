// SPDX-License-Identifier: GPL-3.0-or-later
// Where a weight comes from that was learned: which steps of a training made it, the largest first, and of each step
// its rate and its gradient, which is a number of the walk at the weights of that moment (tutor/why.h goes on from
// there).  The training runs again for it, from where it is kept (train/passes.h), to the last bit.
#ifndef TUTOR_LEARNED_H
#define TUTOR_LEARNED_H

#include "train/passes.h"
#include "tutor/why.h"

// Whether learned_why tells the number: a weight behind which there are steps, or a step.
bool learned_is(struct passage passage, const struct cell *cell, struct number number);

// The network in the past that a number is of (number.sequence >= 0): the weights of that moment, and the sequence that
// the next step reads.  The caller frees it; NULL: interrupted.
struct network *learned_network(struct passage passage, struct number number);

// `pass` is of the network that the number is of.  All lives in the arena.  Where it is interrupted the rest is missing.
struct why learned_why(struct passage passage, const struct pass *pass, struct number number, bool unicode,
                       struct arena *arena);

#endif
