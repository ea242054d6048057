// SPDX-License-Identifier: GPL-3.0-or-later
// The grid of styled cells, and what any bytes at all do to it.
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/grid.h"
#include "base/text.h"
#include "base/utf8.h"
#include "letters.h"

// --- the grid

static void check_grid(const struct grid *grid, const char *wanted)
{
	struct text out = { 0 };
	grid_write(grid, &out);
	assert_string_equal(text_get(&out), wanted);
	text_free(&out);
}

// The invariant: halves only stand right of wide letters, every letter is ended and padded.
static void check_cells(const struct grid *grid)
{
	for (int i = 0; i < grid->rows * grid->cols; i++) {
		const struct cell_of_grid *cell = grid->cells + i;
		size_t const length = strlen(cell->letter);
		assert_true(length < CELL_BYTES);
		for (size_t j = length; j < CELL_BYTES; j++)
			assert_int_equal(cell->letter[j], 0);
		assert_true(cell->columns <= 2 && cell->role < ROLE_COUNT);
		if (cell->columns == 0)
			assert_true(i % grid->cols && cell[-1].columns == 2 && !length);
		if (cell->columns == 2)
			assert_true((i + 1) % grid->cols && cell[1].columns == 0 && length);
		if (length)
			assert_int_equal(utf8_columns(cell->letter, length), cell->columns);
	}
}

static void grid_draws(void **state)
{
	(void)state;
	struct grid grid = grid_new(2, 12);
	struct area const all = grid_area(&grid);
	assert_int_equal(grid_put(&grid, all, 0, 1, ROLE_NEW, NAM_NFD), 10);
	assert_int_equal(grid_putf(&grid, all, 1, 0, ROLE_DIM, "%s=%d", "\u5B57", 5), 4);
	check_grid(&grid, " " NAM_NFD "\n\u5B57=5\n");
	assert_string_equal(grid.cells[3].letter, "e\u0302\u0301");
	assert_int_equal(grid.cells[3].role, ROLE_NEW);
	assert_int_equal(grid.cells[13].columns, 0);

	struct grid other = grid_new(2, 12);
	assert_false(grid_equal(&grid, &other));
	grid_put(&other, all, 0, 1, ROLE_NEW, NAM_NFD);
	grid_put(&other, all, 1, 0, ROLE_DIM, "\u5B57=5");
	assert_true(grid_equal(&grid, &other));
	grid_paint(&other, (struct area){ 1, 1, 9, 1 }, ROLE_GOOD);
	assert_false(grid_equal(&grid, &other));
	assert_int_equal(other.cells[13].role, ROLE_GOOD);

	grid_put(&grid, all, 1, 1, ROLE_TEXT, "x"); // overwrites the right half
	check_grid(&grid, " " NAM_NFD "\n x=5\n");
	grid_put(&grid, all, 1, 2, ROLE_TEXT, "\u5B57");
	grid_put(&grid, all, 1, 1, ROLE_TEXT, "\u5B57"); // and the left half
	check_grid(&grid, " " NAM_NFD "\n \u5B57\n");
	check_cells(&grid);
	grid_put(&grid, all, 1, 1, ROLE_TEXT, "  "); // a drawn blank is a blank
	assert_string_equal(grid.cells[13].letter, "");
	grid_free(&grid);
	grid_free(&other);

	grid = grid_new(0, 0);
	grid_put(&grid, grid_area(&grid), 0, 0, ROLE_TEXT, "x");
	check_grid(&grid, "");
	assert_true(grid_equal(&grid, &grid));
	grid_free(&grid);
}

