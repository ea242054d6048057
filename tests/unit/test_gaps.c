// SPDX-License-Identifier: GPL-3.0-or-later
// Steps without a target: what remains is, bit for bit or nearly, what the same network says of its other losses.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "net.h"
#include "net/backward.h"
#include "net/jacobian.h"
#include "plan/graph.h"
#include "plan/plan.h"
#include "trace/walk.h"
#include "train/gradient.h"
#include "tutor/check.h"

static const char *const cells[] = {
	"tanh", "sigmoid", "relu", "linear", "lstm", "gru", "gru-torch", "lstm-peephole", "mgu", "tanh-two", "diagonal",
	"tests/cells/bounded", "tests/cells/guarded", "tests/cells/layers", "tests/cells/odd",
	"tests/cells/regularised", "tests/cells/twice", "tests/cells/branches", "tests/cells/attention",
	"tests/cells/blocks", "tests/cells/embedding", "tests/cells/joint", "tests/cells/tied",
};
enum { CELLS = sizeof cells / sizeof *cells };

// The network with some of its targets left out, but one.
static struct network *with_gaps(const struct network *network, struct random *random)
{
	struct network *with = network_copy(network);
	int const kept = below(random, with->y_count);
	for (int t = 0; t < with->y_count; t++)
		if (t != kept && below(random, 2))
			with->y[t] = WORD_NONE;
	return with;
}

// The sum over the losses that there are.
static struct array sum_of(const struct pass *full, const struct pass *gaps, int q, bool is_state, struct arena *arena)
{
	struct array sum = { 0 };
	for (int t = 0; t < full->T; t++) {
		if (!gaps->has_loss[t])
			continue;
		struct array const one = is_state ? backward_quantity(full, t, q, -1, arena) :
		                                    backward_parameter(full, t, q, -1, arena);
		if (!sum.at)
			sum = array_new(arena, one.rows, one.cols);
		array_add(sum, one);
	}
	return sum;
}

static void compare_plan(const struct network *network, const struct pass *pass, int q, struct array wanted,
                         struct arena *arena)
{
	struct error error;
	struct given_kind const kind = { .gaps = true };
	struct sequence const sequence = network_sequence(network);
	struct plan *plan = plan_new_for(network->cell, network->H, network->C, pass->T, &kind, &error);
	if (!plan)
		fail_msg("%s: %s", network->cell->name, error.cause);
	plan_load(plan, network);
	struct array const got = array_new(arena, wanted.rows, wanted.cols);
	expect_number(plan_loss(plan, &sequence), pass->total, 1e-12, "plan's loss");
	expect_number(plan_gradients(plan, &sequence), pass->total, 1e-12, "plan's loss on the way");
	plan_read_gradient(plan, q, got);
	expect_near(got, wanted, 1e-12, 1, "plan's gradient");
	plan_free(plan);
}

static void compare(struct network *full, struct network *gaps)
{
	struct arena arena = { 0 };
	struct error error;
	struct pass *of_full = pass_new(full);
	struct walk *walk = walk_new(gaps, &error);
	double total = 0;
	for (int t = 0; t < of_full->T; t++)
		if (walk->pass->has_loss[t])
			total += pass_value(of_full, full->cell->loss, t).at[0];
	expect_number(walk->pass->total, total, 1e-13, "E");
	const struct moment *end = walk_moment(walk, place_end(&walk->itinerary));
	for (int q = 0; q < full->cell->quantities; q++) {
		bool const is_state = full->cell->quantity[q].is_state;
		if (full->cell->quantity[q].kind != QUANTITY_PARAMETER && !is_state)
			continue;
		struct array const wanted = sum_of(of_full, walk->pass, q, is_state, &arena);
		struct array const got = is_state ? backward_quantity(walk->pass, -1, q, -1, &arena) :
		                                    backward_parameter(walk->pass, -1, q, -1, &arena);
		expect_near(got, wanted, 1e-12, 1, full->cell->quantity[q].name);
		if (is_state)
			continue;
		expect_near(end->sum[q], wanted, 1e-12, 1, "at the end of the walk");
		if (gaps->truncation.form == TRUNCATE_OFF)
			compare_plan(gaps, walk->pass, q, wanted, &arena);
	}
	// How one state follows from another has nothing to do with losses, even in the adjoint of everything.
	int const state = full->cell->delta[0], last = of_full->T - 1;
	struct array const a = jacobian(of_full, state, last, state, 0, -1, &arena);
	struct array const b = jacobian(walk->pass, state, last, state, 0, -1, &arena);
	assert_true(array_is_finite(b));
	expect_near(b, a, 0, 1, "Jacobian");
	walk_free(walk);
	pass_free(of_full);
	arena_free(&arena);
}

