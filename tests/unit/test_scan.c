// SPDX-License-Identifier: GPL-3.0-or-later
// Where stops hold: against a list made place by place, from both sides, the same bits whichever way.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "stops.h"
#include "tests/unit/net.h"
#include "trace/stop.h"
#include "trace/walk.h"

// ---- the networks: tanh and LSTM, plain, truncated, in one sweep, with a NaN

enum { KINDS = 4 };

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

int main(void)
{
	setenv("BPTT_REPL_DATA", data_folder(), false);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forward_and_reverse_find_the_same),
		cmocka_unit_test(stops_do_not_disturb_each_other),
		cmocka_unit_test(stops_hold_where_they_should),
		cmocka_unit_test(rounding_is_no_change),
		cmocka_unit_test(carried_values_have_the_same_bits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
