// SPDX-License-Identifier: GPL-3.0-or-later
// What a line means.  One that holds several commands (repl/parts.h) means what its first one does.
#ifndef REPL_MEANING_H
#define REPL_MEANING_H

#include "base/error.h"

struct command;
struct session;

struct line_meaning {
	enum line_kind {
		LINE_EMPTY,
		LINE_COMMENT,
		LINE_ASSIGNMENT,
		LINE_COMMAND,
		LINE_EXPRESSION,
		LINE_UNKNOWN
	} kind;
	const struct command *command; // the row of LINE_COMMAND, else NULL
};

struct line_meaning meaning_of(const struct session *session, const char *line);

// The error of a line of LINE_UNKNOWN: its word begins several commands, or none.  Always false.
bool meaning_unknown(const struct session *session, const char *line, struct error *error);

#endif
