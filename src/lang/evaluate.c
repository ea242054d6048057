// SPDX-License-Identifier: GPL-3.0-or-later
#include "lang/evaluate.h"

#include <math.h>
#include <string.h>

#include "base/budget.h"
#include "base/interrupt.h"
#include "base/message.h"
#include "base/utf8.h"
#include "lang/operator.h"
#include "lang/print.h"

// What an operator was made from is given back once it is so much.
enum { GIVEN_BACK = 65536 };

// A part of the expression as words for an error: its text, cut where it is long.
static void name_part(const struct tree *tree, struct text *out)
{
	struct print_style const ascii = { 0 };
	LOCAL(text) whole = { 0 };
	print_tree(tree, &ascii, &whole);
	size_t const fits = utf8_fit(text_get(&whole), whole.length, 40);
	text_add_bytes(out, text_get(&whole), fits);
	if (fits < whole.length)
		text_add(out, "...");
}

// "U is 3×5, s[1] is 3×1: " and the operator's own words.
static bool fail_shape(const struct tree *tree, const struct shape *shape, struct error *error)
{
	LOCAL(text) words = { 0 };
	name_part(tree, &words);
	for (int i = 0; i < tree->count; i++) {
		text_add(&words, i ? ", " : ": ");
		name_part(tree->part[i], &words);
		text_add(&words, _(" is "));
		shape_write(shape[i], &words);
	}
	struct error const why = *error;
	error_set(error, tree->span, why.advice[0] ? why.advice : NULL, "%s; %s", text_get(&words),
	          why.cause);
	return false;
}

// "eye(2.5): " and the operator's own words.
static bool fail_size(const struct tree *tree, struct error *error)
{
	LOCAL(text) words = { 0 };
	name_part(tree, &words);
	struct error const why = *error;
	error_set(error, tree->span, why.advice[0] ? why.advice : NULL, "%s: %s", text_get(&words),
	          why.cause);
	return false;
}

// Whether a value of this shape may be made beside what the arena holds.
static bool can_make(int rows, int cols, const struct tree *tree, const struct arena *arena, struct error *error)
{
	double const bytes = (double)rows * cols * sizeof(double);
	if (bytes > (double)budget_bytes(BUDGET_VALUE))
		return error_set(error, tree->span, _("ask for a part of it, or for its norm"),
		                 _("a %d×%d matrix is too large to make here"), rows, cols);
	return (double)arena->bytes + bytes <= (double)budget_bytes(BUDGET_EVALUATION) ||
	       budget_fail(BUDGET_EVALUATION, tree->span, _("ask for its parts one after the other"), error);
}

static bool evaluate_cut(const struct tree *tree, const struct scope *scope, struct arena *arena,
                         struct array *out, struct error *error)
{
	struct array whole;
	struct shape const from = shape_resolve(tree->cut.from, scope->H, scope->C);
	struct shape const size = shape_resolve(tree->cut.size, scope->H, scope->C);
	if (!evaluate(tree->part[0], scope, arena, &whole, error))
		return false;
	*out = array_new(arena, size.rows, size.cols);
	array_read_block(*out, whole, from.rows, from.cols);
	return true;
}

static bool evaluate_call(const struct tree *tree, const struct scope *scope, struct arena *arena,
                          struct array *out, struct error *error)
{
	const struct operation *op = tree->op;
	if (tree_is_cut(tree))
		return evaluate_cut(tree, scope, arena, out, error);
	struct arena_mark const mark = arena_mark(arena);
	struct array in[2];
	struct shape shape[2], result;
	// Aᵀ·b is computed without making Aᵀ: the same sums in the same order.
	bool const transposed = op->name[0] == '*' && !op->name[1] && tree_is_call(tree->part[0], "'");
	for (int i = 0; i < tree->count; i++) {
		const struct tree *part = i == 0 && transposed ? tree->part[0]->part[0] : tree->part[i];
		if (!evaluate(part, scope, arena, &in[i], error))
			return false;
		shape[i] = i == 0 && transposed ? shape_of(in[i].cols, in[i].rows) :
		                                  shape_of(in[i].rows, in[i].cols);
	}
	if (op->sized) {
		if (!op->sized(op, in, tree->count, &result, error))
			return fail_size(tree, error);
	} else if (!op->shape(op, shape, tree->count, &result, error)) {
		return fail_shape(tree, shape, error);
	}
	if (!can_make(result.rows, result.cols, tree, arena, error))
		return false;
	*out = array_new(arena, result.rows, result.cols);
	bool const scales = array_size(in[0]) == 1 || (tree->count > 1 && array_size(in[1]) == 1);
	if (transposed && scales) {
		struct array left = array_new(arena, shape[0].rows, shape[0].cols);
		array_transpose(left, in[0]);
		in[0] = left;
	}
	if (transposed && !scales)
		array_multiply_transposed(*out, in[0], in[1]);
	else
		op->value(op, *out, in, tree->count);
	if (arena->bytes - mark.bytes > GIVEN_BACK)
		out->at = arena_keep(arena, mark, out->at, array_size(*out) * sizeof *out->at);
	return true;
}

