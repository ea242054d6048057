// SPDX-License-Identifier: GPL-3.0-or-later
// Completion: Readline's machinery (Tab, menus, case, what ~/.inputrc says of it) on the session's
// words.
#ifndef TERM_COMPLETE_H
#define TERM_COMPLETE_H

#include <stdbool.h>

struct session;

// `into_log`: matches are said into the session, because the screen belongs to the picture.
void complete_install(struct session *session, bool into_log);

#endif
