// SPDX-License-Identifier: GPL-3.0-or-later
// Where stops hold, and the way there.  A place is looked at once, after the one before it, so that each
// sweep is carried on; nothing is counted before a place is looked at without an interruption.
#include <stdlib.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "trace/known.h"
#include "trace/sight.h"
#include "trace/stop.h"

// What has no value at a place does not hold there.
static bool holds(const struct tree *tree, struct walk *walk, struct stop_scope scope,
                  struct place place)
{
	LOCAL(arena) arena = { 0 };
	struct array value;
	bool const known = known_value(tree, walk, scope, place, &arena, &value);
	return known && (value.at[0] < 0 || value.at[0] > 0);
}

bool stop_watched_value(const struct stop *stop, struct walk *walk, struct stop_scope scope,
                        struct place place, bool before, struct arena *arena, struct array *value)
{
	struct place const at =
		before ? place_before(&walk->itinerary, place, STRIDE_EQUATION) : place;
	if (!known_value(stop->tree, walk, scope, at, arena, value))
		return false;
	*value = array_copy(arena, *value);
	return true;
}

// ---- where a stop holds

// What a scan knows of each stop.
struct lookout {
	struct sight sight;  // CONDITION, WATCH
	bool may_change;     // WATCH: at the place looked at
	bool was_known;      // and before it, its value
	struct array before; // in the scan's arena
	bool reached;
};

struct scan {
	struct stops *stops;
	struct walk *walk;
	struct stop_scope scope;
	struct lookout *lookout; // one a stop
	struct arena arena, place_arena;
};

static bool is_same_place(const struct walk *walk, const struct stop *stop, struct place place)
{
	struct place wanted;
	const struct itinerary *itinerary = &walk->itinerary;
	bool const is = stop->phase == PHASE_FORWARD
	                        ? place_forward(itinerary, stop->t, &wanted)
	                        : place_backward(itinerary, stop->t, stop->k, &wanted);
	return is && place_equal(wanted, place);
}

static bool is_written(const struct walk *walk, const struct stop *stop, struct place place)
{
	const struct equation *equation = walk_equation(walk, place);
	if (!equation || equation->gradient != stop->gradient)
		return false;
	if (stop->quantity < 0)
		return !walk->itinerary.single && place.equation == walk_delta_equation(walk, place.t, place.k) &&
		       (stop->t == ANY_TIME || stop->t == place.t) &&
		       (stop->k == ANY_TIME || stop->k == place.k);
	if (equation->quantity != stop->quantity ||
	    (stop->offset != ANY_TIME && stop->offset != equation->offset))
		return false;
	int const at = equation->time == TIME_NONE
	                       ? ANY_TIME
	                       : (equation->time == TIME_T ? place.t : place.k) + equation->offset;
	return stop->t == ANY_TIME || stop->t == at;
}

static bool is_not_finite(struct walk *walk, struct place place)
{
	return walk_equation(walk, place) && !array_is_finite(walk_result(walk, place));
}

static bool is_changed(const struct scan *scan, const struct stop *stop,
                       const struct lookout *lookout, struct place place)
{
	LOCAL(arena) arena = { 0 };
	struct array after;
	bool const changed =
		lookout->may_change &&
		known_value(stop->tree, scan->walk, scan->scope, place, &arena, &after) &&
		(!lookout->was_known || !array_equal(lookout->before, after));
	return changed;
}

static bool reaches(const struct scan *scan, const struct stop *stop, const struct lookout *lookout,
                    struct place place)
{
	struct walk *walk = scan->walk;
	bool yes = false;
	switch (stop->kind) {
	case STOP_PLACE:
		yes = is_same_place(walk, stop, place);
		break;
	case STOP_WRITES:
		yes = is_written(walk, stop, place);
		break;
	case STOP_NOT_FINITE:
		yes = is_not_finite(walk, place);
		break;
	case STOP_WATCH:
		yes = is_changed(scan, stop, lookout, place);
		break;
	case STOP_CONDITION: {
		struct walk_place at = { walk, place };
		struct scope const names = walk_scope(&at);
		yes = sight_is_looked_at(&lookout->sight, walk, &names, place) &&
		      holds(stop->tree, walk, scan->scope, place);
		break;
	}
	}
	return yes && (!stop->only_if || holds(stop->only_if, walk, scan->scope, place));
}

