// SPDX-License-Identifier: GPL-3.0-or-later
// `bptt-repl diagnose …` and `bptt-repl grade …`: what learners hand in, one file told in full, many a line each.
#ifndef COMMAND_GRADE_H
#define COMMAND_GRADE_H

// argv[0] is the verb.  Prints to standard output, errors to standard error.  0: all is right; 1: something is
// wrong or cannot be read; 2: wrong usage.
int diagnose_main(int argc, char **argv);
int grade_main(int argc, char **argv);

#endif
