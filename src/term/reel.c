// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/reel.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "lesson/lesson.h"
#include "repl/session.h"
#include "term/frame.h"

enum { FRAMES_MOST = 10000 };

struct reel {
	struct frame frame;
	int cols, rows, number;
	char *page; // the title of the last frame's, owned
	bool (*take)(void *context, const struct reel_frame *frame);
	void *context;
};

// What is said is made for the width that the page has.
static struct grid draw(struct reel *reel)
{
	struct grid grid = frame_draw_whole(&reel->frame, reel->cols, reel->rows);
	if (!frame_follow_width(&reel->frame))
		return grid;
	grid_free(&grid);
	return frame_draw_whole(&reel->frame, reel->cols, reel->rows);
}

static bool show(struct reel *reel, const char *typed)
{
	const struct guide *guide = reel->frame.session->guide;
	LOCAL(grid) grid = draw(reel);
	const char *const page = guide->page_title(guide->context);
	bool const begins = !reel->page || strcmp(reel->page, page) != 0;
	if (begins) {
		free(reel->page);
		reel->page = memory_copy_string(page);
	}
	struct reel_frame const frame = { reel->number++, &grid, typed, reel->page, begins };
	return reel->take(reel->context, &frame) && reel->number < FRAMES_MOST;
}

static bool go_on(struct reel *reel)
{
	struct session *session = reel->frame.session;
	const struct guide *guide = session->guide;
	if (frame_turn(&reel->frame, 1))
		return show(reel, NULL);
	const char *const line = guide->prompt(guide->context) ? "skip" : "";
	if (!*line && guide->waits(guide->context))
		return false; // the end
	long const first = log_next(&session->log);
	session_run_line(session, line);
	frame_said(&reel->frame, first, false);
	return show(reel, line);
}

bool reel_run(struct session *session, const char *lesson, int cols, int rows,
              bool (*take)(void *context, const struct reel_frame *frame), void *context, struct error *error)
{
	struct reel reel = { .frame = { .session = session }, .cols = cols, .rows = rows, .take = take,
		             .context = context };
	if (!lesson_open_apart(session, lesson, error))
		return false;
	for (bool goes_on = show(&reel, NULL); goes_on;)
		goes_on = go_on(&reel);
	free(reel.page);
	return true;
}
