// SPDX-License-Identifier: GPL-3.0-or-later
// The command that writes the screen, as it would be at some size, to a file.
#ifndef TERM_PICTURE_H
#define TERM_PICTURE_H

#include "repl/command.h"

extern const struct command picture_commands[];

#endif
