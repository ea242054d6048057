// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/stop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"
#include "lang/evaluate.h"

static void stop_free(struct stop *stop)
{
	free(stop->text);
	arena_free(&stop->arena);
}

void stops_free(struct stops *stops)
{
	for (int i = 0; i < stops->count; i++)
		stop_free(&stops->stop[i]);
	free(stops->stop);
	*stops = (struct stops){ 0 };
}

struct stop *stops_find(struct stops *stops, int number)
{
	for (int i = 0; i < stops->count; i++)
		if (stops->stop[i].number == number)
			return &stops->stop[i];
	return NULL;
}

bool stops_delete(struct stops *stops, int number)
{
	struct stop *stop = stops_find(stops, number);
	if (!stop)
		return false;
	stop_free(stop);
	int const after = (int)(stops->stop + stops->count - (stop + 1));
	memmove(stop, stop + 1, (size_t)after * sizeof *stop);
	stops->count--;
	return true;
}

static struct stop *keep(struct stops *stops, struct stop stop, const char *text)
{
	stops->stop = memory_resize(stops->stop, (size_t)stops->count + 1, sizeof stop);
	stop.number = ++stops->numbers;
	stop.text = memory_copy_string(text);
	stops->stop[stops->count] = stop;
	return &stops->stop[stops->count++];
}

// ---- evaluating at a place

static struct scope scope_at(struct stop_scope scope, struct walk_place *at)
{
	return scope.at ? scope.at(scope.context, at) : walk_scope(at);
}

static bool value_at(const struct tree *tree, struct walk *walk, struct stop_scope scope,
                     struct place place, struct arena *arena, struct array *value,
                     struct error *error)
{
	struct walk_place at = { walk, place };
	struct scope const names = scope_at(scope, &at);
	return evaluate(tree, &names, arena, value, error);
}

// What has no value at a place does not hold there.
static bool holds(const struct tree *tree, struct walk *walk, struct stop_scope scope,
                  struct place place)
{
	struct arena arena = { 0 };
	struct array value;
	struct error ignored;
	bool const known = value_at(tree, walk, scope, place, &arena, &value, &ignored);
	bool const yes = known && (value.at[0] < 0 || value.at[0] > 0);
	arena_free(&arena);
	return yes;
}

// A mistake in an expression shows at every place; what is only not known yet shows at one of two.
static bool makes_sense(const struct tree *tree, struct walk *walk, struct stop_scope scope,
                        struct place here, struct error *error)
{
	struct place const end = place_end(&walk->itinerary);
	struct place begin = end;
	place_backward(&walk->itinerary, walk->pass->T - 1, walk->pass->T - 1, &begin);
	struct arena arena = { 0 };
	struct array value;
	struct error other;
	bool const good = value_at(tree, walk, scope, here, &arena, &value, error) ||
	                  value_at(tree, walk, scope, begin, &arena, &value, &other) ||
	                  value_at(tree, walk, scope, end, &arena, &value, &other);
	arena_free(&arena);
	return good;
}

// ---- reading a stop

static bool read_condition(struct stop *stop, struct walk *walk, struct stop_scope scope,
                           const char *text, int line, int column, struct error *error)
{
	struct parse_names const names = walk_names(walk);
	return parse_condition(text, strlen(text), line, column, &names, &stop->arena, &stop->tree,
	                       error) &&
	       makes_sense(stop->tree, walk, scope, place_end(&walk->itinerary), error);
}

// forward T, backward T K: false when the text is none of these.
static bool read_place(struct stop *stop, const char *text)
{
	char rest;
	stop->kind = STOP_PLACE;
	if (sscanf(text, "forward %d %c", &stop->t, &rest) == 1) {
		stop->phase = PHASE_FORWARD;
		stop->k = 0;
		return true;
	}
	stop->phase = PHASE_BACKWARD;
	return sscanf(text, "backward %d %d %c", &stop->t, &stop->k, &rest) == 2;
}

static bool whole_number(const struct tree *tree, int *number)
{
	if (tree->kind != TREE_NUMBER)
		return false;
	*number = (int)tree->number;
	return tree->number <= *number && tree->number >= *number;
}

// NAME, NAME[t], delta, delta[t,k]: what an equation writes.
static bool read_written(struct stop *stop, const struct walk *walk, const struct tree *tree)
{
	const struct cell *cell = walk->network->cell;
	if (tree->kind != TREE_NAME || tree->subscripts > 1)
		return false;
	stop->kind = STOP_WRITES;
	stop->t = stop->k = ANY_TIME;
	bool const is_delta = !strcmp(tree->name, "delta");
	stop->gradient = false;
	stop->quantity = is_delta ? -1 : cell_find(cell, tree->name);
	if (!is_delta && stop->quantity < 0 && *tree->name == 'd') {
		stop->gradient = true;
		stop->quantity = cell_find(cell, tree->name + 1);
	}
	if (!is_delta && (stop->quantity < 0 ||
	                  (!stop->gradient &&
	                   cell->quantity[stop->quantity].kind != QUANTITY_COMPUTED)))
		return false;
	if (!tree->subscripts)
		return true;
	const struct subscript *times = &tree->subscript[0];
	return times->count == (is_delta ? 2 : 1) && whole_number(times->at[0], &stop->t) &&
	       (!is_delta || whole_number(times->at[1], &stop->k));
}

