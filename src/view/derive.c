// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/derive.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/decompose.h"
#include "array/number.h"
#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "lang/tangent.h"
#include "typeset/tex.h"
#include "view/derivation.h"
#include "view/gradient.h"
#include "view/study.h"

// Of many factors or terms the first and the last are shown.  A large matrix is measured by its
// Frobenius norm: its singular values would take too long.
enum {
	PIECES_MOST = 3 * CHAIN_MOST,
	SHOWN_MOST = 12,
	SHOWN_FIRST = 8,
	SHOWN_LAST = 3,
	NAME_COLUMNS = 26,
	SINGULAR_MOST = 256
};

// Whether number `i` of `count` is shown; *gap: the first that is not, where a line says so.
static bool is_shown(int i, int count, bool *gap)
{
	*gap = count > SHOWN_MOST && i == SHOWN_FIRST;
	return count <= SHOWN_MOST || i < SHOWN_FIRST || i >= count - SHOWN_LAST;
}

// ---- the formula

// As a textbook sets it; false: it is too wide, or ASCII letters do not allow it.
static bool draw_formula(struct derivation *d, const struct text *tex)
{
	struct box box = math_box(text_get(tex), tex->length, d->chain.ascii, d->cols, ROLE_STRONG);
	bool const is_tex = d->scene->math == MATH_TEX, fits = box.grid.cols <= d->cols;
	if (is_tex)
		sheet_prose(d->sheet, ROLE_STRONG, text_get(tex));
	else if (fits)
		sheet_box(d->sheet, 0, box);
	if (is_tex || !fits)
		box_free(&box);
	return is_tex || fits;
}

void derivation_write_formula(struct derivation *d, const struct text *tex, const struct text *plain)
{
	if (!draw_formula(d, tex))
		sheet_prose(d->sheet, ROLE_STRONG, text_get(plain));
}

static void write_formula(struct derivation *d)
{
	LOCAL(text) tex = { 0 };
	gradient_write_tex(&d->chain, &tex);
	bool const is_drawn = draw_formula(d, &tex);
	if (is_drawn)
		return;
	struct text pieces[PIECES_MOST] = { { 0 } }, line = { 0 };
	int const count = chain_pieces(&d->chain, pieces, PIECES_MOST);
	int const indent = 2 * DERIVATION_INDENT;
	for (int i = 0; i < count; i++) {
		int const used = utf8_columns(text_get(&line), line.length);
		int const wide = utf8_columns(text_get(&pieces[i]), pieces[i].length);
		if (used > indent && used + wide > d->cols) {
			sheet_line(d->sheet, 0, ROLE_STRONG, text_get(&line));
			text_clear(&line);
			text_add_repeated(&line, " ", indent - 1);
		}
		text_add(&line, text_get(&pieces[i]));
		text_free(&pieces[i]);
	}
	sheet_line(d->sheet, 0, ROLE_STRONG, text_get(&line));
	text_free(&line);
}

// ---- factors with their shapes and norms

// The largest singular value of a matrix, the Euclidean norm of a vector.
static double measure(struct array value, bool *singular)
{
	int const shorter = value.rows < value.cols ? value.rows : value.cols;
	double norm = array_norm(value);
	*singular = shorter > 1 && shorter <= SINGULAR_MOST;
	if (*singular) {
		LOCAL(arena) arena = { 0 };
		struct array values = array_new(&arena, shorter, 1);
		norm = array_singular_values(values, value) ? values.at[0] : norm;
	}
	return norm;
}

// As many columns of them as fit.
static void write_numbers(struct derivation *d, struct array value)
{
	struct typeset_style style = { .ascii = d->chain.ascii,
		                       .precision = d->scene->precision,
		                       .rows_most = 12,
		                       .cols_most = 12 };
	struct box box = box_matrix(value, &style, ROLE_TEXT);
	while (box.grid.cols > d->cols - 2 * DERIVATION_INDENT && style.cols_most > 2) {
		style.cols_most--;
		box_free(&box);
		box = box_matrix(value, &style, ROLE_TEXT);
	}
	sheet_box(d->sheet, 2 * DERIVATION_INDENT, box);
}

void derivation_write_factor(struct derivation *d, const struct text *name, struct array value)
{
	LOCAL(text) line = { 0 }, shape = { 0 };
	bool singular;
	double const norm = measure(value, &singular);
	shape_write(shape_of(value.rows, value.cols), &shape);
	text_add(&line, text_get(name));
	int used = utf8_columns(text_get(&line), line.length);
	text_add_repeated(&line, " ", used < NAME_COLUMNS ? NAME_COLUMNS - used : 1);
	used = utf8_columns(text_get(&shape), shape.length);
	text_addf(&line, "%s%*s", text_get(&shape), used < 9 ? 10 - used : 1, "");
	text_addf(&line, "%s", singular ? _("largest singular value ") : _("norm "));
	number_write_in_formula(norm, d->scene->precision, &line);
	sheet_line(d->sheet, DERIVATION_INDENT, ROLE_TEXT, text_get(&line));
	if (d->numbers)
		write_numbers(d, value);
}

