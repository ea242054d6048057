// SPDX-License-Identifier: GPL-3.0-or-later
// The desk: a session of the lesson's own, in which the same commands have run as in the learner's.
// It is a pure function of (lesson, page, block); nothing that a learner does reaches it.  Here is
// also what a lesson's file may run at all: it may come from a stranger.
#ifndef LESSON_DESK_H
#define LESSON_DESK_H

#include <stdbool.h>

#include "base/error.h"
#include "lesson/content.h"
#include "repl/command.h"

struct document;
struct entry;
struct session;

// A desk that stands where the lesson stands after a block (-1: before the first one) of a page; NULL
// when the shipped cell cannot be read, or when the work is cut.  What the commands print, in the manner and the
// width of the session that it is for, goes into the document (NULL: nowhere).
struct session *desk_new(const struct lesson *lesson, const struct session *owner, int page, int block,
                         struct document *document);

// What a session has said since entry number `from` of its log, as it stands in a document.
void desk_collect(const struct session *session, long from, struct entry *entry);

// Whether a lesson's file may run this line in that session; false and *error: it may not.
bool desk_allows(const struct session *session, const char *line, struct error *error);

// Runs a command of the lesson's in the session; false and *error, with its place in the lesson's file: it failed.
bool desk_try_command(struct session *session, const struct lesson *lesson, const struct command_line *command,
                      struct error *error);

// The same, and says why it failed.
bool desk_run_command(struct session *session, const struct lesson *lesson,
                      const struct command_line *command);

// Runs a line as the lesson's own, not as an answer of the learner's.
bool desk_try_line(struct session *session, const char *line, struct error *error);

#endif
