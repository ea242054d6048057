// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/surface.h"

#include <math.h>
#include <string.h>

#include "array/number.h"
#include "base/message.h"
#include "base/utf8.h"
#include "lang/print.h"
#include "view/scale.h"

#define FLAT 1e-12

enum { LABEL = 9, LEVEL_NONE = -1 };

// From low to high: each letter covers more than the one before.
static const char *const letters[] = { " ", ".", ":", "-", "=", "+", "*", "#", "%", "@" };
enum { LEVELS = sizeof letters / sizeof *letters };

// The values, or their logarithms, between which the levels are equally far apart.
struct range {
	double least, largest;
	bool log;
	size_t lowest, highest; // elements
	int gaps; // what has no place: NaN, Inf, and where it is logarithmic 0 and less
};

int surface_cols(int cols)
{
	int const room = cols - LABEL - 2;
	int const most = room < SURFACE_COLS ? room : SURFACE_COLS;
	return most < 1 ? 1 : most - (most % 2 == 0);
}

static struct range range_of(const struct surface *surface)
{
	struct range range = { INFINITY, -INFINITY, surface->log, 0, 0, 0 };
	for (size_t i = 0; i < array_size(surface->a); i++) {
		double const value = surface->a.at[i];
		if (!scale_has(value, surface->log)) {
			range.gaps++;
			continue;
		}
		double const at = surface->log ? log10(value) : value;
		if (at < range.least) {
			range.least = at;
			range.lowest = i;
		}
		if (at > range.largest) {
			range.largest = at;
			range.highest = i;
		}
	}
	return range;
}

// But for rounding.
static bool is_flat(const struct range *range)
{
	double const most = fmax(fabs(range->least), fabs(range->largest));
	return range->largest - range->least <= FLAT * most;
}

static int level_of(const struct range *range, double value)
{
	if (!scale_has(value, range->log))
		return LEVEL_NONE;
	double const at = (range->log ? log10(value) : value) - range->least;
	int const level = (int)(at / (range->largest - range->least) * LEVELS);
	return level < LEVELS ? level : LEVELS - 1;
}

// ---- drawing

static void put_number(struct sheet *sheet, struct area line, int end, double number)
{
	LOCAL(text) text = { 0 };
	number_write_short(number, 4, &text);
	int const from = end - utf8_columns(text_get(&text), text.length);
	grid_put(&sheet->paper, line, 0, from < 0 ? 0 : from, ROLE_TEXT, text_get(&text));
}

// The row or column where an axis has a number; negative: it is outside.
static int find(const struct surface_axis *axis, double number, int count)
{
	double const at = (number - axis->from) / (axis->to - axis->from);
	return at >= 0 && at <= 1 ? (int)(at * (count - 1) + 0.5) : -1;
}

static void draw_row(const struct surface *surface, const struct range *range, struct sheet *sheet,
                     int row)
{
	struct area const line = sheet_take(sheet, 1);
	int const rows = surface->a.rows, cols = surface->a.cols;
	int const here_row = rows - 1 - find(&surface->y, surface->y.here, rows);
	int const here_col = find(&surface->x, surface->x.here, cols);
	if (row == 0)
		put_number(sheet, line, LABEL - 1, surface->y.to);
	else if (row == rows - 1)
		put_number(sheet, line, LABEL - 1, surface->y.from);
	else if (row == rows / 2)
		grid_put(&sheet->paper, line, 0,
		         LABEL - 1 - utf8_columns(surface->y.name, strlen(surface->y.name)),
		         ROLE_DIM, surface->y.name);
	grid_put(&sheet->paper, line, 0, LABEL, ROLE_BORDER, surface->ascii ? "|" : "│");
	for (int col = 0; col < cols; col++) {
		size_t const i = (size_t)row * (size_t)cols + (size_t)col;
		int const level = level_of(range, surface->a.at[i]);
		bool const here = row == here_row && here_row < rows && col == here_col;
		grid_put(&sheet->paper, line, 0, LABEL + 1 + col,
		         here                  ? ROLE_HERE
		         : level == LEVEL_NONE ? ROLE_ERROR
		         : i == range->lowest  ? ROLE_STRONG
		                               : ROLE_GRADIENT,
		         here                  ? "X"
		         : level == LEVEL_NONE ? "!"
		         : i == range->lowest  ? "o"
		                               : letters[level]);
	}
	grid_put(&sheet->paper, line, 0, LABEL + 1 + cols, ROLE_BORDER, surface->ascii ? "|" : "│");
}

