// SPDX-License-Identifier: GPL-3.0-or-later
#include "tutor/recover.h"

#include <math.h>

#include "lang/tree.h"

// A pivot smaller than this, beside the largest, tells nothing; how many times the tolerance of the numbers may be
// left over of an equation.
#define PIVOT_LEAST 1e-4
#define LEFT_OVER 30
enum { SUMS_MOST = 16 };

// A sum that one delta makes: with a factor at each step, or none.
struct sum {
	const struct evidence *evidence;
	const struct tree *factor; // NULL: a bias
};

static bool is_delta(const struct tree *tree, int quantity)
{
	return tree->kind == TREE_NAME && tree->quantity == quantity && tree->gradient && !tree->offset;
}

static bool is_whole(const struct evidence *evidence)
{
	for (size_t i = 0; i < array_size(evidence->given); i++)
		if (!isfinite(evidence->given.at[i]))
			return false;
	return true;
}

static int find_sums(const struct cell *cell, int quantity, const struct evidence *evidence, int count, struct sum *sums)
{
	int found = 0;
	for (int i = 0; i < cell->sweep.count && found < SUMS_MOST; i++) {
		const struct equation *equation = &cell->sweep.equation[i];
		const struct tree *right = equation->right;
		bool const is_bias = is_delta(right, quantity);
		bool const is_outer = tree_is_call(right, "outer") && is_delta(right->part[0], quantity) &&
		                      right->part[1]->kind == TREE_NAME && !right->part[1]->gradient;
		for (int j = 0; j < count && (is_bias || is_outer) && equation->time == TIME_NONE; j++)
			if (evidence[j].gradient && evidence[j].quantity == equation->quantity && is_whole(&evidence[j]))
				sums[found++] = (struct sum){ &evidence[j], is_outer ? right->part[1] : NULL };
	}
	return found;
}

// The equations of one delta: m of them for T unknowns in each of its n rows.
struct system {
	int m, T, n;
	double *a; // m×T
	double *b; // m×n
	double tolerance;
};

// All sums but `without` (-1: all).
static struct system build(const struct pass *pass, const struct sum *sums, int count, int without, struct arena *arena)
{
	struct system s = { .T = pass->T, .n = sums[0].evidence->given.rows };
	for (int i = 0; i < count; i++)
		s.m += i == without ? 0 : sums[i].evidence->given.cols;
	s.a = arena_get(arena, (size_t)s.m * (size_t)s.T * sizeof *s.a);
	s.b = arena_get(arena, (size_t)s.m * (size_t)s.n * sizeof *s.b);
	for (int i = 0, row = 0; i < count; i++) {
		struct array const given = sums[i].evidence->given;
		const struct tree *factor = sums[i].factor;
		for (int j = 0; j < given.cols && i != without; j++, row++) {
			for (int k = 0; k < s.T; k++)
				s.a[row * s.T + k] = factor ? pass_value(pass, factor->quantity, k + factor->offset).at[j] : 1;
			for (int r = 0; r < s.n; r++) {
				s.b[row * s.n + r] = given.at[r * given.cols + j];
				s.tolerance = fmax(s.tolerance, sums[i].evidence->tolerance.at[r * given.cols + j]);
			}
		}
	}
	return s;
}

// Takes 2 v (v·x) / v·v from the `cols` columns of x, from row k on.
static void reflect(double *x, int cols, const double *v, double square, int k, int m)
{
	for (int c = 0; c < cols; c++) {
		double dot = 0;
		for (int i = k; i < m; i++)
			dot += v[i] * x[i * cols + c];
		for (int i = k; i < m; i++)
			x[i * cols + c] -= 2 * dot / square * v[i];
	}
}

// Householder's triangle, in place; the smallest pivot, 0 where the unknowns cannot be told.
static double triangulate(struct system *s, struct arena *arena)
{
	double *v = arena_get(arena, (size_t)s->m * sizeof *v), least = INFINITY, most = 0;
	for (int k = 0; k < s->T && s->m >= s->T; k++) {
		double norm = 0, square = 0;
		for (int i = k; i < s->m; i++)
			norm = hypot(norm, s->a[i * s->T + k]);
		for (int i = k; i < s->m; i++) {
			v[i] = s->a[i * s->T + k];
			if (i == k)
				v[i] += v[i] < 0 ? -norm : norm;
			square += v[i] * v[i];
		}
		least = fmin(least, norm);
		most = fmax(most, norm);
		if (!(norm > PIVOT_LEAST * most))
			return 0;
		reflect(s->a, s->T, v, square, k, s->m);
		reflect(s->b, s->n, v, square, k, s->m);
	}
	return s->m >= s->T ? least : 0;
}

// The largest number that is left over of the equations.
static double left_over(const struct system *s)
{
	double most = 0;
	for (int i = s->T; i < s->m; i++)
		for (int r = 0; r < s->n; r++)
			most = fmax(most, fabs(s->b[i * s->n + r]));
	return most;
}

static int solve(const struct system *s, double pivot, int quantity, struct evidence *out, struct arena *arena)
{
	for (int k = s->T - 1; k >= 0; k--) {
		struct evidence *each = &out[k];
		*each = (struct evidence){ .quantity = quantity, .gradient = true, .time = k };
		each->given = array_new(arena, s->n, 1);
		each->tolerance = array_new(arena, s->n, 1);
		for (int r = 0; r < s->n; r++) {
			double x = s->b[k * s->n + r];
			for (int later = k + 1; later < s->T; later++)
				x -= s->a[k * s->T + later] * out[later].given.at[r];
			each->given.at[r] = x / s->a[k * s->T + k];
			each->tolerance.at[r] = LEFT_OVER * s->tolerance / fmin(1, pivot);
		}
	}
	return s->T;
}

static int recover_one(const struct pass *pass, int quantity, const struct evidence *evidence, int count,
                       struct evidence *out, struct arena *arena)
{
	struct sum sums[SUMS_MOST];
	int const found = find_sums(pass->network->cell, quantity, evidence, count, sums);
	for (int without = -1; found && without < found; without++) {
		struct system s = build(pass, sums, found, without, arena);
		double const pivot = triangulate(&s, arena);
		// What nothing is left over of, agrees with nothing.
		if (pivot > 0 && (without < 0 || s.m > s.T) && left_over(&s) <= LEFT_OVER * s.tolerance)
			return solve(&s, pivot, quantity, out, arena);
	}
	return 0;
}

int recover_deltas(const struct pass *pass, const struct evidence *evidence, int count, struct evidence **out,
                   struct arena *arena)
{
	const struct cell *cell = pass->network->cell;
	int found = 0;
	*out = arena_get(arena, (size_t)cell->deltas * (size_t)pass->T * sizeof **out);
	for (int i = 0; i < cell->deltas; i++)
		found += recover_one(pass, cell->delta[i], evidence, count, *out + found, arena);
	return found;
}
