// SPDX-License-Identifier: GPL-3.0-or-later
// `info WORD`: what the session holds.  To add one: write its function, declare it here, add its row in
// info.c.
#ifndef COMMAND_INFO_H
#define COMMAND_INFO_H

#include "base/text.h"
#include "repl/command.h"

struct info {
	const char *name, *summary;
	// Lines without the last newline; nothing written: there is nothing, and `none` says so.
	void (*tell)(struct session *session, struct text *out);
	const char *none;
};

// Also `show WORD`.  False: there is no row of that name.
bool info_tell(struct session *session, const char *name, struct text *out);
void info_list(struct words_list *list);

// Rows that stand elsewhere (another: repl/stops.h).
void info_clip(struct session *session, struct text *out);
void info_display(struct session *session, struct text *out);
void info_training(struct session *session, struct text *out);
void info_variables(struct session *session, struct text *out);

#endif
