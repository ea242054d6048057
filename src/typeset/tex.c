// SPDX-License-Identifier: GPL-3.0-or-later
#include "typeset/tex.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/operator.h"
#include "typeset/symbol.h"

static void write_at(const struct tree *tree, const struct tex_style *style, int bind,
                     struct text *out);

void tex_write_digits(const char *digits, struct text *out)
{
	const char *const exponent = strchr(digits, 'e');
	if (strpbrk(digits, "nN"))
		text_addf(out, "%s%s", *digits == '-' ? "-" : "",
		          strpbrk(digits, "aA") ? "\\mathrm{NaN}" : "\\infty");
	else if (exponent)
		text_addf(out, "%.*s\\cdot10^{%d}", (int)(exponent - digits), digits,
		          atoi(exponent + 1));
	else
		text_add(out, digits);
}

void tex_write_derivative(const char *numerator, const char *denominator, bool immediate,
                          struct text *out)
{
	text_addf(out, "\\frac{\\partial%s%s}{\\partial %s}", immediate ? "^{+}" : " ", numerator,
	          denominator);
}

// ---- names

// The letters of a name: y with a hat, a Greek letter, one letter; else a word in italics.
static void write_letters(const char *name, size_t length, struct text *out)
{
	const struct symbol *const symbol = symbol_find(name, length);
	bool const is_greek = symbol && symbol->pretty && strchr("\xCE\xCF", symbol->pretty[0]);
	if (length == 4 && !memcmp(name + 1, "hat", 3))
		text_addf(out, "\\hat{%c}", *name);
	else if (length == 1 && isalpha((unsigned char)*name))
		text_add_char(out, *name);
	else if (is_greek)
		text_addf(out, "\\%s", symbol->name);
	else {
		text_add(out, "\\mathit{");
		for (size_t i = 0; i < length; i++)
			text_addf(out, strchr("_$", name[i]) ? "\\%c" : "%c", name[i]);
		text_add_char(out, '}');
	}
}

// Bytes of a name that its subscript begins after: Wf is W_f, layer2 is layer with a 2.
static size_t find_stem(const char *name)
{
	size_t const length = strlen(name);
	size_t stem = length;
	while (*name != '$' && stem > 1 && isdigit((unsigned char)name[stem - 1]))
		stem--;
	return length == 2 && isalpha((unsigned char)*name) ? 1 : stem;
}

static void add_index(struct text *list, const char *index)
{
	text_addf(list, "%s%s", list->length ? "," : "", index);
}

static void add_time(const struct tree *name, const struct print_style *style, struct text *list)
{
	static const char *const letters[] = { "", "t", "k", "T-1" };
	int const bases[] = { 0, style->t, style->k, style->T - 1 };
	char index[32];
	if (name->time == TIME_NONE)
		return;
	if (style->numbered)
		snprintf(index, sizeof index, "%d", bases[name->time] + name->offset);
	else if (name->offset)
		snprintf(index, sizeof index, "%s%+d", letters[name->time], name->offset);
	else
		snprintf(index, sizeof index, "%s", letters[name->time]);
	add_index(list, index);
}

static void add_tree(const struct tree *tree, const struct tex_style *style, struct text *list)
{
	LOCAL(text) index = { 0 };
	write_at(tree, style, 0, &index);
	add_index(list, text_get(&index));
}

// delta[3,1] is the delta of loss 3 at step 1: the loss stands above.
static bool has_loss_above(const struct tree *name)
{
	return name->quantity < 0 && !strcmp(name->name, "delta") && name->subscripts &&
	       name->subscript[0].count == 2;
}

static void write_name(const struct tree *tree, const struct tex_style *style, struct text *out)
{
	const char *name = tree->name;
	LOCAL(text) low = { 0 }, high = { 0 };
	bool const gradient = tree->gradient ||
	                      (tree->quantity < 0 && *name == 'd' && isalpha((unsigned char)name[1]) &&
	                       (!name[2] || !strcmp(name + 2, "hat")));
	if (gradient)
		text_add(out, "\\mathrm{d}");
	name += gradient && !tree->gradient;
	size_t const stem = find_stem(name);
	write_letters(name, stem, out);
	if (name[stem])
		add_index(&low, name + stem);
	add_time(tree, &style->names, &low);
	for (int i = 0; tree->quantity < 0 && i < tree->subscripts; i++)
		for (int j = 0; j < tree->subscript[i].count; j++)
			add_tree(tree->subscript[i].at[j], style,
			         !i && !j && has_loss_above(tree) ? &high : &low);
	if (low.length)
		text_addf(out, "_{%s}", text_get(&low));
	if (high.length)
		text_addf(out, "^{(%s)}", text_get(&high));
}

