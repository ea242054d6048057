// SPDX-License-Identifier: GPL-3.0-or-later
// Stops: where they hold against a list made place by place, from both sides, with hits and passes
// counted, interrupted, read again for another cell; what cannot be a stop.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/interrupt.h"
#include "tests/unit/net.h"
#include "trace/stop.h"
#include "trace/walk.h"

static const struct stop_scope own = { 0 };

enum { PLACES_MOST = 4000 };

struct places {
	struct place at[PLACES_MOST];
	int count;
};

static void expect_same(const struct place *found, const struct place *expected, const char *what)
{
	if (!place_equal(*found, *expected))
		fail_msg("%s: (%d, %d, %d, %d), not (%d, %d, %d, %d)", what, found->phase, found->t,
		         found->k, found->equation, expected->phase, expected->t, expected->k,
		         expected->equation);
}

static struct stop *add(struct stops *stops, struct walk *walk, const char *text, bool watch)
{
	struct error error;
	struct stop *stop =
		watch ? stops_add_watch(stops, walk, own, place_start(), text, 1, 1, &error)
		      : stops_add_break(stops, walk, own, text, 1, 1, &error);
	if (!stop)
		fail_msg("%s: %s", text, error.cause);
	return stop;
}

// Goes from hit to hit; the last stretch has none.
static void collect(struct stops *stops, struct walk *walk, struct place from, bool forward,
                    struct places *places)
{
	struct place const goal = forward ? place_end(&walk->itinerary) : place_start();
	struct place at = from;
	places->count = 0;
	while (!place_equal(at, goal)) {
		assert_true(stops_scan(stops, walk, own, at, goal, &at));
		if (!stops_are_hit(stops)) {
			expect_same(&at, &goal, "without a hit");
			return;
		}
		assert_true(places->count < PLACES_MOST);
		places->at[places->count++] = at;
	}
}

// ---- the networks: tanh and LSTM, plain, truncated, in one sweep, with a NaN

enum { KINDS = 4 };

static struct network *make_network(const char *cell, int kind)
{
	struct network *network = network_new(read_cell(cell, true));
	network->truncation = truncation_steps(kind == 1 ? 2 : -1);
	network->single_sweep = kind == 2;
	if (kind == 3)
		network_parameter(network, find(network, "V")).at[3] = NAN;
	return network;
}

static const struct {
	const char *text;
	bool watch, only_tanh;
} cases[] = {
	{ "backward 3 1", false, false },
	{ "forward 2", false, false },
	{ "dV", false, false },
	{ "s", false, false },
	{ "s[2]", false, false },
	{ "z[2]", false, true },
	{ "delta[3,1]", false, false },
	{ "delta", false, false },
	{ "delta[t,1]", false, false },
	{ "ds[1]", false, false },
	{ "ds[k-1]", false, false },
	{ "ds[k]", false, false },
	{ "dV if k == 1", false, false },
	{ "delta if norm(delta[t,k]) < 0.2 and t > 1", false, false },
	{ "norm(delta[t,k]) < 0.2", false, false },
	{ "norm(delta[t,k+1]) > norm(delta[t,k])", false, false },
	{ "norm(dE[t]/dV) < 0.9", false, false },
	{ "norm(dE[t]/dW @ k) < 0.1", false, true },
	{ "norm(ds[t]/ds[k], 2) < 0.5", false, false },
	{ "norm(dV) > 0.5", false, false },
	{ "norm(s[t]) > 0.4", false, false },
	{ "s[2][0] > 0 or s[2][0] <= 0", false, false },
	{ "E > 0", false, false },
	{ "t == 2 and k >= 1", false, false },
	{ "t == 2", false, false },
	{ "nan", false, false },
	{ "dV[0,0]", true, false },
	{ "dW[0,0]", true, true },
	{ "ds[k]", true, false },
	{ "norm(dV)", true, false },
	{ "delta[t,k]", true, false },
	{ "delta[3,1]", true, false },
	{ "norm(delta[t,k]) < 0.2", true, false },
	{ "s[2]", true, false },
	{ "norm(s[t])", true, false },
	{ "t", true, false },
};
enum { CASES = sizeof cases / sizeof *cases };

// In one sweep for all losses k is t: nothing lies at (3,1), and k+1 is no step of loss t.
static bool is_refused(int kind, const char *text)
{
	return kind == 2 && (!strcmp(text, "backward 3 1") || strstr(text, "delta[t,k+1]"));
}