// The state at the chain's end, of all states: (I 0).
static struct array selection(const struct derivation *d, struct arena *arena)
{
	const struct network *network = d->scene->walk->network;
	const struct cell *cell = network->cell;
	int const end = d->chain.quantity[d->chain.count - 1];
	int all = 0, before = 0;
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].is_state) {
			before = q == end ? all : before;
			all += shape_resolve(cell->quantity[q].shape, network->H, network->C).rows;
		}
	int const rows = shape_resolve(cell->quantity[end].shape, network->H, network->C).rows;
	struct array const out = array_new(arena, rows, all);
	for (int i = 0; i < rows; i++)
		out.at[(size_t)i * (size_t)all + (size_t)(before + i)] = 1;
	return out;
}

// ∂E[t]/∂(all states at t-1), one below the other.
static struct array loss_before(const struct derivation *d, struct arena *arena)
{
	const struct cell *cell = d->chain.cell;
	int const t = d->chain.t;
	struct array const none = array_new(arena, 1, 1);
	struct array out = none;
	for (int q = 0; q < cell->quantities; q++) {
		if (!cell->quantity[q].is_state)
			continue;
		struct array const part = jacobian(derivation_pass(d), cell->loss, t, q, t - 1, -1, arena);
		int const rows = out.at == none.at ? 0 : out.rows;
		struct array const longer = array_new(arena, rows + part.rows, 1);
		if (rows)
			memcpy(longer.at, out.at, (size_t)rows * sizeof *out.at);
		memcpy(longer.at + rows, part.at, (size_t)part.rows * sizeof *part.at);
		out = longer;
	}
	return out;
}

void derivation_write_links(struct derivation *d, int links)
{
	const struct chain *chain = &d->chain;
	LOCAL(arena) arena = { 0 };
	LOCAL(text) name = { 0 };
	for (int i = 0; i < links; i++) {
		text_clear(&name);
		chain_add_link(chain, i, &name);
		derivation_write_factor(d, &name,
		             jacobian(derivation_pass(d), chain->quantity[i], chain->t,
		                      chain->quantity[i + 1], chain->t, -1, &arena));
	}
}

static void write_chain_factors(struct derivation *d)
{
	const struct chain *chain = &d->chain;
	LOCAL(arena) arena = { 0 };
	LOCAL(text) name = { 0 };
	derivation_write_links(d, !chain->is_simple ? 0 : chain->in_step ? chain->count - 1 : chain->use);
	if (chain->is_simple && chain->in_step && chain->states > 1) {
		chain_add_selection(chain, &name);
		derivation_write_factor(d, &name, selection(d, &arena));
	} else if (!chain->is_simple && chain->in_step && chain->t > chain->last) {
		chain_add_before(chain, &name);
		derivation_write_factor(d, &name, loss_before(d, &arena));
	}
}

// The steps that the states go through on their way: the latest first.
static int first_step(const struct chain *chain)
{
	return chain->is_simple ? chain->t : chain->t - 1;
}

void derivation_write_steps(struct derivation *d, int first, int last)
{
	const struct chain *chain = &d->chain;
	int const count = first - last;
	for (int i = 0; i < count && !interrupt_seen(); i++) {
		bool gap;
		if (is_shown(i, count, &gap)) {
			LOCAL(arena) arena = { 0 };
			LOCAL(text) name = { 0 };
			chain_add_step(chain, first - i, &name);
			derivation_write_factor(d, &name,
			             jacobian_state(derivation_pass(d), first - i, first - i - 1, &arena));
		} else if (gap) {
			sheet_line(d->sheet, DERIVATION_INDENT, ROLE_DIM, d->chain.ascii ? "..." : "…");
		}
	}
}

// ---- one step, written out

// ∂c[t]/∂s[t-1] = diag(…)*W + …: by what path a state comes from one before.
static void write_tangent(struct derivation *d, int above, int below)
{
	const struct cell *cell = d->chain.cell;
	const char *sign = d->chain.ascii ? "d" : "∂";
	struct print_style const style = { .unicode = !d->chain.ascii };
	LOCAL(arena) arena = { 0 };
	LOCAL(text) line = { 0 };
	struct tree *tangent = tangent_of_step(cell, above, below, &arena);
	text_addf(&line, "%s%s[t]/%s%s[t-1] = ", sign, cell->quantity[above].name, sign,
	          cell->quantity[below].name);
	if (tangent && d->scene->math == MATH_TEX)
		tex_write(tangent, &(struct tex_style){ .names = style }, &line);
	else if (tangent)
		print_tree(tangent, &style, &line);
	else
		text_add(&line, _("(more paths than are written out here)"));
	if (!tangent || !tree_is_number(tangent, 0))
		sheet_prose_at(d->sheet, DERIVATION_INDENT, ROLE_MATH, text_get(&line));
}

