// SPDX-License-Identifier: GPL-3.0-or-later
// The bound of a step: its formula for each cell, and that no step of a random network exceeds it; slopes
// against differences.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "lang/bound.h"
#include "lang/operator.h"
#include "lang/print.h"
#include "lang/recurrence.h"
#include "lang/tangent.h"
#include "net.h"
#include "net/distance.h"
#include "net/slope.h"

// ---- the bound

static struct cell *parse(const char *text)
{
	struct error error;
	struct cell *cell = cell_parse("own", "own.cell", text, strlen(text), true, &error);
	if (!cell)
		fail_msg("%d:%d: %s", error.span.line, error.span.column, error.cause);
	return cell;
}

static void expect_bound(struct cell *cell, const char *formula, enum bound_fault fault,
                         const char *quantity)
{
	struct arena arena = { 0 };
	struct bound const bound = bound_of_step(cell, &arena);
	struct print_style const style = { .unicode = false };
	struct text found = { 0 };
	assert_int_equal(bound.fault, fault);
	if (formula) {
		assert_non_null(bound.tree);
		print_tree(bound.tree, &style, &found);
		assert_string_equal(text_get(&found), formula);
	} else {
		assert_null(bound.tree);
		assert_string_equal(cell->quantity[bound.quantity].name, quantity);
	}
	text_free(&found);
	arena_free(&arena);
	cell_drop(cell);
}

