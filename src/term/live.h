// SPDX-License-Identifier: GPL-3.0-or-later
// What the screen shows while a command does work that takes its time: the curve of a training, which
// grows.  It knows no terminal.
#ifndef TERM_LIVE_H
#define TERM_LIVE_H

#include <stdbool.h>

#include "base/grid.h"

struct session;

// Whether it is time for the next picture: so many a second are enough, and the first one waits for what
// takes longer than a moment.
bool live_is_due(void);

// Draws it into a blank grid.
void live_draw(struct session *session, struct grid *grid);

#endif
