// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/derive.h"

#include <limits.h>
#include <string.h>

#include "array/decompose.h"
#include "base/message.h"
#include "base/utf8.h"
#include "view/sheet.h"
#include "view/study.h"

enum { CHAIN_MOST = 16, INDENT = 2 };

// From the loss through the quantities that it is made of, one after the other, as long as each is made
// of one other only: E, yhat, logits, s.
struct chain {
	int quantity[CHAIN_MOST];
	int count;
};

struct derivation {
	const struct scene *scene;
	struct sheet *sheet;
	struct arena arena;
	struct chain chain;
	int t, parameter;
	bool numbers;
};

static const struct cell *cell_of(const struct derivation *d)
{
	return d->scene->walk->network->cell;
}

static const struct tree *source_of(const struct equation *equation)
{
	return equation->stated ? equation->stated : equation->right;
}

// ---- what a tree speaks of

struct mentions {
	const struct cell *cell;
	int computed, others; // the computed quantity spoken of at this time, and how many more
	int parameter;
	bool has_parameter;
};

static void visit_mention(void *context, struct tree *tree)
{
	struct mentions *mentions = context;
	if (tree->kind != TREE_NAME)
		return;
	mentions->has_parameter |= tree->quantity == mentions->parameter;
	if (mentions->cell->quantity[tree->quantity].kind != QUANTITY_COMPUTED)
		return;
	if (mentions->computed < 0 && !tree->offset)
		mentions->computed = tree->quantity;
	else if (tree->quantity != mentions->computed || tree->offset)
		mentions->others++;
}

static struct mentions mentions_of(const struct derivation *d, int quantity)
{
	const struct cell *cell = cell_of(d);
	struct mentions mentions = { .cell = cell, .computed = -1, .parameter = d->parameter };
	const struct equation *equation =
		&cell->forward.equation[cell->quantity[quantity].equation];
	tree_visit((struct tree *)source_of(equation), visit_mention, &mentions);
	return mentions;
}

static void follow_chain(struct derivation *d)
{
	const struct cell *cell = cell_of(d);
	struct chain *chain = &d->chain;
	chain->quantity[chain->count++] = cell->loss;
	while (chain->count < CHAIN_MOST) {
		int const last = chain->quantity[chain->count - 1];
		struct mentions const mentions = mentions_of(d, last);
		if (cell->quantity[last].is_recurrent || mentions.computed < 0 || mentions.others)
			return;
		chain->quantity[chain->count++] = mentions.computed;
	}
}

// Where the parameter is used: by a quantity that makes the loss, by one that makes the states.
static void find_uses(const struct derivation *d, bool *in_head, bool *in_body)
{
	const struct cell *cell = cell_of(d);
	*in_head = *in_body = false;
	for (int i = 0; i < cell->forward.count; i++) {
		int const quantity = cell->forward.equation[i].quantity;
		if (mentions_of(d, quantity).has_parameter)
			*(cell->quantity[quantity].is_recurrent ? in_body : in_head) = true;
	}
}

// ---- words

static const char *d_sign(const struct derivation *d)
{
	return d->scene->ascii ? "d" : "∂";
}

static void add_name(const struct derivation *d, int quantity, struct text *out)
{
	struct tree const name = { .kind = TREE_NAME,
		                   .quantity = quantity,
		                   .name = cell_of(d)->quantity[quantity].name };
	struct print_style const style = { .unicode = !d->scene->ascii };
	print_tree(&name, &style, out);
}

// All states together: s, or (s,c).
static void add_state(const struct derivation *d, struct text *out)
{
	const struct cell *cell = cell_of(d);
	int states = 0;
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].is_state)
			states++;
	if (states > 1)
		text_add_char(out, '(');
	for (int q = 0, seen = 0; q < cell->quantities; q++)
		if (cell->quantity[q].is_state) {
			add_name(d, q, out);
			if (++seen < states)
				text_add_char(out, ',');
		}
	if (states > 1)
		text_add_char(out, ')');
}

