// SPDX-License-Identifier: GPL-3.0-or-later
// What the program says when it dies of a fault of its own: written down while all is well, because a
// signal's handler can only print what is there.  And `report`, with which a learner reports another one.
#ifndef TERM_REPORT_H
#define TERM_REPORT_H

#include "repl/command.h"

struct session;
struct text;

extern const struct command report_commands[]; // ended by a row without a name

// A line begins to run; NULL: it has ended, and the next one is waited for.  Without a session (a script
// is run) only who to tell.
void report_prepare(const struct session *session, const char *line);

#endif
