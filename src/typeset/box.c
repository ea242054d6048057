// SPDX-License-Identifier: GPL-3.0-or-later
#include "typeset/box.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/utf8.h"

void box_free(struct box *box)
{
	grid_free(&box->grid);
	*box = (struct box){ 0 };
}

struct box box_text(const char *text, enum role role)
{
	struct box box = { .grid = grid_new(1, utf8_columns(text, strlen(text))) };
	grid_put(&box.grid, grid_area(&box.grid), 0, 0, role, text);
	return box;
}

struct box box_blank(int cols)
{
	return (struct box){ .grid = grid_new(1, cols) };
}

void box_write(const struct box *box, struct text *out)
{
	const struct cell_of_grid *cell = box->grid.cells;
	for (int i = 0; i < box->grid.cols && box->grid.rows; i++, cell++)
		if (cell->columns)
			text_add(out, cell->letter[0] ? cell->letter : " ");
}

int box_draw(const struct box *box, struct grid *grid, struct area area, int row, int col)
{
	const struct cell_of_grid *cell = box->grid.cells;
	for (int i = 0; i < box->grid.rows; i++)
		for (int j = 0; j < box->grid.cols; j++, cell++)
			if (cell->letter[0])
				grid_put(grid, area, row + i, col + j, cell->role, cell->letter);
			else if (cell->columns && cell->role != ROLE_TEXT)
				grid_put(grid, area, row + i, col + j, cell->role, " ");
	return box->grid.rows;
}

static int larger(int a, int b)
{
	return a > b ? a : b;
}

// Draws a part into a whole and frees it.
static void place(struct box *whole, struct box part, int row, int col)
{
	box_draw(&part, &whole->grid, grid_area(&whole->grid), row, col);
	box_free(&part);
}

static int below(const struct box *box)
{
	return box->grid.rows - box->baseline;
}

struct box box_row(struct box *part, int count)
{
	int over = 0, under = 0, cols = 0;
	for (int i = 0; i < count; i++) {
		over = larger(over, part[i].baseline);
		under = larger(under, below(&part[i]));
		cols += part[i].grid.cols;
	}
	struct box row = { grid_new(over + under, cols), over };
	for (int i = 0, at = 0; i < count; i++) {
		int const width = part[i].grid.cols;
		place(&row, part[i], over - part[i].baseline, at);
		at += width;
	}
	return row;
}

struct box box_beside(struct box left, struct box right)
{
	return box_row((struct box[]){ left, right }, 2);
}

struct box box_above(struct box upper, struct box lower)
{
	int const rows = upper.grid.rows;
	struct box both = { grid_new(rows + lower.grid.rows,
		                     larger(upper.grid.cols, lower.grid.cols)),
		            rows + lower.baseline };
	place(&both, upper, 0, 0);
	place(&both, lower, rows, 0);
	return both;
}

// Boxes upon each other, centred; the baseline is in the middle one.
static struct box pile(struct box high, struct box middle, struct box low)
{
	int const cols = larger(larger(high.grid.cols, low.grid.cols), middle.grid.cols);
	int const first = high.grid.rows, second = first + middle.grid.rows;
	struct box all = { grid_new(second + low.grid.rows, cols), first + middle.baseline };
	place(&all, high, 0, (cols - high.grid.cols) / 2);
	place(&all, middle, first, (cols - middle.grid.cols) / 2);
	place(&all, low, second, (cols - low.grid.cols) / 2);
	return all;
}

struct box box_fraction(struct box upper, struct box lower, bool ascii, enum role role)
{
	// The bar over a fraction's fraction is the longer one.
	bool const tall = upper.grid.rows > 1 || lower.grid.rows > 1;
	int const cols = larger(upper.grid.cols, lower.grid.cols) + (tall ? 2 : 0);
	struct box bar = box_blank(larger(cols, 1));
	grid_fill(&bar.grid, grid_area(&bar.grid), role, ascii ? "-" : "─");
	return pile(upper, bar, lower);
}

struct box box_limits(struct box base, struct box low, struct box high)
{
	return pile(high, base, low);
}

struct box box_scripts(struct box base, struct box middle, struct box low, struct box high)
{
	bool const tall = base.grid.rows > 1;
	int const top = base.baseline, bottom = base.grid.rows - 1 - base.baseline;
	// Rows above and below the line of writing that the scripts reach.
	int const up = tall ? top + high.grid.rows - (top > 0) : high.grid.rows;
	int const down = tall ? bottom + low.grid.rows - (bottom > 0) : low.grid.rows;
	int const over = larger(larger(top, middle.baseline), high.grid.rows ? up : 0);
	int const under = larger(larger(bottom, below(&middle) - 1), low.grid.rows ? down : 0);
	int const width = base.grid.cols;
	int const cols = larger(larger(middle.grid.cols, low.grid.cols), high.grid.cols);
	struct box all = { grid_new(over + 1 + under, width + cols), over };
	int const low_row = over + 1 + down - low.grid.rows;
	place(&all, base, over - top, 0);
	place(&all, middle, over - middle.baseline, width);
	place(&all, high, over - up, width);
	place(&all, low, low_row, width);
	return all;
}

