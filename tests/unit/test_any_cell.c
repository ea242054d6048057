// SPDX-License-Identifier: GPL-3.0-or-later
// Cells that nobody wrote: random equations, their gradients, Jacobians and partial derivatives.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gradients.h"
#include "lang/operator.h"
#include "net.h"
#include "net/backward.h"
#include "net/jacobian.h"
#include "net/moment.h"
#include "net/network.h"
#include "net/pass.h"
#include "tutor/check.h"

// ---- cells that nobody wrote

// What a random equation can read: names by shape.
struct supply {
	char name[3][24][12]; // of shape H, C, 1
	int count[3];
	struct random *random;
};

enum { SHAPE_H, SHAPE_C, SHAPE_ONE };

static void offer(struct supply *supply, int shape, const char *name)
{
	snprintf(supply->name[shape][supply->count[shape]++], sizeof supply->name[0][0], "%s",
	         name);
}

static void write_expression(struct supply *supply, int shape, int depth, struct text *out);

static void write_name(struct supply *supply, int shape, struct text *out)
{
	if (supply->count[shape])
		text_add(out, supply->name[shape][below(supply->random, supply->count[shape])]);
	else
		text_add(out, "0.5");
}

// BEFORE operand BETWEEN operand AFTER
static void write_pair(struct supply *supply, const char *before, int first, const char *between,
                       int second, const char *after, int depth, struct text *out)
{
	text_add(out, before);
	write_expression(supply, first, depth, out);
	text_add(out, between);
	write_expression(supply, second, depth, out);
	text_add(out, after);
}

static void write_call(struct supply *supply, const char *before, int shape, const char *after,
                       int depth, struct text *out)
{
	text_add(out, before);
	write_expression(supply, shape, depth, out);
	text_add(out, after);
}

// Everything here is smooth and of moderate size, so that a central difference is exact enough.
static void write_expression(struct supply *supply, int shape, int depth, struct text *out)
{
	static const char *const to[2][2] = { { "W*(", "U*(" }, { "V*(", "M*(" } };
	int const from = below(supply->random, 2);
	if (depth <= 0) {
		write_name(supply, shape, out);
		return;
	}
	switch (below(supply->random, 22)) {
	case 0:
		write_pair(supply, "(", shape, " + ", shape, ")", depth - 1, out);
		break;
	case 1:
		write_pair(supply, "(", shape, " - ", shape, ")", depth - 1, out);
		break;
	case 2:
		write_pair(supply, "tanh(", shape, ") .* tanh(", shape, ")", depth - 1, out);
		break;
	case 3:
		write_pair(supply, "tanh(", shape, ") ./ (2 + tanh(", shape, "))", depth - 1, out);
		break;
	case 4:
		write_call(supply, "tanh(", shape, ")", depth - 1, out);
		break;
	case 5:
		write_call(supply, "sigmoid(", shape, ")", depth - 1, out);
		break;
	case 6:
		write_call(supply, "exp(tanh(", shape, "))", depth - 1, out);
		break;
	case 7:
		write_call(supply, "log(2 + tanh(", shape, "))", depth - 1, out);
		break;
	case 8:
		write_call(supply, "sqrt(2 + sigmoid(", shape, "))", depth - 1, out);
		break;
	case 9:
		write_call(supply, "-tanh(", shape, ").^3", depth - 1, out);
		break;
	case 10:
		write_call(supply, "(2 + tanh(", shape, ")).^-2", depth - 1, out);
		break;
	case 11:
		write_call(supply, "(", shape, ") / 4", depth - 1, out);
		break;
	case 12:
		write_pair(supply, "tanh(", SHAPE_ONE, ")*tanh(", shape, ")", depth - 1, out);
		break;
	case 13:
		if (shape == SHAPE_ONE)
			write_pair(supply, "dot(", from, ", ", from, ")", depth - 1, out);
		else
			write_call(supply, "softmax(", shape, ")", depth - 1, out);
		break;
	case 14:
		if (shape == SHAPE_ONE)
			write_call(supply, "logsumexp(", from, ")", depth - 1, out);
		else
			write_call(supply, "(", shape, ").^2", depth - 1, out);
		break;
	case 15:
		if (shape == SHAPE_ONE)
			write_pair(supply, "xent(softmax(", from, "), softmax(", from, "))",
			           depth - 1, out);
		else
			write_call(supply, "2 .* tanh(", shape, ")", depth - 1, out);
		break;
	// A scalar spreads over every shape.
	case 16:
		write_pair(supply, "(", shape, " + ", SHAPE_ONE, ")", depth - 1, out);
		break;
	case 17:
		write_pair(supply, "(", SHAPE_ONE, " - ", shape, ")", depth - 1, out);
		break;
	case 18:
		write_pair(supply, "tanh(", shape, ") ./ (2 + tanh(", SHAPE_ONE, "))", depth - 1,
		           out);
		break;
	case 19:
		write_pair(supply, "tanh(", SHAPE_ONE, ") ./ (2 + tanh(", shape, "))", depth - 1,
		           out);
		break;
	default:
		if (shape == SHAPE_ONE)
			write_name(supply, shape, out);
		else
			write_call(supply, to[shape][from], from, ")", depth - 2, out);
	}
}

