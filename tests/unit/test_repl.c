// SPDX-License-Identifier: GPL-3.0-or-later
// The repl room: what a line is, prefixes, did-you-mean, words, the log, completion, values, the state.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "array/number.h"
#include "base/arena.h"
#include "base/utf8.h"
#include "command/all.h"
#include "net/network.h"
#include "repl/meaning.h"
#include "repl/nearest.h"
#include "repl/session.h"
#include "repl/value.h"

static const struct command *const tables[] = { COMMAND_TABLES, NULL };

static int make_session(void **state)
{
	*state = session_new(tables);
	return *state ? 0 : -1;
}

static int free_session(void **state)
{
	session_free(*state);
	return 0;
}

static void run_line(struct session *session, const char *line)
{
	struct error error;
	if (!session_try_line(session, line, &error))
		fail_msg("%s: %s", line, error.cause);
}

static const char *last_said(const struct session *session)
{
	return session->log.count ? session->log.at[session->log.count - 1].text : "";
}

// --- rows

static void rows_are_complete(void **state)
{
	(void)state;
	for (int i = 0; tables[i]; i++)
		for (const struct command *row = tables[i]; row->name; row++) {
			assert_non_null(row->run);
			assert_int_equal(row->usage != NULL, row->takes.most > 0);
			assert_int_equal(row->takes.needs != NULL, row->takes.least > 0);
			assert_true(row->takes.least <= row->takes.most);
			assert_non_null(row->summary);
			assert_int_equal(row->summary[strlen(row->summary) - 1], '.');
			assert_ptr_equal(command_find_exact(tables, row->name), row);
			if (row->help)
				assert_int_not_equal(row->help[strlen(row->help) - 1], '\n');
		}
}

static void a_session_says_why_there_is_none(void **state)
{
	(void)state;
	char *folder = strdup(getenv("BPTT_REPL_DATA"));
	struct error error = { .cause = "unset" };
	setenv("BPTT_REPL_DATA", "/nowhere", 1);
	assert_null(session_open(tables, &error));
	assert_string_equal(error.cause, "there is no cell tanh");
	setenv("BPTT_REPL_DATA", folder, 1);
	free(folder);
}

static void prefixes_find_one_row(void **state)
{
	(void)state;
	struct text several = { 0 };
	assert_string_equal(command_find(tables, "ste", &several)->name, "step");
	assert_string_equal(command_find(tables, "s", &several)->name, "step");
	assert_string_equal(command_find(tables, "reverse-step", &several)->name, "back");
	assert_string_equal(command_find(tables, "reverse-n", &several)->name, "reverse-next");
	assert_string_equal(command_find(tables, ":q", &several)->name, "quit");
	assert_int_equal(several.length, 0);
	assert_null(command_find(tables, "reverse", &several));
	assert_string_equal(text_get(&several), "reverse-continue, reverse-finish, reverse-next, reverse-search");
	text_clear(&several);
	assert_null(command_find(tables, "frob", &several));
	assert_null(command_find(tables, "", &several));
	assert_int_equal(several.length, 0);
	assert_null(command_find_exact(tables, "ste"));
	text_free(&several);
}

static void typing_mistakes_are_understood(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{ "stpe", "step" },           { "nxet", "next" },
		{ "contniue", "continue" },   { "Step", "step" },
		{ "fnish", "finish" },        { "hiden", "hidden" },
		{ "equatoins", "equations" }, { "trunctae", "truncate" },
		{ "expain", "explain" },      { "reverse-nxt", "reverse-next" },
		{ "vocb", "vocab" },          { "chekc", "check" },
	};
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		const char *nearest = command_nearest(tables, pairs[i][0]);
		assert_non_null(nearest);
		assert_string_equal(nearest, pairs[i][1]);
	}
	assert_null(command_nearest(tables, "zzzzzz"));
	assert_null(command_nearest(tables, ""));
	assert_null(command_nearest(tables, "a-word-that-is-so-long-that-nobody-can-have-meant-a-"
	                                    "command-by-it-nobody-at-all"));
}

