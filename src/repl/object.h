// SPDX-License-Identifier: GPL-3.0-or-later
// Results as JSON objects, one a line: a value, what a command said, an error.  Which of them a session
// writes so is its setting; this file only writes.
#ifndef REPL_OBJECT_H
#define REPL_OBJECT_H

#include "base/error.h"
#include "repl/session.h"

// {"command": "where", "text": "start"}; a note has no "text" but a "note".  `command` may be NULL.  What a
// lesson tells is "prose", what it types "typed".
void object_write_said(enum say kind, const char *command, const char *said, struct text *out);

// {"error": …, "line": …, "column": …, "advice": …}, and "source" where there is one.
void object_write_error(const struct error *error, struct text *out);

// {"name": "s[3]", "shape": [3,1], "values": […]}; for a list also its variable, from and to.
struct object_list {
	const char *variable;
	long from, to;
};
void object_write_value(const char *name, struct array value, const struct object_list *list,
                        struct text *out);

#endif
