// SPDX-License-Identifier: GPL-3.0-or-later
// Comfort at the prompt: printed values and variables, undo and redo, one line that makes the state again,
// lines of several commands and commands of several lines, did-you-mean, settings that make themselves
// again, JSON.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/budget.h"
#include "base/interrupt.h"
#include "base/utf8.h"
#include "command/all.h"
#include "file/json.h"
#include "net/network.h"
#include "repl/parts.h"
#include "repl/session.h"
#include "repl/settings.h"

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

static void assert_fails(struct session *session, const char *line, const char *cause)
{
	struct error error;
	assert_false(session_try_line(session, line, &error));
	assert_string_equal(error.cause, cause);
}

static const char *last_said(const struct session *session)
{
	return session->log.count ? session->log.at[session->log.count - 1].text : "";
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

// --- values and variables

static void printed_values_have_numbers(void **state)
{
	struct session *session = *state;
	assert_fails(session, "$", "no value has been printed");
	run_line(session, "1 + 1");
	run_line(session, "$ + 3");
	run_line(session, "$1 * $2 + _");
	assert_string_equal(last_said(session), "$1 * $2 + _ = 15");
	assert_fails(session, "$4", "there is no $4; the values go from $1 to $3");
	run_line(session, "[1,2;3,4]");
	run_line(session, "$[1,0]");
	assert_string_equal(last_said(session), "$[1,0] = 3");
	for (int i = 0; i < 2 * VALUES_MOST; i++)
		run_line(session, "T");
	assert_true(session->values.count <= VALUES_MOST);
	assert_fails(session, "$1", "$1 is no longer kept; the values from $1126 to $2005 are");
	run_line(session, "print $2005");
	assert_string_equal(last_said(session), "$2005 = 5");
}

// The oldest values go, also when the one that is added is one of them.
static void large_values_make_room(void **state)
{
	struct session *session = *state;
	run_line(session, "ones(1000,1000)");
	for (int i = 0; i < 12; i++)
		run_line(session, "$ + 0");
	assert_true(session->values.numbers * sizeof(double) <= budget_bytes(BUDGET_PRINTED));
	run_line(session, "$");
	run_line(session, "sum($)");
	assert_string_equal(last_said(session), "sum($) = 1.0000e+06");
}

// What an operator was made from goes as soon as it is done; what must be there at the same time is bounded.
static void evaluations_are_bounded(void **state)
{
	struct session *session = *state;
	struct text terms = { 0 }, nested = { 0 };
	for (int i = 0; i < 12; i++) {
		text_addf(&terms, "%snorm(ones(2048,2048))", i ? " + " : "");
		text_add(&nested, i ? " + (ones(4096,4096)" : "ones(4096,4096)");
	}
	text_add_repeated(&nested, ")", 11);
	run_line(session, text_get(&terms));
	assert_non_null(strstr(last_said(session), "= 24576"));
	assert_fails(session, text_get(&nested), "this needs more than 1024 MB at the same time");
	text_free(&terms);
	text_free(&nested);
}

static void variables_are_part_of_the_state(void **state)
{
	struct session *session = *state;
	struct state before = state_copy(&session->state);
	run_line(session, "let a = [1,2,3]'");
	assert_false(state_equal(&before, &session->state));
	struct state with = state_copy(&session->state);
	assert_true(state_equal(&with, &session->state));
	run_line(session, "a[1] = 7");
	assert_false(state_equal(&with, &session->state));
	run_line(session, "a += a");
	run_line(session, "a[1]");
	assert_string_equal(last_said(session), "a[1] = 14");
	run_line(session, "a = 2"); // a whole one may change its shape
	run_line(session, "let a += 1");
	run_line(session, "a");
	assert_string_equal(last_said(session), "a = 3");
	session_set_state(session, before);
	assert_fails(session, "print a", "there is no a here");
	state_free(&with);
}

static void a_name_of_the_cell_goes_before_a_variable(void **state)
{
	struct session *session = *state;
	run_line(session, "let o = 5");
	run_line(session, "cell lstm");
	assert_string_equal(last_said(session),
	                    "o is a name of the cell lstm now; the variable o is hidden.");
	run_line(session, "norm(o[0])");
	run_line(session, "undo ; o");
	assert_string_equal(last_said(session), "o = 5");
}

// --- lists

static void lists_are_bounded_and_answer_interrupts(void **state)
{
	struct session *session = *state;
	run_line(session, "k for k = 1..100000");
	assert_int_equal(session->values.numbers, 100000);
	assert_fails(session, "k for k = 0..100000",
	             "this list would have 100001 entries; it may have 100000");
	assert_fails(session, "ones(3000) for k = 1..100000",
	             "this list would have 100000 entries of 3000 numbers, more than 4194304");
	// A long list asks between its entries whether Ctrl-C was typed.
	struct error error;
	interrupt_raise();
	assert_false(session_try_line(session, "k for k = 1..9", &error));
	assert_string_equal(error.cause, "interrupted");
	assert_false(interrupt_came());
}

// --- undo

// Random changes, taken back and done again: each state is the one that was there, bit for bit.
static void undo_and_redo_restore_each_state(void **state)
{
	static const char *const lines[] = {
		"hidden 2", "hidden 4",        "seed 5",          "init xavier 0.5", "W[0,0] += 0.25",
		"V = 2*V",  "s[-1][0] = 0.5",  "text a b a c",    "x 0 1 ; y 1 0",   "truncate 1",
		"let a = norm(W)", "let v1 = [1,2]", "cell gru ; cell tanh", "sweep double", "vocab 4",
	};
	enum { LINES = sizeof lines / sizeof *lines, STEPS = 60 };
	struct session *session = *state;
	struct state was[STEPS + 1];
	uint32_t seed = 7;
	int count = 0;
	was[0] = state_copy(&session->state);
	while (count < STEPS) {
		struct error error;
		const char *line = lines[next_random(&seed) % LINES];
		if (next_random(&seed) % 3 == 0 && session_walk(session, &error)) {
			run_line(session, "step 7");
			state_free(&was[count]);
			was[count] = state_copy(&session->state);
		}
		if (!session_try_line(session, line, &error))
			continue;
		was[++count] = state_copy(&session->state);
	}
	for (int round = 0; round < 2; round++) {
		for (int i = count - 1; i >= 0; i--) {
			run_line(session, "undo");
			const struct network *network = session->state.network;
			assert_true(network_equal(network, was[i].network));
			assert_true(variables_equal(session->state.variables, was[i].variables));
			// A variable has no place: where the walk is, it stays.
			if (!network_equal(network, was[i + 1].network))
				assert_true(place_equal(session->state.place, was[i].place));
		}
		run_line(session, "undo");
		assert_string_equal(last_said(session), "There is nothing to undo.");
		// A change may keep the place: what it found there is what undo left.
		for (int i = 1; i <= count; i++) {
			run_line(session, "redo");
			assert_true(network_equal(session->state.network, was[i].network));
			assert_true(variables_equal(session->state.variables, was[i].variables));
		}
		run_line(session, "redo");
		assert_string_equal(last_said(session), "There is nothing to redo.");
	}
	for (int i = 0; i <= count; i++)
		state_free(&was[i]);
}

static void undo_says_what_and_is_bounded(void **state)
{
	struct session *session = *state;
	run_line(session, "goto backward 3 1");
	run_line(session, "W = 0 ; hidden 5 ; let a = 1");
	run_line(session, "undo");
	assert_string_equal(last_said(session), "undone: W = 0 ; hidden 5 ; let a = 1; the place is "
	                                        "loss 3, k = 1: iteration 3 of 4");
	run_line(session, "redo");
	run_line(session, "undo ; W = 1");
	run_line(session, "undo 2");
	assert_string_equal(last_said(session), "undone: undo ; W = 1; the place is loss 3, k = 1: "
	                                        "iteration 3 of 4");
	for (int i = 0; i < 3 * CHANGES_MOST; i++)
		run_line(session, "W += 1");
	assert_int_equal(session->changes.undos, CHANGES_MOST);
	run_line(session, "undo 100");
	run_line(session, "undo");
	assert_string_equal(last_said(session), "There is nothing to undo.");
}

static void mistakes_are_nothing_to_undo(void **state)
{
	static const char *const lines[] = { "W = nobody", "hidden 0", "let W = 1", "frob",
		                             "step",       "goto end", "E",         "let a = frob" };
	struct session *session = *state;
	struct error error;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		session_try_line(session, lines[i], &error);
	assert_int_equal(session->changes.undos, 0);
}

// --- the state as a line

static void a_line_makes_the_state_again(void **state)
{
	static const char *const setups[] = {
		"", "cell lstm ; hidden 2", "cell gru ; seed 4 ; W = 1 ; Wz[0,1] = 0.1",
		"vocab 9", "vocab w0 w1 ; x 0 1 ; y 1 0", "text a b a c", "text \"a b\" \";\" c \"\" d",
		"vocab \"7\" ; x 0 0 ; y 0 0", "init he 0.3", "sweep single", "truncate 2",
	};
	static const char *const changes[] = {
		"", "V = V", "V[0,0] = 0.1", "V = 0.1*V", "s[-1] = 1/3 ; s[-1][0] = -0",
		"V = 0 ./ 0", "V[0,1] = -1 ./ 0", "let a = 1/3 ; let m = [1,2;3,4] ; let v1 = m[0,0]",
	};
	static const char *const places[] = { "", "next", "step 8", "goto end", "goto end ; back 3" };
	enum { SETUPS = sizeof setups / sizeof *setups, CHANGES = sizeof changes / sizeof *changes,
	       PLACES = sizeof places / sizeof *places };
	(void)state;
	for (int i = 0; i < SETUPS * CHANGES * PLACES; i++) {
		struct session *one = session_new(tables), *other = session_new(tables);
		struct error error;
		session_try_line(one, setups[i % SETUPS], &error);
		if (!session_try_line(one, changes[i / SETUPS % CHANGES], &error))
			fail_msg("%s", error.cause);
		run_line(one, places[i / SETUPS / CHANGES]);
		run_line(one, "state");
		char *line = strdup(last_said(one));
		run_line(other, i % 2 ? "sweep single" : "truncate 1");
		run_line(other, line);
		// Cells are read anew: they are compared by name.
		assert_string_equal(other->state.network->cell->source,
		                    one->state.network->cell->source);
		cell_hold(one->state.network->cell);
		struct cell *const cell = other->state.network->cell;
		other->state.network->cell = one->state.network->cell;
		if (!state_equal(&one->state, &other->state))
			fail_msg("not the same: %s", line);
		other->state.network->cell = cell;
		cell_drop(one->state.network->cell);
		session_free(one);
		session_free(other);
		free(line);
	}
}

// Too many numbers for one expression: they are assigned one by one.
static void large_matrices_are_pasted_in_parts(void **state)
{
	struct session *session = *state, *other = session_new(tables);
	run_line(session, "hidden 50 ; W = W .* W");
	run_line(session, "state");
	char *line = strdup(last_said(session));
	run_line(other, line);
	assert_true(array_equal(session->state.network->parameter[cell_find(
					session->state.network->cell, "W")],
	                        other->state.network->parameter[cell_find(
					other->state.network->cell, "W")]));
	free(line);
	session_free(other);
}

// --- parts of lines

static void lines_have_parts(void **state)
{
	static const struct {
		const char *line, *parts;
	} lines[] = {
		{ "", "" },
		{ "a", "a" },
		{ "  a ; b  ", "a|b" },
		{ " ; a ; ; b ;", "a|b" },
		{ "a;b", "a|b" },
		{ "[1;2];b", "[1;2]|b" },
		{ "text :( a\"b;b", "text :( a\"b|b" },
		{ "[1 ; 2] ; \" ; \" ; (1 ; 2", "[1 ; 2]|\" ; \"|(1 ; 2" },
		{ "text :) ; b", "text :)|b" },
		{ "a ; # b ; c", "a|# b ; c" },
		{ "# a ; b", "# a ; b" },
		{ "T ; complete T ; st", "T|complete T ; st" },
	};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct text parts = { 0 };
		struct line_part part = { 0 };
		while (parts_next(*state, lines[i].line, &part)) {
			text_add(&parts, parts.length ? "|" : "");
			text_add_bytes(&parts, lines[i].line + part.begin, part.end - part.begin);
		}
		assert_string_equal(text_get(&parts), lines[i].parts);
		text_free(&parts);
	}
}

