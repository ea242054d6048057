// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/frame.h"

#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "repl/log_view.h"
#include "repl/panes.h"
#include "repl/session.h"
#include "term/presenting.h"

enum { MOST_READ_ROWS = 100000, LESSON_STRIDE = 3, LINE_COLS_LEAST = 20 };

// What the keys are for now.
enum doing { WALKING = 1, READING = 2, CONTINUING = 4, WRITING = 8, SEARCHING = 16, HALF_A_KEY = 32, ASKED = 64,
	     LEARNING = 128 };

// What the footer can tell, the most useful first; each is left out when it does not fit.
static const struct {
	const char *words, *ascii; // ascii NULL: the same
	unsigned when;             // one bit for each `enum doing`
} hints[] = {
	{ N_("give up: Ctrl-C"), NULL, CONTINUING | HALF_A_KEY },
	{ N_("Tab completes"), NULL, WRITING },
	{ N_("clear: Ctrl-C"), NULL, WRITING },
	{ N_("Ctrl-R Ctrl-S more"), NULL, SEARCHING },
	{ N_("give up: Ctrl-G"), NULL, SEARCHING },
	{ N_("q back"), NULL, READING },
	{ N_("PgUp PgDn turn"), NULL, READING },
	{ N_("/ search"), NULL, READING },
	{ N_("PgUp back"), NULL, LEARNING },
	{ N_("quit: Ctrl-D"), NULL, WALKING | READING | ASKED | LEARNING },
	{ N_("? keys"), NULL, WALKING | LEARNING },
	{ N_("←→ step"), N_("Left Right step"), WALKING },
	{ N_("F1 help"), NULL, WALKING | LEARNING },
	{ N_("play"), NULL, LEARNING },
	{ N_("PgUp PgDn iteration"), NULL, WALKING },
	{ N_("F2 log"), NULL, WALKING },
	{ N_("Tab panes"), NULL, WALKING },
	{ N_("Ctrl-C stops"), NULL, WALKING },
};

static bool is_continuing(const struct frame *frame)
{
	return frame->session->pending.length > 0;
}

static enum doing doing_of(const struct frame *frame)
{
	const struct guide *guide = frame->session->guide;
	switch (frame->doing) {
	case DOING_SEARCH:
		return SEARCHING;
	case DOING_KEY:
		return HALF_A_KEY;
	case DOING_LINE:
		return is_continuing(frame) ? CONTINUING : WRITING;
	case DOING_NOTHING:
		break;
	}
	return is_continuing(frame)                                      ? CONTINUING
	       : frame->is_reading                                       ? READING
	       : session_reads(frame->session)                           ? LEARNING
	       : guide && guide->prompt && guide->prompt(guide->context) ? ASKED
	                                                                 : WALKING;
}

// The lesson's page, as it was drawn last.
static const struct pane_seen *page_seen(const struct frame *frame)
{
	return &frame->seen.pane[pane_find("lesson")];
}

static int first_row(const struct frame *frame)
{
	const struct guide *guide = frame->session->guide;
	return guide && guide->begin_row ? guide->begin_row(guide->context, page_seen(frame)->cols) : 0;
}

static bool has_more(const struct frame *frame, int way)
{
	const struct pane_seen *seen = page_seen(frame);
	if (!seen->shown)
		return false;
	return way > 0 ? seen->top + seen->rows < seen->total : seen->top > first_row(frame);
}

bool frame_turn(struct frame *frame, int way)
{
	const struct pane_seen *seen = page_seen(frame);
	if (!session_reads(frame->session) || frame->is_reading || !has_more(frame, way))
		return false;
	int const stride = seen->rows > 1 ? seen->rows - 1 : 1;
	int const above = seen->top - first_row(frame);
	frame->session->arrangement.shift[pane_find("lesson")] +=
		way > 0 ? stride : -(stride < above ? stride : above);
	return true;
}

static const char *enter_means(const struct frame *frame, enum doing doing)
{
	switch (doing) {
	case HALF_A_KEY:
		return NULL;
	case SEARCHING:
		return _("take this line");
	case WRITING:
		return _("run this line");
	case READING:
		return frame->skip < frame->page_last ? _("read on") : _("back to the picture");
	case LEARNING:
		return has_more(frame, 1) ? _("more") : session_enter_means(frame->session);
	default:
		return session_enter_means(frame->session);
	}
}

// What Enter does first, then as many hints as fit; for a pane or single letters, what they do.
static void write_footer(const struct frame *frame, int cols, struct text *footer)
{
	enum hand const hand = presenting_hand(frame->session);
	enum doing const doing = doing_of(frame);
	bool const has_notice = frame->notice.length && frame->doing == DOING_NOTHING;
	if (has_notice || presenting_plays()) {
		text_add(footer, has_notice ? text_get(&frame->notice) : _("any key stops"));
		return;
	}
	if ((doing == WALKING || doing == LEARNING) && hand & (HAND_PANE | HAND_SINGLE)) {
		keys_write_hints(hand, !utf8_locale(), footer);
		return;
	}
	const char *enter = enter_means(frame, doing);
	if (enter && *enter)
		text_addf(footer, _("Enter: %s"), enter);
	for (size_t i = 0; i < sizeof hints / sizeof *hints; i++) {
		bool const ascii = !utf8_locale() && hints[i].ascii;
		const char *words = _(ascii ? hints[i].ascii : hints[i].words);
		size_t const before = footer->length;
		if (!(hints[i].when & doing))
			continue;
		text_addf(footer, "%s%s", before ? "   " : "", words);
		if (utf8_columns(text_get(footer), footer->length) > cols && before) {
			footer->at[before] = '\0';
			footer->length = before;
		}
	}
}

