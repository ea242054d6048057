// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/panes.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/message.h"
#include "file/keep.h"
#include "repl/log_view.h"

// The log's pane holds the newest LOG_ROWS rows: what is older is read with the log itself.
enum { LOG_ROWS = 500, PAGE_ROWS = 100000, FILE_BYTES_MOST = 4096 };

// ---- the panes that are no views

static int draw_page(const struct session *session, struct grid *grid, struct area area, int scroll)
{
	const struct guide *guide = session->guide;
	if (!guide || !guide->draw)
		return -1;
	if (!grid)
		area.rows = PAGE_ROWS;
	return guide->draw(guide->context, grid, area, scroll);
}

static int draw_log(const struct session *session, struct grid *grid, struct area area, int scroll)
{
	int rows;
	long const first = log_view_last(session, area.cols, LOG_ROWS, &rows);
	if (grid)
		log_view_draw(session, first, scroll, grid, area);
	return rows > 0 ? rows : 1;
}

static bool is_lesson(const struct view *view)
{
	return !strcmp(view->name, "lesson");
}

static int draw(void *context, const struct view *view, struct grid *grid, struct area area,
                int scroll)
{
	return (is_lesson(view) ? draw_page : draw_log)(context, grid, area, scroll);
}

// The page stands so that its current block is seen from its beginning, and of what stands above it as
// much as there is room for; the log at its end.
static int rest(void *context, const struct view *view, struct area area)
{
	const struct session *session = context;
	const struct guide *guide = session->guide;
	int const total = draw(context, view, NULL, area, 0);
	if (!is_lesson(view))
		return total > area.rows ? total - area.rows : 0;
	return guide && guide->rest_row ? guide->rest_row(guide->context, area) : 0;
}

static void speak(void *context, const struct scene *scene, struct lit *lit)
{
	const struct guide *guide = ((const struct session *)context)->guide;
	if (guide && guide->speak)
		guide->speak(guide->context, scene, lit);
}

struct screen_parts panes_parts(struct session *session)
{
	const struct guide *guide = session->guide;
	const char *title = guide && guide->title ? guide->title(guide->context) : NULL;
	const char *position = guide && guide->position ? guide->position(guide->context) : NULL;
	bool const reads = session_reads(session);
	return (struct screen_parts){
		.page = reads,
		.speak = speak,
		.page_title = reads && guide->page_title ? guide->page_title(guide->context) : "",
		.stage = reads && guide->stage ? guide->stage(guide->context) : NULL,
		.title = title ? title : _("bptt-repl: backpropagation through time"),
		.position = position ? position : "",
		.arrangement = &session->arrangement,
		.context = session,
		.draw = draw,
		.rest = rest,
	};
}

bool panes_exist(const struct session *session, int pane)
{
	return strcmp(pane_name(pane), "lesson") || (session->guide && session->guide->draw);
}

void panes_write(struct session *session, int pane, int parameter, struct text *out)
{
	struct scene scene = session_scene(session);
	scene.parameter = parameter;
	if (views[pane].fill) {
		view_write(&views[pane], &scene, session->manner.columns, out);
		return;
	}
	struct screen_parts const parts = panes_parts(session);
	LOCAL(grid) paper = view_draw_pane(&scene, &parts, pane, session->manner.columns);
	grid_write(&paper, out);
}

void panes_rest(struct session *session)
{
	for (int pane = 0; pane < pane_count(); pane++)
		if (pane != session->arrangement.focus)
			session->arrangement.shift[pane] = 0;
}

// ---- what is remembered

void panes_recall(struct session *session)
{
	struct text path = { 0 }, lines = { 0 };
	if (!keep_path("layout", &path))
		return;
	if (file_read_text(&lines, text_get(&path), FILE_OWN, FILE_BYTES_MOST))
		arrangement_read(&session->arrangement, text_get(&lines));
	session->arrangement_file = text_take(&path);
	text_free(&lines);
}

void panes_remember(struct session *session)
{
	if (!session->arrangement_file)
		return;
	LOCAL(text) lines = { 0 };
	arrangement_write(&session->arrangement, &lines);
	if (!keep_write(session->arrangement_file, text_get(&lines), lines.length))
		session_sayf(session, SAY_NOTE, _("The layout could not be saved in %s: %s."),
		             session->arrangement_file, file_why(errno));
}
