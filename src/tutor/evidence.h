// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers of a learner's: which quantity they are said to be, and how sure each of them is.
#ifndef TUTOR_EVIDENCE_H
#define TUTOR_EVIDENCE_H

#include <stdbool.h>

#include "array/array.h"
#include "base/arena.h"

// A number that is not known is NaN.  `tolerance` has the shape of `given`: how far its numbers are from what the
// learner's program had (digits that were not written down, float32).
struct evidence {
	int quantity;
	bool gradient;       // of the whole loss by the quantity; else its value
	int time;            // of a quantity that has one, -1 … T-1
	int alone;           // of which sequence alone, counted from 1; 0: of all of them together, or of the only one
	struct array given;  // in the quantity's shape
	struct array tolerance;
};

// The number of the sequence that it is of, where it is of one.
static inline int evidence_sequence(const struct evidence *evidence)
{
	return evidence->alone ? evidence->alone - 1 : 0;
}

// How far numbers may be from those of a program and still be its: relative to the largest of them and to each.
// Lives in the arena.
struct array evidence_tolerance(struct array given, double relative, struct arena *arena);

// Whether what is given is the right value transposed; the number by which all of it differs from the right value,
// 0 where there is none.
bool evidence_is_transposed(const struct evidence *evidence, struct array right);
double evidence_factor(const struct evidence *evidence, struct array right);

#endif
