// SPDX-License-Identifier: GPL-3.0-or-later
// Places against a list of all of them, made as the article's loops have it; stops are the same from both sides.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "net.h"
#include "trace/place.h"
#include "trace/stop.h"
#include "trace/walk.h"

// ---- places

enum { EQUATIONS_MOST = 12, PLACES_MOST = 8 * 8 + 8 * 8 * EQUATIONS_MOST };

// Every place of a walk in its order, written down as the article's loops have it.
struct listing {
	struct place at[PLACES_MOST];
	bool ends[PLACES_MOST][4]; // whether a stride stops there
	int count;
};

static void list_place(struct listing *listing, enum phase phase, int t, int k, int equation)
{
	listing->ends[listing->count][STRIDE_EQUATION] = true;
	listing->at[listing->count++] = (struct place){ phase, t, k, equation };
}

static void list_end(struct listing *listing, enum stride stride)
{
	listing->ends[listing->count - 1][stride] = true;
}

// What program_runs should say: the first of those for this iteration, of the same left side.
static bool runs(const struct program *program, int i, int t, int k)
{
	const struct equation *equation = program->equation;
	for (int j = i; j >= 0; j--) {
		struct when const when = equation[j].when;
		bool const holds = when.kind == WHEN_ALWAYS ||
		                   (when.kind == WHEN_AT ? k == when.n : k == t - when.n);
		if (equation[j].quantity == equation[i].quantity && (j == i) != holds)
			return false;
	}
	return k == t || i >= program->head;
}

static void list_places(const struct itinerary *itinerary, struct listing *listing)
{
	memset(listing, 0, sizeof *listing);
	list_place(listing, PHASE_START, 0, 0, 0);
	for (int t = 0; t < itinerary->T; t++) {
		for (int i = 0; i < itinerary->forward; i++)
			if (itinerary->has_loss[t] || !itinerary->serves_loss[i])
				list_place(listing, PHASE_FORWARD, t, 0, i);
		list_end(listing, STRIDE_ITERATION);
	}
	list_end(listing, STRIDE_LOSS);
	for (int t = itinerary->T - 1; t >= 0; t--) {
		if (!(itinerary->single ? itinerary->reached : itinerary->has_loss)[t])
			continue;
		struct truncation const truncation = itinerary->truncation;
		int last = truncation.form == TRUNCATE_STEPS  ? t - truncation.n :
		           truncation.form == TRUNCATE_CHUNKS ? t / truncation.n * truncation.n :
		                                                0;
		last = itinerary->single ? t : last > 0 ? last : 0;
		for (int k = t; k >= last; k--) {
			for (int i = 0; i < itinerary->backward->count; i++)
				if (runs(itinerary->backward, i, itinerary->has_loss[t] ? t : -1, k))
					list_place(listing, PHASE_BACKWARD, t, k, i);
			list_end(listing, STRIDE_ITERATION);
		}
		if (!itinerary->single)
			list_end(listing, STRIDE_LOSS);
	}
	list_end(listing, STRIDE_LOSS);
	list_end(listing, STRIDE_ALL);
}

// A program of a head and a body, whose last equation runs everywhere; some of the others run here and
// there only, and some of these take the place of another one.
static struct program random_program(struct random *random, struct equation *equation)
{
	struct program program = { .equation = equation, .count = 1 + below(random, EQUATIONS_MOST) };
	program.head = below(random, program.count);
	for (int i = 0; i < program.count; i++) {
		equation[i] = (struct equation){ .quantity = i, .amended = true };
		if (i < program.head || i + 1 == program.count || below(random, 3))
			continue;
		equation[i].when.kind = below(random, 2) ? WHEN_FROM_T : WHEN_AT;
		equation[i].when.n = below(random, 4);
		if (i > 0 && equation[i - 1].when.kind != WHEN_ALWAYS && below(random, 2)) {
			equation[i].quantity = equation[i - 1].quantity;
			equation[i].yields = true;
		}
	}
	return program;
}

