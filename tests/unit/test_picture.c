// SPDX-License-Identifier: GPL-3.0-or-later
// The ledger and the connectivity map against finished values; views of any size; trainings; the commands.
// Golden pictures are in tests/golden/ (BPTT_BLESS=1 writes them; read them before you keep them).
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/interrupt.h"
#include "base/utf8.h"
#include "command/all.h"
#include "net.h"
#include "net/backward.h"
#include "net/jacobian.h"
#include "net/ledger.h"
#include "net/reach.h"
#include "pictures.h"
#include "repl/session.h"
#include "train/train.h"
#include "view/bars.h"
#include "view/heat.h"
#include "view/plot.h"
#include "view/view.h"

// ---- the ledger and the map

static void expect_ledger(const struct network *network)
{
	struct error error;
	assert_true(network_ready(network, &error));
	struct pass *pass = pass_new(network);
	struct ledger *ledger = ledger_new(pass);
	const struct cell *cell = network->cell;
	int const T = pass->T;
	struct arena arena = { 0 };
	struct ledger_entry *entry = arena_get(&arena, (size_t)(cell->quantities * T) * sizeof *entry);
	double *sum = arena_get(&arena, (size_t)cell->quantities * sizeof *sum);
	for (int t = network->single_sweep ? T - 1 : 0; t < T; t++) {
		assert_true(ledger_read_loss(ledger, t, entry));
		for (int q = 0; q < cell->quantities; q++)
			for (int k = 0; cell->quantity[q].kind == QUANTITY_PARAMETER && k < T;
			     k++) {
				struct array const part = backward_parameter(
					pass, network->single_sweep ? -1 : t, q, k, &arena);
				struct array const all =
					backward_parameter(pass, -1, q, -1, &arena);
				double const norm = array_norm(all);
				double share = 0;
				for (size_t i = 0; i < array_size(all); i++)
					share += part.at[i] / norm * (all.at[i] / norm);
				expect_number(entry[q * T + k].norm, array_norm(part), 1e-12,
				              "norm");
				if (norm > 0)
					expect_number(entry[q * T + k].share, share, 1e-12,
					              "share");
				sum[q] += entry[q * T + k].share;
			}
	}
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].kind == QUANTITY_PARAMETER && ledger->norm[q] > 0)
			expect_number(sum[q], 1, 1e-9, "the sum of shares");
	ledger_free(ledger);
	pass_free(pass);
	arena_free(&arena);
}

static void expect_reach(const struct network *network)
{
	struct pass *pass = pass_new(network);
	struct arena arena = { 0 };
	int const x = find(network, "x");
	for (int t = 0; t < pass->T; t++) {
		double norms[64];
		int const until = t / 2;
		assert_true(reach_norms(pass, t, x, until, norms));
		for (int k = until; k <= t; k++) {
			struct array const exact =
				jacobian(pass, network->cell->loss, t, x, k, -1, &arena);
			// Where a probability has underflowed both divide by 0.
			if (array_is_finite(exact))
				expect_number(norms[k - until], array_norm(exact), 1e-12, "reach");
		}
	}
	pass_free(pass);
	arena_free(&arena);
}

static void ledger_agrees_with_finished_values(void **state)
{
	(void)state;
	static const char *const cells[] = { "tanh", "lstm", "gru", "relu", "tests/cells/odd" };
	struct random random;
	random_seed(&random, 5);
	for (int i = 0; i < scaled(300); i++) {
		struct network *network = random_network(cells[i % 5], &random);
		expect_ledger(network);
		expect_reach(network);
		network_free(network);
	}
}

// A place of the tutorial's shape of walk.
static void add_view(const char *name, struct walk *walk, int t, int k, bool ascii, int cols,
                     struct text *out)
{
	struct place place = place_start();
	assert_true(t < 0 || place_backward(&walk->itinerary, t, k, &place));
	struct scene const scene = { .walk = walk, .place = place, .precision = 4, .ascii = ascii };
	view_write(view_find(name), &scene, cols, out);
	struct grid grid = grid_new(9, cols);
	view_draw(view_find(name), &scene, &grid, grid_area(&grid), 0);
	grid_free(&grid);
}

