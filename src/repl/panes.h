// SPDX-License-Identifier: GPL-3.0-or-later
// The session's screen as a picture: what view/view.h needs to know of a session to draw it, the panes
// that are no views (the lesson's page and the log), and the arrangement that is remembered.
#ifndef REPL_PANES_H
#define REPL_PANES_H

#include "repl/session.h"

// Of the screen: title, position, panes; the footer is the front end's.
struct screen_parts panes_parts(struct session *session);

// Whether the pane can be shown now (the lesson's only while one is open).
bool panes_exist(const struct session *session, int pane);

// All that a pane shows, as plain lines; of one parameter alone, as scene.parameter has it.
void panes_write(struct session *session, int pane, int parameter, struct text *out);

// After a command: what was moved to be read stands again where it stands by itself, but for the pane
// that has the keys.
void panes_rest(struct session *session);

// Reads the remembered arrangement, and from now on remembers it; a damaged file is passed by.
void panes_recall(struct session *session);
// Writes it down, if it is remembered at all.
void panes_remember(struct session *session);

#endif
