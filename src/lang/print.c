// SPDX-License-Identifier: GPL-3.0-or-later
#include "lang/print.h"

#include <string.h>

#include "array/number.h"
#include "lang/operator.h"

// Stronger than anything binds: what is printed so gets parentheses.
enum { BIND_ALWAYS = BIND_PRIMARY + 1 };

static void print_at(const struct tree *tree, const struct print_style *style, int bind,
                     struct text *out);

static void print_time(const struct tree *name, const struct print_style *style, struct text *out)
{
	static const char *const letters[] = { "", "t", "k", "T-1" };
	int const bases[] = { 0, style->t, style->k, style->T - 1 };
	if (name->time == TIME_NONE)
		return;
	if (style->numbered)
		text_addf(out, "[%d]", bases[name->time] + name->offset);
	else if (name->offset)
		text_addf(out, "[%s%+d]", letters[name->time], name->offset);
	else
		text_addf(out, "[%s]", letters[name->time]);
}

static void print_list(struct tree *const *tree, int count, const struct print_style *style,
                       struct text *out)
{
	for (int i = 0; i < count; i++) {
		if (i)
			text_add(out, ", ");
		print_at(tree[i], style, 0, out);
	}
}

// Letters that can be typed back (lexer.c reads them).
static const char *pretty_name(const char *name, const struct print_style *style)
{
	if (style->unicode && !strcmp(name, "yhat"))
		return "ŷ";
	if (style->unicode && !strcmp(name, "delta"))
		return "δ";
	return name;
}

static void print_name(const struct tree *tree, const struct print_style *style, struct text *out)
{
	if (tree->gradient)
		text_add_char(out, 'd');
	text_add(out, pretty_name(tree->name, style));
	print_time(tree, style, out);
	if (tree->quantity >= 0)
		return;
	for (int i = 0; i < tree->subscripts; i++) {
		text_add_char(out, '[');
		for (int j = 0; j < tree->subscript[i].count; j++) {
			if (j)
				text_add_char(out, ',');
			print_at(tree->subscript[i].at[j], style, 0, out);
			if (tree->subscript[i].last && tree->subscript[i].last[j]) {
				text_add(out, "..");
				print_at(tree->subscript[i].last[j], style, 0, out);
			}
		}
		text_add_char(out, ']');
	}
}

// 0..H-1, or 2
static void print_range(int from, int size, struct text *out)
{
	int last = from;
	shape_side_write(from, out);
	if (size == 1 || !shape_side_add(from, size, 1, &last) || !shape_side_add(last, 1, -1, &last))
		return;
	text_add(out, "..");
	shape_side_write(last, out);
}

void print_cut(struct cut cut, struct text *out)
{
	text_add_char(out, '[');
	print_range(cut.from.rows, cut.size.rows, out);
	if (cut.is_matrix) {
		text_add(out, ", ");
		print_range(cut.from.cols, cut.size.cols, out);
	}
	text_add_char(out, ']');
}

static void print_derivative(const struct tree *tree, const struct print_style *style,
                             struct text *out)
{
	const char *d = style->unicode ? "∂" : "d";
	text_add(out, d);
	print_name(tree->part[0], style, out);
	text_add_char(out, '/');
	text_add(out, d);
	print_name(tree->part[1], style, out);
	if (tree->count == 3) {
		text_add(out, " @ ");
		print_at(tree->part[2], style, BIND_UNARY, out);
	}
}

bool print_is_infix(const struct operation *op, const struct print_style *style)
{
	return op->fixity == FIX_INFIX ||
	       (style->unicode && op->fixity == FIX_FUNCTION && op->bind == BIND_TERM);
}

int print_bind(const struct tree *tree, const struct print_style *style)
{
	if (tree->kind != TREE_CALL)
		return tree->kind == TREE_DERIVATIVE && tree->count == 3 ? BIND_TERM : BIND_PRIMARY;
	return tree->op->fixity == FIX_FUNCTION && !print_is_infix(tree->op, style) ?
	               BIND_PRIMARY :
	               tree->op->bind;
}

