// SPDX-License-Identifier: GPL-3.0-or-later
// Hands on the keyboard (and the mouse): single letters, panes, a presenter's blank screen, autoplay,
// notes; and the one key back to the line.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "learner.h"

#define ESCAPE "\033"
#define SINGLE "\030s"
#define TAB "\t"

static bool footer_says(struct pty *pty, const char *words)
{
	char *row = pty_row(pty, LAST - 1);
	bool const says = strstr(row, words) != NULL;
	free(row);
	return says;
}

// What a key has changed is seen sooner or later.
static void assert_footer(struct pty *pty, const char *words)
{
	for (int i = 0; i < 1000 && !footer_says(pty, words); i++)
		pty_let_pass(pty, 10);
	assert_true(footer_says(pty, words));
}

// A lower-case letter forward, the upper-case one back, each as the command that it stands for.
static void test_single_letters(void **state)
{
	static const struct {
		const char *key, *command;
	} keys[] = {
		{ "s", "step" },     { "S", "back" },
		{ "n", "next" },     { "N", "reverse-next" },
		{ "f", "finish" },   { "F", "reverse-finish" },
		{ "c", "continue" }, { "C", "reverse-continue" },
		{ "w", "where" },    { "u", "undo" },
	};
	(void)state;
	struct pty *pty = begin();
	pty_send(pty, SINGLE);
	assert_line(pty, "", 0);
	assert_footer(pty, "s step");
	assert_footer(pty, "q line");
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		pty_send(pty, keys[i].key);
		assert_line(pty, "", 0);
		pty_send(pty, UP);
		assert_line(pty, keys[i].command, (int)strlen(keys[i].command));
		pty_send(pty, CTRL_U);
		assert_line(pty, "", 0);
	}
	// Any other key begins a line, on which letters are letters; after it they are commands again.
	pty_send(pty, "print 7 * sum(s[0] - s[0])");
	assert_line(pty, "print 7 * sum(s[0] - s[0])", 26);
	pty_send(pty, CTRL_U "n");
	assert_line(pty, "", 0);
	pty_send(pty, "q");
	assert_line(pty, "", 0);
	assert_footer(pty, "quit: Ctrl-D");
	pty_send(pty, "s");
	assert_line(pty, "s", 1);
	// ESC leaves it, too.
	clear_line(pty);
	pty_send(pty, SINGLE);
	assert_line(pty, "", 0);
	pty_send(pty, ESCAPE);
	pty_let_pass(pty, 100);
	assert_line(pty, "", 0);
	assert_footer(pty, "quit: Ctrl-D");
	end(pty);
}

static void test_panes(void **state)
{
	(void)state;
	struct pty *pty = begin();
	enter(pty, "goto backward 3 1");
	pty_send(pty, TAB);
	assert_line(pty, "", 0);
	assert_footer(pty, "/ search");
	assert_footer(pty, "q line");
	pty_send(pty, "/");
	assert_true(pty_wait_for_cursor(pty, LAST, 6 + 7));
	assert_true(pty_wait_for_row(pty, LAST, "bptt> search"));
	pty_send(pty, "cat\r");
	assert_line(pty, "", 0);
	pty_send(pty, "n"
	              "N" UP "\033[B" PAGE_DOWN PAGE_UP "\033[H"
	              "\033[F"
	              "zz");
	assert_line(pty, "", 0);
	assert_footer(pty, "/ search");
	// None of it is in the history.
	pty_send(pty, "q");
	assert_line(pty, "", 0);
	assert_footer(pty, "quit: Ctrl-D");
	pty_send(pty, UP);
	assert_line(pty, "search cat", 10);
	clear_line(pty);
	// A letter that a pane does not know begins a line, after which the pane has the keys again; ESC
	// leads back as well.
	pty_send(pty, TAB "w");
	assert_line(pty, "w", 1);
	clear_line(pty);
	assert_footer(pty, "/ search");
	pty_send(pty, "q");
	assert_line(pty, "", 0);
	assert_footer(pty, "quit: Ctrl-D");
	pty_send(pty, "\033[17~");
	assert_line(pty, "", 0);
	assert_footer(pty, "/ search");
	pty_send(pty, ESCAPE);
	pty_let_pass(pty, 100);
	assert_line(pty, "", 0);
	assert_footer(pty, "quit: Ctrl-D");
	// On a line that has letters Tab completes, and / is a letter.
	pty_send(pty, " 1/2" LEFT LEFT LEFT LEFT "hidd\t");
	assert_true(pty_wait_for_row(pty, LAST, "bptt> hidden 1/2"));
	end(pty);
}

