// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/reading.h"

#include <limits.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "typeset/tex.h"
#include "view/all.h"
#include "view/glyph.h"
#include "view/layout.h"
#include "view/lit.h"
#include "view/stage.h"

enum {
	COLS_BESIDE = 110, // from here on the stage is at the right,
	PAGE_LEAST = 62,   // and the page has a measure that is good to read
	PAGE_MOST = 78,
	PAGE_SHARE = 60, // per cent
	STAGE_SHARE = 9, // of this many rows, with the line below it
	SHARE_ROWS = 24,
	STAGE_LEAST = 3, // with fewer rows nothing on it is of use
	PAGE_ROWS_LEAST = 4,
	ROWS_AIRY = 16 // below the title, where no stage is
};

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

static int larger(int a, int b)
{
	return a > b ? a : b;
}

struct reading_places reading_layout(int rows, int cols, int wanted, bool large)
{
	struct reading_places reading = { .page = { 1, 0, rows - 2, cols } };
	int const terminal = rows + 1; // the line below is not ours to draw
	int most = (large ? terminal / 2 : terminal * STAGE_SHARE / SHARE_ROWS) - 1;
	most = smaller(most, reading.page.rows - 1 - PAGE_ROWS_LEAST);
	if (cols >= COLS_BESIDE) {
		reading.beside = true;
		reading.page.cols = larger(PAGE_LEAST, smaller(cols * PAGE_SHARE / 100, PAGE_MOST));
		if (wanted)
			reading.stage = (struct area){ 1, reading.page.cols + 3, rows - 2,
				                       cols - reading.page.cols - 4 };
		return reading;
	}
	if (!wanted || most < STAGE_LEAST) {
		int const air = rows >= ROWS_AIRY;
		reading.page.row += air;
		reading.page.rows -= air;
		return reading;
	}
	reading.stage = (struct area){ 1, 1, smaller(most, wanted), cols - 2 };
	reading.page.row += reading.stage.rows + 1;
	reading.page.rows -= reading.stage.rows + 1;
	return reading;
}

// ---- the stage

// One view of it, as a person sees it.
struct shown {
	const struct view *view;
	struct scene scene;
	struct sheet sheet;
};

struct shows {
	struct shown at[STAGE_MOST];
	int count, rows; // of all of them
};

// Whether the view has anything to say at this place: a stage does not tell what there is not.
static bool has_something(const struct view *view, const struct scene *scene)
{
	bool const at_start = scene->place.phase == PHASE_START;
	if (!view->fill || !scene->walk)
		return false;
	if (view->backward && scene->place.phase != PHASE_BACKWARD)
		return false;
	if (view->trained && !scene->history)
		return false;
	return !at_start || view->timeless;
}

// The place that an expression speaks of; false: it speaks of none.
static bool find_place(const struct scene *scene, const char *at, struct place *place)
{
	struct lit lit = { 0 };
	*place = scene->place;
	if (!*at)
		return true;
	lit_add(&lit, scene->walk, scene->place, at);
	return lit.count && lit_find_place(&lit.name[0], scene->walk, scene->place, place);
}

// The parameter whose gradient an expression begins with, as in scene.parameter.
static int find_parameter(const struct scene *scene, const char *at)
{
	struct lit lit = { 0 };
	lit_add(&lit, scene->walk, scene->place, at);
	const struct lit_name *name = &lit.name[0];
	return lit.count && name->kind == LIT_GRADIENT &&
	                       scene->walk->network->cell->quantity[name->quantity].kind ==
	                               QUANTITY_PARAMETER
	               ? name->quantity + 1
	               : 0;
}

// What has not been computed at the walk's place is not shown as if it had.
static struct sheet fill(const struct view *view, const struct scene *scene, struct place walked,
                         int cols, int rows)
{
	LOCAL(study) study = study_of(scene);
	struct sheet sheet;
	if (place_compare(scene->place, walked) <= 0 || view->timeless) {
		sheet = view_fill(view, &study, cols, rows);
	} else {
		sheet = sheet_new(cols, rows);
		if (view->foresee && rows > 1)
			view->foresee(&study, &sheet);
		if (sheet.rows < rows)
			sheet_prose(&sheet, ROLE_DIM, _("(not computed yet)"));
	}
	return sheet;
}

// Rows without which the views behind this one are of no use.
static int rows_after(const struct stage *stage, int item, int most)
{
	int rows = 0;
	for (int i = item + 1; i < stage->count && i < most; i++)
		rows += views[stage->item[i].pane].rows_least;
	return rows;
}

