// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody speaks of, lit in the drawing of the network, which names little of what it shows: a pass
// over what has been drawn.  Marks stand round it, so that it is seen without colours too; of what is not
// computed yet only the place is lit.
#include <string.h>

#include "base/utf8.h"
#include "view/glyph.h"
#include "view/lit.h"
#include "view/unrolled.h"

static struct cell_of_grid *cell_at(const struct unrolled *drawing, int row, int col)
{
	return grid_at(drawing->grid, drawing->area.row + row, drawing->area.col + col);
}

static bool is_blank(const struct unrolled *drawing, int row, int col)
{
	return col < drawing->gutter || col >= drawing->area.cols || grid_is_blank(cell_at(drawing, row, col));
}

static bool stands(const struct unrolled *drawing, int row, int col, enum glyph mark)
{
	return col >= 0 && col < drawing->area.cols &&
	       !strcmp(cell_at(drawing, row, col)->letter, glyph(mark, drawing->ascii));
}

// The text that stands in a column; `whole`: also behind a blank (a line from time to time is none of it).
static struct extent find(const struct unrolled *drawing, int row, int column, bool whole)
{
	int const middle = unrolled_middle(drawing, column);
	int from = middle, to = middle;
	if (whole) {
		from = middle - drawing->width / 2 + 1;
		to = from + drawing->width - 2;
		while (from < middle && is_blank(drawing, row, from))
			from++;
		while (to > middle && is_blank(drawing, row, to - 1))
			to--;
		return (struct extent){ from, to > from ? to - from : 0 };
	}
	while (!is_blank(drawing, row, from - 1) && !stands(drawing, row, from - 1, GLYPH_HERE_RIGHT))
		from--;
	while (!is_blank(drawing, row, to))
		to++;
	return (struct extent){ from, to - from };
}

// Whether a name may stand there: nothing does, or a line of the drawing.  A head tells where a line goes.
static bool is_free(const struct unrolled *drawing, int row, int col, bool heads)
{
	static const enum glyph lines[] = { GLYPH_LINK, GLYPH_UP, GLYPH_UP_HEAD, GLYPH_FALL_HEAD };
	if (col < 0 || col >= drawing->area.cols)
		return false;
	const struct cell_of_grid *const cell = cell_at(drawing, row, col);
	const char *const letter = cell->letter;
	bool is_line = cell->columns && !*letter;
	for (size_t i = 0; !is_line && i < sizeof lines / sizeof *lines; i++)
		is_line = !strcmp(letter, glyph(lines[i], drawing->ascii));
	for (int flow = GLYPH_FLOW; !is_line && flow <= GLYPH_FLOW_LAST; flow++)
		is_line = !strcmp(letter, glyph((enum glyph)flow, drawing->ascii));
	return is_line || (heads && (!strcmp(letter, glyph(GLYPH_LINK_HEAD, drawing->ascii)) ||
	                             !strcmp(letter, glyph(GLYPH_FLOW_HEAD, drawing->ascii))));
}

// Whether a name with its marks has room there.
static bool has_room(const struct unrolled *drawing, int row, struct extent name, bool heads)
{
	for (int col = name.from - 1; col <= name.from + name.cols; col++)
		if (!is_free(drawing, row, col, heads))
			return false;
	return true;
}

// The room for a name that is nearest to where it belongs, and no farther than half a column away.
static bool find_room(const struct unrolled *drawing, int row, struct extent *name)
{
	int const there = name->from;
	for (int heads = 0; heads <= 1; heads++)
		for (int away = 0; away <= drawing->width / 2; away++)
			for (int side = 1; side >= -1; side -= 2) {
				name->from = there + side * away;
				if (has_room(drawing, row, *name, heads))
					return true;
			}
	return false;
}

static void light(const struct unrolled *drawing, int row, struct extent extent, const char *not_yet)
{
	if (extent.from < 1 || row < 0 || stands(drawing, row, extent.from, GLYPH_HERE_LEFT) ||
	    stands(drawing, row, extent.from - 1, GLYPH_HERE_LEFT))
		return; // the place is there
	if (stands(drawing, row, extent.from - 1, GLYPH_HERE_RIGHT))
		return; // the place is so near that no mark has room
	if (!extent.cols) {
		struct extent const name = { extent.from, utf8_columns(not_yet, strlen(not_yet)) };
		if (!has_room(drawing, row, name, false))
			return;
		extent.cols = grid_put(drawing->grid, drawing->area, row, extent.from, ROLE_LIT, not_yet);
	}
	unrolled_mark(drawing, row, extent, ROLE_LIT);
}

static void light_states(const struct unrolled *drawing, const struct lit *lit, int column)
{
	int const states = drawing->anatomy.states, time = drawing->time[column];
	for (int s = 0; s < states; s++) {
		int const quantity = drawing->anatomy.state[s];
		int const row = drawing->rows.states + states - 1 - s;
		if (lit_has_value(lit, quantity, time) || lit_has_gradient(lit, quantity, time))
			light(drawing, row, find(drawing, row, column, false),
			      glyph(GLYPH_NOT_YET, drawing->ascii));
	}
}

