// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/gradient.h"

#include "typeset/tex.h"

// A time: a number, a letter, or a letter and the step before it.
static struct tree *time_at(struct arena *arena, int t)
{
	return tree_number(arena, t);
}

static struct tree *time_of(struct arena *arena, const char *letter, bool before)
{
	struct tree *const name = tree_name(arena, letter);
	return before ? tree_call2(arena, "-", name, tree_number(arena, 1)) : name;
}

struct writer {
	const struct chain *chain;
	struct arena arena;
	struct text *out;
};

static void add_name(struct text *out, const struct chain *chain, int quantity, struct tree *time)
{
	struct tree *const times[] = { time };
	struct subscript subscript = { .at = (struct tree **)times, .count = 1 };
	struct tree const name = { .kind = TREE_NAME,
		                   .quantity = -1,
		                   .name = chain->cell->quantity[quantity].name,
		                   .subscript = &subscript,
		                   .subscripts = time != NULL };
	tex_write(&name, &(struct tex_style){ 0 }, out);
}

// All states together: s, or (s, c).
static void add_state(struct text *out, const struct chain *chain, struct tree *time)
{
	text_add(out, chain->states > 1 ? "(" : "");
	for (int q = 0, seen = 0; q < chain->cell->quantities; q++)
		if (chain->cell->quantity[q].is_state) {
			text_add(out, seen++ ? ", " : "");
			add_name(out, chain, q, time);
		}
	text_add(out, chain->states > 1 ? ")" : "");
}

enum { STATE = -1 }; // instead of a quantity: all states together

static void add_derivative(struct writer *writer, int numerator, struct tree *above, int denominator,
                           struct tree *below, bool immediate)
{
	LOCAL(text) upper = { 0 }, lower = { 0 };
	if (numerator == STATE)
		add_state(&upper, writer->chain, above);
	else
		add_name(&upper, writer->chain, numerator, above);
	if (denominator == STATE)
		add_state(&lower, writer->chain, below);
	else
		add_name(&lower, writer->chain, denominator, below);
	text_add(writer->out, writer->out->length ? " " : "");
	tex_write_derivative(text_get(&upper), text_get(&lower), immediate, writer->out);
}

static void add_links(struct writer *writer, int count)
{
	const struct chain *const chain = writer->chain;
	struct tree *const t = time_at(&writer->arena, chain->t);
	for (int i = 0; i < count; i++)
		add_derivative(writer, chain->quantity[i], t, chain->quantity[i + 1], t, false);
}

// From the loss to the states, at time t or, where only that is simple, at t-1.
static void add_down_to_states(struct writer *writer)
{
	const struct chain *const chain = writer->chain;
	struct tree *const t = time_at(&writer->arena, chain->t);
	if (!chain->is_simple) {
		add_derivative(writer, chain->cell->loss, t, STATE,
		               time_at(&writer->arena, chain->t - 1), false);
		return;
	}
	add_links(writer, chain->count - 1);
	if (chain->states > 1)
		add_derivative(writer, chain->quantity[chain->count - 1], t, STATE, t, false);
}

static void add_sum(struct writer *writer, int top)
{
	const struct chain *const chain = writer->chain;
	struct arena *const arena = &writer->arena;
	text_addf(writer->out, "\\sum_{k=%d}^{%d}", chain->last, top);
	add_down_to_states(writer);
	text_addf(writer->out, " \\left(\\prod_{j=%d}^{k+1}", top);
	add_derivative(writer, STATE, time_of(arena, "j", false), STATE, time_of(arena, "j", true),
	               false);
	text_add(writer->out, "\\right)");
	add_derivative(writer, STATE, time_of(arena, "k", false), chain->parameter, NULL, true);
}

void gradient_write_tex(const struct chain *chain, struct text *out)
{
	struct writer writer = { .chain = chain, .out = out };
	struct tree *const t = time_at(&writer.arena, chain->t);
	int const top = chain->is_simple ? chain->t : chain->t - 1;
	bool const sums = chain->in_step && top >= chain->last;
	bool const heads = !chain->is_simple || chain->use >= 0;
	add_derivative(&writer, chain->cell->loss, t, chain->parameter, NULL, false);
	text_add(out, " =");
	if (heads) {
		int const use = chain->is_simple ? chain->use : 0;
		add_links(&writer, use);
		add_derivative(&writer, chain->is_simple ? chain->quantity[use] : chain->cell->loss, t,
		               chain->parameter, NULL, true);
	}
	text_add(out, sums && heads ? " + " : sums ? " " : "");
	if (sums)
		add_sum(&writer, top);
	arena_free(&writer.arena);
}
