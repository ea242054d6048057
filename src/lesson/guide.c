// SPDX-License-Identifier: GPL-3.0-or-later
// A run as the session's guide: what Enter and an answer do, the page in its pane, opening and leaving.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "lesson/ask.h"
#include "lesson/quiz.h"
#include "lesson/recap.h"
#include "lesson/run.h"
#include "repl/panes.h"

// A verdict stands below its question; without a pane, where it is said.
static void say_verdict(struct run *run, struct session *session, const char *verdict,
                        const struct paragraph *reply)
{
	struct asked *asked;
	struct text words = { 0 };
	run_question(run, &asked);
	snprintf(asked->verdict, sizeof asked->verdict, reply ? "%s " : "%s", verdict);
	asked->reply = reply;
	if (reply)
		page_write_words(reply, asked->verdict, session->math, PROSE_COLUMNS, &words);
	else
		text_add(&words, asked->verdict);
	session_say(session, panes_seen(session, "lesson")->shown ? SAY_PROSE : SAY_RESULT,
	            text_get(&words));
	text_free(&words);
}

// What was no answer at all, and how it is written.
static void say_mistake(struct run *run, struct session *session, const char *line,
                        struct error *error)
{
	if (panes_seen(session, "lesson")->shown) {
		struct text words = { 0 };
		text_addf(&words, _("Not counted: %s."), error->cause);
		if (*error->advice)
			text_addf(&words, _(" Try: %s"), error->advice);
		say_verdict(run, session, text_get(&words), NULL);
		text_free(&words);
		return;
	}
	error_locate(error, "", line, strlen(line), 1);
	session_say_error(session, error);
}

static void keep_attempt(struct run *run, const char *line)
{
	struct asked *asked;
	struct text clean = { 0 };
	run_question(run, &asked);
	utf8_clean(&clean, line, strlen(line), false);
	free(asked->attempt);
	asked->attempt = text_take(&clean);
}

static void say_why(struct run *run, struct session *session, const char *format,
                    const struct judgement *judgement)
{
	struct text words = { 0 };
	text_addf(&words, format, judgement->why);
	say_verdict(run, session, text_get(&words), NULL);
	text_free(&words);
}

// It is judged when what it is about has run.
static void take_prediction(struct run *run, struct session *session, const struct question *question)
{
	struct asked *asked;
	run_question(run, &asked);
	run_settle(run, question, OUTCOME_SKIPPED);
	asked->is_open = true;
	session_say(session, SAY_PROSE, _("Enter shows what happens."));
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
		take_prediction(run, session, question);
		return;
	}
	switch (judgement->answer) {
	case ANSWER_RIGHT:
		say_verdict(run, session, _("Right."), NULL);
		run_settle(run, question, recap_outcome(asked));
		run_show_solution(run, session);
		if (run->is_fast)
			quiz_prove(run, session);
		run_save(run, session);
		break;
	case ANSWER_NEARLY:
		say_why(run, session, _("Nearly: %s."), judgement);
		break;
	case ANSWER_WRONG:
		if (judgement->reply)
			say_verdict(run, session, _("Not yet."), judgement->reply);
		else
			say_why(run, session, _("Not yet: %s."), judgement);
		asked->tries++;
		if (run->is_fast)
			quiz_leave_fast(run, session);
		break;
	case ANSWER_SHAPE:
	case ANSWER_FORBIDDEN:
		say_why(run, session, _("Not counted: %s."), judgement);
		break;
	case ANSWER_NONE:
		say_mistake(run, session, line, &judgement->error);
		break;
	}
}

// An expression with a value is an answer; what else looks like a command is one; the rest is an
// answer with a mistake in it, which is shown and not counted.
static bool take_answer(struct run *run, struct session *session, const char *line)
{
	const struct question *const question = run_pending(run);
	const struct command *command;
	struct judgement judgement;
	enum line_kind const kind = session_line_kind(session, line, &command);
	if (kind == LINE_ASSIGNMENT)
		return false;
	ask_judge(question, run->desk, &run->belongings, line, &judgement);
	if (judgement.answer == ANSWER_NONE && kind == LINE_COMMAND)
		return false;
	if (judgement.answer == ANSWER_NONE && kind == LINE_UNKNOWN && !question->choices)
		session_unknown(session, line, &judgement.error);
	line += strspn(line, " \t");
	keep_attempt(run, line);
	tell(run, session, question, line, &judgement);
	return true;
}

// The guide.

static bool guide_empty_line(void *context, struct session *session)
{
	struct run *const run = context;
	run->lines++;
	if (run->playing)
		return false;
	run_next(run, session);
	return true;
}

static bool guide_answer(void *context, struct session *session, const char *line)
{
	struct run *const run = context;
	belongings_note(&run->belongings, line);
	run->lines++;
	return !run->playing && run_pending(run) && take_answer(run, session, line);
}

static bool guide_undo(void *context, struct session *session)
{
	return quiz_undo_restart(context, session);
}

static bool guide_asks(void *context)
{
	const struct run *const run = context;
	return !run->playing && run_pending(run);
}

static const char *guide_prompt(void *context)
{
	const struct run *const run = context;
	return run->playing ? _("play> ") : run_pending(run) ? _("answer> ") : NULL;
}

static const char *guide_title(void *context)
{
	return ((const struct run *)context)->title;
}

static const char *guide_position(void *context)
{
	struct run *const run = context;
	snprintf(run->position, sizeof run->position, _("page %d/%d"), run->page + 1,
	         run->lesson.pages);
	return run->position;
}

