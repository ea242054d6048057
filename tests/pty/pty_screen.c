// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the emulator's screen as text.
#include <stdint.h>
#include <stdlib.h>

#include "pty.h"

static size_t put_code(char *to, uint32_t code)
{
	if (code < 0x80) {
		to[0] = (char)code;
		return 1;
	}
	size_t const more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
	static const unsigned first[] = { 0, 0xC0, 0xE0, 0xF0 };
	to[0] = (char)(first[more] | code >> 6 * more);
	for (size_t i = 1; i <= more; i++)
		to[i] = (char)(0x80 | (code >> 6 * (more - i) & 0x3F));
	return more + 1;
}

// Writes a row without its trailing blanks; returns its bytes.
static size_t put_row(struct pty *pty, int row, char *to)
{
	size_t length = 0, kept = 0;
	int rows, cols;
	vterm_get_size(pty->terminal, &rows, &cols);
	for (int col = 0; col < cols; col++) {
		VTermScreenCell cell = { 0 };
		VTermPos const at = { .row = row, .col = col };
		vterm_screen_get_cell(pty->screen, at, &cell);
		if (cell.chars[0] == (uint32_t)-1)
			continue; // the right half of a wide letter
		if (!cell.chars[0])
			to[length++] = ' ';
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
			length += put_code(to + length, cell.chars[i]);
		if (to[length - 1] != ' ')
			kept = length;
	}
	to[kept] = '\0';
	return kept;
}

static size_t row_room(struct pty *pty)
{
	int rows, cols;
	vterm_get_size(pty->terminal, &rows, &cols);
	return (size_t)cols * 4 * VTERM_MAX_CHARS_PER_CELL + 2;
}

char *pty_text(struct pty *pty)
{
	int rows, cols;
	vterm_get_size(pty->terminal, &rows, &cols);
	char *text = malloc((size_t)rows * row_room(pty) + 1);
	size_t length = 0;
	for (int row = 0; row < rows; row++) {
		length += put_row(pty, row, text + length);
		text[length++] = '\n';
	}
	text[length] = '\0';
	return text;
}

char *pty_row(struct pty *pty, int row)
{
	char *text = malloc(row_room(pty));
	put_row(pty, row, text);
	return text;
}

void pty_cursor(struct pty *pty, int *row, int *col)
{
	VTermPos at;
	vterm_state_get_cursorpos(vterm_obtain_state(pty->terminal), &at);
	*row = at.row;
	*col = at.col;
}
