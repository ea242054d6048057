// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures: (walk, place, size) → grid.  A view is one row and one file; it knows no terminal and no
// colours, draws with roles, and fits any area, also an empty one.
// To add a view: write its file with its two functions, declare them in view/all.h, add its row in
// views.c.
#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include <stdbool.h>

#include "base/grid.h"
#include "trace/place.h"
#include "typeset/math.h"
#include "view/arrangement.h"
#include "view/picture.h"

struct history;
struct network;
struct walk;
struct study;
struct sheet;
struct lit;
struct stage;

// What a view may look at.  A value: whoever wants the picture of another place copies the scene and changes
// its place (view/lit.h tells the place at which a name is written).
struct scene {
	struct walk *walk; // NULL: the network cannot run, `why` says why
	const char *why;
	struct place place;
	int precision; // significant digits
	bool ascii;    // only ASCII glyphs (the locale is not UTF-8)
	enum math_form math;
	enum glyphs glyphs; // what plots are drawn with; GLYPHS_ASCII where ascii
	const struct lit *lit; // the names that somebody speaks of (view/lit.h); NULL: none
	const struct history *history; // of the last training (train/train.h); NULL: none
	int parameter; // 1 + the one that is asked for alone, by views of each parameter; 0: all
	int pass, passes; // the weights are those of this pass of a training of this many; none: 0
};

struct view {
	const char *name;    // for `view NAME` and the panes' commands; NULL ends the table
	const char *also;    // what its title calls it, where that is another word; NULL
	const char *summary; // one sentence for help
	// The title of its pane, written into `title`.
	void (*title)(const struct scene *scene, struct text *title);
	// Writes all of it onto the sheet (view/sheet.h), whose rows_most says how much will be seen.
	// Called only when there is a walk.  NULL: the screen's owner draws it (struct screen_parts).
	void (*fill)(struct study *study, struct sheet *sheet);
	// The same of a place to which the walk has not come: what can be said without its numbers.  NULL: nothing.
	void (*foresee)(struct study *study, struct sheet *sheet);
	// As a pane: with fewer rows it is left out; it makes no use of more (0: of all that it fills).
	int rows_least, rows_good;
	// Rows that it needs in this phase, the same at every place of it: panes must not jump while
	// somebody steps.  NULL: what its fill writes is such.
	int (*rows)(struct study *study);
	bool elastic;  // it always makes use of them
	bool timeless; // it has something to show where nothing is computed yet, also of all times at once
	bool backward; // it has nothing to show before the backward pass
	bool trained;  // nor this one before a training
	bool of_each;  // it has a part for each parameter: scene.parameter
	bool of_sequence; // its title says of which sequence it is, where there are several
};

extern const struct view views[]; // ended by a row without a name
const struct view *view_find(const char *name);

// Draws the area's part of it from its row `scroll` on; with 0, as much as can be said in the area.
void view_draw(const struct view *view, const struct scene *scene, struct grid *grid,
               struct area area, int scroll);

// The title of a view; of one that shows the backward pass it says where that is a learner's own.  In titles, of
// which sequence it is.
void view_write_title(const struct view *view, const struct scene *scene, struct text *title);

void view_write_sequence(const struct network *network, struct text *title);

// The view as plain lines, `cols` wide at most: what `show NAME` prints.
void view_write(const struct view *view, const struct scene *scene, int cols, struct text *out);

// The whole screen but the input line: title, panes, footer.  Laid out for the grid's size as it was
// arranged; panes that do not fit are left out, the most useful stay.
struct screen_parts {
	const char *title, *position, *footer;
	const struct arrangement *arrangement;
	int said; // rows of the log that were just said, for which it grows; 0: none
	// A lesson's page is read: it has the screen, with its own title and the stage that belongs to what is
	// read (NULL: none), on which the names are lit that it speaks of.
	bool page;
	const char *page_title;
	const struct stage *stage;
	void (*speak)(void *context, const struct scene *scene, struct lit *lit);
	// The panes that are no views, drawn by the caller from their row `scroll` on: returns the rows
	// that all of it needs, and only measures when grid is NULL; negative: there is nothing of it now.
	void *context;
	int (*draw)(void *context, const struct view *view, struct grid *grid, struct area area, int scroll);
	// The row that stands at the upper edge while nobody has moved the pane; NULL: 0.
	int (*rest)(void *context, const struct view *view, struct area area);
};

// What was drawn is told in *seen, which may be NULL.
void view_draw_screen(const struct scene *scene, const struct screen_parts *parts, struct grid *grid,
                      struct screen_seen *seen);

// All of a pane at this width, as view_draw_screen would show it by and by.
struct grid view_draw_pane(const struct scene *scene, const struct screen_parts *parts, int pane, int cols);

#endif
