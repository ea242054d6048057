// SPDX-License-Identifier: GPL-3.0-or-later
// What names mean at a place: the scope in which expressions of the prompt and of lessons are
// evaluated.  Finished values (E[t], delta[t,k], d·/d·) are the same at every place; bare gradients
// (dW, dz[k]) mean here.
#include <stdio.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/message.h"
#include "trace/walk.h"

struct parse_names walk_names(const struct walk *walk)
{
	return cell_parse_names(walk->network->cell);
}

static struct array scope_bound(void *context, const struct tree *name)
{
	struct walk_place *at = context;
	return walk_bound(at->walk, at->place, name);
}

// The one number of a group of subscripts that names a time; the error says what is wanted, in words of the
// name as it stands there: "d" before it in a derivative.
static bool read_time(const struct walk *walk, const char *d, const char *name,
                      const struct indices *indices, int least, struct span span, int *time,
                      struct error *error)
{
	int const last = walk->pass->T - 1;
	char advice[200];
	if (!indices->groups) {
		snprintf(advice, sizeof advice, "%s%.80s[%d]", d, name, last);
		return error_set(error, span, advice, _("%s needs a time, %d to %d"), name, least, last);
	}
	*time = indices->group[0].at[0];
	if (indices->group[0].count != 1) {
		snprintf(advice, sizeof advice, "%s%.80s[%d][%d]", d, name, *time, indices->group[0].at[1]);
		return error_set(error, indices->group[0].span, advice,
		                 _("%s has its time first, the element in brackets of its own"), name);
	}
	if (*time > last)
		snprintf(advice, sizeof advice, _("%s%.80s[%d] is the last one"), d, name, last);
	else
		snprintf(advice, sizeof advice, least < 0 ? _("%s%.80s[%d] is the initial state") :
		                                            _("%s%.80s[%d] is the first one"),
		         d, name, least);
	return (*time >= least && *time <= last) ||
	       error_set(error, indices->group[0].span, advice, _("%s has times %d to %d, not %d"), name,
	                 least, last, *time);
}

static int first_time(const struct quantity *quantity)
{
	return quantity->is_state ? -1 : 0;
}

// Where a step has no target, what serves the loss alone does not exist, nor does the target.
static bool exists(const struct walk *walk, int q, int time, struct span span, struct error *error)
{
	const struct quantity *quantity = &walk->network->cell->quantity[q];
	bool const serves_loss = quantity->kind == QUANTITY_INPUT ? quantity->input > INPUT_X :
	                                                            !quantity->is_recurrent;
	return time < 0 || quantity->kind == QUANTITY_PARAMETER || !serves_loss || walk->pass->has_loss[time] ||
	       walk_fail_loss(walk, time, span, error);
}

static bool quantity_value(struct walk_place *at, int q, const struct tree *name,
                           const struct indices *indices, struct arena *arena, struct array *out,
                           int *used, struct error *error)
{
	struct walk *walk = at->walk;
	const struct cell *cell = walk->network->cell;
	const struct quantity *quantity = &cell->quantity[q];
	int time = 0;
	*used = 0;
	if (quantity->kind == QUANTITY_PARAMETER) {
		*out = walk->network->parameter[q];
		return true;
	}
	if (q == cell->loss && !indices->groups) {
		*out = array_scalar(arena, walk->pass->total);
		return true;
	}
	*used = 1;
	if (!read_time(walk, "", name->name, indices, first_time(quantity), name->span, &time, error) ||
	    !exists(walk, q, time, name->span, error))
		return false;
	*out = pass_value(walk->pass, q, time);
	return true;
}

// The delta of the iteration at hand, once it has been computed there: the same bits, without a sweep.
static bool delta_here(struct walk_place *at, int t, int k, struct arena *arena, struct array *out)
{
	struct walk *walk = at->walk;
	if (at->place.phase != PHASE_BACKWARD || walk->itinerary.single || at->place.t != t ||
	    at->place.k != k || at->place.equation < walk_delta_equation(walk, t, k))
		return false;
	const struct moment *moment = walk_moment(walk, at->place);
	return moment_delta(moment, arena, out);
}

static struct array delta_carried(struct walk *walk, int t, int k, struct arena *arena)
{
	struct array delta;
	const struct moment *moment = walk_loss_moment(walk, t, k, false);
	if (!moment || !moment_delta(moment, arena, &delta))
		delta = backward_delta(walk->pass, t, k, arena);
	return delta;
}

