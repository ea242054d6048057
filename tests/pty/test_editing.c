// SPDX-License-Identifier: GPL-3.0-or-later
// An editor and a pager of one's own: for the line, the cell, the lesson; for what is longer than plain lines have
// room for.  They are shell scripts here.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "learner.h"

#define ESCAPE "\033"

static void test_the_line(void **state)
{
	char path[512], editor[600];
	(void)state;
	snprintf(path, sizeof path, "%s/editor", getenv("HOME"));
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	// It sees a terminal in its usual modes, and says so.
	fputs("#!/bin/sh\n"
	      "[ \"$1\" = -x ] || exit 3\n"
	      "stty -a | grep -q ' icanon' && echo ordinary modes\n"
	      "sleep 0.2\n"
	      "sed -i 's/2 /6 /; $aprint 40 + 4' \"$2\"\n",
	      file);
	fclose(file);
	snprintf(editor, sizeof editor, "EDITOR=sh %s -x", path);
	for (int plain = 0; plain < 2; plain++) {
		const char *const words[] = { "-n", plain ? "--plain" : NULL, NULL };
		const char *const environment[] = { editor, NULL };
		struct pty *pty = pty_start(ROWS, COLS, words, environment);
		assert_true(pty_wait_for(pty, "bptt>"));
		pty_send(pty, "print 2 * 7\r");
		pty_settle(pty);
		pty_send(pty, "edit\r");
		assert_true(pty_wait_for(pty, "ordinary modes"));
		assert_true(pty_wait_for(pty, "44"));
		assert_true(pty_wait_for(pty, "42"));
		pty_settle(pty);
		assert_true(plain || pty->is_alternate);
		pty_send(pty, plain ? "" : ESCAPE);
		pty_let_pass(pty, 100);
		pty_send(pty, "print 2 * 8\030\005");
		assert_true(pty_wait_for(pty, "48"));
		pty_settle(pty);
		end(pty);
	}
	remove(path);
	struct pty *pty = begin_with(NULL, (const char *const[]){ "EDITOR=/nowhere", NULL });
	pty_send(pty, "edit print 1\r");
	assert_true(pty_wait_for(pty, "the editor /nowhere failed"));
	end(pty);
}

