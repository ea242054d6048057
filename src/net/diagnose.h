// SPDX-License-Identifier: GPL-3.0-or-later
// Which mistake it is: a learner's arrays beside what the catalogue's programs compute (net/bug.h), on the
// learner's own network.  A mistake is named only where every number agrees that it should explain; a norm or an
// angle is never looked at.  Several at once are found one after the other, each on the program that the ones
// before it have made.  A pure function of its arguments; it may take long, and looks for an interrupt: where the work
// is cut it is not whole.
#ifndef NET_DIAGNOSE_H
#define NET_DIAGNOSE_H

#include "net/bug.h"
#include "net/pass.h"

// A number that is not known is NaN.  `tolerance` has the shape of `given`: how far its numbers are from what the
// learner's program had (digits that were not written down, float32).
struct evidence {
	int quantity;
	bool gradient;       // of the whole loss by the quantity; else its value
	int time;            // of a quantity that has one, -1 … T-1
	struct array given;  // in the quantity's shape
	struct array tolerance;
};

// How far numbers may be from those of a program and still be its: relative to the largest of them and to each.
// Lives in the arena.
struct array evidence_tolerance(struct array given, double relative, struct arena *arena);

// Whether what is given is the right value transposed; the number by which all of it differs from the right value,
// 0 where there is none.
bool evidence_is_transposed(const struct evidence *evidence, struct array right);
double evidence_factor(const struct evidence *evidence, struct array right);

// What became of one piece of evidence.
struct finding {
	int numbers;     // that can tell anything: not zero in all programs
	int right;       // as the right program has them
	int explained;   // as the program with the mistakes has them
	double largest;  // of |given - right|
	double factor;   // given = factor · right throughout; 0: it is no multiple
	bool transposed; // given = rightᵀ throughout
	int same_as;     // the evidence whose right numbers these are; -1: none
};

enum { MISTAKES_MOST = 8, CLASS_MOST = 16 };

struct diagnosis {
	bool right;      // all numbers are
	bool explained;  // all numbers are those of the mistakes found
	struct finding *finding;                 // by evidence
	struct planting planting[MISTAKES_MOST]; // each in the program that the ones before it have made
	int mistakes;
	struct cell *cell;                       // with all of them, one reference; NULL: there are none
	// Where there is one mistake: all that cannot be told apart by these arrays, the first one included.
	struct planting class[CLASS_MOST];
	int classes;
	int telling;     // a quantity whose gradient would tell them apart, and at which time; -1: none
	int telling_time;
};

// The numbers live in the arena; diagnosis_end gives back the rest.
struct diagnosis diagnose(const struct pass *pass, const struct evidence *evidence, int count,
                          struct arena *arena);
void diagnosis_end(struct diagnosis *diagnosis);

#endif
