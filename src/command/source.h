// SPDX-License-Identifier: GPL-3.0-or-later
// Files of commands that are run inside of a session: `source FILE`, and a teacher's.
#ifndef COMMAND_SOURCE_H
#define COMMAND_SOURCE_H

#include <stdbool.h>

struct session;

// Runs a teacher's file: the one that is named, else $BPTT_REPL_CLASS, if there is any.  False when it cannot be run
// to its end, which is printed: a class does not begin without its locks.
bool source_run_class(struct session *session, const char *path);

#endif
