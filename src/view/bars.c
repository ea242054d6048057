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

struct plan {
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
static void choose(struct plan *plan, int most)
{
	struct array const a = plan->bars->a;
	int const size = (int)array_size(a);
	struct ranked *ranked = memory_get((size_t)size + 1, sizeof *ranked);
	for (int i = 0; i < size; i++)
		ranked[i] = (struct ranked){ size_of(a.at[i]), i };
	plan->count = size < most ? size : most;
	if (plan->count < size)
		qsort(ranked, (size_t)size, sizeof *ranked, by_size);
	plan->shown = memory_get((size_t)plan->count + 1, sizeof *plan->shown);
	for (int i = 0; i < plan->count; i++)
		plan->shown[i] = ranked[i].at;
	qsort(plan->shown, (size_t)plan->count, sizeof *plan->shown, by_place);
	free(ranked);
}

static void write_name(const struct plan *plan, int i, struct text *out)
{
	if (plan->bars->name)
		text_add(out, plan->bars->name[i]);
	else
		text_addf(out, "%d", i);
}

// The columns left over are shared as the largest lengths to both sides are.
static void lay_out(struct plan *plan, const struct box *numbers, int paper)
{
	for (int i = 0; i < plan->count; i++) {
		struct text name = { 0 };
		double const value = plan->bars->a.at[plan->shown[i]];
		write_name(plan, plan->shown[i], &name);
		int const wide = utf8_columns(text_get(&name), name.length);
		plan->label = wide > plan->label ? wide : plan->label;
		text_free(&name);
		if (isfinite(value)) {
			plan->most = fmax(plan->most, value);
			plan->least = fmin(plan->least, value);
		}
	}
	plan->label = plan->label < LABEL_MOST ? plan->label : LABEL_MOST;
	plan->number = numbers->grid.cols;
	int const room = paper - plan->label - plan->number - 3;
	if (room < BAR_LEAST)
		return;
	// In halves, so that their sum is finite.
	double const part =
		plan->least < 0 ? -plan->least / 2 / (plan->most / 2 - plan->least / 2) : 0;
	plan->below = (int)lround(part * room);
	plan->below = part > 0 && plan->below < 1 ? 1 : plan->below;
	plan->below = plan->most > 0 && plan->below == room ? room - 1 : plan->below;
	plan->above = room - plan->below;
}

// How many eighths of a column a value is long.  One that is not 0 has one at least.
static int length_of(const struct plan *plan, double value)
{
	double const most = value < 0 ? plan->least : plan->most;
	int const room = (value < 0 ? plan->below : plan->above) * EIGHTHS;
	// One scale for both sides: that of the side with more room for a unit would be too long.
	double const other = value < 0 ? plan->most : plan->least;
	int const other_room = (value < 0 ? plan->above : plan->below) * EIGHTHS;
	double length = value / most * room;
	if (fabs(other) > 0)
		length = fmin(length, fabs(value / other) * other_room);
	return length < 1 ? 1 : (int)length;
}

static void draw_bar(const struct plan *plan, struct grid *grid, struct area line, int zero,
                     double value)
{
	static const char *const rising[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
	bool const ascii = plan->bars->ascii, negative = value < 0;
	enum role const role = negative ? ROLE_NEGATIVE : ROLE_POSITIVE;
	int const length = length_of(plan, value);
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

static void draw_row(const struct plan *plan, struct sheet *sheet, const struct box *numbers,
                     int row)
{
	double const value = plan->bars->a.at[plan->shown[row]];
	struct area const line = sheet_take(sheet, 1);
	struct text name = { 0 };
	write_name(plan, plan->shown[row], &name);
	struct area const label = { line.row, line.col, 1, plan->label };
	int const wide = utf8_columns(text_get(&name), name.length);
	grid_put(&sheet->paper, label, 0, plan->bars->name ? 0 : plan->label - wide, ROLE_DIM,
	         text_get(&name));
	text_free(&name);
	struct area const beside = { line.row, line.col + plan->label + 1, 1,
		                     line.cols - plan->label - 1 };
	box_draw(numbers, &sheet->paper, beside, -row, 0);
	if (plan->below + plan->above == 0)
		return;
	int const zero = plan->label + plan->number + 2 + plan->below;
	grid_put(&sheet->paper, line, 0, zero, ROLE_BORDER,
	         glyph(GLYPH_VERTICAL, plan->bars->ascii));
	int const words = utf8_columns(_("not finite"), strlen(_("not finite")));
	if (!isfinite(value) && zero + 2 + words > line.cols)
		return; // the number says so
	if (!isfinite(value))
		grid_put(&sheet->paper, line, 0, zero + 2, ROLE_ERROR, _("not finite"));
	else if (fabs(value) > 0)
		draw_bar(plan, &sheet->paper, line, zero, value);
}

// The numbers as a typeset column: its digits and its alignment, without its brackets.
static struct box number_column(const struct plan *plan)
{
	struct arena arena = { 0 };
	if (!plan->count)
		return (struct box){ 0 };
	struct array const column = array_new(&arena, plan->count, 1);
	for (int i = 0; i < plan->count; i++)
		column.at[i] = plan->bars->a.at[plan->shown[i]];
	struct typeset_style const style = { .ascii = plan->bars->ascii,
		                             .precision = plan->bars->precision < DIGITS_MOST
		                                                  ? plan->bars->precision
		                                                  : DIGITS_MOST,
		                             .rows_most = plan->count,
		                             .cols_most = 1 };
	struct box matrix = box_matrix(column, &style, ROLE_TEXT);
	arena_free(&arena);
	if (plan->count < 2)
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
	struct plan plan = { .bars = bars };
	sheet->paper.ascii = sheet->paper.ascii || bars->ascii;
	int const size = (int)array_size(bars->a);
	int const most = sheet->rows_most < TABLE_ROWS ? sheet->rows_most : TABLE_ROWS;
	choose(&plan, size <= most ? most : most > 2 ? most - 1 : 1);
	struct box numbers = number_column(&plan);
	lay_out(&plan, &numbers, sheet->paper.cols);
	for (int row = 0; row < plan.count; row++)
		draw_row(&plan, sheet, &numbers, row);
	if (plan.count < size) {
		struct text note = { 0 };
		text_addf(&note, _("the %d largest of %d elements"), plan.count, size);
		sheet_prose(sheet, ROLE_HINT, text_get(&note));
		text_free(&note);
	}
	box_free(&numbers);
	free(plan.shown);
}
