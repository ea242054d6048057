// SPDX-License-Identifier: GPL-3.0-or-later
// Lessons in a session: answers, what a lesson may run, wandering off and coming back.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"
#include "base/text.h"
#include "base/utf8.h"
#include "command/all.h"
#include "lesson/ask.h"
#include "lesson/check.h"
#include "lesson/desk.h"
#include "lesson/lesson.h"
#include "lesson/run.h"
#include "net/network.h"
#include "repl/parts.h"
#include "repl/session.h"

static const struct command *const tables[] = {
	walk_commands, show_commands,   check_commands, network_commands, set_commands,
	undo_commands, lesson_commands, help_commands,  vanish_commands,  NULL,
};

static const char text[] = "# A lesson\n"
			   "\n"
			   "Words.\n"
			   "\n"
			   "```bptt\n"
			   "> text a b c d e f\n"
			   "> hidden 2\n"
			   "> W = [0.9, -0.5; 0.6, 0.8]\n"
			   "> goto backward 3 3\n"
			   "```\n"
			   "\n"
			   "```ask\n"
			   "id: next-delta\n"
			   "The next delta?\n"
			   "answer: delta[3,2]\n"
			   "forbid: delta[3,2], dE/dz\n"
			   "wrong: W*delta[3,3] .* (1 - s[2].^2) | Which way does `W` stand?\n"
			   "hint: one\n"
			   "hint: two\n"
			   "solution: `W'*delta[3,3] .* (1 - s[2].^2)`\n"
			   "```\n"
			   "\n"
			   "```bptt\n"
			   "> next\n"
			   "```\n"
			   "\n"
			   "## Choose\n"
			   "\n"
			   "```ask\n"
			   "id: choose\n"
			   "Which one?\n"
			   "choices: this | that one | the other\n"
			   "answer: 2\n"
			   "wrong: 3 | Is that the one?\n"
			   "hint: not the first\n"
			   "solution: That one.\n"
			   "```\n"
			   "\n"
			   "Done.\n";

static struct session *open_lesson(const char *lesson_text)
{
	struct session *const session = session_new(tables);
	struct lesson lesson;
	struct error error;
	assert_non_null(session);
	assert_true(lesson_read(&lesson, "l.md", lesson_text, strlen(lesson_text), false, &error));
	assert_true(run_open(session, &lesson, NULL, 0, &error));
	return session;
}

// The newest entry of a kind.
static const char *said(const struct session *session, enum say kind)
{
	for (int i = session->log.count; i-- > 0;)
		if (session->log.at[i].kind == kind)
			return session->log.at[i].text;
	return "";
}

// As state_equal, which wants the very same cell and so cannot compare two sessions.
static bool same_state(const struct session *a, const struct session *b)
{
	struct network *const x = a->state.network, *const y = b->state.network;
	bool same = place_equal(a->state.place, b->state.place) && x->H == y->H && x->C == y->C &&
	            truncation_equal(x->truncation, y->truncation) && x->single_sweep == y->single_sweep &&
	            x->x_count == y->x_count && strcmp(x->cell->text, y->cell->text) == 0;
	for (int q = 0; same && q < x->cell->quantities; q++)
		if (x->cell->quantity[q].kind == QUANTITY_PARAMETER)
			same = array_equal(network_parameter(x, q), network_parameter(y, q));
	return same;
}

static void enter(struct session *session, int times)
{
	while (times-- > 0)
		session_run_line(session, "");
}

static struct session *at_the_question(void)
{
	struct session *const session = open_lesson(text);
	enter(session, 2);
	assert_non_null(run_pending(run_of(session)));
	return session;
}

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

static const struct entry *last_entry(const struct run *run)
{
	return &run->document.entry[run->document.count - 1];
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
		{ "s[3]^2", "'^' is no operator here", "powers of elements are written s[1].^2" },
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

static const char *const mischief[] = {
	"W = [0, 0; 0, 0]", "W[0,1] = 7", "U = 0",       "V = 0/0",   "hidden 3",   "text x y z",
	"seed 4",           "cell gru",   "x 0",         "s[-1] = 5", "truncate 1", "sweep single",
	"goto start",       "next",       "init xavier", "vocab 9",
};

// Row 63 of what users expect: wrong earlier values never make a question unanswerable.
static void no_mischief_spoils_a_question(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof mischief / sizeof *mischief; i++) {
		struct session *const session = at_the_question();
		struct run *const run = run_of(session);
		session_run_line(session, mischief[i]);
		session_run_line(session, "W'*delta[3,3] .* (1 - s[2].^2)");
		if (run_pending(run))
			fail_msg("after %s the answer is not taken", mischief[i]);
		enter(session, 1);
		struct session *const clean = at_the_question();
		session_run_line(clean, "skip");
		assert_true(same_state(clean, session));
		session_free(clean);
		session_free(session);
	}
}

