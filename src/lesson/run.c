// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "lesson/ask.h"

enum { PRINTED_ROWS_MOST = 12 };

// Places.

static const struct page *page_of(const struct run *run)
{
	return &run->lesson.page[run->page];
}

const struct block *run_block(const struct run *run)
{
	return run->block < 0 ? NULL : &page_of(run)->block[run->block];
}

static int question_number(const struct run *run)
{
	int number = 0;
	for (int p = 0; p <= run->page; p++) {
		const struct page *const page = &run->lesson.page[p];
		int const last = p == run->page ? run->block : page->blocks;
		for (int b = 0; b < last; b++)
			number += page->block[b].kind == BLOCK_ASK;
	}
	return number;
}

// The question at hand, waiting or not.
static const struct question *current_question(const struct run *run, struct asked **asked)
{
	const struct block *const block = run_block(run);
	if (!block || block->kind != BLOCK_ASK)
		return NULL;
	if (asked)
		*asked = &run->asked[question_number(run)];
	return block->question;
}

const struct question *run_pending(const struct run *run)
{
	struct asked *asked;
	const struct question *const question = current_question(run, &asked);
	return question && !asked->settled ? question : NULL;
}

static struct page_sight sight_of(const struct run *run)
{
	return (struct page_sight){
		&run->lesson, run->page, run->block, run->asked, run->printed, run->prints, !utf8_locale(),
	};
}

// The desk.

// Commands that name files; a file of a lesson may name shipped things only.
static bool names_a_file(const struct command *command, const char *line)
{
	return strcmp(command->name, "cell") == 0 && strpbrk(line, "/.\\~") != NULL;
}

bool run_allows(const struct session *session, const char *line, struct error *error)
{
	const struct command *command;
	enum line_kind const kind = session_line_kind(session, line, &command);
	size_t const width = strcspn(line, " ");
	struct span const span = { 1, 1, utf8_count(line, width) };
	if (kind == LINE_COMMAND && !command->in_lessons)
		return error_set(error, span, NULL, _("a lesson may not run `%s`"), command->name);
	if (kind == LINE_COMMAND && names_a_file(command, line))
		return error_set(error, span, NULL, _("a lesson may not read a file"));
	return true;
}

// Runs one line as the lesson's own, not as the learner's.
static bool try_own_line(struct session *session, const char *line, struct error *error)
{
	struct guide *const guide = session->guide;
	session->guide = NULL;
	bool const ok = run_allows(session, line, error) && session_try_line(session, line, error);
	session->guide = guide;
	return ok;
}

// A desk that stands where the lesson stands after a block.
static struct session *make_desk(const struct run *run, const struct command *const *tables,
                                 int page, int block)
{
	struct session *const desk = session_new(tables);
	for (int p = 0; desk && p <= page; p++) {
		const struct page *const each = &run->lesson.page[p];
		int const last = p == page ? block : each->blocks - 1;
		for (int b = 0; b <= last; b++)
			for (int c = 0; c < each->block[b].commands; c++) {
				struct error error; // it was shown when the learner was there
				try_own_line(desk, each->block[b].command[c].line, &error);
			}
	}
	return desk;
}

static void replace_desk(struct run *run, struct session *session, int page, int block)
{
	struct session *const desk = make_desk(run, session->tables, page, block);
	if (!desk)
		return;
	session_free(run->desk);
	run->desk = desk;
}

// The session gets the lesson's state again, if it has another one.
static bool restore(struct run *run, struct session *session)
{
	if (state_equal(&session->state, &run->desk->state))
		return false;
	session_set_state(session, state_copy(&run->desk->state));
	session->repeat = "";
	return true;
}

// Progress.

static struct record *own_record(struct run *run)
{
	struct record *const record = progress_record(&run->progress, run->name);
	record->is_ours = true;
	return record;
}

static void say_complaint(struct session *session, const struct text *complaint)
{
	if (complaint->length)
		session_say(session, SAY_NOTE, text_get(complaint));
}

static void save(struct run *run, struct session *session)
{
	struct text path = { 0 }, complaint = { 0 };
	if (run->name && progress_path(&path)) {
		struct record *const record = own_record(run);
		record->page = run->finished ? 0 : run->page;
		record->block = run->finished ? -1 : run->block;
		record->finished = record->finished || run->finished;
		free(run->progress.last);
		run->progress.last = memory_copy_string(run->name);
		progress_save(&run->progress, text_get(&path), &complaint);
		say_complaint(session, &complaint);
	}
	text_free(&path);
	text_free(&complaint);
}

