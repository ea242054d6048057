// SPDX-License-Identifier: GPL-3.0-or-later
// The way through a lesson: wandering off and coming back, going back, skipping, again, fast, restart.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "base/utf8.h"
#include "lesson/ask.h"
#include "lesson/run.h"
#include "net/network.h"
#include "reading.h"
#include "repl/session.h"

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

// --- the way through

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

int main(void)
{
	utf8_set_locale(true);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_mischief_spoils_a_question),
		cmocka_unit_test(a_lesson_undoes_its_own_changes),
		cmocka_unit_test(play_is_free_and_resume_is_exact),
		cmocka_unit_test(pages_have_one_state),
		cmocka_unit_test(going_back_takes_the_state_along),
		cmocka_unit_test(the_document_has_all_of_it),
		cmocka_unit_test(results_are_made_for_the_width),
		cmocka_unit_test(skip_reaches_the_end),
		cmocka_unit_test(what_was_skipped_is_seen),
		cmocka_unit_test(again_asks_one_question_anew),
		cmocka_unit_test(one_question_can_stand_for_the_lesson),
		cmocka_unit_test(a_restart_asks_and_can_be_undone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
