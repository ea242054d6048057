// SPDX-License-Identifier: GPL-3.0-or-later
// Questions out of turn: `again`, `fast`, and beginning anew.  Answers are judged elsewhere (lesson/ask.h).
#ifndef LESSON_QUIZ_H
#define LESSON_QUIZ_H

#include "lesson/run.h"

// Asks the question at hand anew (the last one before, or the one with that id; "": none is named).
bool quiz_again(struct run *run, struct session *session, const char *id, struct error *error);

// The lesson's hard question in its place; when it is not answered rightly, the reader is back where he was.
bool quiz_fast(struct run *run, struct session *session, struct error *error);
void quiz_prove(struct run *run, struct session *session);
void quiz_leave_fast(struct run *run, struct session *session);

// Begins this lesson anew, or with `all` every one is forgotten; asks first where a person types.
void quiz_restart(struct run *run, struct session *session, bool all);
bool quiz_undo_restart(struct run *run, struct session *session); // false: there was none
void quiz_free_restart(struct run *run);

#endif
