// SPDX-License-Identifier: GPL-3.0-or-later
// Boxes: small pictures that are put together on their baselines.  A part that goes into a whole is
// freed by it.  What the parts mean is not known here.
#include "lang/typeset.h"

#include <string.h>

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

struct box box_beside(struct box left, struct box right)
{
	int const above = larger(left.baseline, right.baseline);
	int const below = larger(left.grid.rows - left.baseline, right.grid.rows - right.baseline);
	struct box both = { grid_new(above + below, left.grid.cols + right.grid.cols), above };
	struct area const all = grid_area(&both.grid);
	box_draw(&left, &both.grid, all, above - left.baseline, 0);
	box_draw(&right, &both.grid, all, above - right.baseline, left.grid.cols);
	box_free(&left);
	box_free(&right);
	return both;
}

struct box box_above(struct box upper, struct box lower)
{
	struct box both = { grid_new(upper.grid.rows + lower.grid.rows,
		                     larger(upper.grid.cols, lower.grid.cols)),
		            upper.grid.rows + lower.baseline };
	struct area const all = grid_area(&both.grid);
	box_draw(&upper, &both.grid, all, 0, 0);
	box_draw(&lower, &both.grid, all, upper.grid.rows, 0);
	box_free(&upper);
	box_free(&lower);
	return both;
}

static struct pair centred(struct pair pair)
{
	int const cols = larger(pair.names.grid.cols, pair.numbers.grid.cols);
	struct box *const parts[] = { &pair.names, &pair.numbers };
	for (int i = 0; i < 2; i++) {
		struct box wide = { grid_new(parts[i]->grid.rows, cols), parts[i]->baseline };
		box_draw(parts[i], &wide.grid, grid_area(&wide.grid), 0,
		         (cols - parts[i]->grid.cols) / 2);
		box_free(parts[i]);
		*parts[i] = wide;
	}
	return pair;
}

struct pair pair_text(const char *text, enum role role)
{
	return (struct pair){ box_text(text, role), box_text(text, role) };
}

struct pair pair_value(const char *name, enum role name_role, struct array a, enum role role,
                       const struct typeset_style *style)
{
	return centred((struct pair){ box_text(name, name_role), box_matrix(a, style, role) });
}

struct pair pair_beside(struct pair left, struct pair right)
{
	return (struct pair){ box_beside(left.names, right.names),
		              box_beside(left.numbers, right.numbers) };
}

static struct box indented(struct box box, int cols)
{
	struct box margin = { grid_new(box.grid.rows, cols), box.baseline };
	return box_beside(margin, box);
}

struct box typeset_flow(struct pair *pieces, int count, int indent, int cols)
{
	struct box all = { 0 };
	for (int i = 0; i < count;) {
		int const margin = i ? indent : 0;
		struct pair line = pieces[i++];
		while (i < count &&
		       margin + line.names.grid.cols + pieces[i].names.grid.cols <= cols)
			line = pair_beside(line, pieces[i++]);
		all = box_above(all, indented(box_above(line.names, line.numbers), margin));
	}
	return all;
}
