// SPDX-License-Identifier: GPL-3.0-or-later
#include "trace/known.h"

#include <string.h>

#include "base/message.h"
#include "lang/evaluate.h"

struct seen {
	struct walk_place at;
	struct scope outer;
};

static bool is_known(const struct seen *view, const struct tree *name,
                     const struct indices *indices)
{
	const struct walk *walk = view->at.walk;
	struct place const place = view->at.place;
	int const quantity = cell_find(walk->network->cell, name->name);
	int const groups = indices->groups;
	const int *at = indices->group[0].at;
	if (quantity >= 0 && quantity == walk->network->cell->loss && !groups)
		return walk_known(walk, place, quantity, walk->pass->T - 1);
	if (quantity >= 0)
		return !groups || walk_known(walk, place, quantity, at[0]);
	if (!groups || indices->group[0].count != 2 || strcmp(name->name, "delta"))
		return true;
	int const t = walk->itinerary.single ? at[1] : at[0];
	struct place const done = { PHASE_BACKWARD, t, at[1], walk_delta_equation(walk, t, at[1]) };
	return place.phase == PHASE_BACKWARD && place_compare(done, place) <= 0;
}

static bool view_name(void *context, const struct tree *name, const struct indices *indices,
                      struct arena *arena, struct array *out, int *used, struct error *error)
{
	const struct seen *view = context;
	if (!is_known(view, name, indices))
		return error_set(error, name->span, NULL, _("%s is not known at this place"),
		                 name->name);
	return view->outer.name(view->outer.context, name, indices, arena, out, used, error);
}

static struct array view_bound(void *context, const struct tree *name)
{
	const struct seen *view = context;
	return view->outer.bound(view->outer.context, name);
}

// Derivatives of a loss are what the backward pass is there for.
static bool view_derivative(void *context, const struct derivative_request *request,
                            struct arena *arena, struct array *out, struct error *error)
{
	const struct seen *view = context;
	const struct cell *cell = view->at.walk->network->cell;
	if (cell_find(cell, request->numerator) == cell->loss &&
	    view->at.place.phase != PHASE_BACKWARD)
		return error_set(error, request->tree->span, NULL,
		                 _("%s is not known at this place"), "d");
	return view->outer.derivative(view->outer.context, request, arena, out, error);
}

static struct scope view_scope(struct seen *view, struct walk *walk, struct stop_scope scope,
                               struct place place)
{
	view->at = (struct walk_place){ walk, place };
	view->outer = scope.at ? scope.at(scope.context, &view->at) : walk_scope(&view->at);
	return (struct scope){ view, view->outer.H, view->outer.C, view_bound, view_name,
		               view_derivative };
}

bool known_value(const struct tree *tree, struct walk *walk, struct stop_scope scope,
                 struct place place, struct arena *arena, struct array *value)
{
	struct seen view;
	struct error ignored;
	struct scope const names = view_scope(&view, walk, scope, place);
	return evaluate(tree, &names, arena, value, &ignored);
}
