// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/desk.h"

#include <string.h>

#include "base/budget.h"
#include "base/file.h"
#include "base/interrupt.h"
#include "base/message.h"
#include "base/utf8.h"
#include "lesson/document.h"
#include "repl/parts.h"
#include "repl/session.h"

bool desk_allows(const struct session *session, const char *line, struct error *error)
{
	struct line_part part = { 0 };
	while (parts_next(session, line, &part)) {
		const struct command *const command = part.meaning.command;
		const char *const at = line + part.begin;
		if (command && !command->in_lessons)
			return error_set(error,
			                 (struct span){ session_line_number(session), 1,
			                                utf8_count(at, strcspn(at, " ")) },
			                 _("type it yourself, after play"),
			                 _("a lesson may not run `%s`"), command->name);
	}
	return true;
}

static bool fail_late(const struct session *session, struct error *error)
{
	LOCAL(text) advice = { 0 };
	text_addf(&advice, "set patience %g", 10 * session->patience);
	error_set(error, (struct span){ session_line_number(session), 1, 1 }, text_get(&advice),
	          _("this command of the lesson was stopped: it took more than %g s"), session->patience);
	return false;
}

bool desk_try_line(struct session *session, const char *line, struct error *error)
{
	struct guide *const guide = session->guide;
	struct listener *const listener = session->listener;
	int const nesting = session->nesting;
	session->guide = NULL;
	session->listener = NULL;
	session->nesting = 0; // a change of its own, for `undo`, whatever line it runs in
	bool const was_withheld = file_withhold(true), was_narrow = budget_narrow(true);
	interrupt_begin();
	long const limit = interrupt_limit((long)(session->patience * 1000));
	bool ok = desk_allows(session, line, error) && session_try_line(session, line, error);
	if (interrupt_unlimit(limit))
		ok = fail_late(session, error);
	interrupt_end();
	file_withhold(was_withheld);
	budget_narrow(was_narrow);
	session->guide = guide;
	session->listener = listener;
	session->nesting = nesting;
	return ok;
}

void desk_collect(const struct session *session, long from, struct entry *entry)
{
	static const struct {
		bool stands;
		enum saying told;
	} kinds[] = {
		[SAY_RESULT] = { true, TOLD_RESULT },
		[SAY_NOTE] = { true, TOLD_NOTE },
		[SAY_ERROR] = { true, TOLD_ERROR },
		[SAY_COMMAND] = { false, TOLD_NOTE },
		[SAY_PROSE] = { false, TOLD_NOTE },
	};
	for (int i = log_index(&session->log, from); i < session->log.count; i++) {
		const struct said *said = &session->log.at[i];
		if (kinds[said->kind].stands)
			document_tell(entry, kinds[said->kind].told, said->text);
	}
}

bool desk_try_command(struct session *session, const struct lesson *lesson, const struct command_line *command,
                      struct error *error)
{
	const char *const source = session->source;
	int const line = session->line;
	struct span const at = lesson_span(lesson, command->at);
	session->source = lesson->source;
	session->line = at.line;
	bool const ok = desk_try_line(session, command->line, error);
	session->source = source;
	session->line = line;
	if (ok)
		return true;
	error_locate(error, lesson->source, command->line, strlen(command->line), at.line);
	// Each of its lines stands behind "> ".
	if (error->span.line)
		error->span.column += at.column - 1;
	else
		error->span = at;
	return false;
}

bool desk_run_command(struct session *session, const struct lesson *lesson,
                      const struct command_line *command)
{
	struct error error;
	bool const ok = desk_try_command(session, lesson, command, &error);
	if (!ok)
		session_say_error(session, &error);
	return ok;
}

// A block's commands, as if the learner had let them run.
static void run_block(struct session *desk, const struct lesson *lesson, int page, int block,
                      struct document *document)
{
	const struct block *const each = &lesson->page[page].block[block];
	bool ok = true;
	for (int c = 0; ok && c < each->commands; c++) {
		long const from = log_next(&desk->log);
		ok = desk_run_command(desk, lesson, &each->command[c]);
		if (document)
			desk_collect(desk, from, document_rerun(document, page, block, c));
	}
}

struct session *desk_new(const struct lesson *lesson, const struct session *owner, int page, int block,
                         struct document *document)
{
	struct session *desk = session_new(owner->tables);
	if (!desk)
		return NULL;
	desk->manner.columns = owner->manner.columns;
	desk->manner.math = owner->manner.math;
	desk->manner.glyphs = owner->manner.glyphs;
	desk->patience = owner->patience;
	desk->manner = owner->manner;
	desk->front.interactive = owner->front.interactive; // rows are cut as they were when the learner saw them
	for (int p = 0; p <= page; p++) {
		int const last = p == page ? block : lesson->page[p].blocks - 1;
		for (int b = 0; b <= last; b++)
			run_block(desk, lesson, p, b, document);
	}
	// A training that was interrupted kept what it reached, but that is not the lesson's.
	if (interrupt_insist()) {
		session_free(desk);
		desk = NULL;
	}
	return desk;
}
