// SPDX-License-Identifier: GPL-3.0-or-later
// The whole screen but the input line.  From the top: title; the network; the equation with the
// smaller pictures at its right; the lesson and the log; the footer.  First a layout is made, then
// each pane is drawn into its area; what does not fit is left out, the most useful stays.
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "view/all.h"
#include "view/glyph.h"
#include "view/layout.h"

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
	struct arena arena = { 0 };
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
	arena_free(&arena);
}

static void draw_heading(const struct pane *pane, const struct scene *scene, struct grid *grid)
{
	struct text heading = { 0 };
	text_add_char(&heading, ' ');
	if (pane->view)
		pane->view->title(scene, &heading);
	else
		text_add(&heading, pane->heading);
	struct area const line = { pane->inside.row - 1, pane->inside.col, 1,
		                   pane->inside.cols - 1 };
	if (heading.length > 1) {
		text_add_char(&heading, ' ');
		size_t const bytes = utf8_fit(text_get(&heading), heading.length, line.cols - 1);
		grid_put_bytes(grid, line, 0, 1, ROLE_TITLE, text_get(&heading), bytes);
	}
	if (pane->position && *pane->position) {
		int const cols = utf8_columns(pane->position, strlen(pane->position)) + 2;
		if (cols + utf8_columns(text_get(&heading), heading.length) < line.cols)
			grid_putf(grid, line, 0, line.cols - cols, ROLE_HINT, " %s ",
			          pane->position);
	}
	text_free(&heading);
}

static void draw_pane(const struct pane *pane, struct study *study,
                      const struct screen_parts *parts, struct grid *grid)
{
	struct area inside = pane->inside;
	// A column of air at both sides.
	inside.col++;
	inside.cols -= 2;
	if (inside.rows <= 0 || inside.cols <= 0)
		return;
	if (!pane->view) {
		pane->draw(parts->context, grid, inside);
		return;
	}
	struct sheet sheet = view_fill(pane->view, study, inside.cols, inside.rows);
	sheet_draw(&sheet, grid, inside, 0);
	sheet_free(&sheet);
}

// ---- title and footer

static void draw_ends(const struct screen_parts *parts, int top, struct grid *grid)
{
	struct area first = { 0, 1, 1, grid->cols - 2 };
	struct area const last = { grid->rows - 1, 1, 1, grid->cols - 2 };
	if (parts->footer)
		grid_put(grid, last, 0, 0, ROLE_HINT, parts->footer);
	if (!top)
		return;
	const char *position = parts->position ? parts->position : "";
	int const cols = utf8_columns(position, strlen(position));
	if (cols <= first.cols)
		grid_put(grid, first, 0, first.cols - cols, ROLE_HINT, position);
	first.cols -= cols + 1;
	if (parts->title)
		grid_put(grid, first, 0, 0, ROLE_TITLE, parts->title);
}

static void draw_too_small(struct grid *grid)
{
	// The line below this grid is the prompt's.
	struct text text = { 0 };
	text_addf(&text, _("%dx%d is too small: %dx%d is needed"), grid->cols, grid->rows + 1,
	          LAYOUT_COLS_LEAST, LAYOUT_ROWS_LEAST + 1);
	struct area const all = grid_area(grid);
	if (grid_wrap(NULL, all, 0, ROLE_TEXT, text_get(&text)) > grid->rows) {
		text_clear(&text);
		text_addf(&text, "%dx%d", LAYOUT_COLS_LEAST, LAYOUT_ROWS_LEAST + 1);
	}
	grid_wrap(grid, all, 0, ROLE_HINT, text_get(&text));
	text_free(&text);
}

void view_draw_screen(const struct scene *scene, const struct screen_parts *parts,
                      struct grid *grid)
{
	if (grid->rows < LAYOUT_ROWS_LEAST || grid->cols < LAYOUT_COLS_LEAST) {
		draw_too_small(grid);
		return;
	}
	struct study study = study_of(scene);
	struct layout const layout = layout_make(&study, parts, grid);
	draw_borders(&layout, scene->ascii, grid);
	for (int i = 0; i < layout.count; i++) {
		draw_heading(&layout.pane[i], scene, grid);
		draw_pane(&layout.pane[i], &study, parts, grid);
	}
	study_free(&study);
	draw_ends(parts, layout.top, grid);
}
