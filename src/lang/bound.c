// SPDX-License-Identifier: GPL-3.0-or-later
#include "lang/bound.h"

#include <math.h>

#include "lang/operator.h"
#include "lang/recurrence.h"

// Parts are shared, so that an expression may be long though its tree is small.
enum { NODES_MOST = 200 };

// How much a value changes with the state; no tree: not at all.
struct growth_of {
	struct tree *tree;
	int nodes;
};

struct search {
	const struct cell *cell;
	struct arena *arena;
	int state;    // whose value before is moved
	int quantity; // whose equation is being read
	bool is_known[CELL_QUANTITIES];
	struct growth_of known[CELL_QUANTITIES];
	struct bound *bound; // where a fault is noted
};

static bool fail(const struct search *search, enum bound_fault fault, const struct tree *at)
{
	search->bound->fault = fault;
	search->bound->quantity = search->quantity;
	search->bound->at = at;
	return false;
}

// ---- expressions of parameters

static void look_at(void *context, struct tree *tree)
{
	bool *changes = context;
	*changes = *changes || (tree->kind == TREE_NAME && tree->time != TIME_NONE);
}

static bool is_constant(struct tree *tree)
{
	bool changes = false;
	tree_visit(tree, look_at, &changes);
	return !changes;
}

static struct tree *norm(const struct search *search, struct tree *of, struct tree *kind)
{
	return tree_call(search->arena, operator_find_function("norm"), 2,
	                 (struct tree *[]){ of, kind });
}

static struct growth_of product(const struct search *search, struct tree *factor, int nodes,
                                struct growth_of growth)
{
	if (tree_is_number(growth.tree, 1))
		return (struct growth_of){ factor, nodes };
	return (struct growth_of){ tree_call2(search->arena, "*", factor, growth.tree),
		                   nodes + growth.nodes + 1 };
}

// ---- one rule an operator

static bool find(struct search *search, struct tree *tree, struct growth_of *out);

static bool add(const struct search *search, const struct tree *call, const struct growth_of *part,
                struct growth_of *out)
{
	*out = (struct growth_of){ 0 };
	for (int i = 0; i < call->count; i++) {
		if (!part[i].tree)
			continue;
		out->nodes += part[i].nodes + 1;
		out->tree = out->tree ? tree_call2(search->arena, "+", out->tree, part[i].tree)
		                      : part[i].tree;
	}
	return true;
}

// The factor that multiplies the operand which depends on the state.
static bool multiply(const struct search *search, const struct tree *call,
                     const struct growth_of *part, struct growth_of *out)
{
	if (part[0].tree && part[1].tree)
		return fail(search, BOUND_PRODUCT, call);
	int const moved = part[0].tree ? 0 : 1;
	struct tree *factor = call->part[1 - moved];
	if (factor->kind == TREE_NUMBER) {
		*out = product(search, factor, 1, part[moved]);
		return true;
	}
	if (!is_constant(factor))
		return fail(search,
		            recurrence_depends(search->cell, factor) ? BOUND_PRODUCT
		                                                     : BOUND_CHANGING,
		            call);
	// A diagonal matrix has its largest element for a norm.
	struct tree *kind = tree_number(search->arena, call->op->pair ? INFINITY : 2);
	*out = product(search, norm(search, factor, kind), 3, part[moved]);
	return true;
}

static bool divide(const struct search *search, const struct tree *call,
                   const struct growth_of *part, struct growth_of *out)
{
	struct tree *divisor = call->part[1];
	if (part[1].tree || divisor->kind != TREE_NUMBER || !(fabs(divisor->number) > 0))
		return fail(search, part[0].tree && part[1].tree ? BOUND_PRODUCT : BOUND_UNKNOWN,
		            call);
	*out = (struct growth_of){ tree_call2(search->arena, "/", part[0].tree, divisor),
		                   part[0].nodes + 2 };
	return true;
}

// A scalar that is spread over a vector moves all its elements at once.
static bool is_spread(const struct search *search, const struct tree *call,
                      const struct growth_of *part)
{
	struct shape whole, each;
	struct error ignored;
	if (!call->op->pair)
		return false;
	for (int i = 0; i < call->count; i++)
		if (part[i].tree && cell_shape(search->cell, call, &whole, &ignored) &&
		    cell_shape(search->cell, call->part[i], &each, &ignored) &&
		    shape_is_scalar(each) && !shape_is_scalar(whole))
			return true;
	return false;
}

