// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/origin.h"

#include <math.h>

#include "base/interrupt.h"

static bool is_bad(const struct tree *tree, const struct scope *scope, struct arena *arena)
{
	struct arena_mark const mark = arena_mark(arena);
	struct array value;
	struct error error;
	bool const bad = evaluate(tree, scope, arena, &value, &error) && !array_is_finite(value);
	arena_release(arena, mark);
	return bad;
}

struct tree *origin_in_tree(struct tree *tree, const struct scope *scope, struct arena *arena)
{
	if (!is_bad(tree, scope, arena))
		return NULL;
	for (int i = 0; i < tree->count; i++) {
		// The parts of d·/d· are no values.
		if (tree->kind == TREE_DERIVATIVE || !is_bad(tree->part[i], scope, arena))
			continue;
		tree = tree->part[i];
		i = -1;
	}
	return tree;
}

static void note_value(struct array value, struct origin *origin)
{
	size_t i = 0;
	while (i + 1 < array_size(value) && isfinite(value.at[i]))
		i++;
	origin->value = value.at[i];
	origin->element = array_size(value) == 1 ? -1 : (int)i;
	origin->cols = value.cols;
}

struct origin origin_at(struct walk *walk, struct place place)
{
	struct walk_place at = { walk, place };
	struct scope const scope = walk_scope(&at);
	LOCAL(arena) arena = { 0 };
	struct array value = walk_result(walk, place);
	struct error error;
	struct origin origin = { .place = place };
	origin.part = origin_in_tree(walk_equation(walk, place)->right, &scope, &arena);
	if (origin.part)
		evaluate(origin.part, &scope, &arena, &value, &error);
	note_value(value, &origin);
	return origin;
}

bool origin_find(struct walk *walk, bool backward, struct origin *origin)
{
	const struct itinerary *itinerary = &walk->itinerary;
	struct place const end = place_end(itinerary);
	struct place place = place_start();
	*origin = (struct origin){ .place = place };
	while (!place_equal(place, end) && !interrupt_seen()) {
		place = place_after(itinerary, place, STRIDE_EQUATION);
		if (place.phase == PHASE_BACKWARD && !backward)
			return true;
		bool const bad = !array_is_finite(walk_result(walk, place));
		if (bad && !interrupt_is_cut()) {
			*origin = origin_at(walk, place);
			return true;
		}
	}
	return !interrupt_is_cut();
}
