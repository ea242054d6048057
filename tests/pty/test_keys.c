// SPDX-License-Identifier: GPL-3.0-or-later
// What keys mean: pastes, Enter as CR LF, the page that is read, the ways out, other terminals, vi.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "learner.h"

#define ESCAPE "\033"
#define HOME_KEY "\033[H"
#define END_KEY "\033[F"
#define PASTE_BEGIN "\033[200~"
#define PASTE_END "\033[201~"

static void assert_row_has(struct pty *pty, int row, const char *words)
{
	char *text = NULL;
	for (int i = 0; i < 1000; i++) {
		free(text);
		text = pty_row(pty, row);
		if (strstr(text, words))
			break;
		pty_let_pass(pty, 10);
	}
	if (!strstr(text, words))
		fail_msg("'%s' is not in '%s'", words, text);
	free(text);
}

static void assert_footer(struct pty *pty, const char *words)
{
	assert_row_has(pty, LAST - 1, words);
}

static int count_on_screen(struct pty *pty, const char *words)
{
	int count = 0;
	char *text = pty_text(pty);
	for (const char *at = text; (at = strstr(at, words)); at++)
		count++;
	free(text);
	return count;
}

// ---- pastes

// The sizes of Readline's own buffer, at which 8.2 wrote beyond it.
static void test_pastes_of_all_sizes(void **state)
{
	static const int sizes[] = { 1, 255, 256, 511, 512, 513, 1023, 1024, 1025, 4095, 4096, 8192 };
	(void)state;
	struct pty *pty = begin();
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		char text[8192 + 64] = PASTE_BEGIN "#";
		size_t length = strlen(text);
		memset(text + length, 'a', (size_t)sizes[i] - 1);
		strcpy(text + length + sizes[i] - 1, PASTE_END);
		pty_send(pty, text);
		pty_settle(pty);
		clear_line(pty);
	}
	pty_send(pty, PASTE_BEGIN "6 * 7\r\n8 * 8\r" PASTE_END "\r");
	assert_true(pty_wait_for(pty, "8 * 8 = 64"));
	assert_true(pty_wait_for(pty, "6 * 7 = 42"));
	end(pty);
}

// A paste behind letters in one write, cut short, or in the middle of something else.
static void test_pastes_at_bad_moments(void **state)
{
	(void)state;
	struct pty *pty = begin();
	pty_send(pty, "#" PASTE_BEGIN "\tM");
	pty_let_pass(pty, 1200); // it is believed to have ended
	assert_true(pty_wait_for_row(pty, LAST, "bptt> #^IM"));
	pty_send(pty, "x");
	assert_true(pty_wait_for_row(pty, LAST, "bptt> #^IMx"));
	clear_line(pty);
	pty_send(pty, "#" PASTE_BEGIN "\tM" CTRL_C);
	pty_let_pass(pty, 100);
	clear_line(pty);
	// A click in the burst of a letter leaves nothing.
	pty_send(pty, "a" "\033[<0;10;5M" "b");
	assert_line(pty, "ab", 2);
	clear_line(pty);
	// In a search it is what is searched; inside of another key it is not taken.
	enter(pty, "print 3 * 14");
	pty_send(pty, "\022" PASTE_BEGIN "3 * 1" PASTE_END);
	assert_true(pty_wait_for_row(pty, LAST, "(reverse-i-search)`3 * 1': print 3 * 14"));
	clear_line(pty);
	pty_send(pty, "\030" PASTE_BEGIN "u" PASTE_END "\007");
	assert_line(pty, "", 0);
	end(pty);
}

// More than a line can hold is refused with a word.
static void test_a_paste_without_end(void **state)
{
	enum { BYTES = 1200 * 1024 };
	(void)state;
	struct pty *pty = begin();
	char *text = malloc(BYTES + 1);
	assert_non_null(text);
	memset(text, 'a', BYTES);
	text[BYTES] = '\0';
	pty_send(pty, PASTE_BEGIN);
	pty_send(pty, text);
	pty_send(pty, PASTE_END);
	free(text);
	assert_true(pty_wait_for(pty, "was not taken"));
	assert_line(pty, "", 0);
	end(pty);
}

static void test_line_feed_after_return(void **state)
{
	(void)state;
	struct pty *pty = begin();
	pty_send(pty, "next\r\nnext\r\n");
	assert_line(pty, "", 0);
	assert_true(pty_wait_for(pty, "forward, t = 1"));
	pty_send(pty, "\n"); // alone it is Enter
	assert_true(pty_wait_for(pty, "forward, t = 2"));
	end(pty);
}

// ---- where Readline was not to be left

static void test_half_done(void **state)
{
	static const char *const keys[] = {
		"\022\030a", "\022\005", "\023\030\005", "\035\033a", "\033\rf\033[C", "\030(a" PASTE_BEGIN "b" PASTE_END "\030)\030e",
		"\0335\0331", "\033-\030", "\030\030\033", "\026\033[A", "\022\033\025", "\022\033[A",
	};
	(void)state;
	for (int plain = 0; plain < 2; plain++) {
		const char *const words[] = { plain ? "--plain" : NULL, NULL };
		struct pty *pty = pty_start(ROWS, COLS, words, NULL);
		assert_true(pty_wait_for(pty, "bptt>"));
		for (size_t i = 0; i < 2 * sizeof keys / sizeof *keys; i++) {
			pty_send(pty, "print 6\r");
			pty_send(pty, keys[i / 2]);
			pty_send(pty, i % 2 ? "\r" : "");
			pty_send(pty, CTRL_C);
			pty_settle(pty);
			assert_false(pty->has_ended);
		}
		pty_send(pty, "print 6 * 7\r");
		assert_true(pty_wait_for(pty, "42"));
		end(pty);
	}
}

