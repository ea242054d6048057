// SPDX-License-Identifier: GPL-3.0-or-later
// Gradient descent, step by step: one pass reads every sequence of the corpus in its order (x and y where there
// is none), and after each takes a step against its gradient, as the optimiser has it.  The gradient is that
// of the sum of the sequence's losses, as everywhere.  Deterministic: whoever begins at the same weights and
// goes as far has the same bits; so a descent that is put back to where it was (a checkpoint) goes the same way
// again.
#ifndef TRAIN_DESCENT_H
#define TRAIN_DESCENT_H

#include <stdbool.h>

#include "net/network.h"
#include "train/clip.h"
#include "train/optimiser.h"

struct learning {
	double rate;
	struct optimising optimising;
	bool halves; // after a pass whose loss is larger than that of the pass before, the rate is halved
	struct clip clip;
};

bool learning_equal(struct learning a, struct learning b);

// One pass.  What a sequence has is read before its own step, so the weights move within a pass.
struct epoch {
	double loss;    // the sum over all sequences
	double norm;    // the largest norm of a sequence's gradient, before clipping
	double rate;    // of the steps
	int clipped;    // sequences whose gradient was clipped
	double answers; // the part of the loss that a task's answers have
	int right;      // how many of them are right: the likeliest word is the one
};

enum descent_end { DESCENT_GOES_ON, DESCENT_INTERRUPTED, DESCENT_NOT_FINITE };

struct descent {
	struct network *network;  // not owned; its parameters are old until descent_store
	struct learning learning;
	struct gradient *gradient;
	double rate;              // of the pass at hand
	double loss;              // of the pass before; NaN: there was none
	int passes, sequence;     // whole passes; sequences of the next one that have made their step
	struct epoch epoch;       // of the pass at hand
};

// At the network's weights.  The network must be ready (train_ready).
struct descent *descent_new(struct network *network, struct learning learning);
void descent_free(struct descent *descent);

// The next sequence.  It is not made when it is interrupted, or its loss or gradient is not finite.  After
// the last one of a pass *epoch is that pass, and `sequence` is 0.
enum descent_end descent_step(struct descent *descent, struct epoch *epoch);

// The loss of a sequence at the weights reached, added up; false: interrupted.
bool descent_evaluate(struct descent *descent, int sequence, struct epoch *epoch);

// The weights reached into the network (they do not become assigned).
void descent_store(const struct descent *descent);

// Where a descent is between two passes.
struct checkpoint {
	int passes;
	double rate, loss;
	double *weight;               // owned
	struct remembered remembered; // by the optimiser
};
void checkpoint_free(struct checkpoint *checkpoint);
// How many numbers it holds.
size_t checkpoint_numbers(const struct network *network, struct learning learning);
// Where a descent begins, and where it is.
struct checkpoint descent_begin(const struct network *network, struct learning learning);
struct checkpoint descent_save(const struct descent *descent);
void descent_restore(struct descent *descent, const struct checkpoint *checkpoint);

#endif
