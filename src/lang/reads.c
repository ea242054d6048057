// SPDX-License-Identifier: GPL-3.0-or-later
#include "lang/reads.h"

static void add(void *context, struct tree *tree)
{
	struct reads *reads = context;
	if (tree->kind == TREE_NAME && tree->quantity >= 0 && reads->count < READS_MOST &&
	    reads->cell->quantity[tree->quantity].kind == QUANTITY_PARAMETER)
		reads->parameter[reads->count++] = tree->quantity;
}

static struct reads reads_in(const struct cell *cell, const struct equation *equation)
{
	struct reads reads = { .cell = cell };
	tree_visit(equation->right, add, &reads);
	return reads;
}

struct reads reads_of(const struct cell *cell, int quantity)
{
	return reads_in(cell, &cell->forward.equation[cell->quantity[quantity].equation]);
}

bool reads_match(const struct reads *a, const struct reads *b)
{
	bool match = a->count == b->count;
	for (int i = 0; match && i < a->count; i++)
		match = shape_equal(a->cell->quantity[a->parameter[i]].shape, b->cell->quantity[b->parameter[i]].shape);
	return match;
}

int reads_beside(const struct cell *cell, int parameter)
{
	int beside = -1;
	for (int i = 0; i < cell->forward.count; i++) {
		struct reads const reads = reads_in(cell, &cell->forward.equation[i]);
		bool has = false;
		for (int j = 0; j < reads.count; j++)
			has |= reads.parameter[j] == parameter;
		for (int j = 0; has && j < reads.count; j++)
			if (reads.parameter[j] != parameter && !cell->quantity[reads.parameter[j]].is_bias)
				beside = reads.parameter[j];
	}
	return beside;
}
