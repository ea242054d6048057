// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/plot.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "view/canvas.h"
#include "view/scale.h"

enum { GAPS_NAMED = 4, TICK_ROWS = 3, TICK_GAP = 2, CANVAS_LEAST = 4 };

// Points nearer than MARK_GAP columns are not all marked, but one in MARK_STRIDE columns.
enum { MARK_GAP = 4, MARK_STRIDE = 12 };

// A line of its own mark and role: the mark alone must do.
static const struct {
	const char *mark[2]; // Unicode, ASCII
	enum role role;
} styles[PLOT_LINES] = {
	{ { "●", "o" }, ROLE_GRADIENT }, { { "○", "x" }, ROLE_MATH },
	{ { "■", "#" }, ROLE_POSITIVE }, { { "□", "+" }, ROLE_NEGATIVE },
	{ { "▲", "A" }, ROLE_CODE },     { { "△", "*" }, ROLE_STRONG },
};

enum reason { REASON_NAN, REASON_INFINITE, REASON_ZERO, REASON_NEGATIVE, REASON_COUNT };

static const char *const reasons[REASON_COUNT] = {
	[REASON_NAN] = N_("NaN"),
	[REASON_INFINITE] = N_("Inf"),
	[REASON_ZERO] = N_("0 (a logarithmic axis has none)"),
	[REASON_NEGATIVE] = N_("below 0 (a logarithmic axis has none)"),
};

struct axes {
	const struct plot *plot;
	struct scale x, y;
	bool has_y;      // there is something to draw
	int first, last; // of the horizontal axis
	int label;       // columns of the vertical axis' labels; -1: no axis at all
	int left;        // where the canvas begins, right of the axis,
	int air;         // but for this many columns: the ends of a line keep off the axis
};

static int points_of(const struct plot_line *line)
{
	return abs(line->last - line->first) + 1;
}

static int step_of(const struct plot_line *line, int i)
{
	return line->first <= line->last ? line->first + i : line->first - i;
}

const char *plot_mark(int line, enum glyphs glyphs)
{
	return styles[line].mark[glyphs == GLYPHS_ASCII];
}

static const char *mark_of(const struct plot *plot, int line)
{
	return plot_mark(line, plot->glyphs);
}

// ---- what there is to draw

// The horizontal axis holds all lines and runs as the first one does.
static void find_steps(struct axes *layout)
{
	const struct plot *plot = layout->plot;
	int least = plot->line[0].first, most = least;
	for (int i = 0; i < plot->lines; i++) {
		const struct plot_line *line = &plot->line[i];
		int const low = line->first < line->last ? line->first : line->last;
		int const high = line->first < line->last ? line->last : line->first;
		least = low < least ? low : least;
		most = high > most ? high : most;
	}
	bool const down = plot->line[0].first > plot->line[0].last;
	layout->first = down ? most : least;
	layout->last = down ? least : most;
}

static void find_values(struct axes *layout, int ticks)
{
	const struct plot *plot = layout->plot;
	double least = INFINITY, largest = -INFINITY;
	for (int i = 0; i < plot->lines; i++)
		for (int j = 0; j < points_of(&plot->line[i]); j++) {
			double const value = plot->line[i].at[j];
			if (!scale_has(value, plot->log))
				continue;
			least = fmin(least, value);
			largest = fmax(largest, value);
		}
	layout->has_y = least <= largest;
	if (layout->has_y)
		layout->y = scale_of(least, largest, plot->log, ticks);
}

static enum reason reason_of(double value)
{
	return isnan(value)   ? REASON_NAN
	       : isinf(value) ? REASON_INFINITE
	       : value < 0    ? REASON_NEGATIVE
	                      : REASON_ZERO;
}

// "not drawn: 2 NaN (k = 3, 4)", one line for each quantity and reason.
static void note_gaps(const struct plot *plot, struct sheet *sheet, int line)
{
	struct text where[REASON_COUNT] = { 0 };
	int count[REASON_COUNT] = { 0 };
	const struct plot_line *of = &plot->line[line];
	for (int i = 0; i < points_of(of); i++) {
		if (scale_has(of->at[i], plot->log))
			continue;
		enum reason const reason = reason_of(of->at[i]);
		if (count[reason]++ < GAPS_NAMED)
			text_addf(&where[reason], count[reason] == 1 ? "%d" : ", %d",
			          step_of(of, i));
	}
	for (int reason = 0; reason < REASON_COUNT; reason++) {
		LOCAL(text) note = { 0 };
		if (plot->lines > 1)
			text_addf(&note, "%s ", mark_of(plot, line));
		text_addf(&note, _("not drawn, %s = %s%s: %s"), plot->variable,
		          text_get(&where[reason]), count[reason] > GAPS_NAMED ? ", ..." : "",
		          _(reasons[reason]));
		if (count[reason] > GAPS_NAMED)
			text_addf(&note, _(", %d in all"), count[reason]);
		if (count[reason])
			sheet_prose(sheet, ROLE_HINT, text_get(&note));
		text_free(&where[reason]);
	}
}

