// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/sheet.h"

struct sheet sheet_new(int cols, int rows_most)
{
	return (struct sheet){ .paper = grid_new(0, cols > 0 ? cols : 0), .rows_most = rows_most };
}

void sheet_free(struct sheet *sheet)
{
	grid_free(&sheet->paper);
	*sheet = (struct sheet){ 0 };
}

struct area sheet_take(struct sheet *sheet, int rows)
{
	int const cols = sheet->paper.cols;
	struct area const taken = { sheet->rows, 0, rows, cols };
	sheet->rows += rows;
	if (sheet->rows > sheet->paper.rows) {
		LOCAL(box) old = { sheet->paper, 0 };
		sheet->paper = grid_new(2 * sheet->rows + 8, cols);
		sheet->paper.ascii = old.grid.ascii;
		box_draw(&old, &sheet->paper, grid_area(&sheet->paper), 0, 0);
	}
	return taken;
}

void sheet_line(struct sheet *sheet, int col, enum role role, const char *text)
{
	struct area const line = sheet_take(sheet, 1);
	grid_put(&sheet->paper, line, 0, col, role, text);
}

void sheet_linef(struct sheet *sheet, int col, enum role role, const char *format, ...)
{
	LOCAL(text) text = { 0 };
	va_list arguments;
	va_start(arguments, format);
	text_addv(&text, format, arguments);
	va_end(arguments);
	sheet_line(sheet, col, role, text_get(&text));
}

void sheet_prose(struct sheet *sheet, enum role role, const char *text)
{
	sheet_prose_at(sheet, 0, role, text);
}

void sheet_prose_at(struct sheet *sheet, int col, enum role role, const char *text)
{
	struct area all = { 0, col, 0, sheet->paper.cols - col };
	all.rows = grid_wrap(NULL, all, 0, role, text);
	struct area lines = sheet_take(sheet, all.rows);
	lines.col += col;
	lines.cols -= col;
	grid_wrap(&sheet->paper, lines, 0, role, text);
}

void sheet_box(struct sheet *sheet, int col, struct box box)
{
	struct area const lines = sheet_take(sheet, box.grid.rows);
	box_draw(&box, &sheet->paper, lines, 0, col);
	box_free(&box);
}

// The written part as a box that does not own its cells.
static struct box written(const struct sheet *sheet)
{
	struct box box = { sheet->paper, 0 };
	box.grid.rows = sheet->rows;
	return box;
}

void sheet_draw(const struct sheet *sheet, struct grid *grid, struct area area, int scroll)
{
	struct box const all = written(sheet);
	box_draw(&all, grid, area, -scroll, 0);
}

void sheet_write(const struct sheet *sheet, struct text *out)
{
	struct box const all = written(sheet);
	grid_write(&all.grid, out);
}