// ---- how strongly things bind as they are set here: a fraction holds itself together

static bool is_value(const struct tree *tree, const struct tex_style *style)
{
	return style->scope && tree->kind == TREE_NAME && tree->quantity >= 0;
}

static struct array value_of(const struct tree *tree, const struct tex_style *style)
{
	return style->scope->bound(style->scope->context, tree);
}

static void write_value(const struct tree *tree, const struct tex_style *style, struct text *out)
{
	typeset_matrix_tex(value_of(tree, style), style->numbers, out);
}

static bool is_fraction(const struct tree *tree)
{
	return tree->kind == TREE_DERIVATIVE || tree_is_call(tree, "/");
}

static int bind_of_digits(const char *tex)
{
	return *tex == '-' ? BIND_SUM : strstr(tex, "\\cdot") ? BIND_TERM : BIND_PRIMARY;
}

static void write_number(double number, struct text *out)
{
	LOCAL(text) digits = { 0 };
	struct tree const tree = { .kind = TREE_NUMBER, .number = number };
	print_tree(&tree, &(struct print_style){ 0 }, &digits);
	tex_write_digits(text_get(&digits), out);
}

static int bind_of(const struct tree *tree, const struct tex_style *style)
{
	static const struct print_style infix = { .unicode = true }; // ⊗ stands between its operands
	if (is_fraction(tree))
		return BIND_POWER;
	if (tree->kind != TREE_NUMBER && !is_value(tree, style))
		return print_bind(tree, &infix);
	LOCAL(text) digits = { 0 };
	if (tree->kind == TREE_NUMBER)
		write_number(tree->number, &digits);
	else
		write_value(tree, style, &digits);
	return bind_of_digits(text_get(&digits));
}

// Whether it ends with something raised, upon which nothing more can be raised.
static bool ends_raised(const struct tree *tree, const struct tex_style *style)
{
	return (tree->kind == TREE_CALL && tree->op->fixity == FIX_POSTFIX) ||
	       (tree->kind == TREE_NAME && !is_value(tree, style) && has_loss_above(tree));
}

// ---- parts

static void write_enclosed(const struct text *inside, struct text *out)
{
	bool const tall = strstr(text_get(inside), "\\frac") || strstr(text_get(inside), "\\begin");
	text_addf(out, tall ? "\\left(%s\\right)" : "(%s)", text_get(inside));
}

// An operand after an infix operator: a sign there needs parentheses, for the operator may be a blank.
static void write_right(const struct tree *tree, const struct tex_style *style, int bind,
                        struct text *out)
{
	LOCAL(text) operand = { 0 };
	write_at(tree, style, bind, &operand);
	if (strchr("+-", text_get(&operand)[0]))
		write_enclosed(&operand, out);
	else
		text_add(out, text_get(&operand));
}

static void write_base(const struct tree *tree, const struct tex_style *style, struct text *out)
{
	write_at(tree, style, ends_raised(tree, style) ? BIND_PRIMARY + 1 : BIND_POSTFIX, out);
}

static void write_infix(const struct tree *tree, const struct tex_style *style, struct text *out)
{
	static const struct print_style infix = { .unicode = true };
	const struct tree *left = tree->part[0], *right = tree->part[1];
	LOCAL(text) operand = { 0 };
	if (is_fraction(tree)) {
		text_add(out, "\\frac{");
		write_at(left, style, 0, out);
		text_add(out, "}{");
		write_at(right, style, 0, out);
		text_add_char(out, '}');
		return;
	}
	if (tree->op->bind == BIND_POWER) {
		write_base(left, style, out);
		text_add(out, "^{");
		write_at(right, style, 0, out);
		text_add_char(out, '}');
		return;
	}
	write_at(left, style, is_fraction(left) ? 0 : print_bind_left(tree, &infix), out);
	write_right(right, style, tree->op->bind + 1, &operand);
	bool const digits = !strcmp(tree->op->name, "*") && isdigit((unsigned char)text_get(&operand)[0]);
	text_addf(out, " %s %s", digits ? "\\cdot" : tree->op->tex, text_get(&operand));
}

// The spelling of a function may say where its operand goes: \sqrt{#1}; further ones are subscripts.
static void write_pattern(const struct tree *tree, const struct tex_style *style, const char *place,
                          struct text *out)
{
	text_add_bytes(out, tree->op->tex, (size_t)(place - tree->op->tex));
	write_at(tree->part[0], style, 0, out);
	text_add(out, place + strlen("#1"));
	for (int i = 1; i < tree->count; i++) {
		text_add(out, "_{");
		write_at(tree->part[i], style, 0, out);
		text_add_char(out, '}');
	}
}

