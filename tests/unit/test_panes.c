// SPDX-License-Identifier: GPL-3.0-or-later
// The panes: the arrangement as a value, layouts at any size, scrolling within what there is, and golden
// grids of every view at three sizes and of every layout (BPTT_BLESS=1 writes them; read them before
// you keep them).
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "net.h"
#include "trace/walk.h"
#include "view/all.h"
#include "view/layout.h"
#include "view/view.h"

enum { LOG_LINES = 40, MANY = 1000 };

// ---- something to draw

static struct walk *walk_of(const char *cell)
{
	struct error error;
	struct walk *walk = walk_new(network_new(read_cell(cell, false)), &error);
	assert_non_null(walk);
	return walk;
}

static void drop(struct walk *walk)
{
	struct network *network = (struct network *)walk->network;
	walk_free(walk);
	network_free(network);
}

// A lesson of one sentence, a log of forty lines.
static int draw(void *context, const struct view *view, struct grid *grid, struct area area,
                int scroll)
{
	const bool *has_lesson = context;
	if (!strcmp(view->name, "lesson"))
		return *has_lesson
		               ? grid_wrap(grid, area, -scroll, ROLE_TEXT,
		                           "How should each number of W change, to make that one "
		                           "guess better?") +
		                         scroll
		               : -1;
	for (int i = 0; grid && i < LOG_LINES; i++)
		grid_putf(grid, area, i - scroll, 0, ROLE_TEXT, "line %d", i);
	return LOG_LINES;
}

static int rest(void *context, const struct view *view, struct area area)
{
	(void)context;
	return !strcmp(view->name, "log") ? LOG_LINES - area.rows : 0;
}

static struct screen_parts parts_of(const struct arrangement *arrangement, bool *has_lesson)
{
	return (struct screen_parts){ .title = "Lesson 3: Backpropagation through time",
		                      .position = *has_lesson ? "page 5/9" : "",
		                      .footer = "Enter: next block   quit: Ctrl-D",
		                      .arrangement = arrangement,
		                      .context = has_lesson,
		                      .draw = draw,
		                      .rest = rest };
}

static struct screen_seen draw_screen(struct walk *walk, const struct arrangement *arrangement,
                                      bool lesson, struct grid *grid)
{
	struct scene const scene = { .walk = walk,
		                     .place = { PHASE_BACKWARD, 3, 1, 6 },
		                     .precision = 4 };
	struct screen_parts const parts = parts_of(arrangement, &lesson);
	struct screen_seen seen;
	view_draw_screen(&scene, &parts, grid, &seen);
	return seen;
}

// ---- goldens

static void golden_views(void **state)
{
	static const struct {
		const char *name;
		int rows, cols;
	} sizes[] = { { "small", 9, 24 }, { "80x24", 22, 76 }, { "wide", 40, 150 } };
	struct walk *walk = walk_of("tanh");
	(void)state;
	for (const struct view *view = views; view->name; view++) {
		struct text found = { 0 }, name = { 0 };
		for (int i = 0; view->fill && i < 6; i++) {
			struct scene const scene = { .walk = walk,
				                     .place = { PHASE_BACKWARD, 3, 1, 4 },
				                     .precision = 4,
				                     .ascii = i % 2,
				                     .math = i % 2 ? MATH_ASCII : MATH_UNICODE,
				                     .glyphs = i % 2 ? GLYPHS_ASCII
				                                     : GLYPHS_BRAILLE };
			struct grid grid = grid_new(sizes[i / 2].rows, sizes[i / 2].cols);
			view_draw(view, &scene, &grid, grid_area(&grid), 0);
			text_addf(&found, "---- %s, %s\n", sizes[i / 2].name,
			          i % 2 ? "ascii" : "unicode");
			grid_write(&grid, &found);
			grid_free(&grid);
		}
		for (size_t i = 0; i < found.length; i++)
			assert_true(found.at[i] != '\r');
		text_addf(&name, "pane-%s.txt", view->name);
		if (view->fill)
			expect_golden(text_get(&name), text_get(&found));
		text_free(&found);
		text_free(&name);
	}
	drop(walk);
}

