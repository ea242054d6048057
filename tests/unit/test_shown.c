// SPDX-License-Identifier: GPL-3.0-or-later
// What the repl room shows: values, completion, help.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "array/elide.h"
#include "array/number.h"
#include "base/utf8.h"
#include "repl/session.h"
#include "repl/value.h"
#include "session.h"

// --- values

static void numbers_have_fixed_digits(void **state)
{
	(void)state;
	static const struct {
		double number;
		int precision;
		const char *text;
	} numbers[] = {
		{ 0, 5, "0" },
		{ -0.0, 5, "0" },
		{ 0.5, 5, "0.50000" },
		{ 12, 5, "12" },
		{ 1.5, 1, "2" },
		{ 0.999999, 5, "1.0000" },
		{ 99999.9, 5, "1.0000e+05" },
		{ 1234567, 5, "1.2346e+06" },
		{ 1e-9, 3, "1.00e-09" },
		{ -1e-300, 2, "-1.0e-300" },
		{ 18.30718764221934, 17, "18.30718764221934" },
		{ 0.1, 17, "0.10000000000000001" },
	};
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct text text = { 0 };
		number_write(numbers[i].number, numbers[i].precision, &text);
		assert_string_equal(text_get(&text), numbers[i].text);
		text_free(&text);
	}
}

static void matrices_are_aligned(void **state)
{
	(void)state;
	double numbers[] = { 0.5, -0.25, 10, -1e-30 };
	double const odd[] = { 0.0 / 0.0, 1.0 / 0.0, -1.0 / 0.0, 2 };
	struct text text = { 0 };
	value_write((struct array){ 2, 2, numbers }, 3, 0, &text);
	assert_string_equal(text_get(&text), "  [ 5.00e-01  -2.50e-01]\n  [ 1.00e+01  -1.00e-30]");
	numbers[2] = 1;
	numbers[3] = -0.0;
	text_clear(&text);
	value_write((struct array){ 2, 2, numbers }, 3, 0, &text);
	assert_string_equal(text_get(&text), "  [ 0.50  -0.25]\n  [ 1.00   0.00]");
	text_clear(&text);
	memcpy(numbers, odd, sizeof odd);
	value_write((struct array){ 1, 4, numbers }, 3, 0, &text);
	assert_string_equal(text_get(&text), "  [ NaN   Inf  -Inf     2]");
	text_free(&text);
}

// A row stands behind its name, and both are as wide as the terminal at most.
static void a_row_fits_behind_its_name(void **state)
{
	struct session *session = *state;
	session->front.interactive = true;
	for (int columns = 40; columns <= 80; columns++) {
		session->manner.columns = columns;
		run_line(session, "let a_long_name = ones(1, 40)*0.125");
		run_line(session, "a_long_name");
		const char *row = last_said(session);
		assert_non_null(strstr(row, "a_long_name = [0.125"));
		assert_true(utf8_columns(row, strlen(row)) <= columns);
	}
}

static void large_matrices_are_cut_in_the_middle(void **state)
{
	(void)state;
	double *numbers = calloc(300 * 300, sizeof *numbers);
	struct text text = { 0 };
	int lines = 1;
	// No row is wider than it may be, and none has room for a further number.
	for (int columns = 24; columns < 120; columns++) {
		value_write((struct array){ 1, 300, numbers }, 5, columns, &text);
		int const wide = utf8_columns(text_get(&text), text.length);
		assert_in_range(wide, columns - 2, columns);
		text_clear(&text);
	}
	value_write((struct array){ 300, 300, numbers }, 5, 40, &text);
	for (const char *c = text_get(&text); *c; c++)
		lines += *c == '\n';
	assert_int_equal(lines, 100);
	assert_true(utf8_columns(text_get(&text), strcspn(text_get(&text), "\n")) <= 40);
	text_clear(&text);
	value_write_list((struct array){ 300, 1, numbers }, 5, 12, &text);
	utf8_set_locale(false);
	text_clear(&text);
	value_write_list((struct array){ 300, 1, numbers }, 5, 12, &text);
	assert_string_equal(text_get(&text), "[0, 0, ..., 0]'");
	utf8_set_locale(true);
	text_free(&text);
	free(numbers);
}

// --- completion

// The completions joined by blanks.
static void assert_completes(struct session *session, const char *line, size_t expected_start,
                             const char *expected)
{
	size_t start;
	struct text joined = { 0 };
	char **words = session_complete(session, line, strlen(line), &start);
	for (int i = 0; words[i]; i++)
		text_addf(&joined, i ? " %s" : "%s", words[i]);
	assert_string_equal(text_get(&joined), expected);
	assert_int_equal(start, expected_start);
	text_free(&joined);
	words_free(words);
}