// An `undo` of the lesson's takes back what the lesson has changed: whatever its learner has changed since, also after
// a jump to its block, or where the change was made by another session.
static void a_lesson_undoes_its_own_changes(void **state)
{
	(void)state;
	static const char own[] = "# t\n\nx\n\n```bptt\n> hidden 2\n> let dz[k] = ds[k]\n```\n\nBetween.\n\n"
				  "```bptt\n> undo\n```\n\nBehind.\n";
	struct session *const walked = open_lesson(own), *const spoilt = open_lesson(own),
			     *const jumped = open_lesson(own),
			     *const clean = open_lesson("# t\n\nx\n\n```bptt\n> hidden 2\n```\n");
	enter(walked, 4);
	enter(clean, 1);
	assert_true(same_state(clean, walked));
	enter(spoilt, 2);
	session_run_line(spoilt, "hidden 5");
	session_run_line(spoilt, "x 0 0");
	enter(spoilt, 2);
	assert_true(same_state(walked, spoilt));
	struct run *const run = run_of(jumped);
	run_go_to(run, jumped, 0, 2);
	enter(jumped, 2);
	assert_true(same_state(walked, jumped));
	// What was changed before the lesson can be taken back after it.
	session_run_line(spoilt, "leave");
	for (int i = 0; i < 9 && spoilt->changes.undos; i++)
		session_run_line(spoilt, "undo");
	assert_int_equal(spoilt->state.network->H, 3);
	session_free(clean);
	session_free(walked);
	session_free(spoilt);
	session_free(jumped);
}

static void play_is_free_and_resume_is_exact(void **state)
{
	(void)state;
	struct session *const session = at_the_question();
	struct run *const run = run_of(session);
	struct state before = state_copy(&session->state);
	session_run_line(session, "play");
	assert_string_equal(session_prompt(session), "play> ");
	for (size_t i = 0; i < sizeof mischief / sizeof *mischief; i++)
		session_run_line(session, mischief[i]);
	enter(session, 3);
	assert_false(state_equal(&before, &session->state));
	session_run_line(session, "resume");
	assert_true(state_equal(&before, &session->state));
	assert_non_null(run_pending(run));
	state_free(&before);
	session_free(session);
}

// Where a lesson stands does not depend on the way there.
static void pages_have_one_state(void **state)
{
	(void)state;
	struct session *const walked = at_the_question(), *const jumped = open_lesson(text);
	session_run_line(walked, "skip");
	enter(walked, 1);
	session_run_line(jumped, "page next");
	assert_int_equal(run_of(walked)->page, 1);
	assert_true(same_state(walked, jumped));
	session_run_line(walked, "page previous");
	session_run_line(jumped, "page 1");
	assert_true(same_state(walked, jumped));
	assert_false(session_run_line(jumped, "page previous"));
	assert_false(session_run_line(jumped, "page 3"));
	assert_false(session_run_line(jumped, "page x"));
	session_free(walked);
	session_free(jumped);
}

// The state goes back with the page, block by block, and forward again; what was typed stays where it was.
static void going_back_takes_the_state_along(void **state)
{
	(void)state;
	enum { BLOCKS = 5 };
	struct session *const session = open_lesson(text), *clean[BLOCKS];
	for (int i = 0; i < BLOCKS; i++) {
		clean[i] = open_lesson(text);
		for (int j = 0; j < i; j++)
			session_run_line(clean[i], "skip");
	}
	struct run *const run = run_of(session);
	session_run_line(session, "skip");
	session_run_line(session, "let mine = 6 * 7");
	session_run_line(session, "W = 0");
	for (int i = 2; i < BLOCKS; i++)
		session_run_line(session, "skip");
	for (int way = 0; way < 2; way++)
		for (int i = 1; i < BLOCKS; i++) {
			const struct run *const there = run_of(clean[way ? i : BLOCKS - 1 - i]);
			if (way)
				session_run_line(session, "");
			else
				run_back(run, session);
			if (run->page != there->page || run->block != there->block ||
			    !same_state(session, clean[way ? i : BLOCKS - 1 - i]))
				fail_msg("way %d, block %d: page %d, block %d", way, i, run->page,
				         run->block);
		}
	int typed = 0;
	for (int i = 0; i < run->document.count; i++)
		typed += run->document.entry[i].kind == ENTRY_TYPED &&
		         run->document.entry[i].block == 1;
	assert_int_equal(typed, 2);
	for (int i = 0; i < 20; i++)
		run_back(run, session); // not beyond the beginning
	assert_int_equal(run->page + run->block, 0);
	for (int i = 0; i < BLOCKS; i++)
		session_free(clean[i]);
	session_free(session);
}

