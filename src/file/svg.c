// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/svg.h"

#include <stdio.h>
#include <string.h>

#include "base/markup.h"
#include "base/palette.h"
#include "file/strokes.h"

// A cell in units of the picture, and the margin round the grid.
enum { CELL_WIDTH = 9, CELL_HEIGHT = 18, BASELINE = 14, MARGIN = 12, FONT_SIZE = 15 };

#define PAPER "#15191e"
#define INK "#d6dce3"

// A colour as SVG writes it, what is usual being our ink.
struct hex {
	char text[8];
};

static struct hex hex_of(uint32_t colour)
{
	struct hex hex = { INK };
	if (colour != COLOUR_USUAL)
		snprintf(hex.text, sizeof hex.text, "#%06x", (unsigned)colour & 0xFFFFFF);
	return hex;
}

static struct hex ink_of(const struct cell_of_grid *cell)
{
	return hex_of(palette_look(BACKGROUND_DARK, (enum role)cell->role).ink);
}

// The column after a run of one role.
static int run_end(const struct grid *grid, int row, int col)
{
	unsigned char const role = grid_at(grid, row, col)->role;
	while (col < grid->cols && grid_at(grid, row, col)->role == role)
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
	const struct cell_of_grid *cell = grid_at(grid, row, col);
	struct text unseen = { 0 };
	bool const is_shape = strokes_write(cell->letter, place_of(row, col), ink_of(cell).text,
	                                    out ? out : &unseen);
	text_free(&unseen);
	return is_shape;
}

// A line across so many cells of one letter and role is one line.
static int draw_run(const struct grid *grid, int row, int from, int to, struct text *out)
{
	const struct cell_of_grid *first = grid_at(grid, row, from);
	struct stroke_cell place = place_of(row, from);
	int end = from + 1;
	while (end < to && strokes_is_across(first->letter) &&
	       !strcmp(grid_at(grid, row, end)->letter, first->letter))
		end++;
	place.width = CELL_WIDTH * (end - from);
	strokes_write(first->letter, place, ink_of(first).text, out);
	return end;
}

// Each word is placed by itself and told its length, so that columns hold whatever font the reader has.
static void write_words(const struct grid *grid, int row, int from, int to, struct text *out)
{
	struct hex const ink = ink_of(grid_at(grid, row, from));
	unsigned const marks = palette_marks((enum role)grid_at(grid, row, from)->role, true);
	for (int col = from; col < to;) {
		int end = col;
		while (end < to && !grid_is_blank(grid_at(grid, row, end)) &&
		       !draw_shape(grid, row, end, NULL))
			end++;
		if (end == col) {
			col = grid_is_blank(grid_at(grid, row, col)) ? col + 1
			                                        : draw_run(grid, row, col, to, out);
			continue;
		}
		text_addf(out, "<text x=\"%d\" y=\"%d\" textLength=\"%d\" fill=\"%s\"%s%s>",
		          MARGIN + col * CELL_WIDTH, MARGIN + row * CELL_HEIGHT + BASELINE,
		          (end - col) * CELL_WIDTH, ink.text,
		          marks & MARK_BOLD ? " font-weight=\"bold\"" : "",
		          marks & MARK_ITALIC ? " font-style=\"italic\"" : "");
		for (; col < end; col++)
			markup_add(out, grid_at(grid, row, col)->letter);
		text_add(out, "</text>\n");
	}
}

static void write_ground(int row, int from, int to, enum role role, struct text *out)
{
	uint32_t const ground = palette_look(BACKGROUND_DARK, role).ground;
	if (ground != COLOUR_USUAL)
		text_addf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>\n",
		          MARGIN + from * CELL_WIDTH, MARGIN + row * CELL_HEIGHT,
		          (to - from) * CELL_WIDTH, CELL_HEIGHT, hex_of(ground).text);
}

void svg_write(const struct grid *grid, const char *title, struct text *out)
{
	int const width = grid->cols * CELL_WIDTH + 2 * MARGIN;
	int const height = grid->rows * CELL_HEIGHT + 2 * MARGIN;
	text_addf(out,
	          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
	          "viewBox=\"0 0 %d %d\" role=\"img\">\n<title>",
	          width, height, width, height);
	markup_add(out, title);
	text_addf(out,
	          "</title>\n<rect width=\"100%%\" height=\"100%%\" rx=\"8\" fill=\"" PAPER "\"/>\n"
	          "<g font-family=\"'DejaVu Sans Mono', Menlo, Consolas, monospace\" "
	          "font-size=\"%d\">\n",
	          FONT_SIZE);
	for (int row = 0; row < grid->rows; row++)
		for (int col = 0; col < grid->cols;) {
			int const end = run_end(grid, row, col);
			write_ground(row, col, end, (enum role)grid_at(grid, row, col)->role, out);
			write_words(grid, row, col, end, out);
			col = end;
		}
	text_add(out, "</g>\n</svg>\n");
}
