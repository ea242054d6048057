// SPDX-License-Identifier: GPL-3.0-or-later
// What a step of learning makes of a gradient g.  One row each, with the formulas that PyTorch documents for
// torch.optim (SGD with dampening 0, Adagrad without decay, RMSprop without momentum and not centred, Adam without
// weight decay), so that the same numbers come out.  η is the rate; m and v are remembered from step to step and
// are 0 before the first.
// To add one: its row, and a word in the choices of `optimiser` in repl/settings.c.
#ifndef NET_OPTIMISER_H
#define NET_OPTIMISER_H

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

struct optimiser {
	const char *name;    // NULL ends the table
	const char *formula; // for people
	int memory;          // how many of m, v it remembers
	// w ← w - …; `step` counts from 1, memory[i] has room for `count` numbers.
	void (*move)(const struct optimising *how, double rate, long step, double scale, double *w, const double *g,
	             double *const *memory, size_t count);
};

extern const struct optimiser optimisers[]; // the first is plain gradient descent

struct optimising optimising_usual(void);

#endif
