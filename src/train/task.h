// SPDX-License-Identifier: GPL-3.0-or-later
// Tasks that need memory, as corpora: what is asked for was read long before.  The answers of one are
// words like all others, and all losses count, also those of steps that ask nothing; what is counted
// apart are the steps from `asked` on.
// To add a task: its function, its row.
#ifndef TRAIN_TASK_H
#define TRAIN_TASK_H

#include "net/corpus.h"

struct task {
	const char *name;       // NULL ends the table
	int least, most, usual; // N
	const char *summary;
	// Fills a corpus without sequences; the same N gives the same ones.
	void (*fill)(struct corpus *corpus, int n);
	const char *const *word; // NULL-terminated
};

extern const struct task tasks[];
const struct task *task_find(const char *name);

// Its origin is "task NAME N".  The caller owns one reference.
struct corpus *task_corpus(const struct task *task, int n);

// What one answer loses on average that is guessed, from how often each is right, among those learned.
double task_guess(const struct corpus *corpus);

#endif
