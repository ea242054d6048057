// SPDX-License-Identifier: GPL-3.0-or-later
// The small shell between a test and the program.  It tells the test (through `out`) the program's
// number, then an 'S' when the program has stopped, an 'X' and its status when it has ended.  The
// test tells it a 'C' to continue the program, a 'B' to do so in the background; the end of `in`
// tells it to leave.
#ifndef TESTS_BETWEEN_H
#define TESTS_BETWEEN_H

// Runs in the child of forkpty; does not return.
void between_run(char **words, char **environment, int in, int out) __attribute__((noreturn));

#endif
