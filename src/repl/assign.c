// SPDX-License-Identifier: GPL-3.0-or-later
// What can be assigned are the network's numbers: its parameters and its states at -1.  The value is
// worked out first and written into a copy, so a mistake changes nothing.
#include "repl/assign.h"

#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "lang/print.h"
#include "net/network.h"
#include "repl/names.h"
#include "repl/session.h"

// Why a name that is known cannot be assigned to.
static bool fail_target(const struct session *session, const struct tree *target,
                        struct error *error)
{
	const struct network *network = session->state.network;
	const char *name = target->name;
	int const quantity = cell_find(network->cell, name);
	const struct command *setting = command_find_exact(session->tables, name);
	struct text advice = { 0 };
	if (quantity >= 0 && network->cell->quantity[quantity].kind == QUANTITY_INPUT) {
		text_addf(&advice, "%s 0 1 2", name);
		error_set(error, target->span, text_get(&advice),
		          _("the words of %s are set by a command"), name);
	} else if (quantity >= 0 && network->cell->quantity[quantity].is_state) {
		text_addf(&advice, "%s[-1] = ...", name);
		error_set(error, target->span, text_get(&advice),
		          _("%s is computed; only its initial value %s[-1] can be set"), name,
		          name);
	} else if (quantity >= 0 || names_has(session, name)) {
		error_set(error, target->span, NULL,
		          _("%s is computed; parameters and initial states can be set"), name);
	} else if (setting && setting->group == GROUP_NETWORK) {
		text_addf(&advice, "%s %s", name, setting->usage);
		error_set(error, target->span, text_get(&advice), _("%s is set by a command"),
		          name);
	} else {
		error_set(error, target->span, NULL,
		          _("there is no parameter '%s'; variables are not supported yet"), name);
	}
	text_free(&advice);
	return false;
}

// One subscript: a whole number.
static bool evaluate_subscript(const struct tree *tree, const struct scope *scope,
                               struct arena *arena, int *at, struct error *error)
{
	struct array value;
	if (!evaluate(tree, scope, arena, &value, error))
		return false;
	if (array_size(value) != 1 || !(value.at[0] > -1e9 && value.at[0] < 1e9) ||
	    value.at[0] > (int)value.at[0] || value.at[0] < (int)value.at[0])
		return error_set(error, tree->span, NULL, _("a subscript is a whole number"));
	*at = (int)value.at[0];
	return true;
}

// What an assignment writes to: a quantity's numbers, all of them or one.
struct target {
	int quantity;
	bool is_initial;
	bool has_element;
	int row, col;
};

static bool find_element(const struct tree *tree, int group, struct array whole,
                         const struct scope *scope, struct arena *arena, struct target *target,
                         struct error *error)
{
	if (group >= tree->subscripts)
		return true;
	const struct subscript *subscript = &tree->subscript[group];
	struct span const span = subscript->at[0]->span;
	if (group + 1 < tree->subscripts)
		return error_set(error, tree->subscript[group + 1].at[0]->span, NULL,
		                 _("an element of %s has no elements of its own"), tree->name);
	if (subscript->count > 2 || (subscript->count == 1 && whole.cols > 1))
		return error_set(error, span, _("write both: W[1,2]"),
		                 _("%s is a %d×%d matrix: an element needs two subscripts"),
		                 tree->name, whole.rows, whole.cols);
	target->has_element = true;
	if (!evaluate_subscript(subscript->at[0], scope, arena, &target->row, error) ||
	    (subscript->count == 2 &&
	     !evaluate_subscript(subscript->at[1], scope, arena, &target->col, error)))
		return false;
	if (target->row < 0 || target->row >= whole.rows || target->col < 0 ||
	    target->col >= whole.cols)
		return error_set(error, span, _("elements count from 0"),
		                 _("%s is %d×%d and has no such element"), tree->name, whole.rows,
		                 whole.cols);
	return true;
}

static bool find_target(struct session *session, const struct tree *tree, const struct scope *scope,
                        struct arena *arena, struct target *target, struct error *error)
{
	const struct network *network = session->state.network;
	*target = (struct target){ .quantity = cell_find(network->cell, tree->name) };
	if (target->quantity < 0)
		return fail_target(session, tree, error);
	const struct quantity *quantity = &network->cell->quantity[target->quantity];
	if (quantity->kind == QUANTITY_PARAMETER)
		return find_element(tree, 0, network->parameter[target->quantity], scope, arena,
		                    target, error);
	int time;
	if (!quantity->is_state || !tree->subscripts || tree->subscript[0].count != 1)
		return fail_target(session, tree, error);
	if (!evaluate_subscript(tree->subscript[0].at[0], scope, arena, &time, error))
		return false;
	if (time != -1)
		return fail_target(session, tree, error);
	target->is_initial = true;
	return find_element(tree, 1, network->initial[target->quantity], scope, arena, target,
	                    error);
}

static void write_all(struct array to, struct array value, bool adds)
{
	for (size_t i = 0; i < array_size(to); i++) {
		double const number = value.at[array_size(value) == 1 ? 0 : i];
		to.at[i] = adds ? to.at[i] + number : number;
	}
}

static bool write_value(struct session *session, const struct statement *statement,
                        struct target target, struct array value, struct error *error)
{
	struct network *next = network_copy(session->state.network);
	struct array to = target.is_initial ? network_initial(next, target.quantity)
	                                    : network_parameter(next, target.quantity);
	if (target.has_element)
		to = (struct array){
			1, 1, to.at + (size_t)target.row * (size_t)to.cols + (size_t)target.col
		};
	bool const fits =
		array_size(value) == 1 || (value.rows == to.rows && value.cols == to.cols);
	if (!fits) {
		struct text left = { 0 };
		struct print_style const style = { 0 };
		print_tree(statement->target, &style, &left);
		error_set(error, statement->value->span, NULL,
		          _("the value is %d×%d, but %s is %d×%d"), value.rows, value.cols,
		          text_get(&left), to.rows, to.cols);
		text_free(&left);
		network_free(next);
		return false;
	}
	write_all(to, value, statement->adds);
	session_set_network(session, next);
	return true;
}

bool assign_run(struct session *session, const char *line, int number, struct error *error)
{
	struct arena arena = { 0 };
	struct statement statement;
	struct names names;
	struct target target;
	struct array value;
	struct parse_names const for_parser = names_for_parser(session);
	bool is_good = parse_statement(line, strlen(line), number, 1, &for_parser, &arena,
	                               &statement, error);
	if (is_good && statement.is_let)
		is_good = error_set(
			error, statement.target->span, NULL,
			_("let is not supported yet: no variables, no replaced equations"));
	if (is_good && !statement.target)
		is_good = error_set(error, statement.value->span, NULL,
		                    _("only a name can be assigned to"));
	if (is_good) {
		struct scope const scope = names_scope(session, &names);
		is_good = find_target(session, statement.target, &scope, &arena, &target, error) &&
		          evaluate(statement.value, &scope, &arena, &value, error) &&
		          write_value(session, &statement, target, value, error);
	}
	arena_free(&arena);
	return is_good;
}
