// SPDX-License-Identifier: GPL-3.0-or-later
// Answers in a lesson: what is right, what is told of what is not, predictions, the recap.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/text.h"
#include "base/utf8.h"
#include "lesson/ask.h"
#include "lesson/run.h"
#include "reading.h"
#include "repl/parts.h"
#include "repl/session.h"

// --- answers

static void any_equal_form_is_right(void **state)
{
	(void)state;
	static const char *const right[] = {
		"W'*delta[3,3] .* (1 - s[2].^2)",
		"  W' * delta[3,3] .* (1-s[2].^2)  ",
		"(W'*delta[3,3]) .* (1 - s[2].*s[2])",
		"(1 - s[2].^2) .* (W'*delta[3,3])",
		"(1 - s[2]²) ⊙ (Wᵀ*δ[3,3])",
		"Wᵀ*δ[3,3] ⊙ (1 − s[2]²)",
		"diag(1 - s[2].^2) * W' * delta[3,3]",
		"diag(1 - s[2].^2) * (W' * delta[3,3])",
		"ds[2] .* (1 - s[2].^2)",
		"ds[2] - ds[2] .* s[2].^2",
		"ds[2] .* (1 - tanh(z[2]).^2)",
		"(delta[3,3]'*W)' .* (1 - s[2].^2)",
		"(delta[3,3]'*W*diag(1 - s[2].^2))'",
		"dE[3]/ds[2] .* (1 - s[2].^2)",
		"(ds[3]/ds[2])' * (V'*(yhat[3]-y[3])) .* (1 - s[2].^2)",
		"-W'*delta[3,3] .* (s[2].^2 - 1)",
		"2*W'*delta[3,3] .* (1 - s[2].^2) / 2",
		"W'*delta[3,3] .* (1 - s[2]) .* (1 + s[2])",
		"[W[0,0]*delta[3,3][0] + W[1,0]*delta[3,3][1]; W[0,1]*delta[3,3][0] + "
		"W[1,1]*delta[3,3][1]]"
		" .* (1 - s[2].^2)",
		"W'*delta[t,k] .* (1 - s[k-1].^2)",
		"(W'*delta[3,3] .* (1 - s[2].^2))'",
		"Wᵀ δ₃⁽³⁾ ⊙ (1 − s₂²)",
		"W'(V'(yhat[3]-y[3]) .* (1 - s₃²)) .* (1 - s₂²)",
		"1.0002 * W'*delta[3,3] .* (1 - s[2].^2)",
	};
	struct session *const session = at_the_question();
	struct run *const run = run_of(session);
	for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
		struct judgement judgement;
		ask_judge(run_pending(run), run->desk, NULL, right[i], &judgement);
		if (judgement.answer != ANSWER_RIGHT)
			fail_msg("%s: %s%s", right[i], judgement.why, judgement.error.cause);
	}
	session_free(session);
}

static void other_answers_are_told_apart(void **state)
{
	(void)state;
	static const struct {
		const char *attempt;
		enum answer answer;
		const char *why;
	} rows[] = {
		{ "-W'*delta[3,3] .* (1 - s[2].^2)", ANSWER_WRONG,
		  "its sign is wrong everywhere, and nothing else" },
		{ "2*W'*delta[3,3] .* (1 - s[2].^2)", ANSWER_WRONG,
		  "the direction is right, the length is not" },
		{ "W*delta[3,3] .* (1 - s[2].^2)", ANSWER_WRONG, "" },
		{ "W'*delta[3,3]", ANSWER_WRONG, "" }, // the catalogue's question is asked
		{ "delta[3,3] + s[2]", ANSWER_WRONG, "the value is another one" },
		{ "[1; 1] .* ds[2][1] .* (1 - s[2][1].^2)", ANSWER_WRONG,
		  "1 of its 2 numbers are right" },
		{ "W", ANSWER_SHAPE, "this value is 2×2, the answer is 2×1" },
		{ "3", ANSWER_WRONG, "this is one number, the answer is 2×1" },
		{ "delta[3,2]", ANSWER_FORBIDDEN,
		  "this question is to be answered without delta[3,2]" },
		{ "δ[3, 1+1]", ANSWER_FORBIDDEN, NULL },
		{ "delta[t,k-1]", ANSWER_FORBIDDEN, NULL },
		{ "[delta[3,2][0]; delta[3,2][1]]", ANSWER_FORBIDDEN, NULL },
		{ "dE[3]/dz[2]", ANSWER_FORBIDDEN, NULL },
		{ "∂E[3]/∂z[2]", ANSWER_FORBIDDEN, NULL },
		{ "0*delta[3,2] + ds[2] .* (1 - s[2].^2)", ANSWER_FORBIDDEN, NULL },
		{ "foo", ANSWER_NONE, NULL },
		{ "W*", ANSWER_NONE, NULL },
		{ "V*V", ANSWER_NONE, NULL },
		{ "0/0 * s[2]", ANSWER_WRONG, NULL },
	};
	struct session *const session = at_the_question();
	struct run *const run = run_of(session);
	struct state before = state_copy(&session->state);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct judgement judgement;
		ask_judge(run_pending(run), run->desk, NULL, rows[i].attempt, &judgement);
		if (judgement.answer != rows[i].answer ||
		    (rows[i].why && strcmp(rows[i].why, judgement.why) != 0))
			fail_msg("%s: %d %s", rows[i].attempt, (int)judgement.answer,
			         judgement.why);
		session_run_line(session, rows[i].attempt);
	}
	assert_non_null(run_pending(run));
	assert_true(state_equal(&before, &session->state));
	state_free(&before);
	session_free(session);
}