static bool is_place(const struct walk *walk, const struct stop *stop, struct span span,
                     struct error *error)
{
	struct place ignored;
	const struct itinerary *itinerary = &walk->itinerary;
	bool const is = stop->phase == PHASE_FORWARD ?
	                        place_forward(itinerary, stop->t, &ignored) :
	                        place_backward(itinerary, stop->t, stop->k, &ignored);
	return is || error_set(error, span, _("t is 0 to T-1 and k goes from t back"),
	                       _("the walk has no such place"));
}

struct stop *stops_add_break(struct stops *stops, struct walk *walk, struct stop_scope scope,
                             const char *text, int line, int column, struct error *error)
{
	struct stop stop = { 0 };
	struct parse_names const names = walk_names(walk);
	const char *condition = strstr(text, " if ");
	char *head = condition ? memory_copy_bytes(text, (size_t)(condition - text)) :
	                         memory_copy_string(text);
	struct span const span = { line, column, (int)strlen(head) ? (int)strlen(head) : 1 };
	struct tree *tree;
	struct error not_a_name;
	bool good;
	if (!strcmp(head, "nan")) {
		stop.kind = STOP_NOT_FINITE;
		good = true;
	} else if (read_place(&stop, head)) {
		good = is_place(walk, &stop, span, error);
	} else if (parse_expression(head, strlen(head), line, column, &names, &stop.arena, &tree,
	                            &not_a_name) &&
	           read_written(&stop, walk, tree)) {
		good = true;
	} else {
		stop.kind = STOP_CONDITION;
		good = read_condition(&stop, walk, scope, text, line, column, error);
		condition = NULL;
	}
	if (good && condition)
		good = read_condition(&stop, walk, scope, condition + 4, line,
		                      column + (int)(condition + 4 - text), error);
	free(head);
	if (good)
		return keep(stops, stop, text);
	stop_free(&stop);
	return NULL;
}

struct stop *stops_add_watch(struct stops *stops, struct walk *walk, struct stop_scope scope,
                             struct place place, const char *text, int line, int column,
                             struct error *error)
{
	struct stop stop = { .kind = STOP_WATCH };
	struct parse_names const names = walk_names(walk);
	if (parse_expression(text, strlen(text), line, column, &names, &stop.arena, &stop.tree, error) &&
	    makes_sense(stop.tree, walk, scope, place, error))
		return keep(stops, stop, text);
	stop_free(&stop);
	return NULL;
}

bool stop_set_condition(struct stop *stop, struct walk *walk, struct stop_scope scope,
                        const char *text, int line, int column, struct error *error)
{
	struct tree *old = stop->tree;
	if (stop->kind == STOP_CONDITION || stop->kind == STOP_WATCH)
		return error_set(error, (struct span){ line, column, 1 }, _("delete it and set another"),
		                 _("stop %d is a condition itself"), stop->number);
	stop->tree = NULL;
	if (!*text || read_condition(stop, walk, scope, text, line, column, error))
		return true;
	stop->tree = old;
	return false;
}

// ---- where a stop holds

static bool is_same_place(const struct walk *walk, const struct stop *stop, struct place place)
{
	struct place wanted;
	const struct itinerary *itinerary = &walk->itinerary;
	bool const is = stop->phase == PHASE_FORWARD ?
	                        place_forward(itinerary, stop->t, &wanted) :
	                        place_backward(itinerary, stop->t, stop->k, &wanted);
	return is && place_equal(wanted, place);
}

// Whether the equation at hand completes delta: it writes the last of its parts.
static bool writes_delta(const struct walk *walk, struct place place)
{
	struct check_subject subject;
	return walk_check_subject(walk, place, &subject) && subject.quantity < 0;
}

static bool is_written(const struct walk *walk, const struct stop *stop, struct place place)
{
	if (stop->quantity < 0)
		return writes_delta(walk, place) && (stop->t == ANY_TIME || stop->t == place.t) &&
		       (stop->k == ANY_TIME || stop->k == place.k);
	const struct equation *equation = walk_equation(walk, place);
	if (!equation || equation->quantity != stop->quantity || equation->gradient != stop->gradient)
		return false;
	int const at = equation->time == TIME_NONE ? ANY_TIME :
	               (equation->time == TIME_T ? place.t : place.k) + equation->offset;
	return stop->t == ANY_TIME || stop->t == at;
}

static bool is_not_finite(struct walk *walk, struct place place)
{
	return walk_equation(walk, place) && !array_is_finite(walk_result(walk, place));
}

struct mention {
	const struct cell *cell;
	const struct equation *equation;
	bool found;
};

