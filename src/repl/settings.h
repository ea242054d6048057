// SPDX-License-Identifier: GPL-3.0-or-later
// Settings as text: for each the command that makes its present value again.
#ifndef REPL_SETTINGS_H
#define REPL_SETTINGS_H

#include <stdbool.h>

#include "repl/command.h"

// False: there is no setting of that name.
bool settings_tell(const struct session *session, const char *name, struct text *out);
// Says it.
bool settings_say(struct session *session, const char *name);
void settings_list(struct words_list *list);

#endif
