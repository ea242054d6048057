// SPDX-License-Identifier: GPL-3.0-or-later
// Judges an answer: any expression whose value is equal within the question's tolerance, never the
// exact text (attempt.h says what else can be typed).  Values are those of the desk, a session of the
// lesson's own that no learner can reach, so nothing that a learner did makes a question unanswerable,
// and no attempt changes anything.  A wrong answer that the author has not foreseen may be one that the catalogue
// of mistakes foresees (lesson/mistake.h): it is answered with a question.
#ifndef LESSON_ASK_H
#define LESSON_ASK_H

#include "array/array.h"
#include "base/error.h"
#include "base/text.h"
#include "lesson/attempt.h"
#include "lesson/content.h"

struct session;

enum answer {
	ANSWER_RIGHT,
	ANSWER_NEARLY,    // right as far as its digits go, and they do not go far
	ANSWER_WRONG,
	ANSWER_SHAPE,     // a value of another shape: `why` says which one is asked for
	ANSWER_FORBIDDEN, // right or wrong, it uses what the question forbids
	ANSWER_NONE       // no expression that has a value: `error`
};

struct judgement {
	enum answer answer;
	char why[300];                 // a sentence about the attempt, without its end; "" for none
	const struct paragraph *reply; // the author's own words, who has foreseen it; NULL: he has not
	const char *asks;              // the question of the catalogue's mistake that it shows; NULL: it shows none
	struct error error;            // ANSWER_NONE
};

// `belongings` (NULL: none) are the learner's names, which the attempt may use.
void ask_judge(const struct question *question, struct session *desk,
               const struct belongings *belongings, const char *attempt, struct judgement *judgement);

// Equal: max|a-b| ≤ tolerance·max|b|, and both zero where b is.  A number stands for a matrix of it.
bool ask_equal(struct array a, struct array b, double tolerance);

// Whether a wrong answer could pass for the right one: it is within the tolerance.
bool ask_is_within(const struct question *question, struct session *desk, const char *wrong);

// The right answer's value in words, for someone who has skipped the question.
bool ask_value(const struct question *question, struct session *desk, struct text *out,
               struct error *error);

#endif
