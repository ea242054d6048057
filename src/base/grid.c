// SPDX-License-Identifier: GPL-3.0-or-later
// Invariant: a cell with columns = 0 stands right of one with columns = 2 and nowhere else; a
// letter is padded with NUL; a blank is always "".
#include "base/grid.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

static size_t count_cells(const struct grid *grid)
{
	return (size_t)grid->rows * (size_t)grid->cols;
}

struct grid grid_new(int rows, int cols)
{
	struct grid grid = { .rows = rows, .cols = cols, .ascii = !utf8_locale() };
	grid.cells = memory_get(count_cells(&grid), sizeof *grid.cells);
	for (size_t i = 0; i < count_cells(&grid); i++)
		grid.cells[i].columns = 1;
	return grid;
}

void grid_free(struct grid *grid)
{
	free(grid->cells);
	*grid = (struct grid){ 0 };
}

bool grid_equal(const struct grid *a, const struct grid *b)
{
	size_t const count = count_cells(a);
	return a->rows == b->rows && a->cols == b->cols &&
	       (!count || !memcmp(a->cells, b->cells, count * sizeof *a->cells));
}

struct area grid_area(const struct grid *grid)
{
	return (struct area){ 0, 0, grid->rows, grid->cols };
}

// The cells of rows [top, bottom), columns [left, right); wider than int: an area may lie anywhere.
struct edges {
	long long top, bottom, left, right;
};

static struct edges clip(const struct grid *grid, struct area area)
{
	struct edges box = { area.row, area.row + (long long)area.rows, area.col,
		           area.col + (long long)area.cols };
	if (box.top < 0)
		box.top = 0;
	if (box.left < 0)
		box.left = 0;
	if (box.bottom > grid->rows)
		box.bottom = grid->rows;
	if (box.right > grid->cols)
		box.right = grid->cols;
	return box;
}

static struct cell_of_grid *cell(const struct grid *grid, long long row, long long col)
{
	return grid->cells + row * grid->cols + col;
}

struct cell_of_grid *grid_at(const struct grid *grid, int row, int col)
{
	return cell(grid, row, col);
}

// Blanks the letter that stands on both sides of a column's left edge: half of it will be lost.
static void split(struct grid *grid, long long row, long long col)
{
	if (col >= grid->cols || cell(grid, row, col)->columns)
		return;
	for (int i = 0; i < 2; i++) {
		struct cell_of_grid *half = cell(grid, row, col - i);
		*half = (struct cell_of_grid){ .columns = 1, .role = half->role };
	}
}

static void set(struct grid *grid, long long row, long long col, enum role role, const char *letter,
                size_t bytes, int columns)
{
	split(grid, row, col);
	split(grid, row, col + columns);
	struct cell_of_grid *at = cell(grid, row, col);
	*at = (struct cell_of_grid){ .columns = (unsigned char)columns,
		                     .role = (unsigned char)role };
	if (bytes != 1 || *letter != ' ')
		memcpy(at->letter, letter, bytes);
	if (columns == 2)
		at[1] = (struct cell_of_grid){ .role = (unsigned char)role };
}

// The bytes of a letter that a cell can hold, and their columns: rare marks take more bytes than a
// cell has, and only a text that was not cleaned has letters of more than two columns.
static size_t fit_cell(const char *letter, size_t length, int *columns)
{
	*columns = utf8_columns(letter, length);
	if (length < CELL_BYTES && *columns <= 2)
		return length;
	size_t at = 0;
	*columns = 0;
	for (;;) {
		uint32_t code;
		size_t const more = utf8_decode(letter + at, length - at, &code);
		int const wider = *columns + utf8_columns(letter + at, more);
		if (!more || at + more >= CELL_BYTES || wider > 2)
			return at;
		at += more;
		*columns = wider;
	}
}

// ---- what is cut

static bool is_digit(const struct cell_of_grid *at)
{
	return isdigit((unsigned char)at->letter[0]);
}

