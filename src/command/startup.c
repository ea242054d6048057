// SPDX-License-Identifier: GPL-3.0-or-later
// Invariant: the file of trusted folders holds one absolute path a line, with all links resolved.
#include "command/startup.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/message.h"
#include "command/all.h"
#include "file/keep.h"
#include "repl/script.h"
#include "repl/session.h"

#ifndef SYSCONFDIR
#define SYSCONFDIR "/usr/local/etc"
#endif

enum { TRUSTED_BYTES_MOST = 1 << 20 };

// ---- which folders are trusted

// The folder where the program was started, and a newline; false and errno.
static bool find_folder(struct text *line)
{
	char *const folder = realpath(".", NULL);
	bool const is_line = folder && !strchr(folder, '\n');
	if (is_line)
		text_addf(line, "%s\n", folder);
	else if (folder)
		errno = EINVAL;
	free(folder);
	return is_line;
}

// Where the line stands in the list; NULL: it does not.
static char *find_line(const struct text *list, const char *line)
{
	char *at = list->length ? strstr(list->at, line) : NULL;
	while (at && at > list->at && at[-1] != '\n')
		at = strstr(at + 1, line);
	return at;
}

static void read_trusted(struct text *path, struct text *list)
{
	if (!keep_path("trusted", path) || !file_read(list, text_get(path), FILE_OWN, TRUSTED_BYTES_MOST))
		text_clear(list);
}

static bool is_trusted(void)
{
	LOCAL(text) path = { 0 }, list = { 0 }, line = { 0 };
	read_trusted(&path, &list);
	return find_folder(&line) && find_line(&list, text_get(&line));
}

// Writes the folder into the list, or takes it out; false and errno.
static bool set_trusted(const char *line, bool trusts)
{
	LOCAL(text) path = { 0 }, list = { 0 };
	read_trusted(&path, &list);
	char *const at = find_line(&list, line);
	bool is_written = path.length > 0;
	if (!is_written)
		errno = ENOENT; // no home
	if (trusts && !at)
		text_add(&list, line);
	if (!trusts && at) {
		size_t const length = strlen(line);
		memmove(at, at + length, strlen(at + length) + 1);
		list.length -= length;
	}
	if (is_written && trusts == !at)
		is_written = keep_write(text_get(&path), text_get(&list), list.length);
	return is_written;
}

static bool run_trust(struct session *session, const struct words *words, struct error *error)
{
	bool const trusts = !words->count;
	LOCAL(text) line = { 0 };
	if (!trusts && strcmp(words->word[0].at, "off") != 0)
		return error_set(error, words->word[0].span, "trust, trust off",
		                 _("only the folder where bptt-repl was started can be trusted"));
	bool const done = find_folder(&line) && set_trusted(text_get(&line), trusts);
	int const length = line.length ? (int)line.length - 1 : 0;
	if (!done)
		error_set(error, words->name, NULL, _("what is trusted cannot be written down: %s"), file_why(errno));
	else
		session_sayf(session, SAY_NOTE,
		             trusts ? _("%.*s is trusted: its .bptt-repl is run whenever bptt-repl starts there.")
		                    : _("%.*s is not trusted: its .bptt-repl is not run."),
		             length, text_get(&line));
	return done;
}

// ---- the files

static void find_systems(struct text *path)
{
	const char *given = getenv("BPTT_REPL_SYSTEM_INIT");
	text_add(path, given ? given : SYSCONFDIR "/bptt-repl/init");
}

static void find_own(struct text *path)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	// The specification: a path that is not absolute is to be ignored.
	if (config && *config == '/')
		text_addf(path, "%s/bptt-repl/init", config);
	else if (home && *home == '/')
		text_addf(path, "%s/.config/bptt-repl/init", home);
}

static void find_folders(struct text *path)
{
	text_add(path, ".bptt-repl");
}

static const struct {
	void (*find)(struct text *path);
	const char *what; // as the origin of a setting
	bool wants_trust;
} files[] = {
	{ find_systems, N_("the system's start-up file"), false },
	{ find_own, N_("your start-up file"), false },
	{ find_folders, N_("this folder's start-up file"), true },
};

static void run_file(struct session *session, const char *path, const char *what)
{
	struct file_lines file;
	struct error error;
	if (file_lines_open(&file, path, FILE_OWN)) {
		session->source_is = what;
		if (!script_try(session, &file, path, NULL, &error))
			session_say_error(session, &error);
		session->source_is = NULL;
		session->repeat = "";
		file_lines_close(&file);
	} else if (errno != ENOENT && errno != ENOTDIR) {
		file_fail(&error, SPAN_NONE, path);
		session_say_error(session, &error);
	}
}

void startup_run(struct session *session)
{
	for (size_t i = 0; i < sizeof files / sizeof *files && !session->quitting; i++) {
		LOCAL(text) path = { 0 };
		files[i].find(&path);
		if (path.length && (!files[i].wants_trust || is_trusted()))
			run_file(session, text_get(&path), _(files[i].what));
		else if (path.length && !access(text_get(&path), F_OK))
			session_sayf(session, SAY_NOTE,
			             _("%s is not run, for this folder is not trusted.  Read it; then `trust`, or "
			               "`source %s` this once."),
			             text_get(&path), text_get(&path));
	}
	changes_free(&session->changes); // the session begins after them
}

const struct command startup_commands[] = {
	{
		.name = "trust",
		.group = GROUP_GENERAL,
		.usage = "[off]",
		.takes = { 0, 1, NULL },
		.summary = N_("Run this folder's .bptt-repl at the start from now on, or no longer (off)."),
		.help = N_("A session with a terminal begins with the commands of these files, in turn:\n"
	                   "  the system's, /etc/bptt-repl/init or where it was installed\n"
	                   "  yours, $XDG_CONFIG_HOME/bptt-repl/init or ~/.config/bptt-repl/init\n"
	                   "  .bptt-repl in the folder where the program is started, if you trust it\n"
	                   "Then come the environment, options, and -e.  `show rate` says where a value came\n"
	                   "from.  `bptt-repl -n` reads no file, and scripts never do."),
		.run = run_trust,
	},
	{ .name = NULL },
};
