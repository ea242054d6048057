// SPDX-License-Identifier: GPL-3.0-or-later
// The files that a session begins with: which has the last word, what is said of a mistake in one, and that a
// stranger's folder runs nothing.
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

static const char system_file[] = "system-init", own_file[] = ".config/bptt-repl/init", folder_file[] = "net/.bptt-repl";

static const char *at_home(const char *name)
{
	static char path[512];
	snprintf(path, sizeof path, "%s/%s", getenv("HOME"), name);
	return path;
}

// NULL: no such file.
static void put(const char *name, const char *text)
{
	unlink(at_home(name));
	if (!text)
		return;
	FILE *file = fopen(at_home(name), "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
	static const char *const folders[] = { ".config", ".config/bptt-repl", "net" };
	(void)state;
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		mkdir(at_home(folders[i]), 0700);
	setenv("BPTT_REPL_SYSTEM_INIT", at_home(system_file), 1);
	return chdir(at_home("net"));
}

static int take_away(void **state)
{
	(void)state;
	put(system_file, NULL);
	put(own_file, NULL);
	put(folder_file, NULL);
	unlink(at_home(".local/state/bptt-repl/trusted"));
	return 0;
}

static struct pty *begin_here(const char *const *words, const char *more)
{
	char named[600];
	snprintf(named, sizeof named, "BPTT_REPL_SYSTEM_INIT=%s", at_home(system_file));
	const char *const environment[] = { named, more, NULL };
	return begin_with(words, environment);
}

static void assert_told(struct pty *pty, const char *line, const char *value, const char *origin)
{
	enter(pty, line);
	if (!pty_wait_for(pty, value) || !pty_wait_for(pty, origin)) {
		char *const text = pty_text(pty);
		fail_msg("%s does not say '%s' and '%s':\n%s", line, value, origin, text);
	}
}

static void test_own_file(void **state)
{
	static const char *const without[] = { "-n", NULL };
	(void)state;
	put(own_file, "# mine\nlet mine = 40\n");
	struct pty *pty = begin_here(NULL, NULL);
	pty_send(pty, "mine + 2\r");
	assert_true(pty_wait_for(pty, "mine + 2 = 42"));
	end(pty);
	pty = begin_here(without, NULL);
	pty_send(pty, "mine + 2\r");
	assert_true(pty_wait_for(pty, "there is no mine here"));
	end(pty);
	// A mistake in one is told, and the session begins; so do the files after it.
	for (int i = 0; i < 2; i++) {
		put(own_file, i ? "let mine = 40\nnrom(W)\n" : "let mine = 40\n");
		put(system_file, i ? NULL : "nrom(W)\nlet mine = 3\n");
		pty = begin_here(NULL, NULL);
		assert_true(pty_wait_for(pty, "nrom(W)"));
		pty_send(pty, "mine + 2\r");
		assert_true(pty_wait_for(pty, "mine + 2 = 42"));
		end(pty);
	}
}

// Each line of the table adds one more particular than all before.
static void test_the_last_word(void **state)
{
	static const char *const without[] = { "-n", NULL }, *const option[] = { "--color=always", NULL },
	                         *const command[] = { "--color=always", "-e", "set color never", NULL };
	static const struct {
		const char *file, *text;
		const char *const *words;
		const char *value, *origin;
	} rows[] = {
		{ NULL, NULL, NULL, "set color auto", "# the default" },
		{ system_file, "set color never\n", NULL, "set color never", "system-init:1, the system's start-up file" },
		{ own_file, "\nset color always\n", NULL, "set color always", "init:2, your start-up file" },
		{ folder_file, "set color never\n", NULL, "set color never", "# .bptt-repl:1, this folder's start-up file" },
		{ NULL, NULL, option, "set color always", "# the option --color" },
		{ NULL, NULL, command, "set color never", "# -e:1" },
		{ NULL, NULL, without, "set color auto", "# the default" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (rows[i].file)
			put(rows[i].file, rows[i].text);
		struct pty *pty = begin_here(rows[i].words, NULL);
		if (rows[i].file == folder_file) {
			enter(pty, "trust");
			end(pty);
			pty = begin_here(rows[i].words, NULL);
		}
		assert_told(pty, "show color", rows[i].value, rows[i].origin);
		end(pty);
	}
	// Typed is the last word of all; the environment has it over files.
	put(own_file, "set plain off\n");
	struct pty *pty = begin_here(NULL, "COLORTERM=truecolor");
	enter(pty, "set color auto");
	assert_told(pty, "show color", "set color auto", "# typed in this session");
	end(pty);
}

static void test_a_strangers_folder(void **state)
{
	(void)state;
	put(folder_file, "let theirs = 40\n");
	struct pty *pty = begin_here(NULL, NULL);
	assert_true(pty_wait_for(pty, "folder is not trusted"));
	pty_send(pty, "theirs + 2\r");
	assert_true(pty_wait_for(pty, "there is no theirs here"));
	enter(pty, "trust");
	assert_true(pty_wait_for(pty, "is trusted"));
	end(pty);
	pty = begin_here(NULL, NULL);
	pty_send(pty, "theirs + 2\r");
	assert_true(pty_wait_for(pty, "theirs + 2 = 42"));
	end(pty);
	// Another folder is another one, though its name begins so.
	mkdir(at_home("net2"), 0700);
	put("net2/.bptt-repl", "let theirs = 40\n");
	assert_int_equal(chdir(at_home("net2")), 0);
	pty = begin_here(NULL, NULL);
	assert_true(pty_wait_for(pty, "folder is not trusted"));
	end(pty);
	assert_int_equal(chdir(at_home("net")), 0);
	pty = begin_here(NULL, NULL);
	enter(pty, "trust off");
	end(pty);
	pty = begin_here(NULL, NULL);
	assert_true(pty_wait_for(pty, "folder is not trusted"));
	end(pty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_own_file, set_up, take_away),
		cmocka_unit_test_setup_teardown(test_the_last_word, set_up, take_away),
		cmocka_unit_test_setup_teardown(test_a_strangers_folder, set_up, take_away),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