static void zero_and_numbers_are_equal_to_matrices_of_them(void **state)
{
	(void)state;
	double zeros[4] = { 0, 0, 1e-14, 0 }, ones[4] = { 1, 1, 1, 1 }, zero = 0, one = 1;
	struct array const z = { 2, 2, zeros }, o = { 2, 2, ones };
	assert_true(ask_equal((struct array){ 1, 1, &zero }, z, 1e-3));
	assert_true(ask_equal((struct array){ 1, 1, &one }, o, 1e-3));
	assert_false(ask_equal((struct array){ 1, 1, &zero }, o, 1e-3));
	assert_false(ask_equal(o, (struct array){ 1, 1, &one }, 1e-3));
	assert_false(ask_equal(o, z, 1e-3));
}

static void choices_are_taken_by_number_or_words(void **state)
{
	(void)state;
	struct session *const session = at_the_question();
	struct run *const run = run_of(session);
	session_run_line(session, "skip");
	assert_string_equal(run_block(run)->command[0].line, "next");
	enter(session, 1);
	assert_string_equal(run_pending(run)->id, "choose");
	session_run_line(session, "1");
	assert_string_equal(said(session, SAY_RESULT), "Not yet: it is another one.");
	session_run_line(session, "c");
	assert_string_equal(said(session, SAY_RESULT), "Not yet. Is that the one?");
	session_run_line(session, "4");
	assert_non_null(run_pending(run));
	session_run_line(session, "s[3]");
	assert_non_null(run_pending(run));
	session_run_line(session, "That One");
	assert_null(run_pending(run));
	session_run_line(session, "page 2");
	run->asked[1].settled = false;
	session_run_line(session, " 2) ");
	assert_null(run_pending(run));
	session_free(session);
}

static void a_mistake_keeps_the_question(void **state)
{
	(void)state;
	static const struct {
		const char *line, *cause, *advice;
	} rows[] = {
		{ "zero", "there is no command and no name 'zero'", "try: zeros" },
		{ "zorp", "there is no command and no name 'zorp'", "try: an expression of the names that" },
		{ "log(8", "')' is missing here", "try: close what is open since column 4" },
		{ "W.T @ delta[3,3]", "'.' means nothing here", "W' is W transposed" },
		{ "s[3]^2", "'^' is not an operator here", "powers of elements are written s[1].^2" },
	};
	struct session *const session = at_the_question();
	struct run *const run = run_of(session);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_false(parts_is_open(session, rows[i].line));
		session_run_line(session, rows[i].line);
		assert_non_null(strstr(said(session, SAY_ERROR), rows[i].cause));
		assert_non_null(strstr(said(session, SAY_ERROR), rows[i].advice));
		assert_non_null(run_pending(run));
		assert_string_equal(last_entry(run)->line, rows[i].line);
	}
	assert_false(parts_is_open(session, "let a = [1,"));
	session_run_line(session, "W*delta[3,3] .* (1 - s[2].^2)");
	assert_string_equal(said(session, SAY_RESULT), "Not yet. Which way does `W` stand?");
	session_run_line(session, "diag(W) .* delta[3,3] .* (1 - s[2].^2)");
	assert_string_equal(said(session, SAY_RESULT),
	                    "Not yet. Which units at step k did a unit at step k-1 speak to?");
	session_run_line(session, "delta[3,3] + s[2]");
	assert_string_equal(said(session, SAY_RESULT), "Not yet: the value is another one.");
	session_free(session);
}

// --- the way through