// Some steps have no loss, and then some forward equations, but not all, do not run.
static struct itinerary random_itinerary(struct random *random, struct program *program,
                                         struct equation *equation)
{
	static bool has_loss[8], serves_loss[8], reached[8];
	*program = random_program(random, equation);
	struct itinerary itinerary = {
		.T = 1 + below(random, 7),
		.forward = 1 + below(random, 6),
		.backward = program,
		.truncation = truncation_steps(below(random, 6) - 1),
		.single = below(random, 4) == 0,
	};
	if (itinerary.single)
		itinerary.truncation = truncation_steps(-1);
	if (below(random, 3) == 0)
		itinerary.truncation = truncation_chunks(1 + below(random, 5));
	bool const gaps = below(random, 2), alone = itinerary.forward > 1;
	int const always = below(random, itinerary.forward);
	for (int i = 0; i < 8; i++) {
		has_loss[i] = !gaps || below(random, 2);
		serves_loss[i] = alone && i != always && below(random, 2);
	}
	has_loss[below(random, itinerary.T)] = true;
	itinerary.has_loss = has_loss;
	itinerary.serves_loss = serves_loss;
	for (int k = itinerary.T - 1, loss = -1; k >= 0; k--) {
		loss = has_loss[k] ? k : loss;
		reached[k] = loss >= 0 && (itinerary.truncation.form != TRUNCATE_CHUNKS ||
		                           loss / itinerary.truncation.n == k / itinerary.truncation.n);
	}
	itinerary.reached = reached;
	return itinerary;
}

static void expect_place(struct place found, struct place expected, const char *what)
{
	if (found.phase != expected.phase || found.t != expected.t || found.k != expected.k ||
	    found.equation != expected.equation)
		fail_msg("%s: (%d, %d, %d, %d), not (%d, %d, %d, %d)", what, found.phase, found.t,
		         found.k, found.equation, expected.phase, expected.t, expected.k,
		         expected.equation);
}

static void expect_strides(const struct itinerary *itinerary, const struct listing *listing,
                           enum stride stride)
{
	int before = 0, ordinal = 0;
	for (int i = 0; i < listing->count; i++) {
		int after = i + 1;
		while (after < listing->count && !listing->ends[after][stride])
			after++;
		if (after == listing->count)
			after--;
		expect_place(place_after(itinerary, listing->at[i], stride), listing->at[after],
		             "after");
		expect_place(place_before(itinerary, listing->at[i], stride),
		             listing->at[stride == STRIDE_ALL ? 0 : before], "before");
		if (i && listing->ends[i][stride]) {
			before = i;
			ordinal++;
		}
		assert_int_equal(place_ordinal(itinerary, listing->at[i], stride), ordinal);
	}
	assert_int_equal(place_count(itinerary, stride), ordinal);
}

static void places_are_those_of_the_loops(void **state)
{
	(void)state;
	static struct listing listing;
	struct random random;
	random_seed(&random, 20);
	int const count = scaled(10000);
	for (int i = 0; i < count; i++) {
		struct equation equation[EQUATIONS_MOST];
		struct program program;
		struct itinerary const itinerary = random_itinerary(&random, &program, equation);
		list_places(&itinerary, &listing);
		for (int stride = STRIDE_EQUATION; stride <= STRIDE_ALL; stride++)
			expect_strides(&itinerary, &listing, (enum stride)stride);
		expect_place(place_start(), listing.at[0], "start");
		expect_place(place_end(&itinerary), listing.at[listing.count - 1], "end");
		for (int j = 0; j < 50; j++) {
			int const a = below(&random, listing.count),
				  b = below(&random, listing.count);
			int const order = place_compare(listing.at[a], listing.at[b]);
			assert_int_equal((order > 0) - (order < 0), (a > b) - (a < b));
			assert_int_equal(place_equal(listing.at[a], listing.at[b]), a == b);
		}
	}
}

