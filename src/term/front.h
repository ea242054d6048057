// SPDX-License-Identifier: GPL-3.0-or-later
// The front ends: what shows a session to a person and hands it the person's lines.
#ifndef TERM_FRONT_H
#define TERM_FRONT_H

struct session;

// Runs the session until it quits, and returns the exit status.  On the screen when the terminal
// can carry it and session->manner does not ask for plain lines, else in these; `set plain` changes
// between the two.  A signal that ends it (TERM, HUP) is raised again once the terminal is as it was and the lesson's progress is saved.
int term_run(struct session *session);

#endif