bool grid_is_blank(const struct cell_of_grid *at)
{
	return at->columns && !at->letter[0];
}

// Where the word begins that ends right before a column; *number: it has a digit.
static long long word_before(struct grid *grid, struct edges box, long long row, long long col,
                             bool *number)
{
	*number = false;
	while (col > box.left && !grid_is_blank(cell(grid, row, col - 1))) {
		col--;
		*number = *number || is_digit(cell(grid, row, col));
	}
	return col;
}

// Marks that a row goes on beyond the right edge of the box.  The mark takes the place of the last letters;
// of a number that it would cut or touch, so that digits seemed to be missing, it takes all of it.
static void mark_cut(struct grid *grid, struct edges box, long long row)
{
	const char *mark = grid->ascii ? "." : "…";
	int const dots = grid->ascii ? 2 : 1;
	long long at = box.right - dots > box.left ? box.right - dots : box.left;
	bool number;
	if (box.right <= box.left || !strcmp(cell(grid, row, box.right - 1)->letter, mark))
		return;
	enum role const role = (enum role)cell(grid, row, at)->role;
	long long word = word_before(grid, box, row, box.right, &number);
	if (number && word < at)
		at = word;
	word = word_before(grid, box, row, at, &number);
	if (number && is_digit(cell(grid, row, at - 1)))
		at = word;
	for (long long col = at; col < box.right; col++)
		set(grid, row, col, role, col < at + dots ? mark : " ", col < at + dots ? strlen(mark) : 1, 1);
}

int grid_put_bytes(struct grid *grid, struct area area, int row, int col, enum role role,
                   const char *bytes, size_t length)
{
	struct edges const box = clip(grid, area);
	long long const to_row = (long long)area.row + row;
	long long const to_col = (long long)area.col + col;
	bool const is_seen = to_row >= box.top && to_row < box.bottom;
	bool is_cut = false;
	int used = 0;
	size_t letter;
	for (size_t at = 0; at < length; at += letter) {
		letter = utf8_letter(bytes + at, length - at);
		int columns;
		size_t const kept = fit_cell(bytes + at, letter, &columns);
		long long const to = to_col + used;
		bool const fits = to + columns <= box.right;
		if (is_seen && columns && to >= box.left && fits)
			set(grid, to_row, to, role, bytes + at, kept, columns);
		is_cut = is_cut || (columns && !fits && bytes[at] != ' ');
		used += columns;
	}
	if (is_seen && is_cut)
		mark_cut(grid, box, to_row);
	return used;
}

int grid_put(struct grid *grid, struct area area, int row, int col, enum role role,
             const char *text)
{
	return grid_put_bytes(grid, area, row, col, role, text, strlen(text));
}

int grid_putf(struct grid *grid, struct area area, int row, int col, enum role role,
              const char *format, ...)
{
	LOCAL(text) text = { 0 };
	va_list arguments;
	va_start(arguments, format);
	text_addv(&text, format, arguments);
	va_end(arguments);
	int const columns =
		grid_put_bytes(grid, area, row, col, role, text_get(&text), text.length);
	return columns;
}

void grid_fill(struct grid *grid, struct area area, enum role role, const char *letter)
{
	struct edges const box = clip(grid, area);
	int columns;
	size_t const kept = fit_cell(letter, utf8_letter(letter, strlen(letter)), &columns);
	for (long long row = box.top; row < box.bottom; row++) {
		long long col = box.left;
		for (; columns && col + columns <= box.right; col += columns)
			set(grid, row, col, role, letter, kept, columns);
		for (; col < box.right; col++) // half a letter, or a letter without columns
			set(grid, row, col, role, " ", 1, 1);
	}
}

void grid_paint(struct grid *grid, struct area area, enum role role)
{
	struct edges const box = clip(grid, area);
	for (long long row = box.top; row < box.bottom; row++)
		for (long long col = box.left; col < box.right; col++)
			cell(grid, row, col)->role = (unsigned char)role;
}

