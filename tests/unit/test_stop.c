// SPDX-License-Identifier: GPL-3.0-or-later
// Stops that are counted, passed, given conditions, interrupted, read again for another cell; what cannot be one.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/interrupt.h"
#include "stops.h"
#include "tests/unit/net.h"
#include "trace/stop.h"
#include "trace/walk.h"

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
		cmocka_unit_test(hits_are_counted_and_passed_by),
		cmocka_unit_test(temporary_stops_go),
		cmocka_unit_test(conditions_come_and_go),
		cmocka_unit_test(interruptions_lose_nothing),
		cmocka_unit_test(stops_survive_what_they_can),
		cmocka_unit_test(mistakes_are_explained),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
