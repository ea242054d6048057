// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/desk.h"

#include <string.h>

#include "base/file.h"
#include "base/interrupt.h"
#include "base/message.h"
#include "base/utf8.h"
#include "repl/parts.h"
#include "repl/session.h"

// Of one command.
static bool allows(const struct session *session, const char *line, struct error *error)
{
	const struct command *command;
	enum line_kind const kind = session_line_kind(session, line, &command);
	size_t const width = strcspn(line, " ");
	struct span const span = { session->line > 0 ? session->line : 1, 1,
		                   utf8_count(line, width) };
	if (kind == LINE_COMMAND && !command->in_lessons)
		return error_set(error, span, _("type it yourself, after play"),
		                 _("a lesson may not run `%s`"), command->name);
	return true;
}

bool desk_allows(const struct session *session, const char *line, struct error *error)
{
	size_t at = 0, begin, end;
	bool ok = true;
	while (ok && parts_next(session, line, &at, &begin, &end)) {
		struct text part = { 0 };
		text_add_bytes(&part, line + begin, end - begin);
		ok = allows(session, text_get(&part), error);
		text_free(&part);
	}
	return ok;
}

bool desk_try_line(struct session *session, const char *line, struct error *error)
{
	struct guide *const guide = session->guide;
	session->guide = NULL;
	bool const was_withheld = file_withhold(true);
	bool const ok = desk_allows(session, line, error) && session_try_line(session, line, error);
	file_withhold(was_withheld);
	session->guide = guide;
	return ok;
}

struct session *desk_new(const struct lesson *lesson, const struct command *const *tables, int page,
                         int block)
{
	struct session *desk = session_new(tables);
	for (int p = 0; desk && p <= page; p++) {
		const struct page *const each = &lesson->page[p];
		int const last = p == page ? block : each->blocks - 1;
		for (int b = 0; b <= last; b++)
			for (int c = 0; c < each->block[b].commands; c++) {
				struct error error; // it was shown when the learner was there
				desk_try_line(desk, each->block[b].command[c].line, &error);
			}
	}
	// A training that was interrupted kept what it reached, but that is not the lesson's.
	if (interrupt_insist()) {
		session_free(desk);
		desk = NULL;
	}
	return desk;
}
