// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/history.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <readline/history.h>

#include "base/file.h"
#include "base/message.h"
#include "base/text.h"
#include "file/keep.h"
#include "repl/session.h"

// A file that has grown beyond MOST_BYTES is cut to its newer half when a session starts.
enum { MOST_LINES = 10000, MOST_BYTES = 4 << 20, MOST_LINE_BYTES = 65536, SHOWN_LINES = 20,
       LOCK_MS = 200 };

static char *path; // NULL: there is no file

static void find_path(void)
{
	LOCAL(text) name = { 0 };
	if (keep_path("history", &name) && keep_make_folders(text_get(&name)))
		path = text_take(&name);
}

// The file, open and locked against other sessions; -1 if there is none.
static int open_locked(int flags)
{
	// NONBLOCK: a pipe of that name must not hold us.
	int const fd = path ? open(path, flags | O_CLOEXEC | O_NONBLOCK) : -1;
	struct stat is;
	if (fd < 0)
		return -1;
	if (fstat(fd, &is) || !S_ISREG(is.st_mode) || flock(fd, LOCK_EX | LOCK_NB)) {
		close(fd);
		return -1;
	}
	return fd;
}

static void add_lines(char *bytes)
{
	int lines = 0;
	char *from = bytes + strlen(bytes);
	while (from > bytes && lines < MOST_LINES)
		if (*--from == '\n')
			lines++;
	for (char *line = strtok(from, "\n"); line; line = strtok(NULL, "\n"))
		if (strlen(line) <= MOST_LINE_BYTES)
			add_history(line);
}

static void cut_file(const char *bytes, size_t length)
{
	const char *half = memchr(bytes + length / 2, '\n', length - length / 2);
	int const fd = open_locked(O_RDWR);
	struct stat is;
	// Another session may have written or cut it meanwhile: the next one that starts will do it.
	if (fd >= 0 && half && !fstat(fd, &is) && (size_t)is.st_size == length) {
		size_t const rest = length - (size_t)(half + 1 - bytes);
		if (pwrite(fd, half + 1, rest, 0) == (ssize_t)rest && ftruncate(fd, (off_t)rest)) {
		}
	}
	if (fd >= 0)
		close(fd);
}

// A file with a NUL is no history of ours: it is kept under another name, and a new one begins.
static bool set_aside(const struct text *text, struct text *aside)
{
	if (!text->length || !memchr(text->at, '\0', text->length))
		return false;
	text_addf(aside, "%s.damaged", path);
	return !rename(path, text_get(aside));
}

void history_load(struct session *session)
{
	find_path();
	stifle_history(MOST_LINES);
	LOCAL(text) text = { 0 }, aside = { 0 };
	if (!path || !file_read_text(&text, path, FILE_OWN, 16 * (size_t)MOST_BYTES))
		return;
	if (set_aside(&text, &aside)) {
		session_sayf(session, SAY_NOTE, _("%s is not a history file; it is kept as %s."), path,
		             text_get(&aside));
	} else {
		if (text.length > MOST_BYTES)
			cut_file(text.at, text.length);
		for (size_t i = 0; i < text.length; i++)
			if (!text.at[i])
				text.at[i] = '?'; // it could not be moved
		if (text.length)
			add_lines(text.at);
	}
}

// One write to the end: lines of two sessions never mix.  The lock only keeps a session that is cutting
// the file from losing this line.
static void append_to_file(const char *line)
{
	int const fd = path ? open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600) : -1;
	struct stat is;
	if (fd < 0)
		return;
	if (!fstat(fd, &is) && S_ISREG(is.st_mode)) {
		LOCAL(text) record = { 0 };
		char last = '\n';
		keep_lock(fd, LOCK_MS); // or not: whoever holds it so long does not cut
		// Some editors leave the last line open.
		bool const is_open = is.st_size && pread(fd, &last, 1, is.st_size - 1) == 1 && last != '\n';
		text_addf(&record, "%s%s\n", is_open ? "\n" : "", line);
		if (write(fd, record.at, record.length) < 0) {
			// A full disk costs the history, not the session.
		}
	}
	close(fd);
}

void history_remember(const char *line)
{
	HIST_ENTRY *last = history_length ? history_get(history_base + history_length - 1) : NULL;
	if (!*line || (last && !strcmp(last->line, line)))
		return;
	add_history(line);
	append_to_file(line);
}

const char *history_last(const char *command)
{
	size_t const length = strlen(command);
	for (int i = history_length - 1; i >= 0; i--) {
		HIST_ENTRY *entry = history_get(history_base + i);
		bool const is_it = entry && !strncmp(entry->line, command, length) &&
		                   (!entry->line[length] || entry->line[length] == ' ');
		if (entry && !is_it)
			return entry->line;
	}
	return "";
}

const char *history_file(void)
{
	return path;
}

// ---- the command

static void forget_all(struct session *session)
{
	clear_history();
	int const fd = open_locked(O_RDWR);
	bool const is_empty = !path || access(path, F_OK) || (fd >= 0 && !ftruncate(fd, 0));
	if (fd >= 0)
		close(fd);
	session_say(session, SAY_NOTE,
	            is_empty ? _("The history is empty now.")
	                     : _("The history of this session is empty now; its file is in use."));
}

static void list_lines(struct session *session, long most)
{
	LOCAL(text) out = { 0 };
	int const first = history_length > most ? history_length - (int)most : 0;
	for (int i = first; i < history_length; i++) {
		HIST_ENTRY *entry = history_get(history_base + i);
		text_addf(&out, "%s%5d  %s", out.length ? "\n" : "", i + 1,
		          entry ? entry->line : "");
	}
	if (out.length)
		session_say(session, SAY_RESULT, text_get(&out));
	else
		session_say(session, SAY_NOTE, _("The history is empty."));
}

static bool run_history(struct session *session, const struct words *words, struct error *error)
{
	long most = SHOWN_LINES;
	if (!strcmp(words_at(words, 0), "clear")) {
		forget_all(session);
		return true;
	}
	if (words->count &&
	    !words_integer(words, 0, _("the count"), 1, MOST_LINES, &most, error))
		return false;
	list_lines(session, most);
	return true;
}

const struct command history_commands[] = {
	{
		.name = "history",
		.group = GROUP_GENERAL,
		.usage = "[N|clear]",
		.takes = { 0, 1, NULL },
		.summary = N_("List the last 20 lines that were typed, or the last N; clear forgets all."),
		.help = N_("The history is kept from session to session; Up, Down and Ctrl-R recall "
	                   "lines.\n"
	                   "`history clear` empties its file, too."),
		.run = run_history,
		.choices = "clear",
	},
	{ .name = NULL },
};
