// SPDX-License-Identifier: GPL-3.0-or-later
// Scripts: lines run one after another until the first error, results on standard output, all else on
// standard error.  No prompt, no colour, no terminal.
#ifndef REPL_SCRIPT_H
#define REPL_SCRIPT_H

#include <stdbool.h>

struct error;
struct file_lines;
struct session;

// Runs the lines of a file until the first error, which is located in it; says their results, prints
// nothing.  `after` (may be NULL) follows each line.  What encloses it goes on where it was.
bool script_try(struct session *session, struct file_lines *file, const char *name,
                void (*after)(struct session *session), struct error *error);

// Runs the lines of a file called `name` ("-" for standard input).  Empty lines are
// skipped.  Returns the exit status: 0, or 1 after an error.
int script_run(struct session *session, struct file_lines *file, const char *name);

// Runs one line that stands alone, as `-e` gives it.
int script_run_line(struct session *session, const char *line, const char *name);

#endif
