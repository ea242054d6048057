// SPDX-License-Identifier: GPL-3.0-or-later
// A lesson as a row of frames, as whoever has one key would see it at a size: what is not seen yet is turned to,
// what can be run is run, and a question is given up so that its answer stands there.  It needs no terminal, keeps
// no progress, and is the same each time.
#ifndef TERM_REEL_H
#define TERM_REEL_H

#include <stdbool.h>

#include "base/error.h"
#include "base/grid.h"

struct session;

struct reel_frame {
	int number;              // from 0
	const struct grid *grid; // all rows, the line with the prompt too
	const char *typed;       // what led here: "" for Enter, "skip"; NULL: more of the page was turned to, or the first
	const char *page;        // the title of the lesson's page
	bool begins_page;
};

// Opens the lesson (as lesson_open takes it) in the session and hands over each frame, until `take` returns false.
// False and *error: there is no such lesson, or the size is none.
bool reel_run(struct session *session, const char *lesson, int cols, int rows,
              bool (*take)(void *context, const struct reel_frame *frame), void *context, struct error *error);

#endif