// The shape of a matrix of blocks, as many in each row; the block that does not fit, -1: all do.
static int fit_blocks(const struct tree *tree, const struct array *block, int *rows, int *cols)
{
	int const across = tree->count / tree->rows;
	*rows = *cols = 0;
	for (int i = 0; i < tree->count; i++) {
		if (i < across)
			*cols += block[i].cols;
		if (i % across == 0)
			*rows += block[i].rows;
		if (block[i].rows != block[i - i % across].rows || block[i].cols != block[i % across].cols)
			return i;
	}
	return -1;
}

static bool evaluate_blocks(const struct tree *tree, const struct scope *scope, struct arena *arena,
                            struct array *out, struct error *error)
{
	struct array *block = arena_get(arena, (size_t)tree->count * sizeof *block);
	int const across = tree->count / tree->rows;
	int rows, cols;
	for (int i = 0; i < tree->count; i++)
		if (!evaluate(tree->part[i], scope, arena, &block[i], error))
			return false;
	int const odd = fit_blocks(tree, block, &rows, &cols);
	if (odd >= 0)
		return error_set(error, tree->part[odd]->span,
		                 _("blocks beside each other have as many rows, blocks below each other as many columns"),
		                 _("this block is %d×%d and does not fit those before it"), block[odd].rows,
		                 block[odd].cols);
	if (!can_make(rows, cols, tree, arena, error))
		return false;
	*out = array_new(arena, rows, cols);
	for (int i = 0, row = 0, col = 0; i < tree->count; i++) {
		array_write_block(*out, row, col, block[i], false);
		bool const ends = i % across == across - 1;
		row += ends ? block[i].rows : 0;
		col = ends ? 0 : col + block[i].cols;
	}
	return true;
}

bool evaluate_whole(const struct tree *tree, const struct scope *scope, struct arena *arena,
                    int *whole, struct error *error)
{
	const char *advice = _("times and elements count from 0: s[3][0]");
	struct array value;
	if (!evaluate(tree, scope, arena, &value, error))
		return false;
	double const number = value.at[0];
	if (array_size(value) != 1)
		return error_set(error, tree->span, advice, _("a whole number is needed, not a %d×%d matrix"),
		                 value.rows, value.cols);
	if (isnan(number) || fabs(number - nearbyint(number)) > 0)
		return error_set(error, tree->span, advice, _("a whole number is needed, not %g"),
		                 isnan(number) ? NAN : number);
	if (fabs(number) > 1e9)
		return error_set(error, tree->span, advice, _("%g is too large here"), number);
	*whole = (int)number;
	return true;
}

static bool evaluate_range(const struct subscript *subscript, int i, const struct scope *scope,
                           struct arena *arena, int *first, int *last, struct error *error)
{
	const struct tree *end = subscript->last ? subscript->last[i] : NULL;
	if (!evaluate_whole(subscript->at[i], scope, arena, first, error) ||
	    (end && !evaluate_whole(end, scope, arena, last, error)))
		return false;
	*last = end ? *last : *first;
	return *last >= *first || error_set(error, end->span, _("write the lower one first: a[0..2]"),
	                                    _("a range goes from %d to %d"), *first, *last);
}

