// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/svg.h"

#include <string.h>

#include "file/strokes.h"

// A cell in units of the picture, and the margin round the grid.
enum { CELL_WIDTH = 9, CELL_HEIGHT = 18, BASELINE = 14, MARGIN = 12, FONT_SIZE = 15 };

#define PAPER "#15191e"
#define INK "#d6dce3"

// How each role looks on a dark paper; every ink has a contrast of 4.5:1 or better to its ground, and
// what matters is told apart by weight or ground too, not by hue alone.
static const struct look {
	const char *ink, *ground;
	bool bold, italic;
} looks[ROLE_COUNT] = {
	[ROLE_TEXT] = { INK, NULL, false, false },
	[ROLE_DIM] = { "#8b96a3", NULL, false, false },
	[ROLE_TITLE] = { "#ffffff", NULL, true, false },
	[ROLE_BORDER] = { "#76828f", NULL, false, false },
	[ROLE_STRONG] = { "#ffffff", NULL, true, false },
	[ROLE_CODE] = { "#9fd3ff", NULL, false, false },
	[ROLE_MATH] = { "#f0e6c8", NULL, false, false },
	[ROLE_COMMAND] = { "#9fd3ff", NULL, true, false },
	[ROLE_HERE] = { "#15191e", "#f2c14e", true, false },
	[ROLE_NEW] = { "#ffd479", NULL, true, false },
	[ROLE_GRADIENT] = { "#ff9e64", NULL, true, false },
	[ROLE_POSITIVE] = { "#ffb07c", NULL, false, false },
	[ROLE_NEGATIVE] = { "#8ab8ff", NULL, false, false },
	[ROLE_GOOD] = { "#8fd694", NULL, true, false },
	[ROLE_ERROR] = { "#ff8a80", NULL, true, false },
	[ROLE_HINT] = { "#a9b4c0", NULL, false, true },
	[ROLE_PROMPT] = { "#8fd694", NULL, true, false },
};

static void add_escaped(struct text *out, const char *letter)
{
	for (; *letter; letter++)
		switch (*letter) {
		case '&':
			text_add(out, "&amp;");
			break;
		case '<':
			text_add(out, "&lt;");
			break;
		case '>':
			text_add(out, "&gt;");
			break;
		case '"':
			text_add(out, "&quot;");
			break;
		default:
			text_add_char(out, *letter);
		}
}

static const struct cell_of_grid *cell_at(const struct grid *grid, int row, int col)
{
	return &grid->cells[(size_t)row * (size_t)grid->cols + (size_t)col];
}

static bool is_blank(const struct cell_of_grid *cell)
{
	return cell->columns && (!cell->letter[0] || !strcmp(cell->letter, " "));
}

// The column after a run of one role.
static int run_end(const struct grid *grid, int row, int col)
{
	unsigned char const role = cell_at(grid, row, col)->role;
	while (col < grid->cols && cell_at(grid, row, col)->role == role)
		col++;
	return col;
}

static struct stroke_cell place_of(int row, int col)
{
	return (struct stroke_cell){ MARGIN + col * CELL_WIDTH, MARGIN + row * CELL_HEIGHT,
		                     CELL_WIDTH, CELL_HEIGHT };
}

// Whether a cell is drawn as a shape; it is, if out is given.
static bool draw_shape(const struct grid *grid, int row, int col, struct text *out)
{
	const struct cell_of_grid *cell = cell_at(grid, row, col);
	struct text unseen = { 0 };
	bool const is_shape = strokes_write(cell->letter, place_of(row, col), looks[cell->role].ink,
	                                    out ? out : &unseen);
	text_free(&unseen);
	return is_shape;
}

// A line across so many cells of one letter and role is one line.
static int draw_run(const struct grid *grid, int row, int from, int to, struct text *out)
{
	const struct cell_of_grid *first = cell_at(grid, row, from);
	struct stroke_cell place = place_of(row, from);
	int end = from + 1;
	while (end < to && strokes_is_across(first->letter) &&
	       !strcmp(cell_at(grid, row, end)->letter, first->letter))
		end++;
	place.width = CELL_WIDTH * (end - from);
	strokes_write(first->letter, place, looks[first->role].ink, out);
	return end;
}

// Each word is placed by itself and told its length, so that columns hold whatever font the reader has.
static void write_words(const struct grid *grid, int row, int from, int to, struct text *out)
{
	const struct look *look = &looks[cell_at(grid, row, from)->role];
	for (int col = from; col < to;) {
		int end = col;
		while (end < to && !is_blank(cell_at(grid, row, end)) &&
		       !draw_shape(grid, row, end, NULL))
			end++;
		if (end == col) {
			col = is_blank(cell_at(grid, row, col)) ? col + 1
			                                        : draw_run(grid, row, col, to, out);
			continue;
		}
		text_addf(out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\" fill=\"%s\"%s%s>",
		          MARGIN + col * CELL_WIDTH, MARGIN + row * CELL_HEIGHT + BASELINE,
		          (end - col) * CELL_WIDTH, look->ink,
		          look->bold ? " font-weight=\"bold\"" : "",
		          look->italic ? " font-style=\"italic\"" : "");
		for (; col < end; col++)
			add_escaped(out, cell_at(grid, row, col)->letter);
		text_add(out, "</text>\n");
	}
}

static void write_ground(int row, int from, int to, const struct look *look, struct text *out)
{
	if (look->ground)
		text_addf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n",
		          MARGIN + from * CELL_WIDTH, MARGIN + row * CELL_HEIGHT,
		          (to - from) * CELL_WIDTH, CELL_HEIGHT, look->ground);
}

void svg_write(const struct grid *grid, const char *title, struct text *out)
{
	int const width = grid->cols * CELL_WIDTH + 2 * MARGIN;
	int const height = grid->rows * CELL_HEIGHT + 2 * MARGIN;
	text_addf(out,
	          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
	          "viewBox=\"0 0 %d %d\" role=\"img\">\n<title>",
	          width, height, width, height);
	add_escaped(out, title);
	text_addf(out,
	          "</title>\n<rect width=\"100%%\" height=\"100%%\" rx=\"8\" fill=\"" PAPER "\"/>\n"
	          "<g font-family=\"'DejaVu Sans Mono', Menlo, Consolas, monospace\" "
	          "font-size=\"%d\">\n",
	          FONT_SIZE);
	for (int row = 0; row < grid->rows; row++)
		for (int col = 0; col < grid->cols;) {
			int const end = run_end(grid, row, col);
			write_ground(row, col, end, &looks[cell_at(grid, row, col)->role], out);
			write_words(grid, row, col, end, out);
			col = end;
		}
	text_add(out, "</g>\n</svg>\n");
}
