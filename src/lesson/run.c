// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "lesson/ask.h"
#include "lesson/desk.h"
#include "lesson/recap.h"
#include "repl/panes.h"

enum { PRINTED_ROWS_MOST = 12 };

// Places.

const struct page *run_page(const struct run *run)
{
	return &run->lesson.page[run->page];
}

const struct block *run_block(const struct run *run)
{
	return run->block < 0 ? NULL : &run_page(run)->block[run->block];
}

int run_question_number(const struct run *run, int to_page, int to_block)
{
	int number = 0;
	for (int p = 0; p <= to_page; p++) {
		const struct page *const page = &run->lesson.page[p];
		int const last = p == to_page ? to_block : page->blocks;
		for (int b = 0; b < last; b++)
			number += page->block[b].kind == BLOCK_ASK;
	}
	return number;
}

static int question_number(const struct run *run)
{
	return run_question_number(run, run->page, run->block);
}

const struct question *run_question(const struct run *run, struct asked **asked)
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
	const struct question *const question = run_question(run, &asked);
	return question && !asked->settled ? question : NULL;
}

struct page_sight run_sight(const struct run *run)
{
	return (struct page_sight){
		&run->lesson, run->page,   run->block,     run->asked,
		run->printed, run->prints, !utf8_locale(), run->session->math,
	};
}

// The desk.

// False: there is none for that place, and the one before stays.
static bool replace_desk(struct run *run, struct session *session, int page, int block)
{
	struct session *const desk = desk_new(&run->lesson, session->tables, page, block);
	if (!desk)
		return false;
	session_free(run->desk);
	run->desk = desk;
	return true;
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

struct record *run_record(struct run *run)
{
	struct record *const record = progress_record(&run->progress, run->name);
	progress_changed(record);
	return record;
}

void run_say_complaint(struct session *session, const struct text *complaint)
{
	if (complaint->length)
		session_say(session, SAY_NOTE, text_get(complaint));
}

bool run_save(struct run *run, struct session *session)
{
	bool is_saved = false;
	struct text path = { 0 }, complaint = { 0 };
	if (run->name && progress_path(&path)) {
		struct record *const record = run_record(run);
		record->page = run->finished ? 0 : run->page;
		record->block = run->finished ? -1 : run->block;
		record->finished = record->finished || run->finished;
		free(run->progress.last);
		run->progress.last = memory_copy_string(run->name);
		is_saved = progress_save(&run->progress, text_get(&path), &complaint);
		run_say_complaint(session, &complaint);
	}
	text_free(&path);
	text_free(&complaint);
	return is_saved;
}

void run_settle(struct run *run, const struct question *question, enum outcome outcome)
{
	struct asked *asked;
	run_question(run, &asked);
	asked->settled = true;
	if (outcome > asked->outcome)
		asked->outcome = outcome;
	if (run->name)
		progress_settle(run_record(run), question->id, outcome);
}

// Saying: these words are for plain lines, the screen shows its page instead.

static void say_words(struct session *session, const struct paragraph *words, const char *before)
{
	struct text out = { 0 };
	page_write_words(words, before, session->math, PROSE_COLUMNS, &out);
	session_say(session, SAY_PROSE, text_get(&out));
	text_free(&out);
}

static void say_title(struct run *run, struct session *session)
{
	int const number = run->page + 1, all = run->lesson.pages;
	if (run->page == 0)
		session_say(session, SAY_PROSE, run->title);
	if (run_page(run)->title == run->lesson.title)
		session_sayf(session, SAY_PROSE, _("\nPage %d of %d"), number, all);
	else
		session_sayf(session, SAY_PROSE, _("\nPage %d of %d: %s"), number, all,
		             run_page(run)->title);
}

void run_forget_printed(struct run *run)
{
	for (int i = 0; i < run->prints; i++)
		free(run->printed[i].lines);
	free(run->printed);
	run->printed = NULL;
	run->prints = 0;
}

void run_forget_asked(struct run *run)
{
	for (int i = 0; i < run->questions; i++) {
		free(run->asked[i].attempt);
		run->asked[i] = (struct asked){ 0 };
	}
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
		run->printed =
			memory_resize(run->printed, (size_t)run->prints + 1, sizeof *run->printed);
		run->printed[run->prints++] =
			(struct printed){ run->block, command, text_take(&lines) };
	}
	text_free(&lines);
}

