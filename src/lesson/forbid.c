// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/forbid.h"

#include <math.h>
#include <string.h>

#include "lang/operator.h"
#include "lang/parser.h"
#include "repl/names.h"
#include "repl/session.h"

enum { OWN_DEPTH_MOST = 8 }; // names within names

struct search {
	struct session *desk;
	struct arena *arena;
	const char *function;      // sought, or
	const struct tree *sought; // a name, a name with indices, a quotient
	bool found;
};

static bool same_number(struct search *search, const struct tree *a, const struct tree *b)
{
	struct names names;
	struct scope const scope = names_scope(search->desk, &names);
	struct array x, y;
	struct error error;
	return evaluate(a, &scope, search->arena, &x, &error) &&
	       evaluate(b, &scope, search->arena, &y, &error) && array_size(x) == 1 &&
	       array_size(y) == 1 && fabs(x.at[0] - y.at[0]) < 0.5;
}

// delta[3,2] is found in delta[3,1+1][0]; delta alone is found in both.
static bool same_indices(struct search *search, const struct tree *tree, const struct tree *sought)
{
	if (tree->subscripts < sought->subscripts)
		return false;
	for (int g = 0; g < sought->subscripts; g++) {
		const struct subscript *const a = &tree->subscript[g],
					      *const b = &sought->subscript[g];
		if (a->count != b->count)
			return false;
		for (int i = 0; i < b->count; i++)
			if (!same_number(search, a->at[i], b->at[i]))
				return false;
	}
	return true;
}

static bool same_name(struct search *search, const struct tree *tree, const struct tree *sought)
{
	return tree->kind == TREE_NAME && sought->kind == TREE_NAME &&
	       strcmp(tree->name, sought->name) == 0 && same_indices(search, tree, sought);
}

// The parts of a quotient are named without their d: dE is in dE[3]/dV, and so is dV.
static bool is_part(const struct tree *quotient, const struct tree *sought)
{
	for (int i = 0; i < 2; i++)
		if (sought->name[0] == 'd' && quotient->part[i]->kind == TREE_NAME &&
		    strcmp(quotient->part[i]->name, sought->name + 1) == 0)
			return true;
	return false;
}

static void look(void *context, struct tree *tree)
{
	struct search *const search = context;
	const struct tree *const sought = search->sought;
	if (search->found)
		return;
	if (search->function)
		search->found = tree->kind == TREE_CALL && strcmp(tree->op->name, search->function) == 0;
	else if (tree->kind == TREE_DERIVATIVE && sought->kind == TREE_DERIVATIVE)
		search->found = same_name(search, tree->part[0], sought->part[0]) &&
		                same_name(search, tree->part[1], sought->part[1]);
	else if (tree->kind == TREE_DERIVATIVE && sought->kind == TREE_NAME)
		search->found = is_part(tree, sought);
	else
		search->found = same_name(search, tree, sought);
}

static struct tree *parse(struct session *desk, const char *text, struct arena *arena)
{
	struct parse_names names = names_for_parser(desk);
	names.juxtaposes = true;
	struct tree *tree;
	struct error error;
	return parse_expression(text, strlen(text), 1, 1, &names, arena, &tree, &error) ? tree : NULL;
}

static bool uses(struct session *desk, struct arena *arena, struct tree *tree, const char *forbidden)
{
	struct search search = { .desk = desk, .arena = arena };
	if (operator_find_function(forbidden))
		search.function = forbidden;
	else
		search.sought = parse(desk, forbidden, arena);
	if (search.function || search.sought)
		tree_visit(tree, look, &search);
	return search.found;
}

// Names of the learner's within the text, to be looked at as well.
struct owns {
	const struct question *question;
	struct session *desk;
	const struct belongings *belongings;
	int depth;
	const char *found;
};

static const char *find(const struct owns *owns, const char *text);

static void look_into(void *context, struct tree *tree)
{
	struct owns *const owns = context;
	const char *const text = tree->kind == TREE_NAME
	                                 ? belongings_text(owns->belongings, tree->name)
	                                 : NULL;
	if (!owns->found && text && owns->depth < OWN_DEPTH_MOST) {
		struct owns inner = *owns;
		inner.depth++;
		owns->found = find(&inner, text);
	}
}

static const char *find(const struct owns *owns, const char *text)
{
	LOCAL(arena) arena = { 0 };
	struct tree *const tree = parse(owns->desk, text, &arena);
	struct owns within = *owns;
	for (int i = 0; tree && !within.found && i < owns->question->forbiddens; i++)
		if (uses(owns->desk, &arena, tree, owns->question->forbidden[i]))
			within.found = owns->question->forbidden[i];
	if (tree && !within.found)
		tree_visit(tree, look_into, &within);
	return within.found;
}

const char *forbid_find(const struct question *question, struct session *desk,
                        const struct belongings *belongings, const char *text)
{
	struct owns const owns = { question, desk, belongings, 0, NULL };
	return question->forbiddens ? find(&owns, text) : NULL;
}

static void find_unknown(void *context, struct tree *tree)
{
	struct search *const search = context;
	search->found = search->found ||
	                (tree->kind == TREE_NAME && !names_has(search->desk, tree->name));
}

bool forbid_is_known(struct session *desk, const char *forbidden)
{
	LOCAL(arena) arena = { 0 };
	struct tree *const tree = parse(desk, forbidden, &arena);
	struct search unknown = { .desk = desk };
	if (tree)
		tree_visit(tree, find_unknown, &unknown);
	return operator_find_function(forbidden) ||
	       (tree && tree->kind != TREE_CALL && tree->kind != TREE_NUMBER && !unknown.found);
}
