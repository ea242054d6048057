// SPDX-License-Identifier: GPL-3.0-or-later
// Where a number comes from: the equation that made it, and the terms of that equation, the largest first, each
// with the number behind it.  Numbers are those of the finished passes: values, and gradients of one loss or of
// all.  A pure function of (pass, number); nothing is kept.
#ifndef NET_WHY_H
#define NET_WHY_H

#include "base/arena.h"
#include "base/text.h"
#include "net/pass.h"

// One number of the walk.
struct number {
	int quantity;
	bool gradient; // of loss t by it, rather than its value
	int t;         // the loss; -1: all of them together; of a value: not used
	int time;      // of the value or of the quantity; of a parameter's gradient the step whose share it is, -1: all
	int element;   // row by row
};

struct cause {
	double value;         // what it adds to the number; of a factor its own value
	const char *label;    // "W[0,1] · s[2][1]", "loss 3"; in the arena
	bool goes_on;         // there is a number behind it:
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

// "dE[3]/ds[1][0]", "W[0,1]", "dE/dW[1,2] @ 3".
void why_write_number(const struct pass *pass, struct number number, bool unicode, struct text *out);

#endif