static void forward_and_reverse_find_the_same(void **state)
{
	(void)state;
	static const char *const cells[] = { "tanh", "lstm", "tests/cells/guarded" };
	struct places there, back;
	struct error error;
	for (int run = 0; run < 3 * KINDS; run++) {
		struct network *network = make_network(cells[run / KINDS], run % KINDS);
		struct walk *walk = walk_new(network, &error);
		struct place const end = place_end(&walk->itinerary);
		for (int i = 0; i < CASES; i++) {
			struct stops stops = { 0 };
			if (is_refused(run % KINDS, cases[i].text) ||
			    (run / KINDS > 0 && cases[i].only_tanh))
				continue;
			add(&stops, walk, cases[i].text, cases[i].watch);
			collect(&stops, walk, place_start(), true, &there);
			collect(&stops, walk, end, false, &back);
			// The place that one stands at is not looked at.
			if (there.count && place_equal(there.at[there.count - 1], end))
				there.count--;
			if (there.count != back.count)
				fail_msg("%d %s: %d stops there, %d back", run, cases[i].text,
				         there.count, back.count);
			for (int j = 0; j < there.count; j++)
				expect_same(&back.at[there.count - 1 - j], &there.at[j],
				            cases[i].text);
			stops_free(&stops);
		}
		walk_free(walk);
		network_free(network);
	}
}

// All cases at once, and from any place: what one stop asks for must not disturb another.
static void stops_do_not_disturb_each_other(void **state)
{
	(void)state;
	struct random random;
	struct error error;
	random_seed(&random, 7);
	for (int kind = 0; kind < KINDS; kind++) {
		struct network *network = make_network("tanh", kind);
		struct walk *walk = walk_new(network, &error);
		struct places alone[CASES];
		struct stops stops = { 0 };
		int added = 0;
		for (int i = 0; i < CASES; i++) {
			if (is_refused(kind, cases[i].text))
				continue;
			struct stops one = { 0 };
			add(&one, walk, cases[i].text, cases[i].watch);
			add(&stops, walk, cases[i].text, cases[i].watch);
			collect(&one, walk, place_start(), true, &alone[added++]);
			stops_free(&one);
		}
		for (int round = 0; round < 60; round++) {
			struct place ends[2];
			for (int i = 0; i < 2; i++) {
				ends[i] = place_start();
				for (int n = below(&random, 110); n > 0; n--)
					ends[i] = place_after(&walk->itinerary, ends[i],
					                      STRIDE_EQUATION);
			}
			struct place reached;
			assert_true(stops_scan(&stops, walk, own, ends[0], ends[1], &reached));
			bool const forward = place_compare(ends[0], ends[1]) < 0;
			struct place expected = ends[1];
			for (int i = 0; i < added; i++)
				for (int j = 0; j < alone[i].count; j++) {
					struct place const each = alone[i].at[j];
					int const from = place_compare(ends[0], each);
					int const to = place_compare(each, expected);
					if (forward ? from < 0 && to < 0 : from > 0 && to > 0)
						expected = each;
				}
			expect_same(&reached, &expected, "the nearest");
			for (int i = 0; i < added; i++) {
				bool is_hit = false;
				for (int j = 0; j < alone[i].count; j++)
					is_hit = is_hit || place_equal(alone[i].at[j], reached);
				is_hit = is_hit && !place_equal(ends[0], ends[1]);
				if (stops.stop[i].is_hit != is_hit)
					fail_msg("%s: hit %d", stops.stop[i].text, !is_hit);
			}
		}
		stops_free(&stops);
		walk_free(walk);
		network_free(network);
	}
}

// ---- against a list made place by place

static bool is_whole_delta(struct walk *walk, struct place place)
{
	struct check_subject subject;
	return walk_check_subject(walk, place, &subject) && subject.quantity < 0;
}

static bool has_small_delta(struct walk *walk, struct place place)
{
	struct arena arena = { 0 };
	bool const is = is_whole_delta(walk, place) &&
	                array_norm(backward_delta(walk->pass, place.t, place.k, &arena)) < 0.2;
	arena_free(&arena);
	return is;
}

// The share of step k is complete where `next` stops.
static bool has_small_share(struct walk *walk, struct place place)
{
	struct arena arena = { 0 };
	struct place end;
	bool const is = place.phase == PHASE_BACKWARD &&
	                place_backward(&walk->itinerary, place.t, place.k, &end) &&
	                place_equal(place, end) &&
	                array_norm(backward_parameter(walk->pass, place.t, find(walk->network, "V"),
	                                              place.k, &arena)) < 0.3;
	arena_free(&arena);
	return is;
}

