// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/mistake.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "lang/evaluate.h"
#include "net/network.h"
#include "repl/names.h"
#include "repl/query.h"
#include "repl/session.h"
#include "tutor/check.h"
#include "tutor/planting.h"

// How far two computations of one number may be apart, of the largest; how likely an agreement may be that is an
// accident; a desk with more numbers in its forward pass is not searched.
#define SAME 1e-9
#define ACCIDENT 3e-4
enum { NUMBERS_MOST = 8192, EVERYWHERE = -1 };

static bool is_same(struct array a, struct array b)
{
	double const scale = array_largest(b);
	bool is = a.rows == b.rows && a.cols == b.cols && scale > 0;
	for (size_t i = 0; is && i < array_size(b); i++)
		is = fabs(a.at[i] - b.at[i]) <= SAME * scale;
	return is;
}

// Whether the attempt has this value, and not by accident: the more digits and the more numbers, the less.
static bool shows(const struct attempt *attempt, struct array value)
{
	struct array const a = attempt->value;
	double const scale = array_largest(value);
	double accident = 1;
	if (a.rows != value.rows || a.cols != value.cols || !(scale > 0))
		return false;
	for (size_t i = 0; i < array_size(value); i++) {
		double const slack = attempt->is_numbers ? attempt->slack.at[i] * (1 + 1e-9) : 0;
		double const reach = fmax(slack, SAME * scale);
		if (!(fabs(a.at[i] - value.at[i]) <= reach))
			return false;
		if (fabs(value.at[i]) > 0)
			accident *= fmin(1, 2 * reach / scale);
	}
	return accident <= ACCIDENT;
}

// ---- what the answer is, as a gradient

struct gradients {
	const struct cell *cell;
	bool has_one;
};

static void find_gradient(void *context, struct tree *tree)
{
	struct gradients *gradients = context;
	bool const is_name = tree->kind == TREE_NAME && tree->quantity < 0 && tree->name[0] == 'd';
	gradients->has_one |= tree->kind == TREE_DERIVATIVE ||
	                      (is_name && (!strcmp(tree->name, "delta") ||
	                                   cell_find(gradients->cell, tree->name + 1) >= 0));
}

static struct tree *read_expression(struct session *desk, const char *text, struct arena *arena)
{
	struct parse_names const names = names_for_parser(desk);
	struct tree *tree = NULL;
	struct error unheard;
	return parse_expression(text, strlen(text), 1, 1, &names, arena, &tree, &unheard) ? tree : NULL;
}

// The name of a gradient of loss t at step k, by its number, "" where that is none of loss t's; false: there are no more.
static bool name_of(const struct cell *cell, int number, int t, int k, struct text *name)
{
	int const quantity = (number - 1) / 2;
	bool const is_delta = number == 0, is_share = number % 2;
	if (!is_delta && quantity >= cell->quantities)
		return false;
	text_clear(name);
	if (is_delta || (cell->quantity[quantity].kind == QUANTITY_PARAMETER && (is_share || k == t)))
		check_write_subject(cell, (struct check_subject){ is_delta ? -1 : quantity, t, is_delta || is_share ? k : -1, -1 },
		                    true, name);
	return true;
}

// The gradient whose value an answer has that is written without one, as `W' * …`; NULL if it is not one.
static struct tree *gradient_of(struct session *desk, struct array right, struct arena *arena)
{
	const struct walk *walk = desk->walk;
	const struct cell *cell = walk->network->cell;
	LOCAL(text) name = { 0 };
	for (int t = walk->pass->T - 1; array_size(right) > 1 && t >= 0; t--)
		for (int k = t; k >= 0; k--)
			for (int number = 0; name_of(cell, number, t, k, &name); number++) {
				struct array value;
				struct error unheard;
				if (name.length && !interrupt_seen() &&
				    query_evaluate(desk, name.at, 1, 1, arena, &value, &unheard) &&
				    is_same(value, right))
					return read_expression(desk, name.at, arena);
			}
	return NULL;
}

// ---- what it is in a program with a mistake

struct search {
	struct session *desk;
	struct tree *answer;
	struct array right;
	const struct attempt *attempt;
};

static bool is_shown(const struct search *search, struct cell *planted)
{
	struct network network = *search->desk->state.network;
	LOCAL(arena) arena = { 0 };
	struct array value;
	struct names names;
	struct error unheard;
	network.cell = planted;
	struct walk *const walk = walk_new(&network, &unheard);
	if (!walk)
		return false;
	struct walk_place const at = { walk, search->desk->state.place };
	struct scope const scope = names_scope_at(search->desk, at, &names);
	bool const is = evaluate(search->answer, &scope, &arena, &value, &unheard) &&
	                !is_same(value, search->right) && shows(search->attempt, value);
	walk_free(walk);
	return is;
}

// The mistake made in iteration k = t-distance alone: who answers about one iteration has the others before him.
static bool is_shown_once(const struct search *search, const struct cell *cell, struct planting planting, int distance)
{
	struct bug once = *planting.bug;
	char only[32];
	if (!once.edit.left || once.edit.only || once.everywhere)
		return false;
	snprintf(only, sizeof only, distance ? "at k=t-%d: " : "at k=t: ", distance);
	once.edit.only = only;
	once.edit.but = NULL;
	struct cell *const planted = bug_plant(cell, (struct planting){ &once, planting.site, planting.number });
	bool const is = planted && is_shown(search, planted);
	cell_drop(planted);
	return is;
}

static const struct bug *find(const struct search *search, const struct cell *cell)
{
	struct plantings all = bug_plantings(cell, clip_bound(search->desk->learning.clip), NULL);
	const struct bug *found = NULL;
	for (int distance = EVERYWHERE; !found && distance < search->desk->walk->pass->T; distance++)
		for (int i = 0; i < all.count && !found && !interrupt_seen(); i++) {
			struct cell *const planted = distance < 0 ? bug_plant(cell, all.at[i]) : NULL;
			bool const is = planted ? is_shown(search, planted) :
			                          is_shown_once(search, cell, all.at[i], distance);
			found = is ? all.at[i].bug : NULL;
			cell_drop(planted);
		}
	plantings_free(&all);
	return found;
}

const struct bug *mistake_find(struct session *desk, const char *answer, struct array right,
                               const struct attempt *attempt)
{
	LOCAL(arena) arena = { 0 };
	struct error unheard;
	const struct walk *walk = session_walk(desk, &unheard);
	if (!walk || (size_t)walk->pass->T * walk->pass->stride > NUMBERS_MOST)
		return NULL;
	struct search search = { desk, read_expression(desk, answer, &arena), right, attempt };
	struct cell *const cell = cell_rederived(desk->state.network->cell);
	struct gradients gradients = { cell, false };
	tree_visit(search.answer, find_gradient, &gradients);
	if (!gradients.has_one)
		search.answer = gradient_of(desk, right, &arena);
	const struct bug *const found = search.answer ? find(&search, cell) : NULL;
	cell_drop(cell);
	return found;
}
