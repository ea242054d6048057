// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures: typeset boxes, every view at every size, and golden screens in tests/golden/ (BPTT_BLESS=1
// writes them; read them before you keep them).
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/interrupt.h"
#include "base/utf8.h"
#include "golden.h"
#include "net/network.h"
#include "trace/walk.h"
#include "typeset/typeset.h"
#include "view/explain.h"
#include "view/glyph.h"
#include "view/view.h"

enum { MARGIN = 3 };

#define NAM_NFC "m\u00E8o ng\u1ED3i tr\u00EAn th\u1EA3m m\u00E8o"
#define NAM_NFD "me\u0300o ngo\u0302\u0300i tre\u0302n tha\u0309m me\u0300o"

// ---- a network to look at

struct fixture {
	struct network *network;
	struct walk *walk;
};

static struct cell *read_cell(const char *name)
{
	struct error error = { 0 };
	struct text path = { 0 }, source = { 0 };
	text_addf(&path, "%s/cells/%s.cell", data_folder(), name);
	if (!file_read_text(&source, text_get(&path), FILE_NAMED, CELL_BYTES_MOST)) {
		text_clear(&path);
		text_addf(&path, "%s/tests/cells/%s.cell", data_folder(), name);
		assert_true(file_read_text(&source, text_get(&path), FILE_NAMED, CELL_BYTES_MOST));
	}
	struct cell *cell =
		cell_parse(name, text_get(&path), text_get(&source), source.length, false, &error);
	assert_non_null(cell);
	text_free(&path);
	text_free(&source);
	return cell;
}

static struct fixture fixture_new(const char *cell)
{
	struct error error = { 0 };
	struct fixture fixture = { network_new(read_cell(cell)), NULL };
	fixture.walk = walk_new(fixture.network, &error);
	assert_non_null(fixture.walk);
	return fixture;
}

static void fixture_free(struct fixture fixture)
{
	walk_free(fixture.walk);
	network_free(fixture.network);
}

static struct scene scene_at(struct fixture fixture, enum phase phase, int t, int k, int equation)
{
	return (struct scene){ .walk = fixture.walk,
		               .place = { phase, t, k, equation },
		               .precision = 4 };
}

static int draw_words(void *context, const struct view *view, struct grid *grid, struct area area,
                      int scroll)
{
	const char *const *words = context;
	if (!strcmp(view->name, "lesson") && !words[1])
		return -1;
	return grid_wrap(grid, area, -scroll, ROLE_TEXT, words[0]) + scroll;
}

static struct screen_parts parts_with(bool lesson)
{
	static const char words[] =
		"Each step back multiplies delta by W' and by 1 - s^2, and both are small "
		"here: of the change to W that loss 3 asks for, only little comes from so "
		"far away.  Will the next one be larger or smaller?";
	static struct arrangement usual;
	static const char *contexts[2][2] = { { words, NULL }, { words, words } };
	usual = arrangement_usual();
	return (struct screen_parts){ .title = "3 Backpropagation through time",
		                      .position = "page 5/9",
		                      .footer = "Enter: next block   quit: Ctrl-D",
		                      .arrangement = &usual,
		                      .context = contexts[lesson],
		                      .draw = draw_words };
}

// ---- goldens

static void expect_screen(const char *name, const struct scene *scene, int rows, int cols,
                          bool lesson)
{
	struct grid grid = grid_new(rows, cols);
	struct screen_parts const parts = parts_with(lesson);
	struct text found = { 0 };
	view_draw_screen(scene, &parts, &grid, NULL);
	grid_write(&grid, &found);
	expect_golden(name, text_get(&found));
	text_free(&found);
	grid_free(&grid);
}

// ---- typeset

static struct typeset_style style_with(bool ascii, int most)
{
	return (struct typeset_style){ .ascii = ascii,
		                       .precision = 4,
		                       .rows_most = most,
		                       .cols_most = most,
		                       .names = { .unicode = !ascii } };
}

static void expect_matrix(struct array a, struct typeset_style style, const char *expected)
{
	struct box box = box_matrix(a, &style, ROLE_TEXT);
	struct text found = { 0 };
	grid_write(&box.grid, &found);
	assert_string_equal(text_get(&found), expected);
	text_free(&found);
	box_free(&box);
}

