// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/live.h"

#include "base/interrupt.h"
#include "base/message.h"
#include "repl/session.h"
#include "view/view.h"

enum { PAUSE = 100, AFRESH = 1000 }; // milliseconds

bool live_is_due(void)
{
	static long last, asked;
	long const time = interrupt_clock();
	// Nobody has asked for a while: this is other work.
	if (time - asked > AFRESH)
		last = time;
	asked = time;
	if (time - last < PAUSE)
		return false;
	last = time;
	return true;
}

void live_draw(struct session *session, struct grid *grid)
{
	const struct view *view = view_find("training");
	struct scene const scene = session_scene(session);
	struct area inside = grid_area(grid);
	LOCAL(text) title = { 0 };
	view->title(&scene, &title);
	grid_put(grid, inside, 0, 1, ROLE_TITLE, text_get(&title));
	grid_put(grid, inside, grid->rows - 1, 1, ROLE_HINT,
	         _("Ctrl-C stops and keeps what is reached"));
	inside.row++;
	inside.rows -= 2;
	inside.col++;
	inside.cols -= 2;
	view_draw(view, &scene, grid, inside, 0);
}
