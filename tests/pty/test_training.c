// SPDX-License-Identifier: GPL-3.0-or-later
// A training on the screen: its curve grows, Ctrl-C keeps what is reached, other sizes and Ctrl-Z do no
// harm, and undo takes all of it back.
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "learner.h"
#include "pty.h"

// What a second's pictures may send to the terminal.
enum { SECOND_BYTES_MOST = 256 * 1024 };

static struct pty *start_training(void)
{
	struct pty *pty = pty_start(24, 80, NULL, NULL);
	assert_true(pty_wait_for(pty, "bptt>"));
	pty_send(pty, "hidden 40\rtrain 1000000\r");
	assert_true(pty_wait_for(pty, "norm of the gradient"));
	return pty;
}

static void leave(struct pty *pty)
{
	pty_send(pty, "quit\r");
	assert_left(pty);
}

static void expect_on_screen(struct pty *pty, const char *words)
{
	char *text = pty_text(pty);
	if (!strstr(text, words))
		fail_msg("'%s' is not on the screen:\n%s", words, text);
	free(text);
}

static void the_curve_grows_and_stays(void **state)
{
	(void)state;
	struct pty *pty = start_training();
	char *before = pty_row(pty, 0);
	pty_forget(pty);
	pty_let_pass(pty, 1000);
	char *after = pty_row(pty, 0);
	assert_string_not_equal(before, after);
	assert_in_range(pty->raw_length, 1, SECOND_BYTES_MOST);
	expect_on_screen(pty, "Ctrl-C stops and keeps what is reached");
	free(before);
	free(after);

	pty_send(pty, "\003");
	assert_true(pty_wait_for(pty, "q back"));
	expect_on_screen(pty, "norm of the gradient");
	pty_send(pty, "q");
	pty_settle(pty);
	pty_send(pty, "undo\r");
	assert_true(pty_wait_for(pty, "undone: train 1000000"));
	leave(pty);
}

static void other_sizes_do_no_harm(void **state)
{
	static const int sizes[][2] = { { 10, 40 }, { 1, 1 }, { 2, 300 }, { 60, 20 }, { 24, 80 } };
	(void)state;
	struct pty *pty = start_training();
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		pty_resize(pty, sizes[i][0], sizes[i][1]);
		pty_let_pass(pty, 250);
	}
	assert_true(pty_wait_for(pty, "norm of the gradient"));
	pty_send(pty, "\003");
	assert_true(pty_wait_for(pty, "q back"));
	pty_send(pty, "q");
	leave(pty);
}

static void it_goes_on_after_a_stop(void **state)
{
	(void)state;
	struct pty *pty = start_training();
	pty_send(pty, "\032");
	assert_true(pty_wait_stop(pty));
	assert_true(pty_is_restored(pty));
	pty_continue(pty);
	assert_true(pty_wait_for(pty, "norm of the gradient"));
	pty_send(pty, "\003");
	assert_true(pty_wait_for(pty, "q back"));
	pty_send(pty, "q");
	leave(pty);
}

static void a_signal_ends_it(void **state)
{
	(void)state;
	struct pty *pty = start_training();
	pty_signal(pty, SIGTERM);
	assert_true(pty_wait_end(pty));
	assert_true(WIFSIGNALED(pty->status));
	assert_int_equal(WTERMSIG(pty->status), SIGTERM);
	assert_true(pty_is_restored(pty));
	pty_free(pty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_curve_grows_and_stays),
		cmocka_unit_test(other_sizes_do_no_harm),
		cmocka_unit_test(it_goes_on_after_a_stop),
		cmocka_unit_test(a_signal_ends_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
