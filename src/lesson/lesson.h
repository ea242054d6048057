// SPDX-License-Identifier: GPL-3.0-or-later
// What other rooms may know of lessons: how to open one, how to check some, and the commands' table.
// A lesson is executable Markdown (see lesson/content.h); while one is open it stands in session->guide.
#ifndef LESSON_LESSON_H
#define LESSON_LESSON_H

#include <stdbool.h>

#include "base/error.h"
#include "repl/command.h"

struct session;

// lesson, lessons, page, hint, solution, skip, play, resume, restart, leave; ended by a row without a
// name.
extern const struct command lesson_commands[];

// Opens a lesson beside the session's network and says its first page (or the page where the learner
// was).  `name` is a number ("3"), a shipped lesson's name ("backpropagation", as much of it as names
// only one), or a file (it holds a slash, or ends with ".md").  False and a located *error when there
// is no such lesson or it is not one; the session is as it was.
bool lesson_open(struct session *session, const char *name, struct error *error);

// The same from its beginning, and nothing of it is kept: it is shown, not taken.
bool lesson_open_apart(struct session *session, const char *name, struct error *error);

// `bptt-repl lesson --check [--bless] [FILE…]` without the words `lesson --check`: replays the lessons
// (none named: all shipped ones), says what is wrong on standard error, and returns an exit status:
// 0 all is well, 1 something is wrong, 2 wrong usage.
int lesson_check_main(const struct command *const *tables, int argc, char **argv);

// `bptt-repl lessons`: the list, said into the session.
void lesson_list(struct session *session);

// Says which lesson was left open last, and how to go on with it; nothing where there is none.
void lesson_offer(struct session *session);

#endif