static void write_function(const struct tree *tree, const struct tex_style *style, struct text *out)
{
	const char *const place = strstr(tree->op->tex, "#1");
	LOCAL(text) inside = { 0 };
	if (place && tree->count) {
		write_pattern(tree, style, place, out);
		return;
	}
	for (int i = 0; i < tree->count; i++) {
		text_add(&inside, i ? ", " : "");
		write_at(tree->part[i], style, 0, &inside);
	}
	text_add(out, tree->op->tex);
	write_enclosed(&inside, out);
}

static void write_call(const struct tree *tree, const struct tex_style *style, struct text *out)
{
	const struct operation *op = tree->op;
	if (op->fixity == FIX_INFIX || (op->fixity == FIX_FUNCTION && op->bind == BIND_TERM)) {
		write_infix(tree, style, out);
	} else if (op->fixity == FIX_PREFIX) {
		text_addf(out, op->tex[0] == '\\' ? "%s " : "%s", op->tex);
		write_right(tree->part[0], style, op->bind, out);
	} else if (op->fixity == FIX_CUT) {
		write_at(tree->part[0], style, BIND_PRIMARY, out);
		print_cut(tree->cut, out);
	} else if (op->fixity == FIX_POSTFIX) {
		write_base(tree->part[0], style, out);
		text_add(out, op->tex);
	} else {
		write_function(tree, style, out);
	}
}

static void write_derivative(const struct tree *tree, const struct tex_style *style,
                             struct text *out)
{
	LOCAL(text) numerator = { 0 }, denominator = { 0 };
	write_name(tree->part[0], style, &numerator);
	write_name(tree->part[1], style, &denominator);
	text_add(out, tree->count == 3 ? "\\left." : "");
	tex_write_derivative(text_get(&numerator), text_get(&denominator), false, out);
	if (tree->count == 3) {
		const struct tree *const k = tree->part[2];
		bool const is_k = k->kind == TREE_NAME && !strcmp(k->name, "k");
		text_add(out, is_k ? "\\right|_{" : "\\right|_{k=");
		write_at(k, style, 0, out);
		text_add_char(out, '}');
	}
}

static void write_matrix(const struct tree *tree, const struct tex_style *style, struct text *out)
{
	int const cols = tree->count / tree->rows;
	text_add(out, "\\begin{pmatrix}");
	for (int i = 0; i < tree->count; i++) {
		text_add(out, !i ? "" : i % cols ? " & " : " \\\\ ");
		write_at(tree->part[i], style, 0, out);
	}
	text_add(out, "\\end{pmatrix}");
}

static void write_bare(const struct tree *tree, const struct tex_style *style, struct text *out)
{
	switch (tree->kind) {
	case TREE_NUMBER:
		write_number(tree->number, out);
		break;
	case TREE_NAME:
		if (is_value(tree, style))
			write_value(tree, style, out);
		else
			write_name(tree, style, out);
		break;
	case TREE_CALL:
		write_call(tree, style, out);
		break;
	case TREE_MATRIX:
		write_matrix(tree, style, out);
		break;
	case TREE_DERIVATIVE:
		write_derivative(tree, style, out);
		break;
	}
}

// Writes the tree in parentheses if it binds more weakly than `bind`.
static void write_at(const struct tree *tree, const struct tex_style *style, int bind,
                     struct text *out)
{
	if (bind_of(tree, style) >= bind) {
		write_bare(tree, style, out);
		return;
	}
	LOCAL(text) inside = { 0 };
	write_bare(tree, style, &inside);
	write_enclosed(&inside, out);
}

void tex_write(const struct tree *tree, const struct tex_style *style, struct text *out)
{
	write_at(tree, style, 0, out);
}

const char *tex_sign(const struct equation *equation)
{
	return equation->adds ? " \\mathrel{+}= " : " = ";
}

void tex_write_left(const struct cell *cell, const struct equation *equation,
                    const struct tex_style *style, struct text *out)
{
	struct tree const left = equation_left(cell, equation);
	tex_write(&left, style, out);
	text_add(out, tex_sign(equation));
}

void tex_write_equation(const struct cell *cell, const struct equation *equation,
                        const struct tex_style *style, struct text *out)
{
	tex_write_left(cell, equation, style, out);
	tex_write(equation->right, style, out);
}
