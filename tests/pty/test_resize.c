// SPDX-License-Identifier: GPL-3.0-or-later
// The terminal takes any size at any moment, while keys arrive: nothing crashes, what stands there
// is what a fresh drawing shows, and the terminal comes back as it was.
#include <setjmp.h>
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

enum { RESIZES = 10000, LEAST_PERCENT = 20, MOST_ROWS = 200, MOST_COLS = 400, COMPARED_EVERY = 10 };

static const char *const keys[] = {
	"\033[C",
	"\033[D",
	"\033[5~",
	"\033[6~",
	"a",
	"tiếng",
	"\177",
	"\033[A",
	"\r",
	"\025",
	"\t",
	"\033[B",
	"goto end\r",
	"help\r",
	"\003",
	"\022",
	"\033OQ",
	"\033[1;2A",
	"\014",
	"\033",
	"x",
	"check E\r",
	"\v",
	"\001",
	"\005",
	"where\r",
	"\033[200~p\nw\033[201~",
	"focus\r",
	"zoom network\r",
	"zoom off\r",
	"layout projector\r",
	"layout gradient\r",
	"layout auto\r",
	"hide equation\r",
	"unhide\r",
	"unhide map ledger\r",
	"scroll bottom\r",
	"scroll up\r",
	"move lesson first\r",
	"search d\r",
	"focus off\r",
	"view grid\r",
};

// A number in 1 … most, often a small one, for there most can go wrong.
static int random_size(int most)
{
	int const small = most < 30 ? most : 30;
	return 1 + rand() % (rand() % 2 ? small : most);
}

static void send_random_keys(struct pty *pty)
{
	for (int count = rand() % 4; count > 0; count--) {
		const char *key = keys[(size_t)rand() % (sizeof keys / sizeof *keys)];
		pty_send(pty, key);
		// Ctrl-C takes with it what is typed in the same moment, also the end of a paste; on a busy machine a
		// moment is long.
		if (*key == '\003') {
			pty_settle(pty);
			usleep(100000);
			pty_settle(pty);
		}
	}
}

static void assert_fresh(struct pty *pty)
{
	int row, col, fresh_row, fresh_col;
	// Ctrl-L, which asks for the fresh drawing, would also end a search: Ctrl-E does it before.
	pty_send(pty, "\005");
	pty_settle(pty);
	char *shown = pty_text(pty);
	pty_cursor(pty, &row, &col);
	pty_send(pty, "\014");
	pty_settle(pty);
	char *fresh = pty_text(pty);
	pty_cursor(pty, &fresh_row, &fresh_col);
	if (strcmp(shown, fresh))
		print_message("# at %dx%d\n", pty->rows, pty->cols);
	assert_string_equal(shown, fresh);
	assert_int_equal(row, fresh_row);
	assert_int_equal(col, fresh_col);
	free(shown);
	free(fresh);
}

static void leave(struct pty *pty)
{
	pty_settle(pty);
	pty_send(pty, "\003"); // ends a search, clears the line
	pty_settle(pty);
	pty_send(pty, "\004"); // `quit` would stand in the history, where the next test finds it
	assert_left(pty);
}

static void resize_at_random(const char *const *words)
{
	const char *scale = getenv("BPTT_TEST_SCALE");
	int const percent = scale ? atoi(scale) : LEAST_PERCENT;
	// A half each at the prompt and in a lesson; a fifth of it always: that takes seconds.
	int const count = RESIZES / 2 * (percent > LEAST_PERCENT ? percent : LEAST_PERCENT) / 100;
	struct pty *pty = pty_start(24, 80, words, NULL);
	assert_true(pty_wait_for_row(pty, 23, "bptt>")); // it may sleep before it has begun
	for (int i = 0; i < count; i++) {
		pty_resize(pty, random_size(MOST_ROWS), random_size(MOST_COLS));
		send_random_keys(pty);
		assert_false(pty->has_ended);
		if (i % COMPARED_EVERY == 0)
			assert_fresh(pty);
	}
	assert_fresh(pty);
	leave(pty);
}

static void test_resizes(void **state)
{
	(void)state;
	srand(1);
	resize_at_random(NULL);
}

static void test_resizes_in_lesson(void **state)
{
	static const char *const words[] = { "lesson", "3", NULL };
	(void)state;
	srand(2);
	resize_at_random(words);
}

// A burst that nobody waits for: only the last size counts.
static void test_burst(void **state)
{
	(void)state;
	struct pty *pty = pty_start(24, 80, NULL, NULL);
	assert_true(pty_wait_for_row(pty, 23, "bptt>"));
	char *before = pty_text(pty);
	for (int i = 1; i <= 100; i++)
		pty_resize(pty, i, 2 * i);
	pty_resize(pty, 24, 80);
	pty_settle(pty);
	pty_send(pty, "\014"); // the emulator's own idea of what a resize keeps does not count
	pty_settle(pty);
	char *after = pty_text(pty);
	assert_string_equal(before, after);
	free(before);
	free(after);
	leave(pty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_resizes),
		cmocka_unit_test(test_resizes_in_lesson),
		cmocka_unit_test(test_burst),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
