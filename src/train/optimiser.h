// SPDX-License-Identifier: GPL-3.0-or-later
// What a step of learning makes of a gradient g.  An optimiser is a line of equations, those that PyTorch documents
// for torch.optim (SGD with dampening 0, Adagrad without decay, RMSprop without momentum and not centred, Adam
// without weight decay), so that the same numbers come out; what is shown of it is what runs.
// To add one: its row, and a word in the choices of `optimiser` in repl/settings.c.
#ifndef TRAIN_OPTIMISER_H
#define TRAIN_OPTIMISER_H

#include <stddef.h>

enum { OPTIMISER_MEMORY = 2 }; // numbers a weight at most: m, v

// Which, and all that any of them is told.
struct optimising {
	int by;           // the row
	double momentum;  // 0 ≤ … < 1
	double alpha;     // of rmsprop
	double beta1, beta2;
	double epsilon;   // > 0
};

// The equations speak of the weight W, of g, of what is remembered from step to step (m and v, 0 before the
// first), of `rate`, of the number n of the step, which counts from 1, and of what an optimising holds.
struct optimiser {
	const char *name;      // NULL ends the table
	const char *memory;    // the letters of what it remembers
	const char *equations; // parted by ;
};

extern const struct optimiser optimisers[]; // the first is plain gradient descent

struct optimising optimising_usual(void);

// How many numbers it remembers for each weight.
size_t optimising_memory(const struct optimising *how);

// The equations, ready to run: each over a stretch of weights that stays in the cache.
struct rule;
struct rule *rule_new(const struct optimising *how); // which it copies
void rule_free(struct rule *rule);

// One step: w ← …, and memory[i] ← …, one row of `count` numbers for each letter.  The gradient is scale·g.  Knows
// no interrupt: a step is whole.
void rule_move(struct rule *rule, double rate, long step, double scale, double *w, const double *g,
               double *const *memory, size_t count);

// What is remembered between steps, apart from whoever runs them: for each letter the parameters one behind the other
// in the order of the cell, each in its own shape.
struct remembered {
	long steps; // made so far
	double *at; // owned; NULL: nothing (yet)
};
struct remembered remembered_copy(const struct remembered *remembered, size_t weights, const struct optimising *how);

#endif
