// SPDX-License-Identifier: GPL-3.0-or-later
// Pages of lessons, and the documents that they show.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/grid.h"
#include "base/text.h"
#include "base/utf8.h"
#include "lesson.h"
#include "lesson/content.h"
#include "lesson/document.h"
#include "lesson/page.h"
#include "view/arrangement.h"
#include "view/stage.h"

// --- pages

static void a_page_shows_what_was_reached(void **state)
{
	(void)state;
	struct lesson lesson;
	struct error error;
	assert_true(read_text(&lesson, good, &error));
	struct asked asked = { .hints = 1 };
	struct document document = { 0 };
	struct page_sight sight = {
		.lesson = &lesson, .page = 1, .asked = &asked, .document = &document
	};
	struct grid grid = grid_new(40, 60);
	struct text out = { 0 };
	page_draw(&sight, &grid, grid_area(&grid), 0);
	grid_write(&grid, &out);
	assert_non_null(strstr(text_get(&out), "▌ A paragraph of two lines"));
	assert_null(strstr(text_get(&out), "• one"));
	text_clear(&out);
	sight.block = 4;
	document_tell(document_rerun(&document, 1, 3, 1), TOLD_RESULT, "s[3] =\n  [1]");
	document_add(&document, (struct entry){ .page = 1, .block = 4, .kind = ENTRY_HINT }, "");
	int const rows = page_draw(&sight, &grid, grid_area(&grid), 0);
	grid_write(&grid, &out);
	assert_non_null(strstr(text_get(&out), "  • one\n  • two\n    1. deep\n"));
	assert_non_null(strstr(text_get(&out), "  ▸ hidden 2\n  ▸ s[3]\n    s[3] =\n      [1]\n"));
	assert_non_null(
		strstr(text_get(&out), "▌ Question. What is two and two?\n▌ Hint 1 of 2. 1+1 is two\n"));
	assert_null(strstr(text_get(&out), "Solution"));
	assert_int_equal(page_draw(&sight, NULL, grid_area(&grid), 0), rows);
	assert_int_equal(page_focus(&sight, 60), rows - 2);
	document_add(&document, (struct entry){ .page = 1, .block = 4, .kind = ENTRY_SOLUTION }, "");
	assert_int_equal(page_draw(&sight, NULL, grid_area(&grid), 0), rows + 1);
	document_free(&document);
	text_free(&out);
	grid_free(&grid);
	lesson_free(&lesson);
}

// --- documents and stages

static void a_document_is_in_the_order_of_the_lesson(void **state)
{
	(void)state;
	struct document document = { 0 }, again = { 0 };
	struct text text = { 0 }, text_again = { 0 };
	struct entry *typed = document_add(
		&document, (struct entry){ .page = 1, .block = 2, .kind = ENTRY_TYPED }, "let a = 1");
	document_tell(typed, TOLD_ERROR, "two\nlines, a \\ and a \x1b");
	document_tell(document_rerun(&document, 1, 2, 1), TOLD_RESULT, "second");
	document_tell(document_rerun(&document, 1, 2, 0), TOLD_RESULT, "first");
	document_add(&document, (struct entry){ .page = 0, .block = -1, .kind = ENTRY_END }, "");
	document_add(&document, (struct entry){ 1, 2, ENTRY_HINT, 3, NULL, NULL, 0 }, "");
	assert_int_equal(document.count, 5);
	assert_int_equal(document.entry[0].kind, ENTRY_END);
	assert_string_equal(document.entry[1].output[0].text, "first");
	assert_string_equal(document.entry[2].output[0].text, "second");
	assert_string_equal(document.entry[3].line, "let a = 1");
	assert_string_equal(document.entry[3].output[0].text, "two\nlines, a \\ and a <U+001B>");
	assert_int_equal(document_hints(&document, 1, 2, 9), 1);
	// What a command prints again takes the place of what it has printed.
	document_tell(document_rerun(&document, 1, 2, 0), TOLD_RESULT, "anew");
	assert_int_equal(document.count, 5);
	assert_string_equal(document_ran(&document, 1, 2, 0)->output[0].text, "anew");
	// The learner's part is kept.
	document_write(&document, &text);
	document_read(&again, text_get(&text));
	assert_int_equal(again.count, 3);
	document_write(&again, &text_again);
	assert_string_equal(text_get(&text), text_get(&text_again));
	document_forget_end(&again);
	assert_int_equal(again.count, 2);
	document_free(&again);
	document_free(&document);
	text_free(&text);
	text_free(&text_again);
}

