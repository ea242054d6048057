// SPDX-License-Identifier: GPL-3.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "learner.h"

struct pty *begin_with(const char *const *words, const char *const *environment)
{
	struct pty *pty = pty_start(ROWS, COLS, words, environment);
	assert_true(pty_wait_for_row(pty, LAST, "bptt>"));
	assert_true(pty->is_alternate);
	return pty;
}

struct pty *begin(void)
{
	return begin_with(NULL, NULL);
}

void assert_left(struct pty *pty)
{
	assert_true(pty_wait_end(pty));
	assert_true(WIFEXITED(pty->status));
	assert_int_equal(WEXITSTATUS(pty->status), 0);
	assert_true(pty_is_restored(pty));
	pty_free(pty);
}

void end(struct pty *pty)
{
	pty_send(pty, CTRL_C);
	pty_settle(pty); // Ctrl-C takes with it what is typed in the same moment
	pty_send(pty, "quit\r");
	assert_left(pty);
}

void assert_line(struct pty *pty, const char *line, int caret)
{
	char *whole;
	pty_settle(pty); // an entered line stands there too, while its command runs
	assert_true(asprintf(&whole, "bptt> %s", line) > 0);
	assert_true(pty_wait_for_row(pty, LAST, *line ? whole : "bptt>"));
	free(whole);
	assert_true(pty_wait_for_cursor(pty, LAST, 6 + caret));
}

void clear_line(struct pty *pty)
{
	pty_send(pty, CTRL_C);
	assert_line(pty, "", 0);
}

void enter(struct pty *pty, const char *line)
{
	pty_send(pty, line);
	pty_send(pty, "\r");
	assert_line(pty, "", 0);
}
