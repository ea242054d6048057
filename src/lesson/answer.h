// SPDX-License-Identifier: GPL-3.0-or-later
// What a learner hears of an answer to the pending question, and what it settles in the run.
#ifndef LESSON_ANSWER_H
#define LESSON_ANSWER_H

#include <stdbool.h>

#include "lesson/run.h"
#include "repl/meaning.h"

// An expression with a value is an answer; what else looks like a command is one, and is not taken (false); the
// rest is an answer with a mistake in it, which is shown and not counted.
bool answer_take(struct run *run, struct session *session, const char *line, enum line_kind kind);

#endif
