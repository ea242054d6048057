// SPDX-License-Identifier: GPL-3.0-or-later
// The screen as a person meets it: the line, the keys, stopping and leaving.
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "learner.h"

enum { MOST_STEP_BYTES = 8192 };

// A session in which something takes long.
#define LONG_WORK "check"
static const char *const long_work_words[] = { "-e", "vocab 1000",        "-e", "hidden 200",
	                                       "-e", "x 0 1 2 3 4 5 6 7", "-e", "y 1 2 3 4 5 6 7 8",
	                                       NULL };

static void test_line_editing(void **state)
{
	(void)state;
	struct pty *pty = begin();
	pty_send(pty, "abc" LEFT LEFT "X");
	assert_line(pty, "aXbc", 2);
	pty_send(pty, RIGHT "Y");
	assert_line(pty, "aXbYc", 4);
	pty_send(pty, "\033[H<\033[F>");
	assert_line(pty, "<aXbYc>", 7);
	clear_line(pty);
	// A line longer than the row moves sideways; the caret stays in sight.
	char longer[200];
	memset(longer, 'w', sizeof longer - 1);
	longer[sizeof longer - 1] = '\0';
	pty_send(pty, longer);
	pty_send(pty, "END");
	assert_true(pty_wait_for(pty, "wwEND"));
	pty_settle(pty);
	int row, col;
	pty_cursor(pty, &row, &col);
	char *line = pty_row(pty, LAST);
	assert_int_equal(row, LAST);
	assert_int_equal(col, strlen(line));
	free(line);
	pty_send(pty, "\001");
	assert_true(pty_wait_for(pty, "bptt> wwww"));
	end(pty);
}

static void test_keys_type_commands(void **state)
{
	static const struct {
		const char *key, *command;
	} keys[] = {
		{ RIGHT, "step" },           { LEFT, "back" },        { PAGE_DOWN, "next" },
		{ PAGE_UP, "reverse-next" }, { "\033[15~", "where" }, { "\033OD", "back" },
		{ "\033[1;5A", "slide up" }, { "\033[1;5B", "slide down" },
	};
	(void)state;
	struct pty *pty = begin();
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		pty_send(pty, keys[i].key);
		assert_line(pty, "", 0);
		pty_send(pty, UP);
		assert_line(pty, keys[i].command, (int)strlen(keys[i].command));
		clear_line(pty);
	}
	end(pty);
}

static void test_escape_is_no_trap(void **state)
{
	(void)state;
	struct pty *pty = begin();
	// Nobody has bound F20, focus and mouse reports.
	pty_send(pty, "\033[34~\033[I\033[<0;3;4Ma");
	assert_line(pty, "a", 1);
	// ESC alone is dropped; ESC b at once is Meta-b.
	pty_send(pty, "\033");
	pty_let_pass(pty, 100);
	pty_send(pty, "b");
	assert_line(pty, "ab", 2);
	pty_send(pty, "\033b");
	assert_line(pty, "ab", 0);
	end(pty);
}

static void test_paste(void **state)
{
	(void)state;
	struct pty *pty = begin();
	assert_true(pty_count_raw(pty, "\033[?2004h") == 1);
	pty_send(pty, "\033[200~a\033b\nc\033[201~");
	assert_line(pty, "a^[b^Jc", 7);
	clear_line(pty);
	// What a paste ends with is lost: the rest comes, the line is ours again.
	pty_send(pty, "\033[200~half");
	assert_line(pty, "half", 4);
	// A block is several lines.
	clear_line(pty);
	pty_send(pty, "\033[200~W[0,0] = 20\nW[0,0] = 22 + W[0,0]\n\033[201~");
	pty_send(pty, "\r");
	assert_line(pty, "", 0);
	pty_send(pty, "W[0,0]\r");
	assert_true(pty_wait_for(pty, "42"));
	end(pty);
}

static void test_history(void **state)
{
	(void)state;
	struct pty *pty = begin();
	enter(pty, "where");
	enter(pty, "print 1 + 1");
	pty_send(pty, UP UP);
	assert_line(pty, "where", 5);
	clear_line(pty);
	pty_send(pty, CTRL_R "1 +");
	assert_true(pty_wait_for_row(pty, LAST, "(reverse-i-search)`1 +': print 1 + 1"));
	clear_line(pty);
	// Another session beside this one: neither loses a line.
	struct pty *beside = begin();
	enter(beside, "print 2 + 2");
	enter(pty, "print 3 + 3");
	end(beside);
	end(pty);
	pty = begin();
	pty_send(pty, CTRL_R "2 + 2");
	assert_true(pty_wait_for_row(pty, LAST, "(reverse-i-search)`2 + 2': print 2 + 2"));
	clear_line(pty);
	pty_send(pty, CTRL_R "3 + 3");
	assert_true(pty_wait_for_row(pty, LAST, "(reverse-i-search)`3 + 3': print 3 + 3"));
	end(pty);
}

