// SPDX-License-Identifier: GPL-3.0-or-later
// Work that would take a minute, on the screen: Ctrl-C ends it and leaves nothing half, a picture too is
// given up, lines typed meanwhile are for after it, and Ctrl-Z and fg find the screen as it was.
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "learner.h"
#include "pty.h"

static char script[60], source_line[80];

// A text of 2000 words, too long for a line that is typed.
static int make_script(void **state)
{
	(void)state;
	snprintf(script, sizeof script, "/tmp/bptt-working-%d.bptt", (int)getpid());
	snprintf(source_line, sizeof source_line, "source %s\r", script);
	FILE *file = fopen(script, "w");
	if (!file)
		return -1;
	fputs("text", file);
	for (int i = 0; i < 2000; i++)
		fprintf(file, " w%d", i * i % 53);
	fputs("\n", file);
	return fclose(file);
}

static int remove_script(void **state)
{
	(void)state;
	return unlink(script);
}

static void leave(struct pty *pty)
{
	pty_send(pty, "quit\r");
	assert_left(pty);
}

// Its pass takes some seconds, its whole walk many.
static struct pty *start_large(void)
{
	struct pty *pty = pty_start(24, 100, NULL, NULL);
	assert_true(pty_wait_for(pty, "bptt>"));
	pty_send(pty, source_line);
	assert_true(pty_wait_for(pty, "t = 0 ... 1998"));
	pty_send(pty, "hidden 2000\r");
	assert_true(pty_wait_for(pty, "bptt> hidden 2000"));
	return pty;
}

// Presses Ctrl-C until the screen says so: the first may come before the work has begun.
static void interrupt_until(struct pty *pty, const char *words)
{
	bool is_there = false;
	for (int i = 0; i < 60 && !is_there; i++) {
		pty_let_pass(pty, 300);
		pty_send(pty, "\003");
		pty_let_pass(pty, 200);
		char *text = pty_text(pty);
		is_there = strstr(text, words);
		free(text);
	}
	if (!is_there)
		fail_msg("'%s' is not on the screen", words);
}

static void a_picture_is_given_up(void **state)
{
	(void)state;
	struct pty *pty = start_large();
	interrupt_until(pty, "Interrupted: the next command draws it, or Ctrl-L.");
	pty_send(pty, "hidden 2\r");
	assert_true(pty_wait_for(pty, "Nothing is computed yet"));
	leave(pty);
}

static void typed_lines_are_for_after_it(void **state)
{
	(void)state;
	struct pty *pty = start_large();
	pty_let_pass(pty, 300);
	pty_send(pty, "hidden 3\rnorm(ones(1,49))\r");
	pty_let_pass(pty, 100);
	pty_send(pty, "\003");
	assert_true(pty_wait_for(pty, "= 7"));
	leave(pty);
}

static void a_command_leaves_nothing_half(void **state)
{
	(void)state;
	struct pty *pty = start_large();
	interrupt_until(pty, "Interrupted");
	pty_send(pty, "dE/dW\r");
	assert_true(pty_wait_for(pty, "bptt> dE/dW"));
	interrupt_until(pty, "the same line starts it again");
	leave(pty);
}

// The gradient of what a training has reached is that of the network it left.
static void a_training_is_believed_where_it_is(void **state)
{
	(void)state;
	struct pty *pty = pty_start(24, 100, NULL, NULL);
	assert_true(pty_wait_for(pty, "bptt>"));
	pty_send(pty, "hidden 3\rtrain 1000000\r");
	assert_true(pty_wait_for(pty, "norm of the gradient"));
	pty_send(pty, "\003");
	assert_true(pty_wait_for(pty, "q back"));
	pty_send(pty, "q");
	pty_settle(pty);
	pty_send(pty, "check W\r");
	assert_true(pty_wait_for(pty, " PASS"));
	char *text = pty_text(pty);
	assert_null(strstr(text, "FAIL"));
	free(text);
	pty_send(pty, "7 + 0*E/E\r"); // NaN, if E is 0
	assert_true(pty_wait_for(pty, "= 7"));
	leave(pty);
}

static void ctrl_z_finds_the_screen_again(void **state)
{
	(void)state;
	struct pty *pty = start_large();
	pty_let_pass(pty, 300);
	pty_send(pty, "\032");
	assert_true(pty_wait_stop(pty));
	assert_true(pty_is_restored(pty));
	pty_continue(pty);
	assert_true(pty_wait_for(pty, "t = 0 ... 1998")); // while it works
	pty_send(pty, "xyz");
	pty_let_pass(pty, 200);
	char *text = pty_text(pty);
	assert_null(strstr(text, "xyz")); // no echo
	free(text);
	pty_send(pty, "\025");
	interrupt_until(pty, "Interrupted");
	leave(pty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_picture_is_given_up),
		cmocka_unit_test(typed_lines_are_for_after_it),
		cmocka_unit_test(a_command_leaves_nothing_half),
		cmocka_unit_test(a_training_is_believed_where_it_is),
		cmocka_unit_test(ctrl_z_finds_the_screen_again),
	};
	return cmocka_run_group_tests(tests, make_script, remove_script);
}
