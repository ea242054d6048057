// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/heat.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array/number.h"
#include "base/message.h"
#include "base/utf8.h"
#include "lang/print.h"
#include "view/glyph.h"
#include "view/picture.h"

enum {
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

struct heat_frame {
	const struct heat *heat;
	double largest;       // modulus, of what is finite
	size_t largest_at;    // its element
	bool negative, whole; // some element is below 0; all are whole numbers
	int nans, infinities;
	int rows, cols;      // cells
	int tall, wide;      // elements a cell
	bool numbers;        // cells have digits
	int decimals, power; // numbers stand for this many times 10^power
	int shade, number;   // columns of a shade, of a number
	int cell, label;     // columns of a cell, of a row's label
};

static bool is_there(const struct heat *heat, size_t i)
{
	return !heat->missing || !heat->missing[i];
}

static void survey(struct heat_frame *frame)
{
	const struct heat *heat = frame->heat;
	frame->whole = true;
	for (size_t i = 0; i < array_size(heat->a); i++) {
		double const value = heat->a.at[i];
		if (!is_there(heat, i))
			continue;
		frame->negative = frame->negative || value < 0;
		frame->nans += isnan(value) != 0;
		frame->infinities += isinf(value) != 0;
		if (!isfinite(value))
			continue;
		frame->whole = frame->whole && !(fabs(value - nearbyint(value)) > 0);
		if (fabs(value) > frame->largest) {
			frame->largest = fabs(value);
			frame->largest_at = i;
		}
	}
}

// The element that a cell shows: what is not finite, else the largest; false: none is there.
static bool cell_value(const struct heat_frame *frame, int row, int col, double *value)
{
	const struct heat *heat = frame->heat;
	bool found = false;
	for (int i = row * frame->tall; i < (row + 1) * frame->tall && i < heat->a.rows; i++)
		for (int j = col * frame->wide; j < (col + 1) * frame->wide && j < heat->a.cols;
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
static void choose_digits(struct heat_frame *frame, int digits)
{
	int const order = frame->largest > 0 ? (int)floor(log10(frame->largest)) : 0;
	bool const plain = order >= -2 && order < DIGITS_MOST;
	frame->power = plain ? 0 : order;
	frame->decimals = digits - 1 - (plain ? order : 0);
	if (frame->decimals < 0 || (frame->whole && plain))
		frame->decimals = 0;
}

static void write_number(const struct heat_frame *frame, double value, char out[NUMBER_BYTES])
{
	if (!isfinite(value)) {
		strcpy(out, isnan(value) ? "NaN" : value > 0 ? "Inf" : "-Inf");
		return;
	}
	int const half = frame->power / 2;
	double const shown = value * pow(10, -half) * pow(10, half - frame->power);
	// An exact 0 is told from what is only too small for the digits.
	snprintf(out, NUMBER_BYTES, "%.*f", fabs(value) > 0 ? frame->decimals : 0, shown);
	if (!strpbrk(out, "123456789") && out[0] == '-')
		memmove(out, out + 1, strlen(out));
	char *digits = out + (out[0] == '-');
	if (digits[0] == '0' && digits[1] == '.' && frame->largest < 1 && !frame->power)
		memmove(digits, digits + 1, strlen(digits));
}

static void measure_numbers(struct heat_frame *frame)
{
	frame->number = 1;
	for (int row = 0; row < frame->rows; row++)
		for (int col = 0; col < frame->cols; col++) {
			double value;
			char number[NUMBER_BYTES];
			if (!cell_value(frame, row, col, &value))
				continue;
			write_number(frame, value, number);
			int const wide = (int)strlen(number);
			frame->number = wide > frame->number ? wide : frame->number;
		}
}

// ---- the layout

static void row_name(const struct heat_frame *frame, int row, struct text *out)
{
	if (frame->heat->row_name)
		text_add(out, frame->heat->row_name[row * frame->tall]);
	else
		text_addf(out, "%d", row * frame->tall);
}

static int label_columns(const struct heat_frame *frame)
{
	int most = 0;
	for (int row = 0; row < frame->rows; row++) {
		LOCAL(text) name = { 0 };
		row_name(frame, row, &name);
		int const wide = utf8_columns(text_get(&name), name.length);
		most = wide > most ? wide : most;
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

static void lay_out(struct heat_frame *frame, int paper, int rows)
{
	struct array const a = frame->heat->a;
	frame->tall = a.rows > rows ? parts(a.rows, rows) : 1;
	frame->wide = 1;
	frame->rows = cells(a.rows, frame->tall);
	frame->cols = a.cols;
	frame->label = frame->heat->bare && a.rows == 1 ? 0 : label_columns(frame);
	int const room = paper - frame->label;
	frame->numbers = true;
	for (int digits = DIGITS_MOST; digits >= DIGITS_LEAST; digits--) {
		// What is far too wide need not be measured.
		if ((long)frame->cols * (DIGITS_LEAST + 2) > room)
			break;
		choose_digits(frame, digits);
		measure_numbers(frame);
		for (frame->shade = SHADE_MOST; frame->shade >= 1; frame->shade--) {
			frame->cell = frame->shade + frame->number + 1 + (frame->shade > 1);
			if (frame->cols * frame->cell <= room)
				return;
		}
	}
	frame->numbers = false;
	frame->cell = (long)frame->cols * 3 <= room ? 3 : 2;
	if ((long)frame->cols * frame->cell > room)
		frame->wide = parts(a.cols, room / frame->cell);
	frame->cols = cells(a.cols, frame->wide);
}

// ---- drawing

static int shade_of(const struct heat_frame *frame, double value)
{
	int shade = 0;
	while (shade < SHADES - 1 && !(fabs(value) / frame->largest > shade_above[shade]))
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
static int number_column(const struct heat_frame *frame, int col)
{
	return frame->label + (col + 1) * frame->cell - 1;
}

static void draw_cell(const struct heat_frame *frame, struct grid *grid, struct area line, int row,
                      int col)
{
	const struct heat *heat = frame->heat;
	int const from = frame->label + col * frame->cell;
	bool const here = heat->here_row >= 0 && heat->here_row / frame->tall == row &&
	                  heat->here_col >= 0 && heat->here_col / frame->wide == col;
	double value;
	if (!cell_value(frame, row, col, &value))
		return;
	enum role const role = role_of(value, here);
	bool const finite = isfinite(value), zero = finite && !(fabs(value) > 0);
	const char *shade = !finite ? "!"
	                    : zero  ? glyph(GLYPH_NOT_YET, heat->ascii)
	                            : shade_letter(shade_of(frame, value), heat->ascii);
	if (frame->numbers) {
		char number[NUMBER_BYTES];
		write_number(frame, value, number);
		for (int i = 0; i < frame->shade && !zero; i++)
			grid_put(grid, line, 0, from + i, role, shade);
		if (here)
			grid_put(grid, line, 0, from + frame->shade - 1, role,
			         glyph(GLYPH_AT, heat->ascii));
		grid_put(grid, line, 0, number_column(frame, col) - (int)strlen(number),
		         finite && !here ? ROLE_TEXT : role, number);
		return;
	}
	grid_put(grid, line, 0, from, role,
	         zero              ? " "
	         : !frame->negative ? shade
	         : value < 0       ? "-"
	         : value > 0       ? "+"
	                           : shade);
	grid_put(grid, line, 0, from + 1, role, shade);
}

// Names stand over a cell where they have some room; numbers over as many cells as they fit.
static void draw_head(const struct heat_frame *frame, struct sheet *sheet)
{
	const struct heat *heat = frame->heat;
	struct area const line = sheet_take(sheet, 1);
	bool const named = heat->col_name && frame->cell >= NAMED_LEAST;
	int end = 0;
	for (int col = 0; col < frame->cols; col++) {
		LOCAL(text) name = { 0 };
		if (named)
			text_add(&name, heat->col_name[col]);
		else
			text_addf(&name, "%d", heat->col_from + col * frame->wide);
		int const needed = utf8_columns(text_get(&name), name.length);
		int const wide = named && needed > frame->cell - 1 ? frame->cell - 1 : needed;
		int const from = frame->numbers ? number_column(frame, col) - wide
		                               : frame->label + col * frame->cell;
		if (from >= end && from + wide <= line.cols) {
			struct area const there = { line.row, line.col + from, 1, wide };
			grid_put(&sheet->paper, there, 0, 0,
			         heat->here_col >= 0 && heat->here_col / frame->wide == col
			                 ? ROLE_STRONG
			                 : ROLE_DIM,
			         text_get(&name));
			end = from + wide + 1;
		}
	}
}

static void draw_rows(const struct heat_frame *frame, struct sheet *sheet)
{
	for (int row = 0; row < frame->rows; row++) {
		struct area const line = sheet_take(sheet, 1);
		LOCAL(text) name = { 0 };
		row_name(frame, row, &name);
		struct area const label = { line.row, line.col, 1, frame->label - 1 };
		int const wide = utf8_columns(text_get(&name), name.length);
		grid_put(&sheet->paper, label, 0, frame->heat->row_name ? 0 : label.cols - wide,
		         frame->heat->here_row >= 0 && frame->heat->here_row / frame->tall == row
		                 ? ROLE_STRONG
		                 : ROLE_DIM,
		         text_get(&name));
		for (int col = 0; col < frame->cols; col++)
			draw_cell(frame, &sheet->paper, line, row, col);
	}
}

static void draw_legend(const struct heat_frame *frame, struct sheet *sheet)
{
	const struct heat *heat = frame->heat;
	LOCAL(text) text = { 0 };
	for (int i = 0; i < SHADES && frame->largest > 0; i++) {
		text_addf(&text, "%s ", shade_letter(i, heat->ascii));
		if (i < SHADES - 1) {
			text_add(&text, "> ");
			number_write_short(shade_above[i] * frame->largest, 2, &text);
			text_add(&text, "  ");
		} else {
			text_add(&text, _("smaller"));
		}
	}
	if (frame->negative && !frame->numbers)
		text_add(&text, _("  of either sign"));
	if (frame->largest > 0) {
		text_add(&text, _("; the largest is "));
		number_write_short(heat->a.at[frame->largest_at], heat->precision, &text);
	} else {
		text_add(&text, _("all is 0"));
	}
	if (frame->numbers && frame->power)
		text_addf(&text, _("; the numbers are to be multiplied by 1e%d"), frame->power);
	if (frame->tall > 1 || frame->wide > 1)
		text_addf(&text, _("; each cell is the largest of %d%s%d elements"), frame->tall,
		          glyph(GLYPH_TIMES, heat->ascii), frame->wide);
	if (frame->nans)
		text_addf(&text, _("; NaN: %d"), frame->nans);
	if (frame->infinities)
		text_addf(&text, _("; Inf: %d"), frame->infinities);
	sheet_prose(sheet, ROLE_HINT, text_get(&text));
}

struct heat heat_of(struct array a, int precision, bool ascii)
{
	return (struct heat){
		.a = a, .here_row = -1, .here_col = -1, .precision = precision, .ascii = ascii
	};
}

static struct heat_frame frame_of(const struct heat *heat, const struct sheet *sheet)
{
	struct heat_frame frame = { .heat = heat };
	int const most = sheet->rows_most < TABLE_ROWS ? sheet->rows_most : TABLE_ROWS;
	// The head, and two lines of legend.
	int const around = heat->bare ? heat->a.rows > 1 : 3;
	survey(&frame);
	lay_out(&frame, sheet->paper.cols, most - around > 1 ? most - around : 1);
	return frame;
}

void heat_measure(const struct heat *heat, const struct sheet *sheet, int *tall, int *wide)
{
	struct heat_frame const frame = frame_of(heat, sheet);
	*tall = frame.tall;
	*wide = frame.wide;
}

void heat_draw(const struct heat *heat, struct sheet *sheet)
{
	struct heat_frame const frame = frame_of(heat, sheet);
	sheet->paper.ascii = sheet->paper.ascii || heat->ascii;
	if (!heat->bare || heat->a.rows > 1)
		draw_head(&frame, sheet);
	draw_rows(&frame, sheet);
	if (!heat->bare)
		draw_legend(&frame, sheet);
}