static void load(struct run *run, struct session *session)
{
	struct text path = { 0 }, complaint = { 0 };
	if (run->name && progress_path(&path)) {
		progress_load(&run->progress, text_get(&path), &complaint);
		say_complaint(session, &complaint);
	}
	text_free(&path);
	text_free(&complaint);
}

static void settle(struct run *run, const struct question *question, bool right)
{
	run->asked[question_number(run)].settled = true;
	if (run->name)
		progress_settle(own_record(run), question->id, right);
}

// Saying: these words are for plain lines, the screen shows its page instead.

static void say_words(struct session *session, const struct paragraph *words, const char *before)
{
	struct text out = { 0 };
	page_write_words(words, before, PROSE_COLUMNS, &out);
	session_say(session, SAY_PROSE, text_get(&out));
	text_free(&out);
}

static void say_title(struct run *run, struct session *session)
{
	if (run->page == 0)
		session_say(session, SAY_PROSE, run->title);
	session_sayf(session, SAY_PROSE, _("\nPage %d of %d: %s"), run->page + 1, run->lesson.pages,
	             page_of(run)->title);
}

static void forget_printed(struct run *run)
{
	for (int i = 0; i < run->prints; i++)
		free(run->printed[i].lines);
	free(run->printed);
	run->printed = NULL;
	run->prints = 0;
}

// A short result stands on the page below its command; where a walk has gone is shown elsewhere.
static void keep_printed(struct run *run, const struct session *session, int command, long from)
{
	struct text lines = { 0 };
	for (int i = 0; i < session->said_count; i++)
		if (session->said_dropped + i >= from && session->log[i].kind == SAY_RESULT)
			text_addf(&lines, "%s%s", lines.length ? "\n" : "", session->log[i].text);
	int rows = 1;
	for (const char *c = text_get(&lines); *c; c++)
		rows += *c == '\n';
	if (lines.length && rows <= PRINTED_ROWS_MOST) {
		run->printed = memory_resize(run->printed, (size_t)run->prints + 1, sizeof *run->printed);
		run->printed[run->prints++] = (struct printed){ run->block, command, text_take(&lines) };
	}
	text_free(&lines);
}

// What the pane has room for need not be read in the log as well.
static void hide_printed(const struct run *run, struct session *session, long from)
{
	struct page_sight const sight = sight_of(run);
	struct area const pane = { .cols = run->pane_cols };
	int const rows = page_draw(&sight, NULL, pane, 0) - page_focus(&sight, run->pane_cols);
	for (int i = 0; rows <= run->pane_rows && i < session->said_count; i++)
		if (session->said_dropped + i >= from && session->log[i].kind == SAY_RESULT)
			session->log[i].kind = SAY_PROSE;
}

// Runs the current block's commands in the learner's session; its state then goes to the desk.
static void run_commands(struct run *run, struct session *session)
{
	const struct block *const block = run_block(run);
	const char *const source = session->source;
	int const line = session->line;
	long const begin = session->said_dropped + session->said_count;
	for (int c = 0; c < block->commands; c++) {
		const struct command_line *const command = &block->command[c];
		struct error error;
		session_sayf(session, SAY_COMMAND, "bptt> %s", command->line);
		session->source = run->lesson.source;
		session->line = lesson_span(&run->lesson, command->at).line;
		long const from = session->said_dropped + session->said_count;
		struct place const place = session->state.place;
		bool const ok = try_own_line(session, command->line, &error);
		if (ok && place_equal(place, session->state.place))
			keep_printed(run, session, c, from);
		session->source = source;
		session->line = line;
		if (!ok) {
			error_locate(&error, run->lesson.source, command->line, strlen(command->line), 1);
			session_say_error(session, &error);
			break;
		}
	}
	hide_printed(run, session, begin);
	session->repeat = "";
	session_set_state(run->desk, state_copy(&session->state));
}

