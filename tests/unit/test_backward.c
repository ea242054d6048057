// SPDX-License-Identifier: GPL-3.0-or-later
// The backward pass against the article's loop written by hand, and against central differences.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lang/operator.h"
#include "net.h"
#include "net/backward.h"
#include "net/jacobian.h"
#include "net/moment.h"
#include "net/network.h"
#include "net/pass.h"
#include "tutor/check.h"

// ---- the article's loop

// The tanh cell, written by hand as the article writes it; step t of s is at (t + 1)·H.
struct loop {
	int H, C, T;
	struct truncation truncation;
	bool single;
	const int *x, *y;
	const double *U, *V, *W;
	double *s, *dlogits, *ds, *dz, *dU, *dV, *dW;
	double E;
};

static struct loop loop_new(const struct network *network, struct arena *arena)
{
	struct loop loop = { network->H,
		             network->C,
		             network_steps(network),
		             network->truncation,
		             network->single_sweep,
		             network->x,
		             network->y,
		             network->parameter[find(network, "U")].at,
		             network->parameter[find(network, "V")].at,
		             network->parameter[find(network, "W")].at,
		             0,
		             0,
		             0,
		             0,
		             0,
		             0,
		             0,
		             0 };
	size_t const H = (size_t)loop.H, C = (size_t)loop.C, T = (size_t)loop.T;
	loop.s = arena_get(arena, (T + 1) * H * sizeof(double));
	loop.dlogits = arena_get(arena, T * C * sizeof(double));
	loop.ds = arena_get(arena, H * sizeof(double));
	loop.dz = arena_get(arena, H * sizeof(double));
	loop.dU = arena_get(arena, H * C * sizeof(double));
	loop.dV = arena_get(arena, C * H * sizeof(double));
	loop.dW = arena_get(arena, H * H * sizeof(double));
	memcpy(loop.s, network->initial[find(network, "s")].at, H * sizeof(double));
	for (size_t t = 0; t < T; t++) {
		const double *before = loop.s + t * H;
		double *now = loop.s + (t + 1) * H, *o = loop.dlogits + t * C, sum = 0;
		for (size_t i = 0; i < H; i++) {
			double z = loop.U[i * C + (size_t)loop.x[t]];
			for (size_t j = 0; j < H; j++)
				z += loop.W[i * H + j] * before[j];
			now[i] = tanh(z);
		}
		for (size_t i = 0; i < C; i++) {
			for (size_t j = 0; j < H; j++)
				o[i] += loop.V[i * H + j] * now[j];
			o[i] = exp(o[i]);
			sum += o[i];
		}
		for (size_t i = 0; i < C; i++)
			o[i] /= sum;
		loop.E -= log(o[loop.y[t]]);
		o[loop.y[t]] -= 1;
	}
	return loop;
}

// One equation of the backward program, as the article's loop has it: 0 dlogits, 1 dV, 2 ds (a loss
// enters), 3 dz, 4 dW, 5 dU, 6 ds at k-1.
static void loop_step(struct loop *loop, int k, int equation)
{
	size_t const H = (size_t)loop->H, C = (size_t)loop->C;
	const double *before = loop->s + (size_t)k * H, *now = before + H;
	const double *dlogits = loop->dlogits + (size_t)k * C;
	double next[64];
	switch (equation) {
	case 1:
		for (size_t i = 0; i < C; i++)
			for (size_t j = 0; j < H; j++)
				loop->dV[i * H + j] += dlogits[i] * now[j];
		break;
	case 2:
		for (size_t j = 0; j < H; j++) {
			double sum = 0;
			for (size_t i = 0; i < C; i++)
				sum += loop->V[i * H + j] * dlogits[i];
			loop->ds[j] = loop->single ? loop->ds[j] + sum : sum;
		}
		break;
	case 3:
		for (size_t i = 0; i < H; i++)
			loop->dz[i] = loop->ds[i] * (1 - now[i] * now[i]);
		break;
	case 4:
		for (size_t i = 0; i < H; i++)
			for (size_t j = 0; j < H; j++)
				loop->dW[i * H + j] += loop->dz[i] * before[j];
		break;
	case 5:
		for (size_t i = 0; i < H; i++)
			loop->dU[i * C + (size_t)loop->x[k]] += loop->dz[i];
		break;
	case 6:
		for (size_t j = 0; j < H; j++) {
			next[j] = 0;
			for (size_t i = 0; i < H; i++)
				next[j] += loop->W[i * H + j] * loop->dz[i];
		}
		memcpy(loop->ds, next, H * sizeof *next);
		break;
	default:
		break;
	}
}

