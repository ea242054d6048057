// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/message.h"
#include "repl/commands.h"
#include "repl/script.h"
#include "repl/session.h"

enum { NESTING_MOST = 16 };

// NULL and errno: it cannot be read.
static FILE *open_file(const char *path)
{
	struct stat is;
	FILE *file = fopen(path, "r");
	if (file && !fstat(fileno(file), &is) && S_ISDIR(is.st_mode)) {
		fclose(file);
		errno = EISDIR;
		return NULL;
	}
	return file;
}

void source_write_path(const char *word, struct text *path)
{
	const char *home = getenv("HOME");
	if (word[0] == '~' && word[1] == '/' && home)
		text_addf(path, "%s%s", home, word + 1);
	else
		text_add(path, word);
}

static bool run_source(struct session *session, const struct words *words, struct error *error)
{
	if (session->nesting > NESTING_MOST)
		return error_set(error, words->name, _("let no file source itself"),
		                 _("files source each other more than %d deep"), NESTING_MOST);
	struct text path = { 0 };
	source_write_path(words->word[0].at, &path);
	FILE *file = open_file(text_get(&path));
	bool is_good = file != NULL;
	if (!file)
		error_set(error, words->word[0].span,
		          _("a path begins where bptt-repl was started, or with / or ~/"),
		          _("cannot read %s: %s"),
		          words->word[0].at, strerror(errno));
	else
		is_good = script_try(session, file, text_get(&path), NULL, error);
	if (file)
		fclose(file);
	text_free(&path);
	return is_good;
}

void source_run_init(struct session *session)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	struct text path = { 0 };
	struct error error;
	// The specification: a path that is not absolute is to be ignored.
	if (config && *config == '/')
		text_addf(&path, "%s/bptt-repl/init", config);
	else if (home && *home == '/')
		text_addf(&path, "%s/.config/bptt-repl/init", home);
	FILE *file = path.length ? open_file(text_get(&path)) : NULL;
	if (file) {
		if (!script_try(session, file, text_get(&path), NULL, &error))
			session_say_error(session, &error);
		session->repeat = "";
		fclose(file);
	}
	changes_free(&session->changes); // the session begins after it
	text_free(&path);
}

const struct command source_commands[] = {
	{
		.name = "source",
		.group = GROUP_GENERAL,
		.usage = "FILE",
		.takes = { 1, 1, N_("a file's name") },
		.summary = N_("Run the commands of a file, up to the first mistake; undo takes all back."),
		.help = N_("A session with a terminal begins with the commands of\n"
	                   "  $XDG_CONFIG_HOME/bptt-repl/init, or ~/.config/bptt-repl/init;\n"
	                   "`bptt-repl -n` does not, and scripts never do.\n"
	                   "Lines that begin with # are comments; several commands stand in a line "
	                   "with `;`\n"
	                   "between them; a line goes on where a bracket is open or it ends in \\."),
		.run = run_source,
		.complete = COMPLETE_FILE,
	},
	{ .name = NULL },
};
