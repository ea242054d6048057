// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/heat.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "lang/print.h"
#include "view/glyph.h"
#include "view/picture.h"

enum {
	NUMBER_BYTES = 40,
	LABEL_MOST = 12,
	NAMED_LEAST = 5, // columns of a cell under a name
	DIGITS_MOST = 3,
	DIGITS_LEAST = 2,
	SHADE_MOST = 4
};

// Shades are parts of the largest modulus.
static const double shade_above[] = { 0.6, 0.3, 0.1, 0 };
enum { SHADES = sizeof shade_above / sizeof *shade_above };

static const char *shade_letter(int shade, bool ascii)
{
	return glyph((enum glyph)(GLYPH_SHADE + shade), ascii);
}

struct plan {
	const struct heat *heat;
	double largest;       // modulus, of what is finite
	size_t largest_at;    // its element
	bool negative, whole; // some element is below 0; all are whole numbers
	int nans, infinities;
	int rows, cols;      // cells
	int tall, wide;      // elements a cell
	bool numbers;        // cells have digits
	int decimals, power; // numbers stand for so many times 10^power
	int shade, number;   // columns of a shade, of a number
	int cell, label;     // columns of a cell, of a row's label
};

static bool is_there(const struct heat *heat, size_t i)
{
	return !heat->missing || !heat->missing[i];
}

static void survey(struct plan *plan)
{
	const struct heat *heat = plan->heat;
	plan->whole = true;
	for (size_t i = 0; i < array_size(heat->a); i++) {
		double const value = heat->a.at[i];
		if (!is_there(heat, i))
			continue;
		plan->negative = plan->negative || value < 0;
		plan->nans += isnan(value) != 0;
		plan->infinities += isinf(value) != 0;
		if (!isfinite(value))
			continue;
		plan->whole = plan->whole && !(fabs(value - nearbyint(value)) > 0);
		if (fabs(value) > plan->largest) {
			plan->largest = fabs(value);
			plan->largest_at = i;
		}
	}
}

// The element that a cell shows: what is not finite, else the largest; false: none is there.
static bool cell_value(const struct plan *plan, int row, int col, double *value)
{
	const struct heat *heat = plan->heat;
	bool found = false;
	for (int i = row * plan->tall; i < (row + 1) * plan->tall && i < heat->a.rows; i++)
		for (int j = col * plan->wide; j < (col + 1) * plan->wide && j < heat->a.cols;
		     j++) {
			size_t const at = (size_t)i * (size_t)heat->a.cols + (size_t)j;
			double const each = heat->a.at[at];
			if (!is_there(heat, at))
				continue;
			if (!found || !isfinite(each) || fabs(each) > fabs(*value))
				*value = each;
			found = true;
			if (!isfinite(each))
				return true;
		}
	return found;
}

// ---- numbers

// With the digits that make the largest element `digits` long; a power of ten is taken out where the
// numbers would not be short without.
static void choose_digits(struct plan *plan, int digits)
{
	int const order = plan->largest > 0 ? (int)floor(log10(plan->largest)) : 0;
	bool const plain = order >= -2 && order < DIGITS_MOST;
	plan->power = plain ? 0 : order;
	plan->decimals = digits - 1 - (plain ? order : 0);
	if (plan->decimals < 0 || (plan->whole && plain))
		plan->decimals = 0;
}

static void write_number(const struct plan *plan, double value, char out[NUMBER_BYTES])
{
	if (!isfinite(value)) {
		strcpy(out, isnan(value) ? "NaN" : value > 0 ? "Inf" : "-Inf");
		return;
	}
	int const half = plan->power / 2;
	double const shown = value * pow(10, -half) * pow(10, half - plan->power);
	// An exact 0 is told from what is only too small for the digits.
	snprintf(out, NUMBER_BYTES, "%.*f", fabs(value) > 0 ? plan->decimals : 0, shown);
	if (!strpbrk(out, "123456789") && out[0] == '-')
		memmove(out, out + 1, strlen(out));
	char *digits = out + (out[0] == '-');
	if (digits[0] == '0' && digits[1] == '.' && plan->largest < 1 && !plan->power)
		memmove(digits, digits + 1, strlen(digits));
}

static void measure_numbers(struct plan *plan)
{
	plan->number = 1;
	for (int row = 0; row < plan->rows; row++)
		for (int col = 0; col < plan->cols; col++) {
			double value;
			char number[NUMBER_BYTES];
			if (!cell_value(plan, row, col, &value))
				continue;
			write_number(plan, value, number);
			int const wide = (int)strlen(number);
			plan->number = wide > plan->number ? wide : plan->number;
		}
}

