// SPDX-License-Identifier: GPL-3.0-or-later
// Derivations of what is no single loss by a parameter: a delta or another gradient that is carried back, a
// Jacobian between two times, the sum over all losses.
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/message.h"
#include "typeset/tex.h"
#include "view/derivation.h"
#include "view/derive.h"
#include "view/study.h"

// ---- names, in TeX and in plain letters

struct formula {
	const struct derivation *d;
	struct text tex, plain;
};

static const char *sign_of(const struct derivation *d)
{
	return d->chain.ascii ? "d" : "∂";
}

static void add_tex_name(const char *name, const char *at, struct text *out)
{
	struct tree number = { .kind = TREE_NUMBER, .number = strtod(at, NULL) };
	struct tree *const times[] = { &number };
	struct subscript subscript = { .at = (struct tree **)times, .count = 1 };
	struct tree const tree = { .kind = TREE_NAME, .quantity = -1, .name = name,
		                   .subscript = &subscript, .subscripts = 1 };
	tex_write(&tree, &(struct tex_style){ 0 }, out);
}

// ∂a[t]/∂b[k], in both ways.
static void add_factor(struct formula *f, const char *above, const char *above_at, const char *below,
                       const char *below_at)
{
	LOCAL(text) upper = { 0 }, lower = { 0 };
	const char *sign = sign_of(f->d);
	add_tex_name(above, above_at, &upper);
	add_tex_name(below, below_at, &lower);
	text_add(&f->tex, f->tex.length ? " " : "");
	tex_write_derivative(text_get(&upper), text_get(&lower), false, &f->tex);
	if (f->plain.length)
		text_add(&f->plain, strchr(text_get(&f->plain), '=') ? f->d->chain.ascii ? " * " : " · " : " = ");
	text_addf(&f->plain, "%s%s[%s]/%s%s[%s]", sign, above, above_at, sign, below, below_at);
}

static const char *digits(int number, char *room, size_t size)
{
	snprintf(room, size, "%d", number);
	return room;
}

// All states: s, or S where there are several.
static const char *states_of(const struct derivation *d)
{
	const struct cell *cell = d->chain.cell;
	for (int q = 0; q < cell->quantities && d->chain.states == 1; q++)
		if (cell->quantity[q].is_state)
			return cell->quantity[q].name;
	return "S";
}

static void add_states_note(struct derivation *d)
{
	LOCAL(text) text = { 0 };
	if (d->chain.states < 2)
		return;
	text_add(&text, _("S is all states together:"));
	for (int q = 0, seen = 0; q < d->chain.cell->quantities; q++)
		if (d->chain.cell->quantity[q].is_state)
			text_addf(&text, seen++ ? ", %s" : " %s", d->chain.cell->quantity[q].name);
	sheet_prose(d->sheet, ROLE_HINT, text_get(&text));
}

// ∂S[first]/∂S[first-1] … down to last.
static void add_steps(struct formula *f, int first, int last)
{
	char a[16], b[16];
	const char *states = states_of(f->d);
	for (int j = first; j > last; j--)
		add_factor(f, states, digits(j, a, sizeof a), states, digits(j - 1, b, sizeof b));
}

static void end_formula(struct derivation *d, struct formula *f)
{
	derivation_write_formula(d, &f->tex, &f->plain);
	text_free(&f->tex);
	text_free(&f->plain);
}

// ---- what is moved of all states by one quantity of the same step

static struct array moved_states(const struct derivation *d, int quantity, int k, struct arena *arena)
{
	const struct network *network = d->scene->walk->network;
	const struct cell *cell = network->cell;
	int rows = 0, at = 0;
	for (int q = 0; q < cell->quantities; q++)
		rows += cell->quantity[q].is_state ? (int)array_size(network->initial[q]) : 0;
	struct array whole = { 0 };
	for (int q = 0; q < cell->quantities; q++) {
		if (!cell->quantity[q].is_state)
			continue;
		struct array const part = jacobian(derivation_pass(d), q, k, quantity, k, -1, arena);
		if (!whole.at)
			whole = array_new(arena, rows, part.cols);
		array_write_block(whole, at, 0, part, false);
		at += part.rows;
	}
	return whole;
}

