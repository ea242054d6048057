// SPDX-License-Identifier: GPL-3.0-or-later
// The compiled plan against the walk, on random networks of every cell; its parts against each other.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "net.h"
#include "net/backward.h"
#include "plan/compile.h"
#include "plan/emit.h"
#include "plan/plan.h"
#include "plan/schedule.h"

static const char *const cells[] = {
	"tanh", "sigmoid", "relu", "linear", "lstm", "gru", "gru-torch",
	"tests/cells/bounded", "tests/cells/guarded", "tests/cells/layers", "tests/cells/odd", "tests/cells/one-line",
	"tests/cells/peephole", "tests/cells/regularised", "tests/cells/twice",
	"tests/cells/branches", "tests/cells/attention", "tests/cells/blocks", "tests/cells/embedding",
	"tests/cells/joint",    "tests/cells/tied",
};

// Words as a sequence.
#define WORDS(X, Y, T) (&(struct sequence const){ .x = (int *)(X), .y = (int *)(Y), .count = (T) })

static struct plan *compile(const struct network *network, int T_most)
{
	struct error error;
	struct plan *plan = plan_new(network->cell, network->H, network->C, T_most, &error);
	if (!plan)
		fail_msg("%s: %s", network->cell->name, error.cause);
	plan_load(plan, network);
	return plan;
}

// The gradients that the plan makes of the pass's words are the walk's.
static void compare_gradients(struct plan *plan, const struct pass *pass)
{
	const struct network *network = pass->network;
	struct arena arena = { 0 };
	for (int q = 0; q < network->cell->quantities; q++) {
		if (network->cell->quantity[q].kind != QUANTITY_PARAMETER)
			continue;
		struct array const wanted = backward_parameter(pass, -1, q, -1, &arena);
		struct array const got = array_new(&arena, wanted.rows, wanted.cols);
		plan_gradients(plan, WORDS(network->x, network->y, pass->T));
		plan_read_gradient(plan, q, got);
		expect_near(got, wanted, 1e-12, 1, network->cell->quantity[q].name);
	}
	arena_free(&arena);
}

static void compare(struct network *network)
{
	struct error error;
	network->truncation = truncation_steps(-1);
	assert_true(network_ready(network, &error));
	struct pass *pass = pass_new(network);
	struct plan *plan = compile(network, pass->T + 3);
	double const loss = plan_gradients(plan, WORDS(network->x, network->y, pass->T));
	expect_number(loss, pass->total, 1e-12, network->cell->name);
	expect_number(plan_loss(plan, WORDS(network->x, network->y, pass->T)), pass->total, 1e-12, "plan_loss");
	compare_gradients(plan, pass);
	plan_free(plan);
	pass_free(pass);
}

// Truncated, its sums are made in another order than the walk's, which carries each loss back by itself.  Whether
// the cell can be truncated so.
static bool compare_truncated(struct network *network, struct truncation truncation)
{
	struct error error;
	network->single_sweep = false;
	network->truncation = truncation;
	assert_true(network_ready(network, &error));
	struct pass *pass = pass_new(network);
	struct given_kind const kind = { .truncation = truncation };
	struct plan *plan = plan_new_for(network->cell, network->H, network->C, pass->T + 3, &kind, &error);
	bool const can = plan;
	if (can) {
		plan_load(plan, network);
		compare_gradients(plan, pass);
	}
	plan_free(plan);
	pass_free(pass);
	return can;
}

static void test_truncated_agrees_with_walk(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 15);
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		int steps = 0, chunks = 0;
		for (int n = 0; n < scaled(60); n++) {
			struct network *network = random_network(cells[i], &random);
			steps += compare_truncated(network, truncation_steps(below(&random, 6)));
			chunks += compare_truncated(network, truncation_chunks(1 + below(&random, 6)));
			network_free(network);
		}
		print_message("# %s: %d and %d of %d by the plan\n", cells[i], steps, chunks, scaled(60));
		if (i < 7)
			assert_true(steps == scaled(60) && chunks == scaled(60));
	}
}

// With one number of a parameter moved, up to any step.
static void test_nudged_losses(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 25);
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
		for (int n = 0; n < scaled(60); n++) {
			struct network *network = random_network(cells[i], &random);
			struct pass *pass = pass_new(network);
			struct plan *plan = compile(network, pass->T);
			double *by_walk = calloc((size_t)pass->T, sizeof *by_walk), *by_plan = calloc((size_t)pass->T, sizeof *by_plan);
			for (int q = 0; q < network->cell->quantities; q++) {
				size_t const size = array_size(network->parameter[q]);
				if (!size)
					continue;
				int const last = below(&random, pass->T);
				struct nudge const nudge = { q, -1, below(&random, (int)size), 0.01 };
				pass_nudged_losses(pass, nudge, last, by_walk);
				plan_nudged_losses(plan, WORDS(network->x, network->y, pass->T), &nudge, last, by_plan);
				for (int t = 0; t <= last; t++)
					expect_number(by_plan[t], by_walk[t], 1e-12, network->cell->quantity[q].name);
			}
			expect_number(plan_loss(plan, WORDS(network->x, network->y, pass->T)), pass->total, 1e-12, "put back");
			free(by_walk);
			free(by_plan);
			plan_free(plan);
			pass_free(pass);
			network_free(network);
		}
}