// ---- the layout

static void row_name(const struct plan *plan, int row, struct text *out)
{
	if (plan->heat->row_name)
		text_add(out, plan->heat->row_name[row * plan->tall]);
	else
		text_addf(out, "%d", row * plan->tall);
}

static int label_columns(const struct plan *plan)
{
	int most = 0;
	for (int row = 0; row < plan->rows; row++) {
		struct text name = { 0 };
		row_name(plan, row, &name);
		int const wide = utf8_columns(text_get(&name), name.length);
		most = wide > most ? wide : most;
		text_free(&name);
	}
	return most < LABEL_MOST ? most + 1 : LABEL_MOST + 1;
}

static int parts(int count, int room)
{
	return room > 0 ? (count + room - 1) / room : count;
}

static int cells(int count, int size)
{
	return size > 0 ? (count + size - 1) / size : 0;
}

static void lay_out(struct plan *plan, int paper, int rows)
{
	struct array const a = plan->heat->a;
	plan->tall = a.rows > rows ? parts(a.rows, rows) : 1;
	plan->wide = 1;
	plan->rows = cells(a.rows, plan->tall);
	plan->cols = a.cols;
	plan->label = plan->heat->bare && a.rows == 1 ? 0 : label_columns(plan);
	int const room = paper - plan->label;
	plan->numbers = true;
	for (int digits = DIGITS_MOST; digits >= DIGITS_LEAST; digits--) {
		// What is far too wide need not be measured.
		if ((long)plan->cols * (DIGITS_LEAST + 2) > room)
			break;
		choose_digits(plan, digits);
		measure_numbers(plan);
		for (plan->shade = SHADE_MOST; plan->shade >= 1; plan->shade--) {
			plan->cell = plan->shade + plan->number + 1 + (plan->shade > 1);
			if (plan->cols * plan->cell <= room)
				return;
		}
	}
	plan->numbers = false;
	plan->cell = (long)plan->cols * 3 <= room ? 3 : 2;
	if ((long)plan->cols * plan->cell > room)
		plan->wide = parts(a.cols, room / plan->cell);
	plan->cols = cells(a.cols, plan->wide);
}

// ---- drawing

static int shade_of(const struct plan *plan, double value)
{
	int shade = 0;
	while (shade < SHADES - 1 && !(fabs(value) / plan->largest > shade_above[shade]))
		shade++;
	return shade;
}

static enum role role_of(double value, bool here)
{
	return here               ? ROLE_HERE
	       : !isfinite(value) ? ROLE_ERROR
	       : value < 0        ? ROLE_NEGATIVE
	       : value > 0        ? ROLE_POSITIVE
	                          : ROLE_DIM;
}

// Where the numbers of a column of cells end.
static int number_column(const struct plan *plan, int col)
{
	return plan->label + (col + 1) * plan->cell - 1;
}

static void draw_cell(const struct plan *plan, struct grid *grid, struct area line, int row,
                      int col)
{
	const struct heat *heat = plan->heat;
	int const from = plan->label + col * plan->cell;
	bool const here = heat->here_row >= 0 && heat->here_row / plan->tall == row &&
	                  heat->here_col >= 0 && heat->here_col / plan->wide == col;
	double value;
	if (!cell_value(plan, row, col, &value))
		return;
	enum role const role = role_of(value, here);
	bool const finite = isfinite(value), zero = finite && !(fabs(value) > 0);
	const char *shade = !finite ? "!"
	                    : zero  ? glyph(GLYPH_NOT_YET, heat->ascii)
	                            : shade_letter(shade_of(plan, value), heat->ascii);
	if (plan->numbers) {
		char number[NUMBER_BYTES];
		write_number(plan, value, number);
		for (int i = 0; i < plan->shade && !zero; i++)
			grid_put(grid, line, 0, from + i, role, shade);
		if (here)
			grid_put(grid, line, 0, from + plan->shade - 1, role,
			         glyph(GLYPH_AT, heat->ascii));
		grid_put(grid, line, 0, number_column(plan, col) - (int)strlen(number),
		         finite && !here ? ROLE_TEXT : role, number);
		return;
	}
	grid_put(grid, line, 0, from, role,
	         zero              ? " "
	         : !plan->negative ? shade
	         : value < 0       ? "-"
	         : value > 0       ? "+"
	                           : shade);
	grid_put(grid, line, 0, from + 1, role, shade);
}