static void matrices_are_aligned(void **state)
{
	(void)state;
	double mixed[] = { 0.5, -1.25, 0.0625, 3 };
	expect_matrix((struct array){ 2, 2, mixed }, style_with(false, 12),
	              "⎛0.500 -1.250⎞\n"
	              "⎝0.062  3.000⎠\n");
	expect_matrix((struct array){ 2, 2, mixed }, style_with(true, 12),
	              "[0.500 -1.250]\n"
	              "[0.062  3.000]\n");
	double whole[] = { 0, 1, -20 };
	expect_matrix((struct array){ 3, 1, whole }, style_with(false, 12),
	              "⎛  0⎞\n"
	              "⎜  1⎟\n"
	              "⎝-20⎠\n");
	expect_matrix((struct array){ 1, 3, whole }, style_with(false, 12), "(0 1 -20)\n");
	double small[] = { 1.5e-7, -2.25e-12, 0 };
	expect_matrix((struct array){ 3, 1, small }, style_with(false, 12),
	              "⎛ 1.500e-7 ⎞\n"
	              "⎜-2.250e-12⎟\n"
	              "⎝ 0        ⎠\n");
}

static void no_number_is_minus_zero(void **state)
{
	(void)state;
	double rounds[] = { 0.5, -0.00001, -0.0 };
	expect_matrix((struct array){ 3, 1, rounds }, style_with(true, 12),
	              "[0.5000]\n"
	              "|0.0000|\n"
	              "[0.0000]\n");
	double zero = -0.0;
	expect_matrix((struct array){ 1, 1, &zero }, style_with(true, 12), "0\n");
	double names[] = { NAN, INFINITY, -INFINITY, 0.25 };
	expect_matrix((struct array){ 4, 1, names }, style_with(true, 12),
	              "[ NaN     ]\n"
	              "| Inf     |\n"
	              "|-Inf     |\n"
	              "[   0.2500]\n");
}

static void large_matrices_are_elided(void **state)
{
	(void)state;
	double numbers[25];
	for (int i = 0; i < 25; i++)
		numbers[i] = i;
	expect_matrix((struct array){ 5, 5, numbers }, style_with(false, 3),
	              "⎛ 0 ⋯  4⎞\n"
	              "⎜ ⋮ ⋱  ⋮⎟\n"
	              "⎝20 ⋯ 24⎠\n");
	// Of a one-hot vector the 1 stays in sight.
	double hot[25] = { [11] = 1 };
	expect_matrix((struct array){ 25, 1, hot }, style_with(false, 5),
	              "⎛0⎞\n"
	              "⎜⋮⎟\n"
	              "⎜1⎟\n"
	              "⎜⋮⎟\n"
	              "⎝0⎠\n");
}

