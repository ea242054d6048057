// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/chain.h"

#include "lang/print.h"

// The equation that makes a computed quantity, as it was written.
static const struct tree *chain_source(const struct cell *cell, int quantity)
{
	const struct equation *equation = &cell->forward.equation[cell->quantity[quantity].equation];
	return equation->stated ? equation->stated : equation->right;
}

// ---- what an equation speaks of

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

static struct mentions mentions_of(const struct chain *chain, int quantity)
{
	struct mentions mentions = { .cell = chain->cell,
		                     .computed = -1,
		                     .parameter = chain->parameter };
	tree_visit((struct tree *)chain_source(chain->cell, quantity), visit_mention, &mentions);
	return mentions;
}

static void follow(struct chain *chain)
{
	const struct cell *cell = chain->cell;
	chain->quantity[chain->count++] = cell->loss;
	while (chain->count < CHAIN_MOST) {
		int const last = chain->quantity[chain->count - 1];
		struct mentions const mentions = mentions_of(chain, last);
		if (cell->quantity[last].is_recurrent || cell->quantity[last].is_state ||
		    mentions.computed < 0 || mentions.others)
			return;
		chain->quantity[chain->count++] = mentions.computed;
	}
}

struct chain chain_find(const struct cell *cell, int t, int last, int parameter, bool ascii)
{
	struct chain chain = { .cell = cell, .ascii = ascii, .t = t, .last = last,
		               .parameter = parameter, .use = -1 };
	int uses = 0; // on the way from the states to the loss
	follow(&chain);
	for (int q = 0; q < cell->quantities; q++)
		chain.states += cell->quantity[q].is_state;
	for (int i = 0; i < cell->forward.count; i++) {
		int const quantity = cell->forward.equation[i].quantity;
		if (!mentions_of(&chain, quantity).has_parameter)
			continue;
		if (cell->quantity[quantity].is_recurrent || cell->quantity[quantity].is_state) {
			chain.in_step = true;
			continue;
		}
		uses++;
		for (int j = 0; j < chain.count; j++)
			if (chain.quantity[j] == quantity)
				chain.use = j;
	}
	bool const ends_at_state = cell->quantity[chain.quantity[chain.count - 1]].is_state;
	chain.is_simple = (!uses || (uses == 1 && chain.use >= 0)) &&
	                  (ends_at_state || !chain.in_step);
	return chain;
}

// ---- names

static const char *d_sign(const struct chain *chain)
{
	return chain->ascii ? "d" : "∂";
}

static void add_name(const struct chain *chain, int quantity, struct text *out)
{
	struct tree const name = { .kind = TREE_NAME,
		                   .quantity = quantity,
		                   .name = chain->cell->quantity[quantity].name };
	struct print_style const style = { .unicode = !chain->ascii };
	print_tree(&name, &style, out);
}

// dNAME[t]
static void add_d(const struct chain *chain, int quantity, int t, struct text *out)
{
	text_add(out, d_sign(chain));
	add_name(chain, quantity, out);
	text_addf(out, "[%d]", t);
}

// All states together: s, or (s,c).
static void add_state(const struct chain *chain, struct text *out)
{
	const struct cell *cell = chain->cell;
	text_add(out, chain->states > 1 ? "(" : "");
	for (int q = 0, seen = 0; q < cell->quantities; q++)
		if (cell->quantity[q].is_state) {
			text_add(out, seen++ ? "," : "");
			add_name(chain, q, out);
		}
	text_add(out, chain->states > 1 ? ")" : "");
}

static void add_d_state(const struct chain *chain, const char *time, struct text *out)
{
	text_add(out, d_sign(chain));
	add_state(chain, out);
	text_addf(out, "[%s]", time);
}

static void add_d_state_at(const struct chain *chain, int t, struct text *out)
{
	LOCAL(text) time = { 0 };
	text_addf(&time, "%d", t);
	add_d_state(chain, text_get(&time), out);
}

void chain_add_link(const struct chain *chain, int i, struct text *out)
{
	add_d(chain, chain->quantity[i], chain->t, out);
	text_add_char(out, '/');
	add_d(chain, chain->quantity[i + 1], chain->t, out);
}

