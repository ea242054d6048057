// SPDX-License-Identifier: GPL-3.0-or-later
// The panes as a person arranges them: by command, kept from one session to the next, always with a place
// to be seen and a size to be asked for.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "learner.h"

#define PROJECTED "loss 3, back to step 1"

static void assert_shown(struct pty *pty, const char *text, bool is_shown)
{
	pty_settle(pty);
	char *screen = pty_text(pty);
	assert_int_equal(strstr(screen, text) != NULL, is_shown);
	free(screen);
}

static void test_a_layout_is_remembered(void **state)
{
	static const char *const uninitialised[] = { "-n", NULL };
	(void)state;
	struct pty *pty = begin();
	enter(pty, "layout projector");
	enter(pty, "hide log");
	enter(pty, "goto backward 3 1");
	assert_true(pty_wait_for(pty, PROJECTED));
	end(pty);
	pty = begin();
	enter(pty, "goto backward 3 1");
	assert_true(pty_wait_for(pty, PROJECTED));
	assert_shown(pty, "─ log ─", false);
	end(pty);
	pty = begin_with(uninitialised, NULL);
	enter(pty, "goto backward 3 1");
	assert_true(pty_wait_for(pty, "iteration 3 of 4"));
	assert_shown(pty, PROJECTED, false);
	enter(pty, "layout reading"); // it is not kept either
	end(pty);
	pty = begin();
	enter(pty, "goto backward 3 1");
	assert_true(pty_wait_for(pty, PROJECTED));
	enter(pty, "layout auto");
	end(pty);
	pty = begin();
	enter(pty, "goto backward 3 1");
	assert_true(pty_wait_for(pty, "─ log ─"));
	assert_shown(pty, PROJECTED, false);
	end(pty);
}

static void test_zoom_focus_search(void **state)
{
	(void)state;
	struct pty *pty = begin();
	enter(pty, "goto backward 3 1");
	enter(pty, "zoom words");
	assert_true(pty_wait_for(pty, "read x[t]"));
	// Wherever it is zoomed to, the place stays in sight.
	assert_shown(pty, "loss 3, k = 1: iteration 3 of 4", true);
	assert_shown(pty, "─ time", false);
	enter(pty, "zoom off");
	assert_true(pty_wait_for(pty, "─ time"));
	enter(pty, "focus grid");
	assert_true(pty_wait_for(pty, "▐grid: ‖δ[t,k]‖▌"));
	enter(pty, "focus off");
	assert_shown(pty, "▐grid: ‖δ[t,k]‖▌", false);
	// A pane that is full of something is read from its end to its beginning.
	for (int i = 0; i < 12; i++)
		enter(pty, "E");
	enter(pty, "focus log");
	enter(pty, "scroll top");
	assert_true(pty_wait_for(pty, " 1-"));
	enter(pty, "focus off");
	end(pty);
}

static void test_position_survives_sizes(void **state)
{
	static const char *const words[] = { "lesson", "3", NULL };
	static const int sizes[][2] = {
		{ 24, 80 }, { 14, 50 }, { 50, 200 }, { 12, 40 }, { 30, 100 }
	};
	(void)state;
	struct pty *pty = begin_with(words, NULL);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		pty_resize(pty, sizes[i][0], sizes[i][1]);
		assert_shown(pty, "page 1/", true);
	}
	pty_resize(pty, 5, 40);
	assert_true(pty_wait_for(pty, "40x5 is too small: 30x7 is needed"));
	pty_resize(pty, ROWS, COLS);
	assert_true(pty_wait_for(pty, "page 1/"));
	end(pty);
}

// Nobody steps by a key where what it does cannot be seen; a line is obeyed.
static void test_too_small_keys(void **state)
{
	(void)state;
	struct pty *pty = begin();
	enter(pty, "goto forward 2");
	enter(pty, "set keys single");
	pty_resize(pty, 5, 40);
	assert_true(pty_wait_for(pty, "40x5 is too small: 30x7 is needed"));
	pty_send(pty, "\033[C\033[6~\r\t");
	pty_settle(pty);
	pty_resize(pty, ROWS, COLS);
	assert_true(pty_wait_for(pty, "forward, t = 2"));
	pty_send(pty, "n");
	assert_true(pty_wait_for(pty, "forward, t = 3"));
	pty_resize(pty, 5, 40);
	assert_true(pty_wait_for(pty, "40x5 is too small: 30x7 is needed"));
	pty_send(pty, "reverse-next\r");
	pty_settle(pty);
	pty_resize(pty, ROWS, COLS);
	assert_true(pty_wait_for(pty, "forward, t = 2"));
	assert_shown(pty, "s step", true);
	pty_send(pty, "q");
	assert_line(pty, "", 0);
	end(pty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_layout_is_remembered),
		cmocka_unit_test(test_zoom_focus_search),
		cmocka_unit_test(test_position_survives_sizes),
		cmocka_unit_test(test_too_small_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