static bool writes_not_finite(struct walk *walk, struct place place)
{
	struct array const result = walk_result(walk, place);
	for (size_t i = 0; i < array_size(result); i++)
		if (!isfinite(result.at[i]))
			return true;
	return false;
}

static bool changes_sum(struct walk *walk, struct place place)
{
	const struct equation *equation = walk_equation(walk, place);
	bool was_new;
	return equation->gradient && equation->quantity == find(walk->network, "V") &&
	       !array_equal(walk_before(walk, place, &was_new), walk_result(walk, place));
}

static bool writes_state(struct walk *walk, struct place place)
{
	const struct equation *equation = walk_equation(walk, place);
	return !equation->gradient && equation->quantity == find(walk->network, "s");
}

static bool carries_state(struct walk *walk, struct place place)
{
	const struct equation *equation = walk_equation(walk, place);
	return equation->gradient && equation->quantity == find(walk->network, "s") &&
	       equation->offset == -1;
}

static bool ends_iteration(struct walk *walk, struct place place)
{
	struct place const previous = place_before(&walk->itinerary, place, STRIDE_EQUATION);
	return place.phase == PHASE_BACKWARD && place.k == 1 &&
	       place_equal(place_after(&walk->itinerary, previous, STRIDE_ITERATION), place);
}

static void stops_hold_where_they_should(void **state)
{
	(void)state;
	static const char *const cells[] = { "tanh", "lstm", "gru" };
	static const struct {
		const char *text;
		bool watch;
		bool (*holds)(struct walk *walk, struct place place);
	} oracles[] = {
		{ "delta", false, is_whole_delta },
		{ "delta[t,k]", false, is_whole_delta },
		{ "delta[t,k]", true, is_whole_delta },
		{ "norm(delta[t,k]) < 0.2", false, has_small_delta },
		{ "norm(dE[t]/dV @ k) < 0.3", false, has_small_share },
		{ "nan", false, writes_not_finite },
		{ "dV", true, changes_sum },
		{ "s[t]", false, writes_state },
		{ "ds[k-1]", false, carries_state },
		{ "k == 1", false, ends_iteration },
	};
	struct places there;
	struct error error;
	for (int run = 0; run < 3 * KINDS; run++) {
		struct network *network = make_network(cells[run / KINDS], run % KINDS);
		struct walk *walk = walk_new(network, &error);
		for (size_t i = 0; i < sizeof oracles / sizeof *oracles; i++) {
			struct stops stops = { 0 };
			int found = 0;
			// In one sweep for all losses no equation makes the delta of one of them;
			// a NaN that is written again has not changed.
			if (strstr(oracles[i].text, "delta") &&
			    (network->single_sweep || (run % KINDS == 3 && oracles[i].watch)))
				continue;
			add(&stops, walk, oracles[i].text, oracles[i].watch);
			collect(&stops, walk, place_start(), true, &there);
			struct place at = place_start();
			for (;;) {
				struct place const next =
					place_after(&walk->itinerary, at, STRIDE_EQUATION);
				if (place_equal(next, at))
					break;
				at = next;
				if (!oracles[i].holds(walk, at))
					continue;
				if (found >= there.count)
					fail_msg("%d %s: too few", run, oracles[i].text);
				expect_same(&there.at[found++], &at, oracles[i].text);
			}
			if (found != there.count)
				fail_msg("%d %s: too many", run, oracles[i].text);
			stops_free(&stops);
		}
		walk_free(walk);
		network_free(network);
	}
}

// At step 0 nothing is added to dW (s[-1] is 0), but the sums of another loss are made anew: they move
// by a rounding, which is no change.  Loss 0 has this one step only.
static void rounding_is_no_change(void **state)
{
	(void)state;
	struct error error;
	struct network *network = new_network("tanh", 12, 9, 3);
	static const int words[] = { 1, 4, 2, 7, 5, 8, 0, 3, 6, 2, 1, 5 };
	struct places there;
	network_set_x(network, words, 12);
	network_set_y(network, words, 12);
	struct walk *walk = walk_new(network, &error);
	struct stops stops = { 0 };
	add(&stops, walk, "dW", true);
	collect(&stops, walk, place_start(), true, &there);
	assert_int_equal(there.count, 11 * 12 / 2);
	for (int i = 0; i < there.count; i++)
		assert_true(there.at[i].k > 0);
	stops_free(&stops);
	walk_free(walk);
	network_free(network);
}