static void test_agrees_with_walk(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 5);
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
		for (int n = 0; n < scaled(300); n++) {
			struct network *network = random_network(cells[i], &random);
			compare(network);
			network_free(network);
		}
}

// Sizes at which products are blocked, swept and left to a library.
static void test_agrees_when_large(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 6);
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
		for (int n = 0; n < scaled(30); n++) {
			struct network *network = new_network(cells[i], 120 + below(&random, 90),
			                                      2 + below(&random, 90), (uint32_t)n);
			random_rest(network, &random, true);
			random_words(network, &random, 1 + below(&random, 7));
			compare(network);
			network_free(network);
		}
}

// So long that the plan goes piece by piece.
static void test_agrees_when_long(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 7);
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		struct network *network = new_network(cells[i], 3, 4, 1);
		random_words(network, &random, 400 + below(&random, 300));
		compare(network);
		network_free(network);
	}
	struct network *network = new_network("tanh", 140, 5, 2);
	random_words(network, &random, 300);
	compare(network);
	network_free(network);
}

// ---- the parts of the interface against each other

static double distance(const struct network *a, const struct network *b)
{
	double most = 0;
	for (int q = 0; q < a->cell->quantities; q++)
		for (size_t i = 0; i < array_size(a->parameter[q]); i++)
			most = fmax(most, fabs(a->parameter[q].at[i] - b->parameter[q].at[i]));
	return most;
}

// A step in one go, and in parts; both against weights - rate·gradient.
static void test_step(void **state)
{
	(void)state;
	struct random random;
	struct arena arena = { 0 };
	random_seed(&random, 8);
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		struct network *network = random_network(cells[i], &random);
		struct network *stepped = network_copy(network), *moved = network_copy(network),
		               *wanted = network_copy(network);
		struct plan *plan = compile(network, network->x_count);
		double const rate = 0.1;
		double norm;
		double const loss = plan_step(plan, WORDS(network->x, network->y, network->x_count), rate, INFINITY, &norm);
		plan_store(plan, stepped);
		plan_load(plan, network);
		expect_number(plan_gradients(plan, WORDS(network->x, network->y, network->x_count)), loss, 1e-14, "loss");
		double square = 0;
		for (int q = 0; q < network->cell->quantities; q++) {
			struct array const w = wanted->parameter[q];
			if (network->cell->quantity[q].kind != QUANTITY_PARAMETER)
				continue;
			struct array const g = array_new(&arena, w.rows, w.cols);
			plan_read_gradient(plan, q, g);
			for (size_t j = 0; j < array_size(w); j++) {
				w.at[j] -= rate * g.at[j];
				square += g.at[j] * g.at[j];
			}
		}
		expect_number(plan_gradient_norm(plan), sqrt(square), 1e-14, "norm");
		expect_number(norm, sqrt(square), 1e-14, "norm on the way");
		plan_move(plan, -rate);
		plan_store(plan, moved);
		assert_true(distance(stepped, wanted) < 1e-14 && distance(moved, wanted) < 1e-14);

		// A step that would be too long is none; one that is so by its bound alone is one.
		plan_load(plan, network);
		plan_step(plan, WORDS(network->x, network->y, network->x_count), rate, 0.999 * rate * norm, &norm);
		plan_store(plan, moved);
		assert_true(network_equal(moved, network));
		plan_step(plan, WORDS(network->x, network->y, network->x_count), rate, 1.001 * rate * norm, &norm);
		expect_number(norm, sqrt(square), 1e-14, "norm of a long step");
		plan_store(plan, moved);
		assert_true(distance(moved, wanted) < 1e-14);
		plan_free(plan);
		network_free(network);
		network_free(stepped);
		network_free(moved);
		network_free(wanted);
	}
	arena_free(&arena);
}

static void test_clips_elements(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct network *network = tutorial_network(5);
	struct plan *plan = compile(network, 4);
	int const W = find(network, "W");
	struct array const whole = array_new(&arena, 10, 10), clipped = array_new(&arena, 10, 10);
	plan_gradients(plan, WORDS(network->x, network->y, 4));
	plan_read_gradient(plan, W, whole);
	double const most = largest(whole) / 2;
	plan_clip_elements(plan, most);
	plan_read_gradient(plan, W, clipped);
	for (size_t i = 0; i < array_size(whole); i++)
		expect_number(clipped.at[i], fmin(fmax(whole.at[i], -most), most), 0, "clipped");
	plan_free(plan);
	network_free(network);
	arena_free(&arena);
}