static void compare_with_loop(const struct pass *pass, const struct loop *loop, int t, int k,
                              int equation, struct moment *carried)
{
	const struct network *network = pass->network;
	int const H = loop->H, C = loop->C;
	struct moment *moment = moment_new(pass, t, k, equation);
	moment_advance(carried, k, equation);
	const struct {
		const char *name;
		struct array value;
	} sums[] = { { "U", { H, C, loop->dU } },
		     { "V", { C, H, loop->dV } },
		     { "W", { H, H, loop->dW } } };
	for (size_t i = 0; i < 3; i++) {
		struct array const sum = moment->sum[find(network, sums[i].name)];
		// Relative to the gradient itself; sums that cancel are known to a few units of their terms.
		expect_near(sum, sums[i].value, 1e-14, 1e-1, sums[i].name);
		assert_true(array_equal(sum, carried->sum[find(network, sums[i].name)]));
	}
	int const time = equation == 6 ? k - 1 : k;
	if (equation >= 2)
		expect_near(moment_gradient(moment, find(network, "s"), time),
		            (struct array){ H, 1, loop->ds }, 1e-14, 1e-3, "ds");
	if (equation >= 3)
		expect_near(moment_gradient(moment, find(network, "z"), k),
		            (struct array){ H, 1, loop->dz }, 1e-14, 1e-3, "dz");
	moment_free(moment);
}

static void sums_are_the_articles_at_every_place(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 5);
	int const count = scaled(200);
	for (int i = 0; i < count; i++) {
		struct arena arena = { 0 };
		struct network *network = random_network("tanh", &random);
		struct error error;
		assert_true(network_set_biases(network, false, &error));
		struct pass *pass = pass_new(network);
		struct loop loop = loop_new(network, &arena);
		expect_number(pass->total, loop.E, 1e-13, "E");
		int const n = loop.truncation.n;
		bool const chunks = loop.truncation.form == TRUNCATE_CHUNKS;
		int const least = loop.single || loop.truncation.form != TRUNCATE_STEPS ? INT32_MAX : n;
		struct moment *carried =
			loop.single ? moment_new(pass, loop.T - 1, loop.T - 1, 0) : NULL;
		for (int t = loop.T - 1; t >= 0; t--) {
			int const last = chunks ? t / n * n : t - least > 0 ? t - least : 0;
			if (chunks && (t + 1) % n == 0)
				memset(loop.ds, 0, (size_t)loop.H * sizeof *loop.ds);
			if (!loop.single)
				carried = moment_new(pass, t, t, 0);
			for (int k = t; k >= (loop.single ? t : last); k--)
				for (int equation = k == t ? 0 : 3; equation < 7; equation++) {
					loop_step(&loop, k, equation);
					compare_with_loop(pass, &loop, t, k, equation, carried);
				}
			if (!loop.single)
				moment_free(carried);
		}
		if (loop.single)
			moment_free(carried);
		pass_free(pass);
		network_free(network);
		arena_free(&arena);
	}
}

