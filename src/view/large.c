// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/large.h"

#include <string.h>

#include "base/utf8.h"

static const struct large_letter {
	char letter;
	const char *rows[LARGE_ROWS], *ascii[LARGE_ROWS];
} shapes[] = {
	{ '0', { "┏━┓", "┃ ┃", "┗━┛" }, { " _ ", "| |", "|_|" } },
	{ '1', { "╺┓ ", " ┃ ", "╺┻╸" }, { "   ", "  |", "  |" } },
	{ '2', { "╺━┓", "┏━┛", "┗━╸" }, { " _ ", " _|", "|_ " } },
	{ '3', { "╺━┓", " ━┫", "╺━┛" }, { " _ ", " _|", " _|" } },
	{ '4', { "╻ ╻", "┗━┫", "  ╹" }, { "   ", "|_|", "  |" } },
	{ '5', { "┏━╸", "┗━┓", "╺━┛" }, { " _ ", "|_ ", " _|" } },
	{ '6', { "┏━╸", "┣━┓", "┗━┛" }, { " _ ", "|_ ", "|_|" } },
	{ '7', { "╺━┓", "  ┃", "  ╹" }, { " _ ", "  |", "  |" } },
	{ '8', { "┏━┓", "┣━┫", "┗━┛" }, { " _ ", "|_|", "|_|" } },
	{ '9', { "┏━┓", "┗━┫", "╺━┛" }, { " _ ", "|_|", " _|" } },
	{ '-', { "   ", "╺━╸", "   " }, { "   ", " _ ", "   " } },
	{ '+', { " ╻ ", "╺╋╸", " ╹ " }, { "   ", "_|_", " | " } },
	{ 'e', { "┏━╸", "┣━ ", "┗━╸" }, { " _ ", "|_ ", "|_ " } },
	{ '.', { " ", " ", "▪" }, { " ", " ", "." } },
};

static const struct large_letter *shape_of(char letter)
{
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		if (shapes[i].letter == letter)
			return &shapes[i];
	return NULL;
}

int large_put(struct grid *grid, struct area area, int row, int col, enum role role,
              const char *number, bool ascii)
{
	int const begin = col;
	for (const char *at = number; *at;) {
		size_t const bytes = utf8_letter(at, strlen(at));
		const struct large_letter *shape = bytes == 1 ? shape_of(*at) : NULL;
		int wide = 0;
		for (int i = 0; shape && i < LARGE_ROWS; i++)
			wide = grid_put(grid, area, row + i, col, role,
			                ascii ? shape->ascii[i] : shape->rows[i]);
		if (!shape)
			wide = grid_put_bytes(grid, area, row + 1, col, role, at, bytes);
		col += wide + (shape != NULL);
		at += bytes;
	}
	return col - begin;
}

int large_columns(const char *number, bool ascii)
{
	struct grid nowhere = { .rows = 0 };
	int const columns = large_put(&nowhere, grid_area(&nowhere), 0, 0, ROLE_TEXT, number, ascii);
	return columns > 0 ? columns - 1 : 0; // without the air behind it
}