static void views_look_right(void **state)
{
	(void)state;
	struct network *network = network_new(read_cell("tanh", false));
	struct error error;
	struct text out = { 0 };
	struct walk *walk = walk_new(network, &error);
	add_view("ledger", walk, -1, 0, false, 80, &out);
	add_view("ledger", walk, 3, 1, false, 80, &out);
	add_view("ledger", walk, 0, 0, true, 50, &out);
	add_view("map", walk, -1, 0, false, 80, &out);
	add_view("map", walk, 3, 1, true, 50, &out);
	add_view("map", walk, 3, 1, false, 30, &out);
	walk_free(walk);
	network->single_sweep = true;
	walk = walk_new(network, &error);
	add_view("ledger", walk, 2, 2, false, 80, &out);
	walk_free(walk);
	expect_golden("picture-views.txt", text_get(&out));
	text_free(&out);
	network_free(network);
}

static void views_fit_any_area(void **state)
{
	(void)state;
	static const char *const names[] = { "ledger", "map" };
	struct random random;
	random_seed(&random, 6);
	for (int i = 0; i < scaled(200); i++) {
		struct network *network = random_network(i % 2 ? "lstm" : "tanh", &random);
		struct error error;
		random_words(network, &random, 1 + below(&random, 60));
		struct walk *walk = walk_new(network, &error);
		for (int j = 0; j < SIZES; j++) {
			struct place place = place_start();
			struct grid grid = grid_new(sizes[j][0], sizes[j][1]);
			int const t = below(&random, walk->pass->T);
			if (below(&random, 4))
				place_backward(&walk->itinerary, t,
				               walk->itinerary.single ? t : below(&random, t + 1),
				               &place);
			struct scene const scene = { .walk = walk,
				                     .place = place,
				                     .precision = 5,
				                     .ascii = below(&random, 2) };
			view_draw(view_find(names[j % 2]), &scene, &grid, grid_area(&grid), 0);
			view_draw(view_find(names[j % 2]), &scene, &grid, grid_area(&grid), 3);
			grid_free(&grid);
		}
		walk_free(walk);
		network_free(network);
	}
}

enum { PASSES = 60 };

// A training that never was: its numbers are those of formulas.
static struct history history_of(struct epoch *epoch, int count, int questions)
{
	for (int i = 0; i < count; i++)
		epoch[i] = (struct epoch){ .loss = 12 * exp(-i / 9.0) + 0.01,
			                   .norm = 3 / (1.0 + i),
			                   .rate = 0.1,
			                   .answers = 4 * exp(-i / 9.0),
			                   .right = questions ? i % (questions + 1) : 0 };
	return (struct history){ .sequences = 4,
		                 .steps = 20,
		                 .questions = questions,
		                 .guess = 1.3863,
		                 .C = 5,
		                 .passes = PASSES,
		                 .epoch = epoch,
		                 .count = count };
}

static void trainings_are_drawn(void **state)
{
	(void)state;
	struct epoch epoch[PASSES];
	struct network *network = tutorial_network(5);
	struct error error;
	struct walk *walk = walk_new(network, &error);
	const struct view *view = view_find("training");
	struct scene scene = { .walk = walk, .precision = 4 };
	for (int count = 0; count <= PASSES; count += count < 3 ? 1 : 19)
		for (int i = 0; i < SIZES; i++) {
			struct history history = history_of(epoch, count, i % 2 ? 4 : 0);
			struct grid grid = grid_new(sizes[i][0], sizes[i][1]);
			history.sequence = i % 3;
			if (count)
				epoch[count - 1].norm = numbers[i % NUMBERS];
			scene.history = &history;
			scene.ascii = i % 2;
			view_draw(view, &scene, &grid, grid_area(&grid), 0);
			grid_free(&grid);
		}
	struct history const history = history_of(epoch, 45, 4);
	struct text found = { 0 };
	scene.history = &history;
	scene.ascii = false;
	view_write(view, &scene, 80, &found);
	expect_golden("picture-training.txt", text_get(&found));
	text_free(&found);
	walk_free(walk);
	network_free(network);
}