// Both sweeps reach the same gradients, and the parts add up to the whole, for every cell.
static void parts_add_up(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 6);
	for (int i = 0; i < ALL_CELLS * scaled(20); i++) {
		struct arena arena = { 0 };
		struct network *network = random_network(all_cells[i % ALL_CELLS], &random);
		struct pass *pass = pass_new(network);
		int const T = network_steps(network);
		for (int q = 0; q < network->cell->quantities; q++) {
			if (network->cell->quantity[q].kind != QUANTITY_PARAMETER)
				continue;
			struct array const whole = backward_parameter(pass, -1, q, -1, &arena);
			struct array losses = array_new(&arena, whole.rows, whole.cols);
			struct array steps = array_new(&arena, whole.rows, whole.cols);
			struct array all = array_new(&arena, whole.rows, whole.cols);
			for (int t = 0; t < T; t++) {
				array_add(losses, backward_parameter(pass, t, q, -1, &arena));
				array_add(steps, backward_parameter(pass, -1, q, t, &arena));
				for (int k = 0; k < T; k++)
					array_add(all, backward_parameter(pass, t, q, k, &arena));
			}
			const char *name = network->cell->quantity[q].name;
			expect_near(losses, whole, 1e-13, 1, name);
			expect_near(steps, whole, 1e-13, 1, name);
			expect_near(all, whole, 1e-13, 1, name);
			if (network->truncation.form == TRUNCATE_OFF) {
				struct array exact = array_new(&arena, whole.rows, whole.cols);
				for (int t = 0; t < T; t++)
					array_add(exact, jacobian(pass, network->cell->loss, t, q,
					                          -1, -1, &arena));
				expect_near(exact, whole, 1e-12, 1, name);
			}
		}
		pass_free(pass);
		network_free(network);
		arena_free(&arena);
	}
}

// ---- derivatives against central differences

static void gradients_pass_the_check(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 7);
	int all = 0;
	for (int i = 0; i < ALL_CELLS * scaled(40); i++) {
		const char *name = all_cells[i % ALL_CELLS];
		struct network *network = random_network(name, &random);
		struct pass *pass = pass_new(network);
		int const T = network_steps(network), t = below(&random, T),
			  k = below(&random, t + 1);
		int checked = 0;
		for (int q = 0; q < network->cell->quantities; q++)
			if (network->cell->quantity[q].kind == QUANTITY_PARAMETER) {
				expect_no_failure(pass, (struct check_subject){ q, -1, -1, -1 }, name,
				                  &checked);
				expect_no_failure(pass, (struct check_subject){ q, t, -1, -1 }, name,
				                  &checked);
				expect_no_failure(pass, (struct check_subject){ q, t, k, -1 }, name,
				                  &checked);
				expect_no_failure(pass, (struct check_subject){ q, -1, k, -1 }, name,
				                  &checked);
			}
		expect_no_failure(pass, (struct check_subject){ -1, t, k, -1 }, name, &checked);
		pass_free(pass);
		network_free(network);
		all += checked;
	}
	assert_true(all > 100 * ALL_CELLS * scaled(40));
}

// Where every operator is analytic there is nothing but the rounding of the sums.
static void complex_step_is_exact(void **state)
{
	(void)state;
	struct check_how const how = { difference_find("complex"), 1e-20 };
	struct random random;
	int checked = 0;
	random_seed(&random, 27);
	for (int i = 0; i < ALL_CELLS * scaled(20); i++) {
		struct network *network = random_network(all_cells[i % ALL_CELLS], &random);
		const struct cell *cell = network->cell;
		network->truncation = truncation_steps(-1);
		struct pass *pass = pass_new(network);
		const struct operation *refused = difference_refuses(how.method, cell);
		assert_true(!refused || refused->has_kink);
		assert_null(difference_refuses(difference_find("central"), cell));
		for (int q = 0; !refused && q < cell->quantities; q++) {
			struct arena arena = { 0 };
			struct check_subject const subject = { q, -1, cell->quantity[q].kind == QUANTITY_PARAMETER ? -1 : 0, -1 };
			if (cell->quantity[q].kind == QUANTITY_PARAMETER || cell->quantity[q].is_state) {
				struct check const check = check_run_by(pass, subject, &how, &arena);
				assert_int_equal(check.count[VERDICT_FAIL], 0);
				expect_near(check.numeric, check.analytic, 1e-11, 1e-3, cell->quantity[q].name);
				checked += check.count[VERDICT_PASS];
			}
			arena_free(&arena);
		}
		pass_free(pass);
		network_free(network);
	}
	assert_true(checked > 50 * ALL_CELLS * scaled(20));
}

int main(void)
{
	setenv("BPTT_REPL_DATA", data_folder(), false);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_are_the_articles_at_every_place),
		cmocka_unit_test(parts_add_up),
		cmocka_unit_test(gradients_pass_the_check),
		cmocka_unit_test(complex_step_is_exact),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
