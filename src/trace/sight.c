// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/sight.h"

#include <math.h>
#include <string.h>

// Calls `found` for every name and every derivative; `as_time`: within a subscript.  The names of a
// derivative are its own: dE[t]/dW reads no E that an equation writes.
static void visit(const struct tree *tree, bool as_time, void *context,
                  void (*found)(void *context, const struct tree *tree, bool as_time))
{
	bool const is_derivative = tree->kind == TREE_DERIVATIVE;
	if (tree->kind == TREE_NAME || is_derivative)
		found(context, tree, as_time);
	for (int i = 0; i < tree->subscripts; i++)
		for (int j = 0; j < tree->subscript[i].count; j++)
			visit(tree->subscript[i].at[j], true, context, found);
	for (int i = 0; i < tree->count; i++) {
		const struct tree *part = tree->part[i];
		if (!is_derivative || i == 2)
			visit(part, as_time || is_derivative, context, found);
		for (int g = 0; is_derivative && i < 2 && g < part->subscripts; g++)
			for (int j = 0; j < part->subscript[g].count; j++)
				visit(part->subscript[g].at[j], true, context, found);
	}
}

static bool is_called(const struct tree *tree, const char *name)
{
	return tree->kind == TREE_NAME && !tree->subscripts && !strcmp(tree->name, name);
}

// Whether the equation writes the part of delta that is computed last.
static bool completes_delta(const struct walk *walk, const struct program *program,
                            const struct equation *equation)
{
	int const last = walk_delta_equation(walk, 0, 0);
	return !equation->offset && equation->quantity == program->equation[last].quantity;
}

// Whether this equation of the forward or backward program writes the name.
static bool writes(const struct walk *walk, const struct program *program, int number,
                   const struct tree *name)
{
	const struct cell *cell = walk->network->cell;
	const struct equation *equation = &program->equation[number];
	const char *written = cell->quantity[equation->quantity].name;
	if (!strcmp(name->name, "delta"))
		return equation->gradient && completes_delta(walk, program, equation);
	return equation->gradient ? *name->name == 'd' && !strcmp(name->name + 1, written)
	                          : !strcmp(name->name, written);
}

struct speech {
	const struct walk *walk;
	struct sight *sight;
	bool is_bare;     // t or k outside of a subscript
	bool is_finished; // a derivative, or delta: the backward pass gives it
	bool by_forward, by_backward;
};

static void hear(void *context, const struct tree *tree, bool as_time)
{
	struct speech *speech = context;
	const struct walk *walk = speech->walk;
	const struct program *forward = &walk->network->cell->forward;
	const struct program *backward = backward_program(walk->network);
	struct sight *sight = speech->sight;
	if (tree->kind == TREE_DERIVATIVE) {
		speech->is_finished = true;
		return;
	}
	sight->speaks_of_t = sight->speaks_of_t || is_called(tree, "t");
	sight->speaks_of_k = sight->speaks_of_k || is_called(tree, "k");
	speech->is_bare =
		speech->is_bare || (!as_time && (is_called(tree, "t") || is_called(tree, "k")));
	speech->is_finished = speech->is_finished || !strcmp(tree->name, "delta");
	for (int i = 0; i < forward->count; i++)
		if (writes(walk, forward, i, tree))
			speech->by_forward = sight->forward[i] = true;
	for (int i = 0; i < backward->count; i++)
		if (writes(walk, backward, i, tree)) {
			speech->by_backward = sight->backward[i] = true;
			if (backward->equation[i].time == TIME_NONE)
				sight->needs_sums = true;
		}
}

// What k is, no forward step knows; what only the forward steps compute, they tell.
static void find_phases(struct speech *speech)
{
	struct sight *sight = speech->sight;
	bool const is_backward = sight->speaks_of_k || speech->is_finished || speech->by_backward;
	sight->in_step = !is_backward;
	sight->in_iteration = is_backward || !speech->by_forward;
	sight->anyway =
		speech->is_bare || !(is_backward ? speech->by_backward : speech->by_forward);
}

