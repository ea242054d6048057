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

struct range {
	double low, high;
};

struct constant {
	struct tree *tree; // NULL if it is not one
	bool is_known;
};

struct search {
	const struct cell *cell;
	struct arena *arena;
	int state;    // whose value before is moved
	int quantity; // whose equation is being read
	bool is_known[CELL_QUANTITIES];
	struct growth_of known[CELL_QUANTITIES];
	struct constant constant[CELL_QUANTITIES];
	bool is_ranged[CELL_QUANTITIES];
	struct range range[CELL_QUANTITIES];
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

// The equation that computes what a name stands for at this time; NULL: none does.
static const struct equation *equation_behind(const struct search *search, const struct tree *name)
{
	const struct quantity *quantity = &search->cell->quantity[name->quantity];
	return name->offset || quantity->kind != QUANTITY_COMPUTED
	               ? NULL
	               : &search->cell->forward.equation[quantity->equation];
}

static struct tree *made_of_parameters(struct search *search, struct tree *tree);

static struct tree *name_made_of_parameters(struct search *search, struct tree *name)
{
	const struct equation *equation = equation_behind(search, name);
	if (name->time == TIME_NONE)
		return name;
	if (!equation)
		return NULL;
	struct constant *known = &search->constant[name->quantity];
	if (!known->is_known) {
		known->is_known = true;
		known->tree = made_of_parameters(search, equation->right);
	}
	return known->tree;
}

// The tree with names that stand for nothing but parameters spelled out; NULL: it is another one at each
// time.
static struct tree *made_of_parameters(struct search *search, struct tree *tree)
{
	if (tree->kind == TREE_NAME)
		return name_made_of_parameters(search, tree);
	if (!tree->count)
		return tree;
	struct tree *whole = arena_get(search->arena, sizeof *whole);
	*whole = *tree;
	whole->part = arena_get(search->arena, (size_t)tree->count * sizeof *whole->part);
	for (int i = 0; i < tree->count; i++)
		if (!(whole->part[i] = made_of_parameters(search, tree->part[i])))
			return NULL;
	return whole;
}

// How many nodes are written for a tree, whose parts may be shared; of too many not the number.
static int count_nodes(const struct tree *tree)
{
	int nodes = 1;
	for (int i = 0; i < tree->count && nodes <= NODES_MOST; i++)
		nodes += count_nodes(tree->part[i]);
	return nodes;
}

// ---- between what values lie, whatever the states and the words are

static struct range range_of(struct search *search, const struct tree *tree);

static struct range unbounded(void)
{
	return (struct range){ -INFINITY, INFINITY };
}

static double modulus(struct range range)
{
	return fmax(fabs(range.low), fabs(range.high));
}

// 0 times what is finite is 0, however large that may become.
static double times(double a, double b)
{
	return fabs(a) > 0 && fabs(b) > 0 ? a * b : 0;
}

static struct range range_of_product(struct range a, struct range b)
{
	double const ll = times(a.low, b.low), lh = times(a.low, b.high);
	double const hl = times(a.high, b.low), hh = times(a.high, b.high);
	return (struct range){ fmin(fmin(ll, lh), fmin(hl, hh)), fmax(fmax(ll, lh), fmax(hl, hh)) };
}

static struct range range_of_power(struct range a, const struct tree *exponent)
{
	double const n = exponent->kind == TREE_NUMBER ? exponent->number : NAN;
	if (!(n >= 1) || n > floor(n))
		return unbounded();
	return fmod(n, 2) > 0 ? (struct range){ pow(a.low, n), pow(a.high, n) }
	                      : (struct range){ 0, pow(modulus(a), n) };
}

static struct range range_of_call(struct search *search, const struct tree *call)
{
	const struct operation *op = call->op;
	if (op->low < 0 || op->high > 0)
		return (struct range){ op->low, op->high };
	bool const is_sum = tree_is_call(call, "+") || tree_is_call(call, "-");
	if (!is_sum && !tree_is_call(call, ".*") && !tree_is_call(call, ".^"))
		return unbounded();
	struct range const a = range_of(search, call->part[0]);
	if (tree_is_call(call, ".^"))
		return range_of_power(a, call->part[1]);
	if (call->count == 1)
		return tree_is_call(call, "-") ? (struct range){ -a.high, -a.low } : a;
	struct range const b = range_of(search, call->part[1]);
	return tree_is_call(call, ".*")  ? range_of_product(a, b)
	       : tree_is_call(call, "+") ? (struct range){ a.low + b.low, a.high + b.high }
	                                 : (struct range){ a.low - b.high, a.high - b.low };
}

static struct range range_of(struct search *search, const struct tree *tree)
{
	if (tree->kind == TREE_NUMBER)
		return (struct range){ tree->number, tree->number };
	if (tree->kind == TREE_CALL)
		return range_of_call(search, tree);
	const struct equation *equation = tree->kind == TREE_NAME ? equation_behind(search, tree) : NULL;
	if (!equation)
		return unbounded();
	struct range *known = &search->range[tree->quantity];
	if (!search->is_ranged[tree->quantity]) {
		search->is_ranged[tree->quantity] = true;
		*known = range_of(search, equation->right);
	}
	return *known;
}

// ---- growth

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

// How large a factor can be: a number, a norm of parameters, the bound of a value; false: a fault.
static bool find_factor(struct search *search, const struct tree *call, struct tree *factor,
                        struct growth_of *out)
{
	struct shape shape;
	struct error ignored;
	struct tree *const constant = made_of_parameters(search, factor);
	double const most = modulus(range_of(search, factor));
	// A diagonal matrix has its largest element for a norm.
	double const kind = call->op->pair ? INFINITY : 2;
	if (factor->kind == TREE_NUMBER)
		*out = (struct growth_of){ factor, 1 };
	else if (constant)
		*out = (struct growth_of){ norm(search, constant, tree_number(search->arena, kind)),
			                  2 + count_nodes(constant) };
	else if (isfinite(most) && (call->op->pair || (cell_shape(search->cell, factor, &shape, &ignored) &&
	                                               shape_is_scalar(shape))))
		*out = (struct growth_of){ tree_number(search->arena, most), 1 };
	else
		return fail(search,
		            recurrence_depends(search->cell, factor) ? BOUND_PRODUCT
		                                                     : BOUND_CHANGING,
		            call);
	return true;
}

// a·b changes by the size of a times the change of b, and the other way round.
static bool multiply(struct search *search, const struct tree *call, const struct growth_of *part,
                     struct growth_of *out)
{
	struct growth_of term[2] = { { 0 } };
	for (int i = 0; i < 2; i++) {
		struct growth_of factor;
		if (!part[i].tree)
			continue;
		if (!find_factor(search, call, call->part[1 - i], &factor))
			return false;
		term[i] = product(search, factor.tree, factor.nodes, part[i]);
	}
	return add(search, call, term, out);
}

// A power of what is bounded: n·|a|ⁿ⁻¹ is the largest slope.
static bool raise(struct search *search, const struct tree *call, const struct growth_of *part,
                  struct growth_of *out)
{
	const struct tree *exponent = call->part[1];
	double const n = exponent->kind == TREE_NUMBER ? exponent->number : NAN;
	double const slope = n * pow(modulus(range_of(search, call->part[0])), n - 1);
	if (!(n >= 1) || !isfinite(slope))
		return fail(search, BOUND_UNKNOWN, call);
	*out = product(search, tree_number(search->arena, slope), 1, part[0]);
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
	// A function that gathers all elements, as sum, or spreads one, moves by more than each of them.
	bool const gathers = call->op->fixity == FIX_FUNCTION && (call->op->linear == LINEAR_JOINTLY ||
	                                                          call->op->linear == LINEAR_IN_FIRST);
	if (call->count > PARTS || gathers || is_spread(search, call, part))
		return fail(search, BOUND_UNKNOWN, call);
	double const slope = call->op->slope > 0 ? call->op->slope : call->op->stretch;
	if (slope > 0) {
		// A factor of 1 stays visible: it is the γ of the books.
		out->tree = tree_call2(search->arena, "*", tree_number(search->arena, slope),
		                       part[0].tree);
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
	return tree_is_call(call, ".^") ? raise(search, call, part, out)
	                                : fail(search, BOUND_UNKNOWN, call);
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

// Blocks together change by no more than the sum of what each of them does.
static bool find_blocks(struct search *search, struct tree *blocks, struct growth_of *out)
{
	for (int i = 0; i < blocks->count; i++) {
		struct growth_of const before = *out;
		struct growth_of each;
		if (!find(search, blocks->part[i], &each))
			return false;
		if (before.nodes > NODES_MOST)
			return fail(search, BOUND_LONG, blocks);
		*out = !each.tree     ? before
		       : !before.tree ? each
		                      : (struct growth_of){ tree_call2(search->arena, "+", before.tree, each.tree),
				                            before.nodes + each.nodes + 1 };
	}
	return true;
}

static bool find(struct search *search, struct tree *tree, struct growth_of *out)
{
	*out = (struct growth_of){ 0 };
	bool const is_found = tree->kind == TREE_NAME     ? find_name(search, tree, out)
	                      : tree->kind == TREE_CALL   ? find_call(search, tree, out)
	                      : tree->kind == TREE_MATRIX ? find_blocks(search, tree, out)
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
		bound.blocks = blocks;
		bound.tree = norm(&search, blocks, tree_number(arena, 2));
	}
	return bound;
}
