// SPDX-License-Identifier: GPL-3.0-or-later
// Values at a place, however it was reached.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/interrupt.h"
#include "net.h"
#include "trace/place.h"
#include "trace/walk.h"

static const char *const walked_cells[] = {
	"tanh", "lstm", "gru", "tests/cells/guarded", "tests/cells/layers", "tests/cells/odd",
	"tests/cells/joint", "tests/cells/attention",
};
enum { CELLS = sizeof walked_cells / sizeof *walked_cells };

// ---- the same place shows the same bits

struct snapshot {
	double *result, *before;
	size_t size, before_size;
	bool was_new;
};

static void copy_numbers(struct array a, double **at, size_t *size)
{
	*size = a.at ? array_size(a) : 0;
	*at = memory_get(*size + 1, sizeof **at);
	if (*size)
		memcpy(*at, a.at, *size * sizeof **at);
}

static struct snapshot snapshot_of(struct walk *walk, struct place place)
{
	struct snapshot snapshot = { 0 };
	copy_numbers(walk_result(walk, place), &snapshot.result, &snapshot.size);
	copy_numbers(walk_before(walk, place, &snapshot.was_new), &snapshot.before,
	             &snapshot.before_size);
	return snapshot;
}

static void expect_same(struct walk *walk, struct place place, const struct snapshot *expected)
{
	struct snapshot found = snapshot_of(walk, place);
	if (found.size != expected->size || found.before_size != expected->before_size ||
	    found.was_new != expected->was_new ||
	    memcmp(found.result, expected->result, found.size * sizeof(double)) ||
	    memcmp(found.before, expected->before, found.before_size * sizeof(double)))
		fail_msg("other bits at (%d, %d, %d, %d)", place.phase, place.t, place.k,
		         place.equation);
	free(found.result);
	free(found.before);
}

static void same_place_same_bits(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 22);
	int const count = CELLS * scaled(30);
	for (int i = 0; i < count; i++) {
		struct error error;
		struct network *network = random_network(walked_cells[i % CELLS], &random);
		struct walk *walk = walk_new(network, &error);
		int const places = (int)place_count(&walk->itinerary, STRIDE_EQUATION);
		struct place *place = memory_get((size_t)places + 1, sizeof *place);
		struct snapshot *fresh = memory_get((size_t)places + 1, sizeof *fresh);
		for (int j = 1; j <= places; j++) {
			place[j] = place_after(&walk->itinerary, place[j - 1], STRIDE_EQUATION);
			struct walk *other = walk_new(network, &error);
			fresh[j] = snapshot_of(other, place[j]);
			walk_free(other);
		}
		for (int j = 1; j <= places; j++) // step
			expect_same(walk, place[j], &fresh[j]);
		for (int j = places; j >= 1; j--) // back
			expect_same(walk, place[j], &fresh[j]);
		int at = 0;
		for (int j = 0; j < 4 * places; j++) { // anyhow
			int const stride = below(&random, 6);
			struct place const to = stride == 5 ? place[1 + below(&random, places)]
			                        : below(&random, 2)
			                                ? place_after(&walk->itinerary, place[at],
			                                              (enum stride)(stride % 4))
			                                : place_before(&walk->itinerary, place[at],
			                                               (enum stride)(stride % 4));
			at = (int)place_ordinal(&walk->itinerary, to, STRIDE_EQUATION);
			if (at && below(&random, 2))
				expect_same(walk, place[at], &fresh[at]);
			if (at && !below(&random, 10)) { // an interrupted answer leaves no trace
				interrupt_raise();
				walk_moment(walk, place[1 + below(&random, places)].phase ==
				                                  PHASE_BACKWARD
				                          ? place[places]
				                          : place_end(&walk->itinerary));
				interrupt_forget();
				expect_same(walk, place[at], &fresh[at]);
			}
		}
		for (int j = 1; j <= places; j++) {
			free(fresh[j].result);
			free(fresh[j].before);
		}
		free(fresh);
		free(place);
		walk_free(walk);
		network_free(network);
	}
}

// What an equation found is what the one before left: sums within a loss to the bit.
static void befores_follow_results(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 23);
	int const count = CELLS * scaled(30);
	for (int i = 0; i < count; i++) {
		struct error error;
		struct network *network = random_network(walked_cells[i % CELLS], &random);
		struct walk *walk = walk_new(network, &error), *other = walk_new(network, &error);
		struct place const end = place_end(&walk->itinerary);
		struct place place = place_start();
		while (!place_equal(place, end)) {
			struct place const last = place;
			place = place_after(&walk->itinerary, place, STRIDE_EQUATION);
			if (place.phase != PHASE_BACKWARD || last.phase != PHASE_BACKWARD ||
			    (last.t != place.t && !walk->itinerary.single))
				continue;
			const struct equation *equation = walk_equation(walk, place);
			int const time = equation->time == TIME_NONE
			                         ? 0
			                         : (equation->time == TIME_T ? place.t : place.k) +
			                                   equation->offset;
			bool was_new;
			struct array const before = walk_before(walk, place, &was_new);
			const struct moment *moment = walk_moment(other, last);
			struct array const held = moment_gradient(moment, equation->quantity, time);
			assert_int_equal(was_new, !held.at);
			if (held.at)
				assert_true(array_equal(before, held));
			else
				assert_true(largest(before) <= 0);
		}
		walk_free(walk);
		walk_free(other);
		network_free(network);
	}
}

