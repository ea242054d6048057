// SPDX-License-Identifier: GPL-3.0-or-later
// Comfort at a terminal: sessions side by side, work that Ctrl-C ends, lines that go on.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "learner.h"

enum { SESSIONS = 8, LINES = 5, MILLISECONDS_MOST = 3000 };

// A file in the home folder of the test, which is its own.
static FILE *open_at_home(const char *name, const char *mode)
{
	char path[512];
	snprintf(path, sizeof path, "%s/%s", getenv("HOME"), name);
	return fopen(path, mode);
}

static bool history_holds(const char *wanted)
{
	char line[256];
	bool holds = false;
	FILE *file = open_at_home(".local/state/bptt-repl/history", "r");
	assert_non_null(file);
	while (!holds && fgets(line, sizeof line, file)) {
		line[strcspn(line, "\n")] = '\0';
		holds = !strcmp(line, wanted);
	}
	fclose(file);
	return holds;
}

static void test_sessions_side_by_side(void **state)
{
	(void)state;
	struct pty *pty[SESSIONS];
	char line[64];
	for (int i = 0; i < SESSIONS; i++)
		pty[i] = begin();
	for (int j = 0; j < LINES; j++)
		for (int i = 0; i < SESSIONS; i++) {
			snprintf(line, sizeof line, "print %d + %d", 100 * i, j);
			enter(pty[i], line);
		}
	// A shell holds what was open when it began: the last one leaves first.
	for (int i = SESSIONS - 1; i >= 0; i--)
		end(pty[i]);
	for (int i = 0; i < SESSIONS; i++)
		for (int j = 0; j < LINES; j++) {
			snprintf(line, sizeof line, "print %d + %d", 100 * i, j);
			if (!history_holds(line))
				fail_msg("the history has lost: %s", line);
		}
}

static double milliseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

// Each takes many seconds when it is let alone.  On a calm machine Ctrl-C ends it within a tenth of a second;
// the bound is for a busy one.
static void test_work_is_ended(void **state)
{
	static const char *const works[] = {
		"zeros(4096,4096)*zeros(4096,4096)",
		"let a = ones(2048,4096)'*ones(2048,4096)",
		"svd(ones(1500,1500) + eye(1500))",
		"norm(ones(4096,1000) - 1, 2)",
		"sum(tanh(ones(4096,4000) .* 2)) for k = 0..999",
	};
	(void)state;
	double most = 0;
	struct pty *pty = begin();
	for (size_t i = 0; i < sizeof works / sizeof *works; i++) {
		char row[128];
		snprintf(row, sizeof row, "bptt> %s", works[i]);
		pty_send(pty, works[i]);
		pty_send(pty, "\r");
		assert_true(pty_wait_for_row(pty, LAST, row));
		pty_let_pass(pty, 300);
		double const begun = milliseconds();
		pty_send(pty, CTRL_C);
		assert_true(pty_wait_for_row(pty, LAST, "bptt>"));
		double const took = milliseconds() - begun;
		most = took > most ? took : most;
		print_message("# %4.0f ms: %s\n", took, works[i]);
	}
	enter(pty, "print 6 * 7");
	assert_true(pty_wait_for(pty, "42"));
	end(pty);
	assert_true(most < MILLISECONDS_MOST);
}

static void test_lines_go_on(void **state)
{
	(void)state;
	struct pty *pty = begin();
	pty_send(pty, "[1, 2,\r");
	assert_true(pty_wait_for_row(pty, LAST, "   ...>"));
	pty_send(pty, "40]\r");
	assert_true(pty_wait_for(pty, "40"));
	assert_line(pty, "", 0);
	pty_send(pty, "norm(\r");
	assert_true(pty_wait_for_row(pty, LAST, "   ...>"));
	pty_send(pty, CTRL_C);
	assert_line(pty, "", 0);
	pty_send(pty, "norm([3, 4])\r");
	assert_true(pty_wait_for(pty, "= 5"));
	pty_send(pty, "\r");
	// What is being typed stays in sight, and the footer says the ways out.
	static const char *const rows[] = {
		"cell {",
		"input x[C] y[C]",
		"param W[H,C] V[C,H]",
		"state s[H]",
		"z[t] = W*x[t]",
		"s[t] = tanh(z[t])",
		"",
		"yhat[t] = softmax(V*s[t])",
		"E[t] = xent(yhat[t], y[t])",
		"loss E",
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		pty_send(pty, rows[i]);
		pty_send(pty, "\r");
	}
	assert_true(pty_wait_for(pty, "   ...> loss E"));
	assert_true(pty_wait_for(pty, "bptt> cell {"));
	assert_true(pty_wait_for(pty, "Enter: next line; } ends the block   give up: Ctrl-C"));
	pty_send(pty, CTRL_C);
	assert_line(pty, "", 0);
	assert_true(pty_wait_for(pty, "quit: Ctrl-D"));
	end(pty);
}

// Why the walk has stopped is to be seen in a log of few rows.
static void test_stops_are_told(void **state)
{
	(void)state;
	struct pty *pty = begin();
	enter(pty, "watch s[2]");
	enter(pty, "continue");
	assert_true(pty_wait_for(pty, "stop 1: s[2]"));
	assert_true(pty_wait_for(pty, "it is  [0.33635, 0.53229, -0.51312]'"));
	end(pty);
}

// In a lesson there is no log: what is asked and answered stands on its page, and nothing opens over it.
static void test_answers_on_the_page(void **state)
{
	static const char *const words[] = { "-n", "lesson", "1", NULL };
	(void)state;
	struct pty *pty = begin_with(words, NULL);
	pty_send(pty, "6 * 7\r");
	assert_true(pty_wait_for(pty, "bptt> 6 * 7\n\342\226\214   6 * 7 = 42\n"));
	pty_send(pty, "eye(2)\r");
	assert_true(pty_wait_for(pty, "[0  1]"));
	pty_send(pty, "nonsense\r");
	assert_true(pty_wait_for(pty, "there is no command and no name 'nonsense'"));
	assert_true(pty_wait_for(pty, "6 * 7 = 42"));
	assert_true(pty_wait_for(pty, "Enter: "));
	end(pty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sessions_side_by_side), cmocka_unit_test(test_work_is_ended),
		cmocka_unit_test(test_lines_go_on),           cmocka_unit_test(test_answers_on_the_page),
		cmocka_unit_test(test_stops_are_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
