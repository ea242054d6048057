// SPDX-License-Identifier: GPL-3.0-or-later
// What a stranger's lesson may do, and what lesson --check says of one.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/text.h"
#include "base/utf8.h"
#include "lesson/check.h"
#include "lesson/desk.h"
#include "net/network.h"
#include "reading.h"
#include "repl/session.h"

// --- what a stranger's lesson may do

static void a_lesson_runs_lesson_commands_only(void **state)
{
	(void)state;
	static const char *const refused[] = {
		"quit",
		"lesson 1",
		"lessons",
		"skip",
		"sk",
		"play",
		"page 2",
		"resume",
		"leave",
		"quit now",
		"restart",
	};
	// However the name of a file is put: where it would be opened it is refused.
	static const char *const readers[] = {
		"cell ./x.cell",
		"cell /etc/passwd",
		"set\tcell /etc/passwd",
		"set  cell /etc/passwd",
		"hidden 2; set cell ./x.cell",
		"set cell \"/etc/passwd\"",
	};
	static const char *const allowed[] = {
		"next",    "cell gru", "hidden 2", "s[3]",      "W = 0",
		"print E", "check",    "text a b", "equations",
	};
	struct session *const session = session_new(tables);
	struct error error;
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
		if (desk_allows(session, refused[i], &error))
			fail_msg("%s is allowed", refused[i]);
	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
		if (!desk_allows(session, allowed[i], &error))
			fail_msg("%s is refused", allowed[i]);
	for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
		assert_false(desk_try_line(session, readers[i], &error));
		if (!strstr(error.cause, "a lesson may not"))
			fail_msg("%s: %s", readers[i], error.cause);
	}
	assert_null(session->state.network->corpus);
	assert_true(desk_try_line(session, "cell lstm", &error));
	// Every row that touches files or leaves must say so itself.
	for (int t = 0; tables[t]; t++)
		for (const struct command *row = tables[t]; row->name; row++)
			if (row->complete == COMPLETE_FILE)
				assert_true(!row->in_lessons || strcmp(row->name, "cell") == 0);
	session_free(session);
}

// It has less memory than the learner, whose values it cannot push out.
static void a_lesson_takes_less_memory(void **state)
{
	(void)state;
	static const char *const lines[][2] = {
		{ "let a = ones(1200,1200)",
		  "the variables would take more than 8 MB together, the most in a lesson's line" },
		{ "norm(ones(3000,3000))", "a 3000×3000 matrix is too large to make here" },
		{ "norm(ones(2500,2500) + (ones(2500,2500) + (ones(2500,2500) + (ones(2500,2500) + (ones(2500,2500) "
		  "+ ones(2500,2500))))))",
		  "this needs more than 256 MB at the same time, the most in a lesson's line" },
	};
	struct session *const session = session_new(tables);
	struct error error;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		assert_false(desk_try_line(session, lines[i][0], &error));
		assert_string_equal(error.cause, lines[i][1]);
		assert_true(session_try_line(session, lines[i][0], &error));
	}
	session_free(session);
}

static void a_mistake_in_a_lesson_is_located(void **state)
{
	(void)state;
	struct session *const session =
		open_lesson("# t\n\nx\n\n```bptt\n> step\n> V*V\n> step\n```\n");
	enter(session, 1);
	assert_int_equal(strncmp(said(session, SAY_ERROR), "l.md:7:3: ", 10), 0);
	assert_string_equal(session->source, "");
	assert_int_equal(session->line, 0);
	session_free(session);
	// Of a command of several lines it is the line at fault, behind its "> ".
	struct session *const longer = open_lesson(
		"# t\n\nx\n\n```bptt\n> cell {\n>   input x[C]\n>   z[t] = x[t] + q[t-1]\n> }\n> step\n```\n");
	enter(longer, 1);
	assert_int_equal(strncmp(said(longer, SAY_ERROR), "l.md:8:19: q is not defined", 27), 0);
	session_free(longer);
}

// --- checking

static void a_check_finds_all_faults(void **state)
{
	(void)state;
	static const char bad[] = "# t\n\nThe value 0.123.\n\n"
				  "```bptt\n> hid 2\n> 1 + 1\n1 + 1 = 3\n> V*V\n> quit\n```\n";
	struct lesson lesson;
	struct error error;
	struct lesson_check check;
	assert_true(lesson_read(&lesson, "l.md", bad, strlen(bad), false, &error));
	lesson_check(&lesson, tables, false, &check);
	assert_int_equal(check.faults, 5);
	assert_int_equal(check.commands, 4);
	assert_non_null(strstr(text_get(&check.report), "l.md:3:1: nothing printed 0.123 so far"));
	lesson_check_free(&check);
	lesson_check(&lesson, tables, true, &check);
	assert_int_equal(check.blessed, 1);
	assert_non_null(
		strstr(text_get(&check.blessed_text), "> 1 + 1\n1 + 1 = 2\n> V*V\n> quit\n```\n"));
	lesson_check_free(&check);
	lesson_free(&lesson);
}

static void a_good_lesson_passes(void **state)
{
	(void)state;
	struct lesson lesson;
	struct error error;
	struct lesson_check check;
	struct text blessed = { 0 };
	assert_true(lesson_read(&lesson, "l.md", text, strlen(text), false, &error));
	lesson_check(&lesson, tables, true, &check);
	text_add(&blessed, text_get(&check.blessed_text));
	lesson_check_free(&check);
	lesson_free(&lesson);
	assert_true(
		lesson_read(&lesson, "l.md", text_get(&blessed), blessed.length, false, &error));
	lesson_check(&lesson, tables, false, &check);
	assert_string_equal(text_get(&check.report), "");
	lesson_check_free(&check);
	lesson_free(&lesson);
	text_free(&blessed);
}

int main(void)
{
	utf8_set_locale(true);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_lesson_runs_lesson_commands_only),
		cmocka_unit_test(a_lesson_takes_less_memory),
		cmocka_unit_test(a_mistake_in_a_lesson_is_located),
		cmocka_unit_test(a_check_finds_all_faults),
		cmocka_unit_test(a_good_lesson_passes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
