// SPDX-License-Identifier: GPL-3.0-or-later
// The line that makes a session's state again.
#ifndef COMMAND_STATE_H
#define COMMAND_STATE_H

#include "base/text.h"

struct session;

// Network, data, variables, place, and the settings that are not as usual: commands with `;` between them, bit for
// bit what is there now.  It may be longer than a line may be.
void state_write(struct session *session, struct text *out);

#endif
