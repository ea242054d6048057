// SPDX-License-Identifier: GPL-3.0-or-later
// Places against a list of all of them, values at a place however it was reached, what names mean
// there, and stops from both sides.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/interrupt.h"
#include "lang/evaluate.h"
#include "lang/parser.h"
#include "net.h"
#include "trace/place.h"
#include "trace/stop.h"
#include "trace/walk.h"

static const char *const walked_cells[] = {
	"tanh", "lstm", "gru", "tests/cells/guarded", "tests/cells/layers", "tests/cells/odd",
	"tests/cells/joint", "tests/cells/attention",
};
enum { CELLS = sizeof walked_cells / sizeof *walked_cells };

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

// ---- what names mean

static bool ask(struct walk *walk, struct place place, const char *text, struct arena *arena,
                struct array *value, struct error *error)
{
	struct parse_names const names = walk_names(walk);
	struct walk_place at = { walk, place };
	struct scope const scope = walk_scope(&at);
	struct tree *tree;
	return parse_expression(text, strlen(text), 1, 1, &names, arena, &tree, error) &&
	       evaluate(tree, &scope, arena, value, error);
}

static struct array asked(struct walk *walk, struct place place, const char *text,
                          struct arena *arena)
{
	struct array value;
	struct error error;
	if (!ask(walk, place, text, arena, &value, &error))
		fail_msg("%s: %d: %s", text, error.span.column, error.cause);
	return value;
}

// Two expressions that mean the same: at every place, or at one.
static void names_mean_what_they_say(void **state)
{
	(void)state;
	static const char *const pairs[][2] = {
		{ "s[1]", "tanh(z[1])" },
		{ "z[1]", "U*x[1]+W*s[0]" },
		{ "z[0]", "U*x[0]+W*s[-1]" },
		{ "yhat[2]", "softmax(V*s[2])" },
		{ "E", "E[0]+E[1]+E[2]+E[3]+E[4]" },
		{ "E[3]", "-log(dot(yhat[3],y[3]))" },
		{ "s[1][0]", "[1,0,0]*s[1]" },
		{ "W[1,2]", "[0,1,0]*W*[0;0;1]" },
		{ "U[0,4]", "[1,0,0]*U*[0;0;0;0;1]" },
		{ "x[1]", "[0;1;0;0;0]" },
		{ "T", "5" },
		{ "H", "3" },
		{ "C", "5" },
		{ "delta[3,3]", "(V'*(yhat[3]-y[3])) .* (1-s[3].^2)" },
		{ "delta[3,2]", "(W'*delta[3,3]) .* (1-s[2].^2)" },
		{ "δ[3,1]", "(W'*delta[3,2]) .* (1-s[1].^2)" },
		{ "dE[3]/dz[1]", "delta[3,1]" },
		{ "∂E[3]/∂z[1]", "delta[3,1]" },
		{ "dE[3]/ds[1]", "W'*delta[3,2]" },
		{ "dE[3]/ds[-1]", "W'*delta[3,0]" },
		{ "dE[3]/dlogits[3]", "yhat[3]-y[3]" },
		{ "dE[3]/dlogits[2]", "0*logits[2]" },
		{ "dE[1]/dz[3]", "0*z[3]" },
		{ "dE[3]/dyhat[3]", "-(y[3]./yhat[3])" },
		{ "dE[3]/dW @ 1", "outer(delta[3,1],s[0])" },
		{ "dE[3]/dU @ 1", "outer(delta[3,1],x[1])" },
		{ "dE[3]/dV @ 3", "outer(yhat[3]-y[3],s[3])" },
		{ "dE[3]/dV @ 1", "0*V" },
		{ "dE[3]/dW", "dE[3]/dW @ 0 + (dE[3]/dW @ 1) + (dE[3]/dW @ 2) + (dE[3]/dW @ 3)" },
		{ "dE/dW", "dE[0]/dW + dE[1]/dW + dE[2]/dW + dE[3]/dW + dE[4]/dW" },
		{ "dE/dW @ 1", "dE[1]/dW @ 1 + (dE[2]/dW @ 1) + (dE[3]/dW @ 1) + (dE[4]/dW @ 1)" },
		{ "dE[3]/dW[1,2]", "[0,1,0]*dE[3]/dW*[0;0;1]" },
		{ "dE[3]/dW[1,2] @ 1", "delta[3,1][1]*s[0][2]" },
		{ "ds[3]/ds[2]", "diag(1-s[3].^2)*W" },
		{ "ds[3]/ds[1]", "ds[3]/ds[2]*ds[2]/ds[1]" },
		{ "dstate[3]/dstate[1]", "ds[3]/ds[1]" },
		{ "d(s)[3]/d(s)[1]", "ds[3]/ds[1]" },
		{ "ds[3]/ds[3]", "diag([1;1;1])" },
		{ "ds[-1]/ds[-1]", "diag([1;1;1])" },
		{ "ds[1]/ds[3]", "0*W" },
		{ "ds[3][0]/ds[1][2]", "[1,0,0]*ds[3]/ds[1]*[0;0;1]" },
		{ "ds[3][0]/ds[1]", "[1,0,0]*ds[3]/ds[1]" },
		{ "ds[3]/ds[1][2]", "ds[3]/ds[1]*[0;0;1]" },
		{ "ds[0]/dW[1,2]", "[0;1-s[0][1].^2;0]*s[-1][2]" },
		{ "ds[1]/dW[1,2] @ 1", "[0;1-s[1][1].^2;0]*s[0][2]" },
		{ "ds[1][1]/dW[1,2] @ 1", "(1-s[1][1].^2)*s[0][2]" },
		{ "dz[1]/dx[1]", "U" },
		{ "dE/dE[2]", "1" },
	};
	struct error error;
	struct network *network = network_new(read_cell("tanh", true));
	network_initial(network, find(network, "s")).at[1] = 0.25;
	for (int single = 0; single < 2; single++) {
		network->single_sweep = single;
		struct walk *walk = walk_new(network, &error);
		for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
			struct arena arena = { 0 };
			struct array const first = asked(walk, place_start(), pairs[i][0], &arena);
			struct array const same = asked(walk, place_start(), pairs[i][1], &arena);
			assert_int_equal(first.rows, same.rows);
			assert_int_equal(first.cols, same.cols);
			expect_near(first, same, 1e-14, 1, pairs[i][0]);
			struct place place = place_start();
			for (int j = 0; j < 30; j++) { // finished values are the same everywhere
				place = place_after(&walk->itinerary, place, STRIDE_ITERATION);
				assert_true(array_equal(first,
				                        asked(walk, place, pairs[i][0], &arena)));
			}
			arena_free(&arena);
		}
		walk_free(walk);
	}
	network_free(network);
}

