// SPDX-License-Identifier: GPL-3.0-or-later
// Files of commands that are run inside of a session: `source FILE`, and the start-up file.
#ifndef COMMAND_SOURCE_H
#define COMMAND_SOURCE_H

struct session;

// Runs $XDG_CONFIG_HOME/bptt-repl/init (~/.config/bptt-repl/init) if there is one.  A mistake in it is
// said, and the session goes on without the rest of it.
void source_run_init(struct session *session);

#endif