// One row of it, as the log would show it.
static void draw_answer(const struct frame *frame, struct grid *grid)
{
	struct area const footer = {
		.row = grid->rows - 1, .col = 1, .rows = 1, .cols = grid->cols - 2
	};
	log_view_draw(frame->session, frame->first, 0, grid, footer);
}

static void draw_picture(struct frame *frame, struct grid *grid)
{
	struct session *session = frame->session;
	LOCAL(text) footer = { 0 };
	struct screen_parts parts = panes_parts(session);
	parts.said = frame->said;
	struct scene const scene = session_scene(session);
	view_draw_screen(&scene, &parts, grid, &frame->seen);
	write_footer(frame, grid->cols - 4, &footer); // it tells of what was drawn
	if (frame->is_told)
		draw_answer(frame, grid);
	else if (!frame->seen.too_small)
		grid_put(grid, (struct area){ grid->rows - 1, 1, 1, grid->cols - 2 }, 0, 0,
		         ROLE_HINT, text_get(&footer));
	// Nobody scrolls beyond the ends.
	for (int pane = 0; pane < pane_count(); pane++)
		if (frame->seen.pane[pane].shown)
			session->arrangement.shift[pane] = frame->seen.pane[pane].shift;
}

static void draw_page(struct frame *frame, struct grid *grid)
{
	struct area area = grid_area(grid);
	bool const has_edges = grid->rows >= 3;
	if (has_edges) {
		area.row++;
		area.rows -= 2;
	}
	int const rows = log_view_rows(frame->session, frame->first, area.cols, MOST_READ_ROWS);
	int const last = rows > area.rows ? rows - area.rows : 0;
	frame->page_rows = area.rows;
	frame->page_cols = area.cols;
	frame->page_last = last;
	if (frame->skip > last)
		frame->skip = last;
	log_view_draw(frame->session, frame->first, frame->skip, grid, area);
	grid_light(grid, area, text_get(&frame->search));
	if (!has_edges)
		return;
	LOCAL(text) footer = { 0 };
	int const end = frame->skip + area.rows;
	grid_putf(grid, grid_area(grid), 0, 0, ROLE_TITLE, _("lines %d-%d of %d"), frame->skip + 1,
	          end < rows ? end : rows, rows);
	write_footer(frame, grid->cols, &footer);
	grid_put(grid, grid_area(grid), grid->rows - 1, 0, ROLE_HINT, text_get(&footer));
}

void frame_draw(struct frame *frame, struct grid *grid)
{
	if (frame->is_reading)
		draw_page(frame, grid);
	else
		draw_picture(frame, grid);
}

struct grid frame_draw_whole(struct frame *frame, int cols, int rows)
{
	struct grid grid = grid_new(rows, cols), above = grid_new(rows - 1, cols);
	frame_draw(frame, &above);
	memcpy(grid.cells, above.cells, (size_t)above.rows * (size_t)cols * sizeof *grid.cells);
	grid_put(&grid, grid_area(&grid), rows - 1, 0, ROLE_PROMPT, session_prompt(frame->session));
	grid_free(&above);
	return grid;
}

// The log's pane, as it was drawn last.
static const struct pane_seen *log_seen(const struct frame *frame)
{
	return &frame->seen.pane[pane_find("log")];
}

// How wide lines may be that are said now: as the lesson's page, or else the log's pane; 0 if there is none.
static int line_cols(const struct frame *frame)
{
	const struct guide *guide = frame->session->guide;
	const struct pane_seen *page = page_seen(frame);
	if (session_reads(frame->session) && page->shown && guide->line_columns)
		return guide->line_columns(guide->context, page->cols);
	return log_seen(frame)->cols;
}

bool frame_follow_width(struct frame *frame)
{
	struct session *session = frame->session;
	const struct guide *guide = session->guide;
	int const cols = line_cols(frame), before = session->manner.columns;
	if (cols < LINE_COLS_LEAST || cols == before)
		return false;
	session->manner.columns = cols;
	if (!session_reads(session) || !guide->widen)
		return false;
	guide->widen(guide->context);
	return true;
}