static void enter_never_answers(void **state)
{
	(void)state;
	struct session *const session = at_the_question();
	struct run *const run = run_of(session);
	int const block = run->block;
	assert_string_equal(session_prompt(session), "answer> ");
	enter(session, 5);
	assert_int_equal(run->block, block);
	assert_non_null(strstr(said(session, SAY_NOTE), "The question waits"));
	session_run_line(session, "hint");
	assert_string_equal(said(session, SAY_PROSE), "Hint 1 of 2. one");
	session_run_line(session, "hint");
	session_run_line(session, "hint");
	assert_non_null(strstr(said(session, SAY_NOTE), "no more hints"));
	session_run_line(session, "help skip");
	session_run_line(session, "print s[2]");
	assert_non_null(run_pending(run));
	session_run_line(session, "solution");
	assert_non_null(run_pending(run));
	session_run_line(session, "W'*delta[3,3] .* (1 - s[2].^2)");
	assert_null(run_pending(run));
	assert_int_equal(run->block, block); // nothing advances by itself
	assert_string_equal(session_prompt(session), "bptt> ");
	enter(session, 1);
	assert_int_equal(run->block, block + 1);
	session_free(session);
}

// --- questions beyond one answer

static void predictions_are_judged_when_it_was_seen(void **state)
{
	(void)state;
	static const struct {
		const char *guess, *told;
	} rows[] = {
		{ "9", "Your prediction, 9, came true. \n`C` counts words." },
		{ "6", "Your prediction was 6. That is what it was.\n`C` counts words." },
		{ "8", "Your prediction was 8. \n`C` counts words." },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct session *const session = at_the_guess();
		struct run *const run = run_of(session);
		session_run_line(session, "foo");
		assert_non_null(run_pending(run));
		assert_false(session_run_line(session, "solution")); // it would tell
		session_run_line(session, rows[i].guess);
		assert_null(run_pending(run));
		assert_string_equal(said(session, SAY_PROSE), "Enter shows what happens.");
		session_run_line(session, "hint");
		assert_string_equal(said(session, SAY_NOTE), "Your guess stands; Enter shows what it is.");
		enter(session, 2);
		assert_string_equal(said(session, SAY_PROSE), rows[i].told);
		assert_null(run_sight(run).news); // the page is read from the block's beginning
		session_free(session);
	}
}

// What a question is said to take, it takes.
static void what_is_offered_is_not_refused(void **state)
{
	(void)state;
	static const char *const ways[] = { "", "page 2", "fast" };
	static const char *const commands[] = { "hint", "solution" };
	for (size_t way = 0; way < sizeof ways / sizeof *ways; way++)
		for (size_t c = 0; c < sizeof commands / sizeof *commands; c++) {
			struct session *const session = way ? open_lesson(quiz) : at_the_question();
			struct run *const run = run_of(session);
			session_run_line(session, ways[way]);
			assert_non_null(run_pending(run));
			enter(session, 1);
			bool const offers =
				strstr(run_offers(run, run_pending(run)), commands[c]) != NULL;
			assert_non_null(strstr(said(session, SAY_NOTE), run_offers(run, run_pending(run))));
			assert_non_null(strstr(session->guide->enter_means(run),
			                       run_offers(run, run_pending(run))));
			long const from = log_next(&session->log);
			bool const done = session_run_line(session, commands[c]);
			bool const helps = done && !strcmp(session->log.at[session->log.count - 1].text,
			                                   said(session, SAY_PROSE));
			assert_true(log_next(&session->log) > from);
			assert_int_equal(helps, offers);
			session_free(session);
		}
}

static void the_recap_counts_honestly(void **state)
{
	(void)state;
	static const struct {
		const char *lines, *recap;
	} rows[] = {
		{ "9||||2||11", "2 questions: 2 at once. Predictions that came true: 1 of 1." },
		{ "6||||3|2||hint|11", "2 questions: 1 at another try, 1 with hints."
				      " Predictions that came true: 0 of 1." },
		{ "skip|||solution|2||skip", "2 questions: 1 after the solution, 1 skipped." },
		// What was seen stays seen.
		{ "skip|||hint|2|again|2||11", "2 questions: 1 at once, 1 with hints." },
		{ "skip|||skip|again plain|2||11", "2 questions: 1 at once, 1 after the solution." },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct session *const session = at_the_guess();
		struct text line = { 0 };
		for (const char *c = rows[i].lines;; c++) {
			if (*c && *c != '|') {
				text_add_char(&line, *c);
				continue;
			}
			session_run_line(session, text_get(&line));
			text_clear(&line);
			if (!*c)
				break;
		}
		text_free(&line);
		enter(session, 5);
		assert_string_equal(said(session, SAY_RESULT), rows[i].recap);
		session_free(session);
	}
}

int main(void)
{
	utf8_set_locale(true);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_equal_form_is_right),
		cmocka_unit_test(other_answers_are_told_apart),
		cmocka_unit_test(zero_and_numbers_are_equal_to_matrices_of_them),
		cmocka_unit_test(choices_are_taken_by_number_or_words),
		cmocka_unit_test(a_mistake_keeps_the_question),
		cmocka_unit_test(enter_never_answers),
		cmocka_unit_test(what_is_offered_is_not_refused),
		cmocka_unit_test(predictions_are_judged_when_it_was_seen),
		cmocka_unit_test(the_recap_counts_honestly),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
