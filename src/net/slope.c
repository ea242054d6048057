// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/slope.h"

#include <assert.h>
#include <math.h>

#include "base/interrupt.h"
#include "array/decompose.h"
#include "lang/evaluate.h"
#include "lang/operator.h"

// What names mean in a finished pass at a time.
struct moment_of_pass {
	const struct pass *pass;
	int t;
};

static struct array bound_name(void *context, const struct tree *name)
{
	const struct moment_of_pass *at = context;
	return pass_value(at->pass, name->quantity, at->t + name->offset);
}

static struct array value_of(const struct tree *tree, const struct pass *pass, int t,
                             struct arena *arena)
{
	struct moment_of_pass at = { pass, t };
	struct scope const scope = { .context = &at, .H = pass->network->H, .C = pass->network->C,
		                     .bound = bound_name };
	struct array value;
	struct error error;
	bool const done = evaluate(tree, &scope, arena, &value, &error);
	assert(done || interrupt_is_cut()); // made of what was checked when the cell was read
	return done ? value : array_scalar(arena, NAN);
}

double slope_bound(const struct pass *pass, const struct bound *bound)
{
	if (!bound->tree)
		return NAN;
	LOCAL(arena) arena = { 0 };
	double const value = value_of(bound->tree, pass, 0, &arena).at[0];
	return value;
}

// The largest singular values of the powers of a matrix.
static void measure_powers(struct array matrix, double *bound, int count)
{
	LOCAL(arena) arena = { 0 };
	struct array power = array_new(&arena, matrix.rows, matrix.cols);
	struct array next = array_new(&arena, matrix.rows, matrix.cols);
	for (int i = 0; i < matrix.rows; i++)
		power.at[i * matrix.cols + i] = 1;
	for (int n = 0; n < count; n++) {
		bound[n] = array_is_finite(power) ? array_largest_singular_value(power) : NAN;
		array_multiply(next, power, matrix);
		struct array const swap = power;
		power = next;
		next = swap;
	}
}

void slope_bound_powers(const struct pass *pass, const struct bound *bound, double *power, int count)
{
	double const step = slope_bound(pass, bound);
	LOCAL(arena) arena = { 0 };
	for (int n = 0; n < count && !bound->blocks; n++)
		power[n] = pow(step, n);
	if (bound->blocks)
		measure_powers(value_of(bound->blocks, pass, 0, &arena), power, count);
}

double slope_bound_rate(const struct pass *pass, const struct bound *bound)
{
	if (!bound->blocks)
		return slope_bound(pass, bound);
	LOCAL(arena) arena = { 0 };
	struct array const blocks = value_of(bound->blocks, pass, 0, &arena);
	struct array const values = array_new(&arena, blocks.rows, 2);
	double const rate = array_eigenvalues(values, blocks) ? hypot(values.at[0], values.at[1]) : NAN;
	return rate;
}

// ---- units

struct gathering {
	struct arena *arena;
	struct slope *slope; // NULL: only count
	int quantity, count;
	const struct tree *whole;
};

static void gather(void *context, struct tree *tree)
{
	struct gathering *gathering = context;
	if (tree->kind != TREE_CALL || !(tree->op->slope > 0))
		return;
	if (gathering->slope) {
		// y = f(a): the adjoint of a is the slope where the adjoint of y is 1.
		struct shape const shape = { 0 };
		struct vjp const vjp = { .arena = gathering->arena,
			                 .call = tree,
			                 .g = tree_number(gathering->arena, 1),
			                 .shape = &shape };
		struct tree *derivative = tree->op->vjp(&vjp, 0);
		gathering->slope[gathering->count] = (struct slope){
			.quantity = gathering->quantity,
			.call = tree,
			.is_whole = tree == gathering->whole,
			.tree = tree_call(gathering->arena, operator_find_function("abs"), 1,
			                  &derivative),
		};
	}
	gathering->count++;
}

static int gather_all(struct gathering *gathering, const struct cell *cell)
{
	gathering->count = 0;
	for (int i = 0; i < cell->forward.count; i++) {
		gathering->quantity = cell->forward.equation[i].quantity;
		gathering->whole = cell->forward.equation[i].right;
		tree_visit(cell->forward.equation[i].right, gather, gathering);
	}
	return gathering->count;
}

const struct slope *slopes_of(const struct cell *cell, int *count, struct arena *arena)
{
	struct gathering gathering = { .arena = arena };
	size_t const all = (size_t)gather_all(&gathering, cell);
	gathering.slope = arena_get(arena, (all + 1) * sizeof *gathering.slope);
	*count = gather_all(&gathering, cell);
	return gathering.slope;
}

bool slope_is_saturated(double slope, double largest)
{
	return fabs(slope) < 0.1 * largest;
}

struct array slope_values(const struct pass *pass, const struct slope *slope, int t,
                          struct arena *arena)
{
	return array_copy(arena, value_of(slope->tree, pass, t, arena));
}