static void write_value(struct derivation *d, const char *above, int t, const char *below, int k,
                        struct array value)
{
	LOCAL(text) name = { 0 };
	text_addf(&name, "%s%s[%d]/%s%s[%d]", sign_of(d), above, t, sign_of(d), below, k);
	sheet_line(d->sheet, 0, ROLE_TITLE, _("what comes out"));
	derivation_write_factor(d, &name, value);
}

// ---- a gradient that is carried back: ∂E[t]/∂z[k]

static void write_carried(struct derivation *d, int quantity, int k)
{
	const struct chain *chain = &d->chain;
	const struct cell *cell = chain->cell;
	const char *loss = cell->quantity[cell->loss].name, *name = cell->quantity[quantity].name;
	const char *states = states_of(d);
	struct formula f = { .d = d };
	LOCAL(arena) arena = { 0 };
	char a[16], b[16];
	bool const is_simple = chain->is_simple && cell->quantity[chain->quantity[chain->count - 1]].is_state;
	int const links = is_simple ? chain->count - 1 : 0, t = chain->t;
	// Where the loss reads its own step in more ways than one, that step is one factor.
	int const first = is_simple ? t : k;
	add_factor(&f, loss, digits(t, a, sizeof a), name, digits(k, b, sizeof b));
	text_add(&f.tex, " =");
	for (int i = 0; i < links; i++)
		add_factor(&f, cell->quantity[chain->quantity[i]].name, a,
		           cell->quantity[chain->quantity[i + 1]].name, a);
	if (is_simple && chain->states > 1)
		add_factor(&f, cell->quantity[chain->quantity[chain->count - 1]].name, a, states, a);
	if (!is_simple)
		add_factor(&f, loss, a, states, digits(k, b, sizeof b));
	add_steps(&f, first, k);
	bool const ends = strcmp(states, name) != 0;
	if (ends)
		add_factor(&f, states, digits(k, b, sizeof b), name, b);
	end_formula(d, &f);
	add_states_note(d);
	derivation_explain(d, first, k);
	sheet_line(d->sheet, 0, ROLE_TITLE, _("the factors"));
	derivation_write_links(d, links);
	derivation_write_steps(d, first, k);
	if (ends) {
		LOCAL(text) factor = { 0 };
		text_addf(&factor, "%s%s[%d]/%s%s[%d]", sign_of(d), states, k, sign_of(d), name, k);
		derivation_write_factor(d, &factor, moved_states(d, quantity, k, &arena));
	}
	derivation_write_tangents(d);
	sheet_line(d->sheet, 0, ROLE_TITLE, _("the steps that multiply them, from the loss down"));
	derivation_write_rules(d, quantity, true);
	write_value(d, loss, t, name, k, backward_quantity(derivation_pass(d), t, quantity, k, &arena));
}

// ---- a Jacobian: ∂s[t]/∂s[k]

static void write_jacobian(struct derivation *d, int above, int below, int k)
{
	const struct cell *cell = d->chain.cell;
	const char *states = states_of(d);
	const char *upper = above < 0 ? states : cell->quantity[above].name;
	const char *lower = below < 0 ? states : cell->quantity[below].name;
	struct formula f = { .d = d };
	LOCAL(arena) arena = { 0 };
	char a[16], b[16];
	int const t = d->chain.t;
	add_factor(&f, upper, digits(t, a, sizeof a), lower, digits(k, b, sizeof b));
	text_add(&f.tex, " =");
	if (strcmp(upper, states))
		add_factor(&f, upper, a, states, a);
	add_steps(&f, t, k);
	if (strcmp(lower, states))
		add_factor(&f, states, digits(k, b, sizeof b), lower, b);
	end_formula(d, &f);
	add_states_note(d);
	if (t > k)
		sheet_line(d->sheet, 0, ROLE_TITLE, _("the factors"));
	derivation_write_steps(d, t, k);
	derivation_write_tangents(d);
	write_value(d, upper, t, lower, k,
	            above < 0 ? jacobian_state(derivation_pass(d), t, k, &arena)
	                      : jacobian(derivation_pass(d), above, t, below, k, -1, &arena));
}

// ---- the sum over all losses: ∂E/∂W