static void draw_edge(const struct surface *surface, struct sheet *sheet, const char *left,
                      const char *right)
{
	struct area const line = sheet_take(sheet, 1);
	int const cols = surface->a.cols;
	grid_put(&sheet->paper, line, 0, LABEL, ROLE_BORDER, surface->ascii ? "+" : left);
	for (int col = 0; col < cols; col++)
		grid_put(&sheet->paper, line, 0, LABEL + 1 + col, ROLE_BORDER,
		         surface->ascii ? "-" : "─");
	grid_put(&sheet->paper, line, 0, LABEL + 1 + cols, ROLE_BORDER,
	         surface->ascii ? "+" : right);
}

static void draw_x_axis(const struct surface *surface, struct sheet *sheet)
{
	struct area const line = sheet_take(sheet, 1);
	int const cols = surface->a.cols;
	LOCAL(text) from = { 0 };
	number_write_short(surface->x.from, 4, &from);
	grid_put(&sheet->paper, line, 0, LABEL + 1, ROLE_TEXT, text_get(&from));
	put_number(sheet, line, LABEL + 1 + cols, surface->x.to);
	int const name = utf8_columns(surface->x.name, strlen(surface->x.name));
	int const at = LABEL + 1 + (cols - name) / 2;
	if (at > LABEL + 2 + (int)from.length)
		grid_put(&sheet->paper, line, 0, at, ROLE_DIM, surface->x.name);
}

// Where an element stands: "w = 5, b = -2.5".
static void write_place(const struct surface *surface, size_t element, struct text *out)
{
	int const cols = surface->a.cols, rows = surface->a.rows;
	double const right = (double)((int)element % cols) / (cols > 1 ? cols - 1 : 1);
	double const up = 1 - (double)((int)element / cols) / (rows > 1 ? rows - 1 : 1);
	text_addf(out, "%s = ", surface->x.name);
	number_write_short(surface->x.from + right * (surface->x.to - surface->x.from),
	             surface->precision, out);
	text_addf(out, ", %s = ", surface->y.name);
	number_write_short(surface->y.from + up * (surface->y.to - surface->y.from), surface->precision,
	             out);
}

// Digits with which two levels side by side differ.
static int digits_of(const struct range *range, double step)
{
	double const most = fmax(fabs(range->least), fabs(range->largest));
	double const apart = range->log ? log(10) * step : step / most;
	int const digits = (int)ceil(-log10(apart)) + 1;
	return digits < 2 ? 2 : digits > 17 ? 17 : digits;
}

// "from . 0.05  : 0.1 …": where each level begins.
static void draw_legend(const struct surface *surface, const struct range *range,
                        struct sheet *sheet)
{
	LOCAL(text) text = { 0 };
	double const step = (range->largest - range->least) / LEVELS;
	for (int i = 1; i < LEVELS; i++) {
		double const at = range->least + i * step;
		text_addf(&text, "%s%s ", i > 1 ? "  " : _("from "), letters[i]);
		number_write_short(range->log ? pow(10, at) : at, digits_of(range, step), &text);
	}
	sheet_prose(sheet, ROLE_HINT, text_get(&text));
	text_clear(&text);
	text_add(&text, _("o lowest: "));
	number_write_short(surface->a.at[range->lowest], surface->precision, &text);
	text_add(&text, _(" at "));
	write_place(surface, range->lowest, &text);
	text_add(&text, _("; highest: "));
	number_write_short(surface->a.at[range->highest], surface->precision, &text);
	text_add(&text, _(" at "));
	write_place(surface, range->highest, &text);
	if (find(&surface->x, surface->x.here, surface->a.cols) >= 0 &&
	    find(&surface->y, surface->y.here, surface->a.rows) >= 0)
		text_add(&text, _("; X here"));
	if (range->gaps)
		text_addf(&text,
		          range->log ? _("; ! NaN, Inf or 0 and less: %d")
		                     : _("; ! NaN or Inf: %d"),
		          range->gaps);
	sheet_prose(sheet, ROLE_HINT, text_get(&text));
}

void surface_draw(const struct surface *surface, struct sheet *sheet)
{
	struct range const range = range_of(surface);
	sheet->paper.ascii = sheet->paper.ascii || surface->ascii;
	sheet_linef(sheet, 0, ROLE_TITLE, surface->log ? _("%s   (logarithmic)") : "%s",
	            surface->name);
	if (range.gaps == (int)array_size(surface->a)) {
		sheet_prose(sheet, ROLE_HINT, _("Nothing can be drawn."));
		return;
	}
	if (is_flat(&range)) {
		LOCAL(text) text = { 0 };
		text_add(&text, _("The same everywhere: "));
		number_write_short(surface->a.at[range.lowest], surface->precision, &text);
		sheet_prose(sheet, ROLE_HINT, text_get(&text));
		return;
	}
	draw_edge(surface, sheet, "┌", "┐");
	for (int row = 0; row < surface->a.rows; row++)
		draw_row(surface, &range, sheet, row);
	draw_edge(surface, sheet, "└", "┘");
	draw_x_axis(surface, sheet);
	draw_legend(surface, &range, sheet);
}
