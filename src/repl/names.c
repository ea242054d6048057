// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/names.h"

#include <string.h>

#include "base/message.h"
#include "lang/cell.h"
#include "lang/operator.h"
#include "net/network.h"
#include "repl/nearest.h"

// Names that belong to no cell.
static const char *const fixed_names[] = { "E", "dE", "delta", "H", "C", "T", "t", "k", NULL };

static const struct cell *cell_of(const struct session *session)
{
	return session->state.network->cell;
}

static bool is_quantity(void *context, const char *name)
{
	return cell_find(context, name) >= 0;
}

struct parse_names names_for_parser(const struct session *session)
{
	return (struct parse_names){ session->state.network->cell, is_quantity };
}

// A name without a walk: what the network itself holds.
static bool name_at_rest(void *context, const struct tree *name, const struct indices *indices,
                         struct arena *arena, struct array *out, int *used, struct error *error)
{
	const struct names *names = context;
	const struct network *network = names->session->state.network;
	int const quantity = cell_find(network->cell, name->name);
	*used = 0;
	if (!strcmp(name->name, "H") || !strcmp(name->name, "C")) {
		*out = array_scalar(arena, name->name[0] == 'H' ? network->H : network->C);
		return true;
	}
	if (quantity >= 0 && network->cell->quantity[quantity].kind == QUANTITY_PARAMETER) {
		*out = network->parameter[quantity];
		return true;
	}
	if (quantity >= 0 && network->cell->quantity[quantity].is_state && indices->groups &&
	    indices->group[0].count == 1 && indices->group[0].at[0] == -1) {
		*out = network->initial[quantity];
		*used = 1;
		return true;
	}
	if (quantity < 0 && !names_has(names->session, name->name))
		return error_set(error, name->span, NULL, _("there is no '%s' here"), name->name);
	return error_set(error, name->span, names->why.advice, _("'%s' has no value yet: %s"),
	                 name->name, names->why.cause);
}

static bool derivative_at_rest(void *context, const struct derivative_request *request,
                               struct arena *arena, struct array *out, struct error *error)
{
	const struct names *names = context;
	(void)arena;
	(void)out;
	return error_set(error, request->tree->span, names->why.advice,
	                 _("a derivative needs a walk: %s"), names->why.cause);
}

struct scope names_scope(struct session *session, struct names *names)
{
	*names = (struct names){ .session = session };
	names->at = (struct walk_place){ session_walk(session, &names->why), session->state.place };
	if (names->at.walk)
		return walk_scope(&names->at);
	return (struct scope){ .context = names,
		               .name = name_at_rest,
		               .derivative = derivative_at_rest };
}

bool names_has(const struct session *session, const char *name)
{
	if (name[0] & 0x80) // ŷ, δ, ∂: no command has such a letter
		return true;
	for (int i = 0; fixed_names[i]; i++)
		if (!strcmp(name, fixed_names[i]))
			return true;
	return cell_find(cell_of(session), name) >= 0 || operator_find_function(name) ||
	       (name[0] == 'd' && cell_find(cell_of(session), name + 1) >= 0);
}

void names_list(const struct session *session, struct words_list *list)
{
	const struct cell *cell = cell_of(session);
	struct text gradient = { 0 };
	for (int i = 0; fixed_names[i]; i++)
		words_list_add(list, fixed_names[i]);
	for (int i = 0; i < cell->quantities; i++) {
		words_list_add(list, cell->quantity[i].name);
		text_clear(&gradient);
		text_addf(&gradient, "d%s", cell->quantity[i].name);
		words_list_add(list, text_get(&gradient));
	}
	text_free(&gradient);
	for (const struct operation *op = operator_next(NULL); op; op = operator_next(op))
		if (operator_find_function(op->name))
			words_list_add(list, op->name);
}

// Adds "did you mean" to an error about a name that nobody knows.
static void suggest(const struct session *session, const struct tree *name, struct error *error)
{
	struct words_list list = { 0 };
	names_list(session, &list);
	struct nearest nearest = nearest_to(name->name);
	for (int i = 0; i < list.count; i++)
		nearest_try(&nearest, list.at[i]);
	if (nearest.best) {
		struct error const bare = *error;
		error_set(error, bare.span, nearest.best, "%s", bare.cause);
	}
	words_free(words_list_take(&list));
}

struct unknown {
	const struct session *session;
	const struct tree *name;
};

static void find_unknown(void *context, struct tree *tree)
{
	struct unknown *unknown = context;
	if (tree->kind == TREE_NAME && !unknown->name && !names_has(unknown->session, tree->name))
		unknown->name = tree;
}

bool names_evaluate(struct session *session, const char *text, int line, int column,
                    struct arena *arena, struct array *out, struct error *error)
{
	struct parse_names const for_parser = names_for_parser(session);
	struct tree *tree;
	struct names names;
	if (!parse_expression(text, strlen(text), line, column, &for_parser, arena, &tree, error))
		return false;
	struct scope const scope = names_scope(session, &names);
	if (evaluate(tree, &scope, arena, out, error))
		return true;
	struct unknown unknown = { session, NULL };
	tree_visit(tree, find_unknown, &unknown);
	if (unknown.name && unknown.name->span.column == error->span.column)
		suggest(session, unknown.name, error);
	return false;
}
