// SPDX-License-Identifier: GPL-3.0-or-later
// The lessons that are there, and the commands of a lesson.
#include "lesson/lesson.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "lesson/library.h"
#include "lesson/lock.h"
#include "lesson/quiz.h"
#include "lesson/run.h"

static void say_english(struct session *session)
{
	struct run *const run = run_of(session);
	const char *const words = _("This lesson exists in English only.");
	session_say(session, SAY_NOTE, words);
	if (!run->reminder)
		run_remind(run, words);
}

static bool open_lesson(struct session *session, const char *name, bool is_kept, struct error *error)
{
	LOCAL(shelf) shelf = shelf_find();
	LOCAL(text) path = { 0 };
	int number;
	char *key = NULL;
	bool ok = shelf_path(&shelf, name, &path, &key, &number, error);
	struct lesson lesson;
	ok = ok && lesson_read_file(&lesson, text_get(&path), !utf8_locale(), error);
	if (ok && !run_open(session, &lesson, is_kept ? key : NULL, is_kept ? number : 0, error)) {
		lesson_free(&lesson);
		ok = false;
	}
	if (ok && number && !shelf_speaks(key))
		say_english(session);
	free(key);
	return ok;
}

bool lesson_open(struct session *session, const char *name, struct error *error)
{
	return open_lesson(session, name, true, error);
}

bool lesson_open_apart(struct session *session, const char *name, struct error *error)
{
	return open_lesson(session, name, false, error);
}

// How far the learner is with a lesson: "done", "page 3", or nothing.
static void describe_progress(const struct record *record, struct text *out)
{
	if (record && (record->page || record->block >= 0))
		text_addf(out, _("page %d"), record->page + 1);
	if (record && record->finished)
		text_add(out, out->length ? _(", done before") : _("done"));
}

// `lesson 3`, or the path of a file.
static void write_command(const char *name, struct text *out)
{
	if (*name == '/')
		text_addf(out, "lesson %s", name);
	else
		text_addf(out, "lesson %d", atoi(name));
}

// In place of a lesson's name, where nobody wants to be told which one was open last.
#define DECLINED "-"

// The lesson that was open last, if it was left before its end.
static void write_offer(const struct progress *progress, struct text *out)
{
	const struct record *const record =
		progress->last ? progress_find(progress, progress->last) : NULL;
	LOCAL(text) command = { 0 };
	if (!record || (!record->page && record->block < 0))
		return;
	write_command(record->lesson, &command);
	text_addf(out, _("`%s` goes on where you were, on page %d (`lesson off`: not to be told)."), text_get(&command),
	          record->page + 1);
}

void lesson_list(struct session *session)
{
	LOCAL(shelf) shelf = shelf_find();
	LOCAL(text) path = { 0 }, complaint = { 0 }, out = { 0 };
	LOCAL(progress) progress = { 0 };
	if (progress_path(&path))
		progress_load(&progress, text_get(&path), &complaint);
	if (complaint.length)
		session_say(session, SAY_NOTE, text_get(&complaint));
	for (int i = 0; i < shelf.count; i++) {
		struct lesson lesson;
		struct error error;
		LOCAL(text) how_far = { 0 };
		shelf_file(&shelf, i, &path);
		bool const read =
			lesson_read_file(&lesson, text_get(&path), !utf8_locale(), &error);
		describe_progress(progress_find(&progress, shelf.name[i]), &how_far);
		const char *const title = read ? lesson.title : error.cause;
		int const width = utf8_columns(title, strlen(title));
		text_addf(&out, "%s%3d  %s", i ? "\n" : "", atoi(shelf.name[i]), title);
		if (how_far.length)
			text_addf(&out, "%*s%s", width < 44 ? 46 - width : 2, "",
			          text_get(&how_far));
		if (read)
			lesson_free(&lesson);
	}
	session_say(session, SAY_RESULT,
	            out.length ? text_get(&out) : _("No lessons are installed."));
	text_clear(&out);
	write_offer(&progress, &out);
	if (out.length)
		session_say(session, SAY_NOTE, text_get(&out));
}

void lesson_offer(struct session *session)
{
	LOCAL(text) path = { 0 }, complaint = { 0 }, offer = { 0 };
	LOCAL(progress) progress = { 0 };
	if (progress_path(&path)) {
		progress_load(&progress, text_get(&path), &complaint);
		write_offer(&progress, &offer);
	}
	if (offer.length)
		session_say(session, SAY_NOTE, text_get(&offer));
}