static void grid_clips(void **state)
{
	(void)state;
	static const struct {
		struct area area;
		int row, col;
		const char *wanted;
	} cases[] = {
		{ { 0, 0, 3, 6 }, 1, 0, "\na\u5B57b\u5B57\n\n" },
		{ { 0, 0, 3, 6 }, 1, 1, "\n a\u5B57b…\n\n" }, // half of the last would be outside
		{ { 0, 0, 3, 6 }, 1, 2, "\n  a\u5B57…\n\n" },
		{ { 0, 0, 3, 6 }, 1, 4, "\n    a…\n\n" },
		{ { 0, 0, 3, 6 }, 1, 6, "\n     …\n\n" },
		{ { 0, 0, 3, 6 }, 1, -1, "\n\u5B57b\u5B57\n\n" },
		{ { 0, 0, 3, 6 }, 1, -2, "\n b\u5B57\n\n" }, // half of the first
		{ { 0, 0, 3, 6 }, 1, -6, "\n\n\n" },
		{ { 0, 0, 3, 6 }, -1, 0, "\n\n\n" },
		{ { 0, 0, 3, 6 }, 3, 0, "\n\n\n" },
		{ { 1, 1, 1, 3 }, 0, 0, "\n a …\n\n" },
		{ { 1, 1, 1, 2 }, 0, 0, "\n a…\n\n" },
		{ { 1, 1, 1, 3 }, 1, 0, "\n\n\n" },
		{ { 1, 1, 1, 3 }, -1, 0, "\n\n\n" },
		{ { 1, 1, 1, 3 }, 0, -2, "\n  b…\n\n" },
		{ { -1, -1, 9, 9 }, 1, 0, "\u5B57b\u5B57\n\n\n" },
		{ { 1, 2, 0, 5 }, 0, 0, "\n\n\n" },
		{ { 1, 2, -5, -5 }, 0, 0, "\n\n\n" },
		{ { INT_MAX, INT_MAX, INT_MAX, INT_MAX }, INT_MAX, INT_MAX, "\n\n\n" },
		{ { INT_MIN, INT_MIN, INT_MIN, INT_MIN }, INT_MIN, INT_MIN, "\n\n\n" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct grid grid = grid_new(3, 6);
		grid.ascii = false;
		assert_int_equal(grid_put(&grid, cases[i].area, cases[i].row, cases[i].col,
		                          ROLE_TEXT, "a\u5B57b\u5B57"),
		                 6);
		check_grid(&grid, cases[i].wanted);
		check_cells(&grid);
		grid_free(&grid);
	}
}

// A number is never cut, nor does the mark touch its digits: it is there whole, or not at all.
static void no_number_is_cut(void **state)
{
	(void)state;
	static const struct {
		int cols;
		bool ascii;
		const char *wanted;
	} cases[] = {
		{ 22, false, "loss 0.4742 of 12 sat\n" }, { 20, false, "loss 0.4742 of 12 s…\n" },
		{ 18, false, "loss 0.4742 of …\n" },      { 17, false, "loss 0.4742 of …\n" },
		{ 12, false, "loss …\n" },            { 11, false, "loss …\n" },
		{ 8, false, "loss …\n" },                  { 5, false, "loss…\n" },
		{ 2, false, "l…\n" },                      { 1, false, "…\n" },
		{ 20, true, "loss 0.4742 of 12 ..\n" },    { 12, true, "loss ..\n" },
		{ 6, true, "loss..\n" },                   { 1, true, ".\n" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct grid grid = grid_new(1, cases[i].cols);
		grid.ascii = cases[i].ascii;
		grid_put(&grid, grid_area(&grid), 0, 0, ROLE_TEXT, "loss 0.4742 of 12 sat");
		check_grid(&grid, cases[i].wanted);
		grid_free(&grid);
	}
}

static void grid_fills(void **state)
{
	(void)state;
	struct grid grid = grid_new(3, 5);
	grid_fill(&grid, (struct area){ -1, 1, 3, 9 }, ROLE_DIM, "\u2500x");
	check_grid(&grid, " \u2500\u2500\u2500\u2500\n \u2500\u2500\u2500\u2500\n\n");
	grid_fill(&grid, (struct area){ 1, 0, 2, 5 }, ROLE_DIM, "\u5B57");
	check_grid(&grid, " \u2500\u2500\u2500\u2500\n\u5B57\u5B57\n\u5B57\u5B57\n");
	grid_fill(&grid, (struct area){ 2, 1, 1, 1 }, ROLE_DIM, "");
	check_grid(&grid, " \u2500\u2500\u2500\u2500\n\u5B57\u5B57\n  \u5B57\n");
	check_cells(&grid);
	grid_free(&grid);
}

static void grid_keeps_what_a_cell_can_hold(void **state)
{
	(void)state;
	struct grid grid = grid_new(1, 4);
	struct text piled = { 0 };
	text_add(&piled, "\u5B57");
	text_add_repeated(&piled, "\u0301", 8); // all marks of a cleaned Latin letter fit
	assert_int_equal(grid_put(&grid, grid_area(&grid), 0, 0, ROLE_TEXT, piled.at), 2);
	assert_string_equal(grid.cells[0].letter, piled.at);
	text_clear(&piled);
	text_add(&piled, "x");
	text_add_repeated(&piled, "\u20D7", 8); // marks of three bytes: as many as fit
	assert_int_equal(grid_put(&grid, grid_area(&grid), 0, 2, ROLE_TEXT, piled.at), 1);
	assert_int_equal(strlen(grid.cells[2].letter), 1 + 6 * 3);
	assert_int_equal(grid_put(&grid, grid_area(&grid), 0, 3, ROLE_TEXT, "\x1B\n\u202E\xFF"), 0);
	check_cells(&grid);
	text_free(&piled);
	grid_free(&grid);
}

static void check_wrap(const char *text, int cols, int rows, const char *wanted)
{
	struct grid grid = grid_new(rows, cols);
	struct area const all = grid_area(&grid);
	assert_int_equal(grid_wrap(NULL, all, 0, ROLE_TEXT, text), rows);
	assert_int_equal(grid_wrap(&grid, all, 0, ROLE_TEXT, text), rows);
	check_grid(&grid, wanted);
	check_cells(&grid);
	grid_free(&grid);
}

static void grid_wraps_prose(void **state)
{
	(void)state;
	check_wrap("", 5, 0, "");
	check_wrap("\n", 5, 1, "\n");
	check_wrap("the cat sat", 11, 1, "the cat sat\n");
	check_wrap("the cat sat", 10, 2, "the cat\nsat\n");
	check_wrap("the cat sat", 7, 2, "the cat\nsat\n");
	check_wrap("the   cat ", 3, 2, "the\ncat\n");
	check_wrap("a\n\nb\n", 5, 3, "a\n\nb\n");
	check_wrap("  in dent", 6, 2, "  in\ndent\n");
	check_wrap("  backpropagation", 6, 3, "  back\npropag\nation\n");
	check_wrap("a backpropagation", 6, 4, "a\nbackpr\nopagat\nion\n");
	check_wrap(NAM_NFD " l\u00E0", 6, 3, "Tie\u0302\u0301ng\nVie\u0323\u0302t\nl\u00E0\n");
	check_wrap("\u5B57\u5B57\u5B57", 5, 2, "\u5B57\u5B57\n\u5B57\n");
	check_wrap("\u5B57\u5B57", 1, 2, ".\n.\n"); // too narrow for a letter, and yet it ends
	assert_int_equal(grid_wrap(NULL, (struct area){ 0, 0, 1, 0 }, 3, ROLE_TEXT, "a b"), 3);
	assert_int_equal(grid_wrap(NULL, (struct area){ 0, 0, 1, 9 }, 3, ROLE_TEXT, "a b"), 4);
}

// --- any bytes at all

static uint64_t random_state = 20240229;

static unsigned random_below(unsigned bound) // splitmix64
{
	uint64_t z = random_state += 0x9E3779B97F4A7C15u;
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return (unsigned)((z ^ (z >> 31)) >> 33) % bound;
}

// Bytes of every kind: noise, ASCII, code points from anywhere, and what letters are made of.
static void make_random_bytes(struct text *out)
{
	static const char *const parts[] = {
		"e\u0302\u0301", "\u0323",     "\u5B57",     "\u202E",    "\u200D", "\U0001F468",
		"\U0001F3FD",    "\U0001F1FB", "\u0915",     "\u093E",    "\u1112", "\u1161",
		"\u0D4E",        "\uFE0F",     "\U000E0041", "\n",        "\t",     " ",
		"\r\n",          "\x1B[",      "\u20D7",     "\U0001D167"
	};
	for (unsigned more = random_below(48); more; more--) {
		char bytes[4];
		uint32_t const code = random_below(random_below(2) ? 0x10FFFF : 0x3000);
		switch (random_below(4)) {
		case 0:
			text_add_char(out, (char)random_below(256));
			break;
		case 1:
			text_add_char(out, (char)(' ' + (int)random_below(95)));
			break;
		case 2:
			bytes[0] = (char)(code >> 18 | 0xF0);
			bytes[1] = (char)((code >> 12 & 0x3F) | 0x80);
			bytes[2] = (char)((code >> 6 & 0x3F) | 0x80);
			bytes[3] = (char)((code & 0x3F) | 0x80);
			if (code < 0x10000)
				bytes[1] = (char)(code >> 12 | 0xE0);
			text_add_bytes(out, bytes + (code < 0x10000), code < 0x10000 ? 3 : 4);
			break;
		default:
			text_add(out, parts[random_below(sizeof parts / sizeof *parts)]);
		}
	}
}

static void check_random_letters(const char *bytes, size_t length)
{
	int letters = 0, columns = 0;
	for (size_t at = 0; at < length; letters++) {
		size_t const letter = utf8_letter(bytes + at, length - at);
		assert_true(letter > 0 && letter <= length - at);
		columns += utf8_columns(bytes + at, letter);
		at += letter;
	}
	assert_int_equal(utf8_count(bytes, length), letters);
	assert_int_equal(utf8_columns(bytes, length), columns);
	int const room = (int)random_below(60) - 2;
	size_t const fit = utf8_fit(bytes, length, room);
	assert_true(fit == 0 || utf8_columns(bytes, fit) <= room);
	if (fit < length)
		assert_true(utf8_columns(bytes, fit + utf8_letter(bytes + fit, length - fit)) >
		            room);
}

// A cleaned text has nothing left to clean, and no letter that a cell cannot show.
static void check_random_cleaning(const struct text *raw)
{
	struct text once = { 0 }, twice = { 0 };
	bool const keep_lines = random_below(2);
	utf8_clean(&once, text_get(raw), raw->length, keep_lines);
	utf8_clean(&twice, text_get(&once), once.length, keep_lines);
	assert_string_equal(text_get(&once), text_get(&twice));
	assert_int_equal(strlen(text_get(&once)), once.length);
	size_t letter;
	for (size_t at = 0; at < once.length; at += letter) {
		letter = utf8_letter(once.at + at, once.length - at);
		int const columns = utf8_columns(once.at + at, letter);
		assert_true(once.at[at] == '\n' ? columns == 0 : columns == 1 || columns == 2);
	}
	check_random_letters(text_get(&once), once.length);
	text_free(&once);
	text_free(&twice);
}

static void check_random_grid(const struct text *text)
{
	struct grid grid = grid_new((int)random_below(6), (int)random_below(20));
	struct area area = { (int)random_below(9) - 3, (int)random_below(20) - 5,
		             (int)random_below(9) - 2, (int)random_below(25) - 3 };
	enum role const role = random_below(ROLE_COUNT);
	struct text out = { 0 };
	for (int times = 0; times < 3; times++) {
		int const row = (int)random_below(8) - 2, col = (int)random_below(30) - 8;
		grid_put_bytes(&grid, area, row, col, role, text_get(text), text->length);
		grid_putf(&grid, area, row, col, role, "%s", text_get(text));
		check_cells(&grid);
		assert_int_equal(grid_wrap(&grid, area, row, role, text_get(text)),
		                 grid_wrap(NULL, area, row, role, text_get(text)));
		grid_paint(&grid, area, role);
		check_cells(&grid);
		area.row++;
		area.cols -= 2;
		grid_fill(&grid, area, role, text_get(text));
		check_cells(&grid);
	}
	grid_write(&grid, &out);
	assert_true(grid_equal(&grid, &grid));
	text_free(&out);
	grid_free(&grid);
}

static void check_random_error(const struct text *text)
{
	struct error error;
	struct text out = { 0 };
	struct span const span = { (int)random_below(4), (int)random_below(60),
		                   (int)random_below(9) };
	error_set(&error, span, text_get(text), "%s", text_get(text));
	error_locate(&error, text_get(text), text_get(text), text->length, (int)random_below(3));
	error_write(&error, &out);
	assert_true(strlen(error.excerpt) < sizeof error.excerpt);
	assert_true(error.caret_width > 0 || !error.excerpt[0]);
	assert_true(error.caret <= utf8_columns(error.excerpt, strlen(error.excerpt)));
	text_free(&out);
}

static void any_bytes_are_survived(void **state)
{
	(void)state;
	for (int i = 0; i < 10000; i++) {
		struct text text = { 0 };
		make_random_bytes(&text);
		// On the heap to the byte, so that a sanitizer sees a read beyond the end.
		char *exact = malloc(text.length ? text.length : 1);
		assert_non_null(exact);
		memcpy(exact, text_get(&text), text.length);
		check_random_letters(exact, text.length);
		free(exact);
		check_random_cleaning(&text);
		check_random_grid(&text);
		check_random_error(&text);
		text_free(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grid_draws),
		cmocka_unit_test(grid_clips),
		cmocka_unit_test(no_number_is_cut),
		cmocka_unit_test(grid_fills),
		cmocka_unit_test(grid_keeps_what_a_cell_can_hold),
		cmocka_unit_test(grid_wraps_prose),
		cmocka_unit_test(any_bytes_are_survived),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
