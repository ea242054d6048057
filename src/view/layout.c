// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/layout.h"

#include <limits.h>

#include "base/message.h"
#include "view/all.h"

enum {
	COLS_SIDE = 72,  // from here on a narrow column stands beside the equation
	COLS_WIDE = 120, // from here on a column of its own at the right
	SIDE_NARROW = 24,
	SIDE_WIDE = 40,
	ROWS_TITLED = 26, // with less the lesson's title stands in its pane's border
	SIDE_LEAST = 4,
	EQUATION_GOOD = 14,
	LESSON_LEAST = 4,
	LESSON_GOOD = 8,
	GRID_MOST = 12
};

static struct pane *add_pane(struct layout *layout, int row, int col, int rows, int cols)
{
	struct pane *pane = &layout->pane[layout->count++];
	*pane = (struct pane){ .inside = { row, col, rows, cols } };
	return pane;
}

static void add_view(struct layout *layout, const char *name, int row, int col, int rows, int cols)
{
	add_pane(layout, row, col, rows, cols)->view = view_find(name);
}

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

static int larger(int a, int b)
{
	return a > b ? a : b;
}

static int rows_of(const char *view, struct study *study, int cols)
{
	struct sheet sheet = view_fill(view_find(view), study, cols, INT_MAX);
	int const rows = sheet.rows;
	sheet_free(&sheet);
	return rows;
}

// Rows of the stacked panes; a line stands above each.  0: left out.
struct shares {
	int equation, lesson, network, log;
};

// Gives a pane up to `wanted` rows of what is left, and its line above when it is new; nothing when
// fewer than `least` remain for it.
static void give(int *pane, int least, int wanted, int *left)
{
	int const line = *pane ? 0 : 1;
	int const more = smaller(wanted - *pane, *left - line);
	if (more <= 0 || *pane + more < least)
		return;
	*pane += more;
	*left -= more + line;
}

// Divides the rows, the most useful first: step by step, so that each pane is usable before the next
// one is comfortable.
static struct shares share_rows(struct study *study, const struct screen_parts *parts, int rows,
                                int cols)
{
	bool const lesson = parts->draw_lesson != NULL, log = parts->draw_log != NULL;
	int const network = study->scene->walk ? smaller(rows_of("network", study, cols), 12) : 0;
	struct area const page = { .rows = rows, .cols = cols };
	int const reading = lesson ? parts->draw_lesson(parts->context, NULL, page) : 0;
	struct shares share = { 0 };
	int left = rows;
	give(&share.equation, 1, 4, &left);
	if (lesson)
		give(&share.lesson, 1, LESSON_LEAST, &left);
	give(&share.equation, 0, reading > LESSON_LEAST ? 6 : 7, &left);
	// A lesson shows short results itself: the log waits until there is room.
	if (log && reading <= LESSON_LEAST)
		give(&share.log, 1, 1, &left);
	if (network) // without the words to predict at first
		give(&share.network, 3, network > 5 ? network - 1 : network, &left);
	if (lesson)
		give(&share.lesson, 0, smaller(LESSON_GOOD, reading), &left);
	if (log && !lesson)
		give(&share.log, 0, 4, &left);
	give(&share.equation, 0, 9, &left);
	if (log)
		give(&share.log, 1, 3, &left);
	if (share.network)
		give(&share.network, 0, network, &left);
	if (share.log)
		give(&share.log, 0, lesson ? 3 : 6, &left);
	give(&share.equation, 0, smaller(EQUATION_GOOD, share.equation + (left + 1) / 2), &left);
	if (lesson)
		give(&share.lesson, 0, share.lesson + (share.log ? left * 2 / 3 : left), &left);
	give(share.log ? &share.log : &share.equation, 0, rows, &left);
	return share;
}

static void plan_side(struct layout *layout, struct study *study, int row, int col, int rows,
                      int cols)
{
	const struct scene *scene = study->scene;
	int const T = scene->walk->itinerary.T;
	bool const backward = scene->place.phase == PHASE_BACKWARD;
	int const sums = backward ? rows_of("sums", study, cols) : 0;
	int const losses = scene->walk->itinerary.single ? 1 : T;
	int at = row;
	int left = rows;
	if (backward) {
		int const grid = smaller(1 + losses, smaller(rows, GRID_MOST));
		int const beside = rows - sums - 1; // at least the place and its neighbours
		int const given = beside >= 6 ? smaller(grid, beside) : grid;
		add_view(layout, "grid", at, col, given, cols);
		at += given + 1;
		left -= given + 1;
	}
	if (sums && left >= 1) {
		int const given = smaller(sums, left);
		add_view(layout, "sums", at, col, given, cols);
		at += given + 1;
		left -= given + 1;
	}
	if (left >= 4) {
		int const program = smaller(rows_of("program", study, cols - 2), left);
		bool const values = left - program >= 7;
		add_view(layout, "program", at, col, values ? program : left, cols);
		if (values)
			add_view(layout, "values", at + program + 1, col, left - program - 1, cols);
	}
	// The lowest pane goes down to the border.
	if (layout->count) {
		struct area *lowest = &layout->pane[layout->count - 1].inside;
		if (lowest->col == col)
			lowest->rows = row + rows - lowest->row;
	}
}

struct layout layout_make(struct study *study, const struct screen_parts *parts,
                          const struct grid *grid)
{
	const struct scene *scene = study->scene;
	struct layout layout = { .count = 0 };
	// Inside of the frame; a line stands above each pane, one at the very left and right.
	int const cols = grid->cols - 2;
	bool const wide = grid->cols >= COLS_WIDE && scene->walk;
	int const side = wide ? larger(SIDE_WIDE, smaller(grid->cols / 3, 64)) : SIDE_NARROW;
	int const main_cols = wide ? cols - side - 1 : cols;
	int const top = grid->rows >= ROWS_TITLED ? 1 : 0;
	layout.top = top;
	int row = top + 1;
	int const rows = grid->rows - 1 - top; // but title and footer
	struct shares const share = share_rows(study, parts, rows, main_cols);
	if (share.network) {
		add_view(&layout, "network", row, 1, share.network, main_cols);
		row += share.network + 1;
	}
	bool const narrow = !wide && scene->walk && cols >= COLS_SIDE &&
	                    scene->place.phase == PHASE_BACKWARD && share.equation >= SIDE_LEAST;
	add_view(&layout, "equation", row, 1, share.equation,
	         narrow ? main_cols - SIDE_NARROW - 1 : main_cols);
	if (narrow)
		plan_side(&layout, study, row, 1 + main_cols - SIDE_NARROW, share.equation,
		          SIDE_NARROW);
	row += share.equation + 1;
	if (share.lesson) {
		struct pane *pane = add_pane(&layout, row, 1, share.lesson, main_cols);
		pane->draw = parts->draw_lesson;
		pane->heading = top || !parts->title ? _("lesson") : parts->title;
		pane->position = top ? NULL : parts->position;
		row += share.lesson + 1;
	}
	if (share.log) {
		struct pane *pane = add_pane(&layout, row, 1, share.log, main_cols);
		pane->draw = parts->draw_log;
		pane->heading = _("log");
	}
	if (wide)
		plan_side(&layout, study, top + 1, 2 + main_cols, rows - 1, side);
	return layout;
}
