// SPDX-License-Identifier: GPL-3.0-or-later
// A lesson as a page of the web that needs no program: its words and formulas; what its commands print, run
// here; after each step the picture that belongs to it, where it is another one; its questions, with hints,
// answers that go wrong, and the solution folded.  It is complete without its script, which steps through it.
// It keeps no progress, needs no terminal, and is the same bytes each time, whatever the locale.
#ifndef LESSON_WEBPAGE_H
#define LESSON_WEBPAGE_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"
#include "lesson/ways.h"

struct command;
struct lesson;

// What was written.
struct webpage {
	struct text bytes;
	int steps, pictures;
};

// Walks the lesson (as lesson_open takes it) in a session of its own.  False and *error: there is no such lesson,
// or it cannot be walked to its end.  webpage_free ends it.
bool webpage_make(struct webpage *page, const struct command *const *tables, const char *lesson,
                  const struct surroundings *around, struct error *error);
void webpage_free(struct webpage *page);

// How a lesson begins, in a line of this many columns at most.
void webpage_describe(const struct lesson *lesson, int cols, struct text *out);

#endif
