// SPDX-License-Identifier: GPL-3.0-or-later
#include "lang/complex.h"

#include <assert.h>

static bool allows(const struct operation *op)
{
	return op->analytic || op->analytic_pair || op->analytic_all || op->linear != LINEAR_NOT;
}

static void find_refusal(void *context, struct tree *tree)
{
	const struct operation **const found = context;
	if (!*found && tree->kind == TREE_CALL && !allows(tree->op))
		*found = tree->op;
}

const struct operation *complex_refuses(struct tree *tree)
{
	const struct operation *found = NULL;
	tree_visit(tree, find_refusal, &found);
	return found;
}

static struct array imaginary_of(struct complex_array a, struct arena *arena)
{
	return a.im.at ? a.im : array_new(arena, a.re.rows, a.re.cols);
}

static struct array value_of(const struct operation *op, struct array like, struct array a, struct array b, int count,
                             struct arena *arena)
{
	struct array const value = array_new(arena, like.rows, like.cols);
	op->value(op, value, (struct array[]){ a, b }, count);
	return value;
}

// a·b = (re a · re b - im a · im b) + i (re a · im b + im a · re b), for whatever is linear in each.
static void multiply(const struct operation *op, struct complex_array out, const struct complex_array *in,
                     struct arena *arena)
{
	struct array const a = imaginary_of(in[0], arena), b = imaginary_of(in[1], arena);
	struct array const both = value_of(op, out.re, a, b, 2, arena);
	op->value(op, out.re, (struct array[]){ in[0].re, in[1].re }, 2);
	op->value(op, out.im, (struct array[]){ in[0].re, b }, 2);
	array_add(out.im, value_of(op, out.im, a, in[1].re, 2, arena));
	for (size_t i = 0; i < array_size(both); i++)
		out.re.at[i] -= both.at[i];
}

// The parts by themselves: of what is linear in all operands together, or in the first while the other is real.
static void apply_parts(const struct operation *op, struct complex_array out, const struct complex_array *in, int count,
                        struct arena *arena)
{
	bool const second = count > 1 && op->linear == LINEAR_JOINTLY;
	struct array const re[2] = { in[0].re, count > 1 ? in[1].re : in[0].re };
	struct array const im[2] = { imaginary_of(in[0], arena), second ? imaginary_of(in[1], arena) : re[1] };
	op->value(op, out.re, re, count);
	op->value(op, out.im, im, count);
}

static double complex number(struct complex_array a, size_t i)
{
	return complex_at(a, array_size(a.re) == 1 ? 0 : i);
}

static void apply(const struct operation *op, struct complex_array out, const struct complex_array *in, int count,
                  struct arena *arena)
{
	if (op->analytic_all) {
		op->analytic_all(out, in);
	} else if (op->analytic || op->analytic_pair) {
		for (size_t i = 0; i < array_size(out.re); i++) {
			double complex const y = op->analytic ? op->analytic(number(in[0], i)) :
			                                        op->analytic_pair(number(in[0], i), number(in[1], i));
			out.re.at[i] = creal(y);
			out.im.at[i] = cimag(y);
		}
	} else if (op->linear == LINEAR_IN_EACH) {
		multiply(op, out, in, arena);
	} else {
		apply_parts(op, out, in, count, arena);
	}
}

static struct complex_array evaluate_call(const struct tree *tree, const struct complex_scope *scope,
                                          struct arena *arena)
{
	const struct operation *op = tree->op;
	struct complex_array in[2], out = { 0 };
	struct shape shape[2], result;
	bool is_real = true;
	for (int i = 0; i < tree->count; i++) {
		in[i] = complex_evaluate(tree->part[i], scope, arena);
		shape[i] = shape_of(in[i].re.rows, in[i].re.cols);
		is_real &= !in[i].im.at;
	}
	if (tree_is_cut(tree)) {
		struct shape const from = shape_resolve(tree->cut.from, scope->H, scope->C);
		result = shape_resolve(tree->cut.size, scope->H, scope->C);
		out.re = array_new(arena, result.rows, result.cols);
		array_read_block(out.re, in[0].re, from.rows, from.cols);
		if (!is_real) {
			out.im = array_new(arena, result.rows, result.cols);
			array_read_block(out.im, in[0].im, from.rows, from.cols);
		}
		return out;
	}
	struct error error;
	bool const fits = op->shape(op, shape, tree->count, &result, &error);
	assert(fits); // shapes were checked when the cell was read
	(void)fits;
	out.re = array_new(arena, result.rows, result.cols);
	if (is_real) {
		op->value(op, out.re, (struct array[]){ in[0].re, in[tree->count - 1].re }, tree->count);
		return out;
	}
	out.im = array_new(arena, result.rows, result.cols);
	apply(op, out, in, tree->count, arena);
	return out;
}

static struct complex_array evaluate_blocks(const struct tree *tree, const struct complex_scope *scope,
                                            struct arena *arena)
{
	int const across = tree->count / tree->rows;
	struct complex_array *block = arena_get(arena, (size_t)tree->count * sizeof *block);
	int rows = 0, cols = 0;
	for (int i = 0; i < tree->count; i++) {
		block[i] = complex_evaluate(tree->part[i], scope, arena);
		cols += i < across ? block[i].re.cols : 0;
		rows += i % across == 0 ? block[i].re.rows : 0;
	}
	struct complex_array const out = { array_new(arena, rows, cols), array_new(arena, rows, cols) };
	for (int i = 0, row = 0, col = 0; i < tree->count; i++) {
		bool const ends = i % across == across - 1;
		array_write_block(out.re, row, col, block[i].re, false);
		array_write_block(out.im, row, col, imaginary_of(block[i], arena), false);
		row += ends ? block[i].re.rows : 0;
		col = ends ? 0 : col + block[i].re.cols;
	}
	return out;
}

struct complex_array complex_evaluate(const struct tree *tree, const struct complex_scope *scope, struct arena *arena)
{
	switch (tree->kind) {
	case TREE_NUMBER:
		return (struct complex_array){ .re = array_scalar(arena, tree->number) };
	case TREE_NAME:
		return scope->bound(scope->context, tree);
	case TREE_MATRIX:
		return evaluate_blocks(tree, scope, arena);
	case TREE_CALL:
	case TREE_DERIVATIVE: // of which a cell has none
		break;
	}
	return evaluate_call(tree, scope, arena);
}