static void numbers_fit_few_columns(void **state)
{
	static const struct {
		double number;
		int cols;
		const char *shown;
	} rows[] = {
		{ 0.47438, 4, ".474" },   { 0.47438, 3, ".47" },  { 0.0047438, 4, ".005" },
		{ 4.7438e-7, 4, "5e-7" }, { 4.7e-12, 4, "e-12" }, { 4.7e-12, 3, "~" },
		{ 12.34, 4, "12.3" },     { 0, 1, "0" },          { -0.25, 4, "-.25" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct text text = { 0 };
		glyph_add_number(&text, rows[i].number, 3, rows[i].cols);
		assert_string_equal(text_get(&text), rows[i].shown);
		text_free(&text);
	}
}

// ---- sizes

static struct grid framed(int rows, int cols, struct area *inside)
{
	struct grid grid = grid_new(rows + 2 * MARGIN, cols + 2 * MARGIN);
	grid_fill(&grid, grid_area(&grid), ROLE_ERROR, "#");
	*inside = (struct area){ MARGIN, MARGIN, rows, cols };
	grid_fill(&grid, *inside, ROLE_TEXT, " ");
	return grid;
}

static void expect_margin(const struct grid *grid)
{
	for (int row = 0; row < grid->rows; row++)
		for (int col = 0; col < grid->cols; col++) {
			bool const inside = row >= MARGIN && row < grid->rows - MARGIN &&
			                    col >= MARGIN && col < grid->cols - MARGIN;
			const struct cell_of_grid *cell = &grid->cells[row * grid->cols + col];
			if (!inside) {
				assert_string_equal(cell->letter, "#");
				assert_int_equal(cell->role, ROLE_ERROR);
			}
		}
}

static const int sizes[][2] = { { 24, 80 }, { 40, 120 }, { 5, 20 },  { 1, 1 }, { 0, 0 },
	                        { 3, 300 }, { 9, 23 },   { 200, 7 }, { 2, 2 } };
enum { SIZES = sizeof sizes / sizeof *sizes };

// No mark of what is cut touches a digit, so that it might stand for more of them.
static void expect_whole_numbers(const char *view, const struct grid *grid)
{
	for (int row = 0; row < grid->rows; row++)
		for (int col = 1; col < grid->cols; col++) {
			const struct cell_of_grid *cell = &grid->cells[row * grid->cols + col];
			bool const marks = !strcmp(cell->letter, "…") || !strcmp(cell->letter, "⋯");
			char const before = cell[-1].letter[0];
			if (marks && before >= '0' && before <= '9')
				fail_msg("%s, %d columns: %s%s", view, grid->cols, cell[-1].letter,
				         cell->letter);
		}
}

static void expect_inside(const struct scene *scene)
{
	for (const struct view *view = views; view->name; view++)
		for (int i = 0; i < SIZES; i++)
			for (int scroll = 0; scroll < 6; scroll += 5) {
				struct area inside;
				struct grid grid = framed(sizes[i][0], sizes[i][1], &inside);
				view_draw(view, scene, &grid, inside, scroll);
				expect_margin(&grid);
				expect_whole_numbers(view->name, &grid);
				grid_free(&grid);
			}
}

// All places of a walk, or, of a long one, every so many.
static void at_places(struct fixture fixture, long stride,
                      void (*expect)(const struct scene *scene))
{
	struct place place = place_start();
	for (long i = 0;; i++) {
		struct scene scene = {
			.walk = fixture.walk, .place = place, .precision = 4, .ascii = i % 2
		};
		if (i % stride == 0)
			expect(&scene);
		struct place const next =
			place_after(&fixture.walk->itinerary, place, STRIDE_EQUATION);
		if (place_equal(next, place))
			return;
		place = next;
	}
}

// One place in how many is looked at.
static long places_stride(void)
{
	const char *scale = getenv("BPTT_TEST_SCALE");
	return scale && atoi(scale) >= 100 ? 5 : 37;
}

static void views_stay_inside(void **state)
{
	static const char *const cells[] = { "tanh", "lstm", "gru", "layers", "peephole" };
	(void)state;
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		struct fixture const fixture = fixture_new(cells[i]);
		at_places(fixture, places_stride(), expect_inside);
		fixture_free(fixture);
	}
}

static void expect_drawn(const struct scene *scene)
{
	static const int more[][2] = { { 0, 500 },  { 1000, 1 }, { 6, 30 }, { 23, 80 },
		                       { 39, 119 }, { 39, 120 }, { 13, 72 } };
	for (size_t i = 0; i < sizeof more / sizeof *more; i++)
		for (int lesson = 0; lesson < 2; lesson++) {
			struct grid grid = grid_new(more[i][0], more[i][1]);
			struct screen_parts const parts = parts_with(lesson);
			view_draw_screen(scene, &parts, &grid, NULL);
			grid_free(&grid);
		}
}

static void screens_draw_at_any_size(void **state)
{
	(void)state;
	struct fixture fixture = fixture_new("gru");
	at_places(fixture, places_stride(), expect_drawn);
	struct scene const scene = scene_at(fixture, PHASE_BACKWARD, 3, 1, 8);
	struct screen_parts const parts = parts_with(true);
	for (int rows = 0; rows < 50; rows++)
		for (int cols = 0; cols < 140; cols += rows % 3 + 1) {
			struct grid grid = grid_new(rows, cols);
			view_draw_screen(&scene, &parts, &grid, NULL);
			grid_free(&grid);
		}
	struct grid large = grid_new(500, 1000);
	view_draw_screen(&scene, &parts, &large, NULL);
	grid_free(&large);
	fixture_free(fixture);
}

static void without_a_walk_it_says_why(void **state)
{
	(void)state;
	struct scene const scene = { .why = "x has 5 words, y has 4", .precision = 4 };
	for (const struct view *view = views; view->name; view++) {
		struct text out = { 0 };
		view_write(view, &scene, 60, &out);
		if (view->fill)
			assert_non_null(strstr(text_get(&out), scene.why));
		text_free(&out);
	}
	expect_drawn(&scene);
}

// ---- what is shown

