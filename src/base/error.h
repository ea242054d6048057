// SPDX-License-Identifier: GPL-3.0-or-later
// An error is a value: where in which text, what is the cause, what to try.  A function that can fail
// returns false and fills a struct error; whoever knows the text's name and words completes it with
// error_locate; whoever talks to a person prints it with error_write.  Not for faults of ours: assert().
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

// A stretch of a text: line and column count from 1, columns and width in letters (as a person
// counts, not bytes).  line 0: no place is known.
struct span {
	int line, column, width;
};

#define SPAN_NONE ((struct span){ 0 })

struct error {
	struct span span;
	char source[160];  // the text's name: a file's path, "-" for standard input; "" if there is none
	char excerpt[240]; // the faulty line, cleaned, cut around the fault; "" if there is none
	int caret;         // display column, from 0, of the fault within the excerpt
	int caret_width;   // display columns under which to draw ^
	char cause[600];
	char advice[300];  // what to try; "" if there is nothing to say
	bool is_gap;       // of what is asked for there is none here, though elsewhere there is: a list may leave a gap
};

// Fills span, cause and advice (NULL: none), clears the rest; always returns false, so that a caller
// can write `return error_set(...)`.  Text longer than its field is cut between letters, with "...".
bool error_set(struct error *error, struct span span, const char *advice, const char *cause, ...)
	__attribute__((format(printf, 4, 5)));

// Adds to the advice; always returns false, too.
bool error_advise(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Names the source and takes the excerpt from `text`, whose first line has the number `first_line`.
// Does nothing to an error that already has a source.
void error_locate(struct error *error, const char *source, const char *text, size_t length,
                  int first_line);

// `SOURCE:LINE:COLUMN: cause`, the excerpt, carets under the fault, `try: advice`; each on its line.
void error_write(const struct error *error, struct text *out);

// The same on standard error, behind the program's name; cleaned.
void error_print(const struct error *error);

#endif
