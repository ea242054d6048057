// SPDX-License-Identifier: GPL-3.0-or-later
// The whole screen but the input line: title, panes, footer.  First a layout is made, then each pane
// is drawn into its area.
#include <limits.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "view/all.h"
#include "view/glyph.h"
#include "view/layout.h"
#include "view/lit.h"
#include "view/reading.h"

enum { LARGE_PRECISION = 3 };

// ---- borders

// Which of the four sides of a border's cell go on: bits up, down, left, right.
enum { UP = 1, DOWN = 2, LEFT = 4, RIGHT = 8 };

static enum glyph joint(int sides)
{
	static const enum glyph table[16] = {
		[UP | DOWN] = GLYPH_VERTICAL,
		[UP] = GLYPH_VERTICAL,
		[DOWN] = GLYPH_VERTICAL,
		[0] = GLYPH_HORIZONTAL,
		[LEFT] = GLYPH_HORIZONTAL,
		[RIGHT] = GLYPH_HORIZONTAL,
		[LEFT | RIGHT] = GLYPH_HORIZONTAL,
		[DOWN | RIGHT] = GLYPH_TOP_LEFT,
		[DOWN | LEFT] = GLYPH_TOP_RIGHT,
		[UP | RIGHT] = GLYPH_BOTTOM_LEFT,
		[UP | LEFT] = GLYPH_BOTTOM_RIGHT,
		[UP | DOWN | RIGHT] = GLYPH_TEE_RIGHT,
		[UP | DOWN | LEFT] = GLYPH_TEE_LEFT,
		[LEFT | RIGHT | DOWN] = GLYPH_TEE_DOWN,
		[LEFT | RIGHT | UP] = GLYPH_TEE_UP,
		[UP | DOWN | LEFT | RIGHT] = GLYPH_CROSS,
	};
	return table[sides];
}

static bool inside_a_pane(const struct layout *layout, int row, int col)
{
	for (int i = 0; i < layout->count; i++) {
		struct area const in = layout->pane[i].inside;
		if (row >= in.row && row < in.row + in.rows && col >= in.col &&
		    col < in.col + in.cols)
			return true;
	}
	return false;
}

// A border runs wherever a pane ends; corners follow from what lies around.
static void draw_borders(const struct layout *layout, bool ascii, struct grid *grid)
{
	int const top = layout->top, bottom = grid->rows - 1;
	size_t const cols = (size_t)grid->cols;
	LOCAL(arena) arena = { 0 };
	bool *border = arena_get(&arena, (size_t)(grid->rows + 1) * cols);
	for (int i = 0; i < layout->count; i++) {
		struct area const in = layout->pane[i].inside;
		for (int row = in.row - 1; row <= in.row + in.rows; row++)
			for (int col = in.col - 1; col <= in.col + in.cols; col++)
				if (row >= top && row < bottom && col >= 0 && col < grid->cols &&
				    !inside_a_pane(layout, row, col))
					border[(size_t)row * cols + (size_t)col] = true;
	}
	for (int row = top; row < bottom; row++)
		for (int col = 0; col < grid->cols; col++) {
			size_t const at = (size_t)row * cols + (size_t)col;
			if (!border[at])
				continue;
			int const sides = (row > top && border[at - cols] ? UP : 0) |
			                  (row + 1 < bottom && border[at + cols] ? DOWN : 0) |
			                  (col > 0 && border[at - 1] ? LEFT : 0) |
			                  (col + 1 < grid->cols && border[at + 1] ? RIGHT : 0);
			grid_put(grid, grid_area(grid), row, col, ROLE_BORDER,
			         glyph(joint(sides), ascii));
		}
}

// ---- panes

struct drawing {
	const struct scene *scene;
	const struct screen_parts *parts;
	struct study *study;
	const struct layout *layout;
	struct grid *grid;
	struct screen_seen *seen;
};

// A view's sheet: as much as can be said in the area, or all of it.
static const struct sheet *fill(const struct drawing *drawing, const struct view *view,
                                struct area area, bool all)
{
	return view_sheet(view, drawing->study, area.cols, all ? INT_MAX : area.rows);
}

static struct area inside_of(const struct pane *pane)
{
	struct area inside = pane->inside;
	// A column of air at both sides.
	inside.col++;
	inside.cols -= 2;
	return inside;
}

// A view says what it can in its rows until somebody wants to see the rest of it.
static void draw_view(const struct drawing *drawing, const struct view *view, struct area inside,
                      long shift, struct pane_seen *seen)
{
	const struct sheet *sheet = fill(drawing, view, inside, shift != 0);
	pane_settle(seen, sheet->rows, 0, shift);
	if (shift && !seen->shift) {
		sheet = fill(drawing, view, inside, false);
		pane_settle(seen, sheet->rows, 0, 0);
	}
	sheet_draw(sheet, drawing->grid, inside, seen->top);
}