static void ascii_is_ascii(void **state)
{
	static const char *const cells[] = { "tanh", "lstm", "gru", "relu" };
	(void)state;
	for (size_t c = 0; c < sizeof cells / sizeof *cells; c++) {
		struct walk *walk = walk_of(cells[c]);
		struct scene const scene = { .walk = walk,
			                     .place = { PHASE_BACKWARD, 3, 1, 4 },
			                     .precision = 4,
			                     .ascii = true,
			                     .math = MATH_ASCII,
			                     .glyphs = GLYPHS_ASCII };
		for (const struct view *view = views; view->name; view++) {
			struct text out = { 0 };
			view_write(view, &scene, 100, &out);
			for (size_t i = 0; i < out.length; i++)
				if ((unsigned char)out.at[i] >= 0x80)
					fail_msg("%s of %s", view->name, cells[c]);
			text_free(&out);
		}
		drop(walk);
	}
}

static void golden_layouts(void **state)
{
	static const int sizes[][2] = { { 18, 60 }, { 23, 80 }, { 39, 120 }, { 59, 200 } };
	struct walk *walk = walk_of("tanh");
	(void)state;
	for (const struct form *form = forms; form->name; form++) {
		struct text found = { 0 }, name = { 0 };
		struct arrangement arrangement = arrangement_usual();
		arrangement.form = form;
		for (int i = 0; i < 4; i++) {
			struct grid grid = grid_new(sizes[i][0], sizes[i][1]);
			draw_screen(walk, &arrangement, i % 2, &grid);
			grid_write(&grid, &found);
			grid_free(&grid);
		}
		text_addf(&name, "layout-%s.txt", form->name);
		expect_golden(text_get(&name), text_get(&found));
		text_free(&found);
		text_free(&name);
	}
	drop(walk);
}

// ---- the arrangement as a value

// ---- one sheet for a picture

static void expect_same(const struct view *view, const struct sheet *all, const struct sheet *fit, int cols)
{
	struct grid a = grid_new(all->rows, cols), b = grid_new(all->rows, cols);
	struct text one = { 0 }, other = { 0 };
	sheet_draw(all, &a, grid_area(&a), 0);
	sheet_draw(fit, &b, grid_area(&b), 0);
	grid_write(&a, &one);
	grid_write(&b, &other);
	if (all->rows != fit->rows || strcmp(text_get(&one), text_get(&other)))
		fail_msg("%s, %d columns:\n%s\nis, in %d rows:\n%s", view->name, cols, text_get(&one),
		         all->rows, text_get(&other));
	for (int i = 0; i < a.rows * a.cols; i++)
		assert_int_equal(a.cells[i].role, b.cells[i].role);
	text_free(&one);
	text_free(&other);
	grid_free(&a);
	grid_free(&b);
}

// What fits reads the same whatever room there is: else what was measured could not be drawn.  A row to
// spare: the map keeps one for a legend of two lines.  Whoever asks for a view (INT_MAX) may be told more.
static void what_fits_is_said_the_same(void **state)
{
	static const char *const cells[] = { "tanh", "lstm", "gru", "relu" };
	static struct place const places[] = { { PHASE_START, 0, 0, 0 },
		                               { PHASE_FORWARD, 2, 2, 1 },
		                               { PHASE_BACKWARD, 3, 1, 4 },
		                               { PHASE_BACKWARD, 0, 0, 2 } };
	(void)state;
	for (size_t i = 0; i < 4 * 4 * 3; i++) {
		int const cols = (int[]){ 34, 48, 150 }[i % 3];
		struct walk *walk = walk_of(cells[i / 12]);
		struct scene const scene = { .walk = walk, .place = places[i / 3 % 4], .precision = 4 };
		struct study study = study_of(&scene);
		for (const struct view *view = views; view->name; view++) {
			if (!view->fill || view->elastic)
				continue;
			struct sheet all = view_fill(view, &study, cols, MANY);
			for (int more = 1; more < 4; more++) {
				struct sheet fit = view_fill(view, &study, cols, all.rows + more);
				expect_same(view, &all, &fit, cols);
				sheet_free(&fit);
			}
			sheet_free(&all);
		}
		study_free(&study);
		drop(walk);
	}
}

