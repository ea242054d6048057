// SPDX-License-Identifier: GPL-3.0-or-later
// A matrix as a picture: numbers of one format, aligned on the decimal point, in tall brackets; of a
// large one the first and the last lines.  Costs what is shown, not what there is (one-hot vectors
// excepted).
#include "typeset/typeset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array/elide.h"
#include "array/number.h"
#include "base/memory.h"
#include "typeset/tex.h"

// The position of the 1 of a one-hot vector; -1: it is not one.
static int find_hot(struct array a)
{
	int hot = -1;
	for (int i = 0; i < a.rows; i++)
		if (a.at[i] != 0) {
			if (hot >= 0 || a.at[i] != 1)
				return -1;
			hot = i;
		}
	return hot;
}

// The lines that are shown, ELIDED for a gap.
struct lines {
	int *at;
	int count;
};

static struct lines choose_lines(int count, int most, int keep)
{
	int const room = count < most ? count : most;
	int *const at = memory_get((size_t)(room < ELIDE_LEAST ? ELIDE_LEAST : room), sizeof(int));
	return (struct lines){ at, elide(count, most, keep, at) };
}

// What a column needs left of the decimal point, and from it on.
struct column {
	int left, right;
};

static int left_of_point(const char *number)
{
	return (int)strcspn(number, ".e");
}

// Numbers of the shown lines, row by row; a gap's are empty.
static char (*write_numbers(struct array a, struct lines rows, struct lines cols,
                            int precision))[NUMBER_BYTES]
{
	char(*number)[NUMBER_BYTES] =
		memory_get((size_t)rows.count * (size_t)cols.count, NUMBER_BYTES);
	double largest = 0;
	bool whole = true;
	for (int pass = 0; pass < 2; pass++) {
		struct number_format const format = number_format_in_formula(largest, whole, precision);
		for (int i = 0; i < rows.count; i++)
			for (int j = 0; j < cols.count; j++) {
				if (rows.at[i] < 0 || cols.at[j] < 0)
					continue;
				double const value = a.at[(size_t)rows.at[i] * (size_t)a.cols +
				                          (size_t)cols.at[j]];
				if (pass)
					number_put(value, format, number[i * cols.count + j]);
				else
					number_gather(value, &largest, &whole);
			}
	}
	return number;
}

static struct column measure_column(char (*number)[NUMBER_BYTES], int rows, int cols, int j)
{
	struct column column = { 0, 0 };
	for (int i = 0; i < rows; i++) {
		const char *const each = number[i * cols + j];
		int const left = left_of_point(each);
		int const right = (int)strlen(each) - left;
		column.left = left > column.left ? left : column.left;
		column.right = right > column.right ? right : column.right;
	}
	return column;
}

static const char *gap_glyph(bool row_gap, bool col_gap, bool ascii)
{
	if (row_gap && col_gap)
		return ascii ? "." : "⋱";
	return row_gap ? (ascii ? ":" : "⋮") : ascii ? ".." : "⋯";
}

struct box box_matrix(struct array a, const struct typeset_style *style, enum role role)
{
	if (a.rows == 1 && a.cols == 1) {
		LOCAL(text) number = { 0 };
		number_write_in_formula(a.at[0], style->precision, &number);
		struct box box = box_text(text_get(&number), role);
		return box;
	}
	bool const long_vector = a.cols == 1 && a.rows > style->rows_most;
	struct lines rows = choose_lines(a.rows, style->rows_most, long_vector ? find_hot(a) : -1);
	struct lines cols = choose_lines(a.cols, style->cols_most, -1);
	char(*number)[NUMBER_BYTES] = write_numbers(a, rows, cols, style->precision);
	struct column *column = memory_get((size_t)cols.count, sizeof *column);
	int width = 2 + cols.count - 1;
	for (int j = 0; j < cols.count; j++) {
		column[j] = measure_column(number, rows.count, cols.count, j);
		if (cols.at[j] < 0)
			column[j].left = style->ascii ? 2 : 1;
		width += column[j].left + column[j].right;
	}
	struct box box = { grid_new(rows.count, width), (rows.count - 1) / 2 };
	struct area const all = grid_area(&box.grid);
	box_put_bracket(&box, 0, style->ascii ? "[" : "(", style->ascii, role);
	box_put_bracket(&box, width - 1, style->ascii ? "]" : ")", style->ascii, role);
	for (int i = 0; i < rows.count; i++)
		for (int j = 0, at = 1; j < cols.count; j++) {
			const char *const each = number[i * cols.count + j];
			bool const row_gap = rows.at[i] < 0, col_gap = cols.at[j] < 0;
			if (row_gap || col_gap)
				grid_put(&box.grid, all, i, at + (row_gap ? column[j].left - 1 : 0),
				         role, gap_glyph(row_gap, col_gap, style->ascii));
			else
				grid_put(&box.grid, all, i,
				         at + column[j].left - left_of_point(each), role, each);
			at += column[j].left + column[j].right + 1;
		}
	free(column);
	free(number);
	free(rows.at);
	free(cols.at);
	return box;
}

void typeset_matrix_tex(struct array a, const struct typeset_style *style, struct text *out)
{
	if (a.rows == 1 && a.cols == 1) {
		LOCAL(text) digits = { 0 };
		number_write_in_formula(a.at[0], style->precision, &digits);
		tex_write_digits(text_get(&digits), out);
		return;
	}
	struct lines rows = choose_lines(a.rows, style->rows_most, -1);
	struct lines cols = choose_lines(a.cols, style->cols_most, -1);
	char(*number)[NUMBER_BYTES] = write_numbers(a, rows, cols, style->precision);
	text_add(out, "\\begin{pmatrix}");
	for (int i = 0; i < rows.count; i++)
		for (int j = 0; j < cols.count; j++) {
			bool const row_gap = rows.at[i] < 0, col_gap = cols.at[j] < 0;
			text_add(out, j ? " & " : i ? " \\\\ " : "");
			if (row_gap || col_gap)
				text_add(out, !row_gap ? "\\cdots" : col_gap ? "\\ddots" : "\\vdots");
			else
				tex_write_digits(number[i * cols.count + j], out);
		}
	text_add(out, "\\end{pmatrix}");
	free(number);
	free(rows.at);
	free(cols.at);
}