static bool is_awake(const struct stop *stop)
{
	return !stop->disabled && !stop->lost;
}

// Values before come first, of all stops: the sweep must not run past the place and begin anew.
static void look_before(struct scan *scan, struct place place)
{
	struct place const previous = place_before(&scan->walk->itinerary, place, STRIDE_EQUATION);
	arena_release(&scan->place_arena, (struct arena_mark){ 0 });
	for (int i = 0; i < scan->stops->count; i++) {
		const struct stop *stop = &scan->stops->stop[i];
		struct lookout *lookout = &scan->lookout[i];
		if (stop->kind != STOP_WATCH || !is_awake(stop))
			continue;
		struct walk_place at = { scan->walk, place };
		struct scope const names = walk_scope(&at);
		lookout->may_change = sight_may_change(&lookout->sight, scan->walk, &names, place);
		lookout->was_known = lookout->may_change &&
		                     known_value(stop->tree, scan->walk, scan->scope, previous,
		                                 &scan->place_arena, &lookout->before);
		if (lookout->was_known)
			lookout->before = array_copy(&scan->place_arena, lookout->before);
	}
}

// Which stops are reached at a place; whether there is one.
static bool look(struct scan *scan, struct place place)
{
	bool any = false;
	look_before(scan, place);
	for (int i = 0; i < scan->stops->count; i++) {
		const struct stop *stop = &scan->stops->stop[i];
		scan->lookout[i].reached =
			is_awake(stop) && reaches(scan, stop, &scan->lookout[i], place);
		any = any || scan->lookout[i].reached;
	}
	return any;
}

// Counts one hit; whether it stops the walk.
static bool count_hit(struct stop *stop)
{
	stop->hits++;
	stop->is_hit = stop->ignore <= 0;
	stop->ignore -= !stop->is_hit;
	return stop->is_hit;
}

// ---- scanning

static bool scan_forward(struct scan *scan, struct place from, struct place goal,
                         struct place *reached)
{
	bool is_hit = false;
	for (*reached = from; place_compare(*reached, goal) < 0 && !is_hit;) {
		struct place const next =
			place_after(&scan->walk->itinerary, *reached, STRIDE_EQUATION);
		bool const any = look(scan, next);
		if (interrupt_seen()) // also what was looked at may be half
			return false;
		*reached = next;
		for (int i = 0; any && i < scan->stops->count; i++)
			if (scan->lookout[i].reached && count_hit(&scan->stops->stop[i]))
				is_hit = true;
	}
	return true;
}

// The places of a stretch at which stops were reached, in the walk's order.
struct reached {
	struct place place;
	int stop; // its index
};

struct reached_list {
	struct reached *at; // owned
	int count, room;
};

static void list_reached(const struct scan *scan, struct place place, struct reached_list *list)
{
	for (int i = 0; i < scan->stops->count; i++) {
		if (!scan->lookout[i].reached)
			continue;
		if (list->count == list->room) {
			list->room = list->room ? 2 * list->room : 64;
			list->at = memory_resize(list->at, (size_t)list->room, sizeof *list->at);
		}
		list->at[list->count++] = (struct reached){ place, i };
	}
}

// Counts hits from the last to the first, until a place stops the walk.
static bool count_back(struct scan *scan, const struct reached_list *list, struct place *reached)
{
	bool is_hit = false;
	for (int last = list->count; last > 0 && !is_hit;) {
		int first = last;
		*reached = list->at[last - 1].place;
		while (first > 0 && place_equal(list->at[first - 1].place, *reached))
			first--;
		for (int i = first; i < last; i++)
			if (count_hit(&scan->stops->stop[list->at[i].stop]))
				is_hit = true;
		last = first;
	}
	return is_hit;
}