static void bare_gradients_mean_here(void **state)
{
	(void)state;
	struct error error;
	struct arena arena = { 0 };
	struct array value;
	struct network *network = network_new(read_cell("tanh", true));
	struct walk *walk = walk_new(network, &error);
	struct place place, end = place_end(&walk->itinerary);
	assert_true(place_backward(&walk->itinerary, 3, 1, &place));
	expect_near(asked(walk, place, "dW", &arena),
	            asked(walk, place,
	                  "dE[4]/dW + (dE[3]/dW @ 3) + (dE[3]/dW @ 2) + (dE[3]/dW @ 1)", &arena),
	            1e-14, 1, "dW");
	expect_near(asked(walk, place, "dz[1]", &arena), asked(walk, place, "delta[3,1]", &arena),
	            1e-15, 1, "dz[1]");
	expect_near(asked(walk, place, "ds[0]", &arena),
	            asked(walk, place, "W'*delta[3,1]", &arena), 1e-15, 1, "ds[0]");
	expect_near(asked(walk, end, "dW", &arena), asked(walk, end, "dE/dW", &arena), 1e-14, 1,
	            "dW");
	expect_near(asked(walk, end, "ds[-1]", &arena), asked(walk, end, "dE[0]/ds[-1]", &arena),
	            1e-15, 1, "ds[-1]");
	assert_true(asked(walk, place, "t", &arena).at[0] >= 3);
	assert_true(asked(walk, place, "k", &arena).at[0] <= 1);
	assert_false(ask(walk, place, "dz[2]", &arena, &value, &error));
	assert_string_equal(error.cause, "dz[2] is not known at this place");
	assert_true(place_forward(&walk->itinerary, 4, &place));
	assert_false(ask(walk, place, "dz[2]", &arena, &value, &error));
	assert_string_equal(error.cause,
	                    "dz is a running value of the backward pass, which has not begun");
	arena_free(&arena);
	walk_free(walk);
	network_free(network);
}

