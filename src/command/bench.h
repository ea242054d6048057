// SPDX-License-Identifier: GPL-3.0-or-later
// The verb `bench`: how fast the compiled plan trains.
#ifndef COMMAND_BENCH_H
#define COMMAND_BENCH_H

#include "repl/session.h"

// bench CELL C H T: prints one line, the median time of forward, backward and one step of gradient descent
// over one sequence; with biases where the session has them.  Returns the exit status.
int bench_main(const struct session *session, char **words);

#endif