// Until a lesson is opened again.
static bool decline_offer(struct session *session, struct error *error)
{
	LOCAL(text) path = { 0 }, complaint = { 0 };
	struct progress progress = { 0 };
	bool ok = progress_path(&path);
	if (ok) {
		progress_load(&progress, text_get(&path), &complaint);
		free(progress.last);
		progress.last = memory_copy_string(DECLINED);
		ok = progress_save(&progress, text_get(&path), &complaint);
	}
	if (ok)
		session_say(session, SAY_RESULT, _("The start screen no longer names a lesson; `lessons` shows where you are in each."));
	else
		error_set(error, SPAN_NONE, NULL, "%s", complaint.length ? text_get(&complaint) : _("there is no home to keep it in"));
	progress_free(&progress);
	return ok;
}

// Commands.

static struct run *open_run(struct session *session, struct error *error)
{
	struct run *const run = run_of(session);
	if (!run)
		error_set(error, SPAN_NONE, _("lesson 1, or lessons for a list"),
		          _("no lesson is open"));
	return run;
}

static bool run_lesson(struct session *session, const struct words *words, struct error *error)
{
	struct run *const run = run_of(session);
	if (words->count && strcmp(words->word[0].at, "off") == 0)
		return run ? error_set(error, words->word[0].span, _("leave closes it, and keeps its place"),
		                       _("a lesson is open")) :
		             decline_offer(session, error);
	if (words->count)
		return lesson_open(session, words->word[0].at, error);
	if (run)
		session_sayf(session, SAY_RESULT, _("%s: page %d of %d, %s."), run->title,
		             run->page + 1, run->lesson.pages, run->lesson.page[run->page].title);
	else
		lesson_list(session);
	return true;
}

static bool run_lessons(struct session *session, const struct words *words, struct error *error)
{
	(void)words, (void)error;
	lesson_list(session);
	return true;
}

// Whether no question before that page waits for its first answer.
static bool may_go_on_to(const struct run *run, int page, const struct words *words, struct error *error)
{
	const int before = run_question_number(run, page, 0);
	for (int i = 0; i < before; i++)
		if (run->asked[i].outcome == OUTCOME_NONE)
			return error_set(error, words->word[0].span, _("Enter, which reads on to it"),
			                 _("a question before that page waits for an answer"));
	return true;
}

static bool run_page_row(struct session *session, const struct words *words, struct error *error)
{
	struct run *const run = open_run(session, error);
	if (!run)
		return false;
	const char *const where = words->count ? words->word[0].at : "";
	long page = run->page + 1;
	if (strcmp(where, "next") == 0)
		page++;
	else if (strcmp(where, "previous") == 0)
		page--;
	else if (words->count &&
	         !words_integer(words, 0, _("the page"), 1, run->lesson.pages, &page, error))
		return false;
	if (page < 1 || page > run->lesson.pages)
		return error_set(error, words->word[0].span, NULL,
		                 page < 1 ? _("this is the first page")
		                          : _("this is the last page"));
	if (lock_holds(session, LOCK_SKIP) && !may_go_on_to(run, (int)page - 1, words, error))
		return false;
	run_go_to(run, session, (int)page - 1, -1);
	run_hear(session);
	return true;
}

// Commands without words that always do their work in an open lesson.
static bool run_plain(struct session *session,
                      void (*work)(struct run *run, struct session *session), struct error *error)
{
	struct run *const run = open_run(session, error);
	if (!run)
		return false;
	work(run, session);
	run_hear(session);
	return true;
}

static bool run_skip_row(struct session *session, const struct words *words, struct error *error)
{
	(void)words;
	struct run *const run = run_of(session);
	bool const is_fast = run && run->is_fast && run_pending(run);
	if (run && !is_fast && run_pending(run) && !lock_allows(session, LOCK_SKIP, error))
		return false;
	return run_plain(session, is_fast ? quiz_leave_fast : run_skip, error);
}

static bool run_play_row(struct session *session, const struct words *words, struct error *error)
{
	(void)words;
	return run_plain(session, run_play, error);
}

static bool run_resume_row(struct session *session, const struct words *words, struct error *error)
{
	(void)words;
	return run_plain(session, run_resume, error);
}

static bool run_restart_row(struct session *session, const struct words *words, struct error *error)
{
	struct run *const run = open_run(session, error);
	bool const all = words->count && strcmp(words->word[0].at, "all") == 0;
	if (!run)
		return false;
	if (words->count && !all)
		return error_set(error, words->word[0].span, _("restart all; lesson 2 opens another one"),
		                 _("restart takes nothing, or all"));
	quiz_restart(run, session, all);
	return true;
}

