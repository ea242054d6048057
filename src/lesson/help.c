// SPDX-License-Identifier: GPL-3.0-or-later
// What a learner can have at a question in place of an answer: a reminder of it, hints, its solution, or that it is
// given up; each but where the class has it locked.
#include <stdio.h>

#include "base/message.h"
#include "lesson/ask.h"
#include "lesson/lock.h"
#include "lesson/run.h"

static void say_words(struct session *session, const struct paragraph *words, const char *before)
{
	LOCAL(text) out = { 0 };
	page_write_words(words, before, session->manner.math, PLAIN_COLUMNS, &out);
	session_say(session, SAY_PROSE, text_get(&out));
}

// In a class that must not see it; whoever has answered sees how the lesson does it.
static bool hides_solution(const struct run *run)
{
	struct asked *asked;
	return run_question(run, &asked) && asked->outcome <= OUTCOME_SKIPPED &&
	       lock_holds(run->session, LOCK_SOLUTION);
}

// The lesson's own answer, with what stands before it.
static void show_solution(struct run *run, struct session *session, const char *before)
{
	bool const is_hidden = hides_solution(run);
	const struct question *const question = run_question(run, NULL);
	struct entry *const entry = run_note(run, is_hidden ? ENTRY_TOLD : ENTRY_SOLUTION, 0, "");
	if (*before) {
		session_say(session, SAY_RESULT, before);
		document_tell(entry, TOLD_RESULT, before);
	}
	if (question->solution.pieces && !is_hidden)
		say_words(session, &question->solution, _("Solution. "));
}

void run_show_solution(struct run *run, struct session *session)
{
	show_solution(run, session, "");
}

void run_reveal(struct run *run, struct session *session, const struct question *question)
{
	LOCAL(text) value = { 0 }, words = { 0 };
	struct error error;
	struct asked *asked;
	run_question(run, &asked);
	bool const is_hidden = hides_solution(run);
	if (is_hidden)
		text_add(&words, _("Passed; the answer is hidden in this class."));
	else if (ask_value(question, run->desk, &value, &error))
		text_addf(&words, _("The answer: %s"), text_get(&value));
	asked->had_solution = !is_hidden;
	show_solution(run, session, text_get(&words));
	run_settle(run, question, OUTCOME_SKIPPED);
}

const char *run_offers(struct run *run, const struct question *question)
{
	const struct session *session = run->session;
	const struct {
		const char *name;
		bool is_given;
	} offers[] = {
		{ "hint", question->hints && !run->is_fast && !lock_holds(session, LOCK_HINT) },
		{ "solution", !question->predicts && !run->is_fast && !lock_holds(session, LOCK_SOLUTION) },
		{ "skip", run->is_fast || !lock_holds(session, LOCK_SKIP) },
	};
	size_t length = 0;
	run->offers[0] = '\0';
	for (size_t i = 0; i < sizeof offers / sizeof *offers; i++)
		if (offers[i].is_given)
			length += (size_t)snprintf(run->offers + length, sizeof run->offers - length, "%s%s",
			                           length ? ", " : "", offers[i].name);
	return run->offers;
}

void run_remind_of(struct run *run, struct session *session, const struct question *question)
{
	LOCAL(text) words = { 0 };
	const char *const offers = run_offers(run, question);
	if (question->choices && *offers)
		text_addf(&words, _("The question waits: type a number, 1 to %d; or %s."), question->choices,
		          offers);
	else if (question->choices)
		text_addf(&words, _("The question waits: type a number, 1 to %d."), question->choices);
	else if (*offers)
		text_addf(&words, _("The question waits: type an expression; or %s."), offers);
	else
		text_add(&words, _("The question waits: type an expression."));
	session_say(session, SAY_NOTE, text_get(&words));
	run_remind(run, text_get(&words));
	run_come_to_rest(run);
	run->reminded = true;
}

static bool fail_no_question(struct error *error)
{
	return error_set(error, SPAN_NONE, _("Enter, which reads on to the next question"),
	                 _("no question is asked here"));
}

static bool fail_unhelped(struct error *error)
{
	return error_set(error, SPAN_NONE, _("any answer, or skip"),
	                 _("this question is to be answered without help"));
}

bool run_hint(struct run *run, struct session *session, struct error *error)
{
	struct asked *asked;
	const struct question *const question = run_question(run, &asked);
	if (!question)
		return fail_no_question(error);
	if (run->is_fast)
		return fail_unhelped(error);
	if (!lock_allows(session, LOCK_HINT, error))
		return false;
	asked->had_hints = asked->had_hints || (!asked->settled && question->hints);
	if (asked->hints == question->hints) {
		session_say(session, SAY_NOTE,
		            asked->is_open       ? _("Your guess stands; Enter shows what it is.")
		            : question->predicts ? _("There is no hint here: guess, or `skip`; Enter then shows it.")
		                                 : _("There are no more hints; `solution` shows the way, `skip` goes on."));
		return true;
	}
	char before[60];
	snprintf(before, sizeof before, _("Hint %d of %d. "), asked->hints + 1, question->hints);
	run_note(run, ENTRY_HINT, asked->hints, "");
	say_words(session, &question->hint[asked->hints++], before);
	return true;
}

bool run_solution(struct run *run, struct session *session, struct error *error)
{
	struct asked *asked;
	const struct question *const question = run_question(run, &asked);
	if (!question || question->predicts)
		return question ? fail_unhelped(error) : fail_no_question(error);
	if (run->is_fast)
		return fail_unhelped(error);
	if (hides_solution(run) && !lock_allows(session, LOCK_SOLUTION, error))
		return false;
	asked->had_solution = asked->had_solution || !asked->settled;
	run_show_solution(run, session);
	return true;
}
