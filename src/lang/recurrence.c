// SPDX-License-Identifier: GPL-3.0-or-later
#include "lang/recurrence.h"

#include <stdlib.h>

#include "base/memory.h"
#include "lang/operator.h"

struct dependence {
	const struct cell *cell;
	int now; // looked for: this quantity at the same step; -1: any state of the step before
	bool is_read[CELL_QUANTITIES];
	bool depends;
};

static void look_through(void *context, struct tree *tree)
{
	struct dependence *dependence = context;
	if (tree->kind != TREE_NAME)
		return;
	const struct quantity *quantity = &dependence->cell->quantity[tree->quantity];
	dependence->depends |= dependence->now < 0 ? tree->offset < 0
	                                           : !tree->offset && tree->quantity == dependence->now;
	if (tree->offset < 0 || quantity->kind != QUANTITY_COMPUTED ||
	    dependence->is_read[tree->quantity])
		return;
	dependence->is_read[tree->quantity] = true;
	tree_visit(dependence->cell->forward.equation[quantity->equation].right, look_through,
	           dependence);
}

bool recurrence_depends(const struct cell *cell, struct tree *tree)
{
	struct dependence dependence = { .cell = cell, .now = -1 };
	tree_visit(tree, look_through, &dependence);
	return dependence.depends;
}

bool recurrence_reads(const struct cell *cell, int quantity, int source)
{
	struct dependence dependence = { .cell = cell, .now = source };
	tree_visit(cell->forward.equation[cell->quantity[quantity].equation].right, look_through,
	           &dependence);
	return dependence.depends;
}

// ---- parameters on a way from a state to that state at a later step

// reaches[p][q]: the value of q is made of p, at whatever step.
struct product {
	const struct cell *cell;
	const bool *reaches; // p·quantities + q
	int parameter;
	int made;            // the quantity whose equation is looked through
	bool carries;
};

static bool reaches(const struct product *product, int from, int to)
{
	return product->reaches[from * product->cell->quantities + to];
}

// Whether what the parameter multiplies is itself made of what is made with it: a way that comes round.
static void look_for_return(void *context, struct tree *tree)
{
	struct product *product = context;
	if (tree->kind == TREE_NAME && reaches(product, product->made, tree->quantity))
		product->carries = true;
}

static bool mentions(const struct tree *tree, int quantity)
{
	bool found = tree->kind == TREE_NAME && tree->quantity == quantity;
	for (int i = 0; i < tree->count && !found; i++)
		found = mentions(tree->part[i], quantity);
	return found;
}

static void look_for_product(void *context, struct tree *tree)
{
	struct product *product = context;
	// A bias is added, and carries nothing.
	if (tree->kind != TREE_CALL || tree->op->linear != LINEAR_IN_EACH)
		return;
	for (int i = 0; i < tree->count; i++)
		if (mentions(tree->part[i], product->parameter))
			tree_visit(tree->part[1 - i], look_for_return, product);
}

// All ways through the cell's equations, as Warshall finds them.
static bool *find_ways(const struct cell *cell)
{
	int const count = cell->quantities;
	bool *way = memory_get((size_t)count * (size_t)count, sizeof *way);
	for (int i = 0; i < cell->forward.count; i++)
		for (int p = 0; p < count; p++)
			way[p * count + cell->forward.equation[i].quantity] |=
				mentions(cell->forward.equation[i].right, p);
	for (int middle = 0; middle < count; middle++)
		for (int from = 0; from < count; from++)
			for (int to = 0; way[from * count + middle] && to < count; to++)
				way[from * count + to] |= way[middle * count + to];
	return way;
}

bool recurrence_carries(const struct cell *cell, int parameter)
{
	bool *way = find_ways(cell);
	struct product product = { .cell = cell, .reaches = way, .parameter = parameter };
	for (int i = 0; i < cell->forward.count; i++) {
		product.made = cell->forward.equation[i].quantity;
		if (cell->quantity[product.made].is_recurrent)
			tree_visit(cell->forward.equation[i].right, look_for_product, &product);
	}
	free(way);
	return product.carries && cell->quantity[parameter].kind == QUANTITY_PARAMETER;
}
