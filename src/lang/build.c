// SPDX-License-Identifier: GPL-3.0-or-later
#include "lang/build.h"

#include "lang/operator.h"

struct tree *build_call(struct arena *arena, const char *function, struct tree *a)
{
	return tree_call(arena, operator_find_function(function), 1, &a);
}

static bool is_negative(const struct tree *tree)
{
	return tree_is_call(tree, "-") && tree->count == 1;
}

struct tree *build_negative(struct arena *arena, struct tree *a)
{
	return is_negative(a) ? a->part[0] : tree_call1(arena, "-", a);
}

struct tree *build_transposed(struct arena *arena, struct tree *a)
{
	if (is_negative(a))
		return build_negative(arena, build_transposed(arena, a->part[0]));
	if (tree_is_call(a, "outer"))
		return tree_call2(arena, "outer", a->part[1], a->part[0]);
	return tree_is_call(a, "'") ? a->part[0] : tree_call1(arena, "'", a);
}

struct tree *build_spread(struct arena *arena, struct tree *a, struct tree *other, struct shape shape)
{
	struct tree *const operands[] = { a, other };
	return shape_is_scalar(shape) ? a
	                              : tree_call(arena, operator_find_function("spread"), 2, operands);
}

struct tree *build_square(struct arena *arena, struct tree *a)
{
	return tree_call2(arena, ".^", a, tree_number(arena, 2));
}

struct tree *build_times(struct arena *arena, struct tree *a, struct tree *b)
{
	if (tree_is_number(a, 1))
		return b;
	if (tree_is_number(b, 1))
		return a;
	if (is_negative(a))
		return build_negative(arena, build_times(arena, a->part[0], b));
	if (is_negative(b))
		return build_negative(arena, build_times(arena, a, b->part[0]));
	if (tree_is_call(b, ".*"))
		return build_times(arena, build_times(arena, a, b->part[0]), b->part[1]);
	return tree_call2(arena, ".*", a, b);
}

// The first factor of a chain a ⊙ b ⊙ c, and what remains of it; the sign is left aside.
static struct tree *leading_factor(struct tree *term)
{
	if (is_negative(term))
		term = term->part[0];
	while (tree_is_call(term, ".*"))
		term = term->part[0];
	return term;
}

static struct tree *without_leading_factor(struct arena *arena, struct tree *term)
{
	if (is_negative(term))
		return build_negative(arena, without_leading_factor(arena, term->part[0]));
	if (!tree_is_call(term, ".*"))
		return tree_number(arena, 1);
	return build_times(arena, without_leading_factor(arena, term->part[0]), term->part[1]);
}

// The positive term and the number first.
static void order_terms(struct tree **term, int count)
{
	int first = 0;
	while (first < count && is_negative(term[first]))
		first++;
	for (int i = 0; i < count; i++)
		if (term[i]->kind == TREE_NUMBER)
			first = i;
	if (first == count)
		return;
	struct tree *moved = term[first];
	for (; first > 0; first--)
		term[first] = term[first - 1];
	term[0] = moved;
}

struct tree *build_sum(struct arena *arena, struct tree *const *terms, int count)
{
	if (!count)
		return tree_number(arena, 0);
	bool common = count > 1;
	for (int i = 1; common && i < count; i++)
		common = tree_equal(leading_factor(terms[i]), leading_factor(terms[0]));
	struct tree **term = arena_get(arena, (size_t)count * sizeof *term);
	for (int i = 0; i < count; i++)
		term[i] = common ? without_leading_factor(arena, terms[i]) : terms[i];
	order_terms(term, count);
	struct tree *sum = term[0];
	for (int i = 1; i < count; i++)
		sum = is_negative(term[i]) ? tree_call2(arena, "-", sum, term[i]->part[0]) :
		                             tree_call2(arena, "+", sum, term[i]);
	return common ? build_times(arena, leading_factor(terms[0]), sum) : sum;
}
