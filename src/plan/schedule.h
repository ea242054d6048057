// SPDX-License-Identifier: GPL-3.0-or-later
// When values are computed.  A level that is even is a batch: each operation runs over many t before the
// next one.  An odd level is a loop through time, upward (1, 5, …) or downward (3, 7, …).  A plain network
// has levels 0 (before: U x), 1 (through: the states), 2 (after: logits, losses, and masks for the way
// back), 3 (through, downward), 4 (after: what the parameters' sums read); a second layer on top of the
// first has its own loops.
#ifndef PLAN_SCHEDULE_H
#define PLAN_SCHEDULE_H

#include "plan/graph.h"

enum { LEVEL_UP = 1, LEVEL_DOWN = 3 }; // of a loop, modulo 4

// Sets what is needed, cyclic, direction, level and uses of every node; splits the lists of loops so that what
// does not depend on the loop is batched before it.
void schedule_nodes(struct graph *graph);

#endif