// ∂a[t]/∂b[t] for neighbours of the chain.
static void add_link(const struct derivation *d, int i, struct text *out)
{
	text_add(out, d_sign(d));
	add_name(d, d->chain.quantity[i], out);
	text_addf(out, "[%d]/%s", d->t, d_sign(d));
	add_name(d, d->chain.quantity[i + 1], out);
	text_addf(out, "[%d]", d->t);
}

static const char *times(const struct derivation *d)
{
	return d->scene->ascii ? " * " : " · ";
}

// The chain ends at a state, or before: then the rest is one factor.
static bool chain_reaches_state(const struct derivation *d)
{
	const struct cell *cell = cell_of(d);
	int states = 0;
	for (int q = 0; q < cell->quantities; q++)
		states += cell->quantity[q].is_state;
	return states == 1 && cell->quantity[d->chain.quantity[d->chain.count - 1]].is_state;
}

static void add_chain(const struct derivation *d, struct text *out)
{
	if (chain_reaches_state(d)) {
		for (int i = 0; i + 1 < d->chain.count; i++) {
			text_add(out, i ? times(d) : "");
			add_link(d, i, out);
		}
		return;
	}
	text_addf(out, "%s", d_sign(d));
	add_name(d, cell_of(d)->loss, out);
	text_addf(out, "[%d]/%s", d->t, d_sign(d));
	add_state(d, out);
	text_addf(out, "[%d]", d->t);
}

static void add_immediate(const struct derivation *d, const char *left, struct text *out)
{
	text_addf(out, "%s%s%s/%s", d_sign(d), d->scene->ascii ? "+" : "⁺", left, d_sign(d));
	add_name(d, d->parameter, out);
}

// ---- factors with their shapes and norms

static void write_factor(struct derivation *d, const char *name, struct array value)
{
	struct text line = { 0 }, shape = { 0 };
	bool const is_matrix = value.rows > 1 && value.cols > 1;
	struct array singular =
		array_new(&d->arena, value.rows < value.cols ? value.rows : value.cols, 1);
	double norm = array_norm(value);
	if (is_matrix && array_singular_values(singular, value))
		norm = singular.at[0];
	shape_write(shape_of(value.rows, value.cols), &shape);
	text_add(&line, name);
	int const used = utf8_columns(text_get(&line), line.length);
	text_add_repeated(&line, " ", used < 22 ? 22 - used : 1);
	text_addf(&line, "%-9s ", text_get(&shape));
	text_addf(&line, "%s", is_matrix ? _("largest singular value ") : _("norm "));
	typeset_number(norm, d->scene->precision, &line);
	sheet_line(d->sheet, INDENT, ROLE_TEXT, text_get(&line));
	if (d->numbers) {
		struct typeset_style const style = { .ascii = d->scene->ascii,
			                             .precision = d->scene->precision,
			                             .rows_most = 12,
			                             .cols_most = 8 };
		sheet_box(d->sheet, 2 * INDENT, box_matrix(value, &style, ROLE_TEXT));
	}
	text_free(&line);
	text_free(&shape);
}

static void write_chain_factors(struct derivation *d)
{
	const struct pass *pass = d->scene->walk->pass;
	const struct cell *cell = cell_of(d);
	struct text name = { 0 };
	if (chain_reaches_state(d)) {
		for (int i = 0; i + 1 < d->chain.count; i++) {
			text_clear(&name);
			add_link(d, i, &name);
			write_factor(d, text_get(&name),
			             jacobian(pass, d->chain.quantity[i], d->t,
			                      d->chain.quantity[i + 1], d->t, -1, &d->arena));
		}
	} else {
		for (int q = 0; q < cell->quantities; q++) {
			if (!cell->quantity[q].is_state)
				continue;
			text_clear(&name);
			text_addf(&name, "%s", d_sign(d));
			add_name(d, cell->loss, &name);
			text_addf(&name, "[%d]/%s", d->t, d_sign(d));
			add_name(d, q, &name);
			text_addf(&name, "[%d]", d->t);
			write_factor(d, text_get(&name),
			             backward_quantity(pass, d->t, q, d->t, &d->arena));
		}
	}
	text_free(&name);
}

