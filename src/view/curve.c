// SPDX-License-Identifier: GPL-3.0-or-later
// The curve of the function in play (tanh, sigmoid, …) and of its derivative, with this step's units on
// both: where the derivative is small the unit is saturated, and the gradient that comes through it
// is multiplied by next to nothing.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "lang/operator.h"
#include "net/slope.h"
#include "view/activation.h"
#include "view/all.h"
#include "view/canvas.h"
#include "view/glyph.h"

enum {
	SAMPLES = 200,
	LISTED_LEAST = 9, // rows that the picture keeps when the list joins it
	ROWS_MOST = 13,
	COLS_MOST = 72,
	LABEL_COLUMNS = 6,
	UNITS_MARKED = 10, // with more there are no digits to tell them apart
	UNITS_LISTED = 12,
	REACH_LEAST = 3,
	REACH_MOST = 20,
	UNIT_COLUMNS = 32
};

struct plan {
	struct study *study;
	struct activation activation;
	double reach;          // the curve goes from -reach to reach
	double least, largest; // of the function and of its derivative
	struct canvas canvas;
};

void view_curve_title(const struct scene *scene, struct text *title)
{
	if (!scene->walk)
		return;
	struct study study = study_of(scene);
	struct activation const activation = activation_in_play(&study);
	if (activation.call)
		activation_write(&study, &activation, title);
	else
		text_add(title, _("curve"));
	study_free(&study);
}

static int units_of(const struct plan *plan)
{
	return (int)array_size(plan->activation.argument);
}

static double slope_at(const struct plan *plan, double at)
{
	return activation_slope(&plan->activation, at, &plan->study->arena);
}

// Wide enough for all units, unless one is far out.
static void survey(struct plan *plan)
{
	plan->reach = REACH_LEAST;
	for (int i = 0; i < units_of(plan); i++) {
		double const far = ceil(fabs(plan->activation.argument.at[i]));
		if (far > plan->reach && isfinite(far))
			plan->reach = fmin(far, REACH_MOST);
	}
	for (int i = 0; i <= SAMPLES; i++) {
		double const at = plan->reach * (2.0 * i / SAMPLES - 1);
		double const both[] = { activation_value(&plan->activation, at),
			                slope_at(plan, at) };
		for (int j = 0; j < 2; j++)
			if (isfinite(both[j])) {
				plan->least = fmin(plan->least, both[j]);
				plan->largest = fmax(plan->largest, both[j]);
			}
	}
}

// ---- the picture

static double across(const struct plan *plan, double at)
{
	double const x = (at / plan->reach + 1) / 2;
	return x < 0 ? 0 : x > 1 ? 1 : x;
}

static double up(const struct plan *plan, double value)
{
	double const y = (plan->largest - value) / (plan->largest - plan->least);
	return y < 0 ? 0 : y > 1 ? 1 : y;
}

// The derivative is dashed, so that the two are told apart without colour.
static void draw_curves(struct plan *plan)
{
	double before[2] = { NAN, NAN };
	for (int i = 0; i <= SAMPLES; i++) {
		double const at = plan->reach * (2.0 * i / SAMPLES - 1);
		double const from = plan->reach * (2.0 * (i - 1) / SAMPLES - 1);
		double const now[2] = { slope_at(plan, at),
			                activation_value(&plan->activation, at) };
		for (int j = 0; j < 2; j++) {
			if (isfinite(now[j]) && isfinite(before[j]) && (j || i / 4 % 2))
				canvas_line(&plan->canvas, across(plan, from), up(plan, before[j]),
				            across(plan, at), up(plan, now[j]),
				            j ? ROLE_MATH : ROLE_GRADIENT);
			before[j] = now[j];
		}
	}
}

static const char *mark_of(const struct plan *plan, int unit)
{
	static const char *const digits[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };
	return units_of(plan) <= UNITS_MARKED        ? digits[unit]
	       : plan->canvas.glyphs == GLYPHS_ASCII ? "o"
	                                             : "●";
}

static void draw_units(struct plan *plan)
{
	for (int i = 0; i < units_of(plan); i++) {
		double const at = plan->activation.argument.at[i];
		if (!isfinite(at))
			continue;
		canvas_mark(&plan->canvas, across(plan, at), up(plan, slope_at(plan, at)),
		            ROLE_GRADIENT, mark_of(plan, i));
		canvas_mark(&plan->canvas, across(plan, at),
		            up(plan, activation_value(&plan->activation, at)), ROLE_NEW,
		            mark_of(plan, i));
	}
}

static void put_label(struct grid *grid, struct area area, int row, double value)
{
	struct text label = { 0 };
	glyph_add_number(&label, value, 2, LABEL_COLUMNS - 2);
	grid_put(grid, area, row, LABEL_COLUMNS - 2 - (int)label.length, ROLE_DIM,
	         text_get(&label));
	text_free(&label);
}

