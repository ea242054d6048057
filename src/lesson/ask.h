// SPDX-License-Identifier: GPL-3.0-or-later
// Judges an answer: any expression whose value is equal within the question's tolerance, never the
// exact text.  Values are those of the desk, a session of the lesson's own that no learner can reach,
// so nothing that a learner did makes a question unanswerable, and no attempt changes anything.
#ifndef LESSON_ASK_H
#define LESSON_ASK_H

#include "array/array.h"
#include "base/error.h"
#include "base/text.h"
#include "lesson/content.h"

struct session;

enum answer {
	ANSWER_RIGHT,
	ANSWER_WRONG,
	ANSWER_SHAPE,     // a value of another shape: `why` says which one is asked for
	ANSWER_FORBIDDEN, // right or wrong, it uses what the question forbids
	ANSWER_NONE       // no expression that has a value: *error
};

// `why` receives a sentence about the attempt, empty when it is right.
enum answer ask_judge(const struct question *question, struct session *desk, const char *attempt,
                      struct text *why, struct error *error);

// Equal: max|a-b| ≤ tolerance·max|b|, and both zero where b is.  A number stands for a matrix of it.
bool ask_equal(struct array a, struct array b, double tolerance);

// The first name in the text that the question forbids, as its list spells it; NULL: none.
const char *ask_forbidden(const struct question *question, struct session *desk, const char *text);

// The right answer's value in words, for who has skipped the question.
bool ask_value(const struct question *question, struct session *desk, struct text *out,
               struct error *error);

#endif
