// SPDX-License-Identifier: GPL-3.0-or-later
// The base room: text, arenas, errors with a place, UTF-8, the grid.
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/grid.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/utf8.h"

#define NAM_NFC "Ti\u1EBFng Vi\u1EC7t"               // Tiếng Việt
#define NAM_NFD "Tie\u0302\u0301ng Vie\u0323\u0302t" // the same, marks apart

// --- text and arenas

static void text_grows(void **state)
{
	(void)state;
	struct text text = { 0 };
	assert_string_equal(text_get(&text), "");
	text_add(&text, "ab");
	text_add_char(&text, 'c');
	text_add_repeated(&text, "-", 3);
	text_addf(&text, "%d %s", 42, "x");
	text_add_bytes(&text, "y\0z", 3);
	assert_memory_equal(text_get(&text), "abc---42 xy\0z", 14);
	assert_int_equal(text.length, 13);
	text_clear(&text);
	assert_string_equal(text_get(&text), "");
	for (int i = 0; i < 10000; i++)
		text_add(&text, "0123456789");
	assert_int_equal(text.length, 100000);
	char *taken = text_take(&text);
	assert_int_equal(strlen(taken), 100000);
	assert_null(text.at);
	free(taken);
	taken = text_take(&text);
	assert_string_equal(taken, "");
	free(taken);
}

static void text_reads_a_file(void **state)
{
	(void)state;
	struct text text = { 0 };
	assert_false(file_read_text(&text, "/nonexistent/file", FILE_NAMED, 100));
	assert_false(file_read_text(&text, "/dev/zero", FILE_NAMED, 100));
	assert_true(file_read_text(&text, "/dev/null", FILE_NAMED, 0));
	assert_int_equal(text.length, 0);

	const char *path = "test_base.tmp";
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	for (int i = 0; i < 5000; i++)
		fputs("ab", file);
	assert_int_equal(fclose(file), 0);
	assert_true(file_read_text(&text, path, FILE_NAMED, 10000));
	assert_int_equal(text.length, 10000);
	text_clear(&text);
	assert_false(file_read_text(&text, path, FILE_NAMED, 9999));
	assert_int_equal(errno, EFBIG);
	remove(path);
	text_free(&text);
}

static void arena_keeps_one_piece(void **state)
{
	(void)state;
	static const size_t sizes[] = { 8, 5000, 100000 };
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (int before = 0; before < 2; before++) {
			struct arena arena = { 0 };
			char *first = before ? arena_copy_bytes(&arena, "first", 5) : NULL;
			struct arena_mark const mark = arena_mark(&arena);
			size_t const bytes = arena.bytes;
			memset(arena_get(&arena, 200000), 1, 200000);
			unsigned char *piece = arena_get(&arena, sizes[i]);
			memset(piece, 7, sizes[i]);
			memset(arena_get(&arena, 300000), 2, 300000);
			piece = arena_keep(&arena, mark, piece, sizes[i]);
			assert_true(arena.bytes <= bytes + 200000 + (sizes[i] > 16384 ? sizes[i] + 16 : 16384));
			memset(arena_get(&arena, 50000), 3, 50000);
			for (size_t j = 0; j < sizes[i]; j++)
				assert_int_equal(piece[j], 7);
			if (first)
				assert_string_equal(first, "first");
			arena_release(&arena, mark);
			arena_free(&arena);
			assert_int_equal(arena.bytes, 0);
		}
}

