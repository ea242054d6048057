// SPDX-License-Identifier: GPL-3.0-or-later
// The command that lets a person write lines in an editor of their own.
#ifndef TERM_EDIT_H
#define TERM_EDIT_H

#include "repl/command.h"

extern const struct command edit_commands[]; // edit

#endif
