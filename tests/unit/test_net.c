// SPDX-License-Identifier: GPL-3.0-or-later
// A network in time against the tutorial's numbers, against the article's loop written by hand, and
// against central differences.
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "array/decompose.h"
#include "lang/operator.h"
#include "lang/parser.h"
#include "lang/print.h"
#include "net.h"
#include "net/backward.h"
#include "net/check.h"
#include "net/jacobian.h"
#include "net/moment.h"
#include "net/network.h"
#include "net/pass.h"

static const char *const all_cells[] = {
	"tanh",
	"sigmoid",
	"relu",
	"linear",
	"lstm",
	"gru",
	"gru-torch",
	"tests/cells/bounded",
	"tests/cells/attention",
	"tests/cells/blocks",
	"tests/cells/embedding",
	"tests/cells/guarded",
	"tests/cells/joint",
	"tests/cells/layers",
	"tests/cells/odd",
	"tests/cells/one-line",
	"tests/cells/peephole",
	"tests/cells/regularised",
	"tests/cells/tied",
	"tests/cells/twice",
};
enum { CELLS = sizeof all_cells / sizeof *all_cells };

// ---- weights

// What NumPy's RandomState(seed).random_sample() gives: draws 0 … 3 and 999.
static void draws_are_those_of_numpy(void **state)
{
	(void)state;
	static const struct {
		uint32_t seed;
		double first[4], later;
	} cases[] = {
		{ 0,
		  { 0.5488135039273248, 0.7151893663724195, 0.6027633760716439,
		    0.5448831829968969 },
		  0.6771411441114241 },
		{ 10,
		  { 0.771320643266746, 0.0207519493594015, 0.6336482349262754, 0.7488038825386119 },
		  0.09518927820839873 },
		{ 4294967295,
		  { 0.0976320289940138, 0.9123828453026218, 0.78903530185164, 0.7800035981134678 },
		  0.556626859384112 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct random random;
		random_seed(&random, cases[i].seed);
		for (int j = 0; j < 4; j++) {
			double const drawn = random_unit(&random);
			assert_memory_equal(&drawn, &cases[i].first[j], sizeof drawn);
		}
		for (int j = 4; j < 999; j++)
			random_unit(&random);
		double const drawn = random_unit(&random);
		assert_memory_equal(&drawn, &cases[i].later, sizeof drawn);
	}
}

static void weights_are_a_function_of_the_settings(void **state)
{
	(void)state;
	struct error error;
	struct network *first = new_network("lstm", 4, 7, 99);
	set_initialiser(first, "xavier", 2);
	for (int order = 0; order < 24; order++) {
		struct network *network = network_new(read_cell("tanh", true));
		bool done[4] = { false };
		for (int i = 4, code = order; i > 0; code /= i, i--) {
			int pick = code % i, step = 0;
			while (done[step] || pick--)
				step++;
			done[step] = true;
			switch (step) {
			case 0:
				assert_true(network_set_hidden(network, 4, &error));
				break;
			case 1:
				assert_true(network_set_vocabulary_size(network, 7, &error));
				break;
			case 2:
				network_set_seed(network, 99);
				set_initialiser(network, "xavier", 2);
				break;
			default:
				network_set_cell(network, cell_hold(first->cell), &error);
			}
		}
		for (int q = 0; q < first->cell->quantities; q++)
			if (first->cell->quantity[q].kind == QUANTITY_PARAMETER)
				assert_true(
					array_equal(network->parameter[q], first->parameter[q]));
		network_free(network);
	}
	network_free(first);
}

// The values that NumPy gives are asked for in tests/cells.py.
static void initialisers_scale_and_refuse(void **state)
{
	(void)state;
	struct error error;
	struct network *network = new_network("tanh", 8, 4, 3);
	for (const struct initialiser *each = initialisers; each->name; each++) {
		assert_ptr_equal(initialiser_find(each->name), each);
		set_initialiser(network, each->name, 1);
		double const most = largest(network->parameter[find(network, "W")]);
		assert_true(strcmp(each->name, "zero") ? most > 0 : most <= 0);
		set_initialiser(network, each->name, 3);
		expect_number(largest(network->parameter[find(network, "W")]), 3 * most, 1e-12, each->name);
	}
	assert_null(initialiser_find("nonesuch"));
	set_initialiser(network, "sigma", 1);
	assert_false(network_set_hidden(network, 513, &error));
	assert_string_equal(error.cause, "init sigma takes 512 hidden units at most, not 513");
	assert_int_equal(network->H, 8);
	network_free(network);
}

// Biases come and go; everything else stays, what was assigned too.
static void biases_come_and_go(void **state)
{
	(void)state;
	struct error error;
	struct network *network = network_new(read_cell("lstm", false));
	network_set_forget_bias(network, 1);
	network_parameter(network, find(network, "Wf")).at[0] = 7;
	network_initial(network, find(network, "c")).at[1] = 5;
	struct network *before = network_copy(network);
	assert_true(network_set_biases(network, true, &error));
	assert_int_equal(network->cell->quantities, before->cell->quantities + 5);
	for (int q = 0; q < before->cell->quantities; q++) {
		int const now = find(network, before->cell->quantity[q].name);
		assert_int_equal(network->assigned[now], before->assigned[q]);
		assert_true(array_equal(network->parameter[now], before->parameter[q]));
		assert_true(array_equal(network->initial[now], before->initial[q]));
	}
	assert_true(largest(network->parameter[find(network, "bi")]) <= 0);
	expect_number(network->parameter[find(network, "bf")].at[2], 1, 0, "bf");
	network_set_seed(network, 5); // a draw of all, the forget bias too
	expect_number(network->parameter[find(network, "bf")].at[2], 1, 0, "bf");
	network_parameter(network, find(network, "bf")).at[0] = 3;
	network_set_forget_bias(network, 2);
	expect_number(network->parameter[find(network, "bf")].at[0], 2, 0, "bf");
	assert_true(network_set_biases(network, false, &error));
	assert_int_equal(cell_find(network->cell, "bf"), -1);
	network_free(network);
	network_free(before);
}

// ---- the tutorial's numbers

static void expect_norm(const struct pass *pass, const char *name, double norm)
{
	struct arena arena = { 0 };
	struct array const gradient =
		backward_parameter(pass, -1, find(pass->network, name), -1, &arena);
	expect_number(array_norm(gradient), norm, 1e-12, name);
	arena_free(&arena);
}

static void golden_values_come_out(void **state)
{
	(void)state;
	struct network *network = tutorial_network(100);
	struct pass *pass = pass_new(network);
	struct arena arena = { 0 };
	expect_number(pass->total, 18.30718764221934, 1e-12, "E");
	expect_norm(pass, "U", 1.0922777842974813);
	expect_norm(pass, "V", 0.36547209286159593);
	expect_norm(pass, "W", 0.1936958174904962);
	struct array const dW = backward_parameter(pass, -1, find(network, "W"), -1, &arena);
	expect_number(dW.at[0], -0.019673514438359137, 1e-12, "dW[0,0]");
	expect_number(dW.at[1], 0.031487033643705135, 1e-12, "dW[0,1]");
	expect_number(dW.at[2], 0.028875277138652185, 1e-12, "dW[0,2]");

	static const double deltas[] = { 0.12993475983987823, 0.2086371512222576, 0.298201959339041,
		                         0.4743831319704332 };
	double norms[4];
	backward_delta_norms(pass, 3, norms);
	for (int k = 0; k < 4; k++) {
		expect_number(norms[k], deltas[k], 1e-12, "delta");
		expect_number(array_norm(backward_delta(pass, 3, k, &arena)), deltas[k], 1e-12,
		              "delta");
	}

	// The claim that a Jacobian's norm is at most 1 is false on this very network.
	struct array values = array_new(&arena, 10, 1);
	int const s = find(network, "s");
	array_singular_values(values, jacobian(pass, s, 1, s, 0, -1, &arena));
	assert_true(fabs(values.at[0] - 1.134) < 5e-4);
	array_singular_values(values, network->parameter[find(network, "W")]);
	expect_number(values.at[0], 1.1420536194356643, 1e-12, "norm(W,2)");
	arena_free(&arena);
	pass_free(pass);
	network_free(network);

	network = tutorial_network(5);
	pass = pass_new(network);
	expect_number(pass->total, 6.439881832000389, 1e-12, "E of C = 5");
	pass_free(pass);
	network_free(network);
}

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
	for (int i = 0; i < CELLS * scaled(20); i++) {
		struct arena arena = { 0 };
		struct network *network = random_network(all_cells[i % CELLS], &random);
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

static void expect_no_failure(const struct pass *pass, struct check_subject subject,
                              const char *cell, int *checked)
{
	struct arena arena = { 0 };
	struct check const check = check_run(pass, subject, &arena);
	const char *name = subject.quantity < 0
	                           ? "delta"
	                           : pass->network->cell->quantity[subject.quantity].name;
	if (check.count[VERDICT_FAIL])
		fail_msg("%s: %s of loss %d at step %d: %d fail, the worst by %g", cell, name,
		         subject.t, subject.step, check.count[VERDICT_FAIL], check.worst);
	if (check.reasons[UNCHECKED_NOT_FINITE])
		fail_msg("%s: %s is not finite", cell, name);
	*checked += check.count[VERDICT_PASS];
	arena_free(&arena);
}

static void gradients_pass_the_check(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 7);
	int all = 0;
	for (int i = 0; i < CELLS * scaled(40); i++) {
		const char *name = all_cells[i % CELLS];
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
	assert_true(all > 100 * CELLS * scaled(40));
}

// Where every operator is analytic there is nothing but the rounding of the sums.
static void complex_step_is_exact(void **state)
{
	(void)state;
	struct check_how const how = { difference_find("complex"), 1e-20 };
	struct random random;
	int checked = 0;
	random_seed(&random, 27);
	for (int i = 0; i < CELLS * scaled(20); i++) {
		struct network *network = random_network(all_cells[i % CELLS], &random);
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
	assert_true(checked > 50 * CELLS * scaled(20));
}

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
			network->single_sweep = false;
			struct array const twice = backward_parameter(pass, -1, q, -1, &arena);
			network->single_sweep = true;
			struct array const once = backward_parameter(pass, -1, q, -1, &arena);
			struct array exact = array_new(&arena, twice.rows, twice.cols);
			for (int t = 0; t < pass->T; t++)
				array_add(exact, jacobian(pass, cell->loss, t, q, -1, -1, &arena));
			expect_near(once, twice, 1e-12, 1, text_get(&text));
			expect_near(exact, twice, 1e-11, 1, text_get(&text));
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
	for (int i = 0; i < CELLS * scaled(40); i++) {
		struct arena arena = { 0 };
		struct network *network = random_network(all_cells[i % CELLS], &random);
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
		expect_near(exact, numeric, 1e-6, 1, all_cells[i % CELLS]);
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
	for (int i = 0; i < CELLS * scaled(20); i++) {
		struct arena arena = { 0 };
		struct network *network = random_network(all_cells[i % CELLS], &random);
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
	for (int i = 0; i < CELLS * scaled(20); i++) {
		struct arena arena = { 0 };
		struct network *network = random_network(all_cells[i % CELLS], &random);
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

// ---- verdicts

static struct check check_parameter(const struct network *network, const char *name,
                                    struct arena *arena)
{
	struct pass *pass = pass_new(network);
	struct check const check =
		check_run(pass, (struct check_subject){ find(network, name), -1, -1, -1 }, arena);
	assert_int_equal(check.count[VERDICT_PASS] + check.count[VERDICT_FAIL] +
	                         check.count[VERDICT_UNCHECKED],
	                 array_size(check.analytic));
	int reasons = 0;
	for (int i = 1; i < UNCHECKED_REASONS; i++) {
		reasons += check.reasons[i];
		assert_true(*unchecked_reason[i] != '\0');
	}
	assert_int_equal(reasons, check.count[VERDICT_UNCHECKED]);
	pass_free(pass);
	return check;
}

static void both_zero_is_unchecked(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct network *network = tutorial_network(100);
	struct check const check = check_parameter(network, "U", &arena);
	assert_int_equal(check.reasons[UNCHECKED_BOTH_ZERO], 960); // the words that are not read
	assert_int_equal(check.count[VERDICT_PASS], 40);
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(check.verdict[i], i % 100 < 4 ? VERDICT_PASS : VERDICT_UNCHECKED);
	arena_free(&arena);
	network_free(network);
}

static void resolution_excuses_and_never_passes(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct network *network = tutorial_network(5);
	set_initialiser(network, "uniform", 1e-6);
	struct check const check = check_parameter(network, "W", &arena);
	assert_int_equal(check.count[VERDICT_FAIL], 0);
	assert_int_equal(check.reasons[UNCHECKED_RESOLUTION], 100);
	arena_free(&arena);
	network_free(network);
}

static void truncation_is_no_failure(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	struct network *network = tutorial_network(5);
	network->truncation = truncation_steps(1);
	struct check check = check_parameter(network, "W", &arena);
	assert_int_equal(check.count[VERDICT_FAIL], 0);
	assert_true(check.reasons[UNCHECKED_TRUNCATED] > 90);
	check = check_parameter(network, "V", &arena);
	assert_int_equal(check.count[VERDICT_PASS], 50);
	network->truncation = truncation_steps(3); // leaves nothing out of four steps
	check = check_parameter(network, "W", &arena);
	assert_int_equal(check.count[VERDICT_PASS], 100);
	arena_free(&arena);
	network_free(network);
}

static void not_finite_is_said(void **state)
{
	(void)state;
	struct arena arena = { 0 };
	static const double bad[] = { NAN, INFINITY };
	for (int i = 0; i < 2; i++) {
		struct network *network = tutorial_network(5);
		network_parameter(network, find(network, "W")).at[7] = bad[i];
		struct pass *pass = pass_new(network);
		assert_true(isnan(pass->total));
		pass_free(pass);
		struct check const check = check_parameter(network, "V", &arena);
		assert_int_equal(check.count[VERDICT_PASS] + check.count[VERDICT_FAIL], 0);
		assert_true(check.reasons[UNCHECKED_NOT_FINITE] > 0);
		network_free(network);
	}
	arena_free(&arena);
}

// ---- planted bugs

static bool quantity_of(void *context, const char *name)
{
	return cell_find(context, name) >= 0;
}

static void bind(struct cell *cell, struct tree *tree)
{
	for (int i = 0; i < tree->count; i++)
		bind(cell, tree->part[i]);
	if (tree->kind != TREE_NAME)
		return;
	int quantity = cell_find(cell, tree->name);
	bool const gradient = quantity < 0;
	if (gradient)
		quantity = cell_find(cell, tree->name + 1);
	assert_true(quantity >= 0);
	int offset = 0;
	if (tree->subscripts && tree_is_call(tree->subscript[0].at[0], "-"))
		offset = -1;
	*tree = *cell_name(cell, quantity, gradient, TIME_K, offset);
}

// Replaces the right side of the equation for d`name` (of its tail's, with `next`) in both sweeps.
static void plant(struct cell *cell, const char *name, bool next, const char *right)
{
	struct program *programs[] = { &cell->sweep, &cell->single };
	struct parse_names const names = { .context = cell, .is_quantity = quantity_of };
	struct tree *tree;
	struct error error;
	assert_true(
		parse_expression(right, strlen(right), 1, 1, &names, &cell->arena, &tree, &error));
	bind(cell, tree);
	for (int p = 0; p < 2; p++) {
		int planted = 0;
		for (int i = 0; i < programs[p]->count; i++) {
			struct equation *equation = &programs[p]->equation[i];
			if (equation->quantity == cell_find(cell, name) &&
			    (equation->offset < 0) == next && equation->part != PART_HEAD) {
				equation->right = tree;
				planted++;
			}
		}
		assert_int_equal(planted, 1);
	}
}

static void planted_bugs_are_found(void **state)
{
	(void)state;
	// Which of U, V, W fail names the family.
	static const struct {
		const char *name;
		bool next;
		const char *right;
		bool U, V, W;
	} bugs[] = {
		{ "z", false, "ds[k] .* (1 - s[k].^2)", false, false, false }, // none at all
		{ "z", false, "ds[k]", true, false, true },
		{ "z", false, "ds[k] .* (1 - tanh(s[k]).^2)", true, false, true },
		{ "z", false, "ds[k] .* (1 - s[k])", true, false, true },
		{ "z", false, "ds[k] .* (1 - s[k-1].^2)", true, false, true },
		{ "z", false, "1.0001 .* ds[k] .* (1 - s[k].^2)", true, false, true },
		{ "W", false, "outer(dz[k], s[k])", false, false, true },
		{ "W", false, "outer(s[k-1], dz[k])", false, false, true },
		{ "U", false, "2 .* outer(dz[k], x[k])", true, false, false },
		{ "U", false, "outer(dz[k], y[k])", true, false, false },
		{ "s", true, "W*dz[k]", true, false, true },
		{ "s", true, "0 .* dz[k]", true, false, true },
	};
	for (size_t i = 0; i < sizeof bugs / sizeof *bugs; i++)
		for (int single = 0; single < 2; single++) {
			struct random random;
			random_seed(&random, 11);
			struct network *network = new_network("tanh", 4, 6, 3);
			random_words(network, &random, 6);
			random_rest(network, &random, true);
			network->single_sweep = single;
			plant(network->cell, bugs[i].name, bugs[i].next, bugs[i].right);
			struct arena arena = { 0 };
			bool const U = check_parameter(network, "U", &arena).count[VERDICT_FAIL];
			bool const V = check_parameter(network, "V", &arena).count[VERDICT_FAIL];
			bool const W = check_parameter(network, "W", &arena).count[VERDICT_FAIL];
			if (U != bugs[i].U || V != bugs[i].V || W != bugs[i].W)
				fail_msg("d%s = %s: of U V W fail %d %d %d", bugs[i].name,
				         bugs[i].right, U, V, W);
			// δ itself is wrong where the recursion is.
			struct pass *pass = pass_new(network);
			struct check const delta =
				check_run(pass, (struct check_subject){ -1, 5, 2, -1 }, &arena);
			assert_int_equal(delta.count[VERDICT_FAIL] > 0, bugs[i].U && bugs[i].W);
			pass_free(pass);
			network_free(network);
			arena_free(&arena);
		}
}

// One wrong number of a gradient is found, and named.
static void one_wrong_element_is_found(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 12);
	struct network *network = new_network("tanh", 3, 4, 3);
	random_words(network, &random, 5);
	plant(network->cell, "W", false, "outer(dz[k], s[k-1]) + [0,0,0; 0,0,0.00001; 0,0,0]");
	struct arena arena = { 0 };
	struct check const check = check_parameter(network, "W", &arena);
	assert_int_equal(check.count[VERDICT_FAIL], 1);
	assert_int_equal(check.worst_element, 5);
	assert_int_equal(check.verdict[5], VERDICT_FAIL);
	arena_free(&arena);
	network_free(network);
}

// ---- bounds

static void settings_are_bounded(void **state)
{
	(void)state;
	struct error error;
	struct network *network = tutorial_network(5), *before = network_copy(network);
	static const long hidden[] = { 0, -1, 4097, 5000, 2147483648, 4294967297 };
	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
		assert_false(network_set_hidden(network, hidden[i], &error));
		assert_non_null(strstr(error.cause, "the hidden size is 1 to 4096"));
	}
	static const long words[] = { 0, -1, 65537, 1000000, 4294967296 };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		assert_false(network_set_vocabulary_size(network, words[i], &error));
		assert_non_null(strstr(error.cause, "a vocabulary has 1 to 65536 words"));
	}
	assert_false(network_set_vocabulary(network, NULL, 0, &error));
	assert_false(network_set_vocabulary(network, (const char *[]){ "a", "b", "a" }, 3, &error));
	assert_string_equal(error.cause, "the word a is in the vocabulary twice");
	assert_false(network_set_text(network, (const char *[]){ "a" }, 1, &error));
	assert_string_equal(error.cause,
	                    "a text needs two words at least: each is to predict the next");
	assert_true(network_equal(network, before));
	network_free(network);
	network_free(before);

	network = new_network("tanh", 4096, 2, 1);
	before = network_copy(network);
	assert_false(network_set_vocabulary_size(network, 65536, &error));
	assert_string_equal(
		error.cause,
		"4096 hidden units and 65536 words need 4225 MiB of weights, more than 1024");
	assert_true(network_equal(network, before));
	network_free(network);
	network_free(before);

	network = new_network("lstm", 1, 65536, 1);
	assert_false(network_set_hidden(network, 4096, &error));
	network_free(network);
}

// A text brings its words: they count as a vocabulary does.
static void texts_are_bounded(void **state)
{
	(void)state;
	struct error error;
	enum { MANY = 20000 };
	struct network *network = new_network("tanh", 4096, 2, 1);
	struct network *before = network_copy(network);
	char(*name)[12] = memory_get(MANY, sizeof *name);
	const char **words = memory_get(MANY, sizeof *words);
	for (int i = 0; i < MANY; i++) {
		snprintf(name[i], sizeof *name, "%d", i);
		words[i] = name[i];
	}
	assert_false(network_set_text(network, words, MANY, &error));
	assert_string_equal(
		error.cause,
		"4096 hidden units and 20000 words need 1378 MiB of weights, more than 1024");
	assert_true(network_equal(network, before));
	free(words);
	free(name);
	network_free(network);
	network_free(before);
}

static void texts_make_vocabularies(void **state)
{
	(void)state;
	struct error error;
	struct network *network = network_new(read_cell("tanh", true));
	assert_int_equal(network->C, 5);
	assert_int_equal(network_steps(network), 5);
	assert_string_equal(network->word[0], "the");
	assert_string_equal(network->word[4], "mat");
	static const int x[] = { 0, 1, 2, 3, 0 }, y[] = { 1, 2, 3, 0, 4 };
	assert_memory_equal(network->x, x, sizeof x);
	assert_memory_equal(network->y, y, sizeof y);

	assert_true(network_set_vocabulary(network, (const char *[]){ "a", "b", "c" }, 3, &error));
	assert_true(network_set_text(network, (const char *[]){ "c", "a" }, 2, &error));
	assert_int_equal(network->C, 3);
	assert_int_equal(network->x[0], 2);
	assert_false(network_set_text(network, (const char *[]){ "c", "d" }, 2, &error));
	assert_string_equal(error.cause, "the word d is not in the vocabulary");
	network_free(network);
}

static void walks_need_data(void **state)
{
	(void)state;
	struct error error;
	static const int words[] = { 0, 4, 5, -2 };
	struct network *network = tutorial_network(5);
	assert_true(network_ready(network, &error));
	network_set_x(network, words, 2);
	assert_false(network_ready(network, &error));
	assert_string_equal(error.cause, "x has 2 words and y has 4");
	network_set_y(network, words, 2);
	assert_true(network_ready(network, &error));
	network_set_y(network, words + 1, 2);
	assert_false(network_ready(network, &error));
	assert_string_equal(error.cause, "y[1] is word 5, but the vocabulary has the words 0 to 4");
	network_set_x(network, words + 2, 2);
	assert_false(network_ready(network, &error));
	assert_string_equal(error.cause, "x[0] is word 5, but the vocabulary has the words 0 to 4");
	network_set_x(network, words + 3, 1);
	network_set_y(network, words, 1);
	assert_false(network_ready(network, &error));
	network_set_x(network, NULL, 0);
	network_set_y(network, NULL, 0);
	assert_false(network_ready(network, &error));
	assert_string_equal(error.cause, "there are no words to read");

	int *many = memory_get(STEPS_MOST, sizeof *many);
	network_set_x(network, many, STEPS_MOST);
	network_set_y(network, many, STEPS_MOST);
	assert_true(network_ready(network, &error));
	assert_true(network_set_hidden(network, 1000, &error));
	assert_false(network_ready(network, &error));
	assert_string_equal(error.cause,
	                    "the values of 100000 steps need 1534 MiB, more than 1024");
	free(many);
	network_free(network);
}

static void smallest_networks_run(void **state)
{
	(void)state;
	for (int i = 0; i < CELLS; i++)
		for (int C = 1; C <= 2; C++)
			for (int sweep = 0; sweep < 3; sweep++) {
				static const int zero[] = { 0 };
				struct arena arena = { 0 };
				struct network *network = new_network(all_cells[i], 1, C, 1);
				network_set_x(network, zero, 1);
				network_set_y(network, zero, 1);
				network->single_sweep = sweep == 1;
				network->truncation = truncation_steps(sweep == 2 ? 0 : -1);
				struct pass *pass = pass_new(network);
				// Three of them add something to the cross-entropy.
				bool const certain = C == 1 && !strstr(all_cells[i], "odd") &&
				                     !strstr(all_cells[i], "regularised") && !strstr(all_cells[i], "blocks");
				assert_true(isfinite(pass->total));
				assert_true(!certain || pass->total <= 0);
				int ignored = 0;
				for (int q = 0; q < network->cell->quantities; q++)
					if (network->cell->quantity[q].kind == QUANTITY_PARAMETER) {
						struct check_subject const all = { q, -1, -1, -1 };
						expect_no_failure(pass, all, all_cells[i],
						                  &ignored);
						struct array const gradient =
							backward_parameter(pass, -1, q, -1, &arena);
						assert_true(!certain || largest(gradient) <= 0);
					}
				pass_free(pass);
				network_free(network);
				arena_free(&arena);
			}
}

// ---- values that can be copied and compared

static void networks_are_values(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 13);
	for (int i = 0; i < CELLS; i++) {
		struct network *network = random_network(all_cells[i], &random);
		struct network *copy = network_copy(network);
		assert_true(network_equal(network, copy));
		struct pass *pass = pass_new(network), *again = pass_new(copy);
		assert_memory_equal(&pass->total, &again->total, sizeof(double));
		assert_memory_equal(pass->values, again->values,
		                    (size_t)pass->T * pass->stride * sizeof(double));
		pass_free(pass);
		pass_free(again);
		copy->seed ^= 1;
		assert_false(network_equal(network, copy));
		copy->seed ^= 1;
		int first = 0;
		while (network->cell->quantity[first].kind != QUANTITY_PARAMETER)
			first++;
		double *weight = &network_parameter(copy, first).at[0];
		assert_false(network_equal(network, copy)); // assigned, though the same
		copy->assigned[first] = network->assigned[first];
		assert_true(network_equal(network, copy));
		*weight = nextafter(*weight, 9);
		assert_false(network_equal(network, copy));
		network_free(copy);
		network_free(network);
	}
}

static void cells_are_found(void **state)
{
	(void)state;
	struct error error;
	char **names = network_list_cells();
	int count = 0;
	for (; names[count]; count++) {
		struct cell *cell = network_find_cell(names[count], true, &error);
		assert_non_null(cell);
		assert_string_equal(cell->name, names[count]);
		cell_drop(cell);
		free(names[count]);
	}
	free(names);
	assert_true(count >= 7);
	assert_null(network_find_cell("nonesuch", true, &error));
	assert_string_equal(error.cause, "there is no cell nonesuch");
	assert_null(network_find_cell("./nonesuch.cell", true, &error));
	assert_string_equal(error.cause,
	                    "cannot read ./nonesuch.cell: No such file or directory");
	assert_null(network_find_cell("../cells/tanh", true, &error));
	assert_null(network_find_cell("", true, &error));
}

// The compiled plan finds the losses of a large check: the same numbers but for the last bits of a loss over h.
static void large_checks_agree(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 31);
	struct network *network = new_network("tanh", 16, 65, 3);
	random_words(network, &random, 25);
	struct pass *pass = pass_new(network);
	struct arena arena = { 0 };
	struct check_how const how = check_how_usual();
	double *losses = calloc((size_t)(POINTS_MOST * pass->T), sizeof *losses), magnitude = 1;
	for (int q = 0; q < network->cell->quantities; q++) {
		int const size = (int)array_size(network->parameter[q]);
		if (!size)
			continue;
		struct check const check = check_run(pass, (struct check_subject){ q, -1, -1, -1 }, &arena);
		assert_int_equal(check.count[VERDICT_FAIL], 0);
		assert_true(check.count[VERDICT_PASS] > 0);
		for (int i = 0; i < 20; i++) {
			struct nudge const nudge = { q, -1, below(&random, size), 0 };
			double const by_walk = difference_run(how.method, how.h, pass, NULL, nudge, -1, losses, &magnitude);
			double const noise = difference_noise(how.method, how.h, magnitude) * sqrt(pass->T);
			assert_true(fabs(check.measured.at[nudge.element] - by_walk) <= noise);
		}
	}
	free(losses);
	arena_free(&arena);
	pass_free(pass);
	network_free(network);
}

int main(void)
{
	setenv("BPTT_REPL_DATA", data_folder(), false);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draws_are_those_of_numpy),
		cmocka_unit_test(weights_are_a_function_of_the_settings),
		cmocka_unit_test(initialisers_scale_and_refuse),
		cmocka_unit_test(biases_come_and_go),
		cmocka_unit_test(golden_values_come_out),
		cmocka_unit_test(sums_are_the_articles_at_every_place),
		cmocka_unit_test(parts_add_up),
		cmocka_unit_test(gradients_pass_the_check),
		cmocka_unit_test(complex_step_is_exact),
		cmocka_unit_test(cells_that_nobody_wrote_are_right),
		cmocka_unit_test(jacobians_are_central_differences),
		cmocka_unit_test(losses_by_anything),
		cmocka_unit_test(jacobians_by_parameters),
		cmocka_unit_test(jacobians_at_their_ends),
		cmocka_unit_test(both_zero_is_unchecked),
		cmocka_unit_test(resolution_excuses_and_never_passes),
		cmocka_unit_test(truncation_is_no_failure),
		cmocka_unit_test(not_finite_is_said),
		cmocka_unit_test(planted_bugs_are_found),
		cmocka_unit_test(one_wrong_element_is_found),
		cmocka_unit_test(settings_are_bounded),
		cmocka_unit_test(texts_are_bounded),
		cmocka_unit_test(texts_make_vocabularies),
		cmocka_unit_test(walks_need_data),
		cmocka_unit_test(smallest_networks_run),
		cmocka_unit_test(networks_are_values),
		cmocka_unit_test(cells_are_found),
		cmocka_unit_test(large_checks_agree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
