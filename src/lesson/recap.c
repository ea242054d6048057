// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/recap.h"

#include <stdio.h>

#include "base/message.h"
#include "lesson/ask.h"
#include "lesson/choice.h"

enum outcome recap_outcome(const struct asked *asked)
{
	return asked->had_solution ? OUTCOME_SOLUTION
	       : asked->had_hints  ? OUTCOME_HINTS
	       : asked->tries      ? OUTCOME_TRIED
	                           : OUTCOME_ONCE;
}

// "8 questions: 5 at once, 1 with hints, 2 skipped."
static void write_questions(const int *count, int questions, struct text *out)
{
	static const struct {
		enum outcome outcome;
		const char *words;
	} rows[] = {
		{ OUTCOME_ONCE, N_("%d at once") },
		{ OUTCOME_TRIED, N_("%d at another try") },
		{ OUTCOME_HINTS, N_("%d with hints") },
		{ OUTCOME_SOLUTION, N_("%d after the solution") },
		{ OUTCOME_SKIPPED, N_("%d skipped") },
		{ OUTCOME_NONE, N_("%d not asked") },
	};
	const char *between = ": ";
	text_addf(out, ngettext("%d question", "%d questions", (unsigned long)questions), questions);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (count[rows[i].outcome]) {
			text_add(out, between);
			text_addf(out, _(rows[i].words), count[rows[i].outcome]);
			between = ", ";
		}
	text_add_char(out, '.');
}

void recap_write(const struct lesson *lesson, const struct asked *asked, struct text *out)
{
	int count[OUTCOME_COUNT] = { 0 }, questions = 0, predictions = 0, came_true = 0;
	const struct question *question;
	for (int i = 0; (question = lesson_question(lesson, i)); i++) {
		enum outcome const outcome = asked[i].outcome;
		questions += !question->predicts;
		count[outcome] += !question->predicts;
		predictions += question->predicts && outcome > OUTCOME_SKIPPED;
		came_true += question->predicts && outcome == OUTCOME_ONCE;
	}
	if (questions)
		write_questions(count, questions, out);
	if (predictions)
		text_addf(out, _(" Predictions that came true: %d of %d."), came_true, predictions);
}

void recap_judge_prediction(const struct question *question, struct asked *asked, struct session *desk,
                            const struct belongings *belongings)
{
	struct judgement judgement;
	ask_judge(question, desk, belongings, asked->attempt, &judgement);
	bool const is_true = judgement.answer == ANSWER_RIGHT || judgement.answer == ANSWER_NEARLY;
	asked->is_open = false;
	asked->reply = judgement.reply;
	asked->outcome = is_true ? OUTCOME_ONCE : OUTCOME_TRIED;
	int const choice = question->choices ? choice_find(question, asked->attempt, false) : 0;
	LOCAL(text) guess = { 0 };
	text_addf(&guess, choice > 0 ? "\"%s\"" : "%s",
	          choice > 0 ? question->choice[choice - 1] : asked->attempt);
	snprintf(asked->verdict, sizeof asked->verdict,
	         is_true ? _("Your prediction, %s, came true. ") : _("Your prediction was %s. "),
	         text_get(&guess));
}