static bool run_again_row(struct session *session, const struct words *words, struct error *error)
{
	struct run *const run = open_run(session, error);
	return run && quiz_again(run, session, words->count ? words->word[0].at : "", error);
}

static bool run_fast_row(struct session *session, const struct words *words, struct error *error)
{
	struct run *const run = open_run(session, error);
	(void)words;
	return run && lock_allows(session, LOCK_FAST, error) && quiz_fast(run, session, error);
}

static bool run_leave_row(struct session *session, const struct words *words, struct error *error)
{
	(void)words;
	if (!open_run(session, error))
		return false;
	session_say(session, SAY_NOTE,
	            run_close(session)
	                    ? _("The lesson is closed; its place is kept, its network is yours.")
	                    : _("The lesson is closed; its place is not kept, its network is yours."));
	return true;
}

static bool run_hint_row(struct session *session, const struct words *words, struct error *error)
{
	(void)words;
	struct run *const run = open_run(session, error);
	return run && run_hint(run, session, error);
}

static bool run_solution_row(struct session *session, const struct words *words,
                             struct error *error)
{
	(void)words;
	struct run *const run = open_run(session, error);
	return run && run_solution(run, session, error);
}

static char **lesson_words(struct session *session)
{
	(void)session;
	LOCAL(shelf) shelf = shelf_find();
	struct words_list list = { 0 };
	for (int i = 0; i < shelf.count; i++)
		words_list_add(&list, shelf_topic(shelf.name[i]));
	return words_list_take(&list);
}

const struct command lesson_commands[] = {
	{
		.name = "lesson",
		.group = GROUP_LESSON,
		.usage = "[N|NAME|FILE|off]",
		.takes = { 0, 1, NULL },
		.summary = N_("Open a lesson, where you left it; alone: say where you are."),
		.help = N_("  lesson 3\n"
	                   "  lesson backpropagation\n"
	                   "  lesson ./mine.md\n"
	                   "In a lesson, Enter goes to the next block.  At a question, type any\n"
	                   "expression whose value is the answer; or hint, solution, skip.\n"
	                   "The start tells which one you have left; `lesson off`: no longer, until\n"
	                   "you open one again."),
		.run = run_lesson,
		.complete_words = lesson_words,
	},
	{
		.name = "lessons",
		.group = GROUP_LESSON,
		.summary = N_("List the lessons, and how far you are."),
		.run = run_lessons,
	},
	{
		.name = "page",
		.group = GROUP_LESSON,
		.usage = "[N|next|previous]",
		.takes = { 0, 1, NULL },
		.summary = N_("Go to a page of the lesson; alone: to the beginning of this one."),
		.run = run_page_row,
		.choices = "next previous",
	},
	{
		.name = "hint",
		.group = GROUP_LESSON,
		.summary = N_("The next hint for the question."),
		.run = run_hint_row,
	},
	{
		.name = "solution",
		.group = GROUP_LESSON,
		.summary = N_("How the lesson answers the question; it still waits for you."),
		.run = run_solution_row,
	},
	{
		.name = "skip",
		.group = GROUP_LESSON,
		.summary = N_("Go on, past a question too: its answer is shown, and why."),
		.run = run_skip_row,
	},
	{
		.name = "play",
		.group = GROUP_LESSON,
		.summary = N_("Leave the lesson's path to explore; resume comes back."),
		.run = run_play_row,
	},
	{
		.name = "resume",
		.group = GROUP_LESSON,
		.summary = N_("Back to the lesson, exactly where it was."),
		.run = run_resume_row,
	},
	{
		.name = "restart",
		.group = GROUP_LESSON,
		.usage = "[all]",
		.takes = { 0, 1, NULL },
		.summary = N_("Begin this lesson again, its answers forgotten; all: forget every lesson."),
		.help = N_("It asks first: the same line once more does it.  `undo` goes back to where\n"
	                   "you were, with your answers."),
		.run = run_restart_row,
		.choices = "all",
	},
	{
		.name = "again",
		.group = GROUP_LESSON,
		.usage = "[ID]",
		.takes = { 0, 1, NULL },
		.summary = N_("Ask one question again: the one at hand, or the last one."),
		.run = run_again_row,
	},
	{
		.name = "fast",
		.group = GROUP_LESSON,
		.summary = N_("One hard question in place of the lesson: right, and it counts as proven."),
		.run = run_fast_row,
	},
	{
		.name = "leave",
		.group = GROUP_LESSON,
		.summary = N_("Close the lesson; your place is kept."),
		.run = run_leave_row,
	},
	{ .name = NULL },
};
