// SPDX-License-Identifier: GPL-3.0-or-later
// How a person has arranged the panes: the layout, which are hidden and which stand aside, their order,
// the one that fills the screen, the one that has the keys, and how far each is moved.  A value:
// copied by assignment.  A pane is known by the number of its row in `views`.
#ifndef VIEW_ARRANGEMENT_H
#define VIEW_ARRANGEMENT_H

#include <stdbool.h>

#include "base/text.h"

enum { PANES_MOST = 32, PANE_NONE = -1, SEARCH_BYTES = 128 };

// Where a pane stands, whatever the layout says.
enum pane_place { PLACE_USUAL, PLACE_MAIN, PLACE_SIDE, PLACE_HIDDEN };

struct form; // a layout, view/layout.h

struct arrangement {
	const struct form *form; // NULL: as the size of the screen has it
	enum pane_place place[PANES_MOST];
	int order[PANES_MOST];     // all panes, from the top
	int zoomed;                // PANE_NONE: none
	int focus;                 // PANE_NONE: the line has the keys
	int shift[PANES_MOST];     // rows down (up: negative) from where a pane stands by itself
	char search[SEARCH_BYTES]; // what was looked for in the pane with the focus, "": nothing
	int found;                 // the row of that pane where it was found, -1: nowhere
};

struct arrangement arrangement_usual(void);

// The number of a pane, PANE_NONE if there is none of that name.
int pane_find(const char *name);
const char *pane_name(int pane);
int pane_count(void);

// Puts a pane `by` places further down (up: negative) in the order; as far as it goes.
void arrangement_move(struct arrangement *arrangement, int pane, int by);

// The form, or the place of a pane, by name; false: there is no such word.
bool arrangement_choose(struct arrangement *arrangement, const char *form);
bool arrangement_place(struct arrangement *arrangement, int pane, const char *place);

// What is to be remembered, as commands, a line each: the layout, the order, what is hidden or stands
// elsewhere.  Nothing of it for the usual arrangement.
void arrangement_write(const struct arrangement *arrangement, struct text *out);
// Reads that again; a line that means nothing (it may be of another time) is passed by.
void arrangement_read(struct arrangement *arrangement, const char *lines);

// How a pane was drawn last: what scrolling needs to know.
struct pane_seen {
	bool shown;
	int rows, cols; // of its inside
	int top, total; // the first row in sight, all there are
	int shift;      // as much of the arrangement's as there was room for
};

// Where a pane stands whose rows would begin at `rest` had nobody moved it; seen->rows is what it has.
void pane_settle(struct pane_seen *seen, int total, int rest, long shift);

struct screen_seen {
	bool too_small; // nothing could be drawn
	int said_most;  // rows to which the log grows for what is said; 0: there is no log
	struct pane_seen pane[PANES_MOST];
};

#endif
