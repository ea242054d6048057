// SPDX-License-Identifier: GPL-3.0-or-later
#include "lang/tangent.h"

#include "lang/build.h"
#include "lang/naming.h"
#include "lang/operator.h"

enum { PATHS_MOST = 24, STEPS_MOST = 2000 };

// ± factor·diag(scale)·rest; what is NULL is not there.
struct path {
	bool minus;
	struct tree *factor, *scale, *rest;
};

struct paths {
	struct path at[PATHS_MOST];
	int count;
};

struct search {
	const struct cell *cell;
	struct arena *arena;
	int state;
	int steps; // a bound of the work where parts are shared
};

static bool find(struct search *search, struct tree *tree, struct paths *out);

static bool add_path(struct paths *paths, struct path path)
{
	if (paths->count == PATHS_MOST)
		return false;
	paths->at[paths->count++] = path;
	return true;
}

static struct tree *times(const struct search *search, struct tree *a, struct tree *b)
{
	return !a ? b : !b ? a : tree_call2(search->arena, "*", a, b);
}

static struct tree *tree_of_path(const struct search *search, const struct path *path)
{
	struct tree *scale = path->scale ? build_call(search->arena, "diag", path->scale) : NULL;
	return times(search, times(search, path->factor, scale), path->rest);
}

static bool is_scalar(const struct search *search, const struct tree *tree)
{
	struct shape shape;
	struct error ignored;
	return cell_shape(search->cell, tree, &shape, &ignored) && shape_is_scalar(shape);
}

// The path with a further factor at its left: a number, or one for each element.
static void scale_path(const struct search *search, struct path *path, struct tree *by, bool is_number)
{
	while (tree_is_call(by, "-") && by->count == 1) {
		path->minus = !path->minus;
		by = by->part[0];
	}
	if (tree_is_number(by, 1))
		return;
	if (is_number)
		path->factor = path->factor ? build_times(search->arena, by, path->factor) : by;
	else
		path->scale = path->scale ? build_times(search->arena, by, path->scale) : by;
}

// The derivative of each element of a call by that of its operand i, where the operands have one shape.
static struct tree *slope_of(const struct search *search, struct tree *call, int i)
{
	struct shape const alike[] = { { 1, 1 }, { 1, 1 } };
	struct vjp const vjp = { search->arena, call, tree_number(search->arena, 1), alike };
	struct tree *slope = call->op->vjp ? call->op->vjp(&vjp, i) : NULL;
	return slope ? naming_use(search->cell, search->arena, slope) : NULL;
}

static bool find_elementwise(struct search *search, struct tree *call, int i, const struct paths *part,
                             struct paths *out)
{
	bool const is_sum = tree_is_call(call, "+") || tree_is_call(call, "-");
	if (is_scalar(search, call->part[i]) != is_scalar(search, call))
		return false; // one number spread over many
	struct tree *slope = slope_of(search, call, i);
	for (int p = 0; slope && p < part->count; p++) {
		struct path path = part->at[p];
		scale_path(search, &path, slope, is_sum || is_scalar(search, slope));
		if (!add_path(out, path))
			return false;
	}
	return slope != NULL;
}

static bool find_product(struct search *search, struct tree *call, const struct paths *part, struct paths *out)
{
	for (int p = 0; p < part->count; p++) {
		struct path const inner = { .minus = part->at[p].minus,
			                    .rest = times(search, call->part[0], tree_of_path(search, &part->at[p])) };
		if (!add_path(out, inner))
			return false;
	}
	return true;
}

// diag p - p pᵀ
static bool find_softmax(struct search *search, struct tree *call, const struct paths *part, struct paths *out)
{
	struct tree *p = naming_use(search->cell, search->arena, call);
	struct tree *jacobian = tree_call2(search->arena, "-", build_call(search->arena, "diag", p),
	                                   tree_call2(search->arena, "outer", p, p));
	for (int i = 0; i < part->count; i++) {
		struct path const inner = { .minus = part->at[i].minus,
			                    .rest = times(search, jacobian, tree_of_path(search, &part->at[i])) };
		if (!add_path(out, inner))
			return false;
	}
	return true;
}

static bool find_call(struct search *search, struct tree *call, struct paths *out)
{
	bool const is_matrix_product = tree_is_call(call, "*") && !is_scalar(search, call->part[0]) &&
	                               !is_scalar(search, call->part[1]);
	for (int i = 0; i < call->count; i++) {
		struct paths part = { .count = 0 };
		if (!find(search, call->part[i], &part))
			return false;
		if (!part.count)
			continue;
		bool const is_elementwise = call->op->pair || call->op->scalar || tree_is_call(call, ".^") ||
		                            (tree_is_call(call, "*") && !is_matrix_product);
		bool const done = is_matrix_product && i == 1     ? find_product(search, call, &part, out)
		                  : is_matrix_product             ? false
		                  : is_elementwise                ? find_elementwise(search, call, i, &part, out)
		                  : tree_is_call(call, "softmax") ? find_softmax(search, call, &part, out)
		                                                  : false;
		if (!done)
			return false;
	}
	return true;
}

static bool find_name(struct search *search, const struct tree *name, struct paths *out)
{
	const struct quantity *quantity = &search->cell->quantity[name->quantity];
	if (name->offset < 0)
		return name->quantity != search->state || add_path(out, (struct path){ 0 });
	if (quantity->kind != QUANTITY_COMPUTED)
		return true;
	return find(search, search->cell->forward.equation[quantity->equation].right, out);
}

static bool find(struct search *search, struct tree *tree, struct paths *out)
{
	if (search->steps++ > STEPS_MOST)
		return false;
	if (tree->kind == TREE_NAME)
		return find_name(search, tree, out);
	if (tree->kind == TREE_CALL && !tree_is_cut(tree))
		return find_call(search, tree, out);
	struct paths inside = { .count = 0 };
	for (int i = 0; i < tree->count; i++)
		if (!find(search, tree->part[i], &inside) || inside.count)
			return false;
	return true;
}

struct tree *tangent_of_step(const struct cell *cell, int quantity, int state, struct arena *arena)
{
	struct search search = { .cell = cell, .arena = arena, .state = state };
	struct tree const name = { .kind = TREE_NAME, .quantity = quantity };
	struct tree *terms[PATHS_MOST];
	struct paths paths = { .count = 0 };
	int const rows = cell->quantity[quantity].shape.rows;
	if (!find_name(&search, &name, &paths))
		return NULL;
	for (int i = 0; i < paths.count; i++) {
		struct path *path = &paths.at[i];
		bool const is_identity = !path->scale && !path->rest;
		if (is_identity && rows < 0 && rows != SIDE_H)
			return NULL;
		if (is_identity)
			path->rest = build_call(arena, "eye",
			                        rows < 0 ? tree_name(arena, "H") : tree_number(arena, rows));
		struct tree *term = tree_of_path(&search, path);
		terms[i] = paths.at[i].minus ? tree_call1(arena, "-", term) : term;
	}
	return build_sum(arena, terms, paths.count);
}
