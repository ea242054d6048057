// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/desk.h"

#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "repl/parts.h"
#include "repl/session.h"

// Commands that name files; a file of a lesson may name shipped things only.
static bool names_a_file(const struct command *command, const char *line)
{
	bool const is_cell = strcmp(command->name, "cell") == 0 ||
	                     (strcmp(command->name, "set") == 0 && strstr(line, " cell"));
	const char *word = line + strcspn(line, " {"); // cell { … } is no name of a file
	word += strspn(word, " ");
	// A number behind an initialiser's name has a point, too.
	if (strcmp(command->name, "race") == 0)
		return strchr(line, '/') || strstr(line, ".cell");
	return is_cell && *word != '{' && strpbrk(line, "/.\\~") != NULL;
}

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
	if (kind == LINE_COMMAND && names_a_file(command, line))
		return error_set(error, span, _("type it yourself, after play"),
		                 _("a lesson may not read a file"));
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
	bool const ok = desk_allows(session, line, error) && session_try_line(session, line, error);
	session->guide = guide;
	return ok;
}

struct session *desk_new(const struct lesson *lesson, const struct command *const *tables, int page,
                         int block)
{
	struct session *const desk = session_new(tables);
	for (int p = 0; desk && p <= page; p++) {
		const struct page *const each = &lesson->page[p];
		int const last = p == page ? block : each->blocks - 1;
		for (int b = 0; b <= last; b++)
			for (int c = 0; c < each->block[b].commands; c++) {
				struct error error; // it was shown when the learner was there
				desk_try_line(desk, each->block[b].command[c].line, &error);
			}
	}
	return desk;
}
