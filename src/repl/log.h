// SPDX-License-Identifier: GPL-3.0-or-later
// The session's log as a picture.  Entries are known by their numbers, which stay when old ones are
// dropped.
#ifndef REPL_LOG_H
#define REPL_LOG_H

#include "base/grid.h"

struct session;

// The number of the entry that will be said next.
long log_next(const struct session *session);

// Rows that the entries from number `first` on take at this width (not counted beyond `most`).
int log_rows(const struct session *session, long first, int cols, int most);

// The first entry from number `first` on that is not the command itself.
long log_answer(const struct session *session, long first);

// The first of the newest entries that take `most` rows or more at this width, or of all of them;
// *rows is what they take.
long log_last(const struct session *session, int cols, int most, int *rows);

// Draws the entries from number `first` on, their first `skip` rows left out.
void log_draw(const struct session *session, long first, int skip, struct grid *grid,
              struct area area);

#endif