static int count_sheets(const struct study *study, const struct view *view)
{
	int count = 0;
	for (const struct study_sheet *kept = study->sheets; kept; kept = kept->next)
		count += !view || kept->view == view;
	return count;
}

// To lay a screen out, no view is filled twice; to draw it, only what did not get all the rows it has.
static void a_picture_fills_each_view_once(void **state)
{
	struct walk *walk = walk_of("tanh");
	struct arrangement const arrangement = arrangement_usual();
	struct scene const scene = { .walk = walk, .place = { PHASE_BACKWARD, 3, 1, 6 }, .precision = 4 };
	bool lesson = false;
	struct screen_parts const parts = parts_of(&arrangement, &lesson);
	(void)state;
	for (int cols = 80; cols <= 200; cols += 40) {
		struct grid grid = grid_new(59, cols);
		struct study study = study_of(&scene);
		struct layout const layout = layout_make(&study, &parts, &grid);
		assert_true(count_sheets(&study, NULL) > 0);
		for (int i = 0; i < layout.count; i++) {
			const struct pane *pane = &layout.pane[i];
			const struct view *view = &views[pane->pane];
			int const measured = count_sheets(&study, view);
			assert_in_range(measured, 0, 1);
			if (!measured)
				continue;
			int const has = view_sheet(view, &study, pane->inside.cols - 2, MANY)->rows;
			view_sheet(view, &study, pane->inside.cols - 2, pane->inside.rows);
			assert_int_equal(count_sheets(&study, view), has > pane->inside.rows ? 2 : 1);
		}
		study_free(&study);
		grid_free(&grid);
	}
	drop(walk);
}

static void it_is_remembered(void **state)
{
	struct arrangement arrangement = arrangement_usual(), again = arrangement_usual();
	struct text lines = { 0 };
	(void)state;
	arrangement_write(&arrangement, &lines);
	assert_string_equal(text_get(&lines), "");
	assert_true(arrangement_choose(&arrangement, "projector"));
	assert_false(arrangement_choose(&arrangement, "no such layout"));
	arrangement_place(&arrangement, pane_find("log"), "hidden");
	arrangement_place(&arrangement, pane_find("map"), "side");
	arrangement_move(&arrangement, pane_find("words"), -3);
	arrangement_write(&arrangement, &lines);
	arrangement_read(&again, text_get(&lines));
	assert_memory_equal(&again, &arrangement, sizeof again);
	text_free(&lines);
}

// A file of another version, or a spoilt one.
static void nonsense_is_passed_by(void **state)
{
	static const char *const nonsense[] = {
		"layout",
		"layout \n",
		"move\nmove grid\nmove grid nowhere\nmove nobody side\n",
		"\n\n \n",
		"panes nobody grid grid\n",
		"quit\n",
		"layout ../x\n",
	};
	(void)state;
	for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
		struct arrangement arrangement = arrangement_usual();
		bool there[PANES_MOST] = { false };
		arrangement_read(&arrangement, nonsense[i]);
		assert_null(arrangement.form);
		for (int j = 0; j < PANES_MOST; j++) {
			assert_int_equal(arrangement.place[j], PLACE_USUAL);
			assert_false(there[arrangement.order[j]]);
			there[arrangement.order[j]] = true;
		}
	}
}