static void most_typing_mistakes_are_understood(void **state)
{
	(void)state;
	int right = 0, all = 0;
	uint32_t seed = 1;
	for (int round = 0; round < 20; round++)
		for (int i = 0; tables[i]; i++)
			for (const struct command *row = tables[i]; row->name; row++) {
				char word[64];
				size_t const length = strlen(row->name);
				if (length < 4)
					continue;
				strcpy(word, row->name);
				seed = seed * 1664525 + 1013904223;
				size_t const at = (seed >> 8) % (length - 1);
				if (seed >> 31) { // two letters swapped
					char const c = word[at];
					word[at] = word[at + 1];
					word[at + 1] = c;
				} else { // a letter left out
					memmove(word + at, word + at + 1, length - at);
				}
				if (command_find(tables, word, NULL))
					continue;
				const char *nearest = command_nearest(tables, word);
				right += nearest && !strcmp(nearest, row->name);
				all++;
			}
	assert_true(all > 100);
	assert_true(right >= all * 9 / 10);
}

// --- lines

static void lines_are_told_apart(void **state)
{
	static const struct {
		const char *line;
		enum line_kind kind;
		const char *command;
	} lines[] = {
		{ "", LINE_EMPTY, NULL },
		{ " \t", LINE_EMPTY, NULL },
		{ "# s = 3", LINE_COMMENT, NULL },
		{ "W = 3", LINE_ASSIGNMENT, NULL },
		{ "W[1, 2]=3", LINE_ASSIGNMENT, NULL },
		{ "W += 1", LINE_ASSIGNMENT, NULL },
		{ "s = 3", LINE_ASSIGNMENT, NULL },
		{ "s[-1][0] = 3", LINE_ASSIGNMENT, NULL },
		{ "step = 3", LINE_ASSIGNMENT, NULL },
		{ "let a = 3", LINE_ASSIGNMENT, NULL },
		{ "s", LINE_COMMAND, "step" },
		{ "  s 3", LINE_COMMAND, "step" },
		{ "s[3]", LINE_EXPRESSION, NULL },
		{ "s[3] - s[2]", LINE_EXPRESSION, NULL },
		{ "x", LINE_COMMAND, "x" },
		{ "x[2]", LINE_EXPRESSION, NULL },
		{ "E", LINE_EXPRESSION, NULL },
		{ "T", LINE_EXPRESSION, NULL },
		{ "t", LINE_EXPRESSION, NULL },
		{ "step(z[1])", LINE_EXPRESSION, NULL },
		{ "norm(W)", LINE_EXPRESSION, NULL },
		{ "dE/dW", LINE_EXPRESSION, NULL },
		{ "∂E/∂W", LINE_EXPRESSION, NULL },
		{ "(1)", LINE_EXPRESSION, NULL },
		{ "-1", LINE_EXPRESSION, NULL },
		{ "[1,2]", LINE_EXPRESSION, NULL },
		{ "W == 3", LINE_EXPRESSION, NULL },
		{ "foo[3]", LINE_EXPRESSION, NULL },
		{ "foo(3)", LINE_EXPRESSION, NULL },
		{ "foo + 3", LINE_EXPRESSION, NULL },
		{ "eq", LINE_COMMAND, "equations" },
		{ "pri s[3]", LINE_COMMAND, "print" },
		{ "text a = b", LINE_COMMAND, "text" },
		{ "re", LINE_UNKNOWN, NULL },
		{ "frob", LINE_UNKNOWN, NULL },
		{ "frob -3", LINE_UNKNOWN, NULL },
	};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct line_meaning const meaning = meaning_of(*state, lines[i].line);
		const struct command *const row = meaning.command;
		if (meaning.kind != lines[i].kind)
			fail_msg("'%s' is taken for kind %d", lines[i].line, (int)meaning.kind);
		assert_int_equal(row != NULL, lines[i].command != NULL);
		if (row)
			assert_string_equal(row->name, lines[i].command);
	}
}

