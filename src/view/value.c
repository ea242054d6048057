// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/value.h"

#include <limits.h>

#include "typeset/typeset.h"
#include "view/bars.h"
#include "view/heat.h"

enum { GAP = 3, BESIDE_LEAST = 24, NUMBERS_MOST = 16 };

// The numbers with as many digits as fit; a box without rows: none fit.
static struct box numbers(const struct scene *scene, const char *name, struct array value, int cols,
                          int rows)
{
	enum { DIGITS_LEAST = 2 };
	int const largest = value.rows > value.cols ? value.rows : value.cols;
	for (int digits = scene->precision; largest <= NUMBERS_MOST && digits >= DIGITS_LEAST; digits--) {
		struct typeset_style const style = { .ascii = scene->ascii,
			                             .precision = digits,
			                             .rows_most = NUMBERS_MOST,
			                             .cols_most = NUMBERS_MOST };
		struct box box = box_beside(box_text(name, ROLE_MATH), box_text(" = ", ROLE_MATH));
		box = box_beside(box, box_matrix(value, &style, ROLE_NEW));
		if (box.grid.cols <= cols && box.grid.rows <= rows)
			return box;
		box_free(&box);
	}
	return (struct box){ 0 };
}

// A sheet beside what is drawn: bars or a heat map in so many columns.
static struct sheet picture(const struct scene *scene, struct array value, int cols, int rows, bool bare)
{
	struct sheet sheet = sheet_new(cols, rows);
	if (value.rows > 1 && value.cols > 1) {
		struct heat heat = heat_of(value, scene->precision, scene->ascii);
		heat.bare = bare;
		heat_draw(&heat, &sheet);
	} else {
		struct bars const bars = { .a = value, .precision = scene->precision,
			                   .ascii = scene->ascii };
		bars_draw(&bars, &sheet);
	}
	return sheet;
}

void value_draw(const struct scene *scene, const char *name, struct array value, struct sheet *sheet)
{
	int const cols = sheet->paper.cols, most = sheet->rows_most;
	struct box box = numbers(scene, name, value, cols, most);
	int const left = box.grid.rows ? box.grid.cols + GAP : 0;
	if (!box.grid.rows)
		sheet_line(sheet, 0, ROLE_MATH, name);
	int const rest = cols - left;
	if (array_size(value) < 2 || (left && rest < BESIDE_LEAST)) {
		sheet_box(sheet, 0, box);
		return;
	}
	int const used = left ? 0 : 1;
	struct sheet beside = picture(scene, value, rest, most == INT_MAX ? most : most - used, left > 0);
	int const rows = beside.rows > box.grid.rows ? beside.rows : box.grid.rows;
	struct area const lines = sheet_take(sheet, rows);
	box_draw(&box, &sheet->paper, lines, 0, 0);
	struct area right = lines;
	right.col += left;
	right.cols -= left;
	sheet_draw(&beside, &sheet->paper, right, 0);
	sheet_free(&beside);
	box_free(&box);
}
