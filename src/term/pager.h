// SPDX-License-Identifier: GPL-3.0-or-later
// In plain lines on a terminal, what is longer than the screen is read in the pager that $PAGER names, as
// git does it; on the screen of panes there is a page for that.
#ifndef TERM_PAGER_H
#define TERM_PAGER_H

struct session;

// Prints what was not printed yet, through the pager where that is longer than the terminal has rows.
void pager_print(struct session *session);

#endif