// A file in the folder where the program is started.
static void put(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void assert_file_holds(const char *name, const char *text)
{
	char bytes[4096] = "";
	FILE *file = fopen(name, "r");
	assert_non_null(file);
	assert_true(fread(bytes, 1, sizeof bytes - 1, file) > 0);
	fclose(file);
	if (!strstr(bytes, text))
		fail_msg("%s does not hold '%s':\n%s", name, text, bytes);
}

static struct pty *begin_edit(const char *const *words, const char *script)
{
	char variable[256];
	snprintf(variable, sizeof variable, "VISUAL=sh %s/editor", getenv("HOME"));
	assert_int_equal(chdir(getenv("HOME")), 0);
	put("editor", script);
	return begin_with(words, (const char *const[]){ variable, NULL });
}

// A shipped cell: a copy is edited.  What is wrong in it is said where it is, the cell stays, and the next edit
// goes on with what was written.
static void test_a_copy_of_a_cell(void **state)
{
	(void)state;
	struct pty *pty = begin_edit(NULL, "echo x >>tries\n"
	                                   "grep -q '^s.t. *= tanh(2' \"$1\" && sed -i 's/2 [*])/2 * z[t])/' \"$1\"\n"
	                                   "sed -i 's/= tanh(z.t.)/= tanh(2 *)  # mine/' \"$1\"\n"
	                                   "case $1 in *.cell) cp \"$1\" seen ;; esac\n");
	enter(pty, "edit cell");
	assert_true(pty_wait_for(pty, ".cell:10:21:"));
	assert_true(pty_wait_for(pty, "goes on with it"));
	assert_file_holds("seen", "tanh(2 *)");
	enter(pty, "state");
	assert_true(pty_wait_for(pty, "cell tanh ;"));
	enter(pty, "edit cell");
	assert_file_holds("seen", "tanh(2 * z[t])");
	enter(pty, "state");
	assert_true(pty_wait_for(pty, "tanh(2 * z[t])"));
	enter(pty, "undo");
	enter(pty, "state");
	assert_true(pty_wait_for(pty, "cell tanh ;"));
	// What was not changed is not taken.
	put("editor", "exit 0\n");
	enter(pty, "edit cell");
	assert_true(pty_wait_for(pty, "The cell is as it was."));
	end(pty);
}

static void test_a_cells_own_file(void **state)
{
	static const char *const words[] = { "-n", "-e", "cell ./mine.cell", NULL };
	(void)state;
	assert_int_equal(chdir(getenv("HOME")), 0);
	put("mine.cell", "input x[C] y[C]\nparam U[H,C] V[C,H]\nstate s[H]\nz[t] = U*x[t] + s[t-1]\n"
	                 "s[t] = tanh(z[t])\nE[t] = xent(softmax(V*s[t]), y[t])\nloss E\ndelta z\n");
	struct pty *pty = begin_edit(words, "sed -i '5s/tanh/sigmoid/' \"$1\"\n");
	enter(pty, "edit cell");
	assert_file_holds("mine.cell", "sigmoid(z[t])");
	enter(pty, "derive E[0]");
	assert_true(pty_wait_for(pty, "sigmoid"));
	put("editor", "sed -i '5s/sigmoid/sigmund/' \"$1\"\n");
	enter(pty, "edit cell");
	assert_true(pty_wait_for(pty, "mine.cell:5:"));
	assert_true(pty_wait_for(pty, "sigmund"));
	end(pty);
}

static void test_a_lesson(void **state)
{
	static const char *const words[] = { "-n", "lesson", "./mine.md", NULL };
	(void)state;
	assert_int_equal(chdir(getenv("HOME")), 0);
	put("mine.md", "# Mine\n\nThis is the beginning.\n\n## A page\n\n```bptt\n> T\nT = 5\n```\n");
	struct pty *pty = begin_edit(words, "sed -i 's/the beginning/another one/' \"$1\"\n");
	assert_true(pty_wait_for(pty, "This is the beginning."));
	pty_send(pty, "edit lesson\r");
	assert_true(pty_wait_for(pty, "This is another one."));
	chmod("mine.md", 0400);
	if (getuid()) { // root may write all
		pty_send(pty, "edit lesson\r");
		assert_true(pty_wait_for(pty, "cannot be written"));
	}
	pty_send(pty, "leave\redit lesson\r");
	assert_true(pty_wait_for(pty, "no lesson is open"));
	end(pty);
}

// What `help` says ends, in each of these ways, and the program goes on.
static void test_a_pager(void **state)
{
	static const struct {
		const char *environment[3], *first;
		bool is_paged;
	} rows[] = {
		{ { "PAGER=sed s/^/P:/" }, "E", true },
		{ { "PAGER=sed -n '1s/^/P:/p;q'" }, "E", true }, // it does not read to the end
		{ { "PAGER=/nowhere" }, "E", false },            // nothing is lost
		{ { "PAGER=cat" }, "E", false },
		{ { "PAGER=sed s/^/P:/", "TERM=dumb" }, "E", false },
		{ { "PAGER=sed s/^/P:/", "ACCESSIBLE=1" }, "E", false },
		{ { "PAGER=sed s/^/P:/" }, "set pager off", false },
	};
	static const char *const words[] = { "-n", "--plain", NULL };
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct pty *pty = pty_start(ROWS, COLS, words, rows[i].environment);
		assert_true(pty_wait_for(pty, "bptt>"));
		pty_send(pty, rows[i].first);
		pty_send(pty, "\r");
		pty_settle(pty);
		pty_forget(pty);
		pty_send(pty, "help\r");
		pty_settle(pty);
		bool const is_whole = strcmp(rows[i].environment[0], rows[1].environment[0]);
		assert_int_equal(pty_count_raw(pty, "An expression alone prints its value") > 0, is_whole);
		assert_int_equal(pty_count_raw(pty, "P:") > 0, rows[i].is_paged);
		pty_forget(pty);
		pty_send(pty, "6 * 7\r"); // short: not paged
		assert_true(pty_wait_for(pty, "6 * 7 = 42"));
		assert_int_equal(pty_count_raw(pty, "P:"), 0);
		pty_send(pty, "quit\r");
		assert_true(pty_wait_end(pty));
		assert_int_equal(pty->status, 0);
		pty_free(pty);
	}
}

// less stays until it is left.  Who names no pager has none unless one is asked for: plain lines move no cursor.
static void test_less(void **state)
{
	static const char *const words[] = { "-n", "--plain", NULL };
	(void)state;
	if (system("command -v less >/dev/null"))
		skip();
	struct pty *pty = pty_start(ROWS, COLS, words, (const char *const[]){ "PAGER", NULL });
	assert_true(pty_wait_for(pty, "bptt>"));
	pty_send(pty, "help\r");
	assert_true(pty_wait_for(pty, "An expression alone prints its value"));
	pty_send(pty, "set pager on\rhelp\r");
	pty_settle(pty);
	assert_int_equal(pty_count_raw(pty, "An expression alone prints its value"), 1);
	pty_send(pty, "G");
	pty_settle(pty);
	assert_int_equal(pty_count_raw(pty, "An expression alone prints its value"), 2);
	pty_send(pty, "qquit\r");
	assert_true(pty_wait_end(pty));
	pty_free(pty);
	pty = pty_start(ROWS, COLS, words, (const char *const[]){ "PAGER=less -FIRX", NULL });
	assert_true(pty_wait_for(pty, "bptt>"));
	pty_send(pty, "help\r");
	pty_settle(pty);
	assert_int_equal(pty_count_raw(pty, "An expression alone prints its value"), 0);
	pty_send(pty, CTRL_C); // less's, not ours
	pty_settle(pty);
	pty_send(pty, "G");
	assert_true(pty_wait_for(pty, "An expression alone prints its value"));
	pty_send(pty, "q6 * 7\r");
	assert_true(pty_wait_for(pty, "6 * 7 = 42"));
	pty_send(pty, "quit\r");
	assert_true(pty_wait_end(pty));
	assert_int_equal(pty->status, 0);
	pty_free(pty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_line),
		cmocka_unit_test(test_a_copy_of_a_cell),
		cmocka_unit_test(test_a_cells_own_file),
		cmocka_unit_test(test_a_lesson),
		cmocka_unit_test(test_a_pager),
		cmocka_unit_test(test_less),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