static void file_names_are_quoted_when_they_need_it(void **state)
{
	char name[300], typed[300];
	const char *const temporary = getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp";
	snprintf(name, sizeof name, "%s/bptt quoted;file", temporary);
	FILE *file = fopen(name, "w");
	assert_non_null(file);
	fclose(file);
	// A name that no line can hold is not offered.
	char strange[300], wanted[320];
	snprintf(strange, sizeof strange, "%s/bptt quoted\033[31m", temporary);
	file = fopen(strange, "w");
	assert_non_null(file);
	fclose(file);
	snprintf(typed, sizeof typed, "sentences %s/bptt", temporary);
	snprintf(wanted, sizeof wanted, "\"%s\"", name);
	assert_completes(*state, typed, 10, wanted);
	snprintf(typed, sizeof typed, "sentences \"%s/bptt quoted;f", temporary);
	snprintf(wanted, sizeof wanted, "%s\"", name);
	assert_completes(*state, typed, 11, wanted);
	unlink(name);
	unlink(strange);
}

static void completion_knows_commands_names_and_values(void **state)
{
	assert_completes(*state, "ste", 0, "step");
	assert_completes(*state, "  reverse-", 2, "reverse-continue reverse-finish reverse-next reverse-search");
	assert_completes(*state, "zzz", 0, "");
	assert_completes(*state, "goto b", 5, "backward");
	assert_completes(*state, "goto ", 5, "backward end forward start");
	assert_completes(*state, "sweep s", 6, "single");
	assert_completes(*state, "init xa", 5, "xavier xavier-normal");
	assert_completes(*state, "cell lin", 5, "linear");
	assert_completes(*state, "x ca", 2, "cat");
	assert_completes(*state, "set pr", 4, "precision");
	assert_completes(*state, "print log", 6, "log logits logsumexp");
	assert_completes(*state, "pri dE/dlog", 7, "dlogits");
	assert_completes(*state, "check del", 6, "delta");
	assert_completes(*state, "norm(del", 5, "delta");
	assert_completes(*state, "help equ", 5, "equations");
	assert_completes(*state, "show see", 5, "seed");
	size_t start;
	words_free(session_complete(*state, "", 0, &start));
	words_free(session_complete(*state, "\xff\xff ", 3, &start));
}

// --- help

// Its words are those of the help on a wide page, and its lines fit, but for those that are to be typed.
static void check_help(struct session *session, const char *line, int columns)
{
	session->manner.columns = 80;
	run_line(session, line);
	char *const wide = strdup(last_said(session));
	session->manner.columns = columns;
	run_line(session, line);
	char *narrow = strdup(last_said(session));
	for (const char *at = narrow; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		size_t const length = strcspn(at, "\n");
		char *const row = strndup(at, length);
		size_t const indent = strspn(row, " ");
		bool const is_typed = indent && indent < 20 && !strstr(row + indent, "  ");
		if (utf8_columns(row, length) > columns && !is_typed)
			fail_msg("%s: wider than %d: %s", line, columns, row);
		free(row);
	}
	char *rest[2] = { wide, narrow };
	for (;;) {
		const char *const a = strtok_r(rest[0], " \n", &rest[0]), *const b = strtok_r(rest[1], " \n", &rest[1]);
		if (!a && !b)
			break;
		assert_string_equal(a ? a : "", b ? b : "");
	}
	free(wide);
	free(narrow);
}

static void help_fits_its_page(void **state)
{
	check_help(*state, "help", 60);
	check_help(*state, "help functions", 76);
	check_help(*state, "apropos gradient", 70);
	for (int i = 0; tables[i]; i++)
		for (const struct command *row = tables[i]; row->name; row++) {
			char line[64];
			snprintf(line, sizeof line, "help %s", row->name);
			check_help(*state, line, 60);
			check_help(*state, line, 76);
		}
}

// Both ends of what is too long, and the line that matters: in order, no more than there is room for, a gap where and
// only where lines are left out.
static void both_ends_are_shown(void **state)
{
	(void)state;
	for (int count = 0; count <= 12; count++)
		for (int room = 0; room <= 12; room++)
			for (int keep = -1; keep < count; keep++) {
				int shown[12], last = -1;
				int const lines = elide(count, room, keep, shown);
				bool is_kept = keep < 0;
				assert_true(lines <= (room < ELIDE_LEAST ? ELIDE_LEAST : room) || lines == count);
				for (int i = 0; i < lines; i++) {
					if (shown[i] == ELIDED) {
						assert_true((i + 1 < lines ? shown[i + 1] : count) > last + 1);
						continue;
					}
					assert_true(shown[i] == last + 1 || (i && shown[i - 1] == ELIDED));
					is_kept |= shown[i] == keep;
					last = shown[i];
				}
				assert_true(is_kept && (last == count - 1 || shown[lines - 1] == ELIDED));
			}
}

int main(void)
{
	utf8_set_locale(true);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_have_fixed_digits),
		cmocka_unit_test(matrices_are_aligned),
		cmocka_unit_test(large_matrices_are_cut_in_the_middle),
		cmocka_unit_test(both_ends_are_shown),
		WITH_SESSION(a_row_fits_behind_its_name),
		WITH_SESSION(file_names_are_quoted_when_they_need_it),
		WITH_SESSION(completion_knows_commands_names_and_values),
		WITH_SESSION(help_fits_its_page),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
