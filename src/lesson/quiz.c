// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/quiz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"

// Again.

static void ask_anew(struct asked *asked)
{
	free(asked->attempt);
	*asked = (struct asked){
		.tries = asked->tries,
		.had_hints = asked->had_hints,
		.had_solution = asked->had_solution,
		.outcome = asked->outcome,
	};
}

// The place of the question with that id, or of the last one up to here.
static bool find_question(const struct run *run, const char *id, int *page, int *block)
{
	bool found = false;
	for (int p = 0; p < run->lesson.pages && (*id || p <= run->page); p++)
		for (int b = 0; b < run->lesson.page[p].blocks; b++) {
			const struct question *const question = run->lesson.page[p].block[b].question;
			bool const is_meant = question && (*id ? strcmp(question->id, id) == 0
			                                       : p < run->page || b <= run->block);
			if (is_meant) {
				*page = p;
				*block = b;
				found = true;
			}
		}
	return found;
}

bool quiz_again(struct run *run, struct session *session, const char *id, struct error *error)
{
	int page, block;
	if (!find_question(run, id, &page, &block))
		return error_set(error, SPAN_NONE,
		                 *id ? _("again alone repeats the last one")
		                     : _("Enter, which reads on to the next question"),
		                 *id ? _("this lesson has no question '%s'")
		                     : _("no question has been asked yet%s"),
		                 id);
	ask_anew(&run->asked[run_question_number(run, page, block)]);
	document_forget_block(&run->document, page, block);
	run_go_to(run, session, page, block);
	return true;
}

// Fast.

bool quiz_fast(struct run *run, struct session *session, struct error *error)
{
	for (int p = 0; p < run->lesson.pages; p++)
		for (int b = 0; b < run->lesson.page[p].blocks; b++) {
			const struct question *const question = run->lesson.page[p].block[b].question;
			if (!question || !question->is_fast)
				continue;
			if (!run->is_fast) {
				run->fast_page = run->page;
				run->fast_block = run->block;
			}
			ask_anew(&run->asked[run_question_number(run, p, b)]);
			document_forget_block(&run->document, p, b);
			run_go_to(run, session, p, b);
			run->is_fast = true;
			session_say(session, SAY_NOTE,
			            _("One question in place of the lesson: right, and it counts as "
			              "proven.  `skip` goes into the lesson."));
			return true;
		}
	return error_set(error, SPAN_NONE, _("Enter reads it"),
	                 _("this lesson has no question that could stand in its place"));
}

// Said, and written on the page.
static void tell(struct run *run, struct session *session, const char *words)
{
	session_say(session, SAY_RESULT, words);
	document_tell(run_note(run, ENTRY_TOLD, 0, ""), TOLD_RESULT, words);
}

void quiz_prove(struct run *run, struct session *session)
{
	run->is_fast = false;
	run->finished = true;
	tell(run, session, _("This lesson counts as proven."));
}

void quiz_leave_fast(struct run *run, struct session *session)
{
	struct asked *asked;
	run->is_fast = false;
	if (run_question(run, &asked)) {
		ask_anew(asked);
		document_forget_block(&run->document, run->page, run->block);
		asked->tries = 0; // it will be asked at its own place
	}
	run_go_to(run, session, run->fast_page, run->fast_block);
	tell(run, session,
	     _("Then step by step: the lesson leads there, and asks this again at its end."));
}

// Beginning anew.

struct restart {
	int page, block;
	struct asked *asked; // each with its own attempt
	struct text progress; // as it is written in the file
	struct document document;
};

void quiz_free_restart(struct run *run)
{
	for (int i = 0; run->undo && i < run->questions; i++)
		free(run->undo->asked[i].attempt);
	if (run->undo) {
		free(run->undo->asked);
		text_free(&run->undo->progress);
		document_free(&run->undo->document);
	}
	free(run->undo);
	run->undo = NULL;
}

// The questions themselves pass to what is kept.
static void keep_restart(struct run *run)
{
	quiz_free_restart(run);
	run->undo = memory_get(1, sizeof *run->undo);
	*run->undo = (struct restart){ .page = run->page, .block = run->block, .asked = run->asked };
	progress_write(&run->progress, &run->undo->progress);
	run->undo->document = run->document;
	run->document = (struct document){ 0 };
	run->asked = memory_get((size_t)run->questions + 1, sizeof *run->asked);
}

void quiz_restart(struct run *run, struct session *session, bool all)
{
	bool const is_confirmed = run->restart_line && run->lines == run->restart_line + 1;
	if (session->front.interactive && !is_confirmed) {
		run->restart_line = run->lines;
		session_say(session, SAY_NOTE,
		            all ? _("This forgets the places and answers of all lessons: the same line "
		                    "once more does it.")
		                : _("This begins the lesson again and forgets its answers: the same "
		                    "line once more does it."));
		return;
	}
	run->restart_line = 0;
	keep_restart(run);
	for (int i = 0; all && i < run->progress.count; i++)
		progress_forget(&run->progress.record[i]);
	if (run->name)
		progress_forget(run_record(run));
	run_go_to(run, session, 0, -1);
	run->undo_changes = session->changes.undos;
	session_say(session, SAY_NOTE, _("(undo goes back to where you were.)"));
}

bool quiz_undo_restart(struct run *run, struct session *session)
{
	struct restart *const undo = run->undo;
	struct progress before;
	if (!undo || session->changes.undos > run->undo_changes)
		return false;
	run_forget_asked(run);
	memcpy(run->asked, undo->asked, (size_t)run->questions * sizeof *run->asked);
	memset(undo->asked, 0, (size_t)run->questions * sizeof *run->asked);
	int const page = undo->page, block = undo->block;
	document_free(&run->document);
	run->document = undo->document;
	undo->document = (struct document){ 0 };
	if (progress_parse(&before, text_get(&undo->progress), undo->progress.length)) {
		progress_free(&run->progress);
		run->progress = before;
		// Newer than what the restart has written.
		for (int i = 0; i < run->progress.count; i++)
			progress_renew(&run->progress.record[i]);
	}
	quiz_free_restart(run);
	run_go_to(run, session, page, block);
	return true;
}
