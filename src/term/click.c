// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/click.h"

#include <ctype.h>
#include <string.h>

#include "base/utf8.h"

// The digit that a subscript is; -1: the letter is none.
static int subscript_of(const char *letter)
{
	uint32_t code;
	utf8_decode(letter, strlen(letter), &code);
	return code >= 0x2080 && code <= 0x2089 ? (int)(code - 0x2080) : -1;
}

// Letters, marks above them, digits below, and what joins them: no lines, bars, arrows, blanks.
static bool joins(const struct cell_of_grid *cell)
{
	unsigned char const first = (unsigned char)*cell->letter;
	uint32_t code;
	if (cell->role == ROLE_BORDER || !first)
		return false;
	if (first < 0x80)
		return isalnum(first) || strchr("_[],.'@/", first);
	utf8_decode(cell->letter, strlen(cell->letter), &code);
	return code < 0x2000 || subscript_of(cell->letter) >= 0 || code == 0x2202; // ∂
}

void click_word(const struct grid *grid, int row, int col, struct text *out)
{
	if (row < 0 || row >= grid->rows || col < 0 || col >= grid->cols)
		return;
	const struct cell_of_grid *cells = grid->cells + (size_t)row * (size_t)grid->cols;
	int from = col, to = col;
	bool has_letter = false, below = false;
	while (from > 0 && joins(&cells[from - 1]))
		from--;
	while (to < grid->cols && joins(&cells[to]))
		to++;
	size_t const before = out->length;
	for (int i = from; joins(&cells[col]) && i < to; i++) {
		int const digit = subscript_of(cells[i].letter);
		has_letter |= isalpha((unsigned char)*cells[i].letter) ||
		              ((unsigned char)*cells[i].letter >= 0x80 && digit < 0);
		if ((digit >= 0) != below)
			text_add_char(out, below ? ']' : '[');
		below = digit >= 0;
		if (below)
			text_add_char(out, (char)('0' + digit));
		else
			text_add(out, cells[i].letter);
	}
	if (below)
		text_add_char(out, ']');
	if (!has_letter && out->length > before) {
		out->length = before;
		out->at[before] = '\0';
	}
}
