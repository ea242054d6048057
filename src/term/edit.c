// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/edit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/message.h"
#include "lesson/run.h"
#include "net/network.h"
#include "repl/script.h"
#include "repl/session.h"
#include "repl/settings.h"
#include "term/child.h"
#include "term/history.h"

enum { FILE_BYTES_MOST = 1 << 20 };

static const char *choose_editor(void)
{
	const char *visual = getenv("VISUAL"), *editor = getenv("EDITOR");
	return visual && *visual ? visual : editor && *editor ? editor : "vi";
}

// A new file that holds the text; its path is left in *path.
static bool write_new(const char *text, const char *ending, struct text *path)
{
	const char *folder = getenv("TMPDIR");
	text_addf(path, "%s/bptt-XXXXXX%s", folder && *folder ? folder : "/tmp", ending);
	int const file = mkstemps(path->at, (int)strlen(ending));
	if (file < 0)
		return false;
	size_t const length = strlen(text);
	bool const is_whole = length && text[length - 1] == '\n';
	bool const is_written = write(file, text, length) == (ssize_t)length && (is_whole || write(file, "\n", 1) == 1);
	return !close(file) && is_written;
}

static bool edit_file(const struct words *words, const char *path, struct error *error)
{
	return !child_run(choose_editor(), path, NULL, NULL) || error_set(error, words->name, _("VISUAL or EDITOR names another one"),
	                                      _("the editor %s failed; nothing was run"), choose_editor());
}

static bool fail_write(const struct words *words, const char *path, struct error *error)
{
	return error_set(error, words->name, NULL, _("cannot write %s: %s"), path, file_why(errno));
}

// ---- lines

static bool run_lines(struct session *session, const char *path, struct error *error)
{
	struct file_lines file;
	if (!file_lines_open(&file, path, FILE_OWN))
		return file_fail(error, SPAN_NONE, path);
	bool const is_good = script_try(session, &file, path, NULL, error);
	file_lines_close(&file);
	return is_good;
}

static bool edit_lines(struct session *session, const struct words *words, struct error *error)
{
	LOCAL(text) path = { 0 };
	const char *line = *words->rest ? words->rest : history_last("edit");
	bool const is_good = (write_new(line, "", &path) || fail_write(words, text_get(&path), error)) &&
	                     edit_file(words, text_get(&path), error) && run_lines(session, text_get(&path), error);
	unlink(text_get(&path));
	return is_good;
}

// ---- the files of what is at hand

// The file is edited, and unless it is as before, the command of that name takes it again.  `word`: how the
// command names it.
static bool edit_and_take(struct session *session, const struct words *words, const char *path, const char *command,
                          const char *word, struct error *error)
{
	LOCAL(text) before = { 0 }, after = { 0 }, line = { 0 };
	text_add(&line, command);
	settings_tell_word(word, &line);
	bool is_good = (file_read(&before, path, FILE_OWN, FILE_BYTES_MOST) || file_fail(error, words->name, path)) &&
	               edit_file(words, path, error);
	if (is_good && file_read(&after, path, FILE_OWN, FILE_BYTES_MOST) && !strcmp(text_get(&before), text_get(&after)))
		session_sayf(session, SAY_NOTE, _("%s is as it was."), path);
	else if (is_good)
		is_good = session_try_line(session, text_get(&line), error);
	return is_good;
}

static bool edit_lesson(struct session *session, const struct words *words, struct error *error)
{
	const struct run *run = run_of(session);
	struct text path = { 0 }, word = { 0 }; // of one that is closed before the next one is open
	if (!run)
		return error_set(error, words->word[0].span, "lesson 1", _("no lesson is open"));
	text_add(&path, run->lesson.source);
	if (run->number)
		text_addf(&word, "%d", run->number);
	else
		text_add(&word, run->lesson.source);
	bool const is_good =
		access(text_get(&path), W_OK)
			? error_set(error, words->word[0].span, _("edit a copy of it, and open that: lesson ./mine.md"),
		                    _("%s cannot be written"), text_get(&path))
			: edit_and_take(session, words, text_get(&path), "lesson", text_get(&word), error);
	text_free(&path);
	text_free(&word);
	return is_good;
}