// All that was typed stands in the document with what came of it, once.
static void the_document_has_all_of_it(void **state)
{
	(void)state;
	struct session *const session = at_the_question();
	struct run *const run = run_of(session);
	const struct entry *ran = document_ran(&run->document, 0, 1, 3);
	assert_non_null(ran);
	assert_int_equal(ran->outputs, 1); // where the walk has gone
	int const before = run->document.count;
	session_run_line(session, "W*delta[3,3]");
	assert_int_equal(last_entry(run)->kind, ENTRY_ANSWER);
	assert_int_equal(last_entry(run)->output[0].told, TOLD_WRONG);
	session_run_line(session, "print W");
	assert_int_equal(last_entry(run)->kind, ENTRY_TYPED);
	assert_string_equal(last_entry(run)->line, "print W");
	session_run_line(session, "hint");
	assert_int_equal(last_entry(run)->kind, ENTRY_HINT);
	session_run_line(session, "hidden x");
	assert_int_equal(last_entry(run)->output[0].told, TOLD_ERROR);
	session_run_line(session, "let a1 = 3");
	assert_int_equal(last_entry(run)->outputs, 0);
	session_run_line(session, "");
	assert_non_null(run->reminder);
	session_run_line(session, "W'*delta[3,3] .* (1 - s[2].^2)");
	assert_null(run->reminder);
	assert_int_equal(last_entry(run)->kind, ENTRY_SOLUTION);
	assert_int_equal(run->document.count, before + 7);
	session_run_line(session, "play");
	session_run_line(session, "print W");
	session_run_line(session, "resume");
	assert_int_equal(run->document.count, before + 7); // to play is to be elsewhere
	session_free(session);
}

// Printed for another width, the page says the same.
static void results_are_made_for_the_width(void **state)
{
	(void)state;
	struct session *const session = open_lesson("# t\n\nx\n\n```bptt\n> vanish\n```\n");
	struct run *const run = run_of(session);
	session->manner.columns = 60;
	session_run_line(session, "");
	for (int columns = 40; columns < 100; columns += 20) {
		session->manner.columns = columns;
		run_print_anew(run);
		const struct entry *ran = document_ran(&run->document, 0, 1, 0);
		assert_int_equal(run->document.count, 1);
		for (const char *line = ran->output[0].text; line;) {
			size_t const length = strcspn(line, "\n");
			if (utf8_columns(line, length) > columns)
				fail_msg("at %d: %.*s", columns, (int)length, line);
			line = line[length] ? line + length + 1 : NULL;
		}
	}
	session_free(session);
}

static void skip_reaches_the_end(void **state)
{
	(void)state;
	struct session *const session = open_lesson(text);
	for (int i = 0; i < 20; i++)
		session_run_line(session, "skip");
	assert_true(run_of(session)->finished);
	session_run_line(session, "leave");
	assert_null(session->guide);
	assert_false(session_run_line(session, "skip"));
	assert_false(session_run_line(session, "hint"));
	session_free(session);
}

// An answer that comes when its question is skipped is not turned away with its page.
static void what_was_skipped_is_seen(void **state)
{
	(void)state;
	struct session *const session = open_lesson(text);
	struct run *const run = run_of(session);
	session_run_line(session, "page 2");
	assert_string_equal(run_pending(run)->id, "choose");
	enter(session, 1);
	session_run_line(session, "skip");
	assert_int_equal(run->block, 1); // words follow: they stand below the answer
	session_free(session);
	struct session *const other = open_lesson("# L\n\n```ask\nid: q\nHow many?\nanswer: 3\nhint: h\n"
	                                          "solution: three\n```\n\n## P\n\nWords.\n");
	session_run_line(other, "");
	session_run_line(other, "skip");
	assert_int_equal(run_of(other)->page, 0);
	assert_null(run_pending(run_of(other)));
	assert_string_equal(said(other, SAY_RESULT), "The answer: 3"); // not 3 = 3
	assert_string_equal(said(other, SAY_PROSE), "Solution. three");
	session_run_line(other, "skip");
	assert_int_equal(run_of(other)->page, 1);
	session_free(other);
}

// --- questions beyond one answer

static const char quiz[] = "# Quiz\n\nWords.\n\n"
			   "```bptt\n> text a b c d e f\n> hidden 2\n```\n\n"
			   "## Guess\n\n"
			   "```ask\nid: guess\nWhat will C be?\nanswer: C\npredict: yes\n"
			   "wrong: 6 | That is what it was.\nsolution: `C` counts words.\n```\n\n"
			   "Let us see.\n\n"
			   "```bptt\n> vocab 9\n```\n\n"
			   "```ask\nid: plain\nWhat is H?\nanswer: H\nhint: count\nsolution: `H`\n```\n\n"
			   "## Whole\n\n"
			   "```ask\nid: hard\nWhat is H + C?\nanswer: H + C\nfast: yes\nhint: add\n"
			   "solution: `H + C`\n```\n\nBye.\n";