static bool evaluate_indices(const struct tree *name, const struct scope *scope,
                             struct arena *arena, struct indices *indices, struct error *error)
{
	*indices = (struct indices){ .groups = name->subscripts };
	if (name->subscripts > SUBSCRIPT_GROUPS)
		return error_set(error, name->span, _("a time and an element are enough: s[3][0]"),
		                 _("too many subscripts"));
	for (int i = 0; i < name->subscripts; i++) {
		const struct subscript *subscript = &name->subscript[i];
		indices->group[i].count = subscript->count;
		indices->group[i].span = subscript->at[0]->span;
		if (subscript->count > SUBSCRIPT_MOST)
			return error_set(error, subscript->at[2]->span, _("write W[1,2]"),
			                 _("a subscript has one number or two"));
		for (int j = 0; j < subscript->count; j++)
			indices->group[i].each[j] = subscript->at[j]->span;
		for (int j = 0; j < subscript->count; j++)
			if (!evaluate_range(subscript, j, scope, arena, &indices->group[i].at[j],
			                    &indices->group[i].last[j], error))
				return false;
		indices->group[i].is_range = subscript->last != NULL;
	}
	return true;
}

bool evaluate_fail_range(const char *name, struct array a, int row, int col,
                         const struct span *each, struct error *error)
{
	bool const is_row = a.rows == 1, is_col = a.cols == 1;
	bool const wrong_row = row < 0 || row >= a.rows;
	struct span const span = is_row && !wrong_row ? each[0] : each[!wrong_row];
	int const last = wrong_row ? a.rows - 1 : a.cols - 1, given = wrong_row ? row : col;
	if (is_row && is_col)
		return error_set(error, span, _("leave its last subscript out"),
		                 _("%s is one number: it has element 0 only"), name);
	if ((is_col && !wrong_row) || (is_row && wrong_row))
		return error_set(error, span, _("one subscript is enough: the element"),
		                 _("%s is %d×%d: a vector"), name, a.rows, a.cols);
	return error_set(error, span, _("elements count from 0"),
	                 is_col || is_row ? _("%s has elements 0 to %d, not %d") :
	                 wrong_row        ? _("%s has rows 0 to %d, not %d") :
	                                    _("%s has columns 0 to %d, not %d"),
	                 name, last, given);
}

bool evaluate_element(struct array a, const struct indices *indices, int group, const char *name,
                      struct array *out, struct arena *arena, struct error *error)
{
	*out = a;
	if (group >= indices->groups)
		return true;
	struct span const span = indices->group[group].span;
	if (group + 1 < indices->groups)
		return error_set(error, indices->group[group + 1].span, _("leave this subscript out"),
		                 _("an element of %s is one number and has no elements of its own"), name);
	int const count = indices->group[group].count;
	const int *at = indices->group[group].at;
	if (count == 1 && a.cols > 1 && a.rows > 1)
		return error_set(error, span, _("write both: W[1,2]"),
		                 _("%s is a %d×%d matrix: an element needs two subscripts"), name, a.rows,
		                 a.cols);
	int const row = count == 1 && a.rows == 1 ? 0 : at[0];
	int const col = count == 2 ? at[1] : a.rows == 1 ? at[0] : 0;
	if (row < 0 || row >= a.rows || col < 0 || col >= a.cols)
		return evaluate_fail_range(name, a, row, col, indices->group[group].each, error);
	if (!indices->group[group].is_range) {
		*out = array_scalar(arena, a.at[(size_t)row * (size_t)a.cols + (size_t)col]);
		return true;
	}
	const int *last = indices->group[group].last;
	int const row_last = count == 1 && a.rows == 1 ? 0 : last[0];
	int const col_last = count == 2 ? last[1] : a.rows == 1 ? last[0] : 0;
	if (row_last >= a.rows || col_last >= a.cols)
		return evaluate_fail_range(name, a, row_last, col_last, indices->group[group].each, error);
	*out = array_new(arena, row_last - row + 1, col_last - col + 1);
	array_read_block(*out, a, row, col);
	return true;
}

// Always false where a range stands for a time.
static bool times_are_numbers(const struct indices *indices, int groups, struct error *error)
{
	for (int i = 0; i < groups; i++)
		if (indices->group[i].is_range)
			return error_set(error, indices->group[i].span, _("a list is written s[k] for k = 0..3"),
			                 _("a time is one number"));
	return true;
}

