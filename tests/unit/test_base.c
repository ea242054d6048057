// SPDX-License-Identifier: GPL-3.0-or-later
// The base room: text, arenas, errors with a place.
#include <errno.h>
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
#include "base/text.h"
#include "base/utf8.h"
#include "letters.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_grows),
		cmocka_unit_test(text_reads_a_file),
		cmocka_unit_test(arena_keeps_one_piece),
		cmocka_unit_test(arena_gives_and_takes_back),
		cmocka_unit_test(error_shows_the_place),
		cmocka_unit_test(error_counts_letters_and_draws_columns),
		cmocka_unit_test(error_cuts_long_lines),
		cmocka_unit_test(error_fields_are_bounded_and_clean),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