// ---- the same bits whichever way a value was carried

static void expect_bits(struct array found, struct array expected, const char *what)
{
	if (!array_equal(found, expected))
		fail_msg("%s: other bits", what);
}

static void carried_values_have_the_same_bits(void **state)
{
	(void)state;
	static const char *const cells[] = {
		"tanh",           "lstm", "gru", "tests/cells/guarded", "tests/cells/layers",
		"tests/cells/odd", "tests/cells/joint", "tests/cells/attention"
	};
	struct random random;
	struct error error;
	random_seed(&random, 5);
	for (int round = 0; round < scaled(600); round++) {
		struct network *network = random_network(
			cells[below(&random, sizeof cells / sizeof *cells)], &random);
		struct walk *walk = walk_new(network, &error);
		int const T = walk->pass->T, V = find(network, "V");
		for (int i = 0; i < 40; i++) {
			struct arena arena = { 0 };
			int const t = below(&random, T), k = below(&random, t + 1);
			bool const sums = below(&random, 2);
			const struct moment *own_moment = walk_loss_moment(walk, t, k, sums);
			bool const is_reached = k >= moment_last_k(network, t);
			assert_int_equal(own_moment != NULL, is_reached);
			if (is_reached) {
				struct array delta,
					share = array_new(&arena, network->C, network->H);
				assert_true(moment_delta(own_moment, &arena, &delta));
				expect_bits(delta, backward_delta(walk->pass, t, k, &arena),
				            "delta");
				array_add(share, own_moment->sum[V]);
				if (sums)
					expect_bits(share,
					            backward_parameter(walk->pass, t, V, k, &arena),
					            "share");
			}
			arena_free(&arena);
		}
		// Across losses: what the walk carries on is what a walk begins with there.
		struct place at = place_end(&walk->itinerary);
		place_backward(&walk->itinerary, T - 1, T - 1, &at);
		for (;;) {
			struct moment *anew = moment_new(walk->pass, at.t, at.k, at.equation);
			const struct moment *carried = walk_moment(walk, at);
			for (int q = 0; q < network->cell->quantities; q++)
				if (anew->sum[q].at)
					expect_bits(carried->sum[q], anew->sum[q], "sum");
			moment_free(anew);
			struct place next = at;
			for (int n = 1 + below(&random, 12); n > 0; n--)
				next = place_after(&walk->itinerary, next, STRIDE_EQUATION);
			if (place_equal(next, at))
				break;
			at = next;
		}
		walk_free(walk);
		network_free(network);
	}
}

// ---- counting

static void hits_are_counted_and_passed_by(void **state)
{
	(void)state;
	struct error error;
	struct network *network = make_network("tanh", 0);
	struct walk *walk = walk_new(network, &error);
	struct place const end = place_end(&walk->itinerary);
	struct stops stops = { 0 };
	struct places all, some;
	add(&stops, walk, "dW", false);
	collect(&stops, walk, place_start(), true, &all);
	assert_int_equal(all.count, 15);
	assert_int_equal(stops.stop[0].hits, 15);
	stops.stop[0].ignore = 4;
	collect(&stops, walk, place_start(), true, &some);
	assert_int_equal(some.count, 11);
	expect_same(&some.at[0], &all.at[4], "forward");
	assert_int_equal(stops.stop[0].hits, 30);
	stops.stop[0].ignore = 4;
	collect(&stops, walk, end, false, &some);
	assert_int_equal(some.count, 11);
	expect_same(&some.at[0], &all.at[10], "in reverse");
	assert_int_equal(stops.stop[0].hits, 45);
	stops.stop[0].ignore = 1000;
	collect(&stops, walk, end, false, &some);
	assert_int_equal(some.count, 0);
	assert_int_equal(stops.stop[0].ignore, 985);
	stops.stop[0].disabled = true;
	assert_false(stops_any(&stops));
	collect(&stops, walk, place_start(), true, &some);
	assert_int_equal(some.count, 0);
	assert_int_equal(stops.stop[0].hits, 60);
	stops_free(&stops);
	walk_free(walk);
	network_free(network);
}

