// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/passing.h"

#include <string.h>

#include "base/message.h"
#include "lang/cell.h"
#include "net/network.h"

void passing_end(struct passing *passing)
{
	walk_free(passing->walk);
	network_free(passing->network);
	*passing = (struct passing){ 0 };
}

// The walk at a pass.
static bool go(struct passing *passing, const struct session *session, long pass, struct span span,
               struct error *error)
{
	struct passage const passage = session->state.passage;
	walk_free(passing->walk);
	passing->walk = NULL;
	if (!passage_check(passage, pass, span, error))
		return false;
	if (!passing->network)
		passing->network = network_copy(session->state.network);
	if (!passage_reach(passage, (int)pass, passing->network))
		return error_set(error, span, NULL, _("interrupted"));
	passing->walk = walk_new(passing->network, error);
	return passing->walk;
}

bool passing_evaluate(struct passing *passing, struct session *session, const struct tree *tree, const char *variable,
                      long number, const struct scope *outer, struct arena *arena, struct array *out,
                      struct error *error)
{
	struct names names;
	if (strcmp(variable, PASSING_NAME))
		return evaluate_or_gap(tree, variable, (double)number, outer, arena, out, error);
	if (!go(passing, session, number, tree->span, error))
		return false;
	struct walk_place const at = { passing->walk, session->state.place };
	struct scope const scope = names_scope_at(session, at, &names);
	return evaluate_or_gap(tree, variable, (double)number, &scope, arena, out, error);
}

// ---- what depends on the place

struct dependence {
	const struct cell *cell;
	bool on_place;
};

// t and k, and the bare gradients dW and ds[k], which mean here.
static void find_dependence(void *context, struct tree *tree)
{
	struct dependence *dependence = context;
	dependence->on_place |= tree->kind == TREE_NAME &&
	                        (!strcmp(tree->name, "t") || !strcmp(tree->name, "k") ||
	                         (*tree->name == 'd' && cell_find(dependence->cell, tree->name + 1) >= 0));
}

bool passing_suits(const struct session *session, struct tree *tree)
{
	struct dependence dependence = { .cell = session->state.network->cell };
	tree_visit(tree, find_dependence, &dependence);
	return session->state.passage.passes && !dependence.on_place;
}