static void random_arrangements_draw(void **state)
{
	struct walk *walk = walk_of("lstm");
	(void)state;
	srand(1);
	for (int i = 0; i < 300; i++) {
		struct arrangement arrangement = arrangement_usual();
		arrangement.form = rand() % 2 ? &forms[rand() % 5] : NULL;
		for (int pane = 0; pane < pane_count(); pane++) {
			if (rand() % 3 == 0)
				arrangement.place[pane] = (enum pane_place)(rand() % 4);
			arrangement_move(&arrangement, pane, rand() % 9 - 4);
			arrangement.shift[pane] = rand() % 4   ? 0
			                          : rand() % 3 ? rand() % 41 - 20
			                                       : INT_MAX;
		}
		arrangement.focus = rand() % (pane_count() + 1) - 1;
		arrangement.zoomed = rand() % 4 ? PANE_NONE : rand() % pane_count();
		strcpy(arrangement.search, rand() % 2 ? "dW" : "");
		struct grid grid = grid_new(rand() % 70, rand() % 210);
		bool const lesson = rand() % 2;
		struct screen_seen const seen = draw_screen(walk, &arrangement, lesson, &grid);
		// What is scrolled too far draws as what was reached.
		for (int pane = 0; pane < pane_count(); pane++)
			if (seen.pane[pane].shown)
				arrangement.shift[pane] = seen.pane[pane].shift;
		struct grid again = grid_new(grid.rows, grid.cols);
		draw_screen(walk, &arrangement, lesson, &again);
		assert_true(grid_equal(&grid, &again));
		grid_free(&again);
		grid_free(&grid);
	}
	drop(walk);
}

static void scrolling_ends_at_the_ends(void **state)
{
	struct walk *walk = walk_of("tanh");
	struct arrangement arrangement = arrangement_usual();
	int const log = pane_find("log");
	struct grid grid = grid_new(23, 80);
	(void)state;
	arrangement.zoomed = log;
	struct screen_seen seen = draw_screen(walk, &arrangement, false, &grid);
	assert_int_equal(seen.pane[log].total, LOG_LINES);
	assert_int_equal(seen.pane[log].top, LOG_LINES - seen.pane[log].rows);
	arrangement.shift[log] = INT_MIN;
	seen = draw_screen(walk, &arrangement, false, &grid);
	assert_int_equal(seen.pane[log].top, 0);
	arrangement.shift[log] = INT_MAX;
	seen = draw_screen(walk, &arrangement, false, &grid);
	assert_int_equal(seen.pane[log].top, LOG_LINES - seen.pane[log].rows);
	assert_int_equal(seen.pane[log].shift, 0);
	grid_free(&grid);
	drop(walk);
}

static int count_letters(const struct grid *grid, enum role role)
{
	int count = 0;
	for (int i = 0; i < grid->rows * grid->cols; i++)
		count += grid->cells[i].role == role && grid->cells[i].letter[0];
	return count;
}

static void a_projector_has_nothing_dim(void **state)
{
	struct walk *walk = walk_of("tanh");
	struct arrangement arrangement = arrangement_usual();
	struct grid grid = grid_new(23, 80);
	(void)state;
	arrangement_choose(&arrangement, "projector");
	struct screen_seen const seen = draw_screen(walk, &arrangement, true, &grid);
	assert_int_equal(count_letters(&grid, ROLE_DIM), 0);
	assert_int_equal(count_letters(&grid, ROLE_HINT), 0);
	assert_true(seen.pane[pane_find("headline")].shown);
	assert_true(seen.pane[pane_find("network")].shown);
	assert_true(seen.pane[pane_find("equation")].shown);
	grid_free(&grid);
	drop(walk);
}

static void too_small_says_what_is_needed(void **state)
{
	struct walk *walk = walk_of("tanh");
	struct arrangement const arrangement = arrangement_usual();
	struct grid grid = grid_new(5, 80);
	struct text text = { 0 };
	(void)state;
	struct screen_seen const seen = draw_screen(walk, &arrangement, false, &grid);
	assert_true(seen.too_small);
	grid_write(&grid, &text);
	assert_non_null(strstr(text_get(&text), "80x6 is too small: 30x7 is needed"));
	text_free(&text);
	grid_free(&grid);
	drop(walk);
}

int main(void)
{
	utf8_set_locale(true);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden_views),
		cmocka_unit_test(ascii_is_ascii),
		cmocka_unit_test(golden_layouts),
		cmocka_unit_test(what_fits_is_said_the_same),
		cmocka_unit_test(a_picture_fills_each_view_once),
		cmocka_unit_test(it_is_remembered),
		cmocka_unit_test(nonsense_is_passed_by),
		cmocka_unit_test(random_arrangements_draw),
		cmocka_unit_test(scrolling_ends_at_the_ends),
		cmocka_unit_test(a_projector_has_nothing_dim),
		cmocka_unit_test(too_small_says_what_is_needed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
