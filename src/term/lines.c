// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/lines.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "repl/parts.h"
#include "repl/session.h"
#include "term/signals.h"

// Frees the line.
static bool run(struct session *session, char *line)
{
	int const last = session->line;
	session->line = parts_first_line(session, line);
	signals_command_begins();
	bool const is_well = session_run_line(session, line);
	signals_work_ends();
	session->line = last;
	free(line);
	return is_well;
}

void lines_run(struct session *session, const char *text, bool echo, void (*after)(struct session *session))
{
	char *copy = memory_copy_string(text), *line = copy;
	bool goes_on = true;
	while (goes_on) {
		char *end = line + strcspn(line, "\r\n");
		bool const is_last = !*end || !end[1];
		*end = '\0';
		// Blank lines between pasted ones are layout; a blank line alone is an answer.
		bool const is_layout = !*line && line != copy;
		// At once: of a block that is being typed, the lines before are to be seen.
		if (echo && (*line || (session->pending.length && !is_layout)))
			session_sayf(session, SAY_COMMAND, "%s%s", session_prompt(session), line);
		char *whole = is_layout ? NULL : parts_take(session, line);
		if (whole)
			goes_on = run(session, whole);
		if (after)
			after(session);
		goes_on = goes_on && !is_last && !session->quitting && !signals_leaving();
		line = end + 1;
	}
	free(copy);
}

void lines_end(struct session *session, void (*after)(struct session *session))
{
	char *rest = parts_end(session);
	if (rest)
		run(session, rest);
	if (after)
		after(session);
}
