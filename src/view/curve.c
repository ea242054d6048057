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

struct curve_frame {
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
	LOCAL(study) study = study_of(scene);
	struct activation const activation = activation_in_play(&study);
	text_add(title, _("curve"));
	if (activation.call) {
		text_add(title, ": ");
		activation_write(&study, &activation, title);
	}
}

static int units_of(const struct curve_frame *frame)
{
	return (int)array_size(frame->activation.argument);
}

static double slope_at(const struct curve_frame *frame, double at)
{
	return activation_slope(&frame->activation, at, &frame->study->arena);
}

// Wide enough for all units, unless one is far out.
static void survey(struct curve_frame *frame)
{
	frame->reach = REACH_LEAST;
	for (int i = 0; i < units_of(frame); i++) {
		double const far = ceil(fabs(frame->activation.argument.at[i]));
		if (far > frame->reach && isfinite(far))
			frame->reach = fmin(far, REACH_MOST);
	}
	for (int i = 0; i <= SAMPLES; i++) {
		double const at = frame->reach * (2.0 * i / SAMPLES - 1);
		double const both[] = { activation_value(&frame->activation, at),
			                slope_at(frame, at) };
		for (int j = 0; j < 2; j++)
			if (isfinite(both[j])) {
				frame->least = fmin(frame->least, both[j]);
				frame->largest = fmax(frame->largest, both[j]);
			}
	}
}

// ---- the picture

static double across(const struct curve_frame *frame, double at)
{
	double const x = (at / frame->reach + 1) / 2;
	return x < 0 ? 0 : x > 1 ? 1 : x;
}

static double up(const struct curve_frame *frame, double value)
{
	double const y = (frame->largest - value) / (frame->largest - frame->least);
	return y < 0 ? 0 : y > 1 ? 1 : y;
}

// The derivative is dashed, so that the two are told apart without colour.
static void draw_curves(struct curve_frame *frame)
{
	double before[2] = { NAN, NAN };
	for (int i = 0; i <= SAMPLES; i++) {
		double const at = frame->reach * (2.0 * i / SAMPLES - 1);
		double const from = frame->reach * (2.0 * (i - 1) / SAMPLES - 1);
		double const now[2] = { slope_at(frame, at),
			                activation_value(&frame->activation, at) };
		for (int j = 0; j < 2; j++) {
			if (isfinite(now[j]) && isfinite(before[j]) && (j || i / 4 % 2))
				canvas_line(&frame->canvas, across(frame, from), up(frame, before[j]),
				            across(frame, at), up(frame, now[j]),
				            j ? ROLE_MATH : ROLE_GRADIENT);
			before[j] = now[j];
		}
	}
}

