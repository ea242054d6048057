// SPDX-License-Identifier: GPL-3.0-or-later
// Making a lesson by doing it, and writing down what was done.
//
// While a lesson is recorded each line that ran well becomes a command of its last `bptt` block; a comment
// becomes a paragraph, and `## TITLE` begins a page.  At the end the lesson is replayed from nothing and gets the
// outputs of that run, so that `lesson --check` finds it right.
#ifndef LESSON_RECORD_H
#define LESSON_RECORD_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"

struct session;

// Begins to record into a file, which is written after each line: nothing is lost with the session.  Its first
// block makes the network as it is now.  False and *error: the file cannot be written, or one is being recorded.
bool record_begin(struct session *session, const char *path, struct error *error);

// Ends it, and says what came of it.  False: none is being recorded.
bool record_end(struct session *session);

// The file that is being recorded, or NULL.
const char *record_path(const struct session *session);

// What the session has said so far, as Markdown: commands and what they printed in blocks, a lesson's words between.
void record_write_transcript(const struct session *session, struct text *out);

#endif
