// SPDX-License-Identifier: GPL-3.0-or-later
// The history file: $XDG_STATE_HOME/bptt-repl/history, else ~/.local/state/bptt-repl/history.  Lines
// are appended one by one, so that sessions side by side lose nothing.  Without a home, or where
// nothing can be written, there is none, and nobody is told.
#ifndef TERM_HISTORY_H
#define TERM_HISTORY_H

#include "repl/command.h"

struct session;

// Reads the file's newest lines into Readline's history; says so if the file is none.
void history_load(struct session *session);

// Adds a line to Readline's history and to the file, if it is not the line before.
void history_remember(const char *line);

// The file in which lines are remembered; NULL if there is none.
const char *history_file(void);

// The last line that is not this command; "" if there is none.
const char *history_last(const char *command);

// history [N|clear]
extern const struct command history_commands[];

#endif
