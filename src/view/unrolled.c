// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/unrolled.h"

#include <string.h>

#include "base/utf8.h"
#include "view/glyph.h"

enum { WIDTH_LEAST = 9, WIDTH_MOST = 20, GUTTER_LEAST = 3, GUTTER_MOST = 8 };

// What is left out when rows are few: what is predicted first, the words to predict, then the lines between.
static struct unrolled_rows choose_rows(int states, int most)
{
	struct unrolled_rows rows = { -1, -1, -1, -1, -1, -1, -1, 0 };
	int const spare = most - states;
	if (spare >= 5)
		rows.targets = rows.count++;
	if (spare >= 6)
		rows.guesses = rows.count++;
	if (spare >= 2)
		rows.losses = rows.count++;
	if (spare >= 4)
		rows.above = rows.count++;
	rows.states = rows.count;
	rows.count += states;
	if (spare >= 3)
		rows.below = rows.count++;
	if (spare >= 1)
		rows.words = rows.count++;
	return rows;
}

// All times if they fit; else a window round the place, and at its end the loss that is walked back.
static void choose_columns(struct unrolled *drawing)
{
	struct place const place = unrolled_scene(drawing)->place;
	int const T = unrolled_scene(drawing)->walk->itinerary.T;
	int const room = drawing->area.cols - drawing->gutter;
	int fit = room / WIDTH_LEAST;
	fit = fit < 1 ? 1 : fit > UNROLLED_COLUMNS ? UNROLLED_COLUMNS : fit;
	int const count = T < fit ? T : fit;
	bool const backward = place.phase == PHASE_BACKWARD;
	bool const apart = backward && place.t - place.k + 2 > count && count > 2 && T > count;
	int const run = apart ? count - 1 : count;
	int first = place.phase == PHASE_FORWARD ? place.t - count + 2 : backward ? place.k - 1 : 0;
	int const last_first = apart ? place.t - run : T - run;
	first = first > last_first ? last_first : first;
	first = first < 0 ? 0 : first;
	for (int i = 0; i < run; i++)
		drawing->time[i] = first + i;
	if (apart)
		drawing->time[run] = place.t;
	drawing->columns = count;
	drawing->width = room / count < WIDTH_MOST ? room / count : WIDTH_MOST;
}

static int find_column(const struct unrolled *drawing, int time)
{
	for (int i = 0; i < drawing->columns; i++)
		if (drawing->time[i] == time)
			return i;
	return -1;
}

int unrolled_middle(const struct unrolled *drawing, int column)
{
	return drawing->gutter + column * drawing->width + drawing->width / 2;
}

int unrolled_carry_middle(const struct unrolled *drawing, int column)
{
	enum { NAME_COLUMNS = 6 };
	int const node = unrolled_middle(drawing, column);
	bool const is_narrow = node - drawing->gutter <= NAME_COLUMNS;
	return column > 0 ? node - drawing->width / 2 : is_narrow ? drawing->gutter : (drawing->gutter + node - 1) / 2;
}

struct extent unrolled_put(const struct unrolled *drawing, int row, int middle, int room,
                           enum role role, const char *text)
{
	int const needed = utf8_columns(text, strlen(text)), cols = needed < room ? needed : room;
	struct extent const extent = { middle - cols / 2, cols > 0 ? cols : 0 };
	struct area const there = { drawing->area.row + row, drawing->area.col + extent.from, 1,
		                    extent.cols };
	grid_put(drawing->grid, there, 0, 0, role, text);
	return extent;
}

void unrolled_light(const struct unrolled *drawing, int row, struct extent extent)
{
	unrolled_mark(drawing, row, extent, ROLE_HERE);
}

void unrolled_mark(const struct unrolled *drawing, int row, struct extent extent, enum role role)
{
	struct area const lit = { drawing->area.row + row, drawing->area.col + extent.from, 1,
		                  extent.cols };
	grid_put(drawing->grid, drawing->area, row, extent.from - 1, ROLE_TEXT,
	         glyph(GLYPH_HERE_LEFT, drawing->ascii));
	grid_put(drawing->grid, drawing->area, row, extent.from + extent.cols, ROLE_TEXT,
	         glyph(GLYPH_HERE_RIGHT, drawing->ascii));
	grid_paint(drawing->grid, lit, role);
}