// What an earlier, longer sequence left behind does not reach a later one.
static void test_forgets(void **state)
{
	(void)state;
	static const int x[] = { 0, 1, 2, 3, 4, 0, 1, 2, 3 }, y[] = { 4, 3, 2, 1, 0, 4, 3, 2, 1 };
	struct random random;
	struct arena arena = { 0 };
	random_seed(&random, 9);
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
		struct network *network = new_network(cells[i], 4, 5, 3);
		random_rest(network, &random, true);
		struct plan *used = compile(network, 9), *fresh = compile(network, 2);
		plan_gradients(used, WORDS(x, y, 9));
		double const loss = plan_gradients(used, WORDS(x + 3, y + 3, 2));
		expect_number(plan_gradients(fresh, WORDS(x + 3, y + 3, 2)), loss, 0, "loss");
		for (int q = 0; q < network->cell->quantities; q++) {
			struct array const w = network->parameter[q];
			if (network->cell->quantity[q].kind != QUANTITY_PARAMETER)
				continue;
			struct array const a = array_new(&arena, w.rows, w.cols);
			struct array const b = array_new(&arena, w.rows, w.cols);
			plan_read_gradient(used, q, a);
			plan_read_gradient(fresh, q, b);
			expect_near(a, b, 0, 1, network->cell->quantity[q].name);
		}
		plan_free(used);
		plan_free(fresh);
		network_free(network);
	}
	arena_free(&arena);
}

static void test_golden(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct network *network = tutorial_network(100);
	struct plan *plan = compile(network, 4);
	struct array const dW = array_new(&arena, 10, 10);
	expect_number(plan_gradients(plan, WORDS(network->x, network->y, 4)), 18.30718764221934, 1e-12, "E");
	plan_read_gradient(plan, find(network, "W"), dW);
	expect_number(array_norm(dW), 0.1936958174904962, 1e-12, "dW");
	expect_number(dW.at[1], 0.031487033643705135, 1e-12, "dW[0,1]");
	plan_free(plan);
	network_free(network);
	arena_free(&arena);
}

// Products with the same vector are one: an LSTM's four gates, a GRU's two before the reset.
static void expect_stacked(const char *name, size_t rows, int products, size_t total_rows)
{
	struct error error;
	struct arena arena = { 0 };
	struct cell *cell = read_cell(name, true);
	struct graph graph = { .arena = &arena, .cell = cell, .H = 7, .C = 5, .error = &error };
	struct storage storage = { .graph = &graph, .T_most = 3 };
	struct program_code code = { 0 };
	assert_true(compile_cell(&graph));
	schedule_nodes(&graph);
	assert_true(storage_make(&storage, &error));
	emit_code(&code, &storage, kernel_find());
	const struct section *loop = code.section, *totals = &code.section[code.sections - 1];
	while (loop->direction != -1)
		loop++;
	int found = 0;
	for (int i = loop->first; i < loop->first + loop->count; i++)
		found += code.instruction[i].code == &code_product;
	assert_int_equal(found, products);
	assert_true(code.instruction[loop->first].code == &code_product);
	assert_int_equal(code.instruction[loop->first].rows, rows);
	for (int i = totals->first; i < totals->first + totals->count; i++)
		if (code.instruction[i].code == &code_total_row)
			assert_int_equal(code.instruction[i].cols, total_rows);
	free(code.instruction);
	free(code.section);
	storage_free(&storage);
	free(graph.node);
	free(graph.total);
	arena_free(&arena);
	cell_drop(cell);
}

static void test_stacks(void **state)
{
	(void)state;
	expect_stacked("tanh", 7, 1, 7);
	expect_stacked("lstm", 4 * 7, 1, 4 * 7);
	expect_stacked("gru", 2 * 7, 2, 3 * 7);
}

static void test_refuses(void **state)
{
	(void)state;
	struct error error;
	struct cell *cell = read_cell("tanh", false);
	assert_null(plan_new(cell, 4096, 65536, 100000, &error));
	assert_non_null(strstr(error.cause, "MiB"));
	struct cell *amended = cell_amended(cell, "let dz[k] = ds[k] .* k", 1, 1, &error);
	assert_non_null(amended);
	assert_null(plan_new(amended, 3, 3, 3, &error));
	assert_non_null(strstr(error.cause, "cannot be compiled"));
	cell_drop(amended);
	cell_drop(cell);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_agrees_with_walk),
		cmocka_unit_test(test_truncated_agrees_with_walk),
		cmocka_unit_test(test_nudged_losses),
		cmocka_unit_test(test_agrees_when_large),
		cmocka_unit_test(test_agrees_when_long),
		cmocka_unit_test(test_step),
		cmocka_unit_test(test_clips_elements),
		cmocka_unit_test(test_forgets),
		cmocka_unit_test(test_golden),
		cmocka_unit_test(test_stacks),
		cmocka_unit_test(test_refuses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
