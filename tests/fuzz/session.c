// SPDX-License-Identifier: GPL-3.0-or-later
// Whole lines typed into a session, all of its commands but those that open files.  Whatever happens, a
// mistake has a cause and a place in the line and leaves the state as it was, and what is said is clean.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "command/all.h"
#include "repl/parts.h"
#include "repl/session.h"

enum { TABLES_MOST = 64, ROWS_MOST = 64, LINES_MOST = 6, LINE_BYTES = 160 };

// Takes the table without the commands that read or write files, of which only the cells by name stay.
static const struct command *without_files(const struct command *table)
{
	struct command *kept = memory_get(ROWS_MOST, sizeof *kept);
	int count = 0;
	for (; table->name; table++)
		if (table->complete != COMPLETE_FILE || !strcmp(table->name, "cell"))
			kept[count++] = *table;
	return kept;
}

static const struct command *const *make_tables(void)
{
	static const struct command *kept[TABLES_MOST];
	static const struct command *const all[] = { COMMAND_TABLES };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		kept[i] = without_files(all[i]);
	return kept;
}

// Large sizes cost time, which is no finding; paths are files.
static bool is_tame(const char *line)
{
	int digits = 0;
	for (const char *c = line; *c; c++) {
		digits = *c >= '0' && *c <= '9' ? digits + 1 : 0;
		if (digits > 2 || *c == '/' || *c == '~')
			return false;
	}
	return !strstr(line, "corpus");
}

static void expect_clean(const struct session *session)
{
	for (int i = 0; i < session->log.count; i++)
		for (const char *c = session->log.at[i].text; *c; c++)
			if ((unsigned char)*c < ' ' && *c != '\n')
				abort();
}

static void run_line(struct session *session, const char *line)
{
	struct error error;
	struct state const before = state_copy(&session->state);
	struct line_part part = { 0 };
	size_t start;
	int parts = 0;
	while (parts_next(session, line, &part))
		parts++;
	words_free(session_complete(session, line, strlen(line) / 2, &start));
	if (!session_try_line(session, line, &error)) {
		if (!*error.cause || (!*error.source && (error.span.line < 1 || error.span.column < 1)))
			abort();
		if (parts < 2 && !session->pending.length && !state_equal(&before, &session->state))
			abort();
		session_say_error(session, &error);
	}
	state_free((struct state *)&before);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct command *const *tables;
	if (!tables)
		tables = make_tables();
	struct session *session = session_new(tables);
	session->manner.columns = 80;
	const char *at = (const char *)data, *const end = at + size;
	for (int i = 0; i < LINES_MOST && at < end && !session->quitting; i++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t const length = (size_t)((newline ? newline : end) - at);
		char *line = memory_copy_bytes(at, length < LINE_BYTES ? length : LINE_BYTES);
		if (is_tame(line))
			run_line(session, line);
		free(line);
		at += length + 1;
	}
	expect_clean(session);
	session_free(session);
	return 0;
}
