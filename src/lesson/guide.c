// SPDX-License-Identifier: GPL-3.0-or-later
// A run as the session's guide: what Enter does, the page in its pane, opening and leaving.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "lesson/answer.h"
#include "lesson/desk.h"
#include "lesson/lesson.h"
#include "lesson/quiz.h"
#include "lesson/remember.h"
#include "lesson/library.h"
#include "lesson/run.h"
#include "repl/meaning.h"
#include "view/arrangement.h"
#include "view/lit.h"

enum { ENTER_COLUMNS = 24 }; // of a command, in the footer

static bool guide_empty_line(void *context, struct session *session)
{
	struct run *const run = context;
	run->lines++;
	if (run->playing)
		return false;
	run_next(run, session);
	run_hear(session);
	return true;
}

static bool guide_answer(void *context, struct session *session, const char *line,
                         struct line_meaning meaning)
{
	struct run *const run = context;
	belongings_note(&run->belongings, line);
	run->lines++;
	if (run->playing || !run_pending(run) || !answer_take(run, session, line, meaning.kind))
		return false;
	run->stands = true;
	run_hear(session);
	return true;
}

static bool guide_undo(void *context, struct session *session)
{
	return quiz_undo_restart(context, session);
}

static bool is_lesson_command(const struct command *command)
{
	for (const struct command *row = lesson_commands; row->name; row++)
		if (row == command)
			return true;
	return false;
}