struct sight sight_of(const struct tree *tree, const struct walk *walk, struct arena *arena)
{
	struct sight sight = { .tree = tree };
	struct speech speech = { .walk = walk, .sight = &sight };
	size_t const forward = (size_t)walk->network->cell->forward.count;
	size_t const backward = (size_t)backward_program(walk->network)->count;
	sight.forward = arena_get(arena, forward * sizeof *sight.forward);
	sight.backward = arena_get(arena, backward * sizeof *sight.backward);
	visit(tree, false, &speech, hear);
	find_phases(&speech);
	return sight;
}

// ---- at a place

static void hear_place(void *context, const struct tree *tree, bool as_time)
{
	bool *speaks = context;
	(void)as_time;
	*speaks = *speaks || is_called(tree, "t") || is_called(tree, "k");
}

// A time that moves with the place is always spoken of; a fixed one when it is the time written.
static bool speaks_of_time(const struct tree *subscript, const struct scope *scope, int written)
{
	bool moves = false;
	visit(subscript, true, &moves, hear_place);
	if (moves)
		return true;
	LOCAL(arena) arena = { 0 };
	struct array value;
	struct error ignored;
	return evaluate(subscript, scope, &arena, &value, &ignored) && array_size(value) == 1 &&
	       !(fabs(value.at[0] - written) > 0);
}

struct inquiry {
	const struct walk *walk;
	const struct scope *scope;
	struct place place;
	bool is_written;
};

static void ask(void *context, const struct tree *tree, bool as_time)
{
	struct inquiry *question = context;
	const struct walk *walk = question->walk;
	struct place const place = question->place;
	(void)as_time;
	if (question->is_written || tree->kind != TREE_NAME)
		return;
	const struct program *program = place.phase == PHASE_FORWARD
	                                        ? &walk->network->cell->forward
	                                        : backward_program(walk->network);
	if (!writes(walk, program, place.equation, tree))
		return;
	const struct equation *equation = &program->equation[place.equation];
	const struct subscript *times = tree->subscripts ? &tree->subscript[0] : NULL;
	if (!times || equation->time == TIME_NONE) {
		question->is_written = true;
	} else if (!strcmp(tree->name, "delta")) {
		question->is_written = times->count == 2 &&
		                       speaks_of_time(times->at[0], question->scope, place.t) &&
		                       speaks_of_time(times->at[1], question->scope, place.k);
	} else {
		int const written =
			(equation->time == TIME_K ? place.k : place.t) + equation->offset;
		question->is_written = speaks_of_time(times->at[0], question->scope, written);
	}
}

// Whether the equation at the place writes one of the names at a time that is spoken of.
static bool sight_is_written(const struct sight *sight, const struct walk *walk, const struct scope *scope,
                      struct place place)
{
	if (place.phase == PHASE_START ||
	    !(place.phase == PHASE_FORWARD ? sight->forward[place.equation]
	                                   : sight->backward[place.equation]))
		return false;
	struct inquiry question = { walk, scope, place, false };
	visit(sight->tree, false, &question, ask);
	return question.is_written;
}

bool sight_may_change(const struct sight *sight, const struct walk *walk, const struct scope *scope,
                      struct place place)
{
	struct place const before = place_before(&walk->itinerary, place, STRIDE_EQUATION);
	return (sight->speaks_of_t && place.t != before.t) ||
	       (sight->speaks_of_k && place.k != before.k) ||
	       sight_is_written(sight, walk, scope, place);
}

// Whether no later equation of this time step or iteration writes one of the names, or runs at all where
// only the last one will do.
static bool is_last(const struct sight *sight, const struct walk *walk, struct place place)
{
	bool const is_forward = place.phase == PHASE_FORWARD;
	const bool *flags = is_forward ? sight->forward : sight->backward;
	const struct program *program = is_forward ? &walk->network->cell->forward
	                                           : backward_program(walk->network);
	if (!sight->anyway && !flags[place.equation])
		return false;
	for (int i = place.equation + 1; i < program->count; i++)
		if ((sight->anyway || flags[i]) &&
		    place_runs(&walk->itinerary, place, i))
			return false;
	return true;
}

bool sight_is_looked_at(const struct sight *sight, const struct walk *walk,
                        const struct scope *scope, struct place place)
{
	bool const is_forward = place.phase == PHASE_FORWARD;
	if (place.phase == PHASE_START || !(is_forward ? sight->in_step : sight->in_iteration) ||
	    !is_last(sight, walk, place))
		return false;
	return sight->anyway || sight_is_written(sight, walk, scope, place);
}
