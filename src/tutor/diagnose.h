// SPDX-License-Identifier: GPL-3.0-or-later
// Which mistake it is: a learner's arrays beside what the catalogue's programs compute (tutor/bug.h), on the
// learner's own network.  A mistake is named only where every number agrees that it should explain; a norm or an
// angle is never looked at.  Several at once are found one after the other, each on the program that the ones
// before it have made.  A pure function of its arguments; it may take long, and looks for an interrupt: where the work
// is cut it is not whole.
#ifndef TUTOR_DIAGNOSE_H
#define TUTOR_DIAGNOSE_H

#include "tutor/guess.h"
#include "tutor/planting.h"

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

enum { CLASS_MOST = 16 };

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

// The gradients are those of all sequences together, but for evidence of one alone.
// `clip`: the bound of clipping that is in use, 0: none is.  The numbers live in the arena; diagnosis_end gives back the rest.
struct diagnosis diagnose(const struct sequences *sequences, const struct evidence *evidence, int count, double clip,
                          struct arena *arena);
void diagnosis_end(struct diagnosis *diagnosis);

#endif