// How a bracket of one row looks, and the parts of a tall one: top, extension, bottom, middle.
static const struct bracket {
	const char *sign, *ascii;
	const char *part[2][4];
} brackets[] = {
	{ "(", "(", { { "⎛", "⎜", "⎝", "⎜" }, { "/", "|", "\\", "|" } } },
	{ ")", ")", { { "⎞", "⎟", "⎠", "⎟" }, { "\\", "|", "/", "|" } } },
	{ "[", "[", { { "⎡", "⎢", "⎣", "⎢" }, { "[", "|", "[", "|" } } },
	{ "]", "]", { { "⎤", "⎥", "⎦", "⎥" }, { "]", "|", "]", "|" } } },
	{ "{", "{", { { "⎧", "⎪", "⎩", "⎨" }, { "/", "|", "\\", "<" } } },
	{ "}", "}", { { "⎫", "⎪", "⎭", "⎬" }, { "\\", "|", "/", ">" } } },
	{ "|", "|", { { "│", "│", "│", "│" }, { "|", "|", "|", "|" } } },
	{ "‖", "||", { { "‖", "‖", "‖", "‖" }, { "||", "||", "||", "||" } } },
	{ "⟨", "<", { { "╱", "⟨", "╲", "⟨" }, { "/", "<", "\\", "<" } } },
	{ "⟩", ">", { { "╲", "⟩", "╱", "⟩" }, { "\\", ">", "/", ">" } } },
};

static const char *bracket_part(const char *sign, bool ascii, int row, int rows)
{
	const struct bracket *bracket = NULL;
	for (size_t i = 0; i < sizeof brackets / sizeof *brackets; i++)
		if (!strcmp(brackets[i].sign, sign))
			bracket = &brackets[i];
	if (!bracket)
		return sign;
	if (rows == 1)
		return ascii ? bracket->ascii : bracket->sign;
	int const part = row == 0 ? 0 : row == rows - 1 ? 2 : row == rows / 2 && rows > 2 ? 3 : 1;
	return bracket->part[ascii][part];
}

void box_put_bracket(struct box *box, int col, const char *sign, bool ascii, enum role role)
{
	struct area const all = grid_area(&box->grid);
	for (int i = 0; i < all.rows; i++)
		grid_put(&box->grid, all, i, col, role, bracket_part(sign, ascii, i, all.rows));
}

struct box box_enclosed(struct box box, const char *left, const char *right, bool ascii,
                        enum role role)
{
	const char *const begin = bracket_part(left, ascii, 0, box.grid.rows);
	const char *const end = bracket_part(right, ascii, 0, box.grid.rows);
	int const before = utf8_columns(begin, strlen(begin));
	int const width = box.grid.cols;
	struct box all = { grid_new(box.grid.rows, before + width + utf8_columns(end, strlen(end))),
		           box.baseline };
	place(&all, box, 0, before);
	box_put_bracket(&all, 0, left, ascii, role);
	box_put_bracket(&all, before + width, right, ascii, role);
	return all;
}

// Columns left of the decimal point of a number, or all.
static int left_of_point(const struct box *box)
{
	const struct cell_of_grid *cell = box->grid.cells;
	for (int j = 0; j < box->grid.cols && box->grid.rows == 1; j++)
		if (cell[j].letter[0] && strchr(".e", cell[j].letter[0]))
			return j;
	return box->grid.cols;
}

// What a column needs left and right of the line on which its parts are aligned.
struct column {
	int left, right;
};

static int left_part(const struct box *box, enum box_align align)
{
	return align == BOX_POINT    ? left_of_point(box)
	       : align == BOX_RIGHT  ? box->grid.cols
	       : align == BOX_CENTRE ? box->grid.cols / 2
	                             : 0;
}

static struct column measure_column(const struct box *cell, int rows, int cols,
                                    enum box_align align)
{
	struct column column = { 0, 0 };
	for (int i = 0; i < rows; i++) {
		int const left = left_part(&cell[i * cols], align);
		column.left = larger(column.left, left);
		column.right = larger(column.right, cell[i * cols].grid.cols - left);
	}
	return column;
}

// One row of a table.
static struct box table_row(struct box *cell, int cols, const struct column *column,
                            const enum box_align *align, int gap)
{
	int over = 0, under = 1, width = 0;
	for (int j = 0; j < cols; j++) {
		over = larger(over, cell[j].baseline);
		under = larger(under, below(&cell[j]));
		width += (j ? gap : 0) + column[j].left + column[j].right;
	}
	struct box row = { grid_new(over + under, width), over };
	for (int j = 0, at = 0; j < cols; j++) {
		place(&row, cell[j], over - cell[j].baseline,
		      at + column[j].left - left_part(&cell[j], align[j]));
		at += column[j].left + column[j].right + gap;
	}
	return row;
}

struct box box_table(struct box *cell, int rows, int cols, const enum box_align *align, int gap)
{
	struct column *const column = memory_get((size_t)cols + 1, sizeof *column);
	for (int j = 0; j < cols; j++)
		column[j] = measure_column(cell + j, rows, cols, align[j]);
	struct box all = { 0 };
	for (int i = 0; i < rows; i++)
		all = box_above(all, table_row(cell + i * cols, cols, column, align, gap));
	all.baseline = all.grid.rows > 0 ? (all.grid.rows - 1) / 2 : 0;
	free(column);
	return all;
}