static void show_block(struct run *run, struct session *session)
{
	const struct block *const block = run_block(run);
	struct asked *asked;
	if (block->kind == BLOCK_RUN) {
		run_commands(run, session);
		return;
	}
	struct page_sight const sight = sight_of(run);
	struct text out = { 0 };
	page_write(&sight, PROSE_COLUMNS, &out);
	session_sayf(session, SAY_PROSE, "\n%s", text_get(&out));
	text_free(&out);
	if (current_question(run, &asked) && asked->settled)
		session_say(session, SAY_PROSE,
		            _("You have answered this one; `solution` shows how the lesson does it."));
}

static void begin_page(struct run *run, struct session *session, int page)
{
	run->page = page;
	run->block = -1;
	forget_printed(run);
	say_title(run, session);
	if (page_of(run)->block[0].kind != BLOCK_RUN) {
		run->block = 0;
		show_block(run, session);
	}
}

static void say_end(struct run *run, struct session *session)
{
	int skipped = 0;
	for (int i = 0; run->name && i < run->questions; i++) {
		const struct settled *const settled =
			progress_settled(own_record(run), lesson_question(&run->lesson, i)->id);
		skipped += !settled || !settled->right;
	}
	session_sayf(session, SAY_RESULT, _("The end of this lesson."));
	if (run->questions && run->name)
		session_sayf(session, SAY_RESULT, _("You answered %d of its %d questions yourself."),
		             run->questions - skipped, run->questions);
	if (run->number)
		session_sayf(session, SAY_NOTE,
		             _("`lesson %d` opens the next one, `lessons` lists all; `play` keeps this "
		               "network to explore."),
		             run->number + 1);
}

static void finish(struct run *run, struct session *session)
{
	run->finished = true;
	say_end(run, session);
	save(run, session);
}

static bool is_last_block(const struct run *run)
{
	return run->block + 1 == page_of(run)->blocks;
}

static void advance(struct run *run, struct session *session)
{
	if (run->finished) {
		say_end(run, session);
		return;
	}
	if (restore(run, session))
		session_say(session, SAY_NOTE, _("(Back at the lesson's place.)"));
	bool const page_ends = is_last_block(run);
	if (!page_ends) {
		run->block++;
		show_block(run, session);
	} else if (run->page + 1 < run->lesson.pages) {
		begin_page(run, session, run->page + 1);
		save(run, session);
	} else {
		finish(run, session);
	}
}

// What the learner does.

void run_next(struct run *run, struct session *session)
{
	const struct question *const question = run_pending(run);
	if (question)
		session_sayf(session, SAY_NOTE,
		             question->choices ?
		                 _("The question waits: type a number, 1 to %d; or hint, solution, skip.") :
		                 _("The question waits: type an expression; or hint, solution, skip."),
		             question->choices);
	else
		advance(run, session);
}

static void show_solution(struct run *run, struct session *session)
{
	struct asked *asked;
	const struct question *const question = current_question(run, &asked);
	asked->shows_solution = true;
	if (question->solution.pieces)
		say_words(session, &question->solution, _("Solution. "));
}

void run_skip(struct run *run, struct session *session)
{
	run->playing = false;
	const struct question *const question = run_pending(run);
	if (question) {
		struct text value = { 0 };
		struct error error;
		if (ask_value(question, run->desk, &value, &error))
			session_sayf(session, SAY_RESULT, _("The answer: %s"), text_get(&value));
		text_free(&value);
		show_solution(run, session);
		settle(run, question, false);
	}
	advance(run, session);
}

void run_go_to(struct run *run, struct session *session, int page, int block)
{
	run->playing = run->finished = false;
	replace_desk(run, session, page, block);
	restore(run, session);
	session->precision = run->desk->precision;
	if (block < 0) {
		begin_page(run, session, page);
	} else {
		run->page = page;
		run->block = block;
		forget_printed(run);
		say_title(run, session);
		if (run_block(run)->kind != BLOCK_RUN)
			show_block(run, session);
	}
	save(run, session);
}

void run_restart(struct run *run, struct session *session)
{
	memset(run->asked, 0, (size_t)run->questions * sizeof *run->asked);
	if (run->name)
		progress_forget(own_record(run));
	run_go_to(run, session, 0, -1);
}

void run_play(struct run *run, struct session *session)
{
	run->playing = true;
	session_say(session, SAY_NOTE,
	            _("Play: everything is yours to change. `resume` goes back to the lesson, exactly "
	              "where it was."));
}

