// SPDX-License-Identifier: GPL-3.0-or-later
// The session's log as a picture, and as lines.
#ifndef REPL_SAID_H
#define REPL_SAID_H

#include "base/grid.h"

struct session;

// Rows that the entries from number `first` on take at this width (not counted beyond `most`).
int said_rows(const struct session *session, long first, int cols, int most);

// The first of the newest entries that take `most` rows or more at this width, or of all of them;
// *rows is what they take.
long said_last(const struct session *session, int cols, int most, int *rows);

// Draws the entries from number `first` on, their first `skip` rows left out.
void said_draw(const struct session *session, long first, int skip, struct grid *grid,
              struct area area);

// Prints what was not printed yet: answers on standard output, the rest on standard error.
void said_print(struct session *session);

#endif