static void damaged_documents_are_read_as_far_as_they_are_sound(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int entries;
	} rows[] = {
		{ "", 0 },
		{ "result x\n", 0 },
		{ "entry 0 0 typed 0 a\nresult b\nentry 0 0 tiped 0 a\nentry 0 0 typed 0 c\n", 1 },
		{ "entry -1 0 typed 0 a\n", 0 },
		{ "entry 0 -2 typed 0 a\n", 0 },
		{ "entry 0 0 ran 0 a\n", 0 },
		{ "entry 99999999999999999999 0 typed 0 a\n", 0 },
		{ "entry 0 0 typed 0", 1 },
		{ "entry 0 0 typed 0 a\\", 1 },
		{ "entry 0 0 answer 0 a\nwrong", 1 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct document document = { 0 };
		document_read(&document, rows[i].text);
		if (document.count != rows[i].entries)
			fail_msg("row %d: %d entries", (int)i, document.count);
		document_free(&document);
	}
}

// A line that is too long for the page goes on below, behind a mark, and no letter of it is lost.
static void nothing_printed_is_cut(void **state)
{
	(void)state;
	static const char printed[] = "  [-0.2186  -0.3474]   [1e-9   9.7e-05]  and-words-that-are-long";
	struct lesson lesson;
	struct error error;
	assert_true(read_text(&lesson, good, &error));
	struct document document = { 0 };
	document_tell(document_rerun(&document, 1, 3, 1), TOLD_RESULT, printed);
	struct page_sight const sight = {
		.lesson = &lesson, .page = 1, .block = 3, .document = &document
	};
	for (int cols = 30; cols < 100; cols++) {
		int const rows = page_draw(&sight, NULL, (struct area){ .cols = cols }, 0);
		struct grid grid = grid_new(rows, cols);
		struct text out = { 0 };
		page_draw(&sight, &grid, grid_area(&grid), 0);
		grid_write(&grid, &out);
		for (const char *number = "-0.2186\0-0.3474]\0[1e-9\0009.7e-05]\0and-words-that-are-long\0";
		     *number; number += strlen(number) + 1)
			if (!strstr(text_get(&out), number))
				fail_msg("at %d columns %s is cut:\n%s", cols, number, text_get(&out));
		text_free(&out);
		grid_free(&grid);
	}
	document_free(&document);
	lesson_free(&lesson);
}

// A sentence that was printed is no code: it goes on below without a mark, further in, and what it has between
// backquotes is code. Columns and errors keep the mark, since a part of them would be taken for the whole.
static void printed_sentences_are_wrapped_as_words(void **state)
{
	(void)state;
	static const struct {
		enum saying told;
		const char *printed, *rows;
	} rows[] = {
		{ TOLD_RESULT, "  undone: let W = 2; the place is loss 3, k = 0: iteration 4 of 4",
		  "\n    undone: let W = 2; the place is loss\n      3, k = 0: iteration 4 of 4\n" },
		{ TOLD_NOTE, "`lessons` lists all; `play 3` keeps this network to explore.",
		  "\n  lessons lists all; play 3 keeps this\n    network to explore.\n" },
		{ TOLD_NOTE, "one ` alone, as a name may have it", "\n  one ` alone, as a name may have it\n" },
		{ TOLD_RESULT, "a        row of a table, which is too long for it",
		  "\n  a        row of a table, which is too\n  ↪ long for it\n" },
		{ TOLD_ERROR, "lesson.md:3:1: an error is shown as it was typed",
		  "\n  lesson.md:3:1: an error is shown as it\n  ↪ was typed\n" },
	};
	struct lesson lesson;
	struct error error;
	assert_true(read_text(&lesson, good, &error));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct document document = { 0 };
		document_tell(document_rerun(&document, 1, 3, 1), rows[i].told, rows[i].printed);
		struct page_sight const sight = {
			.lesson = &lesson, .page = 1, .block = 4, .document = &document
		};
		struct grid grid = grid_new(40, 42);
		struct text out = { 0 };
		page_draw(&sight, &grid, grid_area(&grid), 0);
		grid_write(&grid, &out);
		if (!strstr(text_get(&out), rows[i].rows))
			fail_msg("row %d:\n%s", (int)i, text_get(&out));
		text_free(&out);
		grid_free(&grid);
		document_free(&document);
	}
	lesson_free(&lesson);
}