// Names stand over a cell where they have some room; numbers over as many cells as they fit.
static void draw_head(const struct plan *plan, struct sheet *sheet)
{
	const struct heat *heat = plan->heat;
	struct area const line = sheet_take(sheet, 1);
	bool const named = heat->col_name && plan->cell >= NAMED_LEAST;
	int end = 0;
	for (int col = 0; col < plan->cols; col++) {
		struct text name = { 0 };
		if (named)
			text_add(&name, heat->col_name[col]);
		else
			text_addf(&name, "%d", heat->col_from + col * plan->wide);
		int const needed = utf8_columns(text_get(&name), name.length);
		int const wide = named && needed > plan->cell - 1 ? plan->cell - 1 : needed;
		int const from = plan->numbers ? number_column(plan, col) - wide
		                               : plan->label + col * plan->cell;
		if (from >= end && from + wide <= line.cols) {
			struct area const there = { line.row, line.col + from, 1, wide };
			grid_put(&sheet->paper, there, 0, 0,
			         heat->here_col >= 0 && heat->here_col / plan->wide == col
			                 ? ROLE_STRONG
			                 : ROLE_DIM,
			         text_get(&name));
			end = from + wide + 1;
		}
		text_free(&name);
	}
}

static void draw_rows(const struct plan *plan, struct sheet *sheet)
{
	for (int row = 0; row < plan->rows; row++) {
		struct area const line = sheet_take(sheet, 1);
		struct text name = { 0 };
		row_name(plan, row, &name);
		struct area const label = { line.row, line.col, 1, plan->label - 1 };
		int const wide = utf8_columns(text_get(&name), name.length);
		grid_put(&sheet->paper, label, 0, plan->heat->row_name ? 0 : label.cols - wide,
		         plan->heat->here_row >= 0 && plan->heat->here_row / plan->tall == row
		                 ? ROLE_STRONG
		                 : ROLE_DIM,
		         text_get(&name));
		text_free(&name);
		for (int col = 0; col < plan->cols; col++)
			draw_cell(plan, &sheet->paper, line, row, col);
	}
}

static void draw_legend(const struct plan *plan, struct sheet *sheet)
{
	const struct heat *heat = plan->heat;
	struct text text = { 0 };
	for (int i = 0; i < SHADES && plan->largest > 0; i++) {
		text_addf(&text, "%s ", shade_letter(i, heat->ascii));
		if (i < SHADES - 1) {
			text_add(&text, "> ");
			print_number(shade_above[i] * plan->largest, 2, &text);
			text_add(&text, "  ");
		} else {
			text_add(&text, _("smaller"));
		}
	}
	if (plan->negative && !plan->numbers)
		text_add(&text, _("  of either sign"));
	if (plan->largest > 0) {
		text_add(&text, _("; the largest is "));
		print_number(heat->a.at[plan->largest_at], heat->precision, &text);
	} else {
		text_add(&text, _("all is 0"));
	}
	if (plan->numbers && plan->power)
		text_addf(&text, _("; the numbers are to be multiplied by 1e%d"), plan->power);
	if (plan->tall > 1 || plan->wide > 1)
		text_addf(&text, _("; each cell is the largest of %d%s%d elements"), plan->tall,
		          glyph(GLYPH_TIMES, heat->ascii), plan->wide);
	if (plan->nans)
		text_addf(&text, _("; NaN: %d"), plan->nans);
	if (plan->infinities)
		text_addf(&text, _("; Inf: %d"), plan->infinities);
	sheet_prose(sheet, ROLE_HINT, text_get(&text));
	text_free(&text);
}

struct heat heat_of(struct array a, int precision, bool ascii)
{
	return (struct heat){
		.a = a, .here_row = -1, .here_col = -1, .precision = precision, .ascii = ascii
	};
}

static struct plan plan_of(const struct heat *heat, const struct sheet *sheet)
{
	struct plan plan = { .heat = heat };
	int const most = sheet->rows_most < TABLE_ROWS ? sheet->rows_most : TABLE_ROWS;
	// The head, and two lines of legend.
	int const around = heat->bare ? heat->a.rows > 1 : 3;
	survey(&plan);
	lay_out(&plan, sheet->paper.cols, most - around > 1 ? most - around : 1);
	return plan;
}

void heat_measure(const struct heat *heat, const struct sheet *sheet, int *tall, int *wide)
{
	struct plan const plan = plan_of(heat, sheet);
	*tall = plan.tall;
	*wide = plan.wide;
}

void heat_draw(const struct heat *heat, struct sheet *sheet)
{
	struct plan const plan = plan_of(heat, sheet);
	sheet->paper.ascii = sheet->paper.ascii || heat->ascii;
	if (!heat->bare || heat->a.rows > 1)
		draw_head(&plan, sheet);
	draw_rows(&plan, sheet);
	if (!heat->bare)
		draw_legend(&plan, sheet);
}