static void test_no_home(void **state)
{
	static const char *const homes[][3] = {
		{ "HOME" },
		{ "HOME=/proc/nonexistent/place" }, // where root makes no folder either
		{ "HOME=/proc" },
		{ "XDG_STATE_HOME=/dev/null" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof homes / sizeof *homes; i++) {
		struct pty *pty = begin_with(NULL, homes[i]);
		enter(pty, "where");
		pty_send(pty, UP);
		assert_line(pty, "where", 5);
		end(pty);
	}
}

static void test_completion(void **state)
{
	(void)state;
	struct pty *pty = begin();
	pty_send(pty, "hidd\t");
	assert_line(pty, "hidden", 7);
	clear_line(pty);
	// Two matches and more are listed in the log's pane, not over the picture.
	pty_send(pty, "reverse-\t\t");
	assert_true(pty_wait_for(pty, "reverse-next"));
	assert_true(pty_wait_for(pty, "reverse-finish"));
	assert_line(pty, "reverse-", 8);
	end(pty);
}

static void test_vi_keys(void **state)
{
	(void)state;
	char path[256], setting[300];
	const char *home = getenv("HOME");
	snprintf(path, sizeof path, "%s/inputrc", home ? home : "/tmp");
	snprintf(setting, sizeof setting, "INPUTRC=%s", path);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs("$if Bptt\nset editing-mode vi\n\"\\C-x\": \"of bptt\"\n$endif\n", file);
	fclose(file);
	const char *const environment[] = { setting, NULL };
	struct pty *pty = begin_with(NULL, environment);
	pty_send(pty, "\030");
	assert_line(pty, "of bptt", 7);
	pty_send(pty, "\033");
	assert_line(pty, "of bptt", 6);
	pty_send(pty, "0x");
	assert_line(pty, "f bptt", 0);
	pty_send(pty, "iX\r");
	assert_line(pty, "", 0);
	pty_send(pty, RIGHT);
	assert_line(pty, "", 0);
	pty_send(pty, UP);
	assert_line(pty, "step", 4);
	end(pty);
	remove(path);
}

static void test_interrupt(void **state)
{
	(void)state;
	struct pty *pty = begin();
	pty_send(pty, "abc" CTRL_C);
	assert_line(pty, "", 0);
	end(pty);
	pty = begin_with(long_work_words, NULL);
	pty_send(pty, LONG_WORK "\r");
	assert_true(pty_wait_for_row(pty, LAST, "bptt> " LONG_WORK));
	clear_line(pty);
	pty_send(pty, "print 6 * 7\r");
	assert_true(pty_wait_for(pty, "42"));
	end(pty);
}

static void test_redraw(void **state)
{
	(void)state;
	struct pty *pty = begin();
	pty_send(pty, RIGHT "abc");
	assert_line(pty, "abc", 3);
	char *before = pty_text(pty);
	// Something else has written over the picture.
	vterm_input_write(pty->terminal, "\033[3;1Hrubbish", 13);
	pty_send(pty, CTRL_L);
	assert_line(pty, "abc", 3);
	char *after = pty_text(pty);
	assert_string_equal(before, after);
	free(before);
	free(after);
	end(pty);
}

static void test_steps_do_not_flicker(void **state)
{
	(void)state;
	struct pty *pty = begin();
	size_t most = 0;
	for (int i = 0; i < 200; i++) {
		pty_forget(pty);
		pty_send(pty, RIGHT);
		pty_settle(pty);
		if (pty->raw_length > most)
			most = pty->raw_length;
		assert_int_equal(pty_count_raw(pty, "\033[2J") + pty_count_raw(pty, "\033[3J"), 0);
	}
	print_message("# at most %zu bytes a step at 80x24\n", most);
	assert_true(most > 0 && most <= MOST_STEP_BYTES);
	pty_forget(pty);
	pty_send(pty, "quit\r");
	assert_true(pty_wait_end(pty));
	pty_free(pty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line_editing),
		cmocka_unit_test(test_keys_type_commands),
		cmocka_unit_test(test_escape_is_no_trap),
		cmocka_unit_test(test_paste),
		cmocka_unit_test(test_history),
		cmocka_unit_test(test_no_home),
		cmocka_unit_test(test_completion),
		cmocka_unit_test(test_vi_keys),
		cmocka_unit_test(test_interrupt),
		cmocka_unit_test(test_redraw),
		cmocka_unit_test(test_steps_do_not_flicker),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
