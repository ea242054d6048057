// SPDX-License-Identifier: GPL-3.0-or-later
// Results as JSON objects, one a line: a value, what a command said, an error.  Which of them a session
// writes so is its setting.
#ifndef REPL_OBJECT_H
#define REPL_OBJECT_H

#include "base/error.h"
#include "lang/query.h"
#include "repl/session.h"

// {"command": "where", "text": "start"}; a note has no "text" but a "note".  `command` may be NULL.  What a
// lesson tells is "prose", what it types "typed".
void object_write_said(enum say kind, const char *command, const char *said, struct text *out);

// {"error": …, "line": …, "column": …, "advice": …}, and "source" where there is one.
void object_write_error(const struct error *error, struct text *out);

// Says what was evaluated: {"name": "s[3]", "shape": [3,1], "values": […]}; of a list also its variable, from
// and to.
void object_say_series(struct session *session, const char *name, const struct series *series);

#endif