static const char *guide_notes(void *context)
{
	return run_page(context)->notes;
}

static const char *guide_enter_means(void *context)
{
	struct run *const run = context;
	if (run->playing)
		return NULL;
	if (run->finished)
		return _("the lesson is over");
	if (run_pending(run))
		return _("an answer; or hint, solution, skip");
	if (run_page_ends(run)) {
		if (run->page + 1 == run->lesson.pages)
			return _("finish");
		snprintf(run->enter, sizeof run->enter, _("page %d"), run->page + 2);
		return run->enter;
	}
	const struct block *const next = &run_page(run)->block[run->block + 1];
	if (next->kind == BLOCK_ASK)
		return _("a question");
	if (next->kind == BLOCK_WORDS)
		return _("read on");
	if (next->commands > 1)
		snprintf(run->enter, sizeof run->enter, _("run %d commands"), next->commands);
	else
		snprintf(run->enter, sizeof run->enter, _("run %s"), next->command[0].line);
	return run->enter;
}

static int guide_draw(void *context, struct grid *grid, struct area area, int scroll)
{
	struct run *const run = context;
	struct page_sight const sight = run_sight(run);
	return page_draw(&sight, grid, area, scroll);
}

static int guide_focus_row(void *context, int cols)
{
	const struct run *const run = context;
	struct page_sight const sight = run_sight(run);
	struct area const pane = { .cols = cols };
	struct asked *asked;
	// Hints and verdicts stand at the end of a question, which has been read by then.
	bool const is_answered = run_question(run, &asked) &&
	                         (asked->hints || asked->shows_solution || *asked->verdict);
	return is_answered ? page_draw(&sight, NULL, pane, 0) - 1 : page_focus(&sight, cols);
}

static bool leave(struct run *run, struct session *session)
{
	bool const is_saved = run_save(run, session);
	struct borrowed borrowed = run->borrowed; // given back when the lesson no longer listens
	session_free(run->desk);
	progress_free(&run->progress);
	run_forget_printed(run);
	lesson_free(&run->lesson);
	quiz_free_restart(run);
	run_forget_asked(run);
	free(run->asked);
	belongings_free(&run->belongings);
	free(run->name);
	free(run);
	session->guide = NULL;
	borrowed_return(&borrowed, session);
	return is_saved;
}

static void guide_leave(void *context, struct session *session)
{
	leave(context, session);
}

struct run *run_of(struct session *session)
{
	return session->guide && session->guide->leave == guide_leave ? session->guide->context
	                                                              : NULL;
}

bool run_close(struct session *session)
{
	struct run *const run = run_of(session);
	return run && leave(run, session);
}

static void load(struct run *run, struct session *session)
{
	struct text path = { 0 }, complaint = { 0 };
	if (run->name && progress_path(&path)) {
		progress_load(&run->progress, text_get(&path), &complaint);
		run_say_complaint(session, &complaint);
	}
	text_free(&path);
	text_free(&complaint);
}

// The place that the progress file tells, if the lesson still has it.
static void find_place(struct run *run, int *page, int *block)
{
	const struct record *const record =
		run->name ? progress_find(&run->progress, run->name) : NULL;
	*page = 0;
	*block = -1;
	if (!record || record->page >= run->lesson.pages)
		return;
	*page = record->page;
	if (record->block < run->lesson.page[*page].blocks)
		*block = record->block;
}

static void recall_answers(struct run *run)
{
	struct record *const record = run->name ? progress_find(&run->progress, run->name) : NULL;
	// A finished lesson that is opened again asks again.
	if (record && record->page == 0 && record->block < 0)
		progress_forget(record);
	for (int i = 0; record && i < run->questions; i++) {
		const struct settled *const settled =
			progress_settled(record, lesson_question(&run->lesson, i)->id);
		run->asked[i].settled = settled != NULL;
		run->asked[i].outcome = settled ? settled->outcome : OUTCOME_NONE;
	}
}

bool run_open(struct session *session, struct lesson *lesson, const char *name, int number,
              struct error *error)
{
	struct run *const run = memory_get(1, sizeof *run);
	run->desk = session_new(session->tables);
	if (!run->desk) {
		free(run);
		return error_set(error, SPAN_NONE, NULL,
		                 _("there is no cell to teach with"));
	}
	run_close(session);
	run->lesson = *lesson;
	*lesson = (struct lesson){ 0 };
	run->name = name ? memory_copy_string(name) : NULL;
	run->number = number;
	while (lesson_question(&run->lesson, run->questions))
		run->questions++;
	run->asked = memory_get((size_t)run->questions + 1, sizeof *run->asked);
	if (number)
		snprintf(run->title, sizeof run->title, _("Lesson %d: %s"), number,
		         run->lesson.title);
	else
		snprintf(run->title, sizeof run->title, "%s", run->lesson.title);
	run->guide = (struct guide){
		.context = run,
		.empty_line = guide_empty_line,
		.answer = guide_answer,
		.asks = guide_asks,
		.undo = guide_undo,
		.prompt = guide_prompt,
		.title = guide_title,
		.position = guide_position,
		.notes = guide_notes,
		.enter_means = guide_enter_means,
		.draw = guide_draw,
		.focus_row = guide_focus_row,
		.leave = guide_leave,
	};
	run->session = run->belongings.session = session;
	session->guide = &run->guide;
	load(run, session);
	recall_answers(run);
	int page, block;
	find_place(run, &page, &block);
	run_go_to(run, session, page, block);
	if (page || block > 0)
		session_say(session, SAY_NOTE,
		            _("This is where you were; `restart` begins again."));
	return true;
}