// What the pane has room for need not be read in the log as well.
static void hide_printed(const struct run *run, struct session *session, long from)
{
	struct page_sight const sight = run_sight(run);
	const struct pane_seen *seen = panes_seen(session, "lesson");
	struct area const pane = { .cols = seen->cols };
	int const rows = page_draw(&sight, NULL, pane, 0) - page_focus(&sight, seen->cols);
	for (int i = 0; rows <= seen->rows && i < session->said_count; i++)
		if (session->said_dropped + i >= from && session->log[i].kind == SAY_RESULT)
			session->log[i].kind = SAY_PROSE;
}

// The question before the current block, with only words between them; NULL: none predicts it.
static const struct question *find_prediction(const struct run *run, struct asked **asked)
{
	const struct page *const page = run_page(run);
	int b = run->block - 1;
	while (b >= 0 && page->block[b].kind == BLOCK_WORDS)
		b--;
	if (b < 0 || !page->block[b].question || !page->block[b].question->predicts)
		return NULL;
	*asked = &run->asked[run_question_number(run, run->page, b)];
	return page->block[b].question;
}

// What the current block has shown may have been predicted.
static void judge_prediction(struct run *run, struct session *session)
{
	struct asked *asked;
	struct text out = { 0 };
	const struct question *const question = find_prediction(run, &asked);
	if (!question || !asked->is_open)
		return;
	recap_judge_prediction(question, asked, run->desk, &run->belongings);
	if (run->name)
		progress_settle(run_record(run), question->id, asked->outcome);
	if (asked->reply)
		page_write_words(asked->reply, asked->verdict, session->math, PROSE_COLUMNS, &out);
	else
		text_add(&out, asked->verdict);
	text_add_char(&out, '\n');
	page_write_words(&question->solution, "", session->math, PROSE_COLUMNS, &out);
	session_say(session, SAY_PROSE, text_get(&out));
	text_free(&out);
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
		char **settings = borrowed_tell(session);
		bool const ok = desk_try_line(session, command->line, &error);
		borrowed_note(&run->borrowed, session, settings);
		if (ok && place_equal(place, session->state.place))
			keep_printed(run, session, c, from);
		session->source = source;
		session->line = line;
		if (!ok) {
			error_locate(&error, run->lesson.source, command->line,
			             strlen(command->line), error.span.line);
			session_say_error(session, &error);
			break;
		}
	}
	if (interrupt_insist())
		return;
	hide_printed(run, session, begin);
	session->repeat = "";
	session_set_state(run->desk, state_copy(&session->state));
	judge_prediction(run, session);
}

static void show_block(struct run *run, struct session *session)
{
	const struct block *const block = run_block(run);
	struct asked *asked;
	if (block->kind == BLOCK_RUN) {
		run_commands(run, session);
		return;
	}
	struct page_sight const sight = run_sight(run);
	struct text out = { 0 };
	page_write(&sight, PROSE_COLUMNS, &out);
	session_sayf(session, SAY_PROSE, "\n%s", text_get(&out));
	text_free(&out);
	if (run_question(run, &asked) && asked->settled)
		session_say(
			session, SAY_PROSE,
			_("You have answered this one; `solution` shows how the lesson does it."));
}

static void begin_page(struct run *run, struct session *session, int page)
{
	run->page = page;
	run->block = -1;
	run_forget_printed(run);
	say_title(run, session);
	if (run_page(run)->block[0].kind != BLOCK_RUN) {
		run->block = 0;
		show_block(run, session);
	}
}

static void say_end(struct run *run, struct session *session)
{
	struct text recap = { 0 };
	session_sayf(session, SAY_RESULT, _("The end of this lesson."));
	recap_write(&run->lesson, run->asked, &recap);
	if (recap.length)
		session_say(session, SAY_RESULT, text_get(&recap));
	text_free(&recap);
	if (run->number)
		session_sayf(
			session, SAY_NOTE,
			_("`lesson %d` opens the next one, `lessons` lists all; `play` keeps this "
		          "network to explore."),
			run->number + 1);
}

