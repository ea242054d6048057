// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/anatomy.h"

#include "lang/operator.h"

// What an equation reads.
struct reads {
	const struct cell *cell;
	bool *now;     // quantities at the same time, or NULL
	int parameter; // a parameter to look for, -1: none
	bool found;
	int before; // a quantity at the time before, -1: none
};

static void look_at(void *context, struct tree *tree)
{
	struct reads *reads = context;
	if (tree->kind != TREE_NAME || tree->quantity < 0)
		return;
	if (reads->now && tree->time != TIME_NONE && tree->offset == 0)
		reads->now[tree->quantity] = true;
	if (tree->quantity == reads->parameter)
		reads->found = true;
	if (tree->offset < 0)
		reads->before = tree->quantity;
}

// A product with this parameter and something at the time before.
struct carries {
	const struct cell *cell;
	int parameter;
	int state; // what it carries, -1: nothing
};

static void look_for_product(void *context, struct tree *tree)
{
	struct carries *carries = context;
	// A bias is added, and carries nothing.
	if (tree->kind != TREE_CALL || tree->op->linear != LINEAR_IN_EACH)
		return;
	for (int i = 0; i < 2; i++) {
		const struct tree *side = tree->part[i];
		struct reads other = { .cell = carries->cell, .parameter = -1, .before = -1 };
		tree_visit(tree->part[1 - i], look_at, &other);
		if (side->kind == TREE_NAME && side->quantity == carries->parameter &&
		    other.before >= 0)
			carries->state = other.before;
	}
}

static enum stand stand_of_parameter(const struct cell *cell, int parameter,
                                     const bool *makes_state, int *state)
{
	for (int i = 0; i < cell->forward.count; i++) {
		const struct equation *each = &cell->forward.equation[i];
		struct reads reads = { .cell = cell, .parameter = parameter, .before = -1 };
		tree_visit(each->right, look_at, &reads);
		if (!reads.found)
			continue;
		if (!makes_state[each->quantity])
			return STAND_ABOVE;
		struct carries carries = { cell, parameter, -1 };
		tree_visit(each->right, look_for_product, &carries);
		*state = carries.state;
		return carries.state >= 0 ? STAND_CARRY : STAND_BELOW;
	}
	return STAND_BELOW;
}

struct anatomy anatomy_of(const struct cell *cell)
{
	struct anatomy anatomy = { .states = 0 };
	bool makes_state[CELL_QUANTITIES] = { false };
	for (int q = 0; q < cell->quantities; q++)
		makes_state[q] = cell->quantity[q].is_state;
	for (int i = cell->forward.count - 1; i >= 0; i--) {
		const struct equation *each = &cell->forward.equation[i];
		struct reads reads = {
			.cell = cell, .now = makes_state, .parameter = -1, .before = -1
		};
		if (makes_state[each->quantity])
			tree_visit(each->right, look_at, &reads);
	}
	for (int q = 0; q < cell->quantities; q++)
		anatomy.row[q] = -1;
	for (int i = 0; i < cell->forward.count; i++) {
		int const q = cell->forward.equation[i].quantity;
		if (!cell->quantity[q].is_state || anatomy.states == ANATOMY_STATES)
			continue;
		anatomy.row[q] = anatomy.states;
		anatomy.state[anatomy.states++] = q;
	}
	for (int q = 0; q < cell->quantities; q++) {
		const struct quantity *each = &cell->quantity[q];
		int carried = -1;
		if (each->kind == QUANTITY_INPUT)
			anatomy.stand[q] = STAND_INPUT;
		else if (each->kind == QUANTITY_PARAMETER)
			anatomy.stand[q] = stand_of_parameter(cell, q, makes_state, &carried);
		else if (each->is_state)
			anatomy.stand[q] = STAND_STATE;
		else if (q == cell->loss)
			anatomy.stand[q] = STAND_LOSS;
		else
			anatomy.stand[q] = makes_state[q] ? STAND_BELOW : STAND_ABOVE;
		if (carried >= 0)
			anatomy.row[q] = anatomy.row[carried];
	}
	return anatomy;
}
