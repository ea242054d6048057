// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/script.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/interrupt.h"
#include "base/message.h"
#include "repl/log_view.h"
#include "repl/parts.h"
#include "repl/session.h"

static int fail(struct session *session, const struct error *error)
{
	session_say_error(session, error);
	log_view_print(session);
	return 1;
}

// Reads a line without its end into `line`: 1; 0 at the end of the file; -1 when it cannot be run, with
// the reason in *error.
static int read_line(struct session *session, struct file_lines *file, struct text *line,
                     struct error *error)
{
	switch (file_lines_next(file, line, LINE_BYTES_MOST)) {
	case FILE_LINE_READ:
		return 1;
	case FILE_LINE_LONG:
		error_set(error, (struct span){ session->line, LINE_BYTES_MOST + 1, 1 }, NULL,
		          _("this line is longer than %d bytes"), LINE_BYTES_MOST);
		return -1;
	case FILE_LINE_NUL:
		error_set(error, (struct span){ session->line, (int)line->length + 1, 1 }, NULL,
		          _("a NUL byte: this is not text"));
		return -1;
	case FILE_LINE_UNREADABLE:
		error_set(error, (struct span){ session->line, 0, 0 },
		          _("give a file of commands"), _("cannot be read: %s"), file_why(errno));
		return -1;
	case FILE_LINE_NONE:
		break;
	}
	return 0;
}

static bool is_empty(const char *line)
{
	return !line[strspn(line, " \t")];
}

// Runs what parts_take gave, and frees it.
static bool run_lines(struct session *session, char *lines, struct error *error)
{
	int const last = session->line;
	session->line = parts_first_line(session, lines);
	bool const done = session_try_line(session, lines, error);
	session->line = last;
	free(lines);
	return done;
}

bool script_try(struct session *session, struct file_lines *file, const char *name,
                void (*after)(struct session *session), struct error *error)
{
	const char *const source = session->source;
	int const number = session->line;
	LOCAL(text) line = { 0 };
	bool is_well = true, goes_on = true;
	session->source = name;
	for (session->line = 1; is_well && goes_on && !session->quitting; session->line++) {
		int const got = read_line(session, file, &line, error);
		char *lines = NULL;
		goes_on = got > 0;
		is_well = got >= 0;
		if (!is_well)
			error_locate(error, name, "", 0, 1);
		else if (!goes_on)
			session->line--; // the end is no line
		if (got > 0 && (session->pending.length || !is_empty(text_get(&line))))
			lines = parts_take(session, text_get(&line));
		else if (!got)
			lines = parts_end(session);
		if (lines)
			is_well = run_lines(session, lines, error);
		// A line may not have looked; the ones that follow would not know of it.
		if (is_well && session->nesting && interrupt_came()) {
			is_well = error_set(error, (struct span){ session->line, 0, 0 }, NULL,
			                    _("interrupted after this line"));
			error_locate(error, name, "", 0, 1);
		}
		if (after)
			after(session);
	}
	parts_drop(session);
	session->source = source;
	session->line = number;
	return is_well;
}

// Long work shows each line as it comes.
static void print_at_once(struct session *session)
{
	log_view_print(session);
	fflush(stdout);
}

int script_run(struct session *session, struct file_lines *file, const char *name)
{
	struct error error;
	session->front.printed = log_next(&session->log);
	session->front.watch = print_at_once;
	return script_try(session, file, name, log_view_print, &error) ? 0 : fail(session, &error);
}

int script_run_line(struct session *session, const char *line, const char *name)
{
	const char *const source = session->source;
	struct error error;
	int status = 0;
	session->front.printed = log_next(&session->log);
	session->source = name;
	session->line = 1;
	if (!is_empty(line) && !session_try_line(session, line, &error))
		status = fail(session, &error);
	log_view_print(session);
	session->source = source;
	session->line = 0;
	return status;
}