void derivation_write_tangents(struct derivation *d)
{
	const struct cell *cell = d->chain.cell;
	sheet_line(d->sheet, 0, ROLE_TITLE,
	           d->chain.states > 1 ? _("one step, written out: the blocks of its Jacobian, path by path")
	                               : _("one step, written out"));
	for (int above = 0; above < cell->quantities; above++)
		for (int below = 0; below < cell->quantities; below++)
			if (cell->quantity[above].is_state && cell->quantity[below].is_state)
				write_tangent(d, above, below);
}

// ---- the equations that a parameter's sum needs, found from the sum back

static void mark_needed(const struct program *program, const struct tree *tree, bool *needed)
{
	if (tree->kind == TREE_NAME && tree->gradient)
		for (int i = 0; i < program->count; i++)
			if (program->equation[i].quantity == tree->quantity && !needed[i]) {
				needed[i] = true;
				mark_needed(program, program->equation[i].right, needed);
			}
	for (int i = 0; i < tree->count; i++)
		mark_needed(program, tree->part[i], needed);
}

void derivation_write_rules(struct derivation *d, int quantity, bool goes_on)
{
	const struct cell *cell = d->chain.cell;
	const struct program *program = backward_program(d->scene->walk->network);
	struct print_style const style = { .unicode = !d->chain.ascii };
	struct tex_style const tex = { .names = style };
	bool *needed = memory_get((size_t)program->count + 1, sizeof *needed);
	LOCAL(text) line = { 0 };
	for (int i = 0; i < program->count; i++)
		if (program->equation[i].quantity == quantity) {
			needed[i] = true;
			mark_needed(program, program->equation[i].right, needed);
		}
	for (int i = 0; i < program->count; i++) {
		// What goes on to k-1 is no matter of a parameter that one time step uses.
		if (!needed[i] || (program->equation[i].part == PART_TAIL && !goes_on))
			continue;
		text_clear(&line);
		if (d->scene->math == MATH_TEX)
			tex_write_equation(cell, &program->equation[i], &tex, &line);
		else
			equation_print(cell, &program->equation[i], &style, &line);
		equation_print_derived(cell, &program->equation[i], &style, &line);
		sheet_prose_at(d->sheet, DERIVATION_INDENT, ROLE_MATH, text_get(&line));
	}
	free(needed);
}

// ---- the terms of the sum over k

static void add_column(struct text *line, const struct text *number, int width)
{
	int const used = utf8_columns(text_get(number), number->length);
	text_add_repeated(line, " ", used < width ? width - used : 1);
	text_add(line, text_get(number));
}

// The share of a term is ⟨term, total⟩/‖total‖²: shares sum to 1 and may be negative.
static void add_share(struct array term, struct array total, struct text *out)
{
	double dot = 0, square = 0;
	for (size_t i = 0; i < array_size(total); i++) {
		dot += term.at[i] * total.at[i];
		square += total.at[i] * total.at[i];
	}
	double const share = 100 * dot / square;
	// A share that rounds to 0 has no sign, and there are none of nothing.
	if (square > 0 && isfinite(share))
		text_addf(out, "%.1f %%", share > -0.05 && share < 0 ? 0 : share);
	else
		text_add_char(out, '-');
}

// One row: k, the norm of the product of the steps after it (none: NULL), that of its term, its share.
static void write_term(struct derivation *d, int k, const struct array *product,
                       struct array total)
{
	LOCAL(arena) arena = { 0 };
	LOCAL(text) line = { 0 }, number = { 0 };
	bool singular;
	struct array const term = backward_parameter(derivation_pass(d), d->chain.t, d->chain.parameter, k,
	                                             &arena);
	text_addf(&line, "%4d", k);
	if (product)
		number_write_in_formula(measure(*product, &singular), d->scene->precision, &number);
	add_column(&line, &number, 20);
	text_clear(&number);
	number_write_in_formula(array_norm(term), d->scene->precision, &number);
	add_column(&line, &number, 18);
	text_clear(&number);
	add_share(term, total, &number);
	add_column(&line, &number, 11);
	sheet_line(d->sheet, DERIVATION_INDENT, ROLE_TEXT, text_get(&line));
}

// out = product·∂S[j]/∂S[j-1], in place.
static void lengthen(const struct derivation *d, struct array product, int j)
{
	LOCAL(arena) arena = { 0 };
	struct array const step = jacobian_state(derivation_pass(d), j, j - 1, &arena);
	struct array const longer = array_new(&arena, product.rows, product.cols);
	array_multiply(longer, product, step);
	memcpy(product.at, longer.at, array_size(longer) * sizeof *longer.at);
}

