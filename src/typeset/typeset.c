// SPDX-License-Identifier: GPL-3.0-or-later
// The tree as a picture, twice in the same columns: names above, numbers below.  Parentheses stand
// where lang/print.c puts them, so that both read alike.  No operator and no cell is known by name
// here: spellings, fixity and strength are those of the operator table.
#include "typeset/typeset.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "lang/operator.h"

// Who sets a tree: what values mean (NULL: names only) and how things look.
struct setter {
	const struct scope *scope;
	const struct typeset_style *style;
};

// ---- names above, numbers below

static struct pair centred(struct pair pair)
{
	int const names = pair.names.grid.cols, numbers = pair.numbers.grid.cols;
	int const cols = names > numbers ? names : numbers;
	struct box *const parts[] = { &pair.names, &pair.numbers };
	for (int i = 0; i < 2; i++) {
		struct box wide = { grid_new(parts[i]->grid.rows, cols), parts[i]->baseline };
		box_draw(parts[i], &wide.grid, grid_area(&wide.grid), 0,
		         (cols - parts[i]->grid.cols) / 2);
		box_free(parts[i]);
		*parts[i] = wide;
	}
	return pair;
}

struct pair pair_text(const char *text, enum role role)
{
	return (struct pair){ box_text(text, role), box_text(text, role) };
}

struct pair pair_value(const char *name, enum role name_role, struct array a, enum role role,
                       const struct typeset_style *style)
{
	return centred((struct pair){ box_text(name, name_role), box_matrix(a, style, role) });
}

struct pair pair_beside(struct pair left, struct pair right)
{
	return (struct pair){ box_beside(left.names, right.names),
		              box_beside(left.numbers, right.numbers) };
}

// ---- trees

static struct pair set(struct setter setter, const struct tree *tree, int bind);

static const char *spelling(const struct operation *op, struct setter setter)
{
	return setter.style->names.unicode && op->pretty ? op->pretty : op->name;
}

// Parentheses are as low as a line of text: what is tall is a matrix.
static struct box enclosed(struct box box)
{
	return box_beside(box_beside(box_text("(", ROLE_MATH), box), box_text(")", ROLE_MATH));
}

static struct pair parenthesised(struct pair pair)
{
	return (struct pair){ enclosed(pair.names), enclosed(pair.numbers) };
}

// A mark at the upper right corner, beyond the numbers and not above them.
static struct box raised(struct box box, const char *mark)
{
	struct box corner = box_text(mark, ROLE_TEXT);
	corner.baseline = box.baseline;
	return box_beside(box, corner);
}

// A mark right after the name, which may be narrower than its numbers.
static struct box marked(struct box box, const char *mark)
{
	int end = box.grid.cols;
	while (end > 0 && grid_is_blank(&box.grid.cells[end - 1]))
		end--;
	struct box wide = box_beside(box, box_text(" ", ROLE_TEXT));
	grid_put(&wide.grid, grid_area(&wide.grid), wide.baseline, end, ROLE_TEXT, mark);
	return wide;
}

static struct pair with_mark(struct pair pair, const char *mark, struct setter setter)
{
	bool const unicode = setter.style->names.unicode;
	return (struct pair){ marked(pair.names, mark),
		              unicode ? raised(pair.numbers, mark)
		                      : box_beside(pair.numbers, box_text(mark, ROLE_TEXT)) };
}

static struct pair set_text(const struct tree *tree, struct setter setter)
{
	LOCAL(text) text = { 0 };
	print_tree(tree, &setter.style->names, &text);
	struct pair const pair = pair_text(text_get(&text), ROLE_MATH);
	return pair;
}

static struct pair set_bound(const struct tree *name, struct setter setter)
{
	LOCAL(text) text = { 0 };
	print_tree(name, &setter.style->names, &text);
	enum role const role = name->gradient ? ROLE_GRADIENT : ROLE_MATH;
	struct array const value = setter.scope->bound(setter.scope->context, name);
	struct pair pair = pair_value(text_get(&text), role, value, ROLE_TEXT, setter.style);
	return pair;
}

