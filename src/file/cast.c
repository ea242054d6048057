// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/cast.h"

#include <string.h>

#include "base/palette.h"
#include "file/json.h"

static void add_event(struct cast *cast, char kind, const char *data)
{
	text_addf(cast->out, "[%.3f, \"%c\", ", cast->time, kind);
	json_write_string(data, false, cast->out);
	text_add(cast->out, "]\n");
}

void cast_begin(struct cast *cast, int cols, int rows, const char *title, struct text *out)
{
	*cast = (struct cast){ .out = out, .last = grid_new(rows, cols) };
	text_addf(out, "{\"version\": 2, \"width\": %d, \"height\": %d, \"title\": ", cols, rows);
	json_write_string(title, false, out);
	text_add(out, ", \"env\": {\"TERM\": \"xterm-256color\"}}\n");
	// The usual ink on our own ground: the look of a recording does not depend on who plays it.
	struct text first = { 0 };
	text_addf(&first, "\033[?25l\033[48;2;%d;%d;%dm\033[2J", PALETTE_PAPER >> 16, PALETTE_PAPER >> 8 & 255,
	          PALETTE_PAPER & 255);
	add_event(cast, 'o', text_get(&first));
	text_free(&first);
}

void cast_mark(struct cast *cast, const char *name)
{
	add_event(cast, 'm', name);
}

static void add_colour(int base, uint32_t colour, struct text *out)
{
	text_addf(out, ";%d;2;%u;%u;%u", base, (unsigned)(colour >> 16 & 255), (unsigned)(colour >> 8 & 255),
	          (unsigned)(colour & 255));
}

// Select Graphic Rendition, from nothing, with semicolons: what all players know.
static void add_look(enum role role, struct text *out)
{
	static const struct {
		enum mark mark;
		int number;
	} marks[] = { { MARK_BOLD, 1 }, { MARK_ITALIC, 3 }, { MARK_UNDERLINE, 4 }, { MARK_REVERSE, 7 } };
	struct look const look = palette_look(BACKGROUND_UNKNOWN, role);
	text_add(out, "\033[0");
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (palette_marks(role, true) & marks[i].mark)
			text_addf(out, ";%d", marks[i].number);
	add_colour(38, look.ink == COLOUR_USUAL ? PALETTE_INK : look.ink, out);
	add_colour(48, look.ground == COLOUR_USUAL ? PALETTE_PAPER : look.ground, out);
	text_add_char(out, 'm');
}

static const struct cell_of_grid *row_of(const struct grid *grid, int row)
{
	return &grid->cells[(size_t)row * (size_t)grid->cols];
}

static void add_row(const struct grid *grid, int row, struct text *out)
{
	const struct cell_of_grid *cell = row_of(grid, row);
	int role = -1;
	text_addf(out, "\033[%d;1H", row + 1);
	for (int col = 0; col < grid->cols; col++) {
		if (cell[col].columns == 0 && cell[col].letter[0])
			continue;
		if (cell[col].role != role)
			add_look((enum role)(role = cell[col].role), out);
		if (cell[col].letter[0])
			text_add(out, cell[col].letter);
		else if (cell[col].columns || col == 0 || cell[col - 1].columns != 2)
			text_add_char(out, ' ');
	}
}

void cast_show(struct cast *cast, const struct grid *grid, double after)
{
	struct text sent = { 0 };
	size_t const bytes = (size_t)grid->cols * sizeof *grid->cells;
	for (int row = 0; row < grid->rows && row < cast->last.rows && grid->cols == cast->last.cols; row++) {
		if (!memcmp(row_of(grid, row), row_of(&cast->last, row), bytes))
			continue;
		add_row(grid, row, &sent);
		memcpy(cast->last.cells + (size_t)row * (size_t)grid->cols, row_of(grid, row), bytes);
	}
	cast->time += after;
	if (sent.length)
		add_event(cast, 'o', text_get(&sent));
	text_free(&sent);
}

void cast_end(struct cast *cast)
{
	grid_free(&cast->last);
}
