// SPDX-License-Identifier: GPL-3.0-or-later
#include "lang/recurrence.h"

#include "lang/operator.h"

struct dependence {
	const struct cell *cell;
	bool is_read[CELL_QUANTITIES];
	bool depends;
};

static void look_through(void *context, struct tree *tree)
{
	struct dependence *dependence = context;
	if (tree->kind != TREE_NAME)
		return;
	const struct quantity *quantity = &dependence->cell->quantity[tree->quantity];
	dependence->depends = dependence->depends || tree->offset < 0;
	if (tree->offset < 0 || quantity->kind != QUANTITY_COMPUTED ||
	    dependence->is_read[tree->quantity])
		return;
	dependence->is_read[tree->quantity] = true;
	tree_visit(dependence->cell->forward.equation[quantity->equation].right, look_through,
	           dependence);
}

bool recurrence_depends(const struct cell *cell, struct tree *tree)
{
	struct dependence dependence = { .cell = cell };
	tree_visit(tree, look_through, &dependence);
	return dependence.depends;
}

struct product {
	const struct cell *cell;
	int parameter;
	bool carries;
};

static void look_for_product(void *context, struct tree *tree)
{
	struct product *product = context;
	// A bias is added, and carries nothing.
	if (tree->kind != TREE_CALL || tree->op->linear != LINEAR_IN_EACH)
		return;
	for (int i = 0; i < tree->count; i++) {
		const struct tree *side = tree->part[i];
		if (side->kind == TREE_NAME && side->quantity == product->parameter &&
		    recurrence_depends(product->cell, tree->part[1 - i]))
			product->carries = true;
	}
}

bool recurrence_carries(const struct cell *cell, int parameter)
{
	struct product product = { cell, parameter, false };
	for (int i = 0; i < cell->forward.count; i++)
		if (cell->quantity[cell->forward.equation[i].quantity].is_recurrent)
			tree_visit(cell->forward.equation[i].right, look_for_product, &product);
	return product.carries && cell->quantity[parameter].kind == QUANTITY_PARAMETER;
}
