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
		const char *const no_editor[] = { "VISUAL=true", NULL };
		struct pty *pty = pty_start(ROWS, COLS, words, no_editor);
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
	pty_send(pty, HOME_KEY "W" PAGE_DOWN); // a line is begun while it is read
	assert_row_has(pty, 0, "lines 21-41 of");
	assert_true(pty_wait_for_row(pty, LAST, "bptt> W"));
	pty_send(pty, BACKSPACE "q");
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

// ---- the log is not searched for the search

static void test_search_finds_no_echo(void **state)
{
	(void)state;
	struct pty *pty = begin();
	enter(pty, "print 6 * 7");
	enter(pty, "focus log");
	for (int i = 0; i < 2; i++) {
		pty_send(pty, "/zzznot\r");
		assert_footer(pty, "'zzznot' is not in the pane log");
		assert_int_equal(count_on_screen(pty, "zzznot"), 1);
	}
	pty_send(pty, "/6 * 7\r");
	assert_footer(pty, "q line");
	end(pty);
}

// ---- other terminals, other hands

// Home and End, as each terminal sends them, also where the system's inputrc binds them (Debian's does).
static void test_home_and_end(void **state)
{
	static const struct {
		const char *term, *home, *end;
	} terminals[] = {
		{ "TERM=xterm-256color", "\033OH", "\033OF" },   { "TERM=tmux-256color", "\033[1~", "\033[4~" },
		{ "TERM=screen", "\033[1~", "\033[4~" },        { "TERM=linux", "\033[1~", "\033[4~" },
		{ "TERM=rxvt-unicode", "\033[7~", "\033[8~" },   { "TERM=xterm-256color", "\033[H", "\033[4~" },
		{ "TERM=xterm-256color", "\033[1~", "\033[4~" },         { "TERM=vt100", "\033[H", "\033[F" },
	};
	static const char rc[] = "\"\\e[1~\": beginning-of-line\n\"\\e[4~\": end-of-line\n"
				 "\"\\e[7~\": beginning-of-line\n\"\\e[8~\": end-of-line\n"
				 "\"\\e[5~\": history-search-backward\n";
	char path[512], variable[600];
	(void)state;
	snprintf(path, sizeof path, "%s/inputrc", getenv("HOME"));
	snprintf(variable, sizeof variable, "INPUTRC=%s", path);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(rc, file);
	fclose(file);
	for (size_t i = 0; i < 2 * sizeof terminals / sizeof *terminals; i++) {
		const char *const environment[] = { terminals[i / 2].term, i % 2 ? variable : NULL, NULL };
		struct pty *pty = pty_start(ROWS, COLS, NULL, environment);
		assert_true(pty_wait_for_row(pty, LAST, "bptt>"));
		const char *const keys[] = { terminals[i / 2].end, terminals[i / 2].home };
		for (int j = 0; j < 2; j++) {
			pty_send(pty, keys[j]);
			assert_line(pty, "", 0);
			pty_send(pty, UP);
			assert_line(pty, j ? "goto start" : "goto end", j ? 10 : 8);
			pty_send(pty, CTRL_U);
			assert_line(pty, "", 0);
		}
		pty_send(pty, "ab");
		pty_send(pty, terminals[i / 2].home);
		assert_true(pty_wait_for_cursor(pty, LAST, 6));
		pty_send(pty, terminals[i / 2].end);
		assert_true(pty_wait_for_cursor(pty, LAST, 8));
		// What a person has bound to something else is theirs.
		pty_send(pty, CTRL_U "print 41\r");
		pty_settle(pty);
		pty_send(pty, "print 4" PAGE_UP);
		if (i % 2)
			assert_true(pty_wait_for_row(pty, LAST, "bptt> print 41"));
		pty_free(pty);
	}
	remove(path);
}

static struct pty *begin_with_vi(void)
{
	char path[512], variable[600];
	snprintf(path, sizeof path, "%s/vi.inputrc", getenv("HOME"));
	snprintf(variable, sizeof variable, "INPUTRC=%s", path);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs("set editing-mode vi\n", file);
	fclose(file);
	const char *const environment[] = { variable, NULL };
	struct pty *pty = begin_with(NULL, environment);
	remove(path);
	return pty;
}

static void test_vi_keeps_its_keys(void **state)
{
	(void)state;
	struct pty *pty = begin_with_vi();
	enter(pty, "print 6 * 7");
	pty_send(pty, ESCAPE);
	pty_let_pass(pty, 100);
	pty_send(pty, "k");
	assert_true(pty_wait_for_row(pty, LAST, "bptt> print 6 * 7"));
	pty_send(pty, "$x0iA" ESCAPE);
	pty_let_pass(pty, 100);
	assert_true(pty_wait_for_row(pty, LAST, "bptt> Aprint 6 *"));
	pty_send(pty, "f6r5");
	assert_true(pty_wait_for_row(pty, LAST, "bptt> Aprint 5 *"));
	end(pty);
}