static void finish(struct run *run, struct session *session)
{
	run->finished = true;
	say_end(run, session);
	run_save(run, session);
}

bool run_page_ends(const struct run *run)
{
	return run->block + 1 == run_page(run)->blocks;
}

static void advance(struct run *run, struct session *session)
{
	if (run->finished) {
		say_end(run, session);
		return;
	}
	if (restore(run, session))
		session_say(session, SAY_NOTE, _("(Back at the lesson's place.)"));
	int const page = run->page, block = run->block;
	bool const page_ends = run_page_ends(run);
	if (!page_ends) {
		run->block++;
		show_block(run, session);
	} else if (run->page + 1 < run->lesson.pages) {
		begin_page(run, session, run->page + 1);
		run_save(run, session);
	} else {
		finish(run, session);
	}
	// A block whose commands have not all run is still to come.
	if (interrupt_is_cut()) {
		run->page = page;
		run->block = block;
		restore(run, session);
	}
}

// What the learner does.

void run_next(struct run *run, struct session *session)
{
	const struct question *const question = run_pending(run);
	if (question)
		session_sayf(session, SAY_NOTE,
		             question->choices ? _("The question waits: type a number, 1 to %d; or "
		                                   "hint, solution, skip.")
		                               : _("The question waits: type an expression; or "
		                                   "hint, solution, skip."),
		             question->choices);
	else
		advance(run, session);
}

void run_show_solution(struct run *run, struct session *session)
{
	struct asked *asked;
	const struct question *const question = run_question(run, &asked);
	asked->shows_solution = true;
	if (question->solution.pieces)
		say_words(session, &question->solution, _("Solution. "));
}

void run_skip(struct run *run, struct session *session)
{
	run->playing = false;
	const struct question *const question = run_pending(run);
	if (question && question->predicts) {
		run_settle(run, question, OUTCOME_SKIPPED); // what comes shows it
	} else if (question) {
		struct asked *asked;
		run_question(run, &asked);
		asked->had_solution = true;
		struct text value = { 0 };
		struct error error;
		if (ask_value(question, run->desk, &value, &error))
			session_sayf(session, SAY_RESULT, _("The answer: %s"), text_get(&value));
		text_free(&value);
		if (interrupt_is_cut())
			return;
		run_show_solution(run, session);
		run_settle(run, question, OUTCOME_SKIPPED);
	}
	advance(run, session);
}

void run_go_to(struct run *run, struct session *session, int page, int block)
{
	if (!replace_desk(run, session, page, block))
		return;
	run->playing = run->finished = run->is_fast = false;
	restore(run, session);
	session->precision = run->desk->precision;
	if (block < 0) {
		begin_page(run, session, page);
	} else {
		run->page = page;
		run->block = block;
		run_forget_printed(run);
		say_title(run, session);
		if (run_block(run)->kind != BLOCK_RUN)
			show_block(run, session);
	}
	run_save(run, session);
}

void run_play(struct run *run, struct session *session)
{
	run->playing = true;
	session_say(session, SAY_NOTE,
	            _("Play: change anything; `resume` goes back to the lesson, as it was."));
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
	return error_set(error, (struct span){ 0 }, _("Enter, which reads on to the next question"),
	                 _("no question is asked here"));
}

static bool fail_unhelped(struct error *error)
{
	return error_set(error, (struct span){ 0 }, _("any answer, or skip"),
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
	asked->had_hints = asked->had_hints || (!asked->settled && question->hints);
	if (asked->hints == question->hints) {
		session_say(
			session, SAY_NOTE,
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
	struct asked *asked;
	const struct question *const question = run_question(run, &asked);
	if (!question || question->predicts)
		return question ? fail_unhelped(error) : fail_no_question(error);
	if (run->is_fast)
		return fail_unhelped(error);
	asked->had_solution = asked->had_solution || !asked->settled;
	run_show_solution(run, session);
	return true;
}
