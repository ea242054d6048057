// SPDX-License-Identifier: GPL-3.0-or-later
// What a teacher has locked for a class: ways past a question.  A lock holds until the session ends.  It
// is no secret-keeping: a lesson's file can be read, and who starts the program without the class file
// has no locks.
#ifndef LESSON_LOCK_H
#define LESSON_LOCK_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"

struct session;

enum lock {
	LOCK_SKIP,     // no question is passed without an answer: skip, page N, a second Enter before a class
	LOCK_SOLUTION, // solutions and the answers of skipped questions are not shown
	LOCK_HINT,     // no hints
	LOCK_FAST,     // no question in place of the lesson
	LOCK_COUNT
};

bool lock_holds(const struct session *session, enum lock lock);

// Whether it does not hold; an *error of the command of its name otherwise.
bool lock_allows(const struct session *session, enum lock lock, struct error *error);

// Locks what a word names: "skip", "solution", "hint", "fast" or "all"; false: it names nothing.
bool lock_close(struct session *session, const char *word);

// "skip, solution", "" where nothing is locked.
void lock_write(const struct session *session, struct text *out);

// The words, separated by blanks, for completion.
extern const char lock_words[];

#endif
