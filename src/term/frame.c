// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/frame.h"

#include "base/message.h"
#include "base/utf8.h"
#include "repl/session.h"
#include "term/log.h"

enum { MOST_READ_ROWS = 100000, BELOW_FOCUS = 4, LESSON_STRIDE = 3 };

// What the footer can tell, the most useful first; each is left out when it does not fit.
static const struct {
	const char *words, *ascii; // ascii NULL: the same
	bool when_reading, when_walking;
} hints[] = {
	{ N_("PgUp PgDn turn"), NULL, true, false },
	{ N_("quit: Ctrl-D"), NULL, true, true },
	{ N_("←→ step"), N_("Left Right step"), false, true },
	{ N_("PgUp PgDn iteration"), NULL, false, true },
	{ N_("F1 help"), NULL, false, true },
	{ N_("F2 log"), NULL, false, true },
	{ N_("Tab completes"), NULL, false, true },
	{ N_("Ctrl-C stops"), NULL, false, true },
};

// What Enter does first, then as many hints as fit.
static void write_footer(const struct frame *frame, int cols, struct text *footer)
{
	const char *enter =
		frame->is_reading ? _("back to the picture") : session_enter_means(frame->session);
	if (enter && *enter)
		text_addf(footer, _("Enter: %s"), enter);
	for (size_t i = 0; i < sizeof hints / sizeof *hints; i++) {
		bool const ascii = !utf8_locale() && hints[i].ascii;
		const char *words = _(ascii ? hints[i].ascii : hints[i].words);
		size_t const before = footer->length;
		if (frame->is_reading ? !hints[i].when_reading : !hints[i].when_walking)
			continue;
		text_addf(footer, "%s%s", before ? "   " : "", words);
		if (utf8_columns(text_get(footer), footer->length) > cols && before) {
			footer->at[before] = '\0';
			footer->length = before;
		}
	}
}

static int draw_log(void *context, struct grid *grid, struct area area)
{
	struct frame *frame = context;
	if (grid) {
		frame->log_rows = area.rows;
		frame->log_cols = area.cols;
		log_draw_tail(frame->session, grid, area);
	}
	return log_rows(frame->session, 0, area.cols, area.rows > 0 ? area.rows : 1);
}

// The page is moved so that its current block is seen from its beginning, and of what stands above
// it as much as there is room for.
static int draw_lesson(void *context, struct grid *grid, struct area area)
{
	struct frame *frame = context;
	const struct guide *guide = frame->session->guide;
	struct area const unlimited = { .rows = MOST_READ_ROWS, .cols = area.cols };
	int const rows = guide->draw(guide->context, NULL, unlimited, 0);
	if (!grid)
		return rows;
	int const focus = guide->focus_row ? guide->focus_row(guide->context, area.cols) : 0;
	int const last = rows > area.rows ? rows - area.rows : 0;
	int const wanted = focus + BELOW_FOCUS < area.rows ? 0 : focus < last ? focus : last;
	int scroll = wanted + frame->lesson_shift;
	scroll = scroll < 0 ? 0 : scroll > last ? last : scroll;
	frame->lesson_shift = scroll - wanted;
	guide->draw(guide->context, grid, area, scroll);
	return rows;
}

static void draw_picture(struct frame *frame, struct grid *grid)
{
	struct session *session = frame->session;
	const struct guide *guide = session->guide;
	struct text footer = { 0 };
	write_footer(frame, grid->cols - 4, &footer);
	const char *title = guide && guide->title ? guide->title(guide->context) : NULL;
	const char *position = guide && guide->position ? guide->position(guide->context) : NULL;
	struct screen_parts const parts = {
		.title = title ? title : _("bptt-repl: backpropagation through time"),
		.position = position ? position : "",
		.footer = text_get(&footer),
		.context = frame,
		.draw_lesson = guide && guide->draw ? draw_lesson : NULL,
		.draw_log = draw_log,
	};
	struct scene scene = session_scene(session);
	scene.ascii = !utf8_locale();
	frame->log_rows = 0;
	view_draw_screen(&scene, &parts, grid);
	text_free(&footer);
}

static void draw_page(struct frame *frame, struct grid *grid)
{
	struct area area = grid_area(grid);
	bool const has_edges = grid->rows >= 3;
	if (has_edges) {
		area.row++;
		area.rows -= 2;
	}
	int const rows = log_rows(frame->session, frame->first, area.cols, MOST_READ_ROWS);
	int const last = rows > area.rows ? rows - area.rows : 0;
	frame->page_rows = area.rows;
	frame->page_cols = area.cols;
	if (frame->skip > last)
		frame->skip = last;
	log_draw(frame->session, frame->first, frame->skip, grid, area);
	if (!has_edges)
		return;
	struct text footer = { 0 };
	int const end = frame->skip + area.rows;
	grid_putf(grid, grid_area(grid), 0, 0, ROLE_TITLE, _("lines %d-%d of %d"), frame->skip + 1,
	          end < rows ? end : rows, rows);
	write_footer(frame, grid->cols, &footer);
	grid_put(grid, grid_area(grid), grid->rows - 1, 0, ROLE_HINT, text_get(&footer));
	text_free(&footer);
}

void frame_draw(struct frame *frame, struct grid *grid)
{
	if (frame->is_reading)
		draw_page(frame, grid);
	else
		draw_picture(frame, grid);
}

void frame_said(struct frame *frame, long first, bool moved)
{
	int const rows = log_rows(frame->session, first, frame->log_cols, MOST_READ_ROWS);
	frame->is_reading = !moved && rows > frame->log_rows;
	frame->first = first;
	frame->skip = 0;
	frame->lesson_shift = 0;
}

void frame_read_log(struct frame *frame)
{
	frame->is_reading = true;
	frame->first = 0;
	frame->skip = MOST_READ_ROWS; // the end; drawing finds out where that is
}

void frame_scroll(struct frame *frame, int way)
{
	if (frame->is_reading) {
		int const stride = frame->page_rows > 1 ? frame->page_rows - 1 : 1;
		frame->skip += way * stride;
		if (frame->skip < 0)
			frame->skip = 0;
	} else {
		frame->lesson_shift += way * LESSON_STRIDE;
	}
}

bool frame_stop_reading(struct frame *frame)
{
	bool const was = frame->is_reading;
	frame->is_reading = false;
	return was;
}
