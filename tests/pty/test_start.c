// SPDX-License-Identifier: GPL-3.0-or-later
// Where the program starts: any size, any terminal, any locale, with a screen or in plain lines.
#include <dirent.h>
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
#include "pty.h"

static void leave(struct pty *pty)
{
	pty_send(pty, "\003");
	pty_settle(pty);
	pty_send(pty, "quit\r");
	assert_left(pty);
}

static void test_sizes(void **state)
{
	static const struct {
		int rows, cols;
	} sizes[] = {
		{ 1, 1 }, { 2, 2 }, { 0, 0 }, { 1, 500 }, { 500, 1 }, { 300, 1000 }, { 3, 20 }
	};
	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct pty *pty = pty_start(sizes[i].rows, sizes[i].cols, NULL, NULL);
		pty_settle(pty);
		assert_true(pty->is_alternate);
		pty_send(pty, "\033[C\033[D\033[6~abc");
		pty_settle(pty);
		pty_send(pty, "\014");
		pty_settle(pty);
		leave(pty);
	}
}

static void start_on(const char *terminal, const char *locale)
{
	char term[256], all[64];
	snprintf(term, sizeof term, "TERM=%s", terminal);
	snprintf(all, sizeof all, "LC_ALL=%s", locale);
	const char *const environment[] = { term, all, NULL };
	struct pty *pty = pty_start(24, 80, NULL, environment);
	pty_settle(pty);
	assert_non_null(strstr(pty->raw, "bptt>"));
	pty_send(pty, "\033[C"
	              "print 6 * 7\r");
	pty_settle(pty);
	pty_send(pty, "\003");
	pty_settle(pty);
	pty_send(pty, "quit\r");
	// Ctrl-C takes with it what is typed in the same moment; on a busy machine a moment is long.
	if (!pty_wait_end(pty))
		pty_send(pty, "quit\r");
	if (!pty_wait_end(pty) || !WIFEXITED(pty->status) || WEXITSTATUS(pty->status))
		fail_msg("%s, %s", term, all);
	// libvterm speaks only xterm's language: of the others, only the modes are judged.
	struct termios after = { 0 };
	assert_int_equal(tcgetattr(pty->master, &after), 0);
	assert_int_equal(after.c_lflag, pty->before.c_lflag);
	assert_int_equal(after.c_iflag, pty->before.c_iflag);
	pty_free(pty);
}

// Every terminal that is described on this machine, in a locale of UTF-8 and in one without.
static void test_terminals(void **state)
{
	static const char *const places[] = { "/lib/terminfo", "/usr/share/terminfo",
		                              "/etc/terminfo" };
	(void)state;
	int seen = 0, started = 0;
	int const percent = pty_scaled(100);
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		DIR *letters = opendir(places[i]);
		for (struct dirent *letter; letters && (letter = readdir(letters));) {
			char path[600];
			if (*letter->d_name == '.')
				continue;
			snprintf(path, sizeof path, "%s/%s", places[i], letter->d_name);
			DIR *names = opendir(path);
			for (struct dirent *name; names && (name = readdir(names));) {
				// In a short run some of them, in a full run all.
				if (*name->d_name == '.' || (seen++ % 10) * 10 >= percent)
					continue;
				start_on(name->d_name, "C.UTF-8");
				start_on(name->d_name, "C");
				started++;
			}
			if (names)
				closedir(names);
		}
		if (letters)
			closedir(letters);
	}
	print_message("# %d terminals, each in 2 locales\n", started);
}

static void test_usual_terminals(void **state)
{
	// As many as there are on a machine without ncurses-term; an unknown one is answered in lines.
	static const char *const names[] = {
		"xterm-256color",
		"xterm",
		"xterm-color",
		"xterm-mono",
		"xterm-r6",
		"xterm-vt220",
		"screen",
		"screen-256color",
		"tmux",
		"tmux-256color",
		"linux",
		"vt100",
		"vt102",
		"vt220",
		"ansi",
		"rxvt",
		"rxvt-unicode-256color",
		"cygwin",
		"pcansi",
		"sun",
		"Eterm",
		"wsvt25",
	};
	static const char *const locales[] = {
		"C.UTF-8",     "C",          "POSIX",       "en_US.UTF-8",
		"vi_VN.UTF-8", "vi_VN.TCVN", "ja_JP.eucJP", "nonsense",
	};
	(void)state;
	int const percent = pty_scaled(100);
	int pair = 0;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		for (size_t j = 0; j < sizeof locales / sizeof *locales; j++)
			if (pair++ * 37 % 100 <
			    percent) // in a short run some of them, from all over
				start_on(names[i], locales[j]);
}