// The product so far of the steps' Jacobians, and each of them.
static void write_jacobians(struct derivation *d)
{
	const struct pass *pass = d->scene->walk->pass;
	struct text name = { 0 };
	int const last = place_last_k(&d->scene->walk->itinerary, d->t);
	for (int j = d->t; j > last; j--) {
		text_clear(&name);
		text_add(&name, d_sign(d));
		add_state(d, &name);
		text_addf(&name, "[%d]/%s", j, d_sign(d));
		add_state(d, &name);
		text_addf(&name, "[%d]", j - 1);
		write_factor(d, text_get(&name), jacobian_state(pass, j, j - 1, &d->arena));
	}
	text_free(&name);
}

// ---- the equations that a parameter's sum needs, found from the sum back

static void mark_needed(const struct program *program, const struct tree *tree, bool *needed)
{
	if (tree->kind == TREE_NAME && tree->gradient)
		for (int i = 0; i < program->count; i++)
			if (program->equation[i].quantity == tree->quantity && !needed[i] &&
			    program->equation[i].part != PART_TAIL) {
				needed[i] = true;
				mark_needed(program, program->equation[i].right, needed);
			}
	for (int i = 0; i < tree->count; i++)
		mark_needed(program, tree->part[i], needed);
}

static void write_rules(struct derivation *d)
{
	const struct program *program = &cell_of(d)->sweep;
	struct print_style const style = { .unicode = !d->scene->ascii };
	bool needed[4 * CELL_QUANTITIES + 4] = { false };
	struct text line = { 0 };
	for (int i = 0; i < program->count; i++)
		if (program->equation[i].quantity == d->parameter) {
			needed[i] = true;
			mark_needed(program, program->equation[i].right, needed);
		}
	for (int i = 0; i < program->count; i++)
		if (needed[i]) {
			text_clear(&line);
			equation_print(cell_of(d), &program->equation[i], &style, &line);
			sheet_line(d->sheet, INDENT, ROLE_MATH, text_get(&line));
		}
	text_free(&line);
}

// ---- the terms of the sum over k

static void add_column(struct text *line, double value, int precision)
{
	struct text number = { 0 };
	typeset_number(value, precision, &number);
	int const used = utf8_columns(text_get(&number), number.length);
	text_add_repeated(line, " ", used < 13 ? 13 - used : 1);
	text_add(line, text_get(&number));
	text_free(&number);
}

// The share of a term is ⟨term, total⟩/‖total‖²: shares sum to 1 and may be negative.
static double share_of(struct array term, struct array total)
{
	double dot = 0, square = 0;
	for (size_t i = 0; i < array_size(total); i++) {
		dot += term.at[i] * total.at[i];
		square += total.at[i] * total.at[i];
	}
	return dot / square;
}