// The first place of the stretch that ends with `last`: a pass or a loss, or this many losses, but not
// before the goal.
static struct place stretch_begin(const struct itinerary *itinerary, struct place last,
                                  struct place goal, int losses)
{
	if (last.phase == PHASE_START)
		return last;
	struct place end_before = place_before(itinerary, last, STRIDE_LOSS);
	while (--losses > 0 && end_before.phase == PHASE_BACKWARD)
		end_before = place_before(itinerary, end_before, STRIDE_LOSS);
	struct place const first = place_after(itinerary, end_before, STRIDE_EQUATION);
	return place_compare(first, goal) < 0 ? goal : first;
}

// The sweep runs one way only: stretches are looked at from the nearest to the farthest, each from its
// beginning, and what was reached in each is counted from its end.  A truncated loss is short, but the
// sums at its beginning take all losses before it: then stretches grow, as far as the list may.
static bool scan_backward(struct scan *scan, struct place from, struct place goal,
                          struct place *reached)
{
	enum { ITERATIONS_MOST = 65536 };
	const struct itinerary *itinerary = &scan->walk->itinerary;
	struct reached_list list = { 0 };
	int losses = 1;
	bool is_done = true, is_hit = false;
	for (*reached = from; !is_hit && place_compare(goal, *reached) < 0;) {
		struct place const last = place_before(itinerary, *reached, STRIDE_EQUATION);
		struct place const first = stretch_begin(itinerary, last, goal, losses);
		list.count = 0;
		for (struct place place = first; place_compare(place, last) <= 0 && is_done;) {
			if (look(scan, place))
				list_reached(scan, place, &list);
			is_done = !interrupt_seen();
			if (place_equal(place, last))
				break; // the end of the walk has no next place
			place = place_after(itinerary, place, STRIDE_EQUATION);
		}
		if (!is_done)
			break;
		*reached = first;
		is_hit = count_back(scan, &list, reached);
		int const most = itinerary->T - place_last_k(itinerary, itinerary->T - 1);
		if (!backward_combines(scan->walk->network) && losses < ITERATIONS_MOST / most)
			losses *= 2;
		if (!is_hit)
			*reached = first;
	}
	free(list.at);
	return is_done;
}

bool stops_any(const struct stops *stops)
{
	for (int i = 0; i < stops->count; i++)
		if (is_awake(&stops->stop[i]))
			return true;
	return false;
}

bool stops_are_hit(const struct stops *stops)
{
	for (int i = 0; i < stops->count; i++)
		if (stops->stop[i].is_hit)
			return true;
	return false;
}

void stops_delete_done(struct stops *stops)
{
	for (int i = stops->count - 1; i >= 0; i--)
		if (stops->stop[i].is_hit && stops->stop[i].temporary)
			stops_delete(stops, stops->stop[i].number);
}

bool stops_scan(struct stops *stops, struct walk *walk, struct stop_scope scope, struct place from,
                struct place goal, struct place *reached)
{
	struct scan scan = { .stops = stops, .walk = walk, .scope = scope };
	*reached = goal;
	for (int i = 0; i < stops->count; i++)
		stops->stop[i].is_hit = false;
	if (!stops_any(stops))
		return true;
	scan.lookout = arena_get(&scan.arena, (size_t)stops->count * sizeof *scan.lookout);
	bool sums = false;
	for (int i = 0; i < stops->count; i++) {
		const struct stop *stop = &stops->stop[i];
		if (!is_awake(stop))
			continue;
		if (stop->tree)
			scan.lookout[i].sight = sight_of(stop->tree, walk, &scan.arena);
		sums = sums || stop->kind == STOP_NOT_FINITE || scan.lookout[i].sight.needs_sums ||
		       (stop->only_if && sight_of(stop->only_if, walk, &scan.arena).needs_sums);
	}
	walk_keep_sums(walk, sums);
	bool const is_forward = place_compare(from, goal) < 0;
	bool const is_done = is_forward ? scan_forward(&scan, from, goal, reached)
	                                : scan_backward(&scan, from, goal, reached);
	walk_keep_sums(walk, true);
	arena_free(&scan.arena);
	arena_free(&scan.place_arena);
	return is_done;
}