static void test_plain(void **state)
{
	static const struct {
		const char *words[2], *environment[2];
		bool escapes; // Readline edits the line with the terminal's own sequences
	} plain[] = {
		{ { "--plain" }, { NULL }, true },
		{ { NULL }, { "ACCESSIBLE=1" }, true },
		{ { NULL }, { "TERM=dumb" }, false },
		{ { NULL }, { "TERM=" }, false },
		{ { NULL }, { "TERM" }, false },
		{ { NULL }, { "TERM=no-such-terminal" }, false },
	};
	(void)state;
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
		struct pty *pty = pty_start(24, 80, plain[i].words, plain[i].environment);
		assert_true(pty_wait_for(pty, "bptt>"));
		assert_false(pty->is_alternate);
		pty_send(pty, "print 6 * 7\r");
		assert_true(pty_wait_for(pty, "42"));
		// Ctrl-C clears the line, Ctrl-Z and fg keep it.
		pty_settle(pty);
		pty_send(pty, "half a line\003");
		pty_settle(pty);
		pty_send(pty, "print 40 - ");
		pty_settle(pty);
		pty_send(pty, "\032");
		assert_true(pty_wait_stop(pty));
		assert_true(pty_is_restored(pty));
		pty_continue(pty);
		pty_settle(pty);
		pty_send(pty, "1\r");
		assert_true(pty_wait_for(pty, "39"));
		if (!plain[i].escapes)
			assert_int_equal(pty_count_raw(pty, "\033"), 0);
		pty_settle(pty);
		pty_send(pty, i % 2 ? "\004" : "quit\r");
		assert_true(pty_wait_end(pty));
		assert_true(WIFEXITED(pty->status));
		assert_int_equal(WEXITSTATUS(pty->status), 0);
		assert_true(pty_is_restored(pty));
		pty_free(pty);
	}
}

// Without a terminal at one end: no prompt, no escape byte, in whatever terminal's name.
static void test_pipes(void **state)
{
	static const struct {
		const char *command, *last; // what the output ends with
	} pipes[] = {
		{ "printf 'print 6 * 7\\n' | \"$BPTT_REPL\" --plain", "42\n" },
		{ "printf 'print 6 * 7\\n' | \"$BPTT_REPL\" --plain 2>/dev/null", "42\n" },
		{ "printf 'print 6 * 7' | \"$BPTT_REPL\" -e 'print 1 + 1' 2>&1", "42\n" },
		{ "printf 'print 6 * 7\\nquit\\nprint 1\\n' | \"$BPTT_REPL\"", "42\n" },
		{ "\"$BPTT_REPL\" </dev/null 2>&1; echo $?", "0\n" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof pipes / sizeof *pipes; i++) {
		char output[4096];
		FILE *stream = popen(pipes[i].command, "r");
		assert_non_null(stream);
		size_t const length = fread(output, 1, sizeof output - 1, stream);
		output[length] = '\0';
		assert_int_equal(pclose(stream), 0);
		size_t const last = strlen(pipes[i].last);
		assert_true(length >= last);
		assert_string_equal(output + length - last, pipes[i].last);
		assert_null(strstr(output, "\033"));
		assert_null(strstr(output, "bptt>"));
	}
}

// LINES and COLUMNS were exported by a shell of another size.
static void test_stale_size(void **state)
{
	static const char *const environment[] = { "LINES=50", "COLUMNS=132", NULL };
	(void)state;
	struct pty *pty = pty_start(24, 80, NULL, environment);
	assert_true(pty_wait_for_row(pty, 23, "bptt>"));
	pty_resize(pty, 30, 90);
	assert_true(pty_wait_for_row(pty, 29, "bptt>"));
	leave(pty);
}

// What Linux says that a process has worked, in milliseconds; -1: it does not say.
static double worked(pid_t process)
{
	char path[64];
	double nanoseconds = -1e6;
	snprintf(path, sizeof path, "/proc/%d/schedstat", (int)process);
	FILE *file = fopen(path, "r");
	if (file && fscanf(file, "%lf", &nanoseconds) != 1)
		nanoseconds = -1e6;
	if (file)
		fclose(file);
	return nanoseconds / 1e6;
}

static int compare(const void *a, const void *b)
{
	double const difference = *(const double *)a - *(const double *)b;
	return (difference > 0) - (difference < 0);
}

// A terminal that answers no question, as this one, is not waited for; and what the program works until its first
// picture stands there is far below what a person notices.  (The clock would measure the machine's other work.)
static void test_first_picture(void **state)
{
	enum { TIMES = 50, MILLISECONDS_MOST = 50 };
	double took[TIMES];
	int const times = pty_scaled(TIMES);
	(void)state;
	for (int i = 0; i < times; i++) {
		struct pty *pty = pty_start(24, 80, NULL, NULL);
		assert_true(pty_wait_for_row(pty, 23, "bptt>"));
		took[i] = worked(pty->program);
		leave(pty);
	}
	qsort(took, (size_t)times, sizeof *took, compare);
	print_message("# the first picture takes %.1f ms of work (the median of %d)\n", took[times / 2], times);
#ifndef __SANITIZE_ADDRESS__
	assert_true(took[times / 2] < MILLISECONDS_MOST);
#endif
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),     cmocka_unit_test(test_usual_terminals),
		cmocka_unit_test(test_terminals), cmocka_unit_test(test_plain),
		cmocka_unit_test(test_pipes),     cmocka_unit_test(test_stale_size),
		cmocka_unit_test(test_first_picture),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
