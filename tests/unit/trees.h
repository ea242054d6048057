// SPDX-License-Identifier: GPL-3.0-or-later
// Random trees of everything that an expression can hold, for tests of what trees become.
#ifndef TESTS_UNIT_TREES_H
#define TESTS_UNIT_TREES_H

#include <math.h>

#include "array/random.h"
#include "lang/operator.h"

static int below(struct random *random, int count)
{
	return (int)(random_unit(random) * count);
}

static const char *const some_names[] = { "a",  "W",  "s", "yhat", "delta", "dE",   "dW", "ds",
	                                  "da", "dd", "d", "k",    "t",     "tanhx", "e5" };

static struct tree *random_name(struct random *random, struct arena *arena, int depth);

static struct tree *random_number(struct random *random, struct arena *arena)
{
	double const u = random_unit(random);
	switch (below(random, 6)) {
	case 0:
		return tree_number(arena, below(random, 12));
	case 1:
		return tree_number(arena, ldexp(u, below(random, 2000) - 1000));
	case 2:
		return tree_number(arena, below(random, 2) ? 1e300 * 1e300 : nan(""));
	case 3:
		return tree_number(arena, 1e15 + floor(u * 1e6) / 4);
	default:
		return tree_number(arena, u);
	}
}

static struct tree *random_tree(struct random *random, struct arena *arena, int depth)
{
	static const struct operation *op[128];
	static int ops;
	if (!ops)
		for (const struct operation *row = operator_next(NULL); row;
		     row = operator_next(row))
			// Brackets are no calls to be written.
			if (row->bind >= BIND_SUM && row->fixity != FIX_CUT && row->fixity != FIX_JOIN)
				op[ops++] = row;
	int const kind = depth > 0 ? below(random, 12) : below(random, 2);
	struct tree *parts[6];
	if (kind == 0)
		return random_number(random, arena);
	if (kind == 1)
		return random_name(random, arena, depth - 1);
	if (kind == 2) {
		int const rows = 1 + below(random, 2), cols = 1 + below(random, 3);
		for (int i = 0; i < rows * cols; i++)
			parts[i] = random_tree(random, arena, depth - 1);
		struct tree *matrix = tree_parts(arena, TREE_MATRIX, rows * cols, parts);
		matrix->rows = rows;
		return matrix;
	}
	if (kind == 3) {
		static const char *const sides[] = { "E", "W", "s", "yhat", "logits" };
		int const count = 2 + below(random, 2);
		for (int i = 0; i < 2; i++) {
			parts[i] = random_name(random, arena, depth - 1);
			parts[i]->name = sides[below(random, 5)];
		}
		parts[2] = random_tree(random, arena, depth - 1);
		return tree_parts(arena, TREE_DERIVATIVE, count, parts);
	}
	const struct operation *row = op[below(random, ops)];
	int const count = row->least + below(random, row->most - row->least + 1);
	for (int i = 0; i < count; i++)
		parts[i] = random_tree(random, arena, depth - 1);
	return tree_call(arena, row, count, parts);
}

static struct tree *random_name(struct random *random, struct arena *arena, int depth)
{
	struct tree *name =
		tree_name(arena, some_names[below(random, sizeof some_names / sizeof *some_names)]);
	name->subscripts = depth > 0 ? below(random, 3) : 0;
	name->subscript = arena_get(arena, 3 * sizeof *name->subscript);
	for (int i = 0; i < name->subscripts; i++) {
		struct subscript *group = &name->subscript[i];
		group->count = 1 + below(random, 2);
		group->at = arena_get(arena, 2 * sizeof(struct tree *));
		for (int j = 0; j < group->count; j++)
			group->at[j] = random_tree(random, arena, depth - 1);
	}
	return name;
}

#endif
