// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/run.h"

#include <stdlib.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "lesson/desk.h"
#include "lesson/library.h"
#include "lesson/lock.h"
#include "lesson/recap.h"
#include "lesson/remember.h"
#include "view/layout.h"

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

// Whoever teaches a class has its attention, and a clicker.
static bool is_taught(const struct run *run)
{
	return form_presents(run->session->arrangement.form);
}

// The newest entry of the current block, if it has come after the block.
static const struct entry *newest(const struct run *run)
{
	const struct entry *found = NULL;
	for (int i = 0; run->has_spoken && i < run->document.count; i++) {
		const struct entry *entry = &run->document.entry[i];
		if (entry->page == run->page && entry->block == run->block &&
		    entry->kind != ENTRY_RAN)
			found = entry;
	}
	return found;
}

struct page_sight run_sight(const struct run *run)
{
	return (struct page_sight){
		.lesson = &run->lesson,
		.page = run->page,
		.block = run->block,
		.asked = run->asked,
		.document = &run->document,
		.news = newest(run),
		.reminder = run->reminder,
		.alone = is_taught(run),
		.ascii = session_draws_ascii(run->session),
		.math = run->session->manner.math,
	};
}

void run_come_to_rest(struct run *run)
{
	run->session->arrangement.shift[pane_find("lesson")] = 0;
}

struct entry *run_note(struct run *run, enum entry_kind kind, int number, const char *line)
{
	struct entry const entry = {
		.page = run->page, .block = run->block, .kind = kind, .number = number
	};
	run->has_spoken = true;
	run->came_back = false;
	run_remind(run, NULL);
	run_come_to_rest(run);
	return document_add(&run->document, entry, line);
}

void run_remind(struct run *run, const char *words)
{
	free(run->reminder);
	run->reminder = words ? memory_copy_string(words) : NULL;
	run->reminded = false;
}

// The desk.

// False if there is none for that place, and the one before stays.
static bool replace_desk(struct run *run, int page, int block)
{
	struct session *const desk =
		desk_new(&run->lesson, run->session, page, block, &run->document);
	if (!desk)
		return false;
	session_free(run->desk);
	run->desk = desk;
	return true;
}

