// SPDX-License-Identifier: GPL-3.0-or-later
// What was said, in order.  Entries are known by their numbers, which stay when old ones are dropped.  As a
// picture it is repl/log_view.h.
#ifndef REPL_LOG_H
#define REPL_LOG_H

#include <stddef.h>

#include "base/text.h"

// Front ends show entries they have not shown yet: RESULT goes to standard output, NOTE and ERROR to
// standard error (plain mode), all of it into the log pane (screen).
enum say {
	SAY_RESULT,  // the answer to a command
	SAY_NOTE,    // what the learner should know beside it
	SAY_ERROR,   // an error, as error_write prints it
	SAY_COMMAND, // a command that a lesson or a key typed
	SAY_PROSE    // words of a lesson (plain mode; the screen has a pane for them)
};

// At most this many entries, of this many bytes or hardly more.
enum { LOG_MOST = 2000, LOG_BYTES_MOST = 16 * 1024 * 1024 };

struct log {
	struct said {
		enum say kind;
		char *text;     // one or more lines, cleaned, without the last newline; owned
		int rows, cols; // this many rows where it is this many columns wide; 0: not asked yet (repl/log_view.c)
	} *at; // owned
	int count;
	long dropped; // entries dropped so far; entry i has the number dropped + i
	size_t bytes; // of all texts
};

void log_free(struct log *log);

// Takes the text, which is clean; the oldest entries are dropped where there is no room.
void log_add(struct log *log, enum say kind, struct text *text);

long log_next(const struct log *log); // the number of the entry that will be said next

// Where the entry of this number stands, or the first one behind it; `count` where there is none.
int log_index(const struct log *log, long number);

// The first entry from number `first` on that is not the command itself.
long log_answer(const struct log *log, long first);

#endif
