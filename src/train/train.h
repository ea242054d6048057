// SPDX-License-Identifier: GPL-3.0-or-later
// Learning: passes of gradient descent (train/descent.h) and what they were like.  Deterministic: the same
// network, settings and number of passes give the same bits.  Prints nothing.
#ifndef TRAIN_TRAIN_H
#define TRAIN_TRAIN_H

#include <stdbool.h>

#include "base/error.h"
#include "net/network.h"
#include "train/descent.h"
#include "train/passes.h"

enum { TRAIN_PASSES_MOST = 1000000 };
#define TRAIN_RATE 0.1

struct learning learning_usual(void);

enum train_end { TRAIN_DONE, TRAIN_INTERRUPTED, TRAIN_NOT_FINITE };

// What a training was like.
struct history {
	int sequences, steps, questions; // of what was learned: steps that have a loss; no questions: it is no task
	double guess;                    // a task's: the loss of an answer that is guessed
	int C;
	struct learning learning;
	int passes;          // wanted
	struct epoch *epoch; // owned; `count` complete ones
	int count;
	enum train_end end;
	int sequence;      // of the pass after these: how many have made their step
	struct epoch last; // all sequences at the weights reached, if has_last,
	struct epoch held; // and those that were not learned,
	int held_questions;
	bool has_last;
};

// That of a training to come.
struct history *history_new(const struct network *network, struct learning learning, int passes);
void history_free(struct history *history);

struct train_watcher {
	void *context;
	void (*step)(void *context, const struct history *history); // called after each step
};

// Whether every sequence can be run.
bool train_ready(const struct network *network, struct error *error);

// Changes the network's parameters and fills the history, and goes on on the
// line of passes from where it is (NULL: none are kept).  The network must be ready.  It stops when it is
// interrupted, and before a step whose loss or gradient is not finite: then the weights are the last
// finite ones.
void train_run(struct network *network, struct history *history, struct train_watcher watcher,
               struct passage *passage);

#endif
