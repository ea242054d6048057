// SPDX-License-Identifier: GPL-3.0-or-later
#include "lang/naming.h"

#include <stddef.h>
#include <string.h>

#include "base/message.h"
#include "lang/operator.h"

// ---- giving

static bool is_differentiable_name(const struct cell *cell, const struct tree *tree)
{
	return tree->kind == TREE_NAME && cell->quantity[tree->quantity].kind != QUANTITY_INPUT;
}

static int count_names(const struct cell *cell, const struct tree *tree)
{
	int count = is_differentiable_name(cell, tree);
	for (int i = 0; i < tree->count; i++)
		count += count_names(cell, tree->part[i]);
	return count;
}

// Whether a product of matrices stands in the tree; its shape on the way, each part's once.
static bool find_product(const struct cell *cell, const struct tree *tree, struct shape *shape)
{
	struct shape in[2] = { 0 };
	struct error ignored;
	bool found = false;
	if (tree->kind != TREE_CALL || tree_is_cut(tree)) {
		cell_shape(cell, tree, shape, &ignored);
		return false;
	}
	for (int i = 0; i < tree->count; i++)
		found |= find_product(cell, tree->part[i], &in[i]);
	tree->op->shape(tree->op, in, tree->count, shape, &ignored);
	return found ||
	       (tree_is_call(tree, "*") && !shape_is_scalar(in[0]) && !shape_is_scalar(in[1]));
}

static bool holds_product(const struct cell *cell, const struct tree *tree)
{
	struct shape shape;
	return find_product(cell, tree, &shape);
}

static bool is_sum(const struct tree *tree)
{
	return tree_is_call(tree, "+") || tree_is_call(tree, "-");
}

// A name like s_1 for a part of s, or of a part of s, that is no quantity yet.
static const char *make_name(struct cell *cell, const struct equation *whole)
{
	const char *base = cell->quantity[whole->quantity].name;
	int const length = (int)(whole->made ? strrchr(base, '_') - base : (ptrdiff_t)strlen(base));
	LOCAL(text) name = { 0 };
	int number = 0;
	do {
		text_clear(&name);
		text_addf(&name, "%.*s_%d", length, base, ++number);
	} while (cell_find(cell, text_get(&name)) >= 0);
	return arena_copy_bytes(&cell->arena, text_get(&name), name.length);
}

// Inserts `part` as an equation of its own before equation *at, which moves on; NULL: there are too many.
static struct tree *insert_part(struct cell *cell, int *at, struct tree *part)
{
	struct program *forward = &cell->forward;
	if (cell->quantities == CELL_QUANTITIES)
		return NULL;
	struct equation *more =
		arena_get(&cell->arena, (size_t)(forward->count + 1) * sizeof *more);
	memcpy(more, forward->equation, (size_t)*at * sizeof *more);
	memcpy(more + *at + 1, forward->equation + *at,
	       (size_t)(forward->count - *at) * sizeof *more);
	const struct equation *whole = &forward->equation[*at];
	struct shape shape;
	struct error ignored;
	cell_shape(cell, part, &shape, &ignored);
	const char *name = make_name(cell, whole);
	int const quantity = cell->quantities++;
	cell->quantity[quantity] = (struct quantity){
		.name = name,
		.kind = QUANTITY_COMPUTED, .shape = shape, .span = part->span,
	};
	more[*at] = (struct equation){ .quantity = quantity, .time = TIME_T, .part = PART_FORWARD,
		                       .shape = shape, .right = part, .made = true,
		                       .span = part->span };
	forward->equation = more;
	forward->count++;
	++*at;
	return cell_name(cell, quantity, false, TIME_T, 0);
}

// Names what needs a name below `tree`.  `bare`: the adjoint of the tree is a bare name, as at the top
// and for the terms of a sum there.
static bool name_parts_below(struct cell *cell, int *at, struct tree *tree, bool bare,
                             struct error *error)
{
	bool const passes = bare && is_sum(tree);
	for (int i = 0; i < tree->count; i++) {
		struct tree *part = tree->part[i];
		bool const is_call = part->kind == TREE_CALL && !tree_is_cut(part);
		bool const needs = (!passes && is_call &&
		                    (holds_product(cell, part) || count_names(cell, part) > 1)) ||
		                   (part->kind == TREE_MATRIX && count_names(cell, part));
		if (!needs) {
			if (!name_parts_below(cell, at, part, passes, error))
				return false;
			continue;
		}
		tree->part[i] = insert_part(cell, at, part);
		if (!tree->part[i])
			return error_set(error, part->span, _("a cell has 256 names and parts at most"),
			                 _("there are too many parts in this cell"));
		int inserted = *at - 1;
		if (!name_parts_below(cell, &inserted, part, true, error))
			return false;
		*at = inserted + 1;
	}
	return true;
}

bool naming_give(struct cell *cell, struct error *error)
{
	for (int i = 0; i < cell->forward.count; i++)
		if (!name_parts_below(cell, &i, cell->forward.equation[i].right, true, error))
			return false;
	return true;
}

// ---- using

// Whether the right side of an equation is this tree.  Deep trees that are alike down to their last leaf
// would be walked again and again: their hashes differ.
static bool computes(struct tree *right, struct tree *tree)
{
	return tree_hash(right) == tree_hash(tree) && tree_equal(right, tree);
}

// The name of a computed quantity at t.
static struct tree *name_of(const struct cell *cell, struct arena *arena, int quantity)
{
	struct tree *name = tree_name(arena, cell->quantity[quantity].name);
	name->quantity = quantity;
	name->time = TIME_T;
	return name;
}

struct tree *naming_use(const struct cell *cell, struct arena *arena, struct tree *tree)
{
	if (tree->kind != TREE_CALL)
		return tree;
	for (int i = 0; i < cell->forward.count; i++) {
		const struct equation *equation = &cell->forward.equation[i];
		if (computes(equation->right, tree) ||
		    (equation->stated && computes(equation->stated, tree)))
			return name_of(cell, arena, equation->quantity);
	}
	struct tree *named = tree_with_parts(arena, tree, tree->part);
	for (int i = 0; i < tree->count; i++)
		named->part[i] = naming_use(cell, arena, tree->part[i]);
	return named;
}