// What belongs to the screen is gone with it.
static void test_plain_after_a_page(void **state)
{
	(void)state;
	struct pty *pty = begin();
	pty_send(pty, "help\r");
	assert_footer(pty, "q back");
	pty_send(pty, "set plain on\r");
	pty_settle(pty);
	pty_send(pty, PAGE_UP PAGE_DOWN CTRL_L "?\r");
	pty_send(pty, "print 6 * 7\r");
	assert_true(pty_wait_for(pty, "42"));
	pty_send(pty, "set plain off\r");
	assert_true(pty_wait_for_row(pty, LAST, "bptt>"));
	end(pty);
}

// ---- the page that is read

static void test_the_page_is_a_pager(void **state)
{
	(void)state;
	struct pty *pty = begin();
	pty_send(pty, "help\r");
	assert_row_has(pty, 0, "lines 1-21 of");
	assert_footer(pty, "Enter: read on   q back");
	pty_send(pty, " ");
	assert_row_has(pty, 0, "lines 21-41 of");
	pty_send(pty, "j");
	assert_row_has(pty, 0, "lines 22-42 of");
	pty_send(pty, "\033[B");
	assert_row_has(pty, 0, "lines 23-43 of");
	pty_send(pty, "k" UP);
	assert_row_has(pty, 0, "lines 21-41 of");
	pty_send(pty, PAGE_DOWN "f");
	assert_row_has(pty, 0, "lines 61-81 of");
	pty_send(pty, PAGE_UP "b");
	assert_row_has(pty, 0, "lines 21-41 of");
	pty_send(pty, END_KEY);
	assert_footer(pty, "Enter: back to the picture");
	pty_send(pty, HOME_KEY);
	assert_row_has(pty, 0, "lines 1-21 of");
	pty_send(pty, "G");
	assert_footer(pty, "Enter: back to the picture");
	pty_send(pty, "g");
	assert_row_has(pty, 0, "lines 1-21 of");
	// Words are found, lit, and found again; the walk has not moved.
	pty_send(pty, "/");
	assert_true(pty_wait_for_row(pty, LAST, "bptt> search"));
	pty_send(pty, "speaker-notes\r");
	assert_row_has(pty, 1, "speaker-notes");
	pty_send(pty, "N");
	assert_row_has(pty, 1, "speaker-notes");
	pty_send(pty, "/zzznot\r");
	pty_settle(pty);
	assert_row_has(pty, 1, "speaker-notes");
	pty_send(pty, "q");
	assert_footer(pty, "quit: Ctrl-D   ? keys");
	assert_true(pty_wait_for(pty, "Nothing is computed yet"));
	// Enter reads all of it and then goes back.
	pty_send(pty, "help\r");
	assert_footer(pty, "Enter: read on");
	for (int i = 0; i < 100 && !count_on_screen(pty, "Enter: back to the picture"); i++) {
		pty_send(pty, "\r");
		pty_settle(pty);
	}
	pty_send(pty, "\r");
	assert_footer(pty, "quit: Ctrl-D   ? keys");
	end(pty);
}

// Letters that are keys of a page, a pane or single letters are letters of a word, too.
static void test_words_begun_with_keys(void **state)
{
	static const char *const words[] = { "next", "back", "keys", "goto end", "norm(W)", "blank", "f" };
	(void)state;
	struct pty *pty = begin();
	for (size_t i = 0; i + 1 < sizeof words / sizeof *words; i++) {
		pty_send(pty, "help\r");
		assert_footer(pty, "q back");
		pty_send(pty, words[i]);
		assert_line(pty, words[i], (int)strlen(words[i]));
		clear_line(pty);
		pty_send(pty, ESCAPE);
		pty_let_pass(pty, 100);
	}
	end(pty);
}

static void test_quit_everywhere(void **state)
{
	static const char *const places[] = { "", "help\r", "focus log\r", "set keys single\r",
		                              "layout projector\r", "lesson 1\r" };
	static const char *const words[] = { "quit\r", "exit\r", ":q\r", "q\r" };
	(void)state;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		for (size_t j = 0; j < sizeof words / sizeof *words; j++) {
			struct pty *pty = begin();
			pty_send(pty, places[i]);
			pty_settle(pty);
			pty_send(pty, words[j]);
			pty_settle(pty);
			// q alone is first the way back to the line.
			if (!pty->has_ended && *words[j] == 'q')
				pty_send(pty, words[j]);
			if (!pty_wait_end(pty))
				fail_msg("'%s' after '%s' does not leave", words[j], places[i]);
			assert_left(pty);
			if (i == 4) {
				pty = begin(); // it is remembered
				enter(pty, "layout auto");
				end(pty);
			}
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pastes_of_all_sizes),
		cmocka_unit_test(test_pastes_at_bad_moments),
		cmocka_unit_test(test_a_paste_without_end),
		cmocka_unit_test(test_line_feed_after_return),
		cmocka_unit_test(test_half_done),
		cmocka_unit_test(test_plain_after_a_page),
		cmocka_unit_test(test_the_page_is_a_pager),
		cmocka_unit_test(test_words_begun_with_keys),
		cmocka_unit_test(test_quit_everywhere),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
