// SPDX-License-Identifier: GPL-3.0-or-later
// What was entered, run line by line: a pasted block is several lines.
#ifndef TERM_LINES_H
#define TERM_LINES_H

#include <stdbool.h>

struct session;

// Runs the lines of a text up to the first mistake.  `echo`: says each into the log as the command
// that it is.  `after` (may be NULL) is called after each.
void lines_run(struct session *session, const char *text, bool echo, void (*after)(struct session *session));

// No more lines follow: runs one that was to be continued.
void lines_end(struct session *session, void (*after)(struct session *session));

#endif
