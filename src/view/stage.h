// SPDX-License-Identifier: GPL-3.0-or-later
// The stage of a lesson's page: which views belong to what is read, and the place that each of them shows.
// A value: what it points to lives elsewhere (in the lesson).  How it is drawn is view/reading.h.
#ifndef VIEW_STAGE_H
#define VIEW_STAGE_H

#include <stdbool.h>

#include "base/arena.h"

enum { STAGE_MOST = 4 };

struct stage_item {
	int pane;       // its view's number
	const char *at; // an expression, whose place it shows; "": where the walk is
};

struct stage {
	struct stage_item item[STAGE_MOST];
	int count; // 0: there is no picture
};

// stage = "none" | view {"," view} ;  view = NAME [expression]
// False: *unknown is the word that is no view's name (or, when there are too many, the first beyond them);
// it and the expressions are kept in the arena.
bool stage_read(struct stage *stage, const char *text, struct arena *arena, const char **unknown);

#endif
