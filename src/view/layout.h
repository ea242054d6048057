// SPDX-License-Identifier: GPL-3.0-or-later
// Which panes a screen of some size has, and where: made of the size, of the arrangement, and of how
// much the panes have to say.
#ifndef VIEW_LAYOUT_H
#define VIEW_LAYOUT_H

#include "view/arrangement.h"
#include "view/study.h"
#include "view/view.h"

enum { LAYOUT_ROWS_LEAST = 6, LAYOUT_COLS_LEAST = 30 };

// A layout.  To add one: its row in layout.c.
struct form {
	const char *name; // NULL ends the table
	const char *summary;
	// Panes, the most important first.  Those of the side stand in a column at the right, or, where
	// there is no room for one, beside the equation; more of them where there is room for two.
	const char *main, *side, *more;
	bool column; // whether the side is ever a column
	// The main panes have their rows in the order of their names; else as the usual screen has them.
	bool ordered;
	bool large; // for a projector: nothing dim, nothing small, one number format
};

extern const struct form forms[];
const struct form *form_find(const char *name);
bool form_presents(const struct form *form);          // it is chosen for a class
bool form_has(const struct form *form, int pane);     // NULL: any form chosen by size

struct pane {
	int pane;           // its number
	struct area inside; // round which borders run
};

struct layout {
	const struct form *form;
	struct pane pane[PANES_MOST];
	int count;
	int said_most; // rows to which the log may grow, 0 if there is none
	int top; // the row of the uppermost border: below the title line, or 0 when there is none
};

// The grid is at least LAYOUT_ROWS_LEAST × LAYOUT_COLS_LEAST.
struct layout layout_make(struct study *study, const struct screen_parts *parts,
                          const struct grid *grid);

#endif
