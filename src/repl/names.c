// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/names.h"

#include <string.h>

#include "base/message.h"
#include "lang/cell.h"
#include "lang/operator.h"
#include "net/network.h"

// Names that belong to no cell, beside the letters of CELL_NUMBERS.
static const char fixed_names[] = "E dE delta pass";

// Names that have a meaning in the language and no value of their own.
static const char words[] = "for and or not let inf nan x y";

static const struct cell *cell_of(const struct session *session)
{
	return session->state.network->cell;
}

struct parse_names names_for_parser(const struct session *session)
{
	return cell_parse_names(cell_of(session));
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

// ---- the scope: printed values, the names of the cell, variables

static struct array bound(void *context, const struct tree *name)
{
	const struct names *names = context;
	return walk_bound(names->at.walk, names->at.place, name);
}

static bool name_value(void *context, const struct tree *name, const struct indices *indices,
                       struct arena *arena, struct array *out, int *used, struct error *error)
{
	struct names *names = context;
	const struct session *session = names->session;
	const struct variable *variable = variables_find(session->state.variables, name->name);
	*used = 0;
	if (values_is_name(name->name))
		return values_find(&session->values, name->name, name->span, out, error);
	if (variable && !names_is_taken(session, name->name)) {
		*out = variable->value;
		return true;
	}
	if (!strcmp(name->name, "pass") && cell_find(cell_of(session), "pass") < 0) {
		*out = array_scalar(arena, session->state.passage.at);
		return true;
	}
	if (!names->at.walk)
		return name_at_rest(context, name, indices, arena, out, used, error);
	struct scope const walk = walk_scope(&names->at);
	return walk.name(walk.context, name, indices, arena, out, used, error);
}

static bool derivative_value(void *context, const struct derivative_request *request,
                             struct arena *arena, struct array *out, struct error *error)
{
	struct names *names = context;
	if (!names->at.walk)
		return derivative_at_rest(context, request, arena, out, error);
	struct scope const walk = walk_scope(&names->at);
	return walk.derivative(walk.context, request, arena, out, error);
}

struct scope names_scope_at(const struct session *session, struct walk_place at,
                            struct names *names)
{
	names->session = session;
	names->at = at;
	const struct network *network = session->state.network;
	return (struct scope){ names, network->H, network->C, bound, name_value, derivative_value };
}

struct scope names_scope(struct session *session, struct names *names)
{
	struct walk *walk = session_walk(session, &names->why);
	return names_scope_at(session, (struct walk_place){ walk, session->state.place }, names);
}

// ---- which names there are

bool names_is_taken(const struct session *session, const char *name)
{
	struct parse_names const cell = names_for_parser(session);
	return words_find(fixed_names, name) >= 0 || cell_is_number(name) || words_find(words, name) >= 0 ||
	       operator_find_function(name) || cell.is_quantity(cell.context, name) ||
	       (name[0] == 'd' && cell.is_quantity(cell.context, name + 1));
}

bool names_has(const struct session *session, const char *name)
{
	if (name[0] & 0x80) // ŷ, δ, ∂: no command has such a letter
		return true;
	if (words_find(words, name) >= 0 && cell_find(cell_of(session), name) < 0)
		return !strcmp(name, "inf") || !strcmp(name, "nan");
	return names_is_taken(session, name) || values_is_name(name) ||
	       variables_find(session->state.variables, name);
}

void names_list(const struct session *session, struct words_list *list)
{
	const struct cell *cell = cell_of(session);
	const struct variables *variables = session->state.variables;
	LOCAL(text) gradient = { 0 };
	for (int i = 0; variables && i < variables->count; i++)
		words_list_add(list, variables->at[i].name);
	words_list_split(list, fixed_names);
	text_addf(&gradient, "d%s" CELL_WHOLE_LOSS, cell->quantity[cell->loss].name);
	words_list_add(list, text_get(&gradient) + 1);
	words_list_add(list, text_get(&gradient));
	for (const char *letter = CELL_NUMBERS; *letter; letter++)
		words_list_add(list, (const char[]){ *letter, '\0' });
	for (int i = 0; i < cell->quantities; i++) {
		words_list_add(list, cell->quantity[i].name);
		text_clear(&gradient);
		text_addf(&gradient, "d%s", cell->quantity[i].name);
		words_list_add(list, text_get(&gradient));
	}
	for (const struct operation *op = operator_next(NULL); op; op = operator_next(op))
		if (operator_find_function(op->name))
			words_list_add(list, op->name);
}

char **names_of_vocabulary(struct session *session)
{
	struct words_list list = { 0 };
	for (int i = 0; i < session->state.network->C; i++)
		words_list_add(&list, session->state.network->word[i]);
	return words_list_take(&list);
}