// ---- drawing

// The names, each after its mark, as many in a row as fit.
static void draw_legend(const struct plot *plot, struct sheet *sheet)
{
	int const cols = sheet->paper.cols;
	struct area row = sheet_take(sheet, 1);
	int col = 0;
	for (int i = 0; i < plot->lines; i++) {
		const char *name = plot->line[i].name;
		int const wide = 2 + utf8_columns(name, strlen(name));
		if (col && col + wide > cols) {
			row = sheet_take(sheet, 1);
			col = 0;
		}
		grid_put(&sheet->paper, row, 0, col, styles[i].role, mark_of(plot, i));
		grid_put(&sheet->paper, row, 0, col + 2, ROLE_TITLE, name);
		col += wide + 3;
	}
	const char *const note = _("(logarithmic)");
	if (plot->log && col + utf8_columns(note, strlen(note)) <= cols)
		grid_put(&sheet->paper, row, 0, col, ROLE_DIM, note);
}

// Columns for the labels; with too narrow a paper there are none.
static int label_columns(const struct axes *layout, int cols)
{
	int widest = 0;
	for (int i = 0; i < layout->y.ticks; i++) {
		int const wide = (int)strlen(layout->y.tick[i].label);
		widest = wide > widest ? wide : widest;
	}
	return cols >= widest + 2 + CANVAS_LEAST ? widest : cols >= 1 + CANVAS_LEAST ? 0 : -1;
}

static void draw_vertical_axis(const struct axes *layout, struct grid *grid, struct area area,
                               const struct canvas *canvas)
{
	bool const ascii = layout->plot->glyphs == GLYPHS_ASCII;
	int const bar = layout->label ? layout->label + 1 : 0;
	for (int row = 0; row < canvas->rows; row++)
		grid_put(grid, area, row, bar, ROLE_BORDER, ascii ? "|" : "│");
	for (int i = 0; i < layout->y.ticks; i++) {
		const struct tick *tick = &layout->y.tick[i];
		int const row = canvas_row(canvas, 1 - tick->at);
		grid_put(grid, area, row, bar, ROLE_BORDER, ascii ? "+" : "┤");
		if (layout->label)
			grid_put(grid, area, row, layout->label - (int)strlen(tick->label),
			         ROLE_TEXT, tick->label);
	}
}

static void draw_horizontal_axis(const struct axes *layout, struct grid *grid, struct area area,
                                 const struct canvas *canvas)
{
	bool const ascii = layout->plot->glyphs == GLYPHS_ASCII;
	int const row = canvas->rows, begin = layout->left + layout->air;
	grid_put(grid, area, row, layout->left - 1, ROLE_BORDER, ascii ? "+" : "└");
	for (int col = layout->left; col < begin + canvas->cols + layout->air; col++)
		grid_put(grid, area, row, col, ROLE_BORDER, ascii ? "-" : "─");
	int end = -1;
	for (int i = 0; i < layout->x.ticks; i++) {
		const struct tick *tick = &layout->x.tick[i];
		int const col = begin + canvas_column(canvas, tick->at);
		int const wide = (int)strlen(tick->label);
		int from = col - wide / 2;
		from = from + wide > area.cols ? area.cols - wide : from;
		grid_put(grid, area, row, col, ROLE_BORDER, ascii ? "+" : "┬");
		if (from <= end)
			continue;
		grid_put(grid, area, row + 1, from, ROLE_TEXT, tick->label);
		end = from + wide;
	}
	// The variable stands at the left of its numbers, below the other axis' labels.
	const char *name = layout->plot->variable;
	int const wide = utf8_columns(name, strlen(name));
	if (wide < layout->left)
		grid_put(grid, area, row + 1, layout->left - 1 - wide, ROLE_DIM, name);
}

// Where a step stands on the canvas; a single one in its middle.
static double across(const struct axes *layout, int step)
{
	double const length = (double)layout->last - layout->first;
	return layout->first == layout->last ? 0.5 : (step - (double)layout->first) / length;
}