static void words_are_split(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct error error;
	struct words words;
	const char *line = "  tëxt  a \"b c\"  \t d ";
	assert_true(words_split(&words, line, 2, strlen("tëxt"), 7, &arena, &error));
	assert_int_equal(words.count, 3);
	assert_string_equal(words.word[0].at, "a");
	assert_string_equal(words.word[1].at, "b c");
	assert_string_equal(words.word[2].at, "d");
	assert_string_equal(words.rest, "a \"b c\"  \t d");
	assert_int_equal(words.name.column, 3);
	assert_int_equal(words.name.width, 4);
	assert_int_equal(words.word[0].span.column, 9);
	assert_int_equal(words.word[1].span.column, 11);
	assert_int_equal(words.word[1].span.width, 5);
	assert_int_equal(words.word[2].span.line, 7);
	long value;
	assert_false(words_integer(&words, 0, "N", 0, 9, &value, &error));
	assert_string_equal(error.cause, "N is a whole number, not 'a'");
	assert_false(words_integer(&words, 3, "N", 0, 9, &value, &error));
	assert_string_equal(error.cause, "N is missing here");
	assert_false(words_split(&words, "x \"a", 0, 1, 1, &arena, &error));
	assert_true(words_split(&words, "x 99999999999999999999 10", 0, 1, 1, &arena, &error));
	assert_false(words_integer(&words, 0, "N", 0, 9, &value, &error));
	assert_false(words_integer(&words, 1, "N", 0, 9, &value, &error));
	assert_string_equal(error.cause, "N is 0 at least and 9 at most");
	arena_free(&arena);
}

static void mistakes_change_nothing(void **state)
{
	static const char *const lines[] = { "W = [1,2]",        "W[9,9] = 1", "hidden 0",
		                             "vocab 0",          "x 0 nobody", "truncate x",
		                             "cell nobody",      "s[3] = 1",   "goto forward 99",
		                             "init nobody",      "seed -1",    "step 0",
		                             "set precision 18", "frob",       "s[-1] = nobody" };
	struct session *session = *state;
	run_line(session, "next 2");
	struct state before = state_copy(&session->state);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct error error;
		assert_false(session_try_line(session, lines[i], &error));
		assert_true(error.span.line == 1 && error.span.column >= 1);
		assert_true(state_equal(&before, &session->state));
	}
	state_free(&before);
}

static void lines_with_strange_letters_are_refused(void **state)
{
	struct error error;
	assert_false(session_try_line(*state, "text a\x1b[2J b", &error));
	assert_int_equal(error.span.column, 7);
	assert_false(session_try_line(*state, "text \xff b", &error));
	assert_false(session_run_line(*state, "frob\x1b"));
	assert_null(strchr(last_said(*state), '\x1b'));
}

static void an_empty_line_repeats_the_last_step(void **state)
{
	struct session *session = *state;
	run_line(session, "");
	assert_int_equal(session->state.place.phase, PHASE_START);
	run_line(session, "s");
	run_line(session, "where");
	run_line(session, "");
	assert_int_equal(session->state.place.equation, 1);
	assert_string_equal(session_enter_means(session), "repeat step");
	run_line(session, "n");
	run_line(session, "");
	assert_int_equal(session->state.place.t, 1);
}

// --- the state

static void going_back_says_the_same(void **state)
{
	enum { STOPS_MOST = 64 };
	struct session *session = *state;
	char *said[STOPS_MOST];
	int stops = 0;
	for (; stops < STOPS_MOST; stops++) {
		struct place const before = session->state.place;
		run_line(session, "next");
		if (place_equal(before, session->state.place))
			break;
		said[stops] = strdup(last_said(session));
	}
	assert_int_equal(stops, 5 + 15);
	for (int i = stops - 2; i >= 0; i--) {
		run_line(session, "reverse-next");
		assert_string_equal(last_said(session), said[i]);
	}
	run_line(session, "reverse-continue");
	assert_int_equal(session->state.place.phase, PHASE_START);
	for (int i = 0; i < stops; i++)
		free(said[i]);
}

