// SPDX-License-Identifier: GPL-3.0-or-later
// Going backward through every place of a walk shows the very screens that going forward showed, in
// reverse, bit for bit: on one session's walk, whose memo has been everywhere, and on fresh ones.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "net/network.h"
#include "trace/walk.h"
#include "view/explain.h"
#include "view/view.h"

enum { ROWS = 23, COLS = 80 };

// All that a learner sees at a place: the screen and the step in plain lines, as one text.
static char *seen_at(struct walk *walk, struct place place)
{
	struct scene const scene = { .walk = walk, .place = place, .precision = 5 };
	struct arrangement const usual = arrangement_usual();
	struct screen_parts const parts = {
		.title = "title", .position = "", .footer = "footer", .arrangement = &usual
	};
	struct grid grid = grid_new(ROWS, COLS);
	struct text seen = { 0 };
	view_draw_screen(&scene, &parts, &grid, NULL);
	grid_write(&grid, &seen);
	for (int i = 0; i < ROWS * COLS; i++)
		text_addf(&seen, "%d,", grid.cells[i].role);
	view_explain(&scene, COLS, &seen);
	grid_free(&grid);
	return text_take(&seen);
}

static struct network *network_of(const char *cell, struct truncation truncation, bool single)
{
	struct error error = { 0 };
	struct cell *read = network_find_cell(cell, true, &error);
	assert_non_null(read);
	struct network *network = network_new(read);
	network->truncation = truncation;
	network->single_sweep = single;
	return network;
}

static void check_reverse(const char *cell, struct truncation truncation, bool single)
{
	struct network *network = network_of(cell, truncation, single);
	struct error error = { 0 };
	struct walk *walk = walk_new(network, &error);
	assert_non_null(walk);
	const struct itinerary *itinerary = &walk->itinerary;
	long const places = place_count(itinerary, STRIDE_EQUATION) + 1;
	char **seen = memory_get((size_t)places, sizeof *seen);
	struct place place = place_start();
	for (long i = 0; i < places; i++) {
		seen[i] = seen_at(walk, place);
		place = place_after(itinerary, place, STRIDE_EQUATION);
	}
	place = place_end(itinerary);
	for (long i = places; i-- > 0;) {
		char *again = seen_at(walk, place);
		assert_string_equal(again, seen[i]);
		free(again);
		place = place_before(itinerary, place, STRIDE_EQUATION);
	}
	assert_true(place_equal(place, place_start()));
	for (long i = 0; i < places; i++)
		free(seen[i]);
	free(seen);
	walk_free(walk);
	network_free(network);
}

static void test_tanh(void **state)
{
	(void)state;
	check_reverse("tanh", truncation_steps(-1), false);
}

static void test_truncated(void **state)
{
	(void)state;
	check_reverse("tanh", truncation_steps(2), false);
	check_reverse("tanh", truncation_chunks(2), false);
	check_reverse("tanh", truncation_chunks(2), true);
}

static void test_single_sweep(void **state)
{
	(void)state;
	check_reverse("tanh", truncation_steps(-1), true);
}

static void test_lstm(void **state)
{
	(void)state;
	check_reverse("lstm", truncation_steps(-1), false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tanh),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_single_sweep),
		cmocka_unit_test(test_lstm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
