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
	int const numbers[] = { SIGTERM, SIGHUP,  SIGSEGV, SIGABRT, SIGFPE, SIGBUS,    SIGILL,   SIGQUIT,
		                SIGALRM, SIGUSR1, SIGIO,   SIGPWR,  SIGSYS, SIGSTKFLT, SIGRTMIN, SIGRTMAX };
	(void)state;
	srand(7);
	int const moments = pty_scaled(60);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		for (int moment = 0; moment < moments; moment++) {
			struct pty *pty = live_until_a_moment(moment);
			pty_signal(pty, numbers[i]);
			if (!pty_wait_end(pty))
				fail_msg("signal %d at moment %d does not end it", numbers[i], moment);
			assert_true(WIFSIGNALED(pty->status));
			assert_int_equal(WTERMSIG(pty->status), numbers[i]);
			assert_true(pty_is_restored(pty));
			pty_free(pty);
		}
	}
}

// A crash says which program, where, what is kept and whom to tell; what somebody wanted it to die of does
// not.
static void test_a_crash_is_reported(void **state)
{
	static const char *const modes[][3] = { { NULL }, { "--plain", NULL }, { "lesson", "1", NULL } };
	static const int numbers[] = { SIGSEGV, SIGABRT, SIGFPE, SIGQUIT, SIGUSR1 };
	(void)state;
	for (size_t mode = 0; mode < 3; mode++)
		for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
			struct pty *pty = pty_start(ROWS, COLS, modes[mode], NULL);
			assert_true(pty_wait_for(pty, "bptt>"));
			pty_send(pty, "goto forward 2\r");
			pty_settle(pty);
			assert_true(pty_count_raw(pty, "\033[?2004h") > 0);
			pty_forget(pty);
			pty_signal(pty, numbers[i]);
			assert_true(pty_wait_end(pty));
			assert_true(WIFSIGNALED(pty->status) && WTERMSIG(pty->status) == numbers[i]);
			assert_true(pty_is_restored(pty));
			assert_true(pty_count_raw(pty, "\033[?2004l") > 0);
			bool const is_crash = i < 3;
			assert_int_equal(pty_count_raw(pty, "died of a fault of its own"), is_crash);
			assert_int_equal(pty_count_raw(pty, "bptt-repl 0."), is_crash);
			assert_int_equal(pty_count_raw(pty, "bptt-repl/history"), is_crash);
			assert_int_equal(pty_count_raw(pty, "Please report this"), is_crash);
#ifdef HAVE_EXECINFO_H
			assert_int_equal(pty_count_raw(pty, "bptt-repl(+0x") > 0, is_crash); // who called
#endif
			assert_int_equal(pty_count_raw(pty, "place: forward, t = 2"), is_crash);
			assert_int_equal(pty_count_raw(pty, "page 1/"), is_crash && mode == 2);
			pty_free(pty);
		}
}

// What it ran is named; and a crash in a script is reported, too.
static void test_a_crash_names_the_line(void **state)
{
	(void)state;
	struct pty *pty = begin();
	pty_send(pty, "train 1000000\r");
	assert_true(pty_wait_for(pty, "norm of the gradient"));
	pty_signal(pty, SIGSEGV);
	assert_true(pty_wait_end(pty));
	assert_int_equal(pty_count_raw(pty, "while it ran: train 1000000"), 1);
	assert_true(pty_is_restored(pty));
	pty_free(pty);
	static const char *const script[] = { "-n", "-e", "print 6 * 7", "-e", "train 1000000", NULL };
	pty = pty_start(ROWS, COLS, script, NULL);
	assert_true(pty_wait_for(pty, "42"));
	pty_signal(pty, SIGSEGV);
	assert_true(pty_wait_end(pty));
	assert_int_equal(pty_count_raw(pty, "SIGSEGV: bptt-repl"), 1);
	pty_free(pty);
}

// In plain lines a stop, the shell's fg and then a death leave no paste marks behind.
static void test_killed_after_continuing(void **state)
{
	static const int numbers[] = { SIGQUIT, SIGSEGV, SIGABRT };
	static const char *const words[] = { "--plain", NULL };
	(void)state;
	for (int stops = 0; stops < 2; stops++)
		for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
			struct pty *pty = pty_start(ROWS, COLS, words, NULL);
			assert_true(pty_wait_for(pty, "bptt>"));
			if (stops) {
				pty_send(pty, CTRL_Z);
				assert_true(pty_wait_stop(pty));
				assert_true(pty_is_restored(pty));
				pty_continue(pty);
			} else {
				pty_signal(pty, SIGCONT);
			}
			pty_settle(pty);
			pty_signal(pty, numbers[i]);
			assert_true(pty_wait_end(pty));
			assert_true(pty_is_restored(pty));
			pty_free(pty);
		}
}

// Stopped at any moment, the terminal is the shell's.
static void test_stopped_at_a_moment(void **state)
{
	(void)state;
	int const times = pty_scaled(100);
	for (int i = 0; i < times; i++) {
		struct pty *pty = begin();
		pty_send(pty, i % 2 ? "train 1000000\r" : "step\r");
		for (int j = 0; j < 5; j++) {
			usleep((useconds_t)(rand() % 30000));
			pty_signal(pty, SIGTSTP);
			assert_true(pty_wait_stop(pty));
			assert_true(pty_is_restored(pty));
			pty_continue(pty);
			pty_let_pass(pty, rand() % 3);
		}
		pty_free(pty);
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
		cmocka_unit_test(test_a_crash_is_reported),
		cmocka_unit_test(test_a_crash_names_the_line),
		cmocka_unit_test(test_killed_after_continuing),
		cmocka_unit_test(test_stopped_at_a_moment),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
