// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/canvas.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

static const struct {
	int across, down;
} dots_of[] = {
	[GLYPHS_BRAILLE] = { 2, 4 },
	[GLYPHS_BLOCKS] = { 2, 2 },
	[GLYPHS_ASCII] = { 1, 2 },
};

struct canvas canvas_new(int rows, int cols, enum glyphs glyphs)
{
	struct canvas canvas = { .rows = rows > 0 ? rows : 0,
		                 .cols = cols > 0 ? cols : 0,
		                 .across = dots_of[glyphs].across,
		                 .down = dots_of[glyphs].down,
		                 .glyphs = glyphs };
	canvas.letter =
		memory_get((size_t)canvas.rows * (size_t)canvas.cols + 1, sizeof *canvas.letter);
	return canvas;
}

void canvas_free(struct canvas *canvas)
{
	free(canvas->letter);
	*canvas = (struct canvas){ 0 };
}

// The dot of a point among `count` dots in a row.
static int dot(double at, int count)
{
	return (int)lround(at * (count - 1));
}

int canvas_column(const struct canvas *canvas, double x)
{
	return dot(x, canvas->cols * canvas->across) / canvas->across;
}

int canvas_row(const struct canvas *canvas, double y)
{
	return dot(y, canvas->rows * canvas->down) / canvas->down;
}

static struct canvas_letter *letter_at(struct canvas *canvas, int row, int col)
{
	return &canvas->letter[(size_t)row * (size_t)canvas->cols + (size_t)col];
}

static void set_dot(struct canvas *canvas, int x, int y, enum role role)
{
	struct canvas_letter *letter = letter_at(canvas, y / canvas->down, x / canvas->across);
	letter->dots |= 1U << (y % canvas->down * canvas->across + x % canvas->across);
	letter->role = role;
}

void canvas_line(struct canvas *canvas, double x0, double y0, double x1, double y1, enum role role)
{
	int const width = canvas->cols * canvas->across, height = canvas->rows * canvas->down;
	if (!width || !height)
		return;
	int const fx = dot(x0, width), fy = dot(y0, height);
	int const dx = dot(x1, width) - fx, dy = dot(y1, height) - fy;
	int const steps = abs(dx) > abs(dy) ? abs(dx) : abs(dy);
	for (int i = 0; i <= steps; i++) {
		double const part = steps ? (double)i / steps : 0;
		set_dot(canvas, fx + (int)lround(part * dx), fy + (int)lround(part * dy), role);
	}
}

void canvas_mark(struct canvas *canvas, double x, double y, enum role role, const char *mark)
{
	if (!canvas->rows || !canvas->cols)
		return;
	struct canvas_letter *letter =
		letter_at(canvas, canvas_row(canvas, y), canvas_column(canvas, x));
	letter->mark = mark;
	letter->role = role;
}

// Unicode numbers the dots of braille in the order in which they were invented: six, then two below.
static void write_braille(unsigned dots, char out[4])
{
	static const unsigned char bit[8] = { 0, 3, 1, 4, 2, 5, 6, 7 };
	unsigned code = 0x2800;
	for (int i = 0; i < 8; i++)
		if (dots >> i & 1)
			code |= 1U << bit[i];
	out[0] = (char)(0xE0 | code >> 12);
	out[1] = (char)(0x80 | (code >> 6 & 0x3F));
	out[2] = (char)(0x80 | (code & 0x3F));
	out[3] = '\0';
}

void canvas_draw(const struct canvas *canvas, struct grid *grid, struct area area, int row, int col)
{
	// Bits: upper left, upper right, lower left, lower right.
	static const char *const blocks[16] = { " ", "▘", "▝", "▀", "▖", "▌", "▞", "▛",
		                                "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█" };
	static const char *const points[4] = { " ", "'", ".", ":" };
	for (int i = 0; i < canvas->rows; i++)
		for (int j = 0; j < canvas->cols; j++) {
			const struct canvas_letter *letter =
				&canvas->letter[(size_t)i * (size_t)canvas->cols + (size_t)j];
			char braille[4];
			write_braille(letter->dots, braille);
			const char *const drawn = letter->mark                       ? letter->mark
			                          : canvas->glyphs == GLYPHS_BRAILLE ? braille
			                          : canvas->glyphs == GLYPHS_BLOCKS
			                                  ? blocks[letter->dots]
			                                  : points[letter->dots];
			if (letter->dots || letter->mark)
				grid_put(grid, area, row + i, col + j, letter->role, drawn);
		}
}