static void goto_finds_where_next_stops(void **state)
{
	(void)state;
	static struct listing listing;
	struct random random;
	random_seed(&random, 21);
	int const count = scaled(2000);
	for (int i = 0; i < count; i++) {
		struct equation equation[EQUATIONS_MOST];
		struct program program;
		struct itinerary const itinerary = random_itinerary(&random, &program, equation);
		list_places(&itinerary, &listing);
		for (int t = -2; t < itinerary.T + 2; t++)
			for (int k = -2; k < itinerary.T + 2; k++) {
				struct place forward, backward;
				int found_forward = 0, found_backward = 0;
				bool const is_forward = place_forward(&itinerary, t, &forward);
				bool const is_backward =
					place_backward(&itinerary, t, k, &backward);
				for (int j = 1; j < listing.count; j++) {
					struct place const place = listing.at[j];
					if (!listing.ends[j][STRIDE_ITERATION] || place.t != t)
						continue;
					if (place.phase == PHASE_FORWARD) {
						found_forward++;
						assert_true(is_forward);
						expect_place(forward, place, "forward");
					} else if (place.k == k) {
						found_backward++;
						assert_true(is_backward);
						expect_place(backward, place, "backward");
					}
				}
				assert_int_equal(is_forward, found_forward);
				assert_int_equal(is_backward, found_backward);
			}
	}
}

// ---- stops

// The stops of the walk from the start, and from the end in reverse, are the same places.
static void stops_are_the_same_from_both_sides(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool watch;
	} cases[] = {
		{ "backward 3 1", false },
		{ "forward 2", false },
		{ "dW", false },
		{ "s", false },
		{ "z[2]", false },
		{ "delta[3,1]", false },
		{ "delta", false },
		{ "ds[1]", false },
		{ "dW if k == 1", false },
		{ "norm(delta[t,k]) < 0.2", false },
		{ "norm(dW) > 0.5", false },
		{ "t == 2 and k >= 1", false },
		{ "nan", false },
		{ "dW[0,0]", true },
		{ "ds[k]", true },
		{ "norm(dU)", true },
	};
	struct stop_scope const own = { 0 };
	struct error error;
	for (int kind = 0; kind < 4; kind++) {
		struct network *network = network_new(read_cell("tanh", true));
		network->truncation = truncation_steps(kind == 1 ? 2 : -1);
		network->single_sweep = kind == 2;
		if (kind == 3)
			network_parameter(network, find(network, "V")).at[3] = NAN;
		struct walk *walk = walk_new(network, &error);
		struct place const end = place_end(&walk->itinerary);
		for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
			struct stops stops = { 0 };
			struct place places[400];
			int count = 0;
			const struct stop *stop =
				cases[i].watch ?
					stops_add_watch(&stops, walk, own, place_start(),
			                                cases[i].text, 1, 1, &error) :
					stops_add_break(&stops, walk, own, cases[i].text, 1, 1, &error);
			// A walk in one sweep has no loss 3 at step 1.
			if (!stop && kind == 2 && !strcmp(cases[i].text, "backward 3 1"))
				continue;
			if (!stop)
				fail_msg("%s: %s", cases[i].text, error.cause);
			struct place at = place_start(), reached;
			for (;;) {
				assert_true(stops_scan(&stops, walk, own, at, end, &reached));
				if (!stops_are_hit(&stops))
					break;
				assert_true(count < 400 && place_compare(at, reached) < 0);
				places[count++] = at = reached;
				if (place_equal(at, end))
					break;
			}
			expect_place(reached, end, cases[i].text);
			// The end itself is not looked at on the way back.
			if (count && place_equal(places[count - 1], end))
				count--;
			for (at = end;;) {
				assert_true(stops_scan(&stops, walk, own, at, place_start(), &reached));
				if (!stops_are_hit(&stops))
					break;
				if (!count)
					fail_msg("%s: more stops on the way back", cases[i].text);
				expect_place(reached, places[--count], cases[i].text);
				at = reached;
			}
			expect_place(reached, place_start(), cases[i].text);
			if (count)
				fail_msg("%s: %d stops fewer on the way back", cases[i].text, count);
			stops_free(&stops);
		}
		walk_free(walk);
		network_free(network);
	}
}

int main(void)
{
	setenv("BPTT_REPL_DATA", data_folder(), false);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_are_those_of_the_loops),
		cmocka_unit_test(goto_finds_where_next_stops),
		cmocka_unit_test(stops_are_the_same_from_both_sides),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
