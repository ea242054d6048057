// SPDX-License-Identifier: GPL-3.0-or-later
// `picture FILE`: the frame that the screen would show, drawn into a grid and written as SVG, text, PDF or PNG;
// of all stops of the walk, page by page, as PDF.
// It needs no screen: scripts make the pictures of handouts and of the README with it.
#include "term/picture.h"

#include <stdio.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/message.h"
#include "base/text.h"
#include "file/helper.h"
#include "file/save.h"
#include "file/svg.h"
#include "repl/session.h"
#include "term/frame.h"
#include "trace/walk.h"

enum { COLS = 80, ROWS = 24, COLS_MOST = 1000, ROWS_MOST = 500, PAGES_MOST = 1000 };

static void write_text(const struct grid *grid, const char *title, struct text *out)
{
	(void)title;
	grid_write(grid, out);
}

static const struct format {
	const char *ending;
	void (*write)(const struct grid *grid, const char *title, struct text *out);
	const char *converted; // to what by a helper, NULL: it is what is written
	bool has_pages;
} formats[] = {
	{ ".svg", svg_write, NULL, false },
	{ ".txt", write_text, NULL, false },
	{ ".pdf", svg_write, "pdf", true },
	{ ".png", svg_write, "png", false },
};

static const struct format *find_format(const char *file)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (text_ends_with(file, formats[i].ending))
			return &formats[i];
	return NULL;
}

// Of as many words as hold the file's name and a size.
static bool read_size(const struct words *words, int count, int *cols, int *rows, struct error *error)
{
	char rest;
	*cols = COLS;
	*rows = ROWS;
	if (count < 2)
		return true;
	bool const is_size = sscanf(words->word[1].at, "%dx%d%c", cols, rows, &rest) == 2;
	return (is_size && *cols >= 1 && *cols <= COLS_MOST && *rows >= 1 && *rows <= ROWS_MOST) ||
	       error_set(error, words->word[1].span, _("picture step.svg 120x40"),
	                 _("a size is COLUMNSxROWS, at most %dx%d"), COLS_MOST, ROWS_MOST);
}

// One page; the size is that of a screen.
static void add_page(struct session *session, const struct format *format, int cols, int rows, struct text *out)
{
	struct frame frame = { .session = session };
	struct grid grid = frame_draw_whole(&frame, cols, rows);
	format->write(&grid, _("a screen of bptt-repl"), out);
	grid_free(&grid);
}

// The start and each place where `next` stops, a page each.  Returns how many; 0 and *error.
static long add_walk(struct session *session, const struct format *format, int cols, int rows, struct text *out,
                     struct error *error)
{
	struct walk *const walk = session_walk(session, error);
	struct place const from = session->state.place;
	struct place place = place_start(), last;
	long pages = 0;
	if (!walk)
		return 0;
	long const count = place_count(&walk->itinerary, STRIDE_ITERATION) + 1;
	if (count > PAGES_MOST) {
		error_set(error, SPAN_NONE, _("a shorter text, or truncate"), _("this walk has %ld stops; at most %d are pages"),
		          count, PAGES_MOST);
		return 0;
	}
	do {
		session->state.place = place;
		add_page(session, format, cols, rows, out);
		pages++;
		last = place;
		place = place_after(&walk->itinerary, place, STRIDE_ITERATION);
	} while (!place_equal(place, last) && !interrupt_seen());
	session->state.place = from;
	return pages;
}

static bool run_picture(struct session *session, const struct words *words, struct error *error)
{
	int cols, rows;
	long pages = 1;
	const char *path = words->word[0].at;
	const struct format *format = find_format(path);
	bool const is_walk = words->count == 3 || (words->count == 2 && !strcmp(words->word[1].at, "walk"));
	if (!format)
		return error_set(error, words->word[0].span, _("picture step.svg, or step.txt, step.pdf, step.png"),
		                 _("a picture's name ends in .svg, .txt, .pdf or .png"));
	if (is_walk && strcmp(words->word[words->count - 1].at, "walk") != 0)
		return error_set(error, words->word[2].span, _("picture walk.pdf 80x24 walk"), _("'%s' is one word too many"),
		                 words->word[2].at);
	if (is_walk && !format->has_pages)
		return error_set(error, words->word[0].span, _("picture walk.pdf walk"), _("pages of a walk want a .pdf"));
	if (!read_size(words, words->count - is_walk, &cols, &rows, error))
		return false;
	LOCAL(text) drawn = { 0 }, out = { 0 };
	if (is_walk)
		pages = add_walk(session, format, cols, rows, &drawn, error);
	else
		add_page(session, format, cols, rows, &drawn);
	bool done = pages > 0 && (!format->converted || helper_convert(format->converted, &drawn, &out, error));
	const struct text *const bytes = format->converted ? &out : &drawn;
	done = done && save_file(path, text_get(bytes), bytes->length, error);
	if (done && is_walk)
		session_sayf(session, SAY_NOTE, _("%s: %ld pages of %d columns, %d rows"), path, pages, cols, rows);
	else if (done)
		session_sayf(session, SAY_NOTE, _("%s: %d columns, %d rows"), path, cols, rows);
	else
		words_place(words, 0, error);
	return done;
}

const struct command picture_commands[] = {
	{ .name = "picture",
	  .group = GROUP_GENERAL,
	  .usage = "FILE [COLUMNSxROWS] [walk]",
	  .takes = { 1, 3, N_("a file's name") },
	  .summary = N_("Write the screen to a file, as SVG, text, PDF or PNG."),
	  .help = N_("  picture step.svg 120x40\n"
	             "  picture walk.pdf walk     every stop of the walk, a page each\n"
	             "It shows what a terminal of this size would show; 80x24 is usual."),
	  .run = run_picture,
	  .complete = COMPLETE_FILE },
	{ .name = NULL },
};