static void bounds_follow_from_the_equations(void **state)
{
	static const struct {
		const char *cell, *formula;
		enum bound_fault fault;
		const char *quantity;
	} rows[] = {
		{ "tanh", "1*norm(W, 2)", BOUND_HOLDS, NULL },
		{ "sigmoid", "0.25*norm(W, 2)", BOUND_HOLDS, NULL },
		{ "relu", "1*norm(W, 2)", BOUND_HOLDS, NULL },
		{ "linear", "norm(W, 2)", BOUND_HOLDS, NULL },
		{ "tests/cells/one-line", "1*norm(W, 2)", BOUND_HOLDS, NULL },
		{ "tests/cells/guarded", "1*norm(W, 2)", BOUND_HOLDS, NULL },
		{ "tests/cells/twice", "1*(norm(W, 2)*(1*norm(W, 2)))", BOUND_HOLDS, NULL },
		{ "tests/cells/layers",
		  "norm([1*norm(W, 2), 0; 0.25*(norm(Q, 2)*(1*norm(W, 2))), 0.25*norm(R, 2)], 2)",
		  BOUND_HOLDS, NULL },
		{ "lstm", NULL, BOUND_PRODUCT, "c" },
		{ "tests/cells/peephole", NULL, BOUND_PRODUCT, "c" },
		{ "gru", NULL, BOUND_PRODUCT, "q" },
		{ "gru-torch", NULL, BOUND_PRODUCT, "an" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_bound(read_cell(rows[i].cell, true), rows[i].formula, rows[i].fault,
		             rows[i].quantity);
}

#define OWN(equations)                                                                             \
	"input x[C] y[C]\nparam U[H,C] V[C,H] W[H,H] p[H] a[1]\nstate s[H]\n" equations            \
	"E[t] = xent(softmax(V*s[t]), y[t])\nloss E\ndelta s\n"

static void bounds_of_cells_of_ones_own(void **state)
{
	(void)state;
	expect_bound(parse(OWN("s[t] = U*x[t] + s[t-1]\n")), "1", BOUND_HOLDS, NULL);
	expect_bound(parse(OWN("s[t] = tanh(U*x[t] - W*s[t-1]) / 2 + 0.5*s[t-1]\n")),
	             "(1*norm(W, 2)) / 2 + 0.5", BOUND_HOLDS, NULL);
	expect_bound(parse(OWN("s[t] = sigmoid(U*x[t] + p .* s[t-1])\n")), "0.25*norm(p, inf)",
	             BOUND_HOLDS, NULL);
	expect_bound(parse(OWN("s[t] = U*x[t] + a*s[t-1] - -s[t-1]\n")), "norm(a, 2) + 1",
	             BOUND_HOLDS, NULL);
	expect_bound(parse(OWN("g[t] = U*x[t]\ns[t] = g[t] .* s[t-1]\n")), NULL, BOUND_CHANGING,
	             "s");
	expect_bound(parse(OWN("s[t] = exp(s[t-1]) + U*x[t]\n")), NULL, BOUND_UNKNOWN, "s");
	expect_bound(parse(OWN("s[t] = s[t-1] .* s[t-1] + U*x[t]\n")), NULL, BOUND_PRODUCT, "s");
	expect_bound(parse(OWN("m[t] = dot(s[t-1], p)\ns[t] = U*x[t] + p*m[t]\n")),
	             "norm(p, 2)*norm(p, 2)", BOUND_HOLDS, NULL);
	// What depends on the state may be a factor where it is bounded, and a gate of the words as well.
	expect_bound(parse(OWN("g[t] = sigmoid(U*x[t])\ns[t] = g[t] .* s[t-1] + (1 - g[t]) .* (U*x[t])\n")), "1",
	             BOUND_HOLDS, NULL);
	expect_bound(parse(OWN("g[t] = sigmoid(W*s[t-1])\nq[t] = tanh(W*s[t-1])\ns[t] = g[t] .* q[t] + U*x[t]\n")),
	             "1*(0.25*norm(W, 2)) + 1*(1*norm(W, 2))", BOUND_HOLDS, NULL);
	expect_bound(parse(OWN("q[t] = tanh(W*s[t-1])\ns[t] = q[t].^2 + U*x[t]\n")), "2*(1*norm(W, 2))",
	             BOUND_HOLDS, NULL);
	expect_bound(parse(OWN("s[t] = softmax(U*x[t] + W*s[t-1])\n")), "0.5*norm(W, 2)", BOUND_HOLDS, NULL);
	expect_bound(parse(OWN("s[t] = tanh(U*x[t] + (W - 2*W)*s[t-1])\n")), "1*norm(W - 2*W, 2)", BOUND_HOLDS,
	             NULL);
	// A scalar that is spread moves all elements at once.
	expect_bound(parse(OWN("m[t] = dot(s[t-1], p)\ns[t] = U*x[t] + m[t]\n")), NULL,
	             BOUND_UNKNOWN, "s");
	// Parts that are shared make an expression that no one could read.
	struct text text = { 0 };
	text_add(&text,
	         "input x[C] y[C]\nparam U[H,C] V[C,H]\nstate s[H]\na0[t] = s[t-1] + U*x[t]\n");
	for (int i = 1; i < 100; i++)
		text_addf(&text, "a%d[t] = a%d[t] + a%d[t]\n", i, i - 1, i - 1);
	text_add(&text,
	         "s[t] = tanh(a99[t])\nE[t] = xent(softmax(V*s[t]), y[t])\nloss E\ndelta s\n");
	struct cell *cell = parse(text_get(&text));
	struct arena arena = { 0 };
	assert_int_equal(bound_of_step(cell, &arena).fault, BOUND_LONG);
	arena_free(&arena);
	cell_drop(cell);
	text_free(&text);
}

// Which parameters carry a state: not those of the words and of the output, nor biases.
static void carriers_are_found(void **state)
{
	static const char *const rows[][2] = {
		{ "tanh", "W" },
		{ "linear", "W" },
		{ "lstm", "Wi Wf Wo Wg" },
		{ "gru", "Wz Wr Wh" },
		{ "gru-torch", "Wr Wz Wn" },
		{ "tests/cells/layers", "W R" },
		{ "tests/cells/guarded", "W" },
		{ "tests/cells/peephole", "Wi Wf Wo Wg Pi Pf Po" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct cell *cell = read_cell(rows[i][0], true);
		struct text found = { 0 };
		for (int q = 0; q < cell->quantities; q++)
			if (recurrence_carries(cell, q))
				text_addf(&found, found.length ? " %s" : "%s",
				          cell->quantity[q].name);
		assert_string_equal(text_get(&found), rows[i][1]);
		text_free(&found);
		cell_drop(cell);
	}
}

static void no_step_exceeds_its_bound(void **state)
{
	struct random random;
	int bounded = 0;
	(void)state;
	random_seed(&random, 41);
	for (int run = 0; run < scaled(100) * ALL_CELLS; run++) {
		struct network *network = random_network(all_cells[run % ALL_CELLS], &random);
		struct pass *pass = pass_new(network);
		struct arena arena = { 0 };
		struct bound const bound = bound_of_step(network->cell, &arena);
		double const value = slope_bound(pass, &bound);
		double power[16];
		struct distance distance;
		slope_bound_powers(pass, &bound, power, pass->T + 1);
		assert_true(
			distance_read_jacobians(&distance, pass, pass->T - 1, pass->T + 1, true, &arena));
		for (int d = 1; bound.tree && d <= pass->T; d++, bounded++) {
			assert_true(distance.step.at[d] <= value * (1 + 1e-12));
			assert_true(distance_norm(&distance, d) <= power[d] * (1 + 1e-12));
			assert_true(power[d] <= pow(value, d) * (1 + 1e-12));
		}
		arena_free(&arena);
		pass_free(pass);
		network_free(network);
	}
	assert_true(bounded > scaled(100) * ALL_CELLS / 4);
}

// Of two layers the bound of n steps is the norm of a power, not the power of a norm.
static void bounds_of_layers_are_of_powers(void **state)
{
	struct error error;
	(void)state;
	struct network *network = new_network("tests/cells/layers", 3, 4, 1);
	static const int words[] = { 0, 1, 2, 3, 0, 1 };
	network_set_x(network, words, 6);
	network_set_y(network, words, 6);
	static const struct {
		const char *name;
		double size;
	} sizes[] = { { "W", 0.5 }, { "R", 2 }, { "Q", 40 } };
	for (int i = 0; i < 3; i++) {
		struct array const a = network_parameter(network, find(network, sizes[i].name));
		for (int j = 0; j < 9; j++)
			a.at[j] = j % 4 ? 0 : sizes[i].size;
	}
	assert_true(network_ready(network, &error));
	struct pass *pass = pass_new(network);
	struct arena arena = { 0 };
	struct bound const bound = bound_of_step(network->cell, &arena);
	double power[40];
	slope_bound_powers(pass, &bound, power, 40);
	// [0.5 0; 5 0.5], n-th power: [0.5ⁿ 0; 5n·0.5ⁿ⁻¹ 0.5ⁿ].
	expect_number(power[1], slope_bound(pass, &bound), 1e-15, "one step");
	for (int n = 0; n < 40; n++) {
		double const a = pow(0.5, n), b = 5 * n * pow(0.5, n - 1), half = b / 2;
		expect_number(power[n], half + sqrt(half * half + a * a), 1e-12, "n steps");
	}
	expect_number(slope_bound_rate(pass, &bound), 0.5, 1e-7, "the rate");
	arena_free(&arena);
	pass_free(pass);
	network_free(network);
}

// ---- slopes

static void slopes_are_differences(void **state)
{
	static const char *const functions[] = { "tanh", "sigmoid", "relu", "abs" };
	(void)state;
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		const struct operation *op = operator_find_function(functions[i]);
		double steepest = 0;
		for (double a = -4.05; a < 4; a += 0.1)
			steepest = fmax(steepest,
			                fabs(op->scalar(a + 1e-6) - op->scalar(a - 1e-6)) / 2e-6);
		assert_true(steepest <= op->slope + 1e-8);
		assert_true(steepest >= 0.99 * op->slope);
	}
	struct network *network = new_network("lstm", 3, 4, 5);
	struct random random;
	random_seed(&random, 6);
	random_words(network, &random, 4);
	struct pass *pass = pass_new(network);
	struct arena arena = { 0 };
	int count;
	const struct slope *slope = slopes_of(network->cell, &count, &arena);
	assert_int_equal(count, 5);
	for (int i = 0; i < count; i++) {
		struct array const found = slope_values(pass, &slope[i], 2, &arena);
		const struct operation *op = slope[i].call->op;
		struct array const a = pass_value(pass, slope[i].call->part[0]->quantity, 2);
		for (int unit = 0; unit < 3; unit++)
			expect_number(
				found.at[unit],
				(op->scalar(a.at[unit] + 1e-5) - op->scalar(a.at[unit] - 1e-5)) /
					2e-5,
				1e-9, op->name);
	}
	assert_false(slope[4].is_whole); // o[t] .* tanh(c[t])
	arena_free(&arena);
	pass_free(pass);
	network_free(network);
}

int main(void)
{
	utf8_set_locale(true);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bounds_follow_from_the_equations),
		cmocka_unit_test(bounds_of_cells_of_ones_own),
		cmocka_unit_test(carriers_are_found),
		cmocka_unit_test(no_step_exceeds_its_bound),
		cmocka_unit_test(bounds_of_layers_are_of_powers),
		cmocka_unit_test(slopes_are_differences),
	};
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
