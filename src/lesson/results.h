// SPDX-License-Identifier: GPL-3.0-or-later
// How learners fared, as a table: what teachers collect.  It only reads progress.
#ifndef LESSON_RESULTS_H
#define LESSON_RESULTS_H

#include "lesson/progress.h"

// The header of the table: student, lesson, question, outcome, changed.
void results_write_header(struct text *out);

// A row for each lesson ("finished", or "page N") and one for each question that was settled ("once", "tried",
// "hints", "solution", "skipped"); the time is that of the lesson's last change, UTC, as ISO 8601 has it.
void results_write(const char *student, const struct progress *progress, struct text *out);

// `bptt-repl results [FILE…]`: prints the table of progress files (none named: of the learner's own); a student's
// name is the file's, without its folder and ending.  argv[0] is the verb.  Returns an exit status: 1 when a file is none.
int results_main(int argc, char **argv);

#endif