// States s and r, and perhaps a scalar q; intermediate values of all shapes; a loss that reads them.
static void write_cell(struct random *random, struct text *out)
{
	struct supply supply = { .random = random };
	static const char *const shapes = "hcn";
	text_add(out, "input x[C] y[C]\nparam U[H,C] V[C,H] W[H,H] M[C,C] a[H] m[C] n[1]\n"
	              "state s[H] r[C] q[1]\n");
	offer(&supply, SHAPE_H, "a");
	offer(&supply, SHAPE_H, "s[t-1]");
	offer(&supply, SHAPE_C, "m");
	offer(&supply, SHAPE_C, "x[t]");
	offer(&supply, SHAPE_C, "r[t-1]");
	offer(&supply, SHAPE_ONE, "n");
	offer(&supply, SHAPE_ONE, "q[t-1]");
	text_add(out, "z[t] = U*x[t] + W*s[t-1]\n");
	offer(&supply, SHAPE_H, "z[t]");
	static const char *const states[] = { "s[t]", "r[t]", "q[t]" };
	for (int state = 0; state < 3; state++) {
		for (int i = below(random, 3); i >= 0; i--) {
			char name[12];
			int const shape = below(random, 3);
			snprintf(name, sizeof name, "%c%d[t]", shapes[shape], supply.count[shape]);
			text_addf(out, "%s = ", name);
			// A number alone has no shape but one.
			if (shape != SHAPE_ONE)
				text_addf(out, "%s + ", supply.name[shape][0]);
			write_expression(&supply, shape, 3, out);
			text_add_char(out, '\n');
			offer(&supply, shape, name);
		}
		text_addf(out, "%s = tanh(%s + ", states[state],
		          state ? supply.name[state][0] : "z[t]");
		write_expression(&supply, state, 3, out);
		text_add(out, ")\n");
		offer(&supply, state, states[state]);
	}
	text_add(out, "l[t] = V*s[t] + ");
	write_expression(&supply, SHAPE_C, 3, out);
	text_add(out, "\ng[t] = ");
	write_expression(&supply, SHAPE_ONE, 3, out);
	text_add(out, "\nE[t] = xent(softmax(l[t]), y[t]) + tanh(g[t])\nloss E\ndelta z\n");
}