// What became of a cell's text that is no cell yet, and the text that it was made of.
static struct {
	char *path, *from; // owned; NULL if there is none
} draft;

static void drop_draft(void)
{
	if (draft.path)
		unlink(draft.path);
	free(draft.path);
	free(draft.from);
	draft.path = draft.from = NULL;
}

// Takes the draft as if it were typed: its file does not stay.
static bool take_draft(struct session *session, struct error *error)
{
	LOCAL(text) text = { 0 };
	struct cell *const cell = network_find_cell(draft.path, session->state.network->cell->biases, error);
	bool is_good = cell != NULL;
	cell_drop(cell);
	if (!is_good)
		return error_advise(error, *error->advice ? _("; `edit cell` goes on with it") : _("`edit cell` goes on with it"));
	text_add(&text, "cell {\n");
	is_good = file_read_text(&text, draft.path, FILE_OWN, CELL_BYTES_MOST) || file_fail(error, SPAN_NONE, draft.path);
	text_add(&text, "}");
	is_good = is_good && session_try_line(session, text_get(&text), error);
	drop_draft();
	return is_good;
}

static bool edit_cell(struct session *session, const struct words *words, struct error *error)
{
	const struct cell *cell = session->state.network->cell;
	const char *const text = cell->text + strspn(cell->text, "\n"); // one that was typed begins after its brace
	if (network_is_of_file(cell) && !access(cell->source, W_OK)) {
		char *const path = memory_copy_string(cell->source);
		bool const is_good = edit_and_take(session, words, path, "cell", path, error);
		free(path);
		return is_good;
	}
	if (draft.path && strcmp(draft.from, text) != 0)
		drop_draft(); // of another cell
	if (!draft.path) {
		struct text path = { 0 };
		bool const is_written = write_new(text, ".cell", &path) || fail_write(words, text_get(&path), error);
		draft.path = text_take(&path);
		draft.from = memory_copy_string(text);
		if (!is_written) {
			drop_draft();
			return false;
		}
	}
	if (!edit_file(words, draft.path, error))
		return false;
	LOCAL(text) now = { 0 };
	bool const is_same = file_read_text(&now, draft.path, FILE_OWN, CELL_BYTES_MOST) && !strcmp(text_get(&now), text);
	if (!is_same)
		return take_draft(session, error);
	session_sayf(session, SAY_NOTE, _("The cell is as it was."));
	drop_draft();
	return true;
}

static bool run_edit(struct session *session, const struct words *words, struct error *error)
{
	if (!session->front.interactive)
		return error_set(error, words->name, NULL, _("edit needs a terminal"));
	if (!strcmp(words->rest, "cell"))
		return edit_cell(session, words, error);
	if (!strcmp(words->rest, "lesson"))
		return edit_lesson(session, words, error);
	return edit_lines(session, words, error);
}

const struct command edit_commands[] = {
	{
		.name = "edit",
		.group = GROUP_GENERAL,
		.usage = "[LINE|cell|lesson]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("Write lines in an editor, then run them; or the text of the cell, of the lesson."),
		.help = N_("  edit          the last line, again; Ctrl-X Ctrl-E: the line being typed\n"
	                   "  edit cell     its own file, or a copy of its text; of a mistake its line\n"
	                   "                and column are said, the cell stays, and `edit cell` goes on\n"
	                   "  edit lesson   the file of the lesson, if it is yours to write\n"
	                   "The editor is $VISUAL, $EDITOR or vi.  `undo` takes back all that was run."),
		.run = run_edit,
		.takes_line = true,
	},
	{ .name = NULL },
};
