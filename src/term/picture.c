// SPDX-License-Identifier: GPL-3.0-or-later
// `picture FILE`: the frame that the screen would show, drawn into a grid and written as SVG or text.
// It needs no screen: scripts make the pictures of handouts and of the README with it.
#include "term/picture.h"

#include <stdio.h>
#include <string.h>

#include "base/message.h"
#include "base/text.h"
#include "file/save.h"
#include "file/svg.h"
#include "repl/session.h"
#include "term/frame.h"

enum { COLS = 80, ROWS = 24, COLS_MOST = 1000, ROWS_MOST = 500 };

static void write_text(const struct grid *grid, const char *title, struct text *out)
{
	(void)title;
	grid_write(grid, out);
}

static const struct format {
	const char *ending;
	void (*write)(const struct grid *grid, const char *title, struct text *out);
} formats[] = { { ".svg", svg_write }, { ".txt", write_text } };

static const struct format *find_format(const char *file)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (text_ends_with(file, formats[i].ending))
			return &formats[i];
	return NULL;
}

static bool read_size(const struct words *words, int *cols, int *rows, struct error *error)
{
	char rest;
	*cols = COLS;
	*rows = ROWS;
	if (words->count < 2)
		return true;
	bool const is_size = sscanf(words->word[1].at, "%dx%d%c", cols, rows, &rest) == 2;
	return (is_size && *cols >= 1 && *cols <= COLS_MOST && *rows >= 1 && *rows <= ROWS_MOST) ||
	       error_set(error, words->word[1].span, _("picture step.svg 120x40"),
	                 _("a size is COLUMNSxROWS, at most %dx%d"), COLS_MOST, ROWS_MOST);
}

static bool run_picture(struct session *session, const struct words *words, struct error *error)
{
	int cols, rows;
	const char *path = words->word[0].at;
	const struct format *format = find_format(path);
	if (!format)
		return error_set(error, words->word[0].span, _("picture step.svg, or step.txt"),
		                 _("a picture's name ends in .svg or .txt"));
	if (!read_size(words, &cols, &rows, error))
		return false;
	struct frame frame = { .session = session };
	struct grid grid = frame_draw_whole(&frame, cols, rows);
	struct text out = { 0 };
	format->write(&grid, _("a screen of bptt-repl"), &out);
	bool const written = save_file(path, text_get(&out), out.length, error);
	if (written)
		session_sayf(session, SAY_NOTE, _("%s: %d columns, %d rows"), path, cols, rows);
	else
		error->span = words->word[0].span;
	text_free(&out);
	grid_free(&grid);
	return written;
}

const struct command picture_commands[] = {
	{ .name = "picture",
	  .group = GROUP_GENERAL,
	  .usage = "FILE [COLUMNSxROWS]",
	  .takes = { 1, 2, N_("a file's name") },
	  .summary = N_("Write the screen to a file, as SVG or as text."),
	  .help = N_("picture step.svg 120x40\n"
	             "It shows what a terminal of this size would show; 80x24 is usual."),
	  .run = run_picture,
	  .complete = COMPLETE_FILE },
	{ .name = NULL },
};