static void cells_that_nobody_wrote_are_right(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 15);
	int const count = scaled(600);
	int checked = 0;
	for (int i = 0; i < count; i++) {
		struct text text = { 0 };
		struct error error;
		struct arena arena = { 0 };
		write_cell(&random, &text);
		struct cell *cell =
			cell_parse("random", "random", text_get(&text), text.length, false, &error);
		if (!cell)
			fail_msg("%d:%d: %s in\n%s", error.span.line, error.span.column,
			         error.cause, text_get(&text));
		struct network *network = network_new(cell);
		assert_true(network_set_hidden(network, 2, &error));
		assert_true(network_set_vocabulary_size(network, 3, &error));
		network_set_seed(network, (uint32_t)i);
		random_rest(network, &random, true);
		random_words(network, &random, 4);
		struct pass *pass = pass_new(network);
		for (int q = 0; q < cell->quantities; q++) {
			if (cell->quantity[q].kind != QUANTITY_PARAMETER)
				continue;
			struct gradients const by = gradients_by(network, pass, q, &arena);
			expect_near(by.once, by.twice, 1e-12, 1, text_get(&text));
			expect_near(by.exact, by.twice, 1e-11, 1, text_get(&text));
			expect_no_failure(pass, (struct check_subject){ q, -1, -1, -1 },
			                  text_get(&text), &checked);
		}
		pass_free(pass);
		network_free(network);
		text_free(&text);
		arena_free(&arena);
	}
	assert_true(checked > 20 * count);
}

// All states at `above` of the network that starts behind step `under` from `from`.
static struct array run_from(const struct network *network, int under, int above, struct array from,
                             struct arena *arena)
{
	struct network *rest = network_copy(network);
	const struct cell *cell = rest->cell;
	int const T = above - under;
	struct array out = array_new(arena, from.rows, 1);
	const double *read = from.at;
	double *write = out.at;
	network_set_x(rest, network->x + under + 1, T);
	network_set_y(rest, network->y + under + 1, T);
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].is_state) {
			struct array const initial = network_initial(rest, q);
			memcpy(initial.at, read, array_size(initial) * sizeof(double));
			read += array_size(initial);
		}
	struct pass *pass = pass_new(rest);
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].is_state) {
			struct array const value = pass_value(pass, q, T - 1);
			memcpy(write, value.at, array_size(value) * sizeof(double));
			write += array_size(value);
		}
	pass_free(pass);
	network_free(rest);
	return out;
}

static struct array all_states(const struct pass *pass, int time, struct arena *arena)
{
	const struct network *network = pass->network;
	int rows = 0;
	for (int q = 0; q < network->cell->quantities; q++)
		if (network->cell->quantity[q].is_state)
			rows += (int)array_size(network->initial[q]);
	struct array out = array_new(arena, rows, 1);
	double *write = out.at;
	for (int q = 0; q < network->cell->quantities; q++)
		if (network->cell->quantity[q].is_state) {
			struct array const value = pass_value(pass, q, time);
			memcpy(write, value.at, array_size(value) * sizeof(double));
			write += array_size(value);
		}
	return out;
}

// The Jacobian of a state by any quantity: through all states at `under`, what each of them owes to it.
static void expect_chained(const struct pass *pass, struct array states, int above, int under,
                           int p, int p_row, int q, struct arena *arena)
{
	const struct cell *cell = pass->network->cell;
	struct array const exact = jacobian(pass, p, above, q, under, -1, arena);
	size_t const rows = array_size(pass->network->initial[p]);
	size_t const cols = array_size(pass_value(pass, q, under));
	struct array sum = array_new(arena, (int)rows, (int)cols);
	size_t row = 0;
	for (int r = 0; r < cell->quantities; r++) {
		if (!cell->quantity[r].is_state)
			continue;
		struct array const inner = jacobian(pass, r, under, q, under, -1, arena);
		size_t const size = array_size(pass->network->initial[r]);
		for (size_t i = 0; i < rows; i++)
			for (size_t j = 0; j < cols; j++)
				for (size_t k = 0; k < size; k++)
					sum.at[i * cols + j] +=
						states.at[((size_t)p_row + i) *
					                          (size_t)states.cols +
					                  row + k] *
						inner.at[k * cols + j];
		row += size;
	}
	expect_near(exact, sum, 1e-12, 1, cell->quantity[q].name);
}