static void what_remains_is_the_sum_of_the_others(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 33);
	for (int i = 0; i < scaled(400); i++) {
		struct network *full = random_network(cells[i % CELLS], &random);
		if (below(&random, 3) == 0)
			full->truncation = truncation_chunks(1 + below(&random, 5));
		struct network *gaps = with_gaps(full, &random);
		if (full->single_sweep) // whose losses cannot be told apart
			full->single_sweep = false;
		compare(full, gaps);
		network_free(full);
		network_free(gaps);
	}
}

static void checks_pass(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 34);
	for (int i = 0; i < scaled(100); i++) {
		struct arena arena = { 0 };
		struct network *full = random_network(cells[i % CELLS], &random);
		struct network *gaps = with_gaps(full, &random);
		gaps->truncation = truncation_steps(-1);
		struct pass *pass = pass_new(gaps);
		for (int q = 0; q < gaps->cell->quantities; q++) {
			bool const is_parameter = gaps->cell->quantity[q].kind == QUANTITY_PARAMETER;
			if (!is_parameter && strcmp(gaps->cell->quantity[q].name, "x"))
				continue;
			struct check_subject const subject = { q, -1, is_parameter ? -1 : 0, -1 };
			assert_int_equal(check_run(pass, subject, &arena).count[VERDICT_FAIL], 0);
		}
		pass_free(pass);
		network_free(full);
		network_free(gaps);
		arena_free(&arena);
	}
}

// Real x; y a distribution in some steps, NaN in others.
static void give_vectors(struct network *network, struct random *random)
{
	struct arena arena = { 0 };
	int const T = network->x_count, C = network->C;
	struct array const x = array_new(&arena, T, C), y = array_new(&arena, T, C);
	int const kept = below(random, T);
	for (int t = 0; t < T; t++) {
		bool const is_there = t == kept || below(random, 2);
		double sum = 0;
		for (int i = 0; i < C; i++) {
			x.at[t * C + i] = random_uniform(random, -1, 1);
			y.at[t * C + i] = 0.1 + random_unit(random);
			sum += y.at[t * C + i];
		}
		for (int i = 0; i < C; i++)
			y.at[t * C + i] = is_there ? y.at[t * C + i] / sum : NAN;
	}
	network_set_given(network, INPUT_X, x);
	network_set_given(network, INPUT_Y, y);
	arena_free(&arena);
}

static void vectors_are_trained_as_they_are_walked(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 35);
	for (int i = 0; i < scaled(300); i++) {
		struct arena arena = { 0 };
		struct error error;
		struct network *network = random_network(cells[i % CELLS], &random);
		network->truncation = truncation_steps(-1);
		give_vectors(network, &random);
		if (!network_ready(network, &error))
			fail_msg("%s: %s", network->cell->name, error.cause);
		struct pass *pass = pass_new(network);
		struct optimising const plain = optimising_usual();
		struct gradient *gradient = gradient_new(network, network->x_count, &plain);
		struct sequence const sequence = network_sequence(network);
		assert_non_null(gradient->plan);
		assert_true(gradient_run(gradient, &sequence));
		expect_number(gradient->total, pass->total, 1e-12, "E");
		const struct array *wanted = backward_parameters(pass, &arena);
		for (int q = 0; q < network->cell->quantities; q++) {
			if (network->cell->quantity[q].kind != QUANTITY_PARAMETER)
				continue;
			struct array const got = array_new(&arena, wanted[q].rows, wanted[q].cols);
			plan_read_gradient(gradient->plan, q, got);
			expect_near(got, wanted[q], 1e-12, 1, network->cell->quantity[q].name);
		}
		gradient_free(gradient);
		pass_free(pass);
		network_free(network);
		arena_free(&arena);
	}
}

static void a_walk_needs_one_loss(void **state)
{
	(void)state;
	static const int none[] = { WORD_NONE, WORD_NONE, WORD_NONE, WORD_NONE };
	struct error error;
	struct network *network = tutorial_network(5);
	network_set_y(network, none, 4);
	assert_false(network_ready(network, &error));
	network->y[2] = 3;
	assert_true(network_ready(network, &error));
	assert_int_equal(network_first_loss(network), 2);
	assert_int_equal(network_last_loss(network), 2);
	network_free(network);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_remains_is_the_sum_of_the_others),
		cmocka_unit_test(checks_pass),
		cmocka_unit_test(vectors_are_trained_as_they_are_walked),
		cmocka_unit_test(a_walk_needs_one_loss),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
