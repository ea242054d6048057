// SPDX-License-Identifier: GPL-3.0-or-later
// What a picture was asked for: expressions behind a command, each with or without a range of whole
// numbers, and their values.
#ifndef COMMAND_ASKED_H
#define COMMAND_ASKED_H

#include "array/array.h"
#include "repl/command.h"
#include "repl/session.h"

enum { ASKED_MOST = 6, ASKED_POINTS = 20000 };

struct asked_item {
	const char *name; // the expression, as it was typed
	struct tree *tree;
	const char *variable; // NULL: one value; else `value` has a row for each number
	long first, last;     // of the variable; may run downwards
	struct array value;
};

struct asked {
	struct arena arena; // holds all below
	struct asked_item item[ASKED_MOST];
	int count;
	bool log; // the last word was "log"
};

// item {"," item} ["log"];  item = EXPR ["for" NAME "=" EXPR ".." EXPR].  An expression without a range
// has that of the next one that has one.  At most `most` items; "log" only if `may_log`.  False and *error
// when there is a mistake; asked_free in either case.
bool asked_read(struct asked *asked, struct session *session, const struct words *words, int most,
                bool may_log, struct error *error);
void asked_free(struct asked *asked);

#endif