static const char *mark_of(const struct curve_frame *frame, int unit)
{
	static const char *const digits[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9" };
	return units_of(frame) <= UNITS_MARKED        ? digits[unit]
	       : frame->canvas.glyphs == GLYPHS_ASCII ? "o"
	                                             : "●";
}

static void draw_units(struct curve_frame *frame)
{
	for (int i = 0; i < units_of(frame); i++) {
		double const at = frame->activation.argument.at[i];
		if (!isfinite(at))
			continue;
		canvas_mark(&frame->canvas, across(frame, at), up(frame, slope_at(frame, at)),
		            ROLE_GRADIENT, mark_of(frame, i));
		canvas_mark(&frame->canvas, across(frame, at),
		            up(frame, activation_value(&frame->activation, at)), ROLE_NEW,
		            mark_of(frame, i));
	}
}

static void put_label(struct grid *grid, struct area area, int row, double value)
{
	LOCAL(text) label = { 0 };
	glyph_add_number(&label, value, 2, LABEL_COLUMNS - 2);
	grid_put(grid, area, row, LABEL_COLUMNS - 2 - (int)label.length, ROLE_DIM,
	         text_get(&label));
}

static void draw_axes(const struct curve_frame *frame, struct grid *grid, struct area area)
{
	bool const ascii = frame->study->scene->ascii;
	int const rows = frame->canvas.rows, zero = canvas_row(&frame->canvas, up(frame, 0));
	for (int row = 0; row < rows; row++)
		grid_put(grid, area, row, LABEL_COLUMNS - 1, ROLE_BORDER,
		         glyph(row == zero ? GLYPH_TEE_RIGHT : GLYPH_VERTICAL, ascii));
	for (int col = 0; col < frame->canvas.cols; col++)
		grid_put(grid, area, zero, LABEL_COLUMNS + col, ROLE_BORDER,
		         glyph(GLYPH_HORIZONTAL, ascii));
	put_label(grid, area, zero, 0);
	if (zero > 0)
		put_label(grid, area, 0, frame->largest);
	if (zero < rows - 1)
		put_label(grid, area, rows - 1, frame->least);
	char end[16];
	snprintf(end, sizeof end, "%g", frame->reach);
	grid_putf(grid, area, rows, LABEL_COLUMNS, ROLE_DIM, "-%s", end);
	grid_put(grid, area, rows, LABEL_COLUMNS + canvas_column(&frame->canvas, 0.5), ROLE_DIM,
	         "0");
	grid_put(grid, area, rows, LABEL_COLUMNS + frame->canvas.cols - (int)strlen(end), ROLE_DIM,
	         end);
}

static void draw_picture(struct curve_frame *frame, struct sheet *sheet, struct area area)
{
	int const cols = area.cols - LABEL_COLUMNS;
	frame->canvas =
		canvas_new(area.rows - 1, cols < COLS_MOST ? cols : COLS_MOST,
	                   frame->study->scene->glyphs);
	draw_axes(frame, &sheet->paper, area);
	draw_curves(frame);
	draw_units(frame);
	canvas_draw(&frame->canvas, &sheet->paper, area, 0, LABEL_COLUMNS);
	canvas_free(&frame->canvas);
}

// ---- the units in words

static bool is_saturated(const struct curve_frame *frame, int unit)
{
	return slope_is_saturated(slope_at(frame, frame->activation.argument.at[unit]),
	                          frame->activation.call->op->slope);
}

static void put_number(struct grid *grid, struct area line, int col, enum role role, double value)
{
	LOCAL(text) text = { 0 };
	glyph_add_number(&text, value, 3, 6);
	grid_put(grid, line, 0, col + 6 - (int)text.length, role, text_get(&text));
}

static void list_units(const struct curve_frame *frame, struct sheet *sheet, int most)
{
	const char *name = frame->activation.call->op->name;
	struct area const head = sheet_take(sheet, 1);
	grid_put(&sheet->paper, head, 0, 0, ROLE_DIM, _("unit"));
	grid_put(&sheet->paper, head, 0, 10, ROLE_DIM, _("in"));
	grid_put(&sheet->paper, head, 0, 19 - (int)strlen(name), ROLE_DIM, name);
	grid_putf(&sheet->paper, head, 0, 25 - (int)strlen(name), ROLE_DIM, "%s'", name);
	for (int i = 0; i < units_of(frame) && i < most; i++) {
		double const at = frame->activation.argument.at[i];
		struct area const line = sheet_take(sheet, 1);
		enum role const role = is_saturated(frame, i) ? ROLE_ERROR : ROLE_GRADIENT;
		grid_putf(&sheet->paper, line, 0, 0, ROLE_TEXT, "%3d", i);
		put_number(&sheet->paper, line, 6, ROLE_TEXT, at);
		put_number(&sheet->paper, line, 13, ROLE_NEW,
		           activation_value(&frame->activation, at));
		put_number(&sheet->paper, line, 20, role, slope_at(frame, at));
		if (is_saturated(frame, i))
			grid_put(&sheet->paper, line, 0, 28, ROLE_ERROR, _("saturated"));
	}
}

static void say_saturation(const struct curve_frame *frame, struct sheet *sheet)
{
	int saturated = 0;
	double sum = 0;
	for (int i = 0; i < units_of(frame); i++) {
		saturated += is_saturated(frame, i);
		sum += slope_at(frame, frame->activation.argument.at[i]);
	}
	LOCAL(text) words = { 0 };
	text_addf(&words, _("%d of %d saturated; mean %s' "), saturated, units_of(frame),
	          frame->activation.call->op->name);
	glyph_add_number(&words, sum / units_of(frame), 3, 8);
	sheet_prose(sheet, saturated ? ROLE_ERROR : ROLE_TEXT, text_get(&words));
}

static void say_slope(struct curve_frame *frame, struct sheet *sheet)
{
	LOCAL(text) words = { 0 };
	text_addf(&words, "%s' = ", frame->activation.call->op->name);
	activation_write_slope(frame->study, &frame->activation, &words);
	text_add(&words, _("   (dashed)"));
	sheet_prose(sheet, ROLE_GRADIENT, text_get(&words));
}

void view_curve_fill(struct study *study, struct sheet *sheet)
{
	struct curve_frame frame = { .study = study, .activation = activation_in_play(study) };
	if (!frame.activation.call) {
		sheet_prose(sheet, ROLE_DIM, _("This cell has no function of each element."));
		return;
	}
	survey(&frame);
	say_slope(&frame, sheet);
	int const units = units_of(&frame) < UNITS_LISTED ? units_of(&frame) : UNITS_LISTED;
	int const room = sheet->rows_most - sheet->rows - (units_of(&frame) > 0);
	// The list stands below the picture where both have room.
	int const rows = room - units - 1 >= LISTED_LEAST ? room - units - 1 : room;
	struct area area = { 0 };
	if (rows >= 3 && sheet->paper.cols > 2 * LABEL_COLUMNS) {
		area = sheet_take(sheet, rows < ROWS_MOST ? rows : ROWS_MOST);
		draw_picture(&frame, sheet, area);
	}
	if (!units)
		return;
	say_saturation(&frame, sheet);
	if (rows != room)
		list_units(&frame, sheet, units);
}

// The curves alone, as at the start, where no unit has its place on them yet.
void view_curve_foresee(struct study *study, struct sheet *sheet)
{
	struct scene scene = *study->scene;
	scene.place = place_start();
	LOCAL(study) start = study_of(&scene);
	view_curve_fill(&start, sheet);
}