static void jacobians_are_central_differences(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 8);
	double const h = 1e-5;
	for (int i = 0; i < ALL_CELLS * scaled(40); i++) {
		struct arena arena = { 0 };
		struct network *network = random_network(all_cells[i % ALL_CELLS], &random);
		struct pass *pass = pass_new(network);
		const struct cell *cell = network->cell;
		int const T = network_steps(network);
		int const above = below(&random, T), under = below(&random, above + 1) - 1;
		struct array const from = all_states(pass, under, &arena);
		struct array const exact = jacobian_state(pass, above, under, &arena);
		struct array numeric = array_new(&arena, from.rows, from.rows);
		for (int j = 0; j < from.rows; j++) {
			double const kept = from.at[j];
			from.at[j] = kept + h;
			struct array const more = run_from(network, under, above, from, &arena);
			from.at[j] = kept - h;
			struct array const less = run_from(network, under, above, from, &arena);
			from.at[j] = kept;
			for (int r = 0; r < from.rows; r++)
				numeric.at[r * from.rows + j] = (more.at[r] - less.at[r]) / (2 * h);
		}
		expect_near(exact, numeric, 1e-6, 1, all_cells[i % ALL_CELLS]);
		int row = 0;
		for (int p = 0; p < cell->quantities; p++) {
			if (!cell->quantity[p].is_state)
				continue;
			for (int q = 0; q < cell->quantities; q++)
				if (cell->quantity[q].kind == QUANTITY_COMPUTED &&
				    (under >= 0 || cell->quantity[q].is_state))
					expect_chained(pass, exact, above, under, p, row, q,
					               &arena);
			row += (int)array_size(network->initial[p]);
		}
		pass_free(pass);
		network_free(network);
		arena_free(&arena);
	}
}

// A loss by anything that is computed, states at -1 included: what moving that number does.
static void losses_by_anything(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 14);
	double const h = 1e-5;
	for (int i = 0; i < ALL_CELLS * scaled(20); i++) {
		struct arena arena = { 0 };
		struct network *network = random_network(all_cells[i % ALL_CELLS], &random);
		struct pass *pass = pass_new(network);
		const struct cell *cell = network->cell;
		int const T = network_steps(network), t = below(&random, T),
			  k = below(&random, t + 1);
		double losses[2][8];
		for (int q = 0; q < cell->quantities; q++) {
			if (cell->quantity[q].kind != QUANTITY_COMPUTED)
				continue;
			struct array const exact = jacobian(pass, cell->loss, t, q, k, -1, &arena);
			struct array numeric = array_new(&arena, exact.rows, exact.cols);
			for (int j = 0; j < (int)array_size(exact); j++) {
				struct nudge nudge = { q, k, j, h };
				pass_nudged_losses(pass, nudge, t, losses[0]);
				nudge.by = -h;
				pass_nudged_losses(pass, nudge, t, losses[1]);
				numeric.at[j] = (losses[0][t] - losses[1][t]) / (2 * h);
			}
			// What the cross-entropy skips, the engine's own loss does not feel.
			bool const skipped = !strcmp(cell->quantity[q].name, "yhat") ||
			                     !strcmp(cell->quantity[q].name, "p") ||
			                     !strcmp(cell->quantity[q].name, "E_1");
			if (!skipped)
				expect_near(exact, numeric, 1e-6, 1, cell->quantity[q].name);
			if (backward_computes(network, q) &&
			    k >= truncation_last_k(network->truncation, t))
				expect_near(backward_quantity(pass, t, q, k, &arena), exact, 1e-12,
				            1, cell->quantity[q].name);
		}
		pass_free(pass);
		network_free(network);
		arena_free(&arena);
	}
}