// ESC waits no longer than 50 ms for the rest of a key: on a machine with nothing else to do.
static void test_escape_is_quick(void **state)
{
	enum {
		TIMES = 10,
		MOST_MS = 90,
		LIMIT_MS = 500
	}; // 50, drawing, and the test's own polling
	(void)state;
	struct pty *pty = begin();
	long best = LIMIT_MS;
	for (int i = 0; i < TIMES; i++) {
		struct timespec from, to;
		pty_send(pty, TAB);
		assert_line(pty, "", 0);
		clock_gettime(CLOCK_MONOTONIC, &from);
		pty_send(pty, ESCAPE);
		while (!footer_says(pty, "quit: Ctrl-D"))
			pty_let_pass(pty, 1);
		clock_gettime(CLOCK_MONOTONIC, &to);
		long const took =
			(to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000;
		best = took < best ? took : best;
	}
	print_message("# ESC acts after %ld ms\n", best);
	assert_true(best <= MOST_MS);
	end(pty);
}

static void test_keys_are_told(void **state)
{
	(void)state;
	struct pty *pty = begin();
	pty_send(pty, "?");
	assert_line(pty, "", 0);
	assert_true(pty_wait_for(pty, "reverse-next"));
	pty_send(pty, ESCAPE); // from the page that is read
	pty_let_pass(pty, 100);
	assert_line(pty, "", 0);
	pty_send(pty, "x?");
	assert_line(pty, "x?", 2);
	clear_line(pty);
	enter(pty, "set keys single");
	pty_send(pty, "?");
	assert_line(pty, "", 0);
	assert_true(pty_wait_for(pty, "reverse-finish"));
	pty_send(pty, "q");
	assert_line(pty, "", 0);
	end(pty);
}

static void test_blank(void **state)
{
	(void)state;
	struct pty *pty = begin();
	pty_send(pty, ".5 + 1\r"); // a number, where nobody presents
	assert_true(pty_wait_for(pty, "1.5"));
	enter(pty, "layout projector");
	enter(pty, "goto backward 3 1");
	assert_true(pty_wait_for(pty, "loss 3, k = 1"));
	pty_settle(pty);
	char *before = pty_text(pty);
	for (int i = 0; i < 2; i++) {
		pty_send(pty, ".");
		assert_true(pty_wait_for_row(pty, LAST, ""));
		pty_settle(pty);
		char *blank = pty_text(pty);
		assert_int_equal(strspn(blank, "\n"), strlen(blank));
		free(blank);
		pty_send(pty, i ? PAGE_DOWN : "."); // whatever key: it only brings the picture back
		assert_true(pty_wait_for_row(pty, LAST, "bptt>"));
		pty_settle(pty);
		char *after = pty_text(pty);
		assert_string_equal(before, after);
		free(after);
	}
	free(before);
	enter(pty, "layout auto"); // it is remembered
	end(pty);
}

static void test_auto(void **state)
{
	(void)state;
	struct pty *pty = begin();
	pty_send(pty, "auto 0.05\r");
	assert_true(pty_wait_for(pty, "forward, t = 1")); // by itself
	assert_true(pty_wait_for(pty, "any key stops"));
	pty_send(pty, "w");
	assert_line(pty, "w", 1);
	char *before = pty_text(pty);
	pty_let_pass(pty, 200);
	char *after = pty_text(pty);
	assert_string_equal(before, after);
	free(before);
	free(after);
	clear_line(pty);
	// It ends where the walk does, or begins again.
	pty_send(pty, "goto end\r");
	assert_line(pty, "", 0);
	pty_send(pty, "reverse-next\r"
	              "auto 0.05\r");
	for (int i = 0; i < 200 && !footer_says(pty, "any key stops"); i++)
		pty_let_pass(pty, 10);
	for (int i = 0; i < 200 && footer_says(pty, "any key stops"); i++)
		pty_let_pass(pty, 10);
	assert_footer(pty, "quit: Ctrl-D");
	pty_send(pty, "auto 0.05 loop\r");
	assert_true(pty_wait_for(pty, "forward, t = 0"));
	pty_send(pty, CTRL_C);
	assert_line(pty, "", 0);
	pty_send(pty, "auto never\r");
	assert_true(pty_wait_for(pty, "auto takes seconds"));
	end(pty);
}

static void test_mouse(void **state)
{
	(void)state;
	struct pty *pty = begin();
	enter(pty, "goto end");
	assert_int_equal(pty_count_raw(pty, "\033[?1000h"), 0); // off unless asked for
	enter(pty, "set mouse on");
	assert_int_equal(pty_count_raw(pty, "\033[?1000h"), 1);
	// Where s₂ stands in the network.
	int row = 0, col = 0;
	char *at = NULL, *line = NULL;
	for (row = 0; row < LAST && !at; row++) {
		free(line);
		line = pty_row(pty, row);
		at = strstr(line, "s₂");
	}
	assert_non_null(at);
	for (const char *byte = line; byte < at; byte++)
		col += (*byte & 0xC0) != 0x80;
	char report[64];
	snprintf(report, sizeof report, "\033[<0;%d;%dM\033[<0;%d;%dm", col + 1, row, col + 1, row);
	free(line);
	pty_send(pty, report);
	assert_line(pty, "", 0);
	pty_send(pty, UP);
	assert_line(pty, "s[2]", 4);
	pty_send(pty, report); // not while a line is being written
	assert_line(pty, "s[2]", 4);
	clear_line(pty);
	pty_send(pty, "\033[<0;1;1M"); // a border asks for nothing
	assert_line(pty, "", 0);
	enter(pty, "set mouse off");
	assert_int_equal(pty_count_raw(pty, "\033[?1000l"), 1);
	enter(pty, "set mouse on");
	pty_send(pty, CTRL_Z);
	assert_true(pty_wait_stop(pty));
	assert_int_equal(pty_count_raw(pty, "\033[?1000l"), 2);
	pty_continue(pty);
	assert_line(pty, "", 0);
	assert_int_equal(pty_count_raw(pty, "\033[?1000h"), 3);
	end(pty);
}

static char *read_file(const char *path)
{
	static char text[4096];
	FILE *file = fopen(path, "r");
	size_t const length = file ? fread(text, 1, sizeof text - 1, file) : 0;
	text[length] = '\0';
	if (file)
		fclose(file);
	return text;
}

// The class sees nothing of the notes, on the screen or in plain lines.
static void test_notes(void **state)
{
	static const char lesson[] = "# Notes\n\n## First\n\nSeen by all.\n\n"
				     "<!-- note: Ask them first.\n     Wait. -->\n\n"
				     "<!-- no note -->\n\n## Second\n\nMore.\n\n"
				     "<!-- note: tiếng Việt \033[31m -->\n";
	char path[256], notes[256], option[300];
	const char *home = getenv("HOME");
	(void)state;
	snprintf(notes, sizeof notes, "%s/notes.txt", home ? home : "/tmp");
	snprintf(option, sizeof option, "--notes=%s", notes);
	for (int plain = 0; plain < 2; plain++) {
		snprintf(path, sizeof path, "%s/notes%d.md", home ? home : "/tmp", plain);
		FILE *file = fopen(path, "w");
		assert_non_null(file);
		fputs(lesson, file);
		fclose(file);
		const char *const words[] = { option, "lesson", path, plain ? "--plain" : NULL,
			                      NULL };
		remove(notes);
		struct pty *pty = pty_start(ROWS, COLS, words, NULL);
		assert_true(pty_wait_for(pty, "Seen by all."));
		pty_settle(pty);
		assert_non_null(
			strstr(read_file(notes), "page 1/2\nAsk them first.\n     Wait.\n"));
		assert_null(strstr(read_file(notes), "no note"));
		pty_send(pty, "\r");
		assert_true(pty_wait_for(pty, "More."));
		pty_settle(pty);
		assert_non_null(strstr(read_file(notes), "page 2/2\ntiếng Việt <U+001B>[31m\n"));
		assert_int_equal(pty_count_raw(pty, "Ask them"), 0);
		pty_send(pty, "\004");
		assert_left(pty);
		remove(path);
		remove(notes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_single_letters),  cmocka_unit_test(test_panes),
		cmocka_unit_test(test_escape_is_quick), cmocka_unit_test(test_keys_are_told),
		cmocka_unit_test(test_blank),           cmocka_unit_test(test_auto),
		cmocka_unit_test(test_mouse),           cmocka_unit_test(test_notes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
