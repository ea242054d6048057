// SPDX-License-Identifier: GPL-3.0-or-later
// Whether an answer uses what its question forbids: a name (with or without its indices), a quotient, a
// function; also through a name that the learner has given to it.
#ifndef LESSON_FORBID_H
#define LESSON_FORBID_H

#include "lesson/attempt.h"
#include "lesson/content.h"

// The first entry of the question's list that the text uses, as the list spells it; NULL: none.
const char *forbid_find(const struct question *question, struct session *desk,
                        const struct belongings *belongings, const char *text);

// Whether that entry can be used here at all: else a slip of its author's.
bool forbid_is_known(struct session *desk, const char *forbidden);

#endif
