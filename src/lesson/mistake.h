// SPDX-License-Identifier: GPL-3.0-or-later
// Which mistake of the catalogue (tutor/bug.h) a wrong answer shows, where the question is about a gradient: the
// value that the question's answer would have in a backward program with that mistake, in all iterations or
// in one.  What an accident could make is no mistake; nothing is said of the right value.
#ifndef LESSON_MISTAKE_H
#define LESSON_MISTAKE_H

#include "lesson/attempt.h"

struct bug;
struct session;

// The row whose question leads on; NULL: none of them.  `right` is the value of `answer`, at the desk's place; the
// attempt has its shape.
const struct bug *mistake_find(struct session *desk, const char *answer, struct array right,
                               const struct attempt *attempt);

#endif
