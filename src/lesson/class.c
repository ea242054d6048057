// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/class.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/data.h"
#include "base/file.h"
#include "base/message.h"
#include "file/save.h"
#include "lesson/lock.h"
#include "lesson/record.h"
#include "lesson/results.h"
#include "lesson/run.h"
#include "repl/session.h"

// A fault of a file that a word of the line names.
static bool fail_at(const struct words *words, int i, struct error *error)
{
	if (!error->source[0])
		error->span = words->word[i].span;
	return false;
}

static bool save(const struct words *words, int i, const struct text *text, struct error *error)
{
	LOCAL(text) path = { 0 };
	file_write_path(words->word[i].at, &path);
	bool const is_saved = save_file(text_get(&path), text_get(text), text->length, error);
	return is_saved || fail_at(words, i, error);
}

// ---- locks

static bool run_lock_row(struct session *session, const struct words *words, struct error *error)
{
	struct text locked = { 0 }, said = { 0 };
	for (int i = 0; i < words->count; i++)
		if (!lock_close(session, words->word[i].at))
			return error_set(error, words->word[i].span, lock_words, _("'%s' cannot be locked"),
			                 words->word[i].at);
	lock_write(session, &locked);
	if (locked.length)
		text_addf(&said, _("Locked until the session ends: %s."), text_get(&locked));
	else
		text_add(&said, _("Nothing is locked."));
	text_free(&locked);
	return session_answer(session, &said);
}

// ---- progress

// What the learner knows now: the run's, or the file's.
static struct progress *take_progress(struct session *session, struct progress *own)
{
	struct run *const run = run_of(session);
	LOCAL(text) path = { 0 }, complaint = { 0 };
	if (run) {
		run_save(run, session);
		return &run->progress;
	}
	if (progress_path(&path))
		progress_load(own, text_get(&path), &complaint);
	run_say_complaint(session, &complaint);
	return own;
}

static bool import(struct session *session, const struct words *words, struct progress *progress, struct error *error)
{
	LOCAL(text) path = { 0 }, own_path = { 0 }, complaint = { 0 };
	LOCAL(progress) other = { 0 };
	file_write_path(words->word[1].at, &path);
	bool ok = progress_read(&other, text_get(&path), error) || fail_at(words, 1, error);
	if (ok && !progress_path(&own_path))
		ok = error_set(error, words->name, _("set HOME, or XDG_STATE_HOME"),
		               _("there is no place where progress is kept"));
	if (ok) {
		progress_merge(progress, &other);
		ok = progress_save(progress, text_get(&own_path), &complaint) ||
		     error_set(error, words->name, NULL, "%s", text_get(&complaint));
	}
	if (ok)
		session_sayf(session, SAY_RESULT,
		             ngettext("Joined with yours: %d lesson of %s.", "Joined with yours: %d lessons of %s.",
		                      (unsigned long)other.count),
		             other.count, text_get(&path));
	return ok;
}

static void say_written(struct session *session, const char *file, const struct progress *progress)
{
	session_sayf(session, SAY_RESULT, ngettext("%s: %d lesson.", "%s: %d lessons.", (unsigned long)progress->count),
	             file, progress->count);
}

static bool export(struct session *session, const struct words *words, const struct progress *progress,
                   struct error *error)
{
	LOCAL(text) text = { 0 };
	progress_write(progress, &text);
	bool const ok = save(words, 1, &text, error);
	if (ok)
		say_written(session, words->word[1].at, progress);
	return ok;
}

static bool run_progress_row(struct session *session, const struct words *words, struct error *error)
{
	const char *const what = words_at(words, 0);
	bool const imports = !strcmp(what, "import");
	LOCAL(progress) own = { 0 };
	if (!imports && strcmp(what, "export") != 0)
		return error_set(error, words->word[0].span, _("progress export FILE, or progress import FILE"),
		                 _("progress is exported or imported, not '%s'"), what);
	struct progress *const progress = take_progress(session, &own);
	return imports ? import(session, words, progress, error) : export(session, words, progress, error);
}

static bool run_results_row(struct session *session, const struct words *words, struct error *error)
{
	LOCAL(progress) own = { 0 };
	LOCAL(text) table = { 0 };
	const struct progress *const progress = take_progress(session, &own);
	results_write_header(&table);
	results_write("", progress, &table);
	bool const ok = !words->count || save(words, 0, &table, error);
	if (!words->count)
		session_answer(session, &table);
	else if (ok)
		say_written(session, words->word[0].at, progress);
	return ok;
}

// ---- recordings