static void write_terms(struct derivation *d, bool in_body)
{
	const struct pass *pass = d->scene->walk->pass;
	struct array const total = backward_parameter(pass, d->t, d->parameter, -1, &d->arena);
	struct text line = { 0 };
	int const last = in_body ? place_last_k(&d->scene->walk->itinerary, d->t) : d->t;
	sheet_line(d->sheet, INDENT, ROLE_DIM,
	           _(" k   norm of the product  norm of its term    share"));
	struct array product = jacobian_state(pass, d->t, d->t, &d->arena);
	for (int k = d->t; k >= last; k--) {
		struct array const term =
			backward_parameter(pass, d->t, d->parameter, k, &d->arena);
		struct array singular = array_new(&d->arena, product.rows, 1);
		array_singular_values(singular, product);
		text_clear(&line);
		text_addf(&line, "%2d        ", k);
		add_column(&line, singular.at[0], d->scene->precision);
		text_add(&line, "     ");
		add_column(&line, array_norm(term), d->scene->precision);
		text_addf(&line, "%8.1f %%", 100 * share_of(term, total));
		sheet_line(d->sheet, INDENT, ROLE_TEXT, text_get(&line));
		if (k == last)
			break;
		struct array const step = jacobian_state(pass, k, k - 1, &d->arena);
		struct array const longer = array_new(&d->arena, product.rows, product.cols);
		array_multiply(longer, product, step);
		product = longer;
	}
	text_clear(&line);
	text_add(&line, _("their sum has the norm "));
	typeset_number(array_norm(total), d->scene->precision, &line);
	sheet_line(d->sheet, INDENT, ROLE_TEXT, text_get(&line));
	text_free(&line);
}

// ---- the whole page

static void write_formula(struct derivation *d, bool in_head, bool in_body)
{
	struct text line = { 0 };
	int const last = place_last_k(&d->scene->walk->itinerary, d->t);
	text_add(&line, d_sign(d));
	add_name(d, cell_of(d)->loss, &line);
	text_addf(&line, "[%d]/%s", d->t, d_sign(d));
	add_name(d, d->parameter, &line);
	text_add(&line, " = ");
	if (in_head) {
		int at = 0;
		while (at + 1 < d->chain.count &&
		       !mentions_of(d, d->chain.quantity[at]).has_parameter)
			at++;
		for (int i = 0; i < at; i++) {
			add_link(d, i, &line);
			text_add(&line, times(d));
		}
		struct text left = { 0 };
		add_name(d, d->chain.quantity[at], &left);
		text_addf(&left, "[%d]", d->t);
		add_immediate(d, text_get(&left), &line);
		text_free(&left);
		text_add(&line, in_body ? " + " : "");
	}
	if (in_body) {
		struct text left = { 0 };
		text_addf(&line, d->scene->ascii ? "sum k=%d..%d " : "Σ k=%d..%d ", last, d->t);
		add_chain(d, &line);
		text_addf(&line, "%s(%s j=k+1..%d %s", times(d), d->scene->ascii ? "prod" : "Π",
		          d->t, d_sign(d));
		add_state(d, &line);
		text_addf(&line, "[j]/%s", d_sign(d));
		add_state(d, &line);
		text_addf(&line, "[j-1])%s", times(d));
		add_state(d, &left);
		text_add(&left, "[k]");
		add_immediate(d, text_get(&left), &line);
		text_free(&left);
	}
	sheet_prose(d->sheet, ROLE_STRONG, text_get(&line));
	text_free(&line);
}

static void write_all(struct derivation *d)
{
	bool in_head, in_body;
	follow_chain(d);
	find_uses(d, &in_head, &in_body);
	write_formula(d, in_head, in_body);
	sheet_line(d->sheet, 0, ROLE_TITLE, _("the factors"));
	write_chain_factors(d);
	if (in_body)
		write_jacobians(d);
	sheet_line(d->sheet, 0, ROLE_TITLE, _("the steps that multiply them, from the loss down"));
	write_rules(d);
	sheet_line(d->sheet, 0, ROLE_TITLE, _("the terms"));
	write_terms(d, in_body);
	if (!in_body)
		sheet_prose(d->sheet, ROLE_HINT,
		            _("Only this time step counts: the states depend on it nowhere."));
}

void view_derive(const struct scene *scene, int t, int parameter, bool numbers, int cols,
                 struct text *out)
{
	struct sheet sheet = sheet_new(cols, INT_MAX);
	struct derivation d = {
		.scene = scene, .sheet = &sheet, .t = t, .parameter = parameter, .numbers = numbers
	};
	write_all(&d);
	sheet_write(&sheet, out);
	sheet_free(&sheet);
	arena_free(&d.arena);
}