static struct pane_seen draw_pane(const struct drawing *drawing, const struct pane *pane)
{
	const struct screen_parts *parts = drawing->parts;
	const struct view *view = &views[pane->pane];
	struct area const inside = inside_of(pane);
	long const shift = parts->arrangement->shift[pane->pane];
	struct pane_seen seen = { .shown = true, .rows = inside.rows, .cols = inside.cols };
	if (inside.rows <= 0 || inside.cols <= 0)
		return seen;
	if (view->fill) {
		draw_view(drawing, view, inside, shift, &seen);
		return seen;
	}
	pane_settle(&seen, parts->draw(parts->context, view, NULL, inside, 0),
	       parts->rest ? parts->rest(parts->context, view, inside) : 0, shift);
	parts->draw(parts->context, view, drawing->grid, inside, seen.top);
	return seen;
}

// Where a lesson does not say where we are, the place does, unless the equation's pane has it in its
// heading.
static void write_where(const struct drawing *drawing, struct text *out)
{
	const char *position = drawing->parts->position;
	int const equation = pane_find("equation");
	if (position && *position)
		text_add(out, position);
	else if (drawing->layout->top || !drawing->seen->pane[equation].shown)
		view_write_title(&views[equation], drawing->scene, out);
}

// What stands at the right of a heading: the lesson's page, or which rows are in sight.
static void write_position(const struct drawing *drawing, const struct pane *pane, struct text *out)
{
	const struct pane_seen *seen = &drawing->seen->pane[pane->pane];
	bool const moved = seen->shift != 0;
	bool const lesson = !strcmp(pane_name(pane->pane), "lesson");
	bool const zoomed = drawing->parts->arrangement->zoomed == pane->pane;
	bool const hides = seen->total > seen->rows;
	bool const focused = drawing->parts->arrangement->focus == pane->pane;
	if (hides && views[pane->pane].fill && !moved && !focused)
		text_add(out, glyph(GLYPH_GAP, drawing->scene->ascii)); // there is more below
	if (moved || (focused && hides))
		text_addf(out, _("%d-%d of %d"), seen->top + 1,
		          seen->top + seen->rows < seen->total ? seen->top + seen->rows
		                                               : seen->total,
		          seen->total);
	if (drawing->layout->top || !(lesson || zoomed))
		return;
	LOCAL(text) where = { 0 };
	write_where(drawing, &where);
	text_addf(out, "%s%s", out->length && where.length ? "  " : "", text_get(&where));
}

static void draw_heading(const struct drawing *drawing, const struct pane *pane)
{
	const struct screen_parts *parts = drawing->parts;
	bool const focused = parts->arrangement->focus == pane->pane;
	bool const ascii = drawing->scene->ascii;
	struct area const line = { pane->inside.row - 1, pane->inside.col, 1,
		                   pane->inside.cols - 1 };
	LOCAL(text) title = { 0 }, heading = { 0 }, position = { 0 };
	if (!strcmp(pane_name(pane->pane), "lesson") && !drawing->layout->top && parts->title)
		text_add(&title, parts->title);
	else
		view_write_title(&views[pane->pane], drawing->scene, &title);
	if (title.length || focused)
		text_addf(&heading, "%s%s%s", focused ? glyph(GLYPH_HERE_LEFT, ascii) : " ",
		          title.length ? text_get(&title) : pane_name(pane->pane),
		          focused ? glyph(GLYPH_HERE_RIGHT, ascii) : " ");
	// The position is never cut: the heading makes room for it.
	write_position(drawing, pane, &position);
	int const cols =
		position.length ? utf8_columns(text_get(&position), position.length) + 2 : 0;
	struct area const room = { line.row, line.col + 1, 1, line.cols - 1 - cols - (cols > 0) };
	grid_put(drawing->grid, room, 0, 0, focused ? ROLE_HERE : ROLE_TITLE, text_get(&heading));
	if (cols)
		grid_putf(drawing->grid, line, 0, line.cols > cols ? line.cols - cols : 0,
		          ROLE_HINT, " %s ", text_get(&position));
}

// The lines round the pane that has the keys.
static void light_borders(const struct drawing *drawing, const struct pane *pane)
{
	struct area const in = pane->inside;
	struct area const sides[] = { { in.row - 1, in.col - 1, 1, in.cols + 2 },
		                      { in.row + in.rows, in.col - 1, 1, in.cols + 2 },
		                      { in.row, in.col - 1, in.rows, 1 },
		                      { in.row, in.col + in.cols, in.rows, 1 } };
	for (int i = 0; i < 4; i++)
		if (sides[i].row < drawing->grid->rows - 1)
			grid_paint(drawing->grid, sides[i], ROLE_STRONG);
}

// On a projector nothing is dim.
static void make_plain(struct grid *grid)
{
	for (int i = 0; i < grid->rows * grid->cols; i++)
		if (grid->cells[i].role == ROLE_DIM || grid->cells[i].role == ROLE_HINT ||
		    grid->cells[i].role == ROLE_BORDER)
			grid->cells[i].role = ROLE_TEXT;
}

// ---- title and footer

