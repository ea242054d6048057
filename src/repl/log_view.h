// SPDX-License-Identifier: GPL-3.0-or-later
// The session's log as a picture, and as lines.
#ifndef REPL_LOG_VIEW_H
#define REPL_LOG_VIEW_H

#include "base/grid.h"

struct session;

// Rows that the entries from number `first` on take at this width (not counted beyond `most`).
int log_view_rows(const struct session *session, long first, int cols, int most);

// The first of the newest entries that take `most` rows or more at this width, or of all of them;
// *rows is what they take.
long log_view_last(const struct session *session, int cols, int most, int *rows);

// Draws the entries from number `first` on, their first `skip` rows left out.
void log_view_draw(const struct session *session, long first, int skip, struct grid *grid,
              struct area area);

// Prints what was not printed yet: answers on standard output, the rest on standard error.
void log_view_print(struct session *session);

#endif