static void stages_hold_until_the_next(void **state)
{
	(void)state;
	static const char text[] = "# t\n\n<!-- note: For the teacher. -->\n\n## One\n\na\n\n"
				   "<!-- stage: network, equation delta[3,2] -->\n\nb\n\n"
				   "<!-- note: And more. -->\n\n## Two\n\nc\n\n"
				   "<!-- stage:\n     none -->\n\nd\n";
	struct lesson lesson;
	struct error error;
	assert_true(read_text(&lesson, text, &error));
	assert_int_equal(lesson.pages, 2);
	assert_string_equal(lesson.page[0].notes, "For the teacher.\nAnd more.");
	assert_null(lesson.page[0].block[0].stage);
	const struct stage *stage = lesson.page[0].block[1].stage;
	assert_int_equal(stage->count, 2);
	assert_int_equal(stage->item[0].pane, pane_find("network"));
	assert_string_equal(stage->item[0].at, "");
	assert_int_equal(stage->item[1].pane, pane_find("equation"));
	assert_string_equal(stage->item[1].at, "delta[3,2]");
	assert_ptr_equal(lesson.page[1].block[0].stage, stage);
	assert_int_equal(lesson.page[1].block[1].stage->count, 0);
	lesson_free(&lesson);
	assert_false(read_text(&lesson, "# t\n\na\n\n<!-- stage: nothing -->\n\nb\n", &error));
	assert_non_null(strstr(error.cause, "there is no view 'nothing'"));
	assert_int_equal(error.span.line, 5);
}

// What is measured is what is drawn, at any width; scrolling shows the same rows.
static void pages_fit_any_width(void **state)
{
	(void)state;
	struct lesson lesson;
	struct error error;
	assert_true(read_text(&lesson, good, &error));
	struct page_sight const sight = { .lesson = &lesson, .page = 1, .block = 4 };
	for (int cols = 0; cols < 130; cols++) {
		int const rows = page_draw(&sight, NULL, (struct area){ .cols = cols }, 0);
		assert_true(rows > 0);
		struct grid whole = grid_new(rows, cols), part = grid_new(rows, cols);
		page_draw(&sight, &whole, grid_area(&whole), 0);
		for (int row = 0; row < rows; row++)
			page_draw(&sight, &part, (struct area){ row, 0, 1, cols }, row);
		assert_true(grid_equal(&whole, &part));
		grid_free(&whole);
		grid_free(&part);
	}
	lesson_free(&lesson);
}

int main(void)
{
	utf8_set_locale(true);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_shows_what_was_reached),
		cmocka_unit_test(pages_fit_any_width),
		cmocka_unit_test(a_document_is_in_the_order_of_the_lesson),
		cmocka_unit_test(damaged_documents_are_read_as_far_as_they_are_sound),
		cmocka_unit_test(nothing_printed_is_cut),
		cmocka_unit_test(printed_sentences_are_wrapped_as_words),
		cmocka_unit_test(stages_hold_until_the_next),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