void chain_add_selection(const struct chain *chain, struct text *out)
{
	add_d(chain, chain->quantity[chain->count - 1], chain->t, out);
	text_add_char(out, '/');
	add_d_state_at(chain, chain->t, out);
}

void chain_add_step(const struct chain *chain, int j, struct text *out)
{
	add_d_state_at(chain, j, out);
	text_add_char(out, '/');
	add_d_state_at(chain, j - 1, out);
}

void chain_add_before(const struct chain *chain, struct text *out)
{
	add_d(chain, chain->cell->loss, chain->t, out);
	text_add_char(out, '/');
	add_d_state_at(chain, chain->t - 1, out);
}

// ---- the formula

struct pieces {
	const struct chain *chain;
	struct text *at;
	int count, most;
	const char *next; // what leads the next piece: a sign, or what opens a sum
};

// The piece to be written into, led by what was to lead it; then a product follows.
static struct text *begin(struct pieces *pieces)
{
	struct text *piece = &pieces->at[pieces->count < pieces->most ? pieces->count++
	                                                              : pieces->most - 1];
	text_add(piece, pieces->next);
	pieces->next = pieces->chain->ascii ? " * " : " · ";
	return piece;
}

static void add_links(struct pieces *pieces, int count)
{
	for (int i = 0; i < count; i++)
		chain_add_link(pieces->chain, i, begin(pieces));
}

// ∂⁺a[t]/∂W: what the step itself does, all before it held fixed.
static void add_immediate(struct pieces *pieces, int quantity)
{
	const struct chain *chain = pieces->chain;
	struct text *out = begin(pieces);
	text_addf(out, "%s%s", d_sign(chain), chain->ascii ? "+" : "⁺");
	add_name(chain, quantity, out);
	text_addf(out, "[%d]/%s", chain->t, d_sign(chain));
	add_name(chain, chain->parameter, out);
}

static void add_immediate_state(struct pieces *pieces)
{
	const struct chain *chain = pieces->chain;
	struct text *out = begin(pieces);
	text_addf(out, "%s%s", d_sign(chain), chain->ascii ? "+" : "⁺");
	add_state(chain, out);
	text_addf(out, "[k]/%s", d_sign(chain));
	add_name(chain, chain->parameter, out);
}

// (Π j=3..k+1 ∂s[j]/∂s[j-1])
static void add_product(struct pieces *pieces, int top)
{
	const struct chain *chain = pieces->chain;
	struct text *out = begin(pieces);
	text_addf(out, "(%s j=%d..k+1 ", chain->ascii ? "prod" : "Π", top);
	add_d_state(chain, "j", out);
	text_add_char(out, '/');
	add_d_state(chain, "j-1", out);
	text_add_char(out, ')');
}

int chain_pieces(const struct chain *chain, struct text *pieces, int most)
{
	struct pieces all = { .chain = chain, .at = pieces, .most = most, .next = "" };
	LOCAL(text) sum = { 0 };
	struct text *left = begin(&all);
	int const top = chain->is_simple ? chain->t : chain->t - 1;
	add_d(chain, chain->cell->loss, chain->t, left);
	text_addf(left, "/%s", d_sign(chain));
	add_name(chain, chain->parameter, left);
	all.next = " = ";
	if (chain->is_simple && chain->use >= 0) {
		add_links(&all, chain->use);
		add_immediate(&all, chain->quantity[chain->use]);
		all.next = " + ";
	} else if (!chain->is_simple) {
		add_immediate(&all, chain->cell->loss);
		all.next = " + ";
	}
	if (chain->in_step && top >= chain->last) {
		text_addf(&sum, chain->ascii ? "%ssum k=%d..%d " : "%sΣ k=%d..%d ", all.next,
		          chain->last, top);
		all.next = text_get(&sum);
		if (chain->is_simple) {
			add_links(&all, chain->count - 1);
			if (chain->states > 1)
				chain_add_selection(chain, begin(&all));
		} else {
			chain_add_before(chain, begin(&all));
		}
		add_product(&all, top);
		add_immediate_state(&all);
	}
	return all.count;
}