static void write_terms(struct derivation *d)
{
	const struct chain *chain = &d->chain;
	LOCAL(arena) arena = { 0 };
	struct array const total =
		backward_parameter(derivation_pass(d), chain->t, chain->parameter, -1, &arena);
	int const last = chain->in_step ? chain->last : chain->t;
	int const first = first_step(chain), count = chain->t - last + 1;
	sheet_line(d->sheet, DERIVATION_INDENT, ROLE_DIM,
	           _("   k    norm of product      norm of term      share"));
	struct array const product =
		first >= 0 ? jacobian_state(derivation_pass(d), first, first, &arena) : total;
	for (int i = 0; i < count && !interrupt_seen(); i++) {
		bool gap;
		int const k = chain->t - i;
		if (k < first)
			lengthen(d, product, k + 1);
		if (is_shown(i, count, &gap))
			write_term(d, k, k <= first && chain->in_step ? &product : NULL, total);
		else if (gap)
			sheet_line(d->sheet, DERIVATION_INDENT + 3, ROLE_DIM, d->chain.ascii ? "..." : "…");
	}
	LOCAL(text) line = { 0 };
	text_add(&line, _("their sum has the norm "));
	number_write_in_formula(array_norm(total), d->scene->precision, &line);
	text_add(&line, chain->ascii ? _("; the share of a term is <term, sum>/norm(sum)^2: what it has of the "
	                                 "sum's direction, so that all shares together are 100 %.  One that "
	                                 "points the other way is negative.")
	                             : _("; the share of a term is ⟨term, sum⟩/‖sum‖²: what it has of the sum's "
	                                 "direction, so that all shares together are 100 %.  One that points "
	                                 "the other way is negative."));
	sheet_prose_at(d->sheet, DERIVATION_INDENT, ROLE_TEXT, text_get(&line));
}

// ---- the whole page

// What the signs of the formula mean, and in which order its product stands.
void derivation_explain(struct derivation *d, int first, int last)
{
	const struct chain *chain = &d->chain;
	if (chain->parameter < 0)
		return;
	LOCAL(text) words = { 0 };
	const char *plus = chain->ascii ? "d+" : "∂⁺";
	text_addf(&words, _("%s is the immediate derivative: all that comes from the step before is held."), plus);
	if (chain->in_step && first > last)
		text_addf(&words,
		          _("  %s is written from j = %d down to k+1, the latest factor at the left: matrices do "
		            "not commute."),
		          chain->ascii ? "prod" : "∏", first);
	sheet_prose(d->sheet, ROLE_HINT, text_get(&words));
}

static void write_all(struct derivation *d)
{
	const struct chain *chain = &d->chain;
	write_formula(d);
	if (!chain->is_simple)
		sheet_prose(d->sheet, ROLE_HINT,
		            _("The loss depends on its own step in more than one way: what that step does "
		              "itself stands first, all before it is in the states."));
	derivation_explain(d, first_step(chain), chain->last);
	if (chain->is_simple ? chain->in_step || chain->use : chain->t > chain->last)
		sheet_line(d->sheet, 0, ROLE_TITLE, _("the factors"));
	write_chain_factors(d);
	if (chain->in_step) {
		derivation_write_steps(d, first_step(chain), chain->last);
		derivation_write_tangents(d);
	}
	sheet_line(d->sheet, 0, ROLE_TITLE, _("the steps that multiply them, from the loss down"));
	derivation_write_rules(d, chain->parameter, chain->in_step);
	sheet_line(d->sheet, 0, ROLE_TITLE, _("the terms"));
	write_terms(d);
	if (chain->cell->amendments)
		sheet_prose(d->sheet, ROLE_HINT,
		            _("The backward pass is yours (let): the steps and the terms are its own, the chain "
		              "and its factors those of the cell."));
	if (!chain->in_step)
		sheet_prose(d->sheet, ROLE_HINT,
		            _("Only this time step counts: the states depend on it nowhere."));
	else if (chain->last > 0)
		sheet_linef(d->sheet, 0, ROLE_HINT,
		            _("Truncated: the terms before k = %d are left out on purpose."),
		            chain->last);
}

bool view_derive(const struct scene *scene, int t, int parameter, bool numbers, int cols,
                 struct text *out)
{
	LOCAL(sheet) sheet = sheet_new(cols, INT_MAX);
	struct derivation d = { .scene = scene, .sheet = &sheet, .cols = cols, .numbers = numbers };
	d.chain = chain_find(scene->walk->network->cell, t,
	                     moment_last_k(scene->walk->network, t), parameter,
	                     scene->ascii || scene->math == MATH_ASCII);
	write_all(&d);
	sheet_write(&sheet, out);
	return !interrupt_is_cut();
}