static void each_step_can_be_checked(void **state)
{
	(void)state;
	struct random random;
	random_seed(&random, 24);
	int const count = CELLS * scaled(20);
	for (int i = 0; i < count; i++) {
		struct error error;
		struct network *network = random_network(walked_cells[i % CELLS], &random);
		struct walk *walk = walk_new(network, &error);
		struct place const end = place_end(&walk->itinerary);
		int deltas = 0, sums = 0;
		for (struct place place = place_start(); !place_equal(place, end);) {
			struct check_subject subject;
			place = place_after(&walk->itinerary, place, STRIDE_EQUATION);
			if (!walk_check_subject(walk, place, &subject))
				continue;
			struct arena arena = { 0 };
			struct check const check = check_run(walk->pass, subject, &arena);
			if (check.count[VERDICT_FAIL])
				fail_msg("%s: (%d, %d) equation %d: %d of %d fail, the worst by %g",
				         walked_cells[i % CELLS], place.t, place.k, place.equation,
				         check.count[VERDICT_FAIL], (int)array_size(check.analytic),
				         check.worst);
			*(subject.quantity < 0 ? &deltas : &sums) += 1;
			assert_true(subject.t == place.t || walk->itinerary.single);
			assert_int_equal(subject.step, place.k);
			arena_free(&arena);
		}
		int const T = walk->itinerary.T;
		int iterations = 0;
		for (int t = 0; t < T; t++)
			iterations += t - place_last_k(&walk->itinerary, t) + 1;
		assert_int_equal(deltas, walk->itinerary.single ? 0 : iterations);
		assert_true(sums >= 2 * iterations);
		walk_free(walk);
		network_free(network);
	}
}

static void places_are_described(void **state)
{
	(void)state;
	struct error error;
	struct text text = { 0 };
	struct network *network = network_new(read_cell("tanh", true));
	for (int kind = 0; kind < 3; kind++) {
		network->truncation = truncation_steps(kind == 1 ? 2 : -1);
		network->single_sweep = kind == 2;
		struct walk *walk = walk_new(network, &error);
		static const char *const end[] = { "loss 0, k = 0: iteration 1 of 1",
			                           "loss 0, k = 0: iteration 1 of 1",
			                           "all losses, k = 0: step 5 of 5" };
		static const char *const third[] = { "loss 4, k = 2: iteration 3 of 5",
			                             "loss 4, k = 2: iteration 3 of 3",
			                             "all losses, k = 2: step 3 of 5" };
		const struct itinerary *itinerary = &walk->itinerary;
		struct place place = place_start();
		text_clear(&text);
		walk_describe(walk, place, &text);
		assert_string_equal(text_get(&text), "start");
		assert_null(walk_equation(walk, place));
		assert_true(place_forward(itinerary, 2, &place));
		text_clear(&text);
		walk_describe(walk, place, &text);
		assert_string_equal(text_get(&text), "forward, t = 2 (sat)");
		for (int i = 0; i < 2; i++)
			place = place_after(itinerary, place, STRIDE_LOSS);
		place = place_after(itinerary, place_start(), STRIDE_LOSS);
		for (int i = 0; i < 3; i++)
			place = place_after(itinerary, place, STRIDE_ITERATION);
		text_clear(&text);
		walk_describe(walk, place, &text);
		assert_string_equal(text_get(&text), third[kind]);
		text_clear(&text);
		walk_describe(walk, place_end(itinerary), &text);
		assert_string_equal(text_get(&text), end[kind]);
		walk_free(walk);
	}
	network_set_x(network, NULL, 0);
	assert_null(walk_new(network, &error));
	assert_string_equal(error.cause, "x has 0 words and y has 5");
	text_free(&text);
	network_free(network);
}

static void forward_values_appear_in_their_order(void **state)
{
	(void)state;
	struct error error;
	struct network *network = network_new(read_cell("tanh", true));
	struct walk *walk = walk_new(network, &error);
	int const s = find(network, "s"), E = find(network, "E"), W = find(network, "W");
	struct place place = place_start(), middle = { PHASE_FORWARD, 2, 0, 1 };
	assert_true(walk_known(walk, place, s, -1));
	assert_true(walk_known(walk, place, W, 0));
	assert_false(walk_known(walk, place, s, 0));
	assert_true(walk_known(walk, middle, s, 2));
	assert_true(walk_known(walk, middle, E, 1));
	assert_false(walk_known(walk, middle, E, 2));
	assert_false(walk_known(walk, middle, s, 3));
	assert_true(walk_known(walk, place_end(&walk->itinerary), E, 4));
	walk_free(walk);
	network_free(network);
}

int main(void)
{
	setenv("BPTT_REPL_DATA", data_folder(), false);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_place_same_bits),
		cmocka_unit_test(befores_follow_results),
		cmocka_unit_test(each_step_can_be_checked),
		cmocka_unit_test(places_are_described),
		cmocka_unit_test(forward_values_appear_in_their_order),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
