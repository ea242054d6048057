// SPDX-License-Identifier: GPL-3.0-or-later
// A program that may be the learner's, and what it computes of all that the learner gave.
#ifndef TUTOR_GUESS_H
#define TUTOR_GUESS_H

#include "net/sequences.h"
#include "tutor/evidence.h"
#include "tutor/planting.h"

// Where losses cannot be carried together, it matters whether each is swept back alone, as the article does, or all
// in one sweep, as most code does; else both give the same.
enum sweep { SWEEP_EITHER, SWEEP_DOUBLE, SWEEP_SINGLE };

enum { MISTAKES_MOST = 8 };

struct guess {
	struct cell *cell; // one reference
	enum sweep sweep;
	struct planting planting[MISTAKES_MOST];
	int mistakes;
	int explained;     // numbers that it makes,
	int score;         // and those of the recovered deltas, too
};

// What it is held against.
struct given {
	const struct sequences *sequences;
	const struct evidence *evidence;
	int count, given; // the pieces; those behind the given ones are recovered from them (tutor/recover.h)
};

// The evidence's numbers as the program has them, summed over the sequences; they live in the arena.
void guess_compute(const struct given *given, const struct guess *guess, struct array *values, struct arena *arena);

#endif
