// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/answer.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "lesson/ask.h"
#include "lesson/page.h"
#include "lesson/quiz.h"
#include "lesson/recap.h"
#include "repl/session.h"

// A verdict stands below its question, under what was typed; `reply`: the words of the author, who has
// foreseen the answer, or NULL.
static void say_verdict(struct run *run, struct session *session, const char *line, enum saying told,
                        const char *verdict, const struct paragraph *reply)
{
	const struct question *const question = run_question(run, NULL);
	LOCAL(text) words = { 0 };
	int number = 0;
	for (int i = 0; i < question->wrongs; i++)
		number = reply == &question->wrong[i].reply ? i + 1 : number;
	document_tell(run_note(run, ENTRY_ANSWER, number, line), told, verdict);
	if (reply) {
		LOCAL(text) before = { 0 };
		text_addf(&before, "%s ", verdict);
		page_write_words(reply, text_get(&before), session->manner.math, PLAIN_COLUMNS, &words);
	} else {
		text_add(&words, verdict);
	}
	session_say(session, SAY_RESULT, text_get(&words));
}

// What was no answer at all, and how it is written.
static void say_mistake(struct run *run, struct session *session, const char *line,
                        struct error *error)
{
	struct entry *const entry = run_note(run, ENTRY_ANSWER, 0, line);
	LOCAL(text) verdict = { 0 };
	text_addf(&verdict, _("Not counted: %s."), error->cause);
	document_tell(entry, TOLD_WRONG, text_get(&verdict));
	text_clear(&verdict);
	if (*error->advice) {
		text_addf(&verdict, _("Try: %s"), error->advice);
		document_tell(entry, TOLD_NOTE, text_get(&verdict));
	}
	error_locate(error, "", line, strlen(line), 1);
	session_say_error(session, error);
}

static void say_why(struct run *run, struct session *session, const char *line, const char *format,
                    const struct judgement *judgement)
{
	LOCAL(text) words = { 0 };
	text_addf(&words, format, judgement->why);
	say_verdict(run, session, line, TOLD_WRONG, text_get(&words), NULL);
}

static void say_question(struct run *run, struct session *session, const char *line,
                         const struct judgement *judgement)
{
	LOCAL(text) words = { 0 };
	text_addf(&words, *judgement->why ? _("Not yet: %s. ") : _("Not yet. "), judgement->why);
	text_add(&words, judgement->asks);
	say_verdict(run, session, line, TOLD_WRONG, text_get(&words), NULL);
}

// It is judged when what it is about has run.
static void take_prediction(struct run *run, struct session *session, const struct question *question,
                            const char *line)
{
	struct asked *asked;
	const char *const words = _("Enter shows what happens.");
	run_question(run, &asked);
	free(asked->attempt);
	asked->attempt = memory_copy_string(line);
	run_settle(run, question, OUTCOME_SKIPPED);
	asked->is_open = true;
	document_tell(run_note(run, ENTRY_ANSWER, 0, line), TOLD_NOTE, words);
	session_say(session, SAY_PROSE, words);
}

static void tell(struct run *run, struct session *session, const struct question *question,
                 const char *line, struct judgement *judgement)
{
	struct asked *asked;
	run_question(run, &asked);
	bool const has_value = judgement->answer == ANSWER_RIGHT ||
	                       judgement->answer == ANSWER_NEARLY ||
	                       judgement->answer == ANSWER_WRONG;
	if (question->predicts && has_value) {
		take_prediction(run, session, question, line);
		return;
	}
	switch (judgement->answer) {
	case ANSWER_RIGHT:
		say_verdict(run, session, line, TOLD_RIGHT, _("Right."), NULL);
		run_settle(run, question, recap_outcome(asked));
		run_show_solution(run, session);
		if (run->is_fast)
			quiz_prove(run, session);
		run_save(run, session);
		break;
	case ANSWER_NEARLY:
		say_why(run, session, line, _("Nearly: %s."), judgement);
		break;
	case ANSWER_WRONG:
		if (judgement->reply)
			say_verdict(run, session, line, TOLD_WRONG, _("Not yet."),
			            judgement->reply);
		else if (judgement->asks)
			say_question(run, session, line, judgement);
		else
			say_why(run, session, line, _("Not yet: %s."), judgement);
		asked->tries++;
		if (run->is_fast)
			quiz_leave_fast(run, session);
		break;
	case ANSWER_SHAPE:
	case ANSWER_FORBIDDEN:
		say_why(run, session, line, _("Not counted: %s."), judgement);
		break;
	case ANSWER_NONE:
		say_mistake(run, session, line, &judgement->error);
		break;
	}
}

// What is no name: the one that was meant, if there is one; the help for commands is no way to an answer.
static void find_cause(struct session *session, const char *line, struct error *error)
{
	meaning_unknown(session, line, error);
	if (strcmp(error->advice, "help"))
		return;
	*error->advice = '\0';
	error_advise(error, "%s", _("an expression of the names that the page shows"));
}

bool answer_take(struct run *run, struct session *session, const char *line, enum line_kind kind)
{
	const struct question *const question = run_pending(run);
	struct judgement judgement;
	if (kind == LINE_ASSIGNMENT)
		return false;
	ask_judge(question, run->desk, &run->belongings, line, &judgement);
	if (judgement.answer == ANSWER_NONE && kind == LINE_COMMAND)
		return false;
	if (judgement.answer == ANSWER_NONE && kind == LINE_UNKNOWN && !question->choices)
		find_cause(session, line, &judgement.error);
	tell(run, session, question, line + strspn(line, " \t"), &judgement);
	return true;
}
