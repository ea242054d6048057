// SPDX-License-Identifier: GPL-3.0-or-later
// The compiled plan against the walk, on random networks of every cell; its parts against each other.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "net/backward.h"
#include "net/plan.h"
#include "net.h"

static const char *const cells[] = {
	"tanh", "sigmoid", "relu", "linear", "lstm", "gru", "gru-torch",
	"tests/cells/guarded", "tests/cells/layers", "tests/cells/odd", "tests/cells/one-line",
	"tests/cells/peephole", "tests/cells/regularised", "tests/cells/twice",
};

static struct plan *compile(const struct network *network, int T_most)
{
	struct error error;
	struct plan *plan = plan_new(network->cell, network->H, network->C, T_most, &error);
	if (!plan)
		fail_msg("%s: %s", network->cell->name, error.cause);
	plan_load(plan, network);
	return plan;
}

static void compare(struct network *network)
{
	struct arena arena = { 0 };
	struct error error;
	network->truncate = -1;
	assert_true(network_ready(network, &error));
	struct pass *pass = pass_new(network);
	struct plan *plan = compile(network, pass->T + 3);
	double const loss = plan_gradients(plan, network->x, network->y, pass->T);
	expect_number(loss, pass->total, 1e-12, network->cell->name);
	expect_number(plan_loss(plan, network->x, network->y, pass->T), pass->total, 1e-12, "plan_loss");
	for (int q = 0; q < network->cell->quantities; q++) {
		if (network->cell->quantity[q].kind != QUANTITY_PARAMETER)
			continue;
		struct array const wanted = backward_parameter(pass, -1, q, -1, &arena);
		struct array const got = array_new(&arena, wanted.rows, wanted.cols);
		plan_gradients(plan, network->x, network->y, pass->T);
		plan_read_gradient(plan, q, got);
		expect_near(got, wanted, 1e-12, 1, network->cell->quantity[q].name);
	}
	plan_free(plan);
	pass_free(pass);
	arena_free(&arena);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_agrees_with_walk),
		cmocka_unit_test(test_agrees_when_large),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