// A truncated walk: finished values are those of the loop, Jacobians are exact all the same.
static void truncation_is_in_the_values(void **state)
{
	(void)state;
	struct error error;
	struct arena arena = { 0 };
	struct network *network = network_new(read_cell("tanh", true));
	struct walk *whole = walk_new(network, &error);
	struct network *cut = network_copy(network);
	cut->truncation = truncation_steps(1);
	struct walk *walk = walk_new(cut, &error);
	struct place const start = place_start();
	expect_near(asked(walk, start, "dE[3]/dW", &arena),
	            asked(whole, start, "dE[3]/dW @ 3 + (dE[3]/dW @ 2)", &arena), 1e-15, 1,
	            "dE[3]/dW");
	expect_near(asked(walk, start, "dE/dW @ 2", &arena),
	            asked(whole, start, "dE[2]/dW @ 2 + (dE[3]/dW @ 2)", &arena), 1e-15, 1,
	            "dE/dW @ 2");
	assert_true(largest(asked(walk, start, "delta[3,1]", &arena)) <= 0);
	assert_true(largest(asked(walk, start, "dE[3]/ds[1]", &arena)) <= 0);
	assert_true(largest(asked(walk, start, "dE[3]/dW @ 1", &arena)) <= 0);
	assert_true(array_equal(asked(walk, start, "delta[3,2]", &arena),
	                        asked(whole, start, "delta[3,2]", &arena)));
	assert_true(array_equal(asked(walk, start, "ds[3]/ds[0]", &arena),
	                        asked(whole, start, "ds[3]/ds[0]", &arena)));
	expect_near(asked(walk, place_end(&walk->itinerary), "dW", &arena),
	            asked(walk, start, "dE/dW", &arena), 1e-14, 1, "dW");
	arena_free(&arena);
	walk_free(walk);
	walk_free(whole);
	network_free(cut);
	network_free(network);
}

