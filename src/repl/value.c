// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array/elide.h"
#include "array/number.h"
#include "base/memory.h"
#include "base/utf8.h"

enum {
	LINES_MOST = 100, // of rows, and of columns where no width limits them
	FIT_MOST = 200,   // of columns and entries, however wide the screen is
	ROUND_ROW = 2 // columns of an indented row in brackets beside its numbers with their gaps
};

// As many columns of `width` and a gap as fit into `columns`.
static int fitting(int columns, int width)
{
	int const fit = columns / (width + 2);
	return fit < FIT_MOST ? fit : FIT_MOST;
}

static const char *dots(void)
{
	return utf8_locale() ? "…" : "...";
}

static int number_width(struct array a, struct number_format format, const int *row, int rows,
                        const int *col, int cols)
{
	char digits[NUMBER_BYTES];
	int width = 1;
	for (int i = 0; i < rows; i++)
		for (int j = 0; j < cols; j++) {
			if (row[i] < 0 || col[j] < 0)
				continue;
			number_put(a.at[(size_t)row[i] * (size_t)a.cols + (size_t)col[j]], format,
			          digits);
			int const length = (int)strlen(digits);
			width = length > width ? length : width;
		}
	return width;
}

void value_write(struct array a, int precision, int columns, struct text *out)
{
	struct number_format const format = number_format_of(a, precision);
	int row[LINES_MOST], col[LINES_MOST];
	int const rows = elide(a.rows, LINES_MOST, -1, row);
	int cols = elide(a.cols, LINES_MOST, -1, col);
	int const width = number_width(a, format, row, rows, col, cols);
	if (columns > 0) {
		int const room = columns > ROUND_ROW ? (columns - ROUND_ROW) / (width + 2) : 0;
		cols = elide(a.cols, room < LINES_MOST ? room : LINES_MOST, -1, col);
	}
	for (int i = 0; i < rows; i++) {
		text_add(out, i ? "\n  [" : "  [");
		for (int j = 0; j < cols; j++) {
			char digits[NUMBER_BYTES];
			bool const left_out = row[i] < 0 || col[j] < 0;
			if (!left_out)
				number_put(a.at[(size_t)row[i] * (size_t)a.cols + (size_t)col[j]],
				          format, digits);
			const char *shown = left_out ? dots() : digits;
			int const wide = col[j] < 0 ? utf8_columns(dots(), strlen(dots())) : width;
			text_addf(out, "%s%*s%s", j ? "  " : "",
			          wide - utf8_columns(shown, strlen(shown)), "", shown);
		}
		text_add_char(out, ']');
	}
}

void value_write_list(struct array a, int precision, int columns, struct text *out)
{
	struct number_format const format = number_format_of(a, precision);
	int const count = (int)array_size(a);
	int which[FIT_MOST];
	int const only_row = 0;
	if (count == 1) {
		number_write(a.at[0], precision, out);
		return;
	}
	int const width = number_width((struct array){ 1, count, a.at }, format, &only_row, 1,
	                               which, elide(count, LINES_MOST, -1, which));
	int const shown = elide(count, fitting(columns, width), -1, which);
	text_add_char(out, '[');
	for (int i = 0; i < shown; i++) {
		char digits[NUMBER_BYTES];
		if (which[i] >= 0)
			number_put(a.at[which[i]], format, digits);
		text_addf(out, i ? ", %s" : "%s", which[i] < 0 ? dots() : digits);
	}
	text_add(out, a.cols == 1 ? "]'" : "]");
}

void value_write_rows(struct array a, int precision, int columns, struct text *out)
{
	struct number_format const format = number_format_of(a, precision);
	int row[1], all[LINES_MOST], col[FIT_MOST], width = 1;
	int const sampled = elide(a.cols, LINES_MOST, -1, all);
	for (row[0] = 0; row[0] < a.rows; row[0]++) {
		int const wide = number_width(a, format, row, 1, all, sampled);
		width = wide > width ? wide : width;
	}
	int const fits = columns > 0 ? fitting(columns, width) : FIT_MOST;
	int const cols = elide(a.cols, fits, -1, col);
	for (int i = 0; i < a.rows; i++) {
		text_add(out, i ? "\n" : "");
		text_add(out, a.cols > 1 ? "[" : "");
		for (int j = 0; j < cols; j++) {
			char digits[NUMBER_BYTES];
			if (col[j] >= 0)
				number_put(a.at[(size_t)i * (size_t)a.cols + (size_t)col[j]], format,
				          digits);
			const char *shown = col[j] < 0 ? dots() : digits;
			int const wide = col[j] < 0 ? utf8_columns(shown, strlen(shown)) : width;
			text_addf(out, "%s%*s%s", j ? "  " : "",
			          wide - utf8_columns(shown, strlen(shown)), "", shown);
		}
		text_add(out, a.cols > 1 ? "]" : "");
	}
}