// The name of the current equation's left side, with its time.
static struct text lit_name(const struct unrolled *drawing)
{
	const struct equation *lit = drawing->lit;
	struct print_style const style = study_names(drawing->study, false);
	struct tree const name = { .kind = TREE_NAME,
		                   .name = study_cell(drawing->study)->quantity[lit->quantity].name,
		                   .quantity = lit->quantity,
		                   .gradient = lit->gradient };
	struct text text = { 0 };
	print_tree(&name, &style, &text);
	if (lit->time != TIME_NONE) {
		struct place const place = unrolled_scene(drawing)->place;
		int const time = lit->offset + (lit->time == TIME_K ? place.k : place.t);
		glyph_add_subscript(&text, time, drawing->ascii);
	}
	return text;
}

struct extent unrolled_put_lit(const struct unrolled *drawing, int row, int middle)
{
	LOCAL(text) text = lit_name(drawing);
	struct extent const name =
		unrolled_put(drawing, row, middle, drawing->width + drawing->gutter - 2, ROLE_TEXT, text_get(&text));
	unrolled_light(drawing, row, name);
	return (struct extent){ name.from - 1, name.cols + 2 };
}

struct extent unrolled_put_initial(const struct unrolled *drawing, int row, enum role role, const char *text)
{
	struct area const there = { drawing->area.row + row, drawing->area.col, 1,
		                    unrolled_middle(drawing, 0) - 1 };
	return (struct extent){ 0, grid_put(drawing->grid, there, 0, 0, role, text) };
}

struct extent unrolled_put_initial_lit(const struct unrolled *drawing, int row)
{
	LOCAL(text) text = lit_name(drawing);
	return unrolled_put_lit(drawing, row, 1 + utf8_columns(text_get(&text), text.length) / 2);
}

// The time at whose column the current equation is lit.
int unrolled_lit_time(const struct unrolled *drawing)
{
	const struct equation *lit = drawing->lit;
	struct place const place = unrolled_scene(drawing)->place;
	if (place.phase == PHASE_FORWARD)
		return place.t;
	int const time = lit->time == TIME_T   ? place.t
	                 : lit->time == TIME_K ? place.k + lit->offset
	                                       : place.k;
	return time < 0 ? -1 : time;
}

bool unrolled_is_lit(const struct unrolled *drawing, enum stand stand, int column)
{
	return drawing->lit && drawing->lit_column == column &&
	       drawing->anatomy.stand[drawing->lit->quantity] == stand;
}

void unrolled_write_name(const struct unrolled *drawing, int quantity, struct text *out)
{
	struct print_style const style = study_names(drawing->study, false);
	struct tree const name = { .kind = TREE_NAME,
		                   .name = study_cell(drawing->study)->quantity[quantity].name,
		                   .quantity = quantity };
	print_tree(&name, &style, out);
}

void unrolled_write_at(const struct unrolled *drawing, int quantity, int time, struct text *out)
{
	text_add(out, study_cell(drawing->study)->quantity[quantity].name);
	glyph_add_subscript(out, time, drawing->ascii);
}

static int find_gutter(const struct unrolled *drawing)
{
	const struct cell *cell = study_cell(drawing->study);
	int const prediction = drawing->rows.guesses < 0 ? -1 : cell_prediction(cell);
	int least = GUTTER_LEAST;
	for (int q = 0; q < cell->quantities; q++) {
		LOCAL(text) name = { 0 };
		if (cell->quantity[q].is_state || q == cell->loss || q == prediction)
			unrolled_write_name(drawing, q, &name);
		int const cols = utf8_columns(text_get(&name), name.length) + 1;
		least = cols > least ? cols : least;
	}
	return least < GUTTER_MOST ? least : GUTTER_MOST;
}

struct unrolled unrolled_plan(struct study *study, struct sheet *sheet)
{
	struct unrolled drawing = { .study = study,
		                    .anatomy = anatomy_of(study_cell(study)),
		                    .lit = study_equation(study),
		                    .ascii = study->scene->ascii };
	drawing.rows = choose_rows(drawing.anatomy.states, sheet->rows_most);
	drawing.area = sheet_take(sheet, drawing.rows.count);
	drawing.grid = &sheet->paper;
	drawing.gutter = find_gutter(&drawing);
	choose_columns(&drawing);
	drawing.lit_column = drawing.lit ? find_column(&drawing, unrolled_lit_time(&drawing)) : -1;
	drawing.is_initial_lit = drawing.lit && unrolled_lit_time(&drawing) < 0;
	return drawing;
}
