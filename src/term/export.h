// SPDX-License-Identifier: GPL-3.0-or-later
// `bptt-repl export lesson N --cast FILE`: a lesson's frames in a file, made without a terminal.
#ifndef TERM_EXPORT_H
#define TERM_EXPORT_H

struct command;

// The words of the command line from the verb on; returns an exit status (0, 1 after an error, 2 for wrong usage).
int export_main(const struct command *const *tables, int argc, char **argv);

#endif
