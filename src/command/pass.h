// SPDX-License-Identifier: GPL-3.0-or-later
// The third time, for the commands that walk.
#ifndef COMMAND_PASS_H
#define COMMAND_PASS_H

#include "repl/session.h"

// To the walk's end of the pass before, or its start of the one after; false if there is none.
bool pass_step(struct session *session, bool backward);

// The next pass at which the condition holds; it must suit (repl/passing.h).
bool pass_until(struct session *session, struct tree *condition, struct error *error);

#endif