// `headings`: each below the first has a line above it that says what it is; `most`: views.
static struct shows fill_stage(const struct scene *scene, const struct stage *stage, struct area area,
                               bool headings, int most)
{
	int const cols = area.cols, rows = area.rows;
	struct shows shows = { 0 };
	for (int i = 0; scene->walk && i < stage->count && shows.count < most; i++) {
		const struct stage_item *item = &stage->item[i];
		struct shown *shown = &shows.at[shows.count];
		int const line = headings && shows.count > 0;
		int const left = rows - shows.rows - line - rows_after(stage, i, most);
		*shown = (struct shown){ .view = &views[item->pane], .scene = *scene };
		if (!find_place(scene, item->at, &shown->scene.place) ||
		    !has_something(shown->view, &shown->scene) || left < 1)
			continue;
		shown->scene.parameter = find_parameter(scene, item->at);
		shown->sheet = fill(shown->view, &shown->scene, scene->place, cols, left);
		if (!shown->sheet.rows || shown->sheet.rows > left) {
			sheet_free(&shown->sheet);
			continue;
		}
		shows.rows += shown->sheet.rows + line;
		shows.count++;
	}
	return shows;
}

// Words that end with a mark where there is no room for all of them.
static void put_within(struct grid *grid, struct area line, int col, int cols, enum role role,
                       const char *words, bool ascii)
{
	const char *const gap = ascii ? "..." : "…";
	size_t length = strlen(words);
	bool const fits = utf8_columns(words, length) <= cols;
	if (!fits)
		length = utf8_fit(words, length, larger(cols - utf8_columns(gap, strlen(gap)), 0));
	int const used = grid_put_bytes(grid, line, 0, col, role, words, length);
	if (!fits)
		grid_put(grid, line, 0, col + used, role, gap);
}

// At the side there is room for more: what belongs to the place of the first view, as far as it is computed.
static struct stage extend(const struct stage *stage, const struct scene *scene)
{
	static const char *const more[] = { "equation", "grid", "sums" };
	struct stage all = *stage;
	struct place place;
	if (!stage->count || !scene->walk || !find_place(scene, stage->item[0].at, &place) ||
	    place_compare(place, scene->place) > 0)
		return all;
	for (size_t i = 0; i < sizeof more / sizeof *more && all.count < STAGE_MOST; i++) {
		struct stage_item const item = { pane_find(more[i]), stage->item[0].at };
		bool is_there = false;
		for (int other = 0; other < all.count; other++)
			is_there |= all.item[other].pane == item.pane;
		if (!is_there)
			all.item[all.count++] = item;
	}
	return all;
}

static void draw_rule(const struct scene *scene, struct grid *grid, struct area line, const char *words)
{
	LOCAL(text) title = { 0 };
	text_addf(&title, " %s ", words);
	grid_fill(grid, line, ROLE_BORDER, glyph(GLYPH_HORIZONTAL, scene->ascii));
	if (*words)
		put_within(grid, line, 1, line.cols - 2, ROLE_DIM, text_get(&title), scene->ascii);
}

static void write_title(const struct shown *shown, struct text *out)
{
	view_write_title(shown->view, &shown->scene, out);
}

// At the side each view has a line above it that says what it is.  Above the page rows are precious: there the
// line that parts the two speaks for the lowest view.
static void draw_stage(const struct shows *shows, const struct scene *scene,
                       const struct reading_places *reading, struct grid *grid)
{
	struct area rest = reading->stage;
	for (int i = 0; i < shows->count; i++) {
		const struct shown *shown = &shows->at[i];
		LOCAL(text) title = { 0 };
		struct area const line = { rest.row, rest.col, 1, rest.cols };
		write_title(shown, &title);
		if (i && reading->beside) {
			draw_rule(scene, grid, line, text_get(&title));
			rest.row++;
			rest.rows--;
		}
		sheet_draw(&shown->sheet, grid, rest, 0);
		rest.row += shown->sheet.rows;
		rest.rows -= shown->sheet.rows;
	}
}

static void free_shows(struct shows *shows)
{
	for (int i = 0; i < shows->count; i++)
		sheet_free(&shows->at[i].sheet);
}

// ---- the page

static void draw_page(const struct screen_parts *parts, struct area area, struct grid *grid,
                      struct pane_seen *seen)
{
	int const pane = pane_find("lesson");
	const struct view *view = &views[pane];
	*seen = (struct pane_seen){ .shown = true, .rows = area.rows, .cols = area.cols };
	pane_settle(seen, parts->draw(parts->context, view, NULL, area, 0),
	            parts->rest ? parts->rest(parts->context, view, area) : 0,
	            parts->arrangement->shift[pane]);
	parts->draw(parts->context, view, grid, area, seen->top);
}