// Whether a name speaks of what the equation writes, or of the place itself.
static void visit_mention(void *context, struct tree *tree)
{
	struct mention *mention = context;
	if (tree->kind != TREE_NAME)
		return;
	const char *written = mention->cell->quantity[mention->equation->quantity].name;
	const char *name = tree->name;
	if (mention->equation->gradient && *name == 'd' && !strcmp(name + 1, written))
		mention->found = true;
	if ((!strcmp(name, "t") || !strcmp(name, "k")) && !tree->subscripts)
		mention->found = true;
}

// Watched values change only where an equation writes one of their names: finished values never do,
// and sums that are made anew for another loss move by a rounding, which is no change.
static bool is_changed(struct walk *walk, struct stop_scope scope, const struct stop *stop,
                       struct place place)
{
	struct mention mention = { walk->network->cell, walk_equation(walk, place), false };
	if (!mention.equation)
		return false;
	tree_visit(stop->tree, visit_mention, &mention);
	if (!mention.found)
		return false;
	// First before, then after: the sweep is carried on from the one to the other.
	struct place const previous = place_before(&walk->itinerary, place, STRIDE_EQUATION);
	struct arena arena = { 0 };
	struct array before = { 0 }, after;
	struct error ignored;
	bool const was_known = value_at(stop->tree, walk, scope, previous, &arena, &before, &ignored);
	if (was_known)
		before = array_copy(&arena, before);
	bool const is_known = value_at(stop->tree, walk, scope, place, &arena, &after, &ignored);
	bool const changed = is_known && (!was_known || !array_equal(before, after));
	arena_free(&arena);
	return changed;
}

static bool reaches(struct walk *walk, struct stop_scope scope, const struct stop *stop,
                    struct place place)
{
	if (stop->disabled)
		return false;
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
		return is_changed(walk, scope, stop, place);
	case STOP_CONDITION:
		return holds(stop->tree, walk, scope, place);
	}
	return yes && (!stop->tree || holds(stop->tree, walk, scope, place));
}

// The first stop that holds at a place, 0 if none; those to be ignored count down.
static int hit_at(struct stops *stops, struct walk *walk, struct stop_scope scope, struct place place)
{
	int hit = 0;
	for (int i = 0; i < stops->count; i++) {
		struct stop *stop = &stops->stop[i];
		if (!reaches(walk, scope, stop, place))
			continue;
		stop->hits++;
		if (stop->ignore > 0)
			stop->ignore--;
		else if (!hit)
			hit = stop->number;
	}
	return hit;
}

// ---- scanning

static bool scan_forward(struct stops *stops, struct walk *walk, struct stop_scope scope,
                         struct place from, struct place *reached, int *hit)
{
	struct place const end = place_end(&walk->itinerary);
	for (*reached = from; !place_equal(*reached, end);) {
		struct place const next = place_after(&walk->itinerary, *reached, STRIDE_EQUATION);
		*hit = hit_at(stops, walk, scope, next);
		if (interrupt_pending)
			return false;
		*reached = next;
		if (*hit)
			return true;
	}
	return true;
}

// The sweep runs one way only: the losses (and the forward pass) are scanned from the nearest to the
// farthest, each from its beginning, and the last hit before `from` counts.
static bool scan_backward(struct stops *stops, struct walk *walk, struct stop_scope scope,
                          struct place from, struct place *reached, int *hit)
{
	const struct itinerary *itinerary = &walk->itinerary;
	for (struct place end = from; end.phase != PHASE_START;) {
		struct place const last = place_before(itinerary, end, STRIDE_EQUATION);
		struct place const begin = place_before(itinerary, last, STRIDE_LOSS);
		*reached = begin;
		*hit = 0;
		for (struct place place = begin; place_compare(place, last) < 0;) {
			place = place_after(itinerary, place, STRIDE_EQUATION);
			int const found = hit_at(stops, walk, scope, place);
			if (interrupt_pending) {
				*reached = end;
				*hit = 0;
				return false;
			}
			if (found) {
				*hit = found;
				*reached = place;
			}
		}
		if (*hit || begin.phase == PHASE_START)
			return true;
		// `begin` ends the loss before: it is looked at together with that one.
		end = place_after(itinerary, begin, STRIDE_EQUATION);
	}
	return true;
}

bool stops_scan(struct stops *stops, struct walk *walk, struct stop_scope scope, struct place from,
                bool forward, struct place *reached, int *hit)
{
	*reached = from;
	*hit = 0;
	bool done = true;
	if (!stops->count)
		*reached = forward ? place_end(&walk->itinerary) : place_start();
	else
		done = forward ? scan_forward(stops, walk, scope, from, reached, hit) :
		                 scan_backward(stops, walk, scope, from, reached, hit);
	const struct stop *stop = *hit ? stops_find(stops, *hit) : NULL;
	if (stop && stop->temporary)
		stops_delete(stops, *hit);
	return done;
}
