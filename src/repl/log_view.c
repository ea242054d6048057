// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/log_view.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "repl/session.h"

static const enum role roles[] = {
	[SAY_RESULT] = ROLE_TEXT,     [SAY_NOTE] = ROLE_HINT,  [SAY_ERROR] = ROLE_ERROR,
	[SAY_COMMAND] = ROLE_COMMAND, [SAY_PROSE] = ROLE_TEXT,
};

// What a lesson says in prose stands in its own pane, if it has one.
static bool is_shown(const struct session *session, const struct said *said)
{
	return said->kind != SAY_PROSE || !session->guide || !session->guide->draw;
}

// How many rows an entry has.  The log grows long, and each picture asks for all of it: what was wrapped once
// is known.
static int rows_of(struct said *said, int cols)
{
	struct area const area = { .cols = cols };
	if (said->cols != cols)
		said->rows = *said->text ? grid_wrap(NULL, area, 0, roles[said->kind], said->text) : 1;
	said->cols = cols;
	return said->rows;
}

// Draws (or with grid NULL measures) one entry from this row of the area on; returns the row after
// it.
static int draw_entry(const struct session *session, int i, struct grid *grid, struct area area,
                      int row)
{
	struct said *said = &session->log.at[i];
	if (!is_shown(session, said))
		return row;
	int const end = row + rows_of(said, area.cols);
	if (grid && end > 0)
		grid_wrap(grid, area, row, roles[said->kind], said->text);
	return end;
}

int log_view_rows(const struct session *session, long first, int cols, int most)
{
	struct area const area = { .cols = cols, .rows = most };
	int rows = 0;
	for (int i = log_index(&session->log, first); i < session->log.count && rows < most; i++)
		rows = draw_entry(session, i, NULL, area, rows);
	return rows < most ? rows : most;
}

void log_view_draw(const struct session *session, long first, int skip, struct grid *grid,
              struct area area)
{
	int row = -skip;
	for (int i = log_index(&session->log, first); i < session->log.count && row < area.rows; i++)
		row = draw_entry(session, i, grid, area, row);
}

long log_view_last(const struct session *session, int cols, int most, int *rows)
{
	struct area const area = { .cols = cols };
	int i = session->log.count;
	*rows = 0;
	while (i > 0 && *rows < most)
		*rows += draw_entry(session, --i, NULL, area, 0);
	return session->log.dropped + i;
}

// Lines, blocks and dots mean nothing to who hears them: where plain lines were asked for they are
// ASCII, as the pictures are (session_glyphs).
static void print_plainly(const char *text, FILE *stream)
{
	size_t const length = strlen(text);
	for (size_t at = 0; at < length;) {
		uint32_t code;
		size_t const bytes = utf8_decode(text + at, length - at, &code);
		bool const is_drawn = code >= 0x2500 && code <= 0x259F;
		if (is_drawn)
			fputc(code <= 0x2501 ? '-' : '|', stream);
		else
			fwrite(text + at, 1, bytes, stream);
		at += bytes;
	}
	fputc('\n', stream);
}

void log_view_print(struct session *session)
{
	const struct log *log = &session->log;
	for (int i = log_index(log, session->front.printed); i < log->count; i++) {
		const struct said *said = &log->at[i];
		FILE *stream = said->kind == SAY_NOTE || said->kind == SAY_ERROR ? stderr : stdout;
		// Both may be the same terminal or file: they come out in the order they were said.
		if (stream == stderr)
			fflush(stdout);
		if (session->manner.plain)
			print_plainly(said->text, stream);
		else
			fprintf(stream, "%s\n", said->text);
	}
	session->front.printed = log_next(log);
}
