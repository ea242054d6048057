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

// What a setting of the session can be, separated by blanks; NULL: not a few words.
const char *settings_choices(const char *name);

// A word as the command line reads it, after a blank: in quotation marks where it would be something else.
void settings_tell_word(const char *word, struct text *out);

// All settings of the network, in an order in which they can be run again; `exactly` as they are now also
// where it shows later only: whether another text may bring other words.
void settings_tell_all(const struct session *session, const char *between, bool exactly,
                       struct text *out);

#endif
