// SPDX-License-Identifier: GPL-3.0-or-later
// The files of commands that a session with a terminal begins with, the most general first, so that the more
// particular has the last word: the system's, one's own, the folder's (a project's).  A folder may be a
// stranger's, and reading a stranger's commands is running them: its file is passed by, with a word, until
// the folder is trusted (`trust`).
#ifndef COMMAND_STARTUP_H
#define COMMAND_STARTUP_H

struct session;

// Runs those that are there.  A mistake in one is said, and the session goes on without the rest of it.
void startup_run(struct session *session);

#endif