// Whether the text of a tree begins with what could be a d-name, which after another one and a / would
// be read as a derivative.
static bool begins_with_d(const struct tree *tree)
{
	while (tree->kind == TREE_CALL && (tree->op->fixity == FIX_POSTFIX || tree->op->bind == BIND_POWER))
		tree = tree->part[0];
	return tree->kind == TREE_DERIVATIVE ||
	       (tree->kind == TREE_NAME && (tree->gradient || tree->name[0] == 'd'));
}

int print_bind_left(const struct tree *tree, const struct print_style *style)
{
	const struct tree *left = tree->part[0];
	if (tree->op->bind == BIND_POWER)
		return BIND_POSTFIX;
	// Unlike products bind alike: a pair of parentheses spares the reader the rule.
	bool const mixed = tree->op->bind == BIND_TERM && left->kind == TREE_CALL &&
	                   print_bind(left, style) == BIND_TERM && left->op != tree->op;
	return mixed ? BIND_UNARY : tree->op->bind;
}

int print_bind_right(const struct tree *tree)
{
	bool const divides = !strcmp(tree->op->name, "/") && begins_with_d(tree->part[1]);
	return tree->op->bind == BIND_POWER ? BIND_UNARY :
	       divides                      ? BIND_ALWAYS :
	                                      tree->op->bind + 1;
}

static void print_infix(const struct tree *tree, const struct print_style *style, struct text *out)
{
	const struct operation *op = tree->op;
	const char *spelling = style->unicode && op->pretty ? op->pretty : op->name;
	print_at(tree->part[0], style, print_bind_left(tree, style), out);
	if (op->bind == BIND_POWER) {
		static const char *const raised[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
		for (int n = 0; style->unicode && n <= 9; n++)
			if (tree_is_number(tree->part[1], n)) {
				text_add(out, raised[n]);
				return;
			}
		text_add(out, spelling);
	} else {
		text_addf(out, !strcmp(op->name, "*") ? "%s" : " %s ", spelling);
	}
	print_at(tree->part[1], style, print_bind_right(tree), out);
}

static void print_call(const struct tree *tree, const struct print_style *style, struct text *out)
{
	const struct operation *op = tree->op;
	const char *spelling = style->unicode && op->pretty ? op->pretty : op->name;
	if (print_is_infix(op, style)) {
		print_infix(tree, style, out);
	} else if (op->fixity == FIX_PREFIX) {
		text_addf(out, op->bind == BIND_UNARY ? "%s" : "%s ", spelling);
		print_at(tree->part[0], style, op->bind, out);
	} else if (op->fixity == FIX_CUT) {
		print_at(tree->part[0], style, BIND_PRIMARY, out);
		print_cut(tree->cut, out);
	} else if (op->fixity == FIX_POSTFIX) {
		print_at(tree->part[0], style, BIND_POSTFIX, out);
		text_add(out, spelling);
	} else {
		text_addf(out, "%s(", op->name);
		print_list(tree->part, tree->count, style, out);
		text_add_char(out, ')');
	}
}

static void print_matrix(const struct tree *tree, const struct print_style *style, struct text *out)
{
	int const cols = tree->count / tree->rows;
	text_add_char(out, '[');
	for (int i = 0; i < tree->rows; i++) {
		if (i)
			text_add(out, "; ");
		print_list(tree->part + i * cols, cols, style, out);
	}
	text_add_char(out, ']');
}

// Prints the tree in parentheses if it binds more weakly than `bind`.
static void print_at(const struct tree *tree, const struct print_style *style, int bind,
                     struct text *out)
{
	bool const parentheses = print_bind(tree, style) < bind;
	if (parentheses)
		text_add_char(out, '(');
	switch (tree->kind) {
	case TREE_NUMBER:
		number_write_exactly(tree->number, out);
		break;
	case TREE_NAME:
		print_name(tree, style, out);
		break;
	case TREE_CALL:
		print_call(tree, style, out);
		break;
	case TREE_MATRIX:
		print_matrix(tree, style, out);
		break;
	case TREE_DERIVATIVE:
		print_derivative(tree, style, out);
		break;
	}
	if (parentheses)
		text_add_char(out, ')');
}

void print_tree(const struct tree *tree, const struct print_style *style, struct text *out)
{
	print_at(tree, style, 0, out);
}
