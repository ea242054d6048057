// SPDX-License-Identifier: GPL-3.0-or-later
// The verb grad: from a file of weights and words to a file of gradients, without a session.
#ifndef COMMAND_GRAD_H
#define COMMAND_GRAD_H

// Its words and options, argv[0] being `grad`; prints what the arrays were taken for, and E.  Returns
// the exit status: 1 after an error, 2 when the command line is wrong.
int grad_main(int argc, char **argv);

#endif