static bool evaluate_name(const struct tree *tree, const struct scope *scope, struct arena *arena,
                          struct array *out, struct error *error)
{
	if (tree->quantity >= 0) {
		*out = scope->bound(scope->context, tree);
		return true;
	}
	struct indices indices;
	struct array whole;
	int used = 0;
	return evaluate_indices(tree, scope, arena, &indices, error) &&
	       scope->name(scope->context, tree, &indices, arena, &whole, &used, error) &&
	       times_are_numbers(&indices, used, error) &&
	       evaluate_element(whole, &indices, used, tree->name, out, arena, error);
}

static bool evaluate_derivative(const struct tree *tree, const struct scope *scope,
                                struct arena *arena, struct array *out, struct error *error)
{
	struct derivative_request request = {
		.tree = tree,
		.numerator = tree->part[0]->name,
		.denominator = tree->part[1]->name,
		.has_at = tree->count == 3,
	};
	return evaluate_indices(tree->part[0], scope, arena, &request.above, error) &&
	       evaluate_indices(tree->part[1], scope, arena, &request.below, error) &&
	       times_are_numbers(&request.above, request.above.groups, error) &&
	       times_are_numbers(&request.below, request.below.groups, error) &&
	       (!request.has_at ||
	        evaluate_whole(tree->part[2], scope, arena, &request.at, error)) &&
	       scope->derivative(scope->context, &request, arena, out, error);
}

static bool evaluate_part(const struct tree *tree, const struct scope *scope, struct arena *arena,
                          struct array *out, struct error *error)
{
	switch (tree->kind) {
	case TREE_NUMBER:
		*out = array_scalar(arena, tree->number);
		return true;
	case TREE_NAME:
		return evaluate_name(tree, scope, arena, out, error);
	case TREE_CALL:
		return evaluate_call(tree, scope, arena, out, error);
	case TREE_MATRIX:
		return evaluate_blocks(tree, scope, arena, out, error);
	case TREE_DERIVATIVE:
		return evaluate_derivative(tree, scope, arena, out, error);
	}
	return false;
}

bool evaluate(const struct tree *tree, const struct scope *scope, struct arena *arena,
              struct array *out, struct error *error)
{
	if (!evaluate_part(tree, scope, arena, out, error))
		return false;
	return !interrupt_seen() ||
	       error_set(error, tree->span, _("the same line starts it again"), _("interrupted"));
}

bool evaluate_add(const struct tree *tree, const struct scope *scope, struct arena *arena,
                  struct array target, struct error *error)
{
	struct array value;
	if (tree_is_call(tree, "outer")) {
		struct array a, b;
		if (!evaluate(tree->part[0], scope, arena, &a, error) ||
		    !evaluate(tree->part[1], scope, arena, &b, error))
			return false;
		array_add_outer(target, a, b);
		return true;
	}
	if (!evaluate(tree, scope, arena, &value, error))
		return false;
	array_add(target, value);
	return true;
}

// ---- a name of its own around a scope

struct local {
	const struct scope *outer;
	const char *name;
	double value;
};

static struct array local_bound(void *context, const struct tree *name)
{
	const struct local *local = context;
	return local->outer->bound(local->outer->context, name);
}

static bool local_name(void *context, const struct tree *name, const struct indices *indices,
                       struct arena *arena, struct array *out, int *used, struct error *error)
{
	const struct local *local = context;
	if (strcmp(name->name, local->name))
		return local->outer->name(local->outer->context, name, indices, arena, out, used, error);
	*used = 0;
	*out = array_scalar(arena, local->value);
	return true;
}

static bool local_derivative(void *context, const struct derivative_request *request,
                             struct arena *arena, struct array *out, struct error *error)
{
	const struct local *local = context;
	return local->outer->derivative(local->outer->context, request, arena, out, error);
}

bool evaluate_with(const struct tree *tree, const char *name, double value, const struct scope *outer,
                   struct arena *arena, struct array *out, struct error *error)
{
	struct local local = { outer, name, value };
	struct scope const scope = { &local, outer->H, outer->C, local_bound, local_name, local_derivative };
	return evaluate(tree, &scope, arena, out, error);
}

bool evaluate_or_gap(const struct tree *tree, const char *name, double value, const struct scope *outer,
                     struct arena *arena, struct array *out, struct error *error)
{
	error->is_gap = false;
	if (evaluate_with(tree, name, value, outer, arena, out, error))
		return true;
	if (error->is_gap)
		*out = array_scalar(arena, NAN);
	return error->is_gap;
}
