// SPDX-License-Identifier: GPL-3.0-or-later
// Which panes a screen of some size has, and where: made of sizes and of the place's phase only.
#ifndef VIEW_LAYOUT_H
#define VIEW_LAYOUT_H

#include "view/study.h"
#include "view/view.h"

enum { LAYOUT_ROWS_LEAST = 6, LAYOUT_COLS_LEAST = 30, LAYOUT_PANES = 12 };

// A pane: its inside, round which borders run, and what fills it: a view, or a function.
struct pane {
	struct area inside;
	const struct view *view;
	int (*draw)(void *context, struct grid *grid, struct area area);
	const char *heading, *position; // of what is no view
};

struct layout {
	struct pane pane[LAYOUT_PANES];
	int count;
	int top; // the row of the uppermost border: below the title line, or 0 when there is none
};

// The grid is at least LAYOUT_ROWS_LEAST × LAYOUT_COLS_LEAST.
struct layout layout_make(struct study *study, const struct screen_parts *parts,
                          const struct grid *grid);

#endif
