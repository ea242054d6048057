// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/source.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/message.h"
#include "command/all.h"
#include "repl/script.h"
#include "repl/session.h"

enum { NESTING_MOST = 16 };

static bool run_source(struct session *session, const struct words *words, struct error *error)
{
	if (session->nesting > NESTING_MOST)
		return error_set(error, words->name, _("let no file source itself"),
		                 _("files source each other more than %d deep"), NESTING_MOST);
	LOCAL(text) path = { 0 };
	file_write_path(words->word[0].at, &path);
	struct file_lines file;
	bool const is_open = file_lines_open(&file, text_get(&path), FILE_NAMED);
	if (!is_open)
		file_fail(error, words->word[0].span, words->word[0].at);
	bool const is_good = is_open && script_try(session, &file, text_get(&path), NULL, error);
	if (is_open)
		file_lines_close(&file);
	return is_good;
}

bool source_run_class(struct session *session, const char *path)
{
	const char *const usual = getenv("BPTT_REPL_CLASS");
	struct file_lines file;
	struct error error;
	path = path ? path : usual && *usual ? usual : NULL;
	bool const is_open = path && file_lines_open(&file, path, FILE_NAMED);
	session->source_is = _("the class's file");
	bool ok = !path || (is_open ? script_try(session, &file, path, NULL, &error)
	                            : file_fail(&error, SPAN_NONE, path));
	if (is_open)
		file_lines_close(&file);
	if (!ok)
		error_print(&error);
	session->source_is = NULL;
	session->repeat = "";
	changes_free(&session->changes);
	return ok;
}

const struct command source_commands[] = {
	{
		.name = "source",
		.group = GROUP_GENERAL,
		.usage = "FILE",
		.takes = { 1, 1, N_("a file's name") },
		.summary = N_("Run the commands of a file, up to the first mistake; undo takes all back."),
		.help = N_("What a session begins with: help trust.\n"
	                   "Lines that begin with # are comments; several commands stand in a line "
	                   "with `;`\n"
	                   "between them; a line goes on where a bracket is open or it ends in \\."),
		.run = run_source,
		.complete = COMPLETE_FILE,
	},
	{ .name = NULL },
};