// ---- commands

static const struct command *const tables[] = { plot_commands, set_commands, NULL };

// What a line says, or its error as `column: cause`.
static const char *answer(struct session *session, const char *line)
{
	static struct text out;
	struct error error;
	text_clear(&out);
	if (session_try_line(session, line, &error))
		text_add(&out,
		         session->log.count ? session->log.at[session->log.count - 1].text : "");
	else
		text_addf(&out, "%d: %s", error.span.column, error.cause);
	return text_get(&out);
}

static void commands_draw_and_refuse(void **state)
{
	(void)state;
	static const struct {
		const char *line, *answer; // that it begins with
	} rows[] = {
		{ "plot norm(delta[4,k]) for k = 4..0 log",
		  "● norm(delta[4,k])   (logarithmic)\n" },
		{ "plot E[t], norm(s[t]) for t = 0..T-1", "● E[t]   ○ norm(s[t])\n" },
		{ "plot svd(W)", "● svd(W)\n" },
		{ "plot [1,(2),3]", "● [1,(2),3]\n" },
		{ "plot E[k] for k = 3..0, E[k] for k = 0..4", "● E[k]   ○ E[k]\n" },
		{ "plot log(E[t]) for t = 0..4", "● log(E[t])\n" },
		{ "heat V", "             0          1          2\nthe " },
		{ "heat V'", "         the        cat        sat         on        mat\n0 " },
		{ "heat dE/dlogits[1]", "" },
		{ "heat s[t] for t = 3..2", "               0          1          2\nt = 3 " },
		{ "bars yhat[3]", "the " },
		{ "bars V*s[3] - y[3]", "the " },
		{ "bars svd(V)", "0 " },
		{ "bars E[t] for t = 0..4", "t = 0 " },
		{ "plot", "6: an expression is missing here" },
		{ "plot  W", "7: a plot shows numbers or a vector, but this is 3×3" },
		{ "plot E[t] for t = 0..4, s[t] for t = 0..4",
		  "25: a plot needs a number at each t, but this is 3×1" },
		{ "plot ŷ[3], foo", "12: there is no foo here" },
		{ "plot E[t] for t = 0..9", "8: " },
		{ "plot E[t] for t = 0..4,", "24: a value is missing here" },
		{ "plot 1,2,3,4,5,6,7", "18: a plot has room for no further expression" },
		{ "plot t for t = 0..30000", "19: this list would have 30001 entries; it may have 20000" },
		{ "heat W, V", "9: this picture is of one expression" },
		{ "heat W[0", "9: ']' is missing here" },
		{ "bars W", "6: bars show a vector, but this is 3×3" },
		{ "bars yhat[3] for t = 0..1", "6: bars show a vector, but this is 2×5" },
		{ "set glyphs dots", "12: glyphs can be braille, blocks or ascii, not 'dots'" },
	};
	struct session *session = session_new(tables);
	assert_non_null(session);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *found = answer(session, rows[i].line);
		if (strncmp(found, rows[i].answer, strlen(rows[i].answer)))
			fail_msg("%s\n%s", rows[i].line, found);
	}
	answer(session, "E[0]"); // so that the walk is there
	interrupt_raise();
	assert_string_equal(answer(session, "plot E[t] for t = 0..4"), "1: interrupted");
	interrupt_raise();
	assert_string_equal(answer(session, "heat W"), "1: interrupted");
	assert_false(interrupt_came());
	assert_true(session_try_line(session, "set glyphs ascii", &(struct error){ 0 }));
	for (size_t i = 0; i < 14; i++)
		for (const char *c = answer(session, rows[i].line); *c; c++)
			assert_true((unsigned char)*c < 0x80);
	session_free(session);
}

int main(void)
{
	utf8_set_locale(true);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ledger_agrees_with_finished_values),
		cmocka_unit_test(views_look_right),
		cmocka_unit_test(views_fit_any_area),
		cmocka_unit_test(trainings_are_drawn),
		cmocka_unit_test(commands_draw_and_refuse),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
