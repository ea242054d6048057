// SPDX-License-Identifier: GPL-3.0-or-later
// The small shell between a test and the program.  It starts the program when the test has told it a
// 'G' (through `in`), and tells the test (through `out`) the program's number, then an 'S' when the
// program has stopped, an 'X' and its status when it has ended.  The test tells it a 'C' to continue
// the program, a 'B' to do so in the background; the end of `in` tells it to leave.
#ifndef TESTS_BETWEEN_H
#define TESTS_BETWEEN_H

// What it writes to the terminal before an 'S' or an 'X': all that the program has said stands before
// it.  The kernel may bring what a process wrote to a terminal later than the news of its death.  The
// byte is no UTF-8.
#define BETWEEN_LAST '\xFF'

// Runs in the child of forkpty; does not return.
void between_run(char **words, char **environment, int in, int out) __attribute__((noreturn));

#endif
