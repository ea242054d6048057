// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures: (walk, place, size) → grid.  A view is one row and one file; it knows no terminal and no
// colours, draws with roles, and fits any area, also an empty one.
// To add a view: write its file with its two functions, declare them in view/all.h, add its row in
// view.c.
#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include <stdbool.h>

#include "base/grid.h"
#include "lang/math.h"
#include "trace/place.h"
#include "view/picture.h"

struct walk;
struct study;
struct sheet;

// What a view may look at.
struct scene {
	struct walk *walk; // NULL: the network cannot run, `why` says why
	const char *why;
	struct place place;
	int precision; // significant digits
	bool ascii;    // only ASCII glyphs (the locale is not UTF-8)
	enum math_form math;
	enum glyphs glyphs; // what plots are drawn with, unless ascii
};

struct view {
	const char *name;    // for `show NAME`; NULL ends the table
	const char *summary; // one sentence for help
	// The title of its pane, written into `title`.
	void (*title)(const struct scene *scene, struct text *title);
	// Writes all of it onto the sheet (view/sheet.h), whose rows_most says how much will be seen.
	// Called only when there is a walk.
	void (*fill)(struct study *study, struct sheet *sheet);
};

extern const struct view views[]; // ended by a row without a name
const struct view *view_find(const char *name);

// How many rows all of it needs at this width.
int view_rows(const struct view *view, const struct scene *scene, int cols);

// Draws the area's part of it from its row `scroll` on; with 0, as much as can be said in the area.
void view_draw(const struct view *view, const struct scene *scene, struct grid *grid,
               struct area area, int scroll);

// The view as plain lines, `cols` wide at most: what `show NAME` prints.
void view_write(const struct view *view, const struct scene *scene, int cols, struct text *out);

// The whole screen but the input line: title, network, equation, values, grid, lesson, log, footer.
// Laid out for the grid's size; panes that do not fit are left out, the most useful stay.
struct screen_parts {
	const char *title, *position, *footer;
	// The lesson's page (NULL: none) and the log, drawn by the caller's functions; they return the rows
	// that all of it needs, and only measure when grid is NULL.
	void *context;
	int (*draw_lesson)(void *context, struct grid *grid, struct area area);
	int (*draw_log)(void *context, struct grid *grid, struct area area);
};
void view_draw_screen(const struct scene *scene, const struct screen_parts *parts,
                      struct grid *grid);

#endif
