// SPDX-License-Identifier: GPL-3.0-or-later
// What is new is seen, and takes no more of the picture than it needs: answers, errors, lists of matches,
// the results of a pasted block.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "learner.h"

static const char *const backward[] = { "-e", "goto backward 3 2", NULL };

static void assert_both(struct pty *pty, const char *news, const char *picture)
{
	assert_true(pty_wait_for(pty, news));
	pty_settle(pty);
	char *screen = pty_text(pty);
	if (!strstr(screen, news) || !strstr(screen, picture))
		fail_msg("%s and %s are not both seen:\n%s", news, picture, screen);
	free(screen);
}

// An error, a vector: the log grows over half of the picture, and gives it back.
static void test_answers(void **state)
{
	(void)state;
	struct pty *pty = begin_with(backward, NULL);
	enter(pty, "print frob");
	assert_both(pty, "there is no frob here", "iteration 2 of 4");
	assert_both(pty, "try: ", "δ .351");
	enter(pty, "s[3]");
	assert_both(pty, "0.00837", "‖ds[1]‖ 0.20356");
	assert_both(pty, "bptt> s[3]", "-0.69197");
	enter(pty, "check");
	assert_both(pty, "numeric: central differences", "∂E/∂W: 9 PASS");
	assert_both(pty, "∂E/∂W: 9 PASS", "iteration 2 of 4");
	enter(pty, "next");
	assert_both(pty, "iteration 3 of 4", "ŷ");
	end(pty);
}

// Matches under an answer longer than the screen; they are not below its fold.
static void test_matches(void **state)
{
	(void)state;
	struct pty *pty = begin();
	enter(pty, "help");
	assert_true(pty_wait_for(pty, "lines 1-"));
	pty_send(pty, "print s\t\t");
	assert_both(pty, "sigmoid  sign     softmax", "─ log ─");
	clear_line(pty);
	end(pty);
}

// Of many answers the last one is in sight, and the mistake that ended them.
static void test_block(void **state)
{
	(void)state;
	struct pty *pty = begin();
	enter(pty, "help\rprint 6 * 7\rhelp step\rprint frob");
	assert_both(pty, "there is no frob here", "bptt> print frob");
	pty_send(pty, "\033[200~help\nprint 6 * 7\nhelp step\nprint frob\nprint 1\n\033[201~\r");
	assert_both(pty, "there is no frob here", "try: ");
	end(pty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_matches),
		cmocka_unit_test(test_block),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