// A block, or blocks together: as it is written, and what it holds.
static struct pair set_whole(const struct tree *tree, struct setter setter)
{
	LOCAL(text) text = { 0 };
	LOCAL(arena) arena = { 0 };
	struct array value;
	struct error ignored;
	print_tree(tree, &setter.style->names, &text);
	struct pair const pair =
		evaluate(tree, setter.scope, &arena, &value, &ignored)
			? pair_value(text_get(&text), ROLE_MATH, value, ROLE_TEXT, setter.style)
			: pair_text(text_get(&text), ROLE_MATH);
	return pair;
}

// What a power's exponent is written as above the line: a digit; NULL: it is not a digit.
static const char *exponent_mark(const struct tree *tree, struct setter setter)
{
	static const char *const digits[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
	if (setter.style->names.unicode && tree->op->bind == BIND_POWER)
		for (int n = 0; n <= 9; n++)
			if (tree_is_number(tree->part[1], n))
				return digits[n];
	return NULL;
}

// A negative number alone, which must not stand beside an operator as if it were two.
static bool is_negative(const struct tree *tree, struct setter setter)
{
	if (!setter.scope || tree->kind != TREE_NAME || tree->quantity < 0)
		return false;
	struct array const value = setter.scope->bound(setter.scope->context, tree);
	return array_size(value) == 1 && signbit(value.at[0]);
}

// Parentheses that only the number needs: the name above keeps its column.
static struct pair guarded(struct pair pair)
{
	struct box blank = { grid_new(1, 1), 0 }, other = { grid_new(1, 1), 0 };
	return (struct pair){ box_beside(box_beside(blank, pair.names), other),
		              enclosed(pair.numbers) };
}

static struct pair set_operator(const struct operation *op, struct setter setter)
{
	LOCAL(text) text = { 0 };
	// As on one line: products of matrices are tight.
	text_addf(&text, strcmp(op->name, "*") ? " %s " : "%s", spelling(op, setter));
	struct pair const pair = pair_text(text_get(&text), ROLE_MATH);
	return pair;
}

static struct pair set_right(struct setter setter, const struct tree *tree)
{
	struct pair const right = set(setter, tree->part[1], print_bind_right(tree));
	return is_negative(tree->part[1], setter) ? guarded(right) : right;
}

static struct pair set_infix(struct setter setter, const struct tree *tree)
{
	if (tree->op->bind == BIND_POWER) {
		struct pair base = set(setter, tree->part[0], print_bind_left(tree, &setter.style->names));
		if (is_negative(tree->part[0], setter))
			base = guarded(base);
		const char *mark = exponent_mark(tree, setter);
		if (mark)
			return with_mark(base, mark, setter);
		return pair_beside(
			pair_beside(base, pair_text(spelling(tree->op, setter), ROLE_MATH)),
			set_right(setter, tree));
	}
	return pair_beside(pair_beside(set(setter, tree->part[0], print_bind_left(tree, &setter.style->names)),
	                               set_operator(tree->op, setter)),
	                   set_right(setter, tree));
}

static struct pair set_function(struct setter setter, const struct tree *tree)
{
	struct pair inside = set(setter, tree->part[0], 0);
	for (int i = 1; i < tree->count; i++)
		inside = pair_beside(pair_beside(inside, pair_text(", ", ROLE_MATH)),
		                     set(setter, tree->part[i], 0));
	return pair_beside(pair_text(tree->op->name, ROLE_MATH), parenthesised(inside));
}

static struct pair set_call(struct setter setter, const struct tree *tree)
{
	if (print_is_infix(tree->op, &setter.style->names))
		return set_infix(setter, tree);
	switch (tree->op->fixity) {
	case FIX_PREFIX: {
		struct pair operand = set(setter, tree->part[0], BIND_UNARY);
		if (is_negative(tree->part[0], setter))
			operand = guarded(operand);
		return pair_beside(pair_text(spelling(tree->op, setter), ROLE_MATH), operand);
	}
	case FIX_POSTFIX:
		return with_mark(set(setter, tree->part[0], BIND_POSTFIX),
		                 spelling(tree->op, setter), setter);
	default:
		return set_function(setter, tree);
	}
}

// Sets the tree in parentheses if it binds more weakly than `bind`.
static struct pair set(struct setter setter, const struct tree *tree, int bind)
{
	struct pair pair;
	bool const is_whole = tree->kind == TREE_MATRIX || tree_is_cut(tree);
	if (is_whole && setter.scope)
		pair = set_whole(tree, setter);
	else if (is_whole)
		pair = set_text(tree, setter);
	else if (tree->kind == TREE_CALL)
		pair = set_call(setter, tree);
	else if (setter.scope && tree->kind == TREE_NAME && tree->quantity >= 0)
		pair = set_bound(tree, setter);
	else
		pair = set_text(tree, setter);
	return print_bind(tree, &setter.style->names) < bind ? parenthesised(pair) : pair;
}

// Where pieces are collected.
struct pieces {
	struct pair *at;
	int count, most;
};

static void add_piece(struct pieces *pieces, struct pair piece)
{
	if (pieces->count == pieces->most)
		pieces->at[pieces->count - 1] = pair_beside(pieces->at[pieces->count - 1], piece);
	else
		pieces->at[pieces->count++] = piece;
}

// Whether a line may be broken at the tree's own operator, standing where `bind` is asked for.
static bool breaks(const struct tree *tree, struct setter setter, int bind)
{
	return tree->kind == TREE_CALL && print_is_infix(tree->op, &setter.style->names) &&
	       tree->op->bind < BIND_POWER && tree->op->bind >= bind;
}

// The pieces of a tree; the first is led by `lead`.  Breaks at operators of strength ≤ weakest only.
static void collect(struct setter setter, const struct tree *tree, int bind, int weakest,
                    const struct operation *lead, struct pieces *pieces)
{
	if (breaks(tree, setter, bind) && tree->op->bind <= weakest) {
		collect(setter, tree->part[0], print_bind_left(tree, &setter.style->names), weakest, lead, pieces);
		if (is_negative(tree->part[1], setter))
			add_piece(pieces, pair_beside(set_operator(tree->op, setter),
			                              set_right(setter, tree)));
		else
			collect(setter, tree->part[1], print_bind_right(tree), weakest, tree->op,
			        pieces);
		return;
	}
	struct pair const piece = set(setter, tree, bind);
	add_piece(pieces, lead ? pair_beside(set_operator(lead, setter), piece) : piece);
}

int typeset_pieces(const struct tree *tree, const struct scope *scope,
                   const struct typeset_style *style, bool deep, struct pair *pieces, int most)
{
	struct pieces all = { pieces, 0, most };
	int const weakest = deep || tree->kind != TREE_CALL ? BIND_TERM : tree->op->bind;
	collect((struct setter){ scope, style }, tree, 0, weakest, NULL, &all);
	return all.count;
}

static struct box indented(struct box box, int cols)
{
	struct box margin = { grid_new(box.grid.rows, cols), box.baseline };
	return box_beside(margin, box);
}

struct box typeset_flow(struct pair *pieces, int count, int indent, int cols)
{
	struct box all = { 0 };
	for (int i = 0; i < count;) {
		int const margin = i ? indent : 0;
		struct pair line = pieces[i++];
		while (i < count &&
		       margin + line.names.grid.cols + pieces[i].names.grid.cols <= cols)
			line = pair_beside(line, pieces[i++]);
		all = box_above(all, indented(box_above(line.names, line.numbers), margin));
	}
	return all;
}