static void temporary_stops_go(void **state)
{
	(void)state;
	struct error error;
	struct network *network = make_network("tanh", 0);
	struct walk *walk = walk_new(network, &error);
	struct place const end = place_end(&walk->itinerary);
	struct stops stops = { 0 };
	struct place at;
	add(&stops, walk, "backward 3 1", false)->temporary = true;
	add(&stops, walk, "ds[k-1]", false);
	add(&stops, walk, "k == 1 and t == 3", false)->temporary = true;
	stops.stop[1].ignore = 7; // up to (3,1)
	assert_true(stops_scan(&stops, walk, own, place_start(), end, &at));
	assert_true(stops.stop[0].is_hit && stops.stop[1].is_hit && stops.stop[2].is_hit);
	stops_delete_done(&stops);
	assert_int_equal(stops.count, 1);
	assert_int_equal(stops.stop[0].number, 2);
	assert_non_null(stops_find(&stops, 2));
	assert_null(stops_find(&stops, 1));
	assert_false(stops_delete(&stops, 1));
	assert_int_equal(add(&stops, walk, "s", false)->number, 4);
	stops_free(&stops);
	walk_free(walk);
	network_free(network);
}

static void conditions_come_and_go(void **state)
{
	(void)state;
	struct error error;
	struct network *network = make_network("tanh", 0);
	struct walk *walk = walk_new(network, &error);
	struct stops stops = { 0 };
	struct places some;
	struct stop *stop = add(&stops, walk, "dW  if  k == 1", false);
	assert_string_equal(stop->condition, "k == 1");
	assert_true(stop_set_condition(stop, walk, own, "t == 2", 1, 1, &error));
	collect(&stops, walk, place_start(), true, &some);
	assert_int_equal(some.count, 3);
	assert_false(stop_set_condition(stop, walk, own, "norm(foo) < 1", 1, 1, &error));
	assert_false(stop_set_condition(stop, walk, own, "t", 1, 1, &error));
	assert_string_equal(stop->condition, "t == 2");
	assert_true(stop_set_condition(stop, walk, own, "", 1, 1, &error));
	assert_null(stop->condition);
	collect(&stops, walk, place_start(), true, &some);
	assert_int_equal(some.count, 15);
	stops_free(&stops);
	walk_free(walk);
	network_free(network);
}

// ---- interruption

struct trap {
	int left;
};

// As if Ctrl-C came while the expression is evaluated for the n-th time.
static struct scope trapped_scope(void *context, struct walk_place *at)
{
	struct trap *trap = context;
	if (--trap->left == 0)
		interrupt_raise();
	return walk_scope(at);
}

static void interruptions_lose_nothing(void **state)
{
	(void)state;
	struct error error;
	struct network *network = make_network("tanh", 0);
	struct walk *walk = walk_new(network, &error);
	struct place const end = place_end(&walk->itinerary), start = place_start();
	for (int left = 1; left < 90; left++)
		for (int forward = 0; forward < 2; forward++) {
			struct stops stops = { 0 };
			struct trap trap = { left };
			struct stop_scope const scope = { &trap, trapped_scope };
			struct place at, last;
			struct places all;
			add(&stops, walk, "ds[k]", true);
			collect(&stops, walk, forward ? start : end, forward, &all);
			last = all.at[all.count - 1];
			stops.stop[0].hits = 0;
			stops.stop[0].ignore = all.count - 1;
			bool const is_done = stops_scan(&stops, walk, scope, forward ? start : end,
			                                forward ? end : start, &at);
			assert_int_equal(!is_done, interrupt_is_cut());
			interrupt_forget();
			if (!is_done) {
				assert_false(stops_are_hit(&stops));
				assert_true(stops_scan(&stops, walk, own, at, forward ? end : start,
				                       &at));
			}
			assert_int_equal(stops.stop[0].hits, all.count);
			expect_same(&at, &last, "after an interruption");
			stops_free(&stops);
		}
	walk_free(walk);
	network_free(network);
}

// ---- another cell

static bool has_name(void *context, const char *name)
{
	const struct cell *cell = context;
	return cell_find(cell, name) >= 0 || !strcmp(name, "t") || !strcmp(name, "k") ||
	       !strcmp(name, "delta") || (*name == 'd' && cell_find(cell, name + 1) >= 0);
}

static bool is_quantity(void *context, const char *name)
{
	return cell_find(context, name) >= 0;
}

