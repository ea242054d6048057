// SPDX-License-Identifier: GPL-3.0-or-later
// A program: equations in the order in which they run, in each time step or in each iteration of the
// backward pass.  What is here knows no cell: where an equation runs, in which order, and what a program
// lets its reader do.
#ifndef LANG_PROGRAM_H
#define LANG_PROGRAM_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"
#include "lang/shape.h"
#include "lang/tree.h"

enum equation_part {
	PART_FORWARD,
	PART_HEAD, // where loss t enters: once for each t
	PART_BODY, // in each iteration
	PART_TAIL  // at its end: what goes on to k-1
};

// Where in the iterations k = t ... 0 of loss t an equation runs: everywhere, or "at k=t-2:", "at k=0:".
enum when_kind { WHEN_ALWAYS, WHEN_FROM_T, WHEN_AT };

struct when {
	enum when_kind kind;
	int n; // k = t - n, or k = n
};

struct equation {
	int quantity;          // the left side: this quantity,
	bool gradient;         // or its gradient d…
	enum base_time time;   // at this time (NONE: a parameter's sum)
	int offset;
	bool is_cut;           // of which only a block is written: da[k][0..H-1]
	struct cut cut;
	bool adds;             // += rather than =
	struct when when;
	bool yields;           // where another equation of the same left side says `when`, that one runs
	enum equation_part part;
	struct shape shape;    // of the left side, symbolic
	struct tree *right;
	struct tree *stated;   // forward only: the right side as it was written where the engine runs
	                       // another one; else NULL
	bool made;             // a part of a larger expression that the engine gave a name
	bool amended;          // written by a learner in place of a derived one (lang/amend.h):
	const struct equation *derived; // this one
	struct span span;
};

struct program {
	struct equation *equation;
	int count, room;
	int head; // backward: the first `head` equations are PART_HEAD
};

// Whether an equation of a backward program runs in iteration (t, k): head equations where the loss enters.
bool program_runs(const struct program *program, int equation, int t, int k);

// Puts the equations of a backward program into an order in which each is computed before it is read; of
// those that may come next, the one that came first before.  False, and all stays: there is none.
bool program_order(struct program *program);

// Whether losses may be carried together in one sweep: what a learner wrote is linear in what is carried
// and the same for every loss.
bool program_combines(const struct program *sweep);

// Whether both write the same gradient at the same time; whether the one reads what the other writes, in
// the same part of an iteration.
bool equation_same_left(const struct equation *a, const struct equation *b);
bool equation_reads(const struct equation *reader, const struct equation *writer);

// Appends "at k=t-2: " where an equation does not run everywhere.
void when_print(struct when when, struct text *out);

#endif