void run_print_anew(struct run *run)
{
	replace_desk(run, run->page, run->block);
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
	LOCAL(text) path = { 0 }, complaint = { 0 };
	if (run->name && progress_path(&path)) {
		struct record *const record = run_record(run);
		record->page = run->finished ? 0 : run->page;
		record->block = run->finished ? -1 : run->block;
		record->finished = record->finished || run->finished;
		free(run->progress.last);
		run->progress.last = memory_copy_string(run->name);
		is_saved = progress_save(&run->progress, text_get(&path), &complaint);
		run_say_complaint(session, &complaint);
		remember_save(run->name, &run->lesson, &run->document,
		              session->arrangement.shift[pane_find("lesson")]);
	}
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

void run_forget_asked(struct run *run)
{
	for (int i = 0; i < run->questions; i++) {
		free(run->asked[i].attempt);
		run->asked[i] = (struct asked){ 0 };
	}
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
	LOCAL(text) out = { 0 };
	const struct question *const question = find_prediction(run, &asked);
	if (!question || !asked->is_open)
		return;
	recap_judge_prediction(question, asked, run->desk, &run->belongings);
	if (run->name)
		progress_settle(run_record(run), question->id, asked->outcome);
	struct entry *const entry = run_note(run, ENTRY_TOLD, 0, "");
	if (asked->reply)
		page_write_words(asked->reply, asked->verdict, session->manner.math, PLAIN_COLUMNS, &out);
	else
		text_add(&out, asked->verdict);
	document_tell(entry, asked->outcome == OUTCOME_ONCE ? TOLD_RIGHT : TOLD_WRONG, text_get(&out));
	run->has_spoken = false; // what it is about is read first, from the block's beginning
	if (question->solution.pieces) {
		LOCAL(text) solution = { 0 };
		page_write_words(&question->solution, "", session->manner.math, PLAIN_COLUMNS, &solution);
		document_tell(entry, TOLD_RESULT, text_get(&solution));
		text_addf(&out, "\n%s", text_get(&solution));
	}
	session_say(session, SAY_PROSE, text_get(&out));
}

// Runs the current block's commands in the learner's session; its state then goes to the desk.  An `undo` of theirs
// takes back what the lesson has changed: not what the learner has meanwhile, and also where another session did it.
static void run_commands(struct run *run, struct session *session)
{
	const struct block *const block = run_block(run);
	bool ok = true;
	changes_take(&session->changes, run->changes_before, &run->desk->changes, 0);
	run->undo_changes = session->changes.undos;
	for (int c = 0; ok && c < block->commands; c++) {
		session_sayf(session, SAY_COMMAND, "bptt> %s", block->command[c].line);
		long const from = log_next(&session->log);
		char **const settings = borrowed_tell(session);
		ok = desk_run_command(session, &run->lesson, &block->command[c]);
		borrowed_note(&run->borrowed, session, settings);
		desk_collect(session, from,
		             document_rerun(&run->document, run->page, run->block, c));
	}
	if (interrupt_insist())
		return;
	session->repeat = "";
	session_set_state(run->desk, state_copy(&session->state));
	changes_take(&run->desk->changes, 0, &session->changes, run->changes_before);
	run->desk->precision = session->precision;
	judge_prediction(run, session);
}

// Says what the block's commands have printed when they ran.
static void say_printed(struct run *run, struct session *session)
{
	const struct block *const block = run_block(run);
	for (int c = 0; c < block->commands; c++) {
		const struct entry *ran = document_ran(&run->document, run->page, run->block, c);
		session_sayf(session, SAY_COMMAND, "bptt> %s", block->command[c].line);
		for (int i = 0; ran && i < ran->outputs; i++)
			session_say(session, SAY_PROSE, ran->output[i].text);
	}
}

// The words of the block, for those who have no page.
static void say_block(struct run *run, struct session *session)
{
	struct asked *asked;
	struct page_sight const sight = run_sight(run);
	LOCAL(text) out = { 0 };
	page_write(&sight, PLAIN_COLUMNS, &out);
	session_sayf(session, SAY_PROSE, "\n%s", text_get(&out));
	if (run_question(run, &asked) && asked->settled)
		session_say(
			session, SAY_PROSE,
			_("You have answered this one; `solution` shows how the lesson does it."));
}

// The block is new: it stands where it is seen from its beginning.
static void reach(struct run *run, int page, int block)
{
	run->page = page;
	run->block = block;
	run->has_spoken = run->came_back = false;
	run_remind(run, NULL);
	run_come_to_rest(run);
}

static void show_block(struct run *run, struct session *session)
{
	if (run_block(run)->kind == BLOCK_RUN)
		run_commands(run, session);
	else
		say_block(run, session);
}

// What is run waits for Enter; what is read, or asked, stands there at once.
static int first_block(const struct run *run, int page)
{
	return run->lesson.page[page].block[0].kind == BLOCK_RUN ? -1 : 0;
}

static void begin_page(struct run *run, struct session *session, int page)
{
	reach(run, page, first_block(run, page));
	say_title(run, session);
	if (run->block == 0)
		show_block(run, session);
}

static void tell_end(struct session *session, struct entry *end, const char *words)
{
	session_say(session, SAY_RESULT, words);
	document_tell(end, TOLD_RESULT, words);
}

static void say_end(struct run *run, struct session *session)
{
	LOCAL(text) name = { 0 }, title = { 0 }, words = { 0 };
	struct entry *const end = run_note(run, ENTRY_END, 0, "");
	tell_end(session, end, _("The end of this lesson."));
	recap_write(&run->lesson, run->asked, &words);
	if (words.length)
		tell_end(session, end, text_get(&words));
	text_clear(&words);
	if (shelf_find_next(run->number ? run->name : NULL, &name, &title))
		text_addf(&words, _("Enter opens lesson %d: %s; `play` keeps this network to explore."),
		          atoi(text_get(&name)), text_get(&title));
	else
		text_add(&words, _("`lessons` lists all; `play` keeps this network to explore."));
	session_say(session, SAY_NOTE, text_get(&words));
	document_tell(end, TOLD_NOTE, text_get(&words));
}

// The end is told once, and goes when the learner goes back.
static void unsay_end(struct run *run)
{
	run->finished = false;
	document_forget_end(&run->document);
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

// Behind the end comes the next lesson; then *run is gone.
static void open_next(struct run *run, struct session *session)
{
	LOCAL(text) name = { 0 }, title = { 0 }, line = { 0 };
	struct error error;
	bool const there = shelf_find_next(run->number ? run->name : NULL, &name, &title);
	text_addf(&line, "lesson %s", text_get(&name));
	if (!there) {
		const char *const words = _("The lesson is over; `lessons` lists all, `restart` begins again.");
		session_say(session, SAY_NOTE, words);
		run_remind(run, words);
		run_come_to_rest(run);
	} else if (!session_try_line(session, text_get(&line), &error)) {
		session_say_error(session, &error);
	}
}

static void advance(struct run *run, struct session *session)
{
	if (run->finished) {
		open_next(run, session);
		return;
	}
	if (restore(run, session)) {
		const char *const words = _("(Back at the lesson's place.)");
		session_say(session, SAY_NOTE, words);
		document_tell(run_note(run, ENTRY_TOLD, 0, ""), TOLD_NOTE, words);
	}
	int const page = run->page, block = run->block;
	bool const page_ends = run_page_ends(run);
	if (!page_ends) {
		reach(run, run->page, run->block + 1);
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

// A clicker cannot answer: the first time it reminds, the second time the answer comes.
void run_next(struct run *run, struct session *session)
{
	const struct question *const question = run_pending(run);
	bool const gives_up = question && run->reminded && is_taught(run) && !lock_holds(session, LOCK_SKIP);
	if (gives_up && question->predicts)
		run_skip(run, session);
	else if (gives_up)
		run_reveal(run, session, question);
	else if (question)
		run_remind_of(run, session, question);
	else
		advance(run, session);
}

void run_back(struct run *run, struct session *session)
{
	int page = run->page, block = run->block - 1;
	const struct block *const left = run_block(run);
	if (run->finished) {
		unsay_end(run);
		return;
	}
	if (block < first_block(run, page)) {
		if (page == 0)
			return;
		page--;
		block = run->lesson.page[page].blocks - 1;
	}
	bool const turns = page != run->page;
	if (left && left->kind == BLOCK_RUN) // words and questions have left the desk as it was
		replace_desk(run, page, block);
	restore(run, session);
	session->precision = run->desk->precision;
	reach(run, page, block);
	run->came_back = run->has_spoken = true;
	if (turns)
		say_title(run, session);
	if (block >= 0 && run_block(run)->kind == BLOCK_RUN)
		say_printed(run, session);
	else if (block >= 0)
		say_block(run, session);
	if (turns)
		run_save(run, session);
}

void run_skip(struct run *run, struct session *session)
{
	run->playing = false;
	const struct question *const question = run_pending(run);
	if (question && question->predicts)
		run_settle(run, question, OUTCOME_SKIPPED); // what comes shows it
	else if (question)
		run_reveal(run, session, question);
	// An answer that nobody has seen yet is not turned away with its page.
	bool const is_new = question && !question->predicts && run_page_ends(run);
	if (!is_new && !interrupt_is_cut())
		advance(run, session);
}

void run_go_to(struct run *run, struct session *session, int page, int block)
{
	if (!replace_desk(run, page, block))
		return;
	run->playing = run->is_fast = false;
	if (run->finished)
		unsay_end(run);
	restore(run, session);
	session->precision = run->desk->precision;
	if (block < first_block(run, page)) {
		begin_page(run, session, page);
	} else {
		reach(run, page, block);
		say_title(run, session);
		if (block >= 0 && run_block(run)->kind != BLOCK_RUN)
			say_block(run, session);
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
		say_block(run, session);
}