// What does not fit goes, the lesson's name first; the page's is cut where there is no other way.
static void draw_title(const struct screen_parts *parts, const struct scene *scene, struct grid *grid)
{
	struct area const line = { 0, 1, 1, grid->cols - 2 };
	const char *const page = parts->page_title, *const dot = glyph(GLYPH_DOT, scene->ascii);
	int const position = utf8_columns(parts->position, strlen(parts->position));
	int const cols = line.cols - position - 2;
	LOCAL(text) title = { 0 };
	text_addf(&title, *page ? "%s %s %s" : "%s", parts->title, dot, page);
	if (*page && utf8_columns(text_get(&title), title.length) > cols) {
		text_clear(&title);
		text_add(&title, page);
	}
	put_within(grid, line, 0, cols, ROLE_TITLE, text_get(&title), scene->ascii);
	grid_put(grid, line, 0, larger(line.cols - position, 0), ROLE_HINT, parts->position);
}

static void draw_lines(const struct scene *scene, const struct shows *shows,
                       const struct reading_places *reading, struct grid *grid)
{
	LOCAL(text) title = { 0 };
	if (!shows->count)
		return;
	write_title(&shows->at[shows->count - 1], &title);
	if (reading->beside) {
		for (int row = 1; row < grid->rows - 1; row++)
			grid_put(grid, grid_area(grid), row, reading->page.cols + 1, ROLE_BORDER,
			         glyph(GLYPH_VERTICAL, scene->ascii));
	} else {
		struct area const line = { reading->page.row - 1, 0, 1, grid->cols };
		draw_rule(scene, grid, line, text_get(&title));
	}
}

// ---- the stage alone

static void write_equation(const struct scene *scene, struct text *tex)
{
	struct study study = study_of(scene);
	const struct equation *const equation = study_equation(&study);
	if (equation)
		tex_write_equation(study_cell(&study), equation, &(struct tex_style){ 0 }, tex);
	study_free(&study);
}

struct stage_picture reading_draw_stage(const struct scene *scene, const struct screen_parts *parts, int cols,
                                        int rows)
{
	struct stage_picture picture = { 0 };
	struct lit lit = { 0 };
	struct scene shown = *scene;
	struct reading_places const room = { .stage = { 0, 0, rows, cols }, .beside = true };
	if (parts->speak && scene->walk)
		parts->speak(parts->context, scene, &lit);
	shown.lit = &lit;
	struct shows shows = { 0 };
	if (parts->stage)
		shows = fill_stage(&shown, parts->stage, room.stage, true, STAGE_MOST);
	picture.grid = grid_new(shows.rows, cols);
	draw_stage(&shows, &shown, &room, &picture.grid);
	for (int i = 0; i < shows.count; i++) {
		const struct shown *const each = &shows.at[i];
		bool const is_reached = place_compare(each->scene.place, scene->place) <= 0;
		text_clear(&picture.title);
		write_title(each, &picture.title);
		if (is_reached && !strcmp(each->view->name, "equation"))
			write_equation(&each->scene, &picture.tex);
	}
	free_shows(&shows);
	return picture;
}

void stage_picture_free(struct stage_picture *picture)
{
	grid_free(&picture->grid);
	text_free(&picture->title);
	text_free(&picture->tex);
}

void view_draw_reading(const struct scene *scene, const struct screen_parts *parts, struct grid *grid,
                       struct screen_seen *seen)
{
	const struct form *form = parts->arrangement->form;
	bool const large = form && form->large;
	struct reading_places const room = reading_layout(grid->rows, grid->cols, INT_MAX, large);
	struct stage stage = parts->stage ? *parts->stage : (struct stage){ 0 };
	if (room.beside)
		stage = extend(&stage, scene);
	struct shows shows =
		fill_stage(scene, &stage, room.stage, room.beside, large ? 1 : STAGE_MOST);
	struct reading_places const reading = reading_layout(grid->rows, grid->cols, shows.rows, large);
	draw_title(parts, scene, grid);
	draw_stage(&shows, scene, &reading, grid);
	draw_lines(scene, &shows, &reading, grid);
	draw_page(parts, reading.page, grid, &seen->pane[pane_find("lesson")]);
	if (parts->footer)
		grid_put(grid, (struct area){ grid->rows - 1, 1, 1, grid->cols - 2 }, 0, 0, ROLE_HINT,
		         parts->footer);
	free_shows(&shows);
}
