// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/strokes.h"

#include <string.h>

#include "base/utf8.h"

// Lines from the middle of a cell: how heavy each arm is, 0: there is none, 3: double.
static const struct lines {
	uint32_t code;
	unsigned char up, down, left, right;
} lines[] = {
	{ 0x2500, 0, 0, 1, 1 }, { 0x2501, 0, 0, 2, 2 }, { 0x2502, 1, 1, 0, 0 },
	{ 0x2503, 2, 2, 0, 0 }, { 0x250C, 0, 1, 0, 1 }, { 0x2510, 0, 1, 1, 0 },
	{ 0x2514, 1, 0, 0, 1 }, { 0x2518, 1, 0, 1, 0 }, { 0x251C, 1, 1, 0, 1 },
	{ 0x2524, 1, 1, 1, 0 }, { 0x252C, 0, 1, 1, 1 }, { 0x2534, 1, 0, 1, 1 },
	{ 0x253C, 1, 1, 1, 1 }, { 0x250F, 0, 2, 0, 2 }, { 0x2513, 0, 2, 2, 0 },
	{ 0x2517, 2, 0, 0, 2 }, { 0x251B, 2, 0, 2, 0 }, { 0x2523, 2, 2, 0, 2 },
	{ 0x252B, 2, 2, 2, 0 }, { 0x2533, 0, 2, 2, 2 }, { 0x253B, 2, 0, 2, 2 },
	{ 0x254B, 2, 2, 2, 2 }, { 0x2550, 0, 0, 3, 3 }, { 0x2574, 0, 0, 1, 0 },
	{ 0x2575, 1, 0, 0, 0 }, { 0x2576, 0, 0, 0, 1 }, { 0x2577, 0, 1, 0, 0 },
	{ 0x2578, 0, 0, 2, 0 }, { 0x2579, 2, 0, 0, 0 }, { 0x257A, 0, 0, 0, 2 },
	{ 0x257B, 0, 2, 0, 0 },
};

// Parts of a cell in eighths and how much of the ink they take, from the upper left corner.
static const struct stroke_block {
	uint32_t code;
	unsigned char left, top, right, bottom, percent;
} blocks[] = {
	{ 0x2588, 0, 0, 8, 8, 100 }, { 0x2593, 0, 0, 8, 8, 72 },  { 0x2592, 0, 0, 8, 8, 44 },
	{ 0x2591, 0, 0, 8, 8, 20 },  { 0x2580, 0, 0, 8, 4, 100 }, { 0x2584, 0, 4, 8, 8, 100 },
	{ 0x258C, 0, 0, 4, 8, 100 }, { 0x2590, 4, 0, 8, 8, 100 }, { 0x2596, 0, 4, 4, 8, 100 },
	{ 0x2597, 4, 4, 8, 8, 100 }, { 0x2598, 0, 0, 4, 4, 100 }, { 0x259D, 4, 0, 8, 4, 100 },
	{ 0x2589, 0, 0, 7, 8, 100 }, { 0x258A, 0, 0, 6, 8, 100 }, { 0x258B, 0, 0, 5, 8, 100 },
	{ 0x258D, 0, 0, 3, 8, 100 }, { 0x258E, 0, 0, 2, 8, 100 }, { 0x258F, 0, 0, 1, 8, 100 },
	{ 0x2581, 0, 7, 8, 8, 100 }, { 0x2582, 0, 6, 8, 8, 100 }, { 0x2583, 0, 5, 8, 8, 100 },
	{ 0x2585, 0, 3, 8, 8, 100 }, { 0x2586, 0, 2, 8, 8, 100 }, { 0x2587, 0, 1, 8, 8, 100 },
};

static void write_rectangle(double x, double y, double width, double height, int percent,
                            const char *ink, struct text *out)
{
	text_addf(out, "<rect x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\" fill=\"%s\"", x, y,
	          width, height, ink);
	if (percent < 100)
		text_addf(out, " fill-opacity=\".%02d\"", percent);
	text_add(out, "/>\n");
}

static double thickness(int weight)
{
	return weight == 2 ? 2.6 : 1.2;
}

static void write_lines(const struct lines *line, struct stroke_cell cell, const char *ink,
                        struct text *out)
{
	double const x = cell.x + cell.width / 2, y = cell.y + cell.height / 2;
	double const apart = line->left == 3 ? 1.8 : 0;
	for (int i = apart > 0 ? -1 : 0; i < 2; i += 2) {
		double const thick = thickness(line->left > line->right ? line->left : line->right);
		double const from = line->left ? cell.x : x - thick / 2;
		double const to = line->right ? cell.x + cell.width : x + thick / 2;
		if (line->left || line->right)
			write_rectangle(from, y + i * apart - thick / 2, to - from, thick, 100, ink,
			                out);
		if (!(apart > 0))
			break;
	}
	double const thick = thickness(line->up > line->down ? line->up : line->down);
	double const from = line->up ? cell.y : y;
	double const to = line->down ? cell.y + cell.height : y;
	if (line->up || line->down)
		write_rectangle(x - thick / 2, from, thick, to - from, 100, ink, out);
}

// Unicode numbers the dots of braille in the order in which they were invented: six, then two below.
static void write_braille(unsigned dots, struct stroke_cell cell, const char *ink, struct text *out)
{
	static const unsigned char across[8] = { 0, 0, 0, 1, 1, 1, 0, 1 };
	static const unsigned char down[8] = { 0, 1, 2, 0, 1, 2, 3, 3 };
	text_addf(out, "<path fill=\"%s\" d=\"", ink);
	for (int i = 0; i < 8; i++)
		if (dots >> i & 1)
			text_addf(out, "M%g %ga1.3 1.3 0 1 0 2.6 0a1.3 1.3 0 1 0-2.6 0",
			          cell.x + cell.width * (0.25 + 0.5 * across[i]) - 1.3,
			          cell.y + cell.height * (0.125 + 0.25 * down[i]));
	text_add(out, "\"/>\n");
}

bool strokes_write(const char *letter, struct stroke_cell cell, const char *ink, struct text *out)
{
	uint32_t code;
	size_t const length = strlen(letter);
	if (!length || utf8_decode(letter, length, &code) != length)
		return false;
	if (code > 0x2800 && code <= 0x28FF) {
		write_braille(code - 0x2800, cell, ink, out);
		return true;
	}
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (lines[i].code == code) {
			write_lines(&lines[i], cell, ink, out);
			return true;
		}
	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
		if (blocks[i].code == code) {
			const struct stroke_block *b = &blocks[i];
			write_rectangle(cell.x + cell.width * b->left / 8,
			                cell.y + cell.height * b->top / 8,
			                cell.width * (b->right - b->left) / 8,
			                cell.height * (b->bottom - b->top) / 8, b->percent, ink,
			                out);
			return true;
		}
	return false;
}

bool strokes_is_across(const char *letter)
{
	uint32_t code;
	size_t const length = strlen(letter);
	if (!length || utf8_decode(letter, length, &code) != length)
		return false;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (lines[i].code == code)
			return lines[i].left && lines[i].right && !lines[i].up && !lines[i].down;
	return code == 0x2588 || code == 0x2593 || code == 0x2592 || code == 0x2591;
}
