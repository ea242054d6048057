// SPDX-License-Identifier: GPL-3.0-or-later
// The settings that are the session's own, not its network's: how numbers, formulas and plots are shown,
// how a person is heard, how `train` learns and `sample` draws.
#ifndef REPL_PREFERENCES_H
#define REPL_PREFERENCES_H

#include <stdbool.h>

#include "base/text.h"
#include "repl/command.h"

// To add one: its two functions, its row, a line in the help of `set`.
struct preference {
	const char *name;    // NULL ends the table
	const char *choices; // the words that it can be, separated by blanks; NULL: not a few words
	void (*tell)(const struct session *session, struct text *out);
	// `set NAME VALUE`.  NULL: it is a command of its own, and its text is a whole line.
	bool (*set)(struct session *session, const struct words *words, struct error *error);
};

extern const struct preference preferences[];

// NULL: there is none of that name.
const struct preference *preference_find(const char *name);

// The line that makes its present value again.
void preference_tell(const struct preference *preference, const struct session *session,
                     struct text *out);

// Runs `set NAME VALUE` of a preference that has `set`; the advice of an error lists the choices.
bool preference_set(const struct preference *preference, struct session *session,
                    const struct words *words, struct error *error);

#endif