static bool delta_value(struct walk_place *at, const struct tree *name, const struct indices *indices,
                        struct arena *arena, struct array *out, int *used, struct error *error)
{
	struct walk *walk = at->walk;
	*used = 1;
	if (!indices->groups || indices->group[0].count != 2)
		return error_set(error, name->span, _("delta[3,1] is loss 3 carried back to step 1"),
		                 _("delta needs the loss t and the step k"));
	int const t = indices->group[0].at[0], k = indices->group[0].at[1];
	if (t < 0 || t >= walk->pass->T || k < 0 || k > t)
		return error_set(error, indices->group[0].span, _("k goes from t back to 0"),
		                 _("there is no delta[%d,%d] where T is %d"), t, k, walk->pass->T);
	if (!exists(walk, walk->network->cell->loss, t, indices->group[0].span, error))
		return false;
	if (!delta_here(at, t, k, arena, out))
		*out = delta_carried(walk, t, k, arena);
	return true;
}

// A bare gradient: its value here, in the backward pass.
static bool gradient_value(struct walk_place *at, int q, const struct tree *name,
                           const struct indices *indices, struct array *out, int *used,
                           struct error *error)
{
	struct walk *walk = at->walk;
	const struct quantity *quantity = &walk->network->cell->quantity[q];
	if (at->place.phase != PHASE_BACKWARD)
		return error_set(error, name->span, _("go there with goto backward T K, or ask for dE/dW"),
		                 _("%s is a running value of the backward pass, which has not begun"),
		                 name->name);
	const struct moment *moment = walk_moment(walk, at->place);
	int time = 0;
	*used = 0;
	if (quantity->kind != QUANTITY_PARAMETER) {
		*used = 1;
		if (!read_time(walk, "", name->name, indices, first_time(quantity), name->span, &time, error))
			return false;
	}
	*out = moment_gradient(moment, q, time);
	return out->at || error_set(error, name->span, _("explain tells what this step computes"),
	                            _("%s[%d] is not known at this place"), name->name, time);
}

static bool scope_name(void *context, const struct tree *name, const struct indices *indices,
                       struct arena *arena, struct array *out, int *used, struct error *error)
{
	struct walk_place *at = context;
	const struct cell *cell = at->walk->network->cell;
	int q = cell_find(cell, name->name);
	if (q >= 0)
		return quantity_value(at, q, name, indices, arena, out, used, error);
	if (cell_is_whole_loss(cell, name->name)) {
		*used = 0;
		*out = array_scalar(arena, walk_whole_loss(at->walk));
		return true;
	}
	if (!strcmp(name->name, "delta"))
		return delta_value(at, name, indices, arena, out, used, error);
	if (name->name[0] == 'd' && (q = cell_find(cell, name->name + 1)) >= 0)
		return gradient_value(at, q, name, indices, out, used, error);
	if (cell_is_number(name->name)) {
		*used = 0;
		*out = array_scalar(arena, pass_number(at->walk->pass, name->name, at->place.t, at->place.k));
		return true;
	}
	return error_set(error, name->span, _("show names lists what can be asked for"),
	                 _("there is no %s here"), name->name);
}

// ---- derivatives

// One side of d·/d·: which quantity, at which time (NO_TIME: none given), and how many groups of
// subscripts told it.
struct side {
	int quantity, time, used;
};

static bool read_side(const struct walk *walk, const char *name, const struct tree *tree,
                      const struct indices *indices, bool may_sum, struct side *side,
                      struct error *error)
{
	const struct cell *cell = walk->network->cell;
	side->quantity = cell_find(cell, name);
	side->time = NO_TIME;
	side->used = 0;
	if (side->quantity < 0)
		return error_set(error, tree->span, _("show names lists what can be asked for"),
		                 _("there is no %s here"), name);
	const struct quantity *quantity = &cell->quantity[side->quantity];
	if (quantity->kind == QUANTITY_PARAMETER)
		return true;
	if (may_sum && side->quantity == cell->loss && !indices->groups)
		return true;
	side->used = 1;
	return read_time(walk, "d", name, indices, first_time(quantity), tree->span, &side->time, error) &&
	       exists(walk, side->quantity, side->time, tree->span, error);
}

// dE[t]/d· of one step: from that loss's own sweep, without starting it anew for each step.
static bool one_loss_derivative(struct walk *walk, int t, struct side below, int step,
                                struct arena *arena, struct array *out)
{
	const struct cell *cell = walk->network->cell;
	bool const is_sum = cell->quantity[below.quantity].kind == QUANTITY_PARAMETER;
	int const k = is_sum ? step : below.time;
	if ((is_sum && step < 0) || (!is_sum && !backward_computes(walk->network, below.quantity)))
		return false;
	const struct moment *moment = walk_loss_moment(walk, t, k < 0 ? 0 : k, is_sum);
	if (!moment)
		return false;
	struct array const value = moment_gradient(moment, below.quantity, k);
	if (!value.at)
		return false;
	*out = array_new(arena, value.rows, value.cols);
	array_add(*out, value);
	return true;
}

