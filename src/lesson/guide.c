// SPDX-License-Identifier: GPL-3.0-or-later
// A run as the session's guide: what Enter and an answer do, the page in its pane, opening and leaving.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "lesson/ask.h"
#include "lesson/run.h"
#include "repl/panes.h"

// A verdict stands below its question; without a pane, where it is said.
static void say_verdict(struct run *run, struct session *session, const char *format,
                        const char *words)
{
	struct asked *asked;
	run_question(run, &asked);
	snprintf(asked->verdict, sizeof asked->verdict, format, words);
	session_say(session, panes_seen(session, "lesson")->shown ? SAY_PROSE : SAY_RESULT, asked->verdict);
}

static void say_mistake(struct run *run, struct session *session, const char *line,
                        struct error *error)
{
	if (panes_seen(session, "lesson")->shown) {
		say_verdict(run, session, _("Not counted: %s."), error->cause);
		return;
	}
	error_locate(error, "", line, strlen(line), 1);
	session_say_error(session, error);
}

// An expression with a value is an answer; what else looks like a command is one; the rest is an
// answer with a mistake in it, which is shown and not counted.
static bool take_answer(struct run *run, struct session *session, const char *line)
{
	const struct question *const question = run_pending(run);
	struct text why = { 0 };
	struct error error;
	const struct command *command;
	enum answer const answer = ask_judge(question, run->desk, line, &why, &error);
	enum line_kind const kind = session_line_kind(session, line, &command);
	bool taken = true;
	switch (answer) {
	case ANSWER_RIGHT:
		say_verdict(run, session, "%s", _("Right."));
		run_settle(run, question, true);
		run_show_solution(run, session);
		run_save(run, session);
		break;
	case ANSWER_WRONG:
		say_verdict(run, session, _("Not yet: %s."), text_get(&why));
		break;
	case ANSWER_SHAPE:
	case ANSWER_FORBIDDEN:
		say_verdict(run, session, _("Not counted: %s."), text_get(&why));
		break;
	case ANSWER_NONE:
		taken = kind == LINE_EXPRESSION || (kind == LINE_UNKNOWN && question->choices);
		if (taken)
			say_mistake(run, session, line, &error);
		break;
	}
	text_free(&why);
	return taken;
}

// The guide.

static bool guide_empty_line(void *context, struct session *session)
{
	struct run *const run = context;
	if (run->playing)
		return false;
	run_next(run, session);
	return true;
}

static bool guide_answer(void *context, struct session *session, const char *line)
{
	struct run *const run = context;
	return !run->playing && run_pending(run) && take_answer(run, session, line);
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
	free(run->asked);
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
	for (int i = 0; record && i < run->questions; i++)
		run->asked[i].settled =
			progress_settled(record, lesson_question(&run->lesson, i)->id) != NULL;
}

bool run_open(struct session *session, struct lesson *lesson, const char *name, int number,
              struct error *error)
{
	struct run *const run = memory_get(1, sizeof *run);
	run->desk = session_new(session->tables);
	if (!run->desk) {
		free(run);
		return error_set(error, (struct span){ 0 }, NULL,
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
		.prompt = guide_prompt,
		.title = guide_title,
		.position = guide_position,
		.notes = guide_notes,
		.enter_means = guide_enter_means,
		.draw = guide_draw,
		.focus_row = guide_focus_row,
		.leave = guide_leave,
	};
	run->session = session;
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
