// SPDX-License-Identifier: GPL-3.0-or-later
// Files of commands that are run inside of a session: `source FILE`, and the start-up file.
#ifndef COMMAND_SOURCE_H
#define COMMAND_SOURCE_H

#include <stdbool.h>

struct session;

// Runs $XDG_CONFIG_HOME/bptt-repl/init (~/.config/bptt-repl/init) if there is one.  A mistake in it is
// said, and the session goes on without the rest of it.
void source_run_init(struct session *session);

// Runs a teacher's file: the one that is named, else $BPTT_REPL_CLASS, if there is any.  False when it cannot be run
// to its end, which is printed: a class does not begin without its locks.
bool source_run_class(struct session *session, const char *path);

#endif