// dE[t]/d·, or dE/d·: values of the program in force.
static struct array loss_derivative(struct walk *walk, struct side above, struct side below,
                                    int step, struct arena *arena)
{
	const struct pass *pass = walk->pass;
	const struct cell *cell = walk->network->cell;
	int const t = above.time == NO_TIME ? -1 : above.time;
	struct array carried;
	if (t >= 0 && one_loss_derivative(walk, t, below, step, arena, &carried))
		return carried;
	if (cell->quantity[below.quantity].kind == QUANTITY_PARAMETER)
		return backward_parameter(pass, t, below.quantity, step, arena);
	return backward_quantity(pass, t, below.quantity, below.time, arena);
}

// The place of an element in its value, row by row: a vector by one element of a matrix.
static bool element_number(const struct array shape, const struct indices *indices, int group,
                           int *element)
{
	int const *at = indices->group[group].at;
	*element = indices->group[group].count == 2 ? at[0] * shape.cols + at[1] : at[0];
	return indices->group[group].count == 2 ?
	               at[0] >= 0 && at[0] < shape.rows && at[1] >= 0 && at[1] < shape.cols :
	               shape.cols == 1 && at[0] >= 0 && at[0] < shape.rows;
}

// d(vector)/d(parameter) needs one element of the parameter: ds[3]/dW[1,2].
static bool vector_by_parameter(const struct walk *walk, const struct derivative_request *request,
                                struct side above, struct side below, struct arena *arena,
                                struct array *out, struct error *error)
{
	const struct tree *denominator = request->tree->part[1];
	struct array const shape = walk->network->parameter[below.quantity];
	int element;
	if (request->below.groups != 1) {
		error_set(error, denominator->span, NULL,
		          _("the derivative of a vector by a matrix has three dimensions"));
		error_advise(error, _("ask for one element: d%s[%d]/d%s[%s]"), request->numerator,
		             above.time, request->denominator, shape.cols == 1 ? "0" : "1,2");
		return request->has_at && error_advise(error, " @ %d", request->at);
	}
	if (!element_number(shape, &request->below, 0, &element)) {
		struct array ignored;
		return evaluate_element(shape, &request->below, 0, request->denominator, &ignored, arena, error);
	}
	struct array const all = jacobian(walk->pass, above.quantity, above.time, below.quantity,
	                                  request->has_at ? request->at : -1, element, arena);
	return evaluate_element(all, &request->above, above.used, request->numerator, out, arena, error);
}

// Elements of a Jacobian: ds[3][0]/ds[1][2] picks row 0 and column 2.
static bool pick_jacobian(struct array all, const struct derivative_request *request,
                          struct side above, struct side below, struct arena *arena,
                          struct array *out, struct error *error)
{
	int row = -1, col = -1;
	struct array const left = { all.rows, 1, NULL }, right = { all.cols, 1, NULL };
	if ((request->above.groups > above.used &&
	     !element_number(left, &request->above, above.used, &row)) ||
	    (request->below.groups > below.used &&
	     !element_number(right, &request->below, below.used, &col)))
		return error_set(error, request->tree->span, _("elements count from 0"),
		                 _("this Jacobian is %d×%d and has no such element"), all.rows, all.cols);
	int const rows = row < 0 ? all.rows : 1, cols = col < 0 ? all.cols : 1;
	*out = array_new(arena, rows, cols);
	for (int i = 0; i < rows; i++)
		for (int j = 0; j < cols; j++)
			out->at[i * cols + j] = all.at[(row < 0 ? i : row) * all.cols + (col < 0 ? j : col)];
	return true;
}

// dstate[t]/dstate[k].
static bool state_derivative(const struct walk *walk, const struct derivative_request *request,
                             struct arena *arena, struct array *out, struct error *error)
{
	const struct tree *const *part = (const struct tree *const *)request->tree->part;
	struct side above = { .used = 1 }, below = { .used = 1 };
	if (strcmp(request->numerator, CELL_WHOLE_STATE) || strcmp(request->denominator, CELL_WHOLE_STATE) ||
	    request->has_at)
		return error_set(error, request->tree->span, _("ask for dstate[3]/dstate[1]"),
		                 _("all states together are derived by all states together"));
	if (!read_time(walk, "d", CELL_WHOLE_STATE, &request->above, -1, part[0]->span, &above.time, error) ||
	    !read_time(walk, "d", CELL_WHOLE_STATE, &request->below, -1, part[1]->span, &below.time, error))
		return false;
	if (below.time > above.time)
		return error_set(error, part[1]->span, _("the later one stands above: dstate[3]/dstate[1]"),
		                 _("a state does not depend on a later one"));
	struct array const all = jacobian_state(walk->pass, above.time, below.time, arena);
	return pick_jacobian(all, request, above, below, arena, out, error);
}