static void what_is_not_computed_is_not_shown(void **state)
{
	(void)state;
	struct fixture const fixture = fixture_new("tanh");
	struct text out = { 0 };
	struct scene scene = scene_at(fixture, PHASE_FORWARD, 2, 0, 1);
	view_write(view_find("network"), &scene, 80, &out);
	assert_non_null(strstr(text_get(&out), "E₁"));
	assert_null(strstr(text_get(&out), "E₂"));
	assert_null(strstr(text_get(&out), "s₃"));
	// The delta of an iteration is not there before its equation has run.
	text_clear(&out);
	scene = scene_at(fixture, PHASE_BACKWARD, 4, 4, 1);
	view_write(view_find("network"), &scene, 80, &out);
	assert_null(strstr(text_get(&out), "δ"));
	text_free(&out);
	fixture_free(fixture);
}

static void vietnamese_words_keep_columns(void **state)
{
	static const char *const texts[] = { NAM_NFC, NAM_NFD };
	struct error error = { 0 };
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct fixture fixture = fixture_new("tanh");
		const char *words[8];
		int count = 0;
		char copy[128];
		snprintf(copy, sizeof copy, "%s", texts[i]);
		for (char *at = strtok(copy, " "); at; at = strtok(NULL, " "))
			words[count++] = at;
		assert_true(network_set_text(fixture.network, words, count, &error));
		walk_free(fixture.walk);
		fixture.walk = walk_new(fixture.network, &error);
		struct scene const scene = scene_at(fixture, PHASE_BACKWARD, 3, 2, 3);
		struct grid grid = grid_new(23, 80);
		struct screen_parts const parts = parts_with(true);
		view_draw_screen(&scene, &parts, &grid, NULL);
		for (int row = 0; row < 22; row++) {
			const struct cell_of_grid *last = &grid.cells[row * 80 + 79];
			assert_true(last->letter[0]);
			assert_int_equal(last->role, ROLE_BORDER);
		}
		grid_free(&grid);
		fixture_free(fixture);
	}
}

// ---- goldens

static void golden_screens(void **state)
{
	static const struct {
		const char *name, *cell;
		struct place place;
		int rows, cols;
		bool lesson, ascii;
	} rows[] = {
		{ "screen-start.txt", "tanh", { PHASE_START, 0, 0, 0 }, 23, 80, false, false },
		{ "screen-forward.txt", "tanh", { PHASE_FORWARD, 3, 0, 0 }, 23, 80, true, false },
		{ "screen-loss.txt", "tanh", { PHASE_FORWARD, 1, 0, 4 }, 23, 80, true, false },
		{ "screen-head.txt", "tanh", { PHASE_BACKWARD, 3, 3, 0 }, 23, 80, true, false },
		{ "screen-delta.txt", "tanh", { PHASE_BACKWARD, 3, 1, 3 }, 23, 80, true, false },
		{ "screen-sum.txt", "tanh", { PHASE_BACKWARD, 3, 1, 4 }, 23, 80, true, false },
		{ "screen-carry.txt", "tanh", { PHASE_BACKWARD, 3, 1, 6 }, 23, 80, false, false },
		{ "screen-ascii.txt", "tanh", { PHASE_BACKWARD, 3, 1, 4 }, 23, 80, true, true },
		{ "screen-wide.txt", "tanh", { PHASE_BACKWARD, 3, 1, 4 }, 39, 120, true, false },
		{ "screen-lstm.txt", "lstm", { PHASE_BACKWARD, 3, 1, 10 }, 39, 120, true, false },
		{ "screen-layers.txt",
		  "layers",
		  { PHASE_BACKWARD, 3, 2, 9 },
		  23,
		  80,
		  false,
		  false },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct fixture const fixture = fixture_new(rows[i].cell);
		struct scene scene = { .walk = fixture.walk,
			               .place = rows[i].place,
			               .precision = 4,
			               .ascii = rows[i].ascii };
		expect_screen(rows[i].name, &scene, rows[i].rows, rows[i].cols, rows[i].lesson);
		fixture_free(fixture);
	}
}

// With a digit less than asked for, rather than broken and without its names.
static void an_equation_stands_on_one_line(void **state)
{
	(void)state;
	struct fixture const fixture = fixture_new("tanh");
	struct scene scene = scene_at(fixture, PHASE_BACKWARD, 3, 2, 6);
	scene.precision = 5;
	expect_screen("screen-one-line.txt", &scene, 23, 80, false);
	fixture_free(fixture);
}

static void golden_views(void **state)
{
	struct fixture const fixture = fixture_new("tanh");
	struct scene const scene = scene_at(fixture, PHASE_BACKWARD, 3, 1, 6);
	(void)state;
	for (const struct view *view = views; view->name; view++) {
		struct text found = { 0 }, name = { 0 };
		if (!view->fill)
			continue;
		text_addf(&name, "view-%s.txt", view->name);
		view_write(view, &scene, 80, &found);
		expect_golden(text_get(&name), text_get(&found));
		text_free(&found);
		text_free(&name);
	}
	fixture_free(fixture);
}