static bool find_call(struct search *search, struct tree *call, struct growth_of *out)
{
	enum { PARTS = 2 };
	struct growth_of part[PARTS] = { { 0 } };
	bool moves = false;
	for (int i = 0; i < call->count; i++) {
		struct growth_of each = { 0 };
		if (!find(search, call->part[i], &each))
			return false;
		moves = moves || each.tree;
		if (i < PARTS)
			part[i] = each;
	}
	*out = (struct growth_of){ 0 };
	if (!moves)
		return true;
	// A function that gathers all elements, as sum, moves by more than each of them.
	bool const gathers = call->op->fixity == FIX_FUNCTION && call->op->linear == LINEAR_JOINTLY;
	if (call->count > PARTS || gathers || is_spread(search, call, part))
		return fail(search, BOUND_UNKNOWN, call);
	if (call->op->slope > 0) {
		// A factor of 1 stays visible: it is the γ of the books.
		out->tree = tree_call2(search->arena, "*",
		                       tree_number(search->arena, call->op->slope), part[0].tree);
		out->nodes = part[0].nodes + 2;
		return true;
	}
	switch (call->op->linear) {
	case LINEAR_JOINTLY:
		return add(search, call, part, out);
	case LINEAR_IN_EACH:
		return multiply(search, call, part, out);
	case LINEAR_IN_FIRST:
		return divide(search, call, part, out);
	case LINEAR_NOT:
		break;
	}
	return fail(search, BOUND_UNKNOWN, call);
}

static bool find_name(struct search *search, const struct tree *name, struct growth_of *out)
{
	int const q = name->quantity;
	const struct quantity *quantity = &search->cell->quantity[q];
	*out = (struct growth_of){ 0 };
	if (name->offset < 0 && q == search->state)
		*out = (struct growth_of){ tree_number(search->arena, 1), 1 };
	if (name->offset < 0 || quantity->kind != QUANTITY_COMPUTED)
		return true;
	if (!search->is_known[q]) {
		int const reading = search->quantity;
		search->quantity = q;
		struct tree *right = search->cell->forward.equation[quantity->equation].right;
		if (!find(search, right, &search->known[q]))
			return false;
		search->is_known[q] = true;
		search->quantity = reading;
	}
	*out = search->known[q];
	return true;
}

static bool find(struct search *search, struct tree *tree, struct growth_of *out)
{
	*out = (struct growth_of){ 0 };
	bool const is_found = tree->kind == TREE_NAME   ? find_name(search, tree, out)
	                      : tree->kind == TREE_CALL ? find_call(search, tree, out)
	                                                : true;
	return is_found && (out->nodes <= NODES_MOST || fail(search, BOUND_LONG, tree));
}

// ---- the whole state

// How much each state grows with one before; false: a fault.
static bool find_column(const struct cell *cell, int state, int col, int states, struct tree **part,
                        struct bound *bound, struct arena *arena)
{
	struct search search = { .cell = cell, .arena = arena, .state = state, .bound = bound };
	int row = 0;
	for (int q = 0; q < cell->quantities; q++) {
		if (!cell->quantity[q].is_state)
			continue;
		struct growth_of growth;
		struct tree const name = { .kind = TREE_NAME, .quantity = q };
		if (!find_name(&search, &name, &growth))
			return false;
		part[row++ * states + col] = growth.tree ? growth.tree : tree_number(arena, 0);
	}
	return true;
}

struct bound bound_of_step(const struct cell *cell, struct arena *arena)
{
	struct bound bound = { .fault = BOUND_HOLDS };
	struct search const search = { .cell = cell, .arena = arena };
	int states = 0, col = 0;
	for (int q = 0; q < cell->quantities; q++)
		states += cell->quantity[q].is_state;
	struct tree **part = arena_get(arena, (size_t)(states * states) * sizeof(struct tree *));
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].is_state &&
		    !find_column(cell, q, col++, states, part, &bound, arena))
			return bound;
	if (states == 1) {
		bound.tree = part[0];
	} else if (states) {
		// ‖J‖₂ ≤ ‖N‖₂ where N holds the norms of the blocks of J.
		struct tree *blocks = tree_parts(arena, TREE_MATRIX, states * states, part);
		blocks->rows = states;
		bound.tree = norm(&search, blocks, tree_number(arena, 2));
	}
	return bound;
}
