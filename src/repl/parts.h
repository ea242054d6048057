// SPDX-License-Identifier: GPL-3.0-or-later
// Where commands end: several stand in one line with `;` between them (outside of brackets and
// quotation marks), and one goes on in the next line where a bracket of its expression is open or the
// line ends in a backslash, or until its block is closed.  Nothing is run here.
#ifndef REPL_PARTS_H
#define REPL_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "repl/meaning.h"

// A command of a line: line[begin .. end), without blanks round it.
struct line_part {
	size_t begin, end;
	size_t next; // where the next one is looked for
	struct line_meaning meaning;
};

// Goes on to the next command of the line; a zeroed part comes before the first.  False if there is none left.
bool parts_next(const struct session *session, const char *line, struct line_part *part);

// Where the last command of the line begins, or is to begin.
size_t parts_last(const struct session *session, const char *line);

// Whether the text, whose lines are separated by newlines, goes on in the next line.
bool parts_is_open(const struct session *session, const char *text);

// Takes the next line of an input.  NULL: it goes on (session->pending); else what can be run now, all its
// lines with newlines between them; the caller frees it.
char *parts_take(struct session *session, const char *line);

// Whether what is pending is a block, which its brace ends, and not a blank line.
bool parts_in_block(const struct session *session);

// No line follows: what is pending, as from parts_take; NULL: nothing.  And: nobody wants it.
char *parts_end(struct session *session);
void parts_drop(struct session *session);

// The number of the first of these lines, when the last one is that of session->line; 0 stays 0.
int parts_first_line(const struct session *session, const char *lines);

#endif