static void arena_gives_and_takes_back(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct arena_mark const empty = arena_mark(&arena);
	char *kept = arena_copy_bytes(&arena, "kept!", 4);
	assert_string_equal(kept, "kept");
	struct arena_mark const mark = arena_mark(&arena);
	unsigned char *first = arena_get(&arena, 24);
	memset(first, 0xFF, 24);
	for (int i = 0; i < 100; i++) {
		unsigned char *piece = arena_get(&arena, (size_t)i * 97);
		assert_int_equal((uintptr_t)piece % _Alignof(max_align_t), 0);
		for (int j = 0; j < i * 97; j++)
			assert_int_equal(piece[j], 0);
		memset(piece, 0xFF, (size_t)i * 97);
	}
	memset(arena_get(&arena, 1 << 20), 0xFF, 1 << 20); // more than a block

	arena_release(&arena, mark);
	unsigned char *again = arena_get(&arena, 24);
	assert_ptr_equal(again, first);
	for (int i = 0; i < 24; i++)
		assert_int_equal(again[i], 0); // zeroed anew
	assert_string_equal(kept, "kept");

	arena_release(&arena, empty);
	assert_ptr_equal(arena_get(&arena, 1), kept); // the first block stays for the next round
	arena_free(&arena);
	assert_null(arena.block);
	arena_free(&arena);
}

// --- UTF-8

static void utf8_decodes(void **state)
{
	(void)state;
	static const struct {
		const char *bytes;
		size_t length, step;
		uint32_t code;
	} cases[] = {
		{ "", 0, 0, UTF8_INVALID },
		{ "\0", 1, 1, 0 },
		{ "a", 1, 1, 'a' },
		{ "\u1EC7", 3, 3, 0x1EC7 },
		{ "\u1EC7", 2, 1, UTF8_INVALID }, // cut short
		{ "\U0010FFFF", 4, 4, 0x10FFFF },
		{ "\xF4\x90\x80\x80", 4, 1, UTF8_INVALID }, // beyond Unicode
		{ "\xC0\xAF", 2, 1, UTF8_INVALID },         // overlong
		{ "\xE0\x80\x80", 3, 1, UTF8_INVALID },     // overlong
		{ "\xF0\x80\x80\xAF", 4, 1, UTF8_INVALID }, // overlong
		{ "\xED\xA0\x80", 3, 1, UTF8_INVALID },     // surrogate
		{ "\x80", 1, 1, UTF8_INVALID },
		{ "\xFF", 1, 1, UTF8_INVALID },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint32_t code = 1;
		assert_int_equal(utf8_decode(cases[i].bytes, cases[i].length, &code),
		                 cases[i].step);
		assert_int_equal(code, cases[i].code);
	}
}

static void utf8_knows_letters(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int letters, columns;
	} cases[] = {
		{ "", 0, 0 },
		{ NAM_NFC, 10, 10 },
		{ NAM_NFD, 10, 10 },
		{ "\u2202E/\u2202W \u2299 \u2212\u00B7\u221E\u2502", 12, 12 }, // ambiguous width: 1
		{ "\u5B57a\uD55C", 3, 5 },
		{ "\u1112\u1161\u11AB", 1, 2 },                       // Hangul, letters apart
		{ "\u0915\u093E", 1, 2 },                             // a spacing mark
		{ "\U0001F1FB\U0001F1F3\U0001F1FB\U0001F1F3", 2, 4 }, // two flags
		{ "a\xFF\xFEz", 4, 2 },
		{ "\xCC\x81", 1, 0 }, // a mark alone
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t const length = strlen(cases[i].text);
		assert_int_equal(utf8_count(cases[i].text, length), cases[i].letters);
		assert_int_equal(utf8_columns(cases[i].text, length), cases[i].columns);
	}
	assert_int_equal(utf8_letter("e\u0302\u0301n", 6), 5);
	assert_int_equal(utf8_letter("e\u0302\u0301n", 3), 3);
	assert_int_equal(utf8_letter("e\u0302\u0301n", 2), 1); // half a mark is a letter of its own
	assert_int_equal(utf8_letter("", 0), 0);
}

static void utf8_cuts_between_letters(void **state)
{
	(void)state;
	assert_int_equal(utf8_fit(NAM_NFD, strlen(NAM_NFD), 2), 2);
	assert_int_equal(utf8_fit(NAM_NFD, strlen(NAM_NFD), 3), strlen("Tie\u0302\u0301"));
	assert_int_equal(utf8_fit(NAM_NFD, strlen(NAM_NFD), 10), strlen(NAM_NFD));
	assert_int_equal(utf8_fit("\u5B57\u5B57", 6, 3), 3);
	assert_int_equal(utf8_fit("\u5B57", 3, 1), 0);
	assert_int_equal(utf8_fit("abc", 3, 0), 0);
	assert_int_equal(utf8_fit("abc", 3, -1), 0);
}