static void open_lines_are_known(void **state)
{
	static const struct {
		const char *text;
		bool is_open;
	} texts[] = {
		{ "", false },           { "(", true },          { "norm(W", true },
		{ "norm(W)", false },    { "[1,\n2", true },     { "[1,\n2]", false },
		{ "let a = [", true },   { "W = [1", true },     { "print (", true },
		{ "cell {", true },      { "cell{ # }", true },
		{ "cell {}", false },   { "cell { { }", true }, { "text {", false },
		{ "T; cell {", true },  { "cell { } ; cell {", true }, { "cell \"{", false },
		{ "derive (", true },    { "text a (b", false }, { "help (", false },
		{ "complete (", false }, { "# (", false },       { "# a \\", false },
		{ "text a \\", true },   { "frob(", true },     { "T ; (", true },
		{ "( ; T", true },       { "T ; # (", false },   { "]", false },
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (parts_is_open(*state, texts[i].text) != texts[i].is_open)
			fail_msg("'%s'", texts[i].text);
}

static void a_mistake_in_joined_lines_has_its_own_line(void **state)
{
	struct error error;
	assert_false(session_try_line(*state, "[1,\n  foo,\n2]", &error));
	assert_int_equal(error.span.line, 2);
	assert_int_equal(error.span.column, 3);
	assert_string_equal(error.excerpt, "  foo,");
	assert_false(session_try_line(*state, "T ; ŷ[1] ; foo(1)", &error));
	assert_int_equal(error.span.column, 12);
	// A blank line ends what a person types; in a file it is layout.
	struct session *session = *state;
	assert_null(parts_take(session, "(1"));
	assert_string_equal(session_prompt(session), "   ...> ");
	assert_null(parts_take(session, ""));
	session->front.interactive = true;
	char *lines = parts_take(session, " ");
	assert_string_equal(lines, "(1\n\n ");
	assert_string_equal(session_prompt(session), "bptt> ");
	free(lines);
	assert_null(parts_take(session, "(1"));
	parts_drop(session);
	assert_null(parts_end(session));
}

// --- did you mean

static void typing_mistakes_are_understood(void **state)
{
	static const char *const typos[][2] = {
		{ "stpe", "step" }, { "sttep", "step" }, { "nxet", "next" }, { "nextt", "next" },
		{ "finsh", "finish" }, { "finihs", "finish" }, { "contniue", "continue" },
		{ "contineu", "continue" }, { "bakc", "back" }, { "revers-next", "reverse-next" },
		{ "reverse-setp", "reverse-next" }, { "reverse-fnish", "reverse-finish" }, { "gotto", "goto" },
		{ "goot", "goto" }, { "wehre", "where" }, { "wher e", "where" }, { "whree", "where" },
		{ "explian", "explain" }, { "expalin", "explain" }, { "pritn", "print" },
		{ "prnit", "print" }, { "equatoins", "equations" }, { "equaitons", "equations" },
		{ "eqautions", "equations" }, { "shwo", "show" }, { "hsow", "show" }, { "clels", "cells" },
		{ "chekc", "check" }, { "cehck", "check" }, { "chck", "check" }, { "dervie", "derive" },
		{ "deirve", "derive" }, { "derrive", "derive" }, { "infoo", "info" }, { "ifno", "info" },
		{ "hiden", "hidden" }, { "hdiden", "hidden" }, { "hiddne", "hidden" }, { "vocba", "vocab" },
		{ "vocabb", "vocab" }, { "txet", "text" }, { "tetx", "text" }, { "sede", "seed" },
		{ "sedd", "seed" }, { "intit", "init" }, { "inti", "init" }, { "truncte", "truncate" },
		{ "trunacte", "truncate" }, { "truncat e", "truncate" }, { "sweeep", "sweep" },
		{ "swepe", "sweep" }, { "setings", "settings" }, { "settigns", "settings" },
		{ "undoo", "undo" }, { "undpo", "undo" }, { "rdeo", "redo" }, { "reddo", "redo" },
		{ "stat", "state" }, { "staet", "state" }, { "hlep", "help" }, { "halp", "help" },
		{ "compelte", "complete" }, { "complet", "complete" }, { "qiut", "quit" },
		{ "quitt", "quit" }, { "appropos", "apropos" }, { "aproops", "apropos" },
		{ "soruce", "source" }, { "sourec", "source" },
		{ "nrom(W)", "norm" }, { "nomr(W)", "norm" }, { "norn(W)", "norm" },
		{ "print dleta[3,1]", "delta" }, { "print detla[3,1]", "delta" }, { "print delt[3,1]", "delta" },
		{ "logtis[1]", "logits" }, { "logist[1]", "logits" }, { "lgoits[1]", "logits" },
		{ "logit[1]", "logits" }, { "yaht[1]", "yhat" }, { "yhta[1]", "yhat" }, { "yhatt[1]", "yhat" },
		{ "1 + dlogist[1]", "dlogits" }, { "d + 1", "dE" }, { "vhat[1]", "yhat" }, { "lgosumexp(W)", "logsumexp" },
		{ "alpah", "alpha" }, { "alhpa", "alpha" }, { "2*alpa", "alpha" }, { "print lapha", "alpha" },
		{ "set precison 3", "precision" }, { "set percision 3", "precision" }, { "set jsno on", "json" },
		{ "set hiden 3", "hidden" }, { "set repaet on", "repeat" }, { "show precsion", "precision" },
		{ "show sede", "seed" }, { "show netwrok", "network" }, { "show valeus", "values" },
		{ "show eqation", "equation" }, { "info vaules", "values" }, { "info variabels", "variables" },
		{ "init xaiver", "xavier" }, { "init tutroial", "tutorial" }, { "x 0 cta", "cat" },
		{ "y mta", "mat" },
	};
	enum { TYPOS = sizeof typos / sizeof *typos };
	struct session *session = *state;
	int right = 0;
	run_line(session, "let alpha = 2");
	for (int i = 0; i < TYPOS; i++) {
		struct error error = { 0 };
		if (session_try_line(session, typos[i][0], &error))
			right += !strcmp(typos[i][1], "state"); // a beginning that is good enough
		else if (strstr(error.advice, typos[i][1]))
			right++;
		else
			print_message("# %s: %s, try: %s\n", typos[i][0], error.cause, error.advice);
	}
	assert_true(TYPOS >= 100);
	assert_true(right >= TYPOS * 9 / 10);
}

// --- settings

static void each_setting_makes_itself_again(void **state)
{
	static const char *const changed[] = {
		"", "cell gru", "hidden 4 ; vocab a b ; x a b ; y b a ; seed 3 ; init xavier 0.5 ; truncate 1",
		"truncate off ; sweep single ; set json off ; set precision 3 ; set repeat off",
	};
	struct session *session = *state;
	for (size_t c = 0; c < sizeof changed / sizeof *changed; c++) {
		run_line(session, changed[c]);
		char **names = words_of_rows(settings, sizeof *settings);
		for (int i = 0; names[i]; i++) {
			struct text before = { 0 }, after = { 0 }, show = { 0 };
			assert_true(settings_tell(session, names[i], &before));
			run_line(session, text_get(&before));
			settings_tell(session, names[i], &after);
			assert_string_equal(text_get(&after), text_get(&before));
			text_addf(&show, "show %s", names[i]);
			run_line(session, text_get(&show));
			// Another form of the same: set NAME VALUE.
			text_clear(&show);
			text_addf(&show, "%s%s", strncmp(text_get(&before), "set ", 4) ? "set " : "",
			          text_get(&before));
			run_line(session, text_get(&show));
			text_clear(&after);
			settings_tell(session, names[i], &after);
			assert_string_equal(text_get(&after), text_get(&before));
			text_free(&before);
			text_free(&after);
			text_free(&show);
		}
		words_free(names);
	}
}

static void enter_may_repeat_nothing(void **state)
{
	struct session *session = *state;
	run_line(session, "step");
	run_line(session, "set repeat off");
	assert_string_equal(session_enter_means(session), "");
	run_line(session, "");
	assert_int_equal(session->state.place.equation, 0);
}

// --- JSON

static void json_strings_are_escaped(void **state)
{
	(void)state;
	struct text out = { 0 };
	json_write_string("a\"b\\c\n\x01\x7f\xffŷ😀", false, &out);
	assert_string_equal(text_get(&out), "\"a\\\"b\\\\c\\n\\u0001\\u007f\xEF\xBF\xBDŷ😀\"");
	text_clear(&out);
	json_write_string("ŷ😀\xff", true, &out);
	assert_string_equal(text_get(&out), "\"\\u0177\\ud83d\\ude00\\ufffd\"");
	text_free(&out);
}

static void results_are_objects(void **state)
{
	struct session *session = *state;
	run_line(session, "set json on");
	run_line(session, "[0.1, 0 ./ 0; -1 ./ 0, -0]");
	assert_string_equal(last_said(session),
	                    "{\"name\": \"[0.1, 0 ./ 0; -1 ./ 0, -0]\", \"shape\": [2,2], \"values\": "
	                    "[0.10000000000000001,\"NaN\",\"-Infinity\",-0]}");
	run_line(session, "k for k = 2..1");
	assert_string_equal(last_said(session), "{\"name\": \"k for k = 2..1\", \"for\": \"k\", \"from\": 2, "
	                                        "\"to\": 1, \"shape\": [2,1], \"values\": [2,1]}");
	run_line(session, "T ; hidden");
	assert_string_equal(last_said(session), "{\"command\": \"hidden\", \"text\": \"hidden 3\"}");
	assert_false(session_run_line(session, "foo(\"é\")"));
	assert_string_equal(last_said(session),
	                    "{\"error\": \"there is no function foo\", \"line\": 1, \"column\": 1, \"advice\": "
	                    "\"help functions lists them; multiplication is written *\"}");
}

int main(void)
{
	utf8_set_locale(true);
#define WITH_SESSION(test) cmocka_unit_test_setup_teardown(test, make_session, free_session)
	const struct CMUnitTest tests[] = {
		WITH_SESSION(printed_values_have_numbers),
		WITH_SESSION(large_values_make_room),
		WITH_SESSION(evaluations_are_bounded),
		WITH_SESSION(variables_are_part_of_the_state),
		WITH_SESSION(a_name_of_the_cell_goes_before_a_variable),
		WITH_SESSION(lists_are_bounded_and_answer_interrupts),
		WITH_SESSION(undo_and_redo_restore_each_state),
		WITH_SESSION(undo_says_what_and_is_bounded),
		WITH_SESSION(mistakes_are_nothing_to_undo),
		cmocka_unit_test(a_line_makes_the_state_again),
		WITH_SESSION(large_matrices_are_pasted_in_parts),
		WITH_SESSION(lines_have_parts),
		WITH_SESSION(open_lines_are_known),
		WITH_SESSION(a_mistake_in_joined_lines_has_its_own_line),
		WITH_SESSION(typing_mistakes_are_understood),
		WITH_SESSION(each_setting_makes_itself_again),
		WITH_SESSION(enter_may_repeat_nothing),
		cmocka_unit_test(json_strings_are_escaped),
		WITH_SESSION(results_are_objects),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
