// SPDX-License-Identifier: GPL-3.0-or-later
// Stops, and the networks in whose walks they are looked for.
#ifndef TESTS_UNIT_STOPS_H
#define TESTS_UNIT_STOPS_H

#include <math.h>

#include "tests/unit/net.h"
#include "trace/stop.h"
#include "trace/walk.h"

static const struct stop_scope own = { 0 };

enum { PLACES_MOST = 4000 };

struct places {
	struct place at[PLACES_MOST];
	int count;
};

static inline void expect_same(const struct place *found, const struct place *expected, const char *what)
{
	if (!place_equal(*found, *expected))
		fail_msg("%s: (%d, %d, %d, %d), not (%d, %d, %d, %d)", what, found->phase, found->t,
		         found->k, found->equation, expected->phase, expected->t, expected->k,
		         expected->equation);
}

static inline struct stop *add(struct stops *stops, struct walk *walk, const char *text, bool watch)
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
static inline void collect(struct stops *stops, struct walk *walk, struct place from, bool forward,
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

static inline struct network *make_network(const char *cell, int kind)
{
	struct network *network = network_new(read_cell(cell, true));
	network->truncation = truncation_steps(kind == 1 ? 2 : -1);
	network->single_sweep = kind == 2;
	if (kind == 3)
		network_parameter(network, find(network, "V")).at[3] = NAN;
	return network;
}

#endif