static void states_are_values(void **state)
{
	struct session *session = *state;
	struct state before = state_copy(&session->state);
	assert_true(state_equal(&before, &session->state));
	run_line(session, "s[-1][0] = 0.5");
	assert_false(state_equal(&before, &session->state));
	session_set_state(session, before);
	assert_true(state_equal(&session->state, &before));
	run_line(session, "norm(s[-1])");
	assert_string_equal(last_said(session), "norm(s[-1]) = 0");
}

static void settings_make_the_same_network_again(void **state)
{
	struct session *session = *state, *other = session_new(tables);
	run_line(session, "cell gru");
	run_line(session, "hidden 4");
	run_line(session, "vocab a b c");
	run_line(session, "x 0 1 2 0");
	run_line(session, "y b c a b");
	run_line(session, "seed 4294967295");
	run_line(session, "init xavier 0.5");
	run_line(session, "truncate 2");
	run_line(session, "settings");
	char *lines = strdup(last_said(session));
	for (char *line = strtok(lines, "\n"); line; line = strtok(NULL, "\n"))
		run_line(other, line);
	run_line(other, "settings");
	assert_string_equal(last_said(other), last_said(session));
	run_line(session, "E");
	run_line(other, "E");
	assert_string_equal(last_said(other), last_said(session));
	free(lines);
	session_free(other);
}

// --- the log

static void the_log_is_bounded(void **state)
{
	struct session *session = *state;
	for (int i = 0; i < 3 * LOG_MOST; i++)
		session_sayf(session, SAY_NOTE, "%d", i);
	assert_true(session->log.count <= LOG_MOST);
	assert_int_equal(log_next(&session->log), 3 * LOG_MOST);
	assert_string_equal(last_said(session), "5999");
	char *large = malloc(LOG_BYTES_MOST / 4 + 1);
	memset(large, 'a', LOG_BYTES_MOST / 4);
	large[LOG_BYTES_MOST / 4] = '\0';
	for (int i = 0; i < 20; i++)
		session_say(session, SAY_NOTE, large);
	assert_true(session->log.count <= 6);
	free(large);
}

static void what_is_said_is_clean(void **state)
{
	session_say(*state, SAY_NOTE, "a\x1b[31m\nb\n\n");
	assert_string_equal(last_said(*state), "a<U+001B>[31m\nb");
}

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

int main(void)
{
	utf8_set_locale(true);
#define WITH_SESSION(test) cmocka_unit_test_setup_teardown(test, make_session, free_session)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_complete),
		cmocka_unit_test(a_session_says_why_there_is_none),
		cmocka_unit_test(prefixes_find_one_row),
		cmocka_unit_test(typing_mistakes_are_understood),
		cmocka_unit_test(most_typing_mistakes_are_understood),
		WITH_SESSION(lines_are_told_apart),
		cmocka_unit_test(words_are_split),
		WITH_SESSION(mistakes_change_nothing),
		WITH_SESSION(lines_with_strange_letters_are_refused),
		WITH_SESSION(an_empty_line_repeats_the_last_step),
		WITH_SESSION(going_back_says_the_same),
		WITH_SESSION(states_are_values),
		WITH_SESSION(settings_make_the_same_network_again),
		WITH_SESSION(the_log_is_bounded),
		WITH_SESSION(what_is_said_is_clean),
		cmocka_unit_test(numbers_have_fixed_digits),
		cmocka_unit_test(matrices_are_aligned),
		cmocka_unit_test(large_matrices_are_cut_in_the_middle),
		WITH_SESSION(a_row_fits_behind_its_name),
		WITH_SESSION(file_names_are_quoted_when_they_need_it),
		WITH_SESSION(completion_knows_commands_names_and_values),
		WITH_SESSION(help_fits_its_page),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
