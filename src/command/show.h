// SPDX-License-Identifier: GPL-3.0-or-later
// What `show` can show, of which the panes are a part.
#ifndef COMMAND_SHOW_H
#define COMMAND_SHOW_H

#include "repl/command.h"

// show NAME: a view or pane, the cell, its names, a setting.
bool show_named(struct session *session, const struct words *words, struct error *error);

#endif
