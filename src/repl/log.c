// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/log.h"

#include <string.h>

#include "repl/session.h"

static const enum role roles[] = {
	[SAY_RESULT] = ROLE_TEXT,     [SAY_NOTE] = ROLE_HINT,  [SAY_ERROR] = ROLE_ERROR,
	[SAY_COMMAND] = ROLE_COMMAND, [SAY_PROSE] = ROLE_TEXT,
};

long log_next(const struct session *session)
{
	return session->said_dropped + session->said_count;
}

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
	struct said *said = &session->log[i];
	if (!is_shown(session, said))
		return row;
	int const end = row + rows_of(said, area.cols);
	if (grid && end > 0)
		grid_wrap(grid, area, row, roles[said->kind], said->text);
	return end;
}

static int index_of(const struct session *session, long number)
{
	long const i = number - session->said_dropped;
	return i < 0 ? 0 : i < session->said_count ? (int)i : session->said_count;
}

int log_rows(const struct session *session, long first, int cols, int most)
{
	struct area const area = { .cols = cols, .rows = most };
	int rows = 0;
	for (int i = index_of(session, first); i < session->said_count && rows < most; i++)
		rows = draw_entry(session, i, NULL, area, rows);
	return rows < most ? rows : most;
}

void log_draw(const struct session *session, long first, int skip, struct grid *grid,
              struct area area)
{
	int row = -skip;
	for (int i = index_of(session, first); i < session->said_count && row < area.rows; i++)
		row = draw_entry(session, i, grid, area, row);
}

long log_answer(const struct session *session, long first)
{
	int i = index_of(session, first);
	while (i < session->said_count && session->log[i].kind == SAY_COMMAND)
		i++;
	return session->said_dropped + i;
}

long log_last(const struct session *session, int cols, int most, int *rows)
{
	struct area const area = { .cols = cols };
	int i = session->said_count;
	*rows = 0;
	while (i > 0 && *rows < most)
		*rows += draw_entry(session, --i, NULL, area, 0);
	return session->said_dropped + i;
}