// The initial states, which make room for the mark on their left.
static void light_initial(const struct unrolled *drawing, const struct lit *lit)
{
	int const states = drawing->anatomy.states;
	for (int s = 0; s < states && !drawing->time[0]; s++) {
		int const quantity = drawing->anatomy.state[s];
		int const row = drawing->rows.states + states - 1 - s;
		if (!lit_has_value(lit, quantity, LIT_INITIAL) && !lit_has_gradient(lit, quantity, LIT_INITIAL))
			continue;
		if (stands(drawing, row, 0, GLYPH_HERE_LEFT))
			continue; // the place is there
		LOCAL(text) name = { 0 };
		unrolled_write_at(drawing, quantity, -1, &name);
		struct extent const there = { 1, utf8_columns(text_get(&name), name.length) };
		grid_put(drawing->grid, drawing->area, row, there.from, ROLE_LIT, text_get(&name));
		unrolled_mark(drawing, row, there, ROLE_LIT);
	}
}

// Whether the delta that the drawing shows at a step is spoken of.
static bool has_delta(const struct unrolled *drawing, const struct lit *lit, int k)
{
	const struct scene *scene = unrolled_scene(drawing);
	const struct cell *cell = study_cell(drawing->study);
	bool const backward = unrolled_is_backward(drawing);
	int const t = scene->walk->itinerary.single || !backward ? k : scene->place.t;
	for (int i = 0; i < cell->deltas; i++)
		if (lit_has_gradient(lit, cell->delta[i], k))
			return true;
	return lit_has_delta(lit, t, k);
}

static void light_delta(const struct unrolled *drawing, const struct lit *lit, int column)
{
	LOCAL(text) not_yet = { 0 };
	int const row = drawing->rows.below;
	if (row < 0 || !has_delta(drawing, lit, drawing->time[column]))
		return;
	bool const drawn = study_has_delta(drawing->study, unrolled_scene(drawing)->place.t,
	                                   drawing->time[column]);
	text_addf(&not_yet, "%s %s", drawing->ascii ? "d" : "δ", glyph(GLYPH_NOT_YET, drawing->ascii));
	struct extent const here = { unrolled_middle(drawing, column) - 1, 0 };
	light(drawing, row, drawn ? find(drawing, row, column, true) : here, text_get(&not_yet));
}

// A quantity of which each time has one thing in a row of its own.
static void light_in_row(const struct unrolled *drawing, const struct lit *lit, int column, int row,
                         int quantity)
{
	if (row >= 0 && quantity >= 0 && lit_has_value(lit, quantity, drawing->time[column]))
		light(drawing, row, find(drawing, row, column, true),
		      glyph(GLYPH_NOT_YET, drawing->ascii));
}

// A parameter, or its sum: on the line that it is for, into the step at hand, beside what stands there.
static void light_parameter(const struct unrolled *drawing, const struct lit *lit, int quantity)
{
	const struct cell *cell = study_cell(drawing->study);
	bool const value = lit_has_value(lit, quantity, LIT_ANY);
	bool const gradient = lit_has_gradient(lit, quantity, LIT_ANY);
	if (cell->quantity[quantity].kind != QUANTITY_PARAMETER || !(value || gradient))
		return;
	if (drawing->lit && drawing->lit->quantity == quantity && !value)
		return; // its sum is the place
	enum stand const stand = drawing->anatomy.stand[quantity];
	int const index = drawing->anatomy.row[quantity];
	int column = drawing->lit_column < 0 ? drawing->columns - 1 : drawing->lit_column;
	int row = stand == STAND_BELOW   ? drawing->rows.below
	          : stand == STAND_ABOVE ? drawing->rows.above
	                                 : -1;
	int middle = unrolled_middle(drawing, column);
	if (stand == STAND_CARRY && index >= 0) {
		row = drawing->rows.states + drawing->anatomy.states - 1 - index;
		middle = column > 0 ? middle - drawing->width / 2 : unrolled_middle(drawing, 0) + drawing->width / 2;
	}
	LOCAL(text) name = { 0 };
	text_addf(&name, "%s%s", gradient && !value ? "d" : "", cell->quantity[quantity].name);
	int const wide = utf8_columns(text_get(&name), name.length);
	struct extent there = { middle - wide / 2, wide };
	if (row >= 0 && find_room(drawing, row, &there)) {
		grid_put(drawing->grid, drawing->area, row, there.from, ROLE_LIT, text_get(&name));
		unrolled_mark(drawing, row, there, ROLE_LIT);
	}
}

void unrolled_light_spoken(const struct unrolled *drawing)
{
	const struct cell *cell = study_cell(drawing->study);
	const struct lit *lit = unrolled_scene(drawing)->lit;
	if (!lit || !lit->count)
		return;
	light_initial(drawing, lit);
	for (int i = 0; i < drawing->columns; i++) {
		light_states(drawing, lit, i);
		light_delta(drawing, lit, i);
		light_in_row(drawing, lit, i, drawing->rows.losses, cell->loss);
		light_in_row(drawing, lit, i, drawing->rows.guesses, cell_prediction(cell));
		light_in_row(drawing, lit, i, drawing->rows.words, cell_find(cell, "x"));
		light_in_row(drawing, lit, i, drawing->rows.targets, cell_find(cell, "y"));
	}
	for (int q = 0; q < cell->quantities; q++)
		light_parameter(drawing, lit, q);
}
