// SPDX-License-Identifier: GPL-3.0-or-later
// Where a number comes from: the equation that made it, and the terms of that equation, the largest first, each
// with the number behind it.  Numbers are those of the finished passes: values, and gradients of one loss or of
// all.  A pure function of (pass, number); nothing is kept.
#ifndef TUTOR_WHY_H
#define TUTOR_WHY_H

#include "base/arena.h"
#include "base/text.h"
#include "tutor/check.h"

// One number of the walk.
struct number {
	int quantity;
	bool gradient; // of loss t by it, rather than its value
	int t;         // the loss; -1: all of them together; CHECK_WHOLE: those of all sequences; of a value: not used
	int time;      // of the value or of the quantity; of a parameter's gradient the step whose share it is, -1: all
	int element;   // row by row
	int pass;      // of a training, after which the weights are these; -1: they were given
	int sequence;  // of a number in the past (tutor/learned.h): this many steps after that pass, at the sequence that comes
	               // next; -1: of the network at hand
	int of;        // 1 + the sequence of the network at hand that it is of; 0: the one that is read
	bool step;     // of a parameter: what the training adds to it there, in the steps up to the next pass (sequence -1)
	               // or in the next step
};

struct cause {
	double value;         // what it adds to the number; of a factor its own value
	const char *label;    // "W[0,1] · s[2][1]", "loss 3"; in the arena
	bool goes_on;         // there is a number behind it; for a weight that was learned, tutor/learned.h tells which:
	struct number number; // this one
};

// How the causes make the number.
enum why_kind {
	WHY_GIVEN,   // it was given: a weight, a word, an initial state; there are no causes
	WHY_SUM,     // they add up to it
	WHY_PRODUCT, // they multiply to it
	WHY_FUNCTION // it is a function of them
};

struct why {
	double value;
	enum why_kind kind;
	const char *equation; // what made it, with its times as numbers; NULL: the sum over losses or steps
	struct cause *cause;  // in the arena; sums: the largest first
	int count;
};

// All lives in the arena.  `unicode`: labels and equation are written so.
struct why why_of(const struct pass *pass, struct number number, bool unicode, struct arena *arena);

// The values, or gradients, of which the number is an element; they may live in the arena.
struct array why_array(const struct pass *pass, struct number number, struct arena *arena);

// "dE[3]/ds[1][0]", "W[0,1]", "dE/dW[1,2] @ 3".
void why_write_number(const struct pass *pass, struct number number, bool unicode, struct text *out);

#endif