// The times of the losses as a sum has them below its sign, and above it: "t=0" and "4" where none is missing, else
// "t=0,2,3" and nothing; of many "t=0,2,…,9".
static void write_losses(const struct pass *pass, struct text *below, struct text *above)
{
	enum { WRITTEN = 4 };
	int const last = network_last_loss(pass->network);
	int count = 0, written = 0;
	for (int t = 0; t <= last; t++)
		count += pass->has_loss[t];
	text_add(below, "t=");
	if (count == last + 1) {
		text_add(below, "0");
		text_addf(above, "%d", last);
		return;
	}
	for (int t = 0; t <= last; t++) {
		if (!pass->has_loss[t])
			continue;
		if (count <= WRITTEN || written < WRITTEN - 1 || t == last)
			text_addf(below, written ? ",%d" : "%d", t);
		else if (written == WRITTEN - 1)
			text_add(below, ",…");
		written++;
	}
}

static void write_sum(struct derivation *d, int parameter)
{
	const struct cell *cell = d->chain.cell;
	const char *loss = cell->quantity[cell->loss].name, *name = cell->quantity[parameter].name;
	const char *sign = sign_of(d);
	struct formula f = { .d = d };
	LOCAL(arena) arena = { 0 };
	int const T = derivation_pass(d)->T;
	LOCAL(text) below = { 0 }, above = { 0 };
	write_losses(derivation_pass(d), &below, &above);
	text_addf(&f.tex, "\\frac{\\partial %s}{\\partial %s} = \\sum_{%s}^{%s} \\frac{\\partial %s_{t}}{\\partial %s}",
	          loss, name, text_get(&below), text_get(&above), loss, name);
	text_addf(&f.plain, above.length ? "%s%s/%s%s = %s %s..%s %s%s[t]/%s%s" : "%s%s/%s%s = %s %s%s %s%s[t]/%s%s", sign, loss,
	          sign, name, d->chain.ascii ? "sum" : "Σ", text_get(&below), text_get(&above), sign, loss, sign, name);
	end_formula(d, &f);
	for (int t = T - 1; t >= 0 && !interrupt_seen(); t--) {
		if (!derivation_pass(d)->has_loss[t])
			continue;
		LOCAL(text) factor = { 0 };
		text_addf(&factor, "%s%s[%d]/%s%s", sign, loss, t, sign, name);
		derivation_write_factor(d, &factor,
		                        backward_parameter(derivation_pass(d), t, parameter, -1, &arena));
	}
	struct text factor = { 0 };
	text_addf(&factor, "%s%s/%s%s", sign, loss, sign, name);
	sheet_line(d->sheet, 0, ROLE_TITLE, _("their sum"));
	derivation_write_factor(d, &factor, backward_parameter(derivation_pass(d), -1, parameter, -1, &arena));
	text_free(&factor);
	text_addf(&factor, _("Each of them: derive d%s[%d]/d%s"), loss, network_last_loss(derivation_pass(d)->network), name);
	sheet_prose(d->sheet, ROLE_HINT, text_get(&factor));
	text_free(&factor);
}

bool view_derive_more(const struct scene *scene, const struct derive_subject *subject, bool numbers, int cols,
                      struct text *out)
{
	LOCAL(sheet) sheet = sheet_new(cols, INT_MAX);
	struct derivation d = { .scene = scene, .sheet = &sheet, .cols = cols, .numbers = numbers };
	d.chain = chain_find(scene->walk->network->cell, subject->t, subject->k, -1,
	                     scene->ascii || scene->math == MATH_ASCII);
	switch (subject->kind) {
	case DERIVE_CARRIED:
		write_carried(&d, subject->below, subject->k);
		break;
	case DERIVE_JACOBIAN:
		write_jacobian(&d, subject->above, subject->below, subject->k);
		break;
	case DERIVE_SUM:
		write_sum(&d, subject->below);
		break;
	}
	if (d.chain.cell->amendments && subject->kind != DERIVE_JACOBIAN)
		sheet_prose(&sheet, ROLE_HINT,
		            _("The backward pass is yours (let): what comes out is its own, the factors are those "
		              "of the cell."));
	sheet_write(&sheet, out);
	return !interrupt_is_cut();
}