static struct session *at_the_guess(void)
{
	struct session *const session = open_lesson(quiz);
	enter(session, 2);
	assert_string_equal(run_pending(run_of(session))->id, "guess");
	return session;
}

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

static void again_asks_one_question_anew(void **state)
{
	(void)state;
	struct session *const session = at_the_guess();
	struct run *const run = run_of(session);
	enter(session, 1);
	session_run_line(session, "skip");
	assert_false(session_run_line(session, "again nothing"));
	session_run_line(session, "page 2");
	session_run_line(session, "again guess");
	assert_string_equal(run_pending(run)->id, "guess");
	session_run_line(session, "8");
	assert_null(run_pending(run));
	session_run_line(session, "again");
	assert_string_equal(run_pending(run)->id, "guess");
	session_free(session);
}

static void one_question_can_stand_for_the_lesson(void **state)
{
	(void)state;
	struct session *session = at_the_guess();
	session_run_line(session, "fast");
	assert_string_equal(run_pending(run_of(session))->id, "hard");
	assert_false(session_run_line(session, "hint"));
	session_run_line(session, "foo"); // no answer is no wrong one
	assert_true(run_of(session)->is_fast);
	session_run_line(session, "11");
	assert_true(run_of(session)->finished);
	session_free(session);
	static const char *const ends[] = { "12", "skip" };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		session = at_the_guess();
		session_run_line(session, "fast");
		session_run_line(session, ends[i]);
		assert_false(run_of(session)->finished);
		assert_string_equal(run_pending(run_of(session))->id, "guess");
		session_run_line(session, "page 3");
		assert_string_equal(run_pending(run_of(session))->id, "hard");
		session_free(session);
	}
	session = at_the_question();
	assert_false(session_run_line(session, "fast"));
	session_free(session);
}

static void a_restart_asks_and_can_be_undone(void **state)
{
	(void)state;
	struct session *const session = at_the_guess();
	struct run *const run = run_of(session);
	session->front.interactive = true;
	session_run_line(session, "9");
	enter(session, 3);
	session_run_line(session, "restart");
	assert_int_equal(run->page, 1);
	session_run_line(session, "H + 1");
	session_run_line(session, "restart"); // asks again: something came between
	assert_int_equal(run->page, 1);
	session_run_line(session, "restart");
	assert_int_equal(run->page, 0);
	assert_false(run->asked[0].settled);
	session_run_line(session, "undo");
	assert_int_equal(run->page, 1);
	assert_string_equal(run_pending(run)->id, "plain");
	assert_true(run->asked[0].settled);
	session_run_line(session, "restart all");
	session_run_line(session, "restart all");
	assert_int_equal(run->page, 0);
	session_free(session);
}

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
		cmocka_unit_test(any_equal_form_is_right),
		cmocka_unit_test(other_answers_are_told_apart),
		cmocka_unit_test(zero_and_numbers_are_equal_to_matrices_of_them),
		cmocka_unit_test(choices_are_taken_by_number_or_words),
		cmocka_unit_test(a_mistake_keeps_the_question),
		cmocka_unit_test(enter_never_answers),
		cmocka_unit_test(no_mischief_spoils_a_question),
		cmocka_unit_test(a_lesson_undoes_its_own_changes),
		cmocka_unit_test(play_is_free_and_resume_is_exact),
		cmocka_unit_test(pages_have_one_state),
		cmocka_unit_test(going_back_takes_the_state_along),
		cmocka_unit_test(the_document_has_all_of_it),
		cmocka_unit_test(results_are_made_for_the_width),
		cmocka_unit_test(skip_reaches_the_end),
		cmocka_unit_test(what_was_skipped_is_seen),
		cmocka_unit_test(what_is_offered_is_not_refused),
		cmocka_unit_test(predictions_are_judged_when_it_was_seen),
		cmocka_unit_test(the_recap_counts_honestly),
		cmocka_unit_test(again_asks_one_question_anew),
		cmocka_unit_test(one_question_can_stand_for_the_lesson),
		cmocka_unit_test(a_restart_asks_and_can_be_undone),
		cmocka_unit_test(a_lesson_runs_lesson_commands_only),
		cmocka_unit_test(a_lesson_takes_less_memory),
		cmocka_unit_test(a_mistake_in_a_lesson_is_located),
		cmocka_unit_test(a_check_finds_all_faults),
		cmocka_unit_test(a_good_lesson_passes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
