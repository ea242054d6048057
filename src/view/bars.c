// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/bars.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "typeset/typeset.h"
#include "view/glyph.h"
#include "view/picture.h"

enum { LABEL_MOST = 16, DIGITS_MOST = 6, EIGHTHS = 8, BAR_LEAST = 3 };

struct bars_frame {
	const struct bars *bars;
	int *shown, count;  // the elements drawn, rising
	double most, least; // of what is finite and of 0
	int label, number;  // columns
	int below, above;   // columns of the bars left and right of zero
};

static double size_of(double value)
{
	return isnan(value) ? INFINITY : fabs(value);
}

struct ranked {
	double size;
	int at;
};

static int by_size(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	return x->size > y->size ? -1 : x->size < y->size ? 1 : x->at - y->at;
}

static int by_place(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

// The `most` largest elements; what is not finite counts as the largest.
static void choose(struct bars_frame *frame, int most)
{
	struct array const a = frame->bars->a;
	int const size = (int)array_size(a);
	struct ranked *ranked = memory_get((size_t)size + 1, sizeof *ranked);
	for (int i = 0; i < size; i++)
		ranked[i] = (struct ranked){ size_of(a.at[i]), i };
	frame->count = size < most ? size : most;
	if (frame->count < size)
		qsort(ranked, (size_t)size, sizeof *ranked, by_size);
	frame->shown = memory_get((size_t)frame->count + 1, sizeof *frame->shown);
	for (int i = 0; i < frame->count; i++)
		frame->shown[i] = ranked[i].at;
	qsort(frame->shown, (size_t)frame->count, sizeof *frame->shown, by_place);
	free(ranked);
}

static void write_name(const struct bars_frame *frame, int i, struct text *out)
{
	if (frame->bars->name)
		text_add(out, frame->bars->name[i]);
	else
		text_addf(out, "%d", i);
}

// The columns left over are shared as the largest lengths to both sides are.
static void lay_out(struct bars_frame *frame, const struct box *numbers, int paper)
{
	for (int i = 0; i < frame->count; i++) {
		LOCAL(text) name = { 0 };
		double const value = frame->bars->a.at[frame->shown[i]];
		write_name(frame, frame->shown[i], &name);
		int const wide = utf8_columns(text_get(&name), name.length);
		frame->label = wide > frame->label ? wide : frame->label;
		if (isfinite(value)) {
			frame->most = fmax(frame->most, value);
			frame->least = fmin(frame->least, value);
		}
	}
	frame->label = frame->label < LABEL_MOST ? frame->label : LABEL_MOST;
	frame->number = numbers->grid.cols;
	int const room = paper - frame->label - frame->number - 3;
	if (room < BAR_LEAST)
		return;
	// In halves, so that their sum is finite.
	double const part =
		frame->least < 0 ? -frame->least / 2 / (frame->most / 2 - frame->least / 2) : 0;
	frame->below = (int)lround(part * room);
	frame->below = part > 0 && frame->below < 1 ? 1 : frame->below;
	frame->below = frame->most > 0 && frame->below == room ? room - 1 : frame->below;
	frame->above = room - frame->below;
}

// How many eighths of a column a value is long.  One that is not 0 has one at least.
static int length_of(const struct bars_frame *frame, double value)
{
	double const most = value < 0 ? frame->least : frame->most;
	int const room = (value < 0 ? frame->below : frame->above) * EIGHTHS;
	// One scale for both sides: that of the side with more room for a unit would be too long.
	double const other = value < 0 ? frame->most : frame->least;
	int const other_room = (value < 0 ? frame->above : frame->below) * EIGHTHS;
	double length = value / most * room;
	if (fabs(other) > 0)
		length = fmin(length, fabs(value / other) * other_room);
	return length < 1 ? 1 : (int)length;
}

static void draw_bar(const struct bars_frame *frame, struct grid *grid, struct area line, int zero,
                     double value)
{
	static const char *const rising[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
	bool const ascii = frame->bars->ascii, negative = value < 0;
	enum role const role = negative ? ROLE_NEGATIVE : ROLE_POSITIVE;
	int const length = length_of(frame, value);
	int const whole = length / EIGHTHS, rest = length % EIGHTHS;
	for (int i = 0; i < whole; i++)
		grid_put(grid, line, 0, negative ? zero - 1 - i : zero + 1 + i, role,
		         ascii ? "#" : "█");
	// Nothing but a half and an eighth grows to the left.
	const char *const end = ascii       ? (rest >= EIGHTHS / 2 ? "#"
	                                       : whole             ? ""
	                                                           : "|")
	                        : !negative ? rising[rest]
	                        : rest >= 4 ? "▐"
	                        : rest      ? "▕"
	                                    : "";
	grid_put(grid, line, 0, negative ? zero - 1 - whole : zero + 1 + whole, role, end);
}

static void draw_row(const struct bars_frame *frame, struct sheet *sheet, const struct box *numbers,
                     int row)
{
	double const value = frame->bars->a.at[frame->shown[row]];
	struct area const line = sheet_take(sheet, 1);
	LOCAL(text) name = { 0 };
	write_name(frame, frame->shown[row], &name);
	struct area const label = { line.row, line.col, 1, frame->label };
	int const wide = utf8_columns(text_get(&name), name.length);
	grid_put(&sheet->paper, label, 0, frame->bars->name ? 0 : frame->label - wide, ROLE_DIM,
	         text_get(&name));
	struct area const beside = { line.row, line.col + frame->label + 1, 1,
		                     line.cols - frame->label - 1 };
	box_draw(numbers, &sheet->paper, beside, -row, 0);
	if (frame->below + frame->above == 0)
		return;
	int const zero = frame->label + frame->number + 2 + frame->below;
	grid_put(&sheet->paper, line, 0, zero, ROLE_BORDER,
	         glyph(GLYPH_VERTICAL, frame->bars->ascii));
	int const words = utf8_columns(_("not finite"), strlen(_("not finite")));
	if (!isfinite(value) && zero + 2 + words > line.cols)
		return; // the number says so
	if (!isfinite(value))
		grid_put(&sheet->paper, line, 0, zero + 2, ROLE_ERROR, _("not finite"));
	else if (fabs(value) > 0)
		draw_bar(frame, &sheet->paper, line, zero, value);
}

// The numbers as a typeset column: its digits and its alignment, without its brackets.
static struct box number_column(const struct bars_frame *frame)
{
	LOCAL(arena) arena = { 0 };
	if (!frame->count)
		return (struct box){ 0 };
	struct array const column = array_new(&arena, frame->count, 1);
	for (int i = 0; i < frame->count; i++)
		column.at[i] = frame->bars->a.at[frame->shown[i]];
	struct typeset_style const style = { .ascii = frame->bars->ascii,
		                             .precision = frame->bars->precision < DIGITS_MOST
		                                                  ? frame->bars->precision
		                                                  : DIGITS_MOST,
		                             .rows_most = frame->count,
		                             .cols_most = 1 };
	struct box matrix = box_matrix(column, &style, ROLE_TEXT);
	if (frame->count < 2)
		return matrix;
	int const cols = matrix.grid.cols;
	struct box bare = { grid_new(matrix.grid.rows, cols - 2), 0 };
	grid_fill(&matrix.grid, (struct area){ 0, cols - 1, matrix.grid.rows, 1 }, ROLE_TEXT, " ");
	box_draw(&matrix, &bare.grid, grid_area(&bare.grid), 0, -1);
	box_free(&matrix);
	return bare;
}

void bars_draw(const struct bars *bars, struct sheet *sheet)
{
	struct bars_frame frame = { .bars = bars };
	sheet->paper.ascii = sheet->paper.ascii || bars->ascii;
	int const size = (int)array_size(bars->a);
	int const most = sheet->rows_most < TABLE_ROWS ? sheet->rows_most : TABLE_ROWS;
	choose(&frame, size <= most ? most : most > 2 ? most - 1 : 1);
	LOCAL(box) numbers = number_column(&frame);
	lay_out(&frame, &numbers, sheet->paper.cols);
	for (int row = 0; row < frame.count; row++)
		draw_row(&frame, sheet, &numbers, row);
	if (frame.count < size) {
		LOCAL(text) note = { 0 };
		text_addf(&note, _("the %d largest of %d elements"), frame.count, size);
		sheet_prose(sheet, ROLE_HINT, text_get(&note));
	}
	free(frame.shown);
}