// Of what was said from an entry on: the rows before what must not go unseen, the answer of the last
// command, or an error or a note that ends it.
static int rows_before_news(const struct frame *frame, long first)
{
	const struct session *session = frame->session;
	long news = first;
	for (int i = log_index(&session->log, first); i < session->log.count; i++) {
		enum say const kind = session->log.at[i].kind;
		bool const ends = i + 1 == session->log.count;
		if (kind == SAY_COMMAND || (ends && (kind == SAY_ERROR || kind == SAY_NOTE)))
			news = session->log.dropped + i;
	}
	int const cols = frame->page_cols > 0 ? frame->page_cols : session->manner.columns;
	return log_view_rows(session, first, cols, MOST_READ_ROWS) -
	       log_view_rows(session, news, cols, MOST_READ_ROWS);
}

void frame_said(struct frame *frame, long first, bool moved)
{
	const struct pane_seen *seen = log_seen(frame);
	if (session_reads(frame->session)) {
		frame->is_told = frame->is_reading = false; // all of it stands on the page
		frame->said = 0;
		return;
	}
	int const cols = seen->shown ? seen->cols : frame->session->manner.columns;
	// A pane of one row has room for an answer of one row: what was asked is known.
	// Lines that are to be continued are no answer yet: all of them are to be seen.
	bool const goes_on = is_continuing(frame);
	long const answer = goes_on ? first : log_answer(&frame->session->log, first);
	int const rows = log_view_rows(frame->session, answer, cols, MOST_READ_ROWS);
	frame->is_told = !seen->shown && !moved && !goes_on && rows == 1;
	int const grown = frame->seen.said_most, most = grown > seen->rows ? grown : seen->rows;
	frame->is_reading = !moved && !frame->is_told && rows > most;
	int const whole = log_view_rows(frame->session, first, cols, MOST_READ_ROWS);
	frame->said = moved || frame->is_reading ? 0 : whole < most ? whole : rows;
	frame->first = frame->is_told ? answer : first;
	frame->skip = goes_on ? MOST_READ_ROWS : rows_before_news(frame, first);
	panes_rest(frame->session);
	// What is read in the log stays where it is while more is said below it.
	if (frame->session->arrangement.focus == pane_find("log") && seen->shift)
		frame->session->arrangement.shift[pane_find("log")] -=
			log_view_rows(frame->session, first, cols, MOST_READ_ROWS);
}

void frame_read_log(struct frame *frame)
{
	frame->is_reading = true;
	frame->is_told = false;
	frame->first = 0;
	frame->skip = MOST_READ_ROWS; // the end; drawing finds out where that is
}

static bool scroll_page(struct frame *frame, enum picture_key key)
{
	int const page = frame->page_rows > 1 ? frame->page_rows - 1 : 1, before = frame->skip;
	long to = before;
	switch (key) {
	case PAGE_LINE_UP:
		to -= 1;
		break;
	case PAGE_LINE_DOWN:
		to += 1;
		break;
	case PAGE_UP:
		to -= page;
		break;
	case PAGE_DOWN:
	case PAGE_ON:
		to += page;
		break;
	case PAGE_FIRST:
		to = 0;
		break;
	case PAGE_LAST:
		to = frame->page_last;
		break;
	default:
		return false;
	}
	frame->skip = to < 0 ? 0 : to > frame->page_last ? frame->page_last : (int)to;
	return frame->skip != before;
}

bool frame_scroll(struct frame *frame, enum picture_key key)
{
	if (frame->is_reading)
		return scroll_page(frame, key);
	if (key != PICTURE_UP && key != PICTURE_DOWN)
		return false;
	int const rows = key == PICTURE_UP ? -LESSON_STRIDE : LESSON_STRIDE;
	frame->session->arrangement.shift[pane_find("lesson")] += rows;
	return true;
}

bool frame_search(struct frame *frame, const char *words, int way)
{
	int const rows = log_view_rows(frame->session, frame->first, frame->page_cols, MOST_READ_ROWS);
	LOCAL(grid) paper = grid_new(rows, frame->page_cols);
	log_view_draw(frame->session, frame->first, 0, &paper, grid_area(&paper));
	bool const goes_on = !strcmp(text_get(&frame->search), words);
	int const from = goes_on ? frame->found : frame->skip - (way > 0);
	int const row = *words ? grid_find_row(&paper, words, from, way) : -1;
	if (row < 0)
		return false;
	if (!goes_on) {
		text_clear(&frame->search);
		text_add(&frame->search, words);
	}
	frame->found = row;
	frame->skip = row < frame->page_last ? row : frame->page_last;
	return true;
}

void frame_notice(struct frame *frame, const char *words)
{
	text_clear(&frame->notice);
	text_add(&frame->notice, words);
}

void frame_draw_footer(const struct frame *frame, struct grid *row)
{
	LOCAL(text) footer = { 0 };
	int const margin = frame->is_reading ? 0 : 1;
	struct area const area = { 0, margin, 1, row->cols - 2 * margin };
	write_footer(frame, row->cols - 4 * margin, &footer);
	grid_put(row, area, 0, 0, ROLE_HINT, text_get(&footer));
}

bool frame_stop_reading(struct frame *frame)
{
	bool const was = frame->is_reading;
	frame->is_reading = frame->is_told = false;
	text_clear(&frame->search);
	return was;
}