static void check_clean(const char *bytes, size_t length, bool keep_lines, const char *wanted)
{
	struct text out = { 0 };
	utf8_clean(&out, bytes, length, keep_lines);
	assert_string_equal(text_get(&out), wanted);
	text_free(&out);
}

static void utf8_cleans(void **state)
{
	(void)state;
	static const struct {
		const char *bytes, *wanted;
	} cases[] = {
		{ "", "" },
		{ NAM_NFC " " NAM_NFD, NAM_NFC " " NAM_NFD },
		{ "\u2202E\u2080/\u2202W\u1D40 \u0177 \u5B57",
		  "\u2202E\u2080/\u2202W\u1D40 \u0177 \u5B57" },
		{ "a\tb\nc\r\n", "a b<U+000A>c<U+000D><U+000A>" },
		{ "\x1B[2J\x7F\a", "<U+001B>[2J<U+007F><U+0007>" },
		{ "\xC2\x9B[m", "<U+009B>[m" }, // C1 as UTF-8
		{ "\x9B[m", "<0x9B>[m" },       // C1 as a byte
		{ "a\u202Eb\u2066c\u200F", "a<U+202E>b<U+2066>c<U+200F>" },
		{ "a\u200Bb\u200Dc\uFEFF\u2060\u00AD",
		  "a<U+200B>b<U+200D>c<U+FEFF><U+2060><U+00AD>" },
		{ "x\uFE0F\u034F\u3164", "x<U+FE0F><U+034F><U+3164>" },
		{ "\u0D4Ex", "<U+0D4E>x" },                       // joins what comes after
		{ "\U000E0041\U000E007F", "<U+E0041><U+E007F>" }, // tags
		{ "\uE000\U0010FFFD", "<U+E000><U+10FFFD>" },     // private use
		{ "\u0378\uFFFE", "<U+0378><U+FFFE>" },           // unassigned
		{ "\u2028\u2029", "<U+2028><U+2029>" },
		{ "\xED\xA0\x80", "<0xED><0xA0><0x80>" },          // a surrogate
		{ "\xC0\xAF", "<0xC0><0xAF>" },                    // overlong
		{ "\xE1\xBB", "<0xE1><0xBB>" },                    // cut short
		{ "\u0301a", "<U+0301>a" },                        // a mark with nothing under it
		{ "a\u200B\u0301", "a<U+200B><U+0301>" },          // nor may it sit on our >
		{ "\U0001F44D\U0001F3FD", "\U0001F44D<U+1F3FD>" }, // wider than a letter
		{ "\U0001F1FB\U0001F1F3", "\U0001F1FB\U0001F1F3" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		check_clean(cases[i].bytes, strlen(cases[i].bytes), false, cases[i].wanted);
	check_clean("a\0b", 3, false, "a<U+0000>b");
	check_clean("a\n\tb\n\u0301", 7, true, "a\n b\n<U+0301>");
}

static void utf8_bounds_marks(void **state)
{
	(void)state;
	struct text piled = { 0 }, wanted = { 0 };
	text_add(&piled, "e");
	text_add_repeated(&piled, "\u0301", 11);
	text_add(&piled, "n\u0303");
	text_add(&wanted, "e");
	text_add_repeated(&wanted, "\u0301", 8);
	text_add_repeated(&wanted, "<U+0301>", 3);
	text_add(&wanted, "n\u0303");
	check_clean(piled.at, piled.length, false, wanted.at);
	text_free(&piled);
	text_free(&wanted);
}

static void assert_folded(const char *words, bool marks, const char *folded)
{
	struct text out = { 0 };
	utf8_fold(&out, words, strlen(words), marks);
	assert_string_equal(text_get(&out), folded);
	text_free(&out);
}

static void utf8_folds_for_a_search(void **state)
{
	(void)state;
	assert_folded("Tiêu BIẾN Gradient", true, "tiêu biến gradient");
	assert_folded("Tiêu BIẾN Gradient", false, "tieu bien gradient");
	assert_folded("Đạo hàm", true, "đạo hàm");
	assert_folded("Đạo hàm", false, "dao ham");
	assert_folded("e\314\202\314\201", true, "ế"); // typed mark by mark
	assert_folded("e\314\202\314\201", false, "e");
	assert_folded("", false, "");
	assert_folded("a\377b", false, "a\377b");
}

static void utf8_remembers_the_locale(void **state)
{
	(void)state;
	assert_false(utf8_locale());
	utf8_set_locale(true);
	assert_true(utf8_locale());
	utf8_set_locale(false);
}

// --- errors

static void check_error(const char *text, int first_line, struct span span, const char *wanted)
{
	struct error error;
	struct text out = { 0 };
	assert_false(error_set(&error, span, "print s", "no such name"));
	error_locate(&error, "f.bptt", text, strlen(text), first_line);
	error_write(&error, &out);
	assert_string_equal(text_get(&out), wanted);
	text_free(&out);
}

static void error_shows_the_place(void **state)
{
	(void)state;
	check_error("a\nb + cat\nd", 1, (struct span){ 2, 5, 3 },
	            "f.bptt:2:5: no such name\nb + cat\n    ^^^\ntry: print s\n");
	check_error("b + cat", 7, (struct span){ 7, 5, 3 },
	            "f.bptt:7:5: no such name\nb + cat\n    ^^^\ntry: print s\n");
	check_error("b +\r\n", 1, (struct span){ 1, 4, 0 }, // at the end of the line
	            "f.bptt:1:4: no such name\nb +\n   ^\ntry: print s\n");
	check_error("b", 1, (struct span){ 1, 99, 99 },
	            "f.bptt:1:99: no such name\nb\n ^\ntry: print s\n");
	check_error("b", 1, (struct span){ 2, 1, 1 }, // no such line
	            "f.bptt:2:1: no such name\ntry: print s\n");
	check_error("b", 1, (struct span){ 0, 0, 0 }, "f.bptt: no such name\ntry: print s\n");
	check_error("", 1, (struct span){ 1, 1, 1 }, "f.bptt:1:1: no such name\ntry: print s\n");
}

static void error_counts_letters_and_draws_columns(void **state)
{
	(void)state;
	check_error(NAM_NFC " cat", 1, (struct span){ 1, 12, 3 },
	            "f.bptt:1:12: no such name\n" NAM_NFC " cat\n           ^^^\ntry: print s\n");
	check_error(NAM_NFD " cat", 1, (struct span){ 1, 12, 3 },
	            "f.bptt:1:12: no such name\n" NAM_NFD " cat\n           ^^^\ntry: print s\n");
	check_error("\tx\t+ y", 1, (struct span){ 1, 4, 1 },
	            "f.bptt:1:4: no such name\n x + y\n   ^\ntry: print s\n");
	check_error("\u5B57 \u5B57", 1, (struct span){ 1, 3, 1 },
	            "f.bptt:1:3: no such name\n\u5B57 \u5B57\n   ^^\ntry: print s\n");
	check_error("a\u202Eb", 1, (struct span){ 1, 3, 1 },
	            "f.bptt:1:3: no such name\na<U+202E>b\n         ^\ntry: print s\n");
	check_error("a\u202Eb", 1, (struct span){ 1, 2, 1 },
	            "f.bptt:1:2: no such name\na<U+202E>b\n ^^^^^^^^\ntry: print s\n");
}

// The text under the carets.
static const char *faulty(const struct error *error)
{
	return error->excerpt + utf8_fit(error->excerpt, strlen(error->excerpt), error->caret);
}

static void error_cuts_long_lines(void **state)
{
	(void)state;
	static const char *const fillers[] = {
		"ab ",
		NAM_NFC " ",
		NAM_NFD " ",
		"\u5B57",
		"\t",
		"\xFF",
		"x\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301", // many bytes, one column
	};
	for (size_t f = 0; f < sizeof fillers / sizeof *fillers; f++)
		for (int before = 0; before < 200; before += 3) {
			struct text line = { 0 };
			text_add_repeated(&line, fillers[f], before);
			int const column = utf8_count(text_get(&line), line.length) + 1;
			text_add(&line, "cat");
			text_add_repeated(&line, fillers[f], 200 - before);
			struct error error;
			error_set(&error, (struct span){ 1, column, 3 }, NULL, "cause");
			error_locate(&error, "-", line.at, line.length, 1);
			assert_true(strlen(error.excerpt) < sizeof error.excerpt);
			assert_true(utf8_columns(error.excerpt, strlen(error.excerpt)) <= 80);
			assert_int_equal(error.caret_width, 3);
			assert_memory_equal(faulty(&error), "cat", 3);
			text_free(&line);
		}
	struct text line = { 0 };
	text_add_repeated(&line, "x", 1000); // a fault wider than the excerpt
	struct error error;
	error_set(&error, (struct span){ 1, 500, 500 }, NULL, "cause");
	error_locate(&error, "-", line.at, line.length, 1);
	assert_int_equal(error.caret + error.caret_width, 3 + 74);
	assert_int_equal(strlen(error.excerpt), 3 + 74 + 3);
	text_free(&line);
}

static void error_fields_are_bounded_and_clean(void **state)
{
	(void)state;
	struct text longer = { 0 };
	text_add_repeated(&longer, NAM_NFD " ", 100);
	struct error error;
	struct span const nowhere = { 0, 0, 0 };
	error_set(&error, nowhere, longer.at, "%s", longer.at);
	assert_int_equal(strcmp(error.cause + strlen(error.cause) - 3, "..."), 0);
	assert_int_equal(strcmp(error.advice + strlen(error.advice) - 3, "..."), 0);
	size_t const kept = strlen(error.cause) - 3;
	assert_memory_equal(error.cause, longer.at, kept);
	assert_true(kept > sizeof error.cause - 12);
	assert_int_equal(utf8_count(longer.at, kept) +
	                         utf8_count(longer.at + kept, longer.length - kept),
	                 1100); // cut between letters
	error_locate(&error, longer.at, "", 0, 1);
	assert_true(strlen(error.source) < sizeof error.source);
	text_free(&longer);

	error_set(&error, nowhere, NULL, "no `%s`", "\x1B[2J\u202E");
	assert_string_equal(error.cause, "no `<U+001B>[2J<U+202E>`");
	assert_string_equal(error.source, "");
	assert_string_equal(error.advice, "");
	error_set(&error, nowhere, "again", "%s: %s", "x", error.cause); // made of itself
	assert_string_equal(error.cause, "x: no `<U+001B>[2J<U+202E>`");
	error_set(&error, nowhere, error.advice, "y");
	assert_string_equal(error.advice, "again");

	error_locate(&error, "first", "", 0, 1);
	error_locate(&error, "second", "", 0, 1);
	assert_string_equal(error.source, "first");
}

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
		cmocka_unit_test(text_grows),
		cmocka_unit_test(text_reads_a_file),
		cmocka_unit_test(arena_keeps_one_piece),
		cmocka_unit_test(arena_gives_and_takes_back),
		cmocka_unit_test(utf8_decodes),
		cmocka_unit_test(utf8_knows_letters),
		cmocka_unit_test(utf8_cuts_between_letters),
		cmocka_unit_test(utf8_cleans),
		cmocka_unit_test(utf8_bounds_marks),
		cmocka_unit_test(utf8_folds_for_a_search),
		cmocka_unit_test(utf8_remembers_the_locale),
		cmocka_unit_test(error_shows_the_place),
		cmocka_unit_test(error_counts_letters_and_draws_columns),
		cmocka_unit_test(error_cuts_long_lines),
		cmocka_unit_test(error_fields_are_bounded_and_clean),
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