// What the learner has typed stands in the document, with what came of it; an answer, and what the lesson
// did itself, stands there already.
static void guide_heard(void *context, struct session *session, const char *line, long from)
{
	struct run *const run = context;
	struct line_meaning const meaning = meaning_of(session, line);
	bool const is_own = run->stands || meaning.kind == LINE_EMPTY || meaning.kind == LINE_COMMENT ||
	                    is_lesson_command(meaning.command);
	struct entry said = { 0 };
	run->stands = false;
	if (run->playing)
		return;
	desk_collect(session, from > run->heard ? from : run->heard, &said);
	run->heard = log_next(&session->log);
	if (is_own && !said.outputs)
		return;
	struct entry *const entry = run_note(run, ENTRY_TYPED, 0, line);
	entry->output = said.output;
	entry->outputs = said.outputs;
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

static const char *guide_page_title(void *context)
{
	const struct run *const run = context;
	const char *const title = run_page(run)->title;
	return title == run->lesson.title ? "" : title;
}

static const char *guide_question(void *context)
{
	const struct question *const question = run_question(context, NULL);
	return question ? question->id : NULL;
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

// What is long is known by its beginning.
static void write_run(struct run *run, const char *line)
{
	size_t const length = strlen(line), fits = utf8_fit(line, strcspn(line, "\n"), ENTER_COLUMNS);
	char shown[sizeof run->enter / 2];
	snprintf(shown, sizeof shown, "%.*s%s", (int)fits, line,
	         fits == length                       ? ""
	         : session_draws_ascii(run->session) ? "..."
	                                              : "…");
	snprintf(run->enter, sizeof run->enter, _("run %s"), shown);
}

static const char *guide_enter_means(void *context)
{
	struct run *const run = context;
	if (run->playing)
		return NULL;
	if (run->finished) {
		LOCAL(text) name = { 0 }, title = { 0 };
		if (shelf_find_next(run->number ? run->name : NULL, &name, &title))
			snprintf(run->enter, sizeof run->enter, _("lesson %d"),
			         atoi(text_get(&name)));
		else
			snprintf(run->enter, sizeof run->enter, "%s", _("the lesson is over"));
		return run->enter;
	}
	if (run_pending(run)) {
		const char *const offers = run_offers(run, run_pending(run));
		snprintf(run->enter, sizeof run->enter, *offers ? _("an answer; or %s") : _("an answer"),
		         offers);
		return run->enter;
	}
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
		write_run(run, next->command[0].line);
	return run->enter;
}

static int guide_draw(void *context, struct grid *grid, struct area area, int scroll)
{
	struct run *const run = context;
	struct page_sight const sight = run_sight(run);
	return page_draw(&sight, grid, area, scroll);
}

// What is new is seen from its beginning, with as much of what stands above it as there is room for; what
// was reached from behind, from its end.
static int guide_rest_row(void *context, struct area area)
{
	const struct run *const run = context;
	struct page_sight const sight = run_sight(run);
	int const rows = page_draw(&sight, NULL, area, 0);
	int const last = rows > area.rows ? rows - area.rows : 0;
	int const news = run->came_back ? last : page_focus(&sight, area.cols);
	return news < last ? news : last;
}

static int guide_begin_row(void *context, int cols)
{
	struct page_sight sight = run_sight(context);
	sight.news = NULL;
	sight.reminder = NULL;
	return page_focus(&sight, cols);
}

// ---- the picture

// The block whose picture is shown: the current one, or the one that Enter runs first.
static const struct block *pictured(const struct run *run)
{
	return &run_page(run)->block[run->block < 0 ? 0 : run->block];
}

// Whether the lesson has built a network by now, and whether this page has walked in it.
static void look_back(const struct run *run, bool *has_network, bool *has_walked)
{
	*has_network = *has_walked = false;
	for (int p = 0; p <= run->page; p++) {
		const struct page *page = &run->lesson.page[p];
		int const last = p == run->page ? run->block : page->blocks - 1;
		for (int b = 0; b <= last; b++)
			for (int c = 0; c < page->block[b].commands; c++) {
				const struct command *const command =
					meaning_of(run->desk, page->block[b].command[c].line).command;
				*has_network = true;
				*has_walked |= p == run->page && command &&
				               command->group == GROUP_WALK;
			}
	}
}

// Before a block that will build the lesson's network there is nothing: what could be seen is another one.
// Where no comment names a stage: nothing before there is a network, then the network, and where the page
// (or the learner) walks, the equation at which the walk stands.
static const struct stage *guide_stage(void *context)
{
	struct run *const run = context;
	const struct block *const block = pictured(run);
	bool has_network, has_walked;
	look_back(run, &has_network, &has_walked);
	if (block->stage && (has_network || run->block >= 0))
		return block->stage;
	has_walked |= !place_equal(run->session->state.place, run->desk->state.place);
	run->stage = (struct stage){ 0 };
	if (has_network)
		run->stage.item[run->stage.count++] =
			(struct stage_item){ pane_find("network"), "" };
	if (has_walked)
		run->stage.item[run->stage.count++] =
			(struct stage_item){ pane_find("equation"), "" };
	return &run->stage;
}

static void speak_words(const struct paragraph *words, const struct scene *scene, struct lit *lit)
{
	for (int i = 0; i < words->pieces; i++) {
		const struct piece *piece = &words->piece[i];
		if (piece->tex)
			lit_add_tex(lit, scene->walk, scene->place, piece->tex);
		else if (piece->role == ROLE_CODE)
			lit_add(lit, scene->walk, scene->place, piece->words);
	}
}

static void guide_speak(void *context, const struct scene *scene, struct lit *lit)
{
	const struct run *const run = context;
	const struct block *const block = run_block(run);
	if (!block)
		return;
	for (int i = 0; i < block->paragraphs; i++)
		speak_words(&block->paragraph[i], scene, lit);
	for (int c = 0; c < block->commands; c++)
		lit_add(lit, scene->walk, scene->place, block->command[c].line);
	if (block->question)
		speak_words(&block->question->words, scene, lit);
}

static void guide_back(void *context, struct session *session)
{
	run_back(context, session);
}

static const char *guide_waits(void *context)
{
	struct run *const run = context;
	if (run->playing)
		return _("`resume` goes back to the lesson");
	if (run->finished)
		return _("this is the end of the lesson");
	return run_pending(run) ? _("a question is to be answered, or to be skipped with skip") : NULL;
}

static int guide_line_columns(void *context, int cols)
{
	(void)context;
	return page_line_columns(cols);
}

static void guide_widen(void *context)
{
	run_print_anew(context);
}

static bool guide_reads(void *context)
{
	return !((const struct run *)context)->playing;
}

static bool leave(struct run *run, struct session *session)
{
	bool const is_saved = run_save(run, session);
	struct borrowed borrowed = run->borrowed; // given back when the lesson no longer listens
	session_free(run->desk);
	progress_free(&run->progress);
	document_free(&run->document);
	run_remind(run, NULL);
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

void run_hear(struct session *session)
{
	struct run *const run = run_of(session);
	if (run)
		run->heard = log_next(&session->log);
}

bool run_close(struct session *session)
{
	struct run *const run = run_of(session);
	return run && leave(run, session);
}

static void load(struct run *run, struct session *session)
{
	LOCAL(text) path = { 0 }, complaint = { 0 };
	if (run->name && progress_path(&path)) {
		progress_load(&run->progress, text_get(&path), &complaint);
		run_say_complaint(session, &complaint);
	}
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

// What stood on the pages when the lesson was left; returns how far the page was scrolled.
static int recall(struct run *run)
{
	struct record *const record = run->name ? progress_find(&run->progress, run->name) : NULL;
	int shift;
	if (!record)
		return 0;
	// A finished lesson that is opened again asks again.
	if (record->page == 0 && record->block < 0) {
		progress_forget(record);
		return 0;
	}
	remember_load(run->name, &run->lesson, &run->document, &shift);
	int number = 0;
	for (int p = 0; p < run->lesson.pages; p++)
		for (int b = 0; b < run->lesson.page[p].blocks; b++) {
			const struct question *question = run->lesson.page[p].block[b].question;
			if (!question)
				continue;
			struct asked *asked = &run->asked[number++];
			const struct settled *settled = progress_settled(record, question->id);
			asked->settled = settled != NULL;
			asked->outcome = settled ? settled->outcome : OUTCOME_NONE;
			asked->hints = document_hints(&run->document, p, b, question->hints);
			// A prediction whose outcome was not seen yet counts as none until it is.
			const char *const said = document_answer(&run->document, p, b);
			if (question->predicts && asked->outcome == OUTCOME_SKIPPED && said) {
				asked->attempt = memory_copy_string(said);
				asked->is_open = true;
			}
		}
	return shift;
}

static void say_where(struct run *run, struct session *session)
{
	const char *const words = _("This is where you were; `restart` begins again.");
	session_say(session, SAY_NOTE, words);
	run_remind(run, words);
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
		.undo = guide_undo,
		.heard = guide_heard,
		.reads = guide_reads,
		.prompt = guide_prompt,
		.title = guide_title,
		.page_title = guide_page_title,
		.position = guide_position,
		.question = guide_question,
		.notes = guide_notes,
		.enter_means = guide_enter_means,
		.draw = guide_draw,
		.rest_row = guide_rest_row,
		.begin_row = guide_begin_row,
		.line_columns = guide_line_columns,
		.widen = guide_widen,
		.stage = guide_stage,
		.speak = guide_speak,
		.back = guide_back,
		.waits = guide_waits,
		.leave = guide_leave,
	};
	run->session = session;
	run->belongings.session = session;
	session->guide = &run->guide;
	load(run, session);
	int const shift = recall(run);
	int page, block;
	find_place(run, &page, &block);
	run_go_to(run, session, page, block);
	run->changes_before = session->changes.undos;
	if (page || block > 0) {
		say_where(run, session);
		run->has_spoken = true; // what came last, if the block has entries
		session->arrangement.shift[pane_find("lesson")] = shift;
	}
	run->heard = log_next(&session->log);
	return true;
}
