// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/table.h"

#include <math.h>
#include <string.h>

#include "array/number.h"
#include "base/message.h"
#include "base/utf8.h"
#include "typeset/typeset.h"

// Significant digits are at most this many: columns are to be compared, not copied.
enum { DIGITS_MOST = 5, GAP = 2, NAME_LEAST = 4 };

struct table_frame {
	const struct table *table;
	bool shown[TABLE_COLUMNS];
	int wide[TABLE_COLUMNS]; // columns of the grid
	int name;                // of the rows' names
	int digits;
};

static void write_number(const struct table_frame *frame, const struct table_column *column, int row,
                         struct text *out)
{
	if (row >= column->first && row <= column->last)
		number_write_in_formula(column->at[(size_t)row * (size_t)column->stride], frame->digits, out);
}

static int columns_of(const char *words)
{
	return utf8_columns(words, strlen(words));
}

// ---- rows

// All rows, or the first ones, then ever larger steps, and the last.
static int next_row(int row, int rows, int most)
{
	int const dense = most / 2;
	if (rows <= most || row < dense)
		return row + 1;
	// The rest in equal ratios.
	double const ratio = pow((double)(rows - 1) / dense, 1.0 / (most - 1 - dense));
	double at = dense;
	while ((int)at <= row)
		at *= ratio;
	int const next = (int)at > row ? (int)at : row + 1;
	return row == rows - 1 ? rows : next < rows - 1 ? next : rows - 1;
}

// ---- columns

static void measure(struct table_frame *frame, int rows_most)
{
	const struct table *table = frame->table;
	frame->name = columns_of(table->heading);
	for (int i = 0; i < table->columns; i++)
		frame->wide[i] = columns_of(table->column[i].heading);
	for (int row = 0; row < table->rows; row = next_row(row, table->rows, rows_most)) {
		LOCAL(text) text = { 0 };
		table->name(table->context, row, &text);
		int const name = utf8_columns(text_get(&text), text.length);
		frame->name = name > frame->name ? name : frame->name;
		for (int i = 0; i < table->columns; i++) {
			text_clear(&text);
			write_number(frame, &table->column[i], row, &text);
			int const wide = (int)text.length;
			frame->wide[i] = wide > frame->wide[i] ? wide : frame->wide[i];
		}
	}
}

// The most useful columns first, as many as fit.
static void choose(struct table_frame *frame, int cols)
{
	const struct table *table = frame->table;
	bool tried[TABLE_COLUMNS] = { false };
	int left = cols - frame->name;
	for (int round = 0; round < table->columns; round++) {
		int best = -1;
		for (int i = 0; i < table->columns; i++)
			if (!tried[i] &&
			    (best < 0 || table->column[i].use < table->column[best].use))
				best = i;
		tried[best] = true;
		frame->shown[best] = left >= frame->wide[best] + GAP;
		left -= frame->shown[best] ? frame->wide[best] + GAP : 0;
	}
}

// ---- drawing

static void draw_cell(struct sheet *sheet, struct area line, int end, enum role role,
                      const char *text)
{
	grid_put(&sheet->paper, line, 0, end - columns_of(text), role, text);
}

static void draw_row(const struct table_frame *frame, struct sheet *sheet, int row)
{
	const struct table *table = frame->table;
	struct area const line = sheet_take(sheet, 1);
	LOCAL(text) text = { 0 };
	if (row < 0)
		text_add(&text, table->heading);
	else
		table->name(table->context, row, &text);
	grid_put(&sheet->paper, line, 0, 0, row < 0 ? ROLE_DIM : ROLE_TEXT, text_get(&text));
	for (int i = 0, end = frame->name; i < table->columns; i++) {
		if (!frame->shown[i])
			continue;
		text_clear(&text);
		if (row < 0)
			text_add(&text, table->column[i].heading);
		else
			write_number(frame, &table->column[i], row, &text);
		end += GAP + frame->wide[i];
		draw_cell(sheet, line, end, row < 0 ? ROLE_TITLE : table->column[i].role,
		          text_get(&text));
	}
}

static void draw_left_out(const struct table_frame *frame, struct sheet *sheet)
{
	LOCAL(text) note = { 0 };
	for (int i = 0; i < frame->table->columns; i++)
		if (!frame->shown[i])
			text_addf(&note, note.length ? ", %s" : "%s",
			          frame->table->column[i].heading);
	if (note.length) {
		LOCAL(text) all = { 0 };
		text_addf(&all, _("no room for %s"), text_get(&note));
		sheet_prose(sheet, ROLE_HINT, text_get(&all));
	}
}

void table_draw(const struct table *table, int rows_most, struct sheet *sheet)
{
	struct table_frame frame = { .table = table };
	frame.digits = table->precision < DIGITS_MOST ? table->precision : DIGITS_MOST;
	int const most = rows_most > NAME_LEAST ? rows_most : NAME_LEAST;
	measure(&frame, most);
	choose(&frame, sheet->paper.cols);
	draw_row(&frame, sheet, -1);
	for (int row = 0; row < table->rows; row = next_row(row, table->rows, most))
		draw_row(&frame, sheet, row);
	draw_left_out(&frame, sheet);
}
