// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/record.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "command/state.h"
#include "file/save.h"
#include "lesson/check.h"
#include "lesson/desk.h"
#include "repl/meaning.h"
#include "repl/session.h"

static const char fence[] = "```";

// ---- a lesson

struct recording {
	struct listener listener;
	char *path;
	struct text lesson; // so far, the last block left open
	bool is_in_block;
};

static void close_block(struct text *lesson, bool *is_in_block)
{
	if (*is_in_block)
		text_addf(lesson, "%s\n", fence);
	*is_in_block = false;
}

static void add_command(struct recording *recording, const char *line)
{
	if (!recording->is_in_block)
		text_addf(&recording->lesson, "\n%sbptt\n", fence);
	recording->is_in_block = true;
	text_addf(&recording->lesson, "> %s\n", line);
}

// "# words" is a paragraph, "## words" a page.
static void add_comment(struct recording *recording, const char *line)
{
	size_t const marks = strspn(line, "#");
	const char *const words = line + marks + strspn(line + marks, " \t");
	close_block(&recording->lesson, &recording->is_in_block);
	if (*words)
		text_addf(&recording->lesson, "\n%s%s\n", marks > 1 ? "## " : "", words);
}

static bool save(const struct recording *recording, struct error *error)
{
	LOCAL(text) whole = { 0 };
	bool is_in_block = recording->is_in_block;
	text_add_bytes(&whole, recording->lesson.at, recording->lesson.length);
	close_block(&whole, &is_in_block);
	return save_file(recording->path, text_get(&whole), whole.length, error);
}

static bool is_of_recording(const struct session *session, const char *line)
{
	const struct command *const command = meaning_of(session, line).command;
	return command && !strcmp(command->name, "record");
}

static void hear(void *context, struct session *session, const char *line, bool done)
{
	struct recording *const recording = context;
	struct error error;
	line += strspn(line, " \t");
	if (!done || !*line || is_of_recording(session, line))
		return;
	if (*line == '#')
		add_comment(recording, line);
	else if (strchr(line, '\n'))
		session_say(session, SAY_NOTE, _("Not recorded: a lesson's command is one line."));
	else if (desk_allows(session, line, &error))
		add_command(recording, line);
	else
		session_sayf(session, SAY_NOTE, _("Not recorded: %s."), error.cause);
	if (!save(recording, &error))
		session_say_error(session, &error);
}

// The outputs, of a run from nothing.
static void fill_in(struct recording *recording, struct session *session)
{
	struct lesson lesson;
	struct lesson_check check;
	struct error error;
	const char *const bytes = text_get(&recording->lesson);
	if (!lesson_read(&lesson, recording->path, bytes, recording->lesson.length, false, &error)) {
		session_say_error(session, &error);
		return;
	}
	lesson_check(&lesson, session->tables, true, &check);
	lesson_free(&lesson);
	if (check.faults)
		session_say(session, SAY_NOTE, text_get(&check.report));
	text_clear(&recording->lesson);
	text_add_bytes(&recording->lesson, check.blessed_text.at, check.blessed_text.length);
	if (!save(recording, &error))
		session_say_error(session, &error);
	else
		session_sayf(session, SAY_NOTE, _("%s: %d commands; `lesson --check` replays it."), recording->path,
		             check.commands);
	lesson_check_free(&check);
}

static struct recording *recording_of(const struct session *session)
{
	return session->listener && session->listener->heard == hear ? session->listener->context : NULL;
}

const char *record_path(const struct session *session)
{
	const struct recording *const recording = recording_of(session);
	return recording ? recording->path : NULL;
}

bool record_end(struct session *session)
{
	struct recording *const recording = recording_of(session);
	if (!recording)
		return false;
	session->listener = NULL;
	close_block(&recording->lesson, &recording->is_in_block);
	if (strstr(text_get(&recording->lesson), "\n> "))
		fill_in(recording, session);
	else
		session_sayf(session, SAY_NOTE, _("%s: nothing was recorded."), recording->path);
	text_free(&recording->lesson);
	free(recording->path);
	free(recording);
	return true;
}

static void end(void *context, struct session *session)
{
	(void)context;
	record_end(session);
}

bool record_begin(struct session *session, const char *path, struct error *error)
{
	const char *const other = record_path(session);
	if (other)
		return error_set(error, SPAN_NONE, _("record off"), _("%s is being recorded"), other);
	if (session->guide)
		return error_set(error, SPAN_NONE, "leave", _("a lesson is open, whose commands are not yours"));
	struct recording *const recording = memory_get(1, sizeof *recording);
	*recording = (struct recording){ .listener = { recording, hear, end },
		                         .path = memory_copy_string(path) };
	text_addf(&recording->lesson, "# %s\n", _("A lesson that was recorded"));
	LOCAL(text) state = { 0 };
	state_write(session, &state);
	add_command(recording, text_get(&state));
	if (!save(recording, error)) {
		text_free(&recording->lesson);
		free(recording->path);
		free(recording);
		return false;
	}
	session->listener = &recording->listener;
	return true;
}

// ---- a transcript

// Lines that stand in a block must not end it.
static void add_printed(const char *words, struct text *out)
{
	for (const char *line = words; *line;) {
		size_t const length = strcspn(line, "\n");
		text_addf(out, "%s%.*s\n", strncmp(line, fence, sizeof fence - 1) ? "" : " ", (int)length, line);
		line += length + (line[length] != '\0');
	}
}

void record_write_transcript(const struct session *session, struct text *out)
{
	bool is_in_block = false;
	text_addf(out, "# %s\n", _("A session of bptt-repl"));
	if (session->log.dropped)
		text_addf(out, _("\n(The first %ld entries are no longer kept.)\n"), session->log.dropped);
	for (int i = 0; i < session->log.count; i++) {
		const struct said *const said = &session->log.at[i];
		bool const is_prose = said->kind == SAY_PROSE;
		if (is_prose || (said->kind == SAY_COMMAND && is_in_block))
			close_block(out, &is_in_block);
		if (is_prose) {
			text_addf(out, "\n%s\n", said->text);
			continue;
		}
		if (!is_in_block)
			text_addf(out, "\n%s\n", fence);
		is_in_block = true;
		add_printed(said->text, out);
	}
	close_block(out, &is_in_block);
}