void run_resume(struct run *run, struct session *session)
{
	run->playing = false;
	restore(run, session);
	session_sayf(session, SAY_NOTE, _("Back in the lesson, page %d of %d."), run->page + 1,
	             run->lesson.pages);
	const struct block *const block = run_block(run);
	if (block && block->kind != BLOCK_RUN)
		show_block(run, session);
}

static bool fail_no_question(struct error *error)
{
	return error_set(error, (struct span){ 0 }, NULL, _("no question is asked here"));
}

bool run_hint(struct run *run, struct session *session, struct error *error)
{
	struct asked *asked;
	const struct question *const question = current_question(run, &asked);
	if (!question)
		return fail_no_question(error);
	if (asked->hints == question->hints) {
		session_say(session, SAY_NOTE,
		            _("There are no more hints; `solution` shows the way, `skip` goes on."));
		return true;
	}
	char before[60];
	snprintf(before, sizeof before, _("Hint %d of %d. "), asked->hints + 1, question->hints);
	say_words(session, &question->hint[asked->hints++], before);
	return true;
}

bool run_solution(struct run *run, struct session *session, struct error *error)
{
	if (!current_question(run, NULL))
		return fail_no_question(error);
	show_solution(run, session);
	return true;
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
		session_say(session, SAY_RESULT, _("Right."));
		settle(run, question, true);
		show_solution(run, session);
		save(run, session);
		break;
	case ANSWER_WRONG:
		session_sayf(session, SAY_RESULT, _("Not yet: %s."), text_get(&why));
		break;
	case ANSWER_SHAPE:
	case ANSWER_FORBIDDEN:
		session_sayf(session, SAY_RESULT, _("Not counted: %s."), text_get(&why));
		break;
	case ANSWER_NONE:
		taken = kind == LINE_EXPRESSION || (kind == LINE_UNKNOWN && question->choices);
		if (taken) {
			error_locate(&error, "", line, strlen(line), 1);
			session_say_error(session, &error);
		}
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

static const char *guide_enter_means(void *context)
{
	struct run *const run = context;
	if (run->playing)
		return NULL;
	if (run->finished)
		return _("the lesson is over");
	if (run_pending(run))
		return _("an answer first");
	if (is_last_block(run)) {
		if (run->page + 1 == run->lesson.pages)
			return _("finish");
		snprintf(run->enter, sizeof run->enter, _("page %d"), run->page + 2);
		return run->enter;
	}
	const struct block *const next = &page_of(run)->block[run->block + 1];
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
	struct page_sight const sight = sight_of(run);
	if (grid) {
		run->pane_rows = area.rows;
		run->pane_cols = area.cols;
	}
	return page_draw(&sight, grid, area, scroll);
}

static int guide_focus_row(void *context, int cols)
{
	struct page_sight const sight = sight_of(context);
	return page_focus(&sight, cols);
}

static void guide_leave(void *context, struct session *session)
{
	struct run *const run = context;
	save(run, session);
	session_free(run->desk);
	progress_free(&run->progress);
	forget_printed(run);
	lesson_free(&run->lesson);
	free(run->asked);
	free(run->name);
	free(run);
	session->guide = NULL;
}

struct run *run_of(struct session *session)
{
	return session->guide && session->guide->leave == guide_leave ? session->guide->context : NULL;
}

void run_close(struct session *session)
{
	if (run_of(session))
		guide_leave(session->guide->context, session);
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
		return error_set(error, (struct span){ 0 }, NULL, _("there is no cell to teach with"));
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
		snprintf(run->title, sizeof run->title, _("Lesson %d: %s"), number, run->lesson.title);
	else
		snprintf(run->title, sizeof run->title, "%s", run->lesson.title);
	run->guide = (struct guide){
		.context = run,
		.empty_line = guide_empty_line,
		.answer = guide_answer,
		.prompt = guide_prompt,
		.title = guide_title,
		.position = guide_position,
		.enter_means = guide_enter_means,
		.draw = guide_draw,
		.focus_row = guide_focus_row,
		.leave = guide_leave,
	};
	session->guide = &run->guide;
	load(run, session);
	recall_answers(run);
	int page, block;
	find_place(run, &page, &block);
	run_go_to(run, session, page, block);
	if (page || block > 0)
		session_say(session, SAY_NOTE, _("This is where you were; `restart` begins again."));
	return true;
}
