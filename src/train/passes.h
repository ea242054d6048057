// SPDX-License-Identifier: GPL-3.0-or-later
// The third time: the passes of a training.  Pass n is what the weights are after n passes; 0 is before all.  A
// training is deterministic, so any pass can be reached again from a checkpoint before it, with the same bits as
// when it was trained.  There are a bounded number of checkpoints, farther apart the longer a training is: memory
// does not grow with the passes.  Who trains on, whatever he has changed meanwhile, adds to the same line.
#ifndef TRAIN_PASSES_H
#define TRAIN_PASSES_H

#include <stdbool.h>

#include "train/descent.h"

struct passes; // counts references

// A place on the line: pass `at` of those up to `last`.  `passes` NULL: at no pass of a training.
struct passage {
	struct passes *passes; // one reference
	int at, last;
};

struct passage passage_hold(struct passage passage);
void passage_drop(struct passage *passage);

// The smallest pass that can be reached: where very much was trained, the first trainings are forgotten.
int passage_least(struct passage passage);

// Where a training of this network begins that is now at `from`: after from.at, its number stays; or, from nowhere,
// at 0.  An optimiser goes on with what it remembers there, if it is the one of the training that led there; else
// it begins anew.  The caller owns the reference.  False: interrupted while it was remembered.
bool passage_begin(struct passage from, const struct network *network, struct learning learning, struct passage *begun);

// What the optimiser remembers at the pass, and which it is (the numbers are the training's, until it goes on).
// False: nothing, or interrupted.
bool passage_remembered(struct passage passage, struct optimising *optimising, struct remembered *remembered);
// A training without a pass yet, after `from`, whose optimiser remembers this.  The caller owns the reference.
struct passage passage_remember(struct passage from, const struct network *network, struct learning learning,
                                const struct remembered *remembered);

// Whether there is such a pass; the error says which there are.
bool passage_check(struct passage passage, long pass, struct span span, struct error *error);

// The weights of a pass, passage_least … last, into a network of the same cell and sizes.  False: interrupted.
bool passage_reach(struct passage passage, int pass, struct network *network);

// How many steps lead from a pass to the one after it: of that training's sequences, unless it was cut.
int passage_steps(struct passage passage, int pass);

// The training itself, there or this many steps later: its network has these weights, and not the changes made since.
// The line's own, until it is asked for the next one; its gradient may be run, no step may be made.  NULL: interrupted.
struct descent *passage_at(struct passage passage, int pass, int sequence);

// ---- for train/train.c: a descent that goes on from passage->at, noted after each whole pass and at its end
void passage_start(const struct passage *passage, struct descent *descent);
void passage_note(struct passage *passage, const struct descent *descent);
void passage_end(struct passage *passage, const struct descent *descent);

#endif
