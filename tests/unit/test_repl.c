// SPDX-License-Identifier: GPL-3.0-or-later
// The repl room: what a line is, prefixes, did-you-mean, words, the log, the state.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "repl/meaning.h"
#include "repl/nearest.h"
#include "repl/session.h"
#include "session.h"

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

int main(void)
{
	utf8_set_locale(true);
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
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