// A vector by one element of a parameter, everywhere and at one step; the chain rule through delta.
static void jacobians_by_parameters(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 9);
	double const h = 1e-5;
	for (int i = 0; i < ALL_CELLS * scaled(20); i++) {
		struct arena arena = { 0 };
		struct network *network = random_network(all_cells[i % ALL_CELLS], &random);
		struct pass *pass = pass_new(network);
		const struct cell *cell = network->cell;
		int const t = below(&random, network_steps(network)), s = find(network, "s");
		for (int q = 0; q < cell->quantities; q++) {
			if (cell->quantity[q].kind != QUANTITY_PARAMETER)
				continue;
			int const element = below(&random, (int)array_size(network->parameter[q]));
			struct array const exact = jacobian(pass, s, t, q, -1, element, &arena);
			double *weight = &network->parameter[q].at[element];
			double const kept = *weight;
			struct array numeric = array_new(&arena, exact.rows, 1);
			for (int sign = 1; sign >= -1; sign -= 2) {
				*weight = kept + sign * h;
				struct pass *moved = pass_new(network);
				struct array const value = pass_value(moved, s, t);
				for (int r = 0; r < exact.rows; r++)
					numeric.at[r] += sign * value.at[r] / (2 * h);
				pass_free(moved);
			}
			*weight = kept;
			expect_near(exact, numeric, 1e-6, 1, cell->quantity[q].name);

			struct array steps = array_new(&arena, exact.rows, 1);
			for (int k = 0; k <= t; k++)
				array_add(steps, jacobian(pass, s, t, q, k, element, &arena));
			expect_near(steps, exact, 1e-13, 1, cell->quantity[q].name);
		}
		pass_free(pass);
		network_free(network);
		arena_free(&arena);
	}
}

static void jacobians_at_their_ends(void **state)
{
	(void)state;
	struct network *network = tutorial_network(5);
	struct pass *pass = pass_new(network);
	struct arena arena = { 0 };
	int const s = find(network, "s"), W = find(network, "W");
	for (int t = -1; t < 4; t++) {
		struct array const same = jacobian(pass, s, t, s, t, -1, &arena);
		for (int i = 0; i < 10; i++)
			for (int j = 0; j < 10; j++)
				if (same.at[i * 10 + j] < (i == j) ||
				    same.at[i * 10 + j] > (i == j))
					fail_msg("ds[%d]/ds[%d] is not the identity", t, t);
		struct array const future = jacobian(pass, s, t, s, 3, -1, &arena);
		assert_true(t == 3 || largest(future) <= 0);
	}
	assert_true(largest(jacobian(pass, s, -1, W, -1, 0, &arena)) <= 0);
	// The chain of Jacobians is the Jacobian of the chain.
	struct array product = array_new(&arena, 10, 10);
	array_multiply(product, jacobian(pass, s, 3, s, 2, -1, &arena),
	               jacobian(pass, s, 2, s, 1, -1, &arena));
	expect_near(product, jacobian(pass, s, 3, s, 1, -1, &arena), 1e-14, 1, "ds[3]/ds[1]");
	expect_near(jacobian_state(pass, 3, 1, &arena), product, 1e-14, 1, "states");
	arena_free(&arena);
	pass_free(pass);
	network_free(network);

	// In an LSTM it takes the Jacobian of both states.
	struct random random;
	random_seed(&random, 10);
	network = new_network("lstm", 3, 4, 5);
	random_words(network, &random, 5);
	pass = pass_new(network);
	product = array_new(&arena, 6, 6);
	array_multiply(product, jacobian_state(pass, 4, 2, &arena),
	               jacobian_state(pass, 2, -1, &arena));
	expect_near(product, jacobian_state(pass, 4, -1, &arena), 1e-14, 1, "states of an LSTM");
	arena_free(&arena);
	pass_free(pass);
	network_free(network);
}

int main(void)
{
	setenv("BPTT_REPL_DATA", data_folder(), false);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_that_nobody_wrote_are_right),
		cmocka_unit_test(jacobians_are_central_differences),
		cmocka_unit_test(losses_by_anything),
		cmocka_unit_test(jacobians_by_parameters),
		cmocka_unit_test(jacobians_at_their_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
