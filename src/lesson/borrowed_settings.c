// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/borrowed_settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "repl/session.h"
#include "repl/settings.h"

static int count_settings(void)
{
	int count = 0;
	while (settings[count].name)
		count++;
	return count;
}

static void free_lines(char **lines)
{
	for (int i = 0; lines && i < count_settings(); i++)
		free(lines[i]);
	free(lines);
}

char **borrowed_tell(const struct session *session)
{
	int const count = count_settings();
	char **lines = memory_get((size_t)count, sizeof *lines);
	for (int i = 0; i < count; i++) {
		struct text line = { 0 };
		// What a command sets is the network's, which the lesson leaves behind.
		if (!setting_is_command(&settings[i]))
			settings_tell(session, settings[i].name, &line);
		lines[i] = text_take(&line);
	}
	return lines;
}

void borrowed_note(struct borrowed *borrowed, const struct session *session, char **told)
{
	int const count = count_settings();
	char **now = borrowed_tell(session);
	if (!borrowed->before) {
		borrowed->before = memory_get((size_t)count, sizeof *borrowed->before);
		borrowed->set = memory_get((size_t)count, sizeof *borrowed->set);
	}
	for (int i = 0; i < count; i++) {
		if (!strcmp(told[i], now[i]))
			continue;
		// What the learner has set since the lesson did is what will be given back.
		if (!borrowed->set[i] || strcmp(borrowed->set[i], told[i])) {
			free(borrowed->before[i]);
			borrowed->before[i] = memory_copy_string(told[i]);
		}
		free(borrowed->set[i]);
		borrowed->set[i] = memory_copy_string(now[i]);
	}
	free_lines(told);
	free_lines(now);
}

void borrowed_return(struct borrowed *borrowed, struct session *session)
{
	char **now = borrowed_tell(session);
	struct error ignored;
	for (int i = 0; borrowed->set && settings[i].name; i++)
		if (borrowed->set[i] && !strcmp(borrowed->set[i], now[i]))
			session_try_line(session, borrowed->before[i], &ignored);
	free_lines(now);
	free_lines(borrowed->before);
	free_lines(borrowed->set);
	*borrowed = (struct borrowed){ 0 };
}
