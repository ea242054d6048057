// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/labels.h"

#include "lang/operation.h"

enum { OPERANDS_MOST = 4 };

static const struct shape unknown = { 0, 0 };

// A quantity or its gradient, which has the same shape.  The first index of one in time is the time;
// one more is an element.
static struct shape shape_of_name(const struct cell *cell, const struct tree *tree)
{
	int quantity = cell_find(cell, tree->name);
	if (quantity < 0 && tree->name[0] == 'd')
		quantity = cell_find(cell, tree->name + 1);
	if (quantity < 0)
		return unknown;
	bool const timeless = cell->quantity[quantity].kind == QUANTITY_PARAMETER;
	return tree->subscripts > !timeless ? shape_of(1, 1) : cell->quantity[quantity].shape;
}

static struct shape shape_of_derivative(const struct cell *cell, const struct tree *tree)
{
	struct shape const above = shape_of_name(cell, tree->part[0]);
	struct shape const below = shape_of_name(cell, tree->part[1]);
	if (!below.rows || !above.rows)
		return unknown;
	return shape_is_scalar(above) ? below : shape_of(above.rows, below.rows);
}

// Rules of shapes hold for letters too, but not those of svd and its like, which compare sides.
static bool is_only_asked(const struct operation *op)
{
	for (const struct operation *row = operation_asked; row->name; row++)
		if (row == op)
			return true;
	return false;
}

static struct shape shape_of_call(const struct cell *cell, const struct tree *tree)
{
	struct shape in[OPERANDS_MOST], out;
	struct error error;
	if (!tree->op->shape || is_only_asked(tree->op) || tree->count > OPERANDS_MOST)
		return unknown;
	for (int i = 0; i < tree->count; i++) {
		in[i] = labels_of(cell, tree->part[i]);
		if (!in[i].rows)
			return unknown;
	}
	return tree->op->shape(tree->op, in, tree->count, &out, &error) ? out : unknown;
}

struct shape labels_of(const struct cell *cell, const struct tree *tree)
{
	switch (tree->kind) {
	case TREE_NUMBER:
		return shape_of(1, 1);
	case TREE_NAME:
		return shape_of_name(cell, tree);
	case TREE_CALL:
		return shape_of_call(cell, tree);
	case TREE_DERIVATIVE:
		return shape_of_derivative(cell, tree);
	case TREE_MATRIX:
		break;
	}
	return unknown;
}