static void mistakes_are_explained(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int column, width;
		const char *cause, *advice;
	} cases[] = {
		{ "s", 1, 1, "s needs a time, -1 to 4", "s[4]" },
		{ "1 + z", 5, 1, "z needs a time, 0 to 4", "z[4]" },
		{ "s[1,2]", 3, 1, "s has its time first, the element in brackets of its own", "s[1][2]" },
		{ "s[5]", 3, 1, "s has times -1 to 4, not 5", "s[4] is the last one" },
		{ "s[-2]", 3, 2, "s has times -1 to 4, not -2", "s[-1] is the initial state" },
		{ "z[-1]", 3, 2, "z has times 0 to 4, not -1", "z[0] is the first one" },
		{ "x[-1]", 3, 2, "x has times 0 to 4, not -1", "x[0] is the first one" },
		{ "E[5]", 3, 1, "E has times 0 to 4, not 5", "E[4] is the last one" },
		{ "s[0.5]", 3, 3, "a whole number is needed, not 0.5", "count from 0" },
		{ "s[1e10]", 3, 4, "1e+10 is too large here", "count from 0" },
		{ "s[nan]", 3, 3, "a whole number is needed, not nan", "count from 0" },
		{ "s[W]", 3, 1, "a whole number is needed, not a 3×3 matrix", "count from 0" },
		{ "s[3][3]", 6, 1, "s has elements 0 to 2, not 3", "elements count from 0" },
		{ "s[3][-1]", 6, 2, "s has elements 0 to 2, not -1", "elements count from 0" },
		{ "s[3][0,1]", 8, 1, "s is 3×1: a vector", "one subscript is enough: the element" },
		{ "W[1]", 3, 1, "W is a 3×3 matrix: an element needs two subscripts", "W[1,2]" },
		{ "W[3,0]", 3, 1, "W has rows 0 to 2, not 3", "elements count from 0" },
		{ "W[0,-1]", 5, 2, "W has columns 0 to 2, not -1", "elements count from 0" },
		{ "W[1,2][0]", 8, 1, "an element of W is one number and has no elements of its own", "" },
		{ "W[1,2,3]", 7, 1, "a subscript has one number or two", "W[1,2]" },
		{ "W[1][2][3][4]", 1, 13, "too many subscripts", "s[3][0]" },
		{ "frob", 1, 4, "there is no frob here", "show names" },
		{ "2*q[3]", 3, 4, "there is no q here", "show names" },
		{ "delta", 1, 5, "delta needs the loss t and the step k", "delta[3,1]" },
		{ "delta[3]", 1, 8, "delta needs the loss t and the step k", "delta[3,1]" },
		{ "delta[3,4]", 7, 1, "there is no delta[3,4] where T is 5", "k goes from t" },
		{ "delta[5,1]", 7, 1, "there is no delta[5,1] where T is 5", "k goes from t" },
		{ "delta[3,-1]", 7, 1, "there is no delta[3,-1] where T is 5", "k goes from t" },
		{ "delta[3,1][7]", 12, 1, "delta has elements 0 to 2, not 7", "elements count" },
		{ "dW", 1, 2, "dW is a running value of the backward pass, which has not begun",
		  "dE/dW" },
		{ "ds[1]", 1, 5, "ds is a running value of the backward pass, which has not begun",
		  "goto backward" },
		{ "dE[9]/dW", 4, 1, "E has times 0 to 4, not 9", "dE[4] is the last one" },
		{ "ds/dW", 1, 2, "s needs a time, -1 to 4", "[" },
		{ "dE[3]/dz", 7, 2, "z needs a time, 0 to 4", "[" },
		{ "dE[3]/dz[9]", 10, 1, "z has times 0 to 4, not 9", "dz[4] is the last one" },
		{ "dE/dE", 4, 2, "E needs a time, 0 to 4", "[" },
		{ "dW/dW", 1, 2, "W is given, it depends on nothing", "dE[3]/dW" },
		{ "dx[1]/dW", 1, 5, "x is given, it depends on nothing", "dE[3]/dW" },
		{ "dE[3]/dW @ 5", 12, 1, "there is no step 5, only 0 to 4", "what step 1 gives" },
		{ "dE[3]/dW @ -1", 12, 2, "there is no step -1, only 0 to 4", "what step 1 gives" },
		{ "dE[3]/dW @ W", 12, 1, "a whole number is needed, not a 3×3 matrix", "" },
		{ "dE[3]/ds[1] @ 1", 15, 1, "@ belongs to the derivative by a parameter",
		  "dE[3]/dW @ 1" },
		{ "ds[3]/dW", 7, 2, "the derivative of a vector by a matrix has three dimensions",
		  "ask for one element: ds[3]/dW[1,2]" },
		{ "ds[3]/dW[9,9]", 10, 1, "W has rows 0 to 2, not 9", "elements count" },
		{ "ds[3]/dW[1]", 10, 1, "W is a 3×3 matrix: an element needs two subscripts", "write both: W[1,2]" },
		{ "dE[3]/dW[3,3]", 10, 1, "W has rows 0 to 2, not 3", "elements count" },
		{ "dE[3]/dW[1]", 10, 1, "W is a 3×3 matrix: an element needs two subscripts",
		  "W[1,2]" },
		{ "ds[3][9]/ds[1]", 1, 14, "this Jacobian is 3×3 and has no such element",
		  "elements count" },
		{ "ds[3]/ds[1][9]", 1, 14, "this Jacobian is 3×3 and has no such element",
		  "elements count" },
		{ "dstate[3]/ds[1]", 1, 15,
		  "all states together are derived by all states together", "dstate[3]/dstate[1]" },
		{ "dstate[3]/dstate[1] @ 1", 1, 23,
		  "all states together are derived by all states together", "dstate[3]/dstate[1]" },
		{ "dstate/dstate[1]", 1, 6, "state needs a time, -1 to 4", "[" },
		{ "dstate[1]/dstate[3]", 11, 9, "a state does not depend on a later one", "" },
		{ "W*x[1]", 1, 6,
		  "W*x[1]: W is 3×3, x[1] is 5×1; the columns of the left must equal the rows of "
		  "the "
		  "right",
		  "" },
		{ "s[1].*s[1]'", 1, 11,
		  "s[1] .* s[1]': s[1] is 3×1, s[1]' is 1×3; elementwise, both need the same shape",
		  "transpose" },
		{ "zeros(6000)", 1, 11,
		  "zeros(6000): a side is a whole number from 1 to 4096, not 6000", "" },
	};
	struct error error;
	struct network *network = network_new(read_cell("tanh", true));
	struct walk *walk = walk_new(network, &error);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena = { 0 };
		struct array value;
		if (ask(walk, place_start(), cases[i].text, &arena, &value, &error))
			fail_msg("%s has a value", cases[i].text);
		assert_string_equal(error.cause, cases[i].cause);
		if (!strstr(error.advice, cases[i].advice))
			fail_msg("%s: the advice is: %s", cases[i].text, error.advice);
		if (error.span.column != cases[i].column || error.span.width != cases[i].width)
			fail_msg("%s: at %d+%d", cases[i].text, error.span.column,
			         error.span.width);
		arena_free(&arena);
	}
	walk_free(walk);
	network_free(network);
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
		cmocka_unit_test(same_place_same_bits),
		cmocka_unit_test(befores_follow_results),
		cmocka_unit_test(each_step_can_be_checked),
		cmocka_unit_test(places_are_described),
		cmocka_unit_test(forward_values_appear_in_their_order),
		cmocka_unit_test(names_mean_what_they_say),
		cmocka_unit_test(bare_gradients_mean_here),
		cmocka_unit_test(truncation_is_in_the_values),
		cmocka_unit_test(mistakes_are_explained),
		cmocka_unit_test(stops_are_the_same_from_both_sides),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
