// SPDX-License-Identifier: GPL-3.0-or-later
// A lesson that is being read: which block is the current one, and the state that belongs to it.
// That state is kept at the desk, a session of the lesson's own in which the same commands have run:
// whatever the learner does outside, the next Enter, `resume` and every answer start from the desk.
// Nothing advances by itself; where a lesson stands is a pure function of (lesson, page, block).
#ifndef LESSON_RUN_H
#define LESSON_RUN_H

#include "lesson/attempt.h"
#include "lesson/borrowed_settings.h"
#include "lesson/page.h"
#include "lesson/progress.h"
#include "repl/session.h"

enum { PLAIN_COLUMNS = 76 }; // of prose, in plain lines

struct run {
	struct guide guide;
	struct session *session; // in which it stands
	struct lesson lesson;
	char *name;          // in the progress file; NULL: its progress is not kept
	int number;          // of a shipped lesson, 0 of another
	int page, block;     // the current block; -1: the page's first one has not been reached
	struct asked *asked; // by number of question
	int questions;
	bool playing;  // the learner plays elsewhere
	bool finished; // the last block is behind
	bool is_fast;  // one question in place of the lesson; wrong or given up, the reader is taken
	int fast_page, fast_block; // here
	long lines;    // that were typed, and the number of the one that asked to restart
	long restart_line;
	struct restart *undo; // what a restart has taken away, or NULL;
	int undo_changes;     // and how many changes there were then
	struct session *desk;
	int changes_before; // the learner's, of before the lesson, which stay below those of the lesson
	struct document document;
	bool has_spoken; // the newest of the current block's entries has come after the block itself
	bool came_back;  // the block was reached from behind: its end is to be seen
	bool reminded;   // of the question that waits, once
	char *reminder;  // what stands below the page until something happens, or NULL
	bool stands;     // the line at hand stands in the document already
	long heard;      // the number of the log's entry up to which the document knows what was said
	struct progress progress;
	struct borrowed borrowed;
	struct belongings belongings; // what the learner has made
	char title[160], position[60], enter[160], offers[40];
	struct stage stage; // of the current block; what it points to lives in the lesson
};

// The run that stands in the session, or NULL.
struct run *run_of(struct session *session);

// Takes the lesson, and the session's guide, and goes to the place that the progress file tells.
// False when there is no desk (the shipped cell cannot be read).
bool run_open(struct session *session, struct lesson *lesson, const char *name, int number,
              struct error *error);
// Saves, frees; the session keeps the lesson's network.  Whether the lesson's place is kept.
bool run_close(struct session *session);

// What Enter does.  It may open another lesson: then *run is gone.
void run_next(struct run *run, struct session *session);
void run_back(struct run *run, struct session *session); // to the block before, and its state
// Gives the question up and goes on; where its answer is the last thing on the page, it is shown first.
void run_skip(struct run *run, struct session *session);
void run_go_to(struct run *run, struct session *session, int page, int block);
void run_play(struct run *run, struct session *session);
void run_resume(struct run *run, struct session *session);
// The commands that help with the question, as a sentence lists them: none that it would refuse.
const char *run_offers(struct run *run, const struct question *question);
bool run_hint(struct run *run, struct session *session, struct error *error);
bool run_solution(struct run *run, struct session *session, struct error *error);

// The current block, NULL at a title.  The question that waits for its answer, or NULL.
const struct block *run_block(const struct run *run);
const struct question *run_pending(const struct run *run);

// For the guide: parts of the above.
const struct page *run_page(const struct run *run);
bool run_page_ends(const struct run *run); // the current block is the page's last one
struct page_sight run_sight(const struct run *run);
// The question at hand, waiting or not, and how it stands; NULL: the block is none.
const struct question *run_question(const struct run *run, struct asked **asked);
void run_settle(struct run *run, const struct question *question, enum outcome outcome);
int run_question_number(const struct run *run, int page, int block); // of the questions before that block
void run_show_solution(struct run *run, struct session *session);
void run_remind_of(struct run *run, struct session *session, const struct question *question); // it waits
// The question is given up: it says its answer, and no longer waits.
void run_reveal(struct run *run, struct session *session, const struct question *question);
struct record *run_record(struct run *run); // of a run that has a name
bool run_save(struct run *run, struct session *session);

void run_forget_asked(struct run *run); // all questions are as if they had not been asked

// Something has happened at the current block: an entry of the document, to be filled.
struct entry *run_note(struct run *run, enum entry_kind kind, int number, const char *line);
void run_remind(struct run *run, const char *words); // NULL: of nothing
void run_come_to_rest(struct run *run); // what is new is to be seen, wherever somebody has scrolled to
// What has been said so far stands in the document of the run in the session, if there is one.
void run_hear(struct session *session);
// Prints the lesson's own commands anew, as wide as the session's lines are now.
void run_print_anew(struct run *run);
void run_say_complaint(struct session *session, const struct text *complaint);

#endif
