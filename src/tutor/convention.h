// SPDX-License-Identifier: GPL-3.0-or-later
// Forward passes that are another function than the cell's: conventions that both exist in papers (z and 1-z, reset
// before or after the product) and mistakes.  One row each, as in tutor/bug.h: an edit of the forward equations, after
// which the cell is derived anew; or what is done to numbers or to the walk, said by `how`.
// To add one: a row here.
#ifndef TUTOR_CONVENTION_H
#define TUTOR_CONVENTION_H

#include "lang/rewrite.h"
#include "tutor/diagnose.h"

enum convention_how {
	HOW_EQUATIONS, // the edit, or the lines
	HOW_ZERO,      // the initial states are not what the arrays say, but zero
	HOW_START,     // every step reads the initial states
	HOW_EXCHANGED, // two gates have each other's parameters
	HOW_FLOAT,     // float32: the same numbers to its digits
	HOW_MEAN       // the mean of the losses, told as E
};

struct convention {
	const char *name;  // one word
	struct edit edit;  // left NULL: none
	const char *lines; // or equations in place of those with the same left side, in cells with these names
	bool everywhere;   // at all sites at once, and nowhere alone
	enum convention_how how;
	const char *says;  // what was done,
	const char *asks;  // and the question that leads to it; both to be translated
};

// A learner's forward values, the sum of the losses that he told (NaN: none) and gradients.
struct forward {
	const struct evidence *value, *gradient;
	int values, gradients;
	double total, total_tolerance;
};

struct convention_found {
	const struct convention *convention; // NULL: none explains what is given
	char *where;              // the left side of the equation that it changes; NULL: no single one; owned
	struct sequences sequences; // with that forward pass; none: no network has it; owned
	const struct convention *others[4]; // that explain it as well
	int other_count;
};

// The first row that makes every value that was given; without values and a total, every gradient.
struct convention_found convention_find(const struct sequences *sequences, const struct forward *forward);
void convention_found_free(struct convention_found *found);

// The evidence on another network of the same quantities, by name; into `out`, as many.
void convention_move(const struct network *from, const struct network *to, const struct evidence *evidence, int count,
                     struct evidence *out);

#endif