static double up(const struct axes *layout, const struct plot_line *line, int i)
{
	return 1 - scale_at(&layout->y, line->at[i]);
}

static bool is_drawn(const struct axes *layout, const struct plot_line *line, int i)
{
	return i >= 0 && i < points_of(line) && scale_has(line->at[i], layout->plot->log);
}

static void draw_line(const struct axes *layout, struct canvas *canvas, int number)
{
	const struct plot_line *line = &layout->plot->line[number];
	for (int i = 0; i < points_of(line); i++) {
		if (!is_drawn(layout, line, i))
			continue;
		int const from = is_drawn(layout, line, i - 1) ? i - 1 : i;
		canvas_line(canvas, across(layout, step_of(line, from)), up(layout, line, from),
		            across(layout, step_of(line, i)), up(layout, line, i),
		            styles[number].role);
	}
}

// Every point that has room has its mark, so has one that no line leads to; where points are dense a
// few tell lines from each other, and one line needs none.
static void draw_marks(const struct axes *layout, struct canvas *canvas, int number)
{
	const struct plot *plot = layout->plot;
	const struct plot_line *line = &plot->line[number];
	bool const roomy = abs(layout->last - layout->first) * MARK_GAP <= canvas->cols;
	int next = roomy ? 0 : MARK_STRIDE * number / plot->lines;
	for (int i = 0; i < points_of(line); i++) {
		if (!is_drawn(layout, line, i))
			continue;
		double const x = across(layout, step_of(line, i));
		int const along = canvas_column(canvas, x) -
		                  canvas_column(canvas, across(layout, line->first));
		bool const alone = !is_drawn(layout, line, i - 1) && !is_drawn(layout, line, i + 1);
		if (!alone && !roomy && (plot->lines == 1 || abs(along) < next))
			continue;
		next = abs(along) + MARK_STRIDE;
		canvas_mark(canvas, x, up(layout, line, i), styles[number].role,
		            mark_of(plot, number));
	}
}

static int digits_of(int number)
{
	return snprintf(NULL, 0, "%d", number);
}

static void draw_picture(struct axes *layout, struct sheet *sheet, int rows)
{
	int const axis = rows > 3 ? 2 : 0, cols = sheet->paper.cols;
	layout->label = label_columns(layout, cols);
	layout->left = layout->label < 0 ? 0 : layout->label ? layout->label + 2 : 1;
	layout->air = cols - layout->left > 2 * CANVAS_LEAST;
	struct area const area = sheet_take(sheet, rows);
	struct canvas canvas = canvas_new(rows - axis, cols - layout->left - 2 * layout->air,
	                                  layout->plot->glyphs);
	if (layout->left)
		draw_vertical_axis(layout, &sheet->paper, area, &canvas);
	if (axis && layout->left) {
		int const first = digits_of(layout->first), last = digits_of(layout->last);
		layout->x =
			scale_of_steps(layout->first, layout->last,
		                       canvas.cols / ((first > last ? first : last) + TICK_GAP));
		draw_horizontal_axis(layout, &sheet->paper, area, &canvas);
	}
	// The first line is what was asked for first: it is drawn over the others.
	for (int i = layout->plot->lines - 1; i >= 0; i--)
		draw_line(layout, &canvas, i);
	for (int i = layout->plot->lines - 1; i >= 0; i--)
		draw_marks(layout, &canvas, i);
	canvas_draw(&canvas, &sheet->paper, area, 0, layout->left + layout->air);
	canvas_free(&canvas);
}

void plot_draw(const struct plot *plot, struct sheet *sheet)
{
	struct axes layout = { .plot = plot };
	int const begun = sheet->rows;
	sheet->paper.ascii = sheet->paper.ascii || plot->glyphs == GLYPHS_ASCII;
	draw_legend(plot, sheet);
	int const most = sheet->rows_most < PICTURE_ROWS ? sheet->rows_most : PICTURE_ROWS;
	int const rows = most - (sheet->rows - begun);
	find_steps(&layout);
	find_values(&layout, (rows - 2) / TICK_ROWS + 1);
	if (layout.has_y && rows > 0)
		draw_picture(&layout, sheet, rows);
	else if (!layout.has_y)
		sheet_prose(sheet, ROLE_HINT, _("Nothing can be drawn."));
	for (int i = 0; i < plot->lines; i++)
		note_gaps(plot, sheet, i);
}