static bool run_record_row(struct session *session, const struct words *words, struct error *error)
{
	const char *const what = words_at(words, 0);
	if (!words->count) {
		const char *const path = record_path(session);
		session_sayf(session, SAY_RESULT, path ? _("%s is being recorded.") : _("Nothing is being recorded."),
		             path);
		return true;
	}
	if (!strcmp(what, "off") && words->count == 1)
		return record_end(session) ||
		       error_set(error, words->word[0].span, _("record lesson FILE"), _("nothing is being recorded"));
	if (strcmp(what, "lesson") != 0 || words->count != 2)
		return error_set(error, words->word[0].span, _("record lesson mine.md, or record off"),
		                 _("a lesson is recorded into a file"));
	LOCAL(text) path = { 0 };
	file_write_path(words->word[1].at, &path);
	bool const ok = record_begin(session, text_get(&path), error) || fail_at(words, 1, error);
	if (ok)
		session_say(session, SAY_NOTE,
		            _("Recording: what you run becomes a lesson's command, `# words` a paragraph, "
		              "`## title` a page; `record off` ends it."));
	return ok;
}

static bool run_transcript_row(struct session *session, const struct words *words, struct error *error)
{
	LOCAL(text) text = { 0 };
	const char *const file = words->word[0].at;
	if (!text_ends_with(file, ".md"))
		return error_set(error, words->word[0].span, _("transcript said.md"),
		                 _("the name of a transcript ends in .md"));
	record_write_transcript(session, &text);
	bool const ok = save(words, 0, &text, error);
	if (ok)
		session_sayf(session, SAY_NOTE, _("%s: what was said in this session"), file);
	return ok;
}

int class_new_lesson(const char *path)
{
	LOCAL(text) from = { 0 }, lesson = { 0 };
	struct error error;
	bool ok = false;
	data_find("lessons", "new.md", &from);
	if (!access(path, F_OK) || errno != ENOENT)
		error_set(&error, SPAN_NONE, _("another name"), _("%s is there already"), path);
	else if (!file_read_text(&lesson, text_get(&from), FILE_OWN, LINE_BYTES_MOST))
		file_fail(&error, SPAN_NONE, text_get(&from));
	else
		ok = save_file(path, text_get(&lesson), lesson.length, &error);
	if (ok)
		printf(_("%s: `bptt-repl lesson %s` reads it, `bptt-repl lesson --check %s` replays it.\n"), path, path,
		       path);
	else
		error_print(&error);
	return ok ? 0 : 1;
}

const struct command class_commands[] = {
	{
		.name = "lock",
		.group = GROUP_LESSON,
		.usage = "[skip|solution|hint|fast|all]...",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("Lock ways past a question for a class, until the session ends; alone: say which."),
		.help = N_("A class file holds such lines; `bptt-repl --class=FILE` runs it first, as does\n"
	                   "BPTT_REPL_CLASS=FILE in the environment.\n"
	                   "  skip       no question is passed without an answer\n"
	                   "  solution   solutions are shown to who has answered\n"
	                   "  hint       no hints\n"
	                   "  fast       no question in place of the lesson\n"
	                   "Locks cannot be undone.  They keep a class together, not a secret: the file of a\n"
	                   "lesson can be read."),
		.run = run_lock_row,
		.choices = lock_words,
	},
	{
		.name = "results",
		.group = GROUP_LESSON,
		.usage = "[FILE]",
		.takes = { 0, 1, NULL },
		.summary = N_("Print how each question was settled, as CSV, or write it to a file."),
		.help = N_("`bptt-repl results class/*.progress` makes one table of many learners' files,\n"
	                   "which `progress export` has written."),
		.run = run_results_row,
		.complete = COMPLETE_FILE,
	},
	{
		.name = "progress",
		.group = GROUP_LESSON,
		.usage = "export FILE | import FILE",
		.takes = { 2, 2, N_("export or import, and a file's name") },
		.summary = N_("Write your progress to a file, or join another file's with it."),
		.help = N_("Of two records of a lesson the one restarted later holds; where neither\n"
	                   "did, the better answer to each question, and the place that was reached later."),
		.run = run_progress_row,
		.complete = COMPLETE_FILE,
		.choices = "export import",
	},
	{
		.name = "record",
		.group = GROUP_LESSON,
		.usage = "[lesson FILE | off]",
		.takes = { 0, 2, NULL },
		.summary = N_("Make a lesson by doing it: what is run from here on is written to a file."),
		.help = N_("  record lesson mine.md\n"
	                   "  # words        a paragraph\n"
	                   "  ## title       a page\n"
	                   "  record off     replays it, and writes down what its commands print"),
		.run = run_record_row,
		.complete = COMPLETE_FILE,
		.choices = "lesson off",
	},
	{
		.name = "transcript",
		.group = GROUP_LESSON,
		.usage = "FILE",
		.takes = { 1, 1, N_("a file's name") },
		.summary = N_("Write down what was said in this session, as Markdown."),
		.run = run_transcript_row,
		.complete = COMPLETE_FILE,
	},
	{ .name = NULL },
};