static void draw_axes(const struct plan *plan, struct grid *grid, struct area area)
{
	bool const ascii = plan->study->scene->ascii;
	int const rows = plan->canvas.rows, zero = canvas_row(&plan->canvas, up(plan, 0));
	for (int row = 0; row < rows; row++)
		grid_put(grid, area, row, LABEL_COLUMNS - 1, ROLE_BORDER,
		         glyph(row == zero ? GLYPH_TEE_RIGHT : GLYPH_VERTICAL, ascii));
	for (int col = 0; col < plan->canvas.cols; col++)
		grid_put(grid, area, zero, LABEL_COLUMNS + col, ROLE_BORDER,
		         glyph(GLYPH_HORIZONTAL, ascii));
	put_label(grid, area, zero, 0);
	if (zero > 0)
		put_label(grid, area, 0, plan->largest);
	if (zero < rows - 1)
		put_label(grid, area, rows - 1, plan->least);
	char end[16];
	snprintf(end, sizeof end, "%g", plan->reach);
	grid_putf(grid, area, rows, LABEL_COLUMNS, ROLE_DIM, "-%s", end);
	grid_put(grid, area, rows, LABEL_COLUMNS + canvas_column(&plan->canvas, 0.5), ROLE_DIM,
	         "0");
	grid_put(grid, area, rows, LABEL_COLUMNS + plan->canvas.cols - (int)strlen(end), ROLE_DIM,
	         end);
}

static void draw_picture(struct plan *plan, struct sheet *sheet, struct area area)
{
	int const cols = area.cols - LABEL_COLUMNS;
	plan->canvas =
		canvas_new(area.rows - 1, cols < COLS_MOST ? cols : COLS_MOST,
	                   plan->study->scene->ascii ? GLYPHS_ASCII : plan->study->scene->glyphs);
	draw_axes(plan, &sheet->paper, area);
	draw_curves(plan);
	draw_units(plan);
	canvas_draw(&plan->canvas, &sheet->paper, area, 0, LABEL_COLUMNS);
	canvas_free(&plan->canvas);
}

// ---- the units in words

static bool is_saturated(const struct plan *plan, int unit)
{
	return slope_is_saturated(slope_at(plan, plan->activation.argument.at[unit]),
	                          plan->activation.call->op->slope);
}

static void put_number(struct grid *grid, struct area line, int col, enum role role, double value)
{
	struct text text = { 0 };
	glyph_add_number(&text, value, 3, 6);
	grid_put(grid, line, 0, col + 6 - (int)text.length, role, text_get(&text));
	text_free(&text);
}

static void list_units(const struct plan *plan, struct sheet *sheet, int most)
{
	const char *name = plan->activation.call->op->name;
	struct area const head = sheet_take(sheet, 1);
	grid_put(&sheet->paper, head, 0, 0, ROLE_DIM, _("unit"));
	grid_put(&sheet->paper, head, 0, 10, ROLE_DIM, _("in"));
	grid_put(&sheet->paper, head, 0, 19 - (int)strlen(name), ROLE_DIM, name);
	grid_putf(&sheet->paper, head, 0, 25 - (int)strlen(name), ROLE_DIM, "%s'", name);
	for (int i = 0; i < units_of(plan) && i < most; i++) {
		double const at = plan->activation.argument.at[i];
		struct area const line = sheet_take(sheet, 1);
		enum role const role = is_saturated(plan, i) ? ROLE_ERROR : ROLE_GRADIENT;
		grid_putf(&sheet->paper, line, 0, 0, ROLE_TEXT, "%3d", i);
		put_number(&sheet->paper, line, 6, ROLE_TEXT, at);
		put_number(&sheet->paper, line, 13, ROLE_NEW,
		           activation_value(&plan->activation, at));
		put_number(&sheet->paper, line, 20, role, slope_at(plan, at));
		if (is_saturated(plan, i))
			grid_put(&sheet->paper, line, 0, 28, ROLE_ERROR, _("saturated"));
	}
}

static void say_saturation(const struct plan *plan, struct sheet *sheet)
{
	int saturated = 0;
	double sum = 0;
	for (int i = 0; i < units_of(plan); i++) {
		saturated += is_saturated(plan, i);
		sum += slope_at(plan, plan->activation.argument.at[i]);
	}
	struct text words = { 0 };
	text_addf(&words, _("%d of %d saturated; mean %s' "), saturated, units_of(plan),
	          plan->activation.call->op->name);
	glyph_add_number(&words, sum / units_of(plan), 3, 8);
	sheet_prose(sheet, saturated ? ROLE_ERROR : ROLE_TEXT, text_get(&words));
	text_free(&words);
}

static void say_slope(struct plan *plan, struct sheet *sheet)
{
	struct text words = { 0 };
	text_addf(&words, "%s' = ", plan->activation.call->op->name);
	activation_write_slope(plan->study, &plan->activation, &words);
	text_add(&words, _("   (dashed)"));
	sheet_prose(sheet, ROLE_GRADIENT, text_get(&words));
	text_free(&words);
}

void view_curve_fill(struct study *study, struct sheet *sheet)
{
	struct plan plan = { .study = study, .activation = activation_in_play(study) };
	if (!plan.activation.call) {
		sheet_prose(sheet, ROLE_DIM, _("This cell has no function of each element."));
		return;
	}
	survey(&plan);
	say_slope(&plan, sheet);
	int const units = units_of(&plan) < UNITS_LISTED ? units_of(&plan) : UNITS_LISTED;
	int const room = sheet->rows_most - sheet->rows - (units_of(&plan) > 0);
	// The list stands below the picture where both have room.
	int const rows = room - units - 1 >= LISTED_LEAST ? room - units - 1 : room;
	struct area area = { 0 };
	if (rows >= 3 && sheet->paper.cols > 2 * LABEL_COLUMNS) {
		area = sheet_take(sheet, rows < ROWS_MOST ? rows : ROWS_MOST);
		draw_picture(&plan, sheet, area);
	}
	if (!units)
		return;
	say_saturation(&plan, sheet);
	if (rows != room)
		list_units(&plan, sheet, units);
}