// dE_all/dW.
static bool whole_derivative(struct walk *walk, const struct derivative_request *request, struct arena *arena,
                             struct array *out, struct error *error)
{
	const struct cell *cell = walk->network->cell;
	const struct tree *const *part = (const struct tree *const *)request->tree->part;
	int const q = cell_find(cell, request->denominator);
	const char *const loss = cell->quantity[cell->loss].name;
	if (request->above.groups)
		return error_set(error, part[0]->span, NULL, _("%s is one number, the sum over all sequences"), part[0]->name);
	if (q < 0 || cell->quantity[q].kind != QUANTITY_PARAMETER || request->has_at) {
		error_set(error, part[1]->span, NULL,
		          _("%s is derived by a parameter: each sequence has steps and values of its own"), part[0]->name);
		return error_advise(error, _("sentence 2, and then d%s/d%s of that one"), loss, request->denominator);
	}
	return evaluate_element(walk_whole_gradient(walk, q), &request->below, 0, request->denominator, out, arena, error);
}

static bool scope_derivative(void *context, const struct derivative_request *request,
                             struct arena *arena, struct array *out, struct error *error)
{
	struct walk *walk = ((struct walk_place *)context)->walk;
	const struct cell *cell = walk->network->cell;
	struct side above, below;
	if (!strcmp(request->numerator, CELL_WHOLE_STATE) || !strcmp(request->denominator, CELL_WHOLE_STATE))
		return state_derivative(walk, request, arena, out, error);
	if (cell_is_whole_loss(cell, request->numerator))
		return whole_derivative(walk, request, arena, out, error);
	if (!read_side(walk, request->numerator, request->tree->part[0], &request->above, true, &above,
	               error))
		return false;
	if (cell->quantity[above.quantity].kind != QUANTITY_COMPUTED)
		return error_set(error, request->tree->part[0]->span, _("ask for dE[3]/dW or ds[3]/ds[1]"),
		                 _("%s is given, it depends on nothing"), request->numerator);
	if (!read_side(walk, request->denominator, request->tree->part[1], &request->below, false,
	               &below, error))
		return false;
	bool const by_parameter = cell->quantity[below.quantity].kind == QUANTITY_PARAMETER;
	if (request->has_at && (!by_parameter || request->at < 0 || request->at >= walk->pass->T))
		return by_parameter ? error_set(error, request->tree->part[2]->span,
		                                _("dE[3]/dW @ 1 is what step 1 gives to dE[3]/dW"),
		                                _("there is no step %d, only 0 to %d"), request->at,
		                                walk->pass->T - 1) :
		                      error_set(error, request->tree->part[2]->span,
		                                _("write dE[3]/dW @ 1"),
		                                _("@ belongs to the derivative by a parameter"));
	int const step = request->has_at ? request->at : -1;
	struct array const numerator = above.time == NO_TIME ?
	                                       (struct array){ 1, 1, &walk->pass->total } :
	                                       pass_value(walk->pass, above.quantity, above.time);
	bool const is_scalar = array_size(numerator) == 1;
	struct array ignored;
	if (is_scalar && !evaluate_element(numerator, &request->above, above.used, request->numerator,
	                                   &ignored, arena, error))
		return false;
	if (above.quantity == cell->loss) {
		struct array const all = loss_derivative(walk, above, below, step, arena);
		return evaluate_element(all, &request->below, below.used, request->denominator, out,
		                        arena, error);
	}
	if (by_parameter && !is_scalar)
		return vector_by_parameter(walk, request, above, below, arena, out, error);
	struct array const all = jacobian(walk->pass, above.quantity, above.time, below.quantity,
	                                  by_parameter ? step : below.time, -1, arena);
	if (is_scalar)
		return evaluate_element(all, &request->below, below.used, request->denominator, out,
		                        arena, error);
	return pick_jacobian(all, request, above, below, arena, out, error);
}

struct scope walk_scope(struct walk_place *at)
{
	const struct network *network = at->walk ? at->walk->network : NULL;
	return (struct scope){ at, network ? network->H : 0, network ? network->C : 0,
		               scope_bound, scope_name, scope_derivative };
}
