// SPDX-License-Identifier: GPL-3.0-or-later
// Where numbers come from: on random networks of every shipped cell, terms add up to the number, factors multiply to
// it, and the way back ends at what was given.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "net.h"
#include "net/backward.h"
#include "tutor/why.h"

static const char *const cells[] = { "tanh", "lstm", "gru", "gru-torch", "relu", "linear" };
enum { CELLS = sizeof cells / sizeof *cells, STEPS = 5 };

static void expect_made_of(const struct pass *pass, struct number number, const struct why *why)
{
	double sum = 0, product = 1, size = 1e-300;
	for (int i = 0; i < why->count; i++) {
		sum += why->cause[i].value;
		product *= why->cause[i].value;
		size += fabs(why->cause[i].value);
	}
	double const off = why->kind == WHY_SUM     ? fabs(sum - why->value) / size :
	                   why->kind == WHY_PRODUCT ? fabs(product - why->value) :
	                                              0;
	if (off > 1e-12) {
		struct text name = { 0 };
		why_write_number(pass, number, false, &name);
		fail_msg("%s: %s = %g is made of %d causes that give %g", pass->network->cell->name, text_get(&name),
		         why->value, why->count, why->kind == WHY_SUM ? sum : product);
	}
	if (why->kind == WHY_SUM)
		for (int i = 1; i < why->count; i++)
			assert_true(fabs(why->cause[i - 1].value) >= fabs(why->cause[i].value));
}

// A number of a network that was not trained.
static struct number given_weights(int quantity, bool gradient, int t, int time, int element)
{
	return (struct number){ quantity, gradient, t, time, element, .pass = -1, .sequence = -1 };
}

static void check_number(const struct pass *pass, struct number number)
{
	struct arena arena = { 0 };
	struct why const why = why_of(pass, number, false, &arena);
	expect_made_of(pass, number, &why);
	arena_free(&arena);
}

static struct pass *random_pass(struct random *random, const char *cell)
{
	struct network *network = new_network(cell, 3, 4, (uint32_t)below(random, 1000));
	random_words(network, random, STEPS);
	random_rest(network, random, true);
	return pass_new(network);
}

static void end_pass(struct pass *pass)
{
	struct network *network = (struct network *)pass->network;
	pass_free(pass);
	network_free(network);
}

static void test_terms_make_the_number(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 1);
	for (int i = 0; i < CELLS * scaled(20); i++) {
		struct pass *pass = random_pass(&random, cells[i % CELLS]);
		const struct cell *cell = pass->network->cell;
		for (int q = 0; q < cell->quantities; q++) {
			bool const is_parameter = cell->quantity[q].kind == QUANTITY_PARAMETER;
			int const time = is_parameter ? -1 : below(&random, STEPS);
			int const t = time + below(&random, STEPS - (time < 0 ? 0 : time)) + (time < 0);
			int const element = below(&random, (int)array_size(pass_value(pass, q, is_parameter ? 0 : time)));
			if (cell->quantity[q].kind == QUANTITY_COMPUTED)
				check_number(pass, given_weights(q, false, -1, time, element));
			if (!backward_computes(pass->network, q))
				continue;
			check_number(pass, given_weights(q, true, t, time, element));
			check_number(pass, given_weights(q, true, -1, time, element));
			if (is_parameter)
				check_number(pass, given_weights(q, true, t, below(&random, t + 1), element));
			if (cell->quantity[q].is_state)
				check_number(pass, given_weights(q, true, t, -1, element));
		}
		end_pass(pass);
	}
}

static void test_the_way_back_ends(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 2);
	for (int i = 0; i < CELLS * 2; i++) {
		struct pass *pass = random_pass(&random, cells[i % CELLS]);
		int const W = cell_find(pass->network->cell, pass->network->cell->quantity[1].name);
		struct number number = given_weights(W, true, -1, -1, 0);
		int steps = 0;
		for (bool goes_on = true; goes_on; steps++) {
			struct arena arena = { 0 };
			struct why const why = why_of(pass, number, false, &arena);
			goes_on = false;
			for (int j = 0; j < why.count && !goes_on; j++)
				if (why.cause[j].goes_on) {
					goes_on = true;
					number = why.cause[j].number;
				}
			arena_free(&arena);
			assert_true(steps < 200);
		}
		end_pass(pass);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_terms_make_the_number),
		cmocka_unit_test(test_the_way_back_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
