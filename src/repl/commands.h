// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of this room; main joins them with those of the other rooms.
#ifndef REPL_COMMANDS_H
#define REPL_COMMANDS_H

#include "repl/command.h"

extern const struct command walking_commands[];  // step … goto, where, explain
extern const struct command asking_commands[];   // print, equations, show, cells
extern const struct command checking_commands[]; // check
extern const struct command setup_commands[];    // cell, hidden, text … sweep
extern const struct command settings_commands[]; // settings, set
extern const struct command general_commands[];  // help, complete, quit

#endif