// Every equation once, as plain mode tells it.
static void golden_explanations(void **state)
{
	static const char *const cells[] = { "tanh", "lstm" };
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct fixture const fixture = fixture_new(cells[i]);
		const struct itinerary *itinerary = &fixture.walk->itinerary;
		struct text found = { 0 }, name = { 0 };
		struct scene scene = scene_at(fixture, PHASE_FORWARD, 1, 0, 0);
		for (; scene.place.equation < itinerary->forward; scene.place.equation++) {
			view_explain(&scene, 80, &found);
			text_add_char(&found, '\n');
		}
		scene.place = (struct place){ PHASE_BACKWARD, 1, 1, 0 };
		for (; scene.place.equation < itinerary->backward->count; scene.place.equation++) {
			view_explain(&scene, 80, &found);
			text_add_char(&found, '\n');
		}
		text_addf(&name, "explain-%s.txt", cells[i]);
		expect_golden(text_get(&name), text_get(&found));
		text_free(&found);
		text_free(&name);
		fixture_free(fixture);
	}
}

// A NaN is told with where it comes from.
static void not_finite_is_told(void **state)
{
	(void)state;
	struct error error = { 0 };
	struct fixture fixture = fixture_new("tanh");
	int const W = cell_find(fixture.network->cell, "W");
	network_parameter(fixture.network, W).at[0] = NAN;
	walk_free(fixture.walk);
	fixture.walk = walk_new(fixture.network, &error);
	struct text out = { 0 };
	struct scene scene = scene_at(fixture, PHASE_FORWARD, 1, 0, 0);
	view_explain(&scene, 80, &out);
	assert_non_null(strstr(text_get(&out), "NaN"));
	assert_non_null(strstr(text_get(&out), "comes from"));
	expect_drawn(&scene);
	scene = scene_at(fixture, PHASE_BACKWARD, 3, 1, 6);
	expect_drawn(&scene);
	text_free(&out);
	fixture_free(fixture);
}

// Ctrl-C may be pending while a screen is drawn: values that were not reached are then missing.
// Of a large network an iteration is told in a few milliseconds too: what is left out is said.
static void checks_that_cost_too_much_are_told(void **state)
{
	(void)state;
	for (int hidden = 16; hidden <= 64; hidden += 48) {
		struct error error = { 0 };
		struct fixture fixture = fixture_new("tanh");
		assert_true(network_set_hidden(fixture.network, hidden, &error));
		walk_free(fixture.walk);
		fixture.walk = walk_new(fixture.network, &error);
		struct scene const scene = scene_at(fixture, PHASE_BACKWARD, 3, 1, 6);
		struct text out = { 0 };
		view_write(view_find("iteration"), &scene, 80, &out);
		assert_int_equal(strstr(text_get(&out), "cost too much") != NULL, hidden == 64);
		text_free(&out);
		fixture_free(fixture);
	}
}

static void interrupted_sweeps_are_drawn(void **state)
{
	(void)state;
	struct fixture const fixture = fixture_new("lstm");
	struct scene const scene = scene_at(fixture, PHASE_BACKWARD, 3, 1, 10);
	interrupt_raise();
	expect_drawn(&scene);
	interrupt_forget();
	fixture_free(fixture);
}

int main(void)
{
	utf8_set_locale(true);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(matrices_are_aligned),
		cmocka_unit_test(no_number_is_minus_zero),
		cmocka_unit_test(large_matrices_are_elided),
		cmocka_unit_test(numbers_fit_few_columns),
		cmocka_unit_test(views_stay_inside),
		cmocka_unit_test(screens_draw_at_any_size),
		cmocka_unit_test(without_a_walk_it_says_why),
		cmocka_unit_test(what_is_not_computed_is_not_shown),
		cmocka_unit_test(vietnamese_words_keep_columns),
		cmocka_unit_test(golden_screens),
		cmocka_unit_test(an_equation_stands_on_one_line),
		cmocka_unit_test(golden_views),
		cmocka_unit_test(golden_explanations),
		cmocka_unit_test(not_finite_is_told),
		cmocka_unit_test(checks_that_cost_too_much_are_told),
		cmocka_unit_test(interrupted_sweeps_are_drawn),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
