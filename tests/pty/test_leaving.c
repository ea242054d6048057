// SPDX-License-Identifier: GPL-3.0-or-later
// Leaving, stopping, dying: whatever happens, the terminal is given back as it was.
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "learner.h"

// A session in which something takes long.
#define LONG_WORK "check"
static const char *const long_work_words[] = { "-e", "vocab 1000",        "-e", "hidden 200",
	                                       "-e", "x 0 1 2 3 4 5 6 7", "-e", "y 1 2 3 4 5 6 7 8",
	                                       NULL };

static void test_stop_and_continue(void **state)
{
	(void)state;
	struct pty *pty = begin();
	pty_send(pty, "abc");
	assert_line(pty, "abc", 3);
	int const cycles = pty_scaled(1000);
	for (int i = 0; i < cycles; i++) {
		pty_send(pty, CTRL_Z);
		assert_true(pty_wait_stop(pty));
		assert_true(pty_is_restored(pty));
		if (i % 3 == 0)
			pty_resize(pty, ROWS, COLS + i % 2);
		pty_continue(pty);
		assert_line(pty, "abc", 3);
		assert_true(pty->is_alternate);
		assert_int_equal(pty_count_raw(pty, "\033[?2004h"),
		                 pty_count_raw(pty, "\033[?2004l") + 1);
	}
	pty_resize(pty, ROWS, COLS);
	end(pty);
	// Long work stops at once, too.
	pty = begin_with(long_work_words, NULL);
	pty_send(pty, LONG_WORK "\r");
	assert_true(pty_wait_for_row(pty, LAST, "bptt> " LONG_WORK));
	pty_send(pty, CTRL_Z);
	assert_true(pty_wait_stop(pty));
	assert_true(pty_is_restored(pty));
	pty_continue(pty);
	clear_line(pty);
	end(pty);
}

static void test_background(void **state)
{
	(void)state;
	struct pty *pty = begin();
	pty_send(pty, CTRL_Z);
	assert_true(pty_wait_stop(pty));
	pty_forget(pty);
	pty_background(pty); // there is nothing to do without the terminal
	assert_true(pty_wait_stop(pty));
	assert_int_equal(pty->raw_length, 0);
	pty_continue(pty);
	assert_line(pty, "", 0);
	assert_true(pty->is_alternate);
	end(pty);
}

static void test_killed_while_stopped(void **state)
{
	(void)state;
	struct pty *pty = begin();
	pty_send(pty, CTRL_Z);
	assert_true(pty_wait_stop(pty));
	pty_forget(pty);
	pty_signal(pty, SIGTERM);
	pty_background(pty);
	assert_true(pty_wait_end(pty));
	assert_true(WIFSIGNALED(pty->status) && WTERMSIG(pty->status) == SIGTERM);
	// The terminal was not ours any more.
	assert_int_equal(pty->raw_length, 0);
	assert_true(pty_is_restored(pty));
	pty_free(pty);
}

static void test_ways_of_leaving(void **state)
{
	static const char *const ways[] = { "quit\r", ":q\r", "exit\r", CTRL_D };
	(void)state;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		struct pty *pty = begin();
		pty_send(pty, ways[i]);
		assert_left(pty);
	}
}

// A moment of the program's life, from its very beginning on: while it starts, while it works, while
// it waits.
static struct pty *live_until_a_moment(int moment)
{
	enum { STARTING = 20000 }; // microseconds: about what it takes
	if (moment % 4 == 0) {
		struct pty *pty = pty_start(ROWS, COLS, NULL, NULL);
		usleep((useconds_t)(rand() % STARTING));
		return pty;
	}
	struct pty *pty = begin();
	for (int keys = rand() % 30; keys > 0; keys--)
		pty_send(pty, keys % 2 ? RIGHT : "a" BACKSPACE);
	if (moment % 2)
		pty_settle(pty);
	return pty;
}

static void test_signals(void **state)
{
	static const int numbers[] = { SIGTERM, SIGHUP, SIGSEGV, SIGABRT, SIGFPE,
		                       SIGBUS,  SIGILL, SIGQUIT, SIGALRM, SIGUSR1 };
	(void)state;
	srand(7);
	int const moments = pty_scaled(100);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		for (int moment = 0; moment < moments; moment++) {
			struct pty *pty = live_until_a_moment(moment);
			pty_signal(pty, numbers[i]);
			assert_true(pty_wait_end(pty));
			assert_true(WIFSIGNALED(pty->status));
			assert_int_equal(WTERMSIG(pty->status), numbers[i]);
			assert_true(pty_is_restored(pty));
			pty_free(pty);
		}
	}
}

// The second one comes while the first is giving the terminal back, which takes its time: nobody reads
// what is written.
static void test_two_signals(void **state)
{
	(void)state;
	int const times = pty_scaled(100);
	for (int i = 0; i < times; i++) {
		struct pty *pty = begin();
		for (int drawing = 0; drawing < 100; drawing++) {
			assert_int_equal(write(pty->master, CTRL_L, 1), 1);
			usleep(1000);
		}
		pty_signal(pty, SIGSEGV);
		usleep((useconds_t)(rand() % 2000));
		pty_signal(pty, SIGQUIT);
		usleep((useconds_t)(rand() % 2000)); // how long it has to wait
		assert_true(pty_wait_end(pty));
		assert_true(WIFSIGNALED(pty->status));
		assert_true(pty_is_restored(pty));
		pty_free(pty);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stop_and_continue),
		cmocka_unit_test(test_background),
		cmocka_unit_test(test_killed_while_stopped),
		cmocka_unit_test(test_ways_of_leaving),
		cmocka_unit_test(test_signals),
		cmocka_unit_test(test_two_signals),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
