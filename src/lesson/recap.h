// SPDX-License-Identifier: GPL-3.0-or-later
// How questions were settled, and what is said of it: of one that was answered, of a prediction when what
// it is about was seen, of all of a lesson at its end.  It moves nothing.
#ifndef LESSON_RECAP_H
#define LESSON_RECAP_H

#include "lesson/attempt.h"
#include "lesson/page.h"

struct session;

// A right answer to the question: at once, after tries, with hints, or when the solution was seen.
enum outcome recap_outcome(const struct asked *asked);

// Judges a prediction by what is now: the question then has its verdict.
void recap_judge_prediction(const struct question *question, struct asked *asked, struct session *desk,
                            const struct belongings *belongings);

// How the questions of the lesson were settled, and how many predictions came true; nothing if it has none.
void recap_write(const struct lesson *lesson, const struct asked *asked, struct text *out);

#endif