static void draw_ends(const struct drawing *drawing)
{
	const struct screen_parts *parts = drawing->parts;
	struct grid *grid = drawing->grid;
	struct area first = { 0, 1, 1, grid->cols - 2 };
	struct area const last = { grid->rows - 1, 1, 1, grid->cols - 2 };
	if (parts->footer)
		grid_put(grid, last, 0, 0, ROLE_HINT, parts->footer);
	if (!drawing->layout->top)
		return;
	LOCAL(text) position = { 0 };
	write_where(drawing, &position);
	int const cols = utf8_columns(text_get(&position), position.length);
	if (cols <= first.cols)
		grid_put(grid, first, 0, first.cols - cols, ROLE_HINT, text_get(&position));
	first.cols -= cols + 1;
	if (parts->title)
		grid_put(grid, first, 0, 0, ROLE_TITLE, parts->title);
}

static void draw_too_small(struct grid *grid)
{
	// The line below this grid is the prompt's.
	LOCAL(text) text = { 0 };
	text_addf(&text, _("%dx%d is too small: %dx%d is needed"), grid->cols, grid->rows + 1,
	          LAYOUT_COLS_LEAST, LAYOUT_ROWS_LEAST + 1);
	struct area const all = grid_area(grid);
	if (grid_wrap(NULL, all, 0, ROLE_TEXT, text_get(&text)) > grid->rows) {
		text_clear(&text);
		text_addf(&text, "%dx%d", LAYOUT_COLS_LEAST, LAYOUT_ROWS_LEAST + 1);
	}
	grid_wrap(grid, all, 0, ROLE_HINT, text_get(&text));
}

// A lesson's page has the screen.
static void draw_reading(const struct scene *scene, const struct screen_parts *parts,
                         struct grid *grid, struct screen_seen *seen)
{
	struct lit lit = { 0 };
	struct scene shown = *scene;
	const struct form *form = parts->arrangement->form;
	bool const large = form && form->large;
	if (parts->speak && scene->walk)
		parts->speak(parts->context, scene, &lit);
	shown.lit = &lit;
	if (large && shown.precision > LARGE_PRECISION)
		shown.precision = LARGE_PRECISION;
	view_draw_reading(&shown, parts, grid, seen);
	if (parts->arrangement->focus == pane_find("lesson"))
		grid_light(grid, grid_area(grid), parts->arrangement->search);
	if (large)
		make_plain(grid);
}

void view_draw_screen(const struct scene *scene, const struct screen_parts *parts,
                      struct grid *grid, struct screen_seen *seen)
{
	struct screen_seen own;
	seen = seen ? seen : &own;
	*seen = (struct screen_seen){ .too_small = grid->rows < LAYOUT_ROWS_LEAST ||
		                                   grid->cols < LAYOUT_COLS_LEAST };
	if (seen->too_small) {
		draw_too_small(grid);
		return;
	}
	struct scene shown = *scene;
	if (parts->page && parts->arrangement->zoomed == PANE_NONE) {
		draw_reading(scene, parts, grid, seen);
		return;
	}
	const struct form *form = parts->arrangement->form;
	if (form && form->large && shown.precision > LARGE_PRECISION)
		shown.precision = LARGE_PRECISION;
	LOCAL(study) study = study_of(&shown);
	grid->ascii = grid->ascii || scene->ascii;
	struct layout const layout = layout_make(&study, parts, grid);
	struct drawing const drawing = { &shown, parts, &study, &layout, grid, seen };
	seen->said_most = layout.said_most;
	draw_borders(&layout, scene->ascii, grid);
	const struct pane *focused = NULL;
	for (int i = 0; i < layout.count; i++) {
		const struct pane *pane = &layout.pane[i];
		focused = parts->arrangement->focus == pane->pane ? pane : focused;
		seen->pane[pane->pane] = draw_pane(&drawing, pane);
	}
	draw_ends(&drawing);
	if (focused) {
		light_borders(&drawing, focused);
		grid_light(grid, inside_of(focused), parts->arrangement->search);
	}
	for (int i = 0; i < layout.count; i++)
		draw_heading(&drawing, &layout.pane[i]);
	if (layout.form->large)
		make_plain(grid);
}

struct grid view_draw_pane(const struct scene *scene, const struct screen_parts *parts, int pane,
                           int cols)
{
	const struct view *view = &views[pane];
	struct area area = { 0, 0, INT_MAX, cols > 0 ? cols : 0 };
	if (view->fill) {
		LOCAL(study) study = study_of(scene);
		LOCAL(sheet) sheet = view_fill(view, &study, area.cols, INT_MAX);
		struct grid grid = grid_new(sheet.rows, area.cols);
		sheet_draw(&sheet, &grid, grid_area(&grid), 0);
		return grid;
	}
	int const rows = parts->draw ? parts->draw(parts->context, view, NULL, area, 0) : 0;
	struct grid grid = grid_new(rows > 0 ? rows : 0, area.cols);
	if (rows > 0)
		parts->draw(parts->context, view, &grid, grid_area(&grid), 0);
	return grid;
}
