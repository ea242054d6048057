// SPDX-License-Identifier: GPL-3.0-or-later
// The numeric check: central differences beside the program's own gradient, every element.
#ifndef TUTOR_CHECK_H
#define TUTOR_CHECK_H

#include "array/array.h"
#include "base/arena.h"
#include "net/pass.h"
#include "tutor/difference.h"

enum verdict { VERDICT_PASS, VERDICT_FAIL, VERDICT_UNCHECKED };

// Why an element is unchecked.
enum unchecked { UNCHECKED_NOT, UNCHECKED_BOTH_ZERO, UNCHECKED_RESOLUTION, UNCHECKED_KINK, UNCHECKED_TRUNCATED, UNCHECKED_NOT_FINITE, UNCHECKED_REASONS };
extern const char *const unchecked_reason[UNCHECKED_REASONS];

#define CHECK_TOLERANCE 1e-5  // of |a - n| against max(|a|, |n|)

struct check {
	struct array analytic, numeric; // the same shape
	struct array measured;          // numeric before any second look
	unsigned char *verdict;         // enum verdict by element
	unsigned char *reason;          // enum unchecked by element
	int count[3];                   // by verdict
	int reasons[UNCHECKED_REASONS];
	double worst;                   // largest relative error among PASS and FAIL
	int worst_element;              // -1: none
};

// What is checked: the gradient of loss t (-1: of all; CHECK_WHOLE: of all sequences) by a parameter (step -1), by a
// parameter as it is used at one step, or by any other quantity at a step (a state: also -1); or delta[t,k], k = step,
// when quantity is -1.
enum { CHECK_WHOLE = -2 };
struct check_subject {
	int quantity;
	int t, step;
	int element; // this one alone; -1: all
};

// How the numeric values are found.  Where central differences nearly fit, 2h is looked at as well.
struct check_how {
	const struct difference *method;
	double h;
};
struct check_how check_how_usual(void); // central differences, h = 1e-4

// The analytic values of the program in force beside the numeric ones; all lives in the arena.
struct check check_run(const struct pass *pass, struct check_subject subject, struct arena *arena);

struct check check_run_by(const struct pass *pass, struct check_subject subject, const struct check_how *how,
                          struct arena *arena);

// The same with a value of somebody's own (of the subject's shape) in place of the program's; without numbers: the
// program's.
struct check check_value(const struct pass *pass, struct check_subject subject, const struct check_how *how,
                         struct array value, struct arena *arena);

// Whether a check of all sequences finds room: the passes of all of them are held.
bool check_fits_whole(const struct network *network, struct error *error);

// "∂E[3]/∂W @ 1", "δ[3,1]", "∂E_all/∂W"; in ASCII "dE[3]/dW @ 1", "delta[3,1]".
void check_write_subject(const struct cell *cell, struct check_subject subject, bool ascii, struct text *out);
// " (sequence 2 of 3)", " (sum over 3 sequences)"; nothing where there is one alone.
void check_write_sequences(const struct network *network, struct check_subject subject, struct text *out);

// What the program in force says of the subject.
struct array check_analytic(const struct pass *pass, struct check_subject subject,
                            struct arena *arena);

// The cost of a check in multiplications, so that a screen can leave it out.
double check_cost(const struct pass *pass, struct check_subject subject);

#endif