// The footer says what works now, and how to get out of it.
static void test_the_footer_follows(void **state)
{
	(void)state;
	struct pty *pty = begin();
	enter(pty, "print 6");
	assert_footer(pty, "quit: Ctrl-D   ? keys");
	pty_send(pty, "p");
	assert_footer(pty, "Enter: run this line   Tab completes   clear: Ctrl-C");
	pty_send(pty, BACKSPACE);
	assert_footer(pty, "quit: Ctrl-D   ? keys");
	pty_send(pty, CTRL_R);
	assert_footer(pty, "Enter: take this line   Ctrl-R Ctrl-S more   give up: Ctrl-G");
	pty_send(pty, "\007\030");
	assert_footer(pty, "give up: Ctrl-C");
	pty_send(pty, "\007");
	assert_footer(pty, "quit: Ctrl-D   ? keys");
	end(pty);
	static const char *const words[] = { "-n", "lesson", "1", NULL };
	pty = begin_with(words, NULL);
	for (int i = 0; i < 60 && !count_on_screen(pty, "answer>"); i++) {
		pty_send(pty, "\r");
		pty_settle(pty);
	}
	assert_footer(pty, "quit: Ctrl-D");
	assert_footer(pty, "skip");
	end(pty);
}

// Whatever stands on the line or was done, a presenter's clicker goes on.
static void test_a_clicker_always_acts(void **state)
{
	(void)state;
	struct pty *pty = begin();
	enter(pty, "layout projector");
	pty_send(pty, "b"); // blank, as . does
	assert_true(pty_wait_for_row(pty, LAST, ""));
	pty_send(pty, "b");
	assert_line(pty, "", 0);
	pty_send(pty, "\033[15~" PAGE_DOWN); // F5
	assert_line(pty, "", 0);
	assert_true(pty_wait_for(pty, "t = 0"));
	pty_send(pty, "xyz");
	assert_line(pty, "xyz", 3);
	pty_send(pty, PAGE_DOWN);
	assert_line(pty, "", 0);
	assert_true(pty_wait_for(pty, "t = 1"));
	pty_send(pty, CTRL_R "x" PAGE_DOWN);
	assert_line(pty, "", 0);
	assert_true(pty_wait_for(pty, "t = 2"));
	pty_send(pty, "abc" PAGE_UP);
	assert_line(pty, "", 0);
	assert_true(pty_wait_for(pty, "t = 1"));
	pty_send(pty, "back"); // the b has blanked the screen, and is the word's after all
	assert_line(pty, "back", 4);
	clear_line(pty);
	enter(pty, "layout auto");
	end(pty);
}

// ---- the history's file

static void history_path(char *path, size_t room, const char *ending)
{
	snprintf(path, room, "%s/.local/state/bptt-repl/history%s", getenv("HOME"), ending);
}

static void write_history(const char *bytes, size_t length)
{
	char path[512];
	history_path(path, sizeof path, "");
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	fclose(file);
}

static void assert_history(const char *ending, const char *bytes, size_t length)
{
	char path[512], is[4096];
	history_path(path, sizeof path, ending);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	assert_int_equal(fread(is, 1, sizeof is, file), length);
	assert_memory_equal(is, bytes, length);
	fclose(file);
}

// At the first bytes of a letter whose others are missing, Readline's vi commands go back and forth for ever.
static void test_vi_at_half_letters(void **state)
{
	static const char *const ways[] = { "x \341\272" ESCAPE, "\033[200~x \341\272\033[201~" ESCAPE,
		                            ESCAPE "k" };
	static const char history[] = "x \341\272\n";
	(void)state;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		write_history(history, sizeof history - 1);
		struct pty *pty = begin_with_vi();
		pty_send(pty, ways[i]);
		pty_let_pass(pty, 100); // a lone ESC is one when nothing follows
		assert_true(pty_wait_for_row(pty, LAST, "bptt> x"));
		pty_send(pty, "0eW0%0wccprint 6 * 7");
		assert_true(pty_wait_for_row(pty, LAST, "bptt> print 6 * 7"));
		end(pty);
	}
	write_history("", 0);
}

static void test_history_files(void **state)
{
	static const char open[] = "print 1\nprint 2", closed[] = "print 1\nprint 2\nprint 3\nquit\n";
	static const char binary[] = "\x7F" "ELF\0\1\2\n\0";
	(void)state;
	struct pty *pty = begin(); // the folder is there now
	end(pty);
	write_history(open, sizeof open - 1);
	pty = begin();
	pty_send(pty, UP);
	assert_line(pty, "print 2", 7);
	clear_line(pty);
	enter(pty, "print 3");
	end(pty);
	assert_history("", closed, sizeof closed - 1);
	write_history(binary, sizeof binary - 1);
	pty = begin();
	assert_true(pty_wait_for(pty, "is not a history file"));
	enter(pty, "print 3");
	end(pty);
	assert_history("", "print 3\nquit\n", 13);
	assert_history(".damaged", binary, sizeof binary - 1);
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
		cmocka_unit_test(test_search_finds_no_echo),
		cmocka_unit_test(test_home_and_end),
		cmocka_unit_test(test_vi_keeps_its_keys),
		cmocka_unit_test(test_vi_at_half_letters),
		cmocka_unit_test(test_the_footer_follows),
		cmocka_unit_test(test_a_clicker_always_acts),
		cmocka_unit_test(test_history_files),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