static bool is_same_letter(const char *a, const char *b, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		if (tolower((unsigned char)a[i]) != tolower((unsigned char)b[i]))
			return false;
	return true;
}

// Whether a text stands at (row, col) of the area, whole; ASCII letters in either case are one.
static bool stands_at(const struct grid *grid, struct area area, int row, int col, const char *text)
{
	struct edges const box = clip(grid, area);
	long long const at_row = (long long)area.row + row;
	long long at_col = (long long)area.col + col;
	if (at_row < box.top || at_row >= box.bottom || at_col < box.left)
		return false;
	for (size_t letter; *text; text += letter) {
		letter = utf8_letter(text, strlen(text));
		if (at_col >= box.right)
			return false;
		const struct cell_of_grid *at = cell(grid, at_row, at_col);
		const char *stands = at->letter[0] ? at->letter : " ";
		if (!at->columns || strlen(stands) != letter || !is_same_letter(stands, text, letter))
			return false;
		at_col += at->columns;
	}
	return true;
}

int grid_find_row(const struct grid *grid, const char *text, int from, int way)
{
	for (int i = 1; i <= grid->rows; i++) {
		int const row = ((from + way * i) % grid->rows + grid->rows) % grid->rows;
		for (int col = 0; col < grid->cols; col++)
			if (stands_at(grid, grid_area(grid), row, col, text))
				return row;
	}
	return -1;
}

void grid_light(struct grid *grid, struct area area, const char *text)
{
	int const wide = utf8_columns(text, strlen(text));
	for (int row = 0; *text && row < area.rows; row++)
		for (int col = 0; col + wide <= area.cols; col++)
			if (stands_at(grid, area, row, col, text)) {
				struct area const found = { area.row + row, area.col + col, 1, wide };
				grid_paint(grid, found, ROLE_HERE);
			}
}

// A blank with a mark on it is none: lines are cut between letters.
static bool begins_with_blank(const char *bytes, size_t length)
{
	return utf8_letter(bytes, length) == 1 && *bytes == ' ';
}

// The bytes of one line's worth: up to the last word that ends within `columns`, or, where a word
// is longer than the line, as many letters as fit, and one at least.
static size_t fit_words(const char *bytes, size_t length, int columns)
{
	size_t at = 0, word_end = 0;
	bool in_word = false;
	while (at < length) {
		size_t const letter = utf8_letter(bytes + at, length - at);
		bool const was_in_word = in_word;
		in_word = !begins_with_blank(bytes + at, length - at);
		if (was_in_word && !in_word)
			word_end = at;
		columns -= utf8_columns(bytes + at, letter);
		if (columns < 0)
			return word_end ? word_end : at ? at : letter;
		at += letter;
	}
	return length;
}

int grid_wrap(struct grid *grid, struct area area, int row, enum role role, const char *text)
{
	if (area.cols < 1)
		return row;
	while (*text) {
		const char *end = text + strcspn(text, "\n");
		do {
			size_t const length = fit_words(text, (size_t)(end - text), area.cols);
			if (grid)
				grid_put_bytes(grid, area, row, 0, role, text, length);
			row++;
			text += length;
			while (begins_with_blank(text, (size_t)(end - text)))
				text++;
		} while (text < end);
		text = end + (*end == '\n');
	}
	return row;
}

void grid_write(const struct grid *grid, struct text *out)
{
	const struct cell_of_grid *at = grid->cells;
	for (int row = 0; row < grid->rows; row++) {
		int blanks = 0;
		for (int col = 0; col < grid->cols; col++, at++) {
			if (!at->columns)
				continue;
			if (!at->letter[0]) {
				blanks++;
				continue;
			}
			text_add_repeated(out, " ", blanks);
			text_add(out, at->letter);
			blanks = 0;
		}
		text_add_char(out, '\n');
	}
}