static void stops_survive_what_they_can(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool watch, survives;
	} each[] = {
		{ "s", false, true },
		{ "z", false, false },
		{ "dV", false, true },
		{ "dW", false, false },
		{ "dW if k < 1", false, false },
		{ "norm(delta[t,k]) < 1", false, true },
		{ "norm(W) > 9", false, false },
		{ "norm(dE[t]/dW @ k) < 1", false, false },
		{ "delta[3,1]", false, true },
		{ "backward 3 1", false, true },
		{ "norm(dV)", true, true },
		{ "ds[1] if norm(dz[k]) < 9", false, false },
		{ "dW", true, false },
	};
	struct error error;
	struct network *network = make_network("tanh", 0), *other = make_network("lstm", 0);
	struct walk *walk = walk_new(network, &error), *next = walk_new(other, &error);
	for (size_t i = 0; i < sizeof each / sizeof *each; i++) {
		struct stops stops = { 0 };
		struct stop *stop = add(&stops, walk, each[i].text, each[i].watch);
		struct parse_names names = { .context = other->cell, .is_quantity = is_quantity };
		struct places first, again;
		collect(&stops, walk, place_start(), true, &first);
		bool const survives =
			stop_rebind(stop, other->cell, names, has_name, other->cell, &error);
		if (survives != each[i].survives)
			fail_msg("%s survives: %d", each[i].text, survives);
		assert_int_equal(stop->lost, !survives);
		collect(&stops, next, place_start(), true, &again);
		assert_true(survives || !again.count);
		names.context = network->cell;
		assert_true(
			stop_rebind(stop, network->cell, names, has_name, network->cell, &error));
		collect(&stops, walk, place_start(), true, &again);
		assert_int_equal(first.count, again.count);
		stops_free(&stops);
	}
	walk_free(walk);
	walk_free(next);
	network_free(network);
	network_free(other);
}

// ---- mistakes

static void mistakes_are_explained(void **state)
{
	(void)state;
	static const struct {
		const char *text, *cause, *advice;
		bool watch;
		int column;
	} mistakes[] = {
		{ "W", "no equation writes W", "break dW", false, 7 },
		{ "x", "no equation writes x", "equations lists what is written", false, 7 },
		{ "dyhat", "no equation writes dyhat", "equations lists what is written", false,
		  7 },
		{ "foo", "there is no foo here", "show names lists what can be asked for", false,
		  7 },
		{ "dW[0,1]", "no equation writes dW[0,1]: each writes all of dW, at one time",
		  "watch stops where the value of an element changes", false, 7 },
		{ "s[2][0]", "no equation writes s[2][0]: each writes all of s, at one time",
		  "watch stops where the value of an element changes", false, 7 },
		{ "delta[3]", "no equation writes delta[3]: each writes all of delta, at one time",
		  "watch stops where the value of an element changes", false, 7 },
		{ "forward 9", "the walk has no place 'forward 9'",
		  "t is 0 to T-1, and k goes from t back", false, 7 },
		{ "backward 1 3", "the walk has no place 'backward 1 3'",
		  "t is 0 to T-1, and k goes from t back", false, 7 },
		{ "norm(foo) < 1", "there is no foo here", "show names lists what can be asked for",
		  false, 12 },
		{ "dW if norm(foo) < 1", "there is no foo here",
		  "show names lists what can be asked for", false, 18 },
		{ "norm(foo)", "there is no foo here", "show names lists what can be asked for",
		  true, 12 },
	};
	struct error error;
	struct network *network = make_network("tanh", 0);
	struct walk *walk = walk_new(network, &error);
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
		struct stops stops = { 0 };
		const struct stop *stop =
			mistakes[i].watch ? stops_add_watch(&stops, walk, own, place_start(),
		                                            mistakes[i].text, 1, 7, &error)
					  : stops_add_break(&stops, walk, own, mistakes[i].text, 1,
		                                            7, &error);
		if (stop)
			fail_msg("%s is taken", mistakes[i].text);
		assert_string_equal(error.cause, mistakes[i].cause);
		assert_string_equal(error.advice, mistakes[i].advice);
		assert_int_equal(error.span.column, mistakes[i].column);
		assert_int_equal(stops.count, 0);
		stops_free(&stops);
	}
	walk_free(walk);
	network_free(network);
}

int main(void)
{
	setenv("BPTT_REPL_DATA", data_folder(), false);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forward_and_reverse_find_the_same),
		cmocka_unit_test(stops_do_not_disturb_each_other),
		cmocka_unit_test(stops_hold_where_they_should),
		cmocka_unit_test(rounding_is_no_change),
		cmocka_unit_test(carried_values_have_the_same_bits),
		cmocka_unit_test(hits_are_counted_and_passed_by),
		cmocka_unit_test(temporary_stops_go),
		cmocka_unit_test(conditions_come_and_go),
		cmocka_unit_test(interruptions_lose_nothing),
		cmocka_unit_test(stops_survive_what_they_can),
		cmocka_unit_test(mistakes_are_explained),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
