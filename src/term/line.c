// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/line.h"

#include <string.h>

#include "base/utf8.h"

// What stands for one letter of the line: the letter, ^J for a control character, <0x9B> for a byte
// that is none.  Returns how many bytes of the line it stands for.
static size_t show_letter(struct text *shown, const char *bytes, size_t length)
{
	unsigned char const first = (unsigned char)*bytes;
	text_clear(shown);
	if (first < ' ' || first == 0x7F) {
		text_addf(shown, "^%c", first ^ 0x40);
		return 1;
	}
	size_t const letter = utf8_locale() ? utf8_letter(bytes, length) : 1;
	utf8_clean(shown, bytes, letter, false);
	return letter;
}

// Columns from the row's beginning to the byte `caret` of the text.
static int columns_before(const struct input_line *line)
{
	LOCAL(text) shown = { 0 };
	int columns = utf8_columns(line->prompt, strlen(line->prompt));
	size_t at = 0;
	while (at < line->length) {
		size_t const letter = show_letter(&shown, line->text + at, line->length - at);
		if (at + letter > line->caret)
			break;
		columns += utf8_columns(shown.at, shown.length);
		at += letter;
	}
	return columns;
}

// How far the row is moved: by half its width as often as the caret needs.
static int find_shift(int caret, int cols)
{
	int const stride = cols / 2 > 1 ? cols / 2 : 1;
	int shift = 0;
	if (caret >= cols)
		shift = (caret - cols) / stride * stride + stride;
	return shift;
}

int line_draw(struct grid *row, const struct input_line *line)
{
	struct area const all = grid_area(row);
	if (row->rows < 1 || row->cols < 1)
		return 0;
	int const caret = columns_before(line), shift = find_shift(caret, row->cols);
	int col = grid_put(row, all, 0, -shift, ROLE_PROMPT, line->prompt) - shift;
	LOCAL(text) shown = { 0 };
	for (size_t at = 0; at < line->length && col < row->cols;) {
		at += show_letter(&shown, line->text + at, line->length - at);
		col += grid_put_bytes(row, all, 0, col, ROLE_TEXT, shown.at, shown.length);
	}
	// That something is cut is worth a column where there are some to spare.
	if (shift && row->cols > 8)
		grid_put(row, all, 0, 0, ROLE_HINT, "<");
	if (col > row->cols && row->cols > 8 && caret - shift < row->cols - 1)
		grid_put(row, all, 0, row->cols - 1, ROLE_HINT, ">");
	return caret - shift;
}
