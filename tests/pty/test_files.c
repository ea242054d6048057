// SPDX-License-Identifier: GPL-3.0-or-later
// What stands where the program keeps its files, or where a learner names one, may be anything: a pipe that
// nobody writes to, a file that somebody has locked.  None of it holds the program.
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "pty.h"

static char home[200];

static void path_of(const char *name, char path[400])
{
	snprintf(path, 400, "%s/%s", home, name);
}

static void make_folder(const char *name)
{
	char path[400];
	path_of(name, path);
	assert_int_equal(mkdir(path, 0700), 0);
}

static int set_up(void **state)
{
	(void)state;
	const char *temporary = getenv("TMPDIR");
	snprintf(home, sizeof home, "%s/files.XXXXXX", temporary ? temporary : "/tmp");
	assert_non_null(mkdtemp(home));
	make_folder("state");
	make_folder("state/bptt-repl");
	make_folder("config");
	make_folder("config/bptt-repl");
	return 0;
}

static struct pty *start(const char *const *words)
{
	char state[400], config[400];
	snprintf(state, sizeof state, "XDG_STATE_HOME=%s/state", home);
	snprintf(config, sizeof config, "XDG_CONFIG_HOME=%s/config", home);
	const char *const environment[] = { state, config, NULL };
	return pty_start(24, 80, words, environment);
}

static void leave(struct pty *pty)
{
	pty_send(pty, "quit\r");
	assert_true(pty_wait_end(pty));
	assert_true(WIFEXITED(pty->status));
	assert_int_equal(WEXITSTATUS(pty->status), 0);
	pty_free(pty);
}

// In turn each kept file is a pipe: the program starts, works, and ends; the pipe is still one.
static void test_pipes_that_are_kept(void **state)
{
	static const char *const names[] = { "state/bptt-repl/history", "state/bptt-repl/layout",
		                             "state/bptt-repl/progress", "config/bptt-repl/init" };
	static const char *const words[] = { "lesson", "1", NULL };
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char path[400];
		struct stat is;
		path_of(names[i], path);
		unlink(path);
		assert_int_equal(mkfifo(path, 0600), 0);
		struct pty *pty = start(words);
		assert_true(pty_wait_for(pty, "page 1/"));
		pty_send(pty, "print 6 * 7\r");
		assert_true(pty_wait_for(pty, "42"));
		leave(pty);
		assert_int_equal(stat(path, &is), 0);
		if (!S_ISFIFO(is.st_mode))
			fail_msg("%s was replaced", names[i]);
		unlink(path);
	}
}

// Somebody holds the locks: lines are run and kept, the program ends.
static void test_locks_that_are_held(void **state)
{
	static const char *const names[] = { "state/bptt-repl/history",
		                             "state/bptt-repl/progress.lock" };
	static const char *const words[] = { "lesson", "1", NULL };
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char path[400];
		path_of(names[i], path);
		int const file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		assert_true(file >= 0);
		assert_int_equal(flock(file, LOCK_EX), 0);
		struct pty *pty = start(words);
		assert_true(pty_wait_for(pty, "page 1/"));
		pty_send(pty, "print 6 * 7\r");
		assert_true(pty_wait_for(pty, "42"));
		leave(pty);
		close(file);
	}
}

// A pipe that is named is waited for, until Ctrl-C.
static void test_pipes_that_are_named(void **state)
{
	static const char *const lines[] = { "source %s\r", "sentences %s\r", "cell %s\r" };
	(void)state;
	char path[400], line[500];
	path_of("pipe", path);
	assert_int_equal(mkfifo(path, 0600), 0);
	struct pty *pty = start(NULL);
	pty_settle(pty);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		char shown[40];
		snprintf(line, sizeof line, lines[i], path);
		pty_send(pty, line);
		pty_let_pass(pty, 200);
		pty_send(pty, "\003");
		assert_true(pty_wait_for(pty, "interrupted"));
		pty_send(pty, "\r");
		pty_settle(pty);
		snprintf(line, sizeof line, "print %zu + 4321\r", i);
		snprintf(shown, sizeof shown, "%zu", i + 4321);
		pty_send(pty, line);
		assert_true(pty_wait_for(pty, shown));
	}
	leave(pty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_pipes_that_are_kept, set_up),
		cmocka_unit_test_setup(test_locks_that_are_held, set_up),
		cmocka_unit_test_setup(test_pipes_that_are_named, set_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
