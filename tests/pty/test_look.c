// SPDX-License-Identifier: GPL-3.0-or-later
// How the screen looks where: as many colours as there are, none where none is wished for, on the
// background that there is; lines instead of it, and what stays of it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "learner.h"

// A place of the backward pass: most roles are seen.
static const char *const backward[] = { "-e", "goto backward 3 1", NULL };

// Whether there are colours: `set color never` in all its forms.
static void test_color(void **state)
{
	static const struct {
		const char *option, *variable;
		bool has_colours;
	} cases[] = {
		{ NULL, "NO_COLOR", true },
		{ NULL, "NO_COLOR=", true },
		{ NULL, "NO_COLOR=1", false },
		{ "--color=auto", "NO_COLOR=1", false },
		{ "--color=always", "NO_COLOR=1", true },
		{ "--color=never", "NO_COLOR", false },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *const words[] = { "-e", "goto backward 3 1", cases[i].option, NULL };
		const char *const environment[] = { cases[i].variable, NULL };
		struct pty *pty = begin_with(words, environment);
		assert_int_equal(pty_count_raw(pty, "\033[38;5;") > 0, cases[i].has_colours);
		end(pty);
	}
}

// Each terminal gets its own colours, and something is told apart on all: bold and reverse at least.
static void test_terminals(void **state)
{
	static const struct {
		const char *terminal, *background;
		const char *colour, *other; // what is sent, and what must not be
	} cases[] = {
		{ "TERM=xterm-256color", NULL, "\033[48;5;234m", "\033[38;5;98m" },
		{ "TERM=xterm-256color", "COLORFGBG=15;0", "\033[38;5;215m", "\033[38;5;98m" },
		{ "TERM=xterm-256color", "COLORFGBG=0;15", "\033[38;5;124m", "\033[38;5;98m" },
		{ "TERM=xterm", "COLORFGBG=0;15", "\033[31m", "\033[38;5" },
		{ "TERM=xterm", "COLORFGBG=15;0", "\033[36m", "\033[31m" },
		{ "TERM=xterm", NULL, "\033[40m", "\033[31m" },
		{ "TERM=linux", NULL, "\033[36m", "\033[31m" },
		{ "TERM=xterm-mono", NULL, "\033[7m", "\033[36m" },
		{ "TERM=vt100", "COLORFGBG=15;0", "\033[7m", "\033[36m" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *const environment[] = { cases[i].terminal, cases[i].background, NULL };
		struct pty *pty = pty_start(ROWS, COLS, backward, environment);
		pty_settle(pty);    // not all of them speak the emulator's language
		char code[16] = ""; // it may stand beside others in one sequence
		snprintf(code, sizeof code, "%.*s", (int)strlen(cases[i].colour + 2) - 1,
		         cases[i].colour + 2);
		if (!strstr(pty->raw, code))
			fail_msg("%s %s sends no %s", cases[i].terminal, cases[i].background, code);
		if (strstr(pty->raw, cases[i].other))
			fail_msg("%s sends %s", cases[i].terminal, cases[i].other + 1);
		pty_send(pty, "quit\r");
		assert_true(pty_wait_end(pty));
		pty_free(pty);
	}
}

// 24 bits, where COLORTERM promises them, whatever terminfo has: all else stays the terminal's own, the
// alternate screen and bracketed paste, and the shell's terminal comes back.
static void test_direct_colours(void **state)
{
	static const char *const terminals[] = { "TERM=xterm-256color", "TERM=xterm", "TERM=tmux-256color",
		                                 "TERM=screen-256color" };
	(void)state;
	for (size_t i = 0; i < sizeof terminals / sizeof *terminals; i++) {
		const char *const promise[] = { "COLORTERM=truecolor", "COLORFGBG=15;0", terminals[i],
			                        "TERMINFO", NULL };
		struct pty *pty = begin_with(backward, promise);
		assert_true(pty_count_raw(pty, "38;2;255;158;100") > 0);
		assert_int_equal(pty_count_raw(pty, "38;5;"), 0);
		assert_true(pty->is_alternate);
		end(pty);
	}
	// No promise is made for one colour.
	static const char *const mono[] = { "COLORTERM=truecolor", "TERM=vt100", NULL };
	struct pty *pty = pty_start(ROWS, COLS, backward, mono);
	pty_settle(pty);
	assert_int_equal(pty_count_raw(pty, "38;2;"), 0);
	pty_send(pty, "quit\r");
	assert_true(pty_wait_end(pty));
	pty_free(pty);
}

static void test_set_background(void **state)
{
	(void)state;
	struct pty *pty = begin_with(backward, NULL);
	char *before = pty_text(pty);
	pty_forget(pty);
	enter(pty, "set background light");
	assert_true(pty_count_raw(pty, "\033[38;5;124m") > 0);
	pty_forget(pty);
	enter(pty, "set color never");
	assert_int_equal(pty_count_raw(pty, "\033[38;5;"), 0);
	enter(pty, "set color always");
	assert_true(pty_count_raw(pty, "\033[38;5;124m") > 0);
	free(before);
	end(pty);
}

static void test_set_plain(void **state)
{
	(void)state;
	struct pty *pty = begin();
	enter(pty, "print 6 * 7");
	pty_send(pty, "set plain on\r");
	pty_settle(pty);
	assert_false(pty->is_alternate);
	pty_send(pty, "print 40 - 1\r");
	assert_true(pty_wait_for(pty, "39"));
	pty_send(pty, UP UP);
	pty_settle(pty);
	pty_send(pty, "\r");
	pty_send(pty, "set plain off\r");
	assert_line(pty, "", 0);
	assert_true(pty->is_alternate);
	pty_send(pty, UP UP UP);
	assert_line(pty, "print 40 - 1", 12);
	end(pty);
	// Where there can be no screen, the wish is answered, and the lines go on.
	static const char *const dumb[] = { "TERM=dumb", NULL };
	pty = pty_start(ROWS, COLS, NULL, dumb);
	assert_true(pty_wait_for(pty, "bptt>"));
	pty_forget(pty);
	pty_send(pty, "set plain off\rprint 6 * 7\r");
	assert_true(pty_wait_for(pty, "42"));
	pty_settle(pty); // between two lines the terminal is not Readline's, and Ctrl-D would be its own
	pty_send(pty, "\004");
	assert_left(pty);
}

static void test_leave_screen(void **state)
{
	(void)state;
	for (int leaves = 0; leaves < 2; leaves++) {
		const char *const words[] = { "-e", "goto backward 3 1",
			                      leaves ? "--leave-screen" : NULL, NULL };
		struct pty *pty = begin_with(words, NULL);
		pty_send(pty, "\004");
		assert_true(pty_wait_end(pty));
		assert_true(pty_is_restored(pty));
		char *text = pty_text(pty);
		assert_int_equal(strstr(text, "loss 3, k = 1") != NULL, leaves);
		free(text);
		pty_free(pty);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_color),          cmocka_unit_test(test_terminals),
		cmocka_unit_test(test_direct_colours), cmocka_unit_test(test_set_background),
		cmocka_unit_test(test_set_plain),      cmocka_unit_test(test_leave_screen),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
