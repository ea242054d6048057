// SPDX-License-Identifier: GPL-3.0-or-later
// What can be assigned are the network's numbers (its parameters and its states at -1) and variables,
// which `let` makes.  The value is worked out first and written into a copy, so a mistake changes nothing.
#include "repl/assign.h"

#include <string.h>

#include "base/budget.h"
#include "base/message.h"
#include "base/utf8.h"
#include "lang/amend.h"
#include "lang/operator.h"
#include "lang/print.h"
#include "net/network.h"
#include "repl/names.h"
#include "repl/session.h"
#include "repl/suggest.h"

// How what is computed is changed: by a command, or by what it is computed from.
static bool advise_settable(const struct session *session, const char *name, struct error *error)
{
	static const char *const commands[][2] = {
		{ "H", "hidden 4" },          { "C", "vocab 4" },           { "T", "text the cat sat" },
		{ "t", "goto backward 3 1" }, { "k", "goto backward 3 1" },
	};
	const struct cell *cell = session->state.network->cell;
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (!strcmp(commands[i][0], name))
			return error_advise(error, "%s", commands[i][1]);
	error_advise(error, _("these can be set:"));
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].kind == QUANTITY_PARAMETER || cell->quantity[q].is_state)
			error_advise(error, cell->quantity[q].is_state ? " %s[-1]" : " %s",
			             cell->quantity[q].name);
	return false;
}

// Why a name that is known cannot be assigned to.
static bool fail_target(const struct session *session, const struct tree *target,
                        struct error *error)
{
	const struct network *network = session->state.network;
	const char *name = target->name;
	int const quantity = cell_find(network->cell, name);
	const struct command *setting = command_find_exact(session->tables, name);
	struct span const span = target->span;
	if (quantity >= 0 && network->cell->quantity[quantity].kind == QUANTITY_INPUT)
		return error_set(error, span, NULL, _("%s is given as a whole: in words, or as a matrix, a row a step"), name) ||
		       error_advise(error, _("%s 0 1 2, or %s = [0.1, 0.2; 0.3, 0.4]"), name, name);
	if (quantity >= 0 && network->cell->quantity[quantity].is_state)
		return error_set(error, span, NULL,
		                 _("%s is computed; only its initial value %s[-1] can be set"), name,
		                 name) ||
		       error_advise(error, "%s[-1] = ...", name);
	if (operator_find_function(name))
		return error_set(error, span, _("let a = ... makes a variable"),
		                 _("%s is a function"), name);
	if (quantity >= 0 || names_has(session, name))
		return error_set(error, span, NULL, _("%s is computed, not set"), name) ||
		       advise_settable(session, name, error);
	if (setting && setting->group == GROUP_NETWORK)
		return error_set(error, span, NULL, _("%s is set by a command"), name) ||
		       error_advise(error, setting->usage ? "%s %s" : "%s", name, setting->usage);
	return error_set(error, span, NULL, _("there is no parameter and no variable '%s'"), name) ||
	       error_advise(error, "let %s = ...", name);
}

static bool find_element(const struct tree *tree, int group, struct array whole,
                         const struct scope *scope, struct arena *arena, struct target *target,
                         struct error *error)
{
	if (group >= tree->subscripts)
		return true;
	const struct subscript *subscript = &tree->subscript[group];
	struct span const span = subscript->at[0]->span;
	if (subscript->last)
		return error_set(error, span, _("assign element by element, or all at once"),
		                 _("a block cannot be assigned to"));
	if (group + 1 < tree->subscripts)
		return error_set(error, tree->subscript[group + 1].at[0]->span, _("leave this subscript out"),
		                 _("an element of %s is one number and has no elements of its own"),
		                 tree->name);
	bool const is_row = whole.rows == 1 && subscript->count == 1;
	if (subscript->count > 2 || (subscript->count == 1 && whole.cols > 1 && !is_row))
		return error_set(error, span, _("write both: W[1,2]"),
		                 _("%s is a %d×%d matrix: an element needs two subscripts"),
		                 tree->name, whole.rows, whole.cols);
	target->has_element = true;
	if (!evaluate_whole(subscript->at[0], scope, arena, &target->row, error) ||
	    (subscript->count == 2 &&
	     !evaluate_whole(subscript->at[1], scope, arena, &target->col, error)))
		return false;
	if (is_row) { // as it is read: the element of a row
		target->col = target->row;
		target->row = 0;
	}
	struct span const each[] = { span, subscript->at[subscript->count - 1]->span };
	if (target->row < 0 || target->row >= whole.rows || target->col < 0 ||
	    target->col >= whole.cols)
		return evaluate_fail_range(tree->name, whole, target->row, target->col, each, error);
	return true;
}

bool assign_find_target(struct session *session, const struct tree *tree, const struct scope *scope,
                        struct arena *arena, struct target *target, struct error *error)
{
	const struct network *network = session->state.network;
	*target = (struct target){ .quantity = cell_find(network->cell, tree->name) };
	if (target->quantity < 0 && !names_is_taken(session, tree->name))
		target->variable = variables_find(session->state.variables, tree->name);
	if (target->variable)
		return find_element(tree, 0, target->variable->value, scope, arena, target, error);
	if (target->quantity < 0)
		return fail_target(session, tree, error);
	const struct quantity *quantity = &network->cell->quantity[target->quantity];
	if (quantity->kind == QUANTITY_PARAMETER)
		return find_element(tree, 0, network->parameter[target->quantity], scope, arena,
		                    target, error);
	int time;
	if (!quantity->is_state || !tree->subscripts || tree->subscript[0].count != 1)
		return fail_target(session, tree, error);
	if (!evaluate_whole(tree->subscript[0].at[0], scope, arena, &time, error))
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

static bool check_shape(const struct statement *statement, struct array to, struct array value,
                        struct error *error)
{
	if (array_size(value) == 1 || (value.rows == to.rows && value.cols == to.cols))
		return true;
	LOCAL(text) left = { 0 };
	struct print_style const style = { 0 };
	print_tree(statement->target, &style, &left);
	bool const is_turned = value.rows == to.cols && value.cols == to.rows;
	error_set(error, statement->value->span,
	          is_turned ? _("put a ' behind it, which turns rows into columns; or write [a; b] for a column")
	                    : _("give one of the same shape, or a single number for all elements"),
	          _("the value is %d×%d, but %s is %d×%d"),
	          value.rows, value.cols, text_get(&left), to.rows, to.cols);
	return false;
}

struct array assign_numbers(struct network *network, const struct target *target)
{
	struct array const whole = target->is_initial ? network_initial(network, target->quantity)
	                                              : network_parameter(network, target->quantity);
	if (!target->has_element)
		return whole;
	size_t const at = (size_t)target->row * (size_t)whole.cols + (size_t)target->col;
	return (struct array){ 1, 1, whole.at + at };
}

static bool write_value(struct session *session, const struct statement *statement,
                        struct target target, struct array value, struct error *error)
{
	struct network *next = network_copy(session->state.network);
	struct array const to = assign_numbers(next, &target);
	if (!check_shape(statement, to, value, error)) {
		network_free(next);
		return false;
	}
	write_all(to, value, statement->adds);
	session_set_network(session, next);
	return true;
}

// x = [0.1, 0.2; 0.3, 0.4]: a row a step; a row of NaN is none.
static bool write_input(struct session *session, const struct statement *statement, int input, struct array value,
                        struct error *error)
{
	struct network *next = network_copy(session->state.network);
	const struct quantity *quantity = &next->cell->quantity[input];
	LOCAL(text) size = { 0 };
	if (quantity->size[0])
		text_add(&size, quantity->size[0]);
	// A size that is the input's own is as large as what is given.
	bool is_good = !quantity->size[0] || value.cols == quantity->shape.rows || value.cols > HIDDEN_MOST ||
	               network_set_size(next, text_get(&size), value.cols, error);
	int const wanted = shape_resolve(next->cell->quantity[input].shape, next->H, next->C).rows;
	if (is_good && value.cols != wanted) {
		error_set(error, statement->value->span, NULL, _("each row of %s has %d numbers, not %d"),
		          statement->target->name, wanted, value.cols);
		is_good = next->cell->quantity[input].shape.rows == SIDE_C ?
		                  error_advise(error, _("%s 0 1 2 gives words; vocab %d makes room for such rows"),
		                               statement->target->name, value.cols) :
		                  error_advise(error, "hidden %d", value.cols);
	}
	if (is_good && (value.rows > STEPS_MOST || statement->adds))
		is_good = error_set(error, statement->value->span, NULL, _("give all of %s at once, of %d steps at most"),
		                    statement->target->name, STEPS_MOST);
	if (is_good) {
		network_set_given(next, next->cell->quantity[input].input, value);
		session_set_network(session, next);
	} else {
		network_free(next);
	}
	return is_good;
}

// ---- variables

// Gives a variable another value; the variables are bounded together.
static bool keep_variable(struct session *session, const struct statement *statement,
                          struct array value, struct error *error)
{
	const struct variables *before = session->state.variables;
	const struct variable *old = variables_find(before, statement->target->name);
	size_t const numbers = variables_numbers(before) - (old ? array_size(old->value) : 0);
	if (!old && before && before->count == VARIABLES_MOST)
		return error_set(error, statement->target->span, _("undo takes some back"),
		                 _("there are %d variables already"), VARIABLES_MOST);
	if ((numbers + array_size(value)) * sizeof *value.at > budget_bytes(BUDGET_VARIABLES))
		return budget_fail(BUDGET_VARIABLES, statement->value->span,
		                   _("keep its norm, or one element; `undo` takes variables back"), error);
	struct variables *next = variables_copy(before);
	variables_set(next, statement->target->name, value);
	session_set_variables(session, next);
	return true;
}

// NAME = …, NAME[1] = …, NAME += … of a variable.  A whole one may change its shape.
static bool write_variable(struct session *session, const struct statement *statement,
                           struct target target, struct array value, struct arena *arena,
                           struct error *error)
{
	if (!target.has_element && !statement->adds)
		return keep_variable(session, statement, value, error);
	struct array const whole = array_copy(arena, target.variable->value);
	struct array to = whole;
	if (target.has_element)
		to = (struct array){
			1, 1, to.at + (size_t)target.row * (size_t)to.cols + (size_t)target.col
		};
	if (!check_shape(statement, to, value, error))
		return false;
	write_all(to, value, statement->adds);
	return keep_variable(session, statement, whole, error);
}

// Why a name cannot be a variable's.
static bool check_new_name(const struct session *session, const struct tree *target,
                           struct error *error)
{
	const struct cell *cell = session->state.network->cell;
	const char *name = target->name;
	int const quantity = cell_find(cell, name);
	bool const is_gradient = *name == 'd' && cell_find(cell, name + 1) >= 0;
	const struct command *command = command_find_exact(session->tables, name);
	bool const is_parameter = quantity >= 0 && cell->quantity[quantity].kind == QUANTITY_PARAMETER;
	struct span const span = target->span;
	const char *another = _("choose another name");
	if (is_parameter ||
	    (quantity >= 0 && cell->quantity[quantity].is_state && target->subscripts))
		return error_set(error, span, NULL,
		                 _("%s is a name of the cell %s and is assigned without let"), name,
		                 cell->name) ||
		       error_advise(error, is_parameter ? "%s = ..." : "%s[-1] = ...", name);
	if (quantity >= 0 || is_gradient)
		return error_set(error, span, another, _("%s is a name of the cell %s already"), name,
		                 cell->name);
	if (operator_find_function(name))
		return error_set(error, span, another, _("%s is a function"), name);
	if (names_is_taken(session, name))
		return error_set(error, span, another, _("%s has a meaning of its own"), name);
	if (values_is_name(name))
		return error_set(error, span, _("let a = $ gives a name to the last value"),
		                 _("%s is a printed value; a variable's name begins with a letter"),
		                 name);
	if (command)
		return error_set(error, span, NULL, _("%s alone is the command %s"), name,
		                 command->name) ||
		       error_advise(error, "let %s1 = ...", name);
	if (target->subscripts)
		return error_set(error, span, NULL,
		                 _("let makes whole variables; there is no %s to change an element of"),
		                 name) ||
		       error_advise(error, "let %s = zeros(3)", name);
	return true;
}

// ---- a learner's own backward equations

// What the line has put in place, and what stood there.
static void say_change(struct session *session, const struct cell *cell)
{
	struct print_style const style = { .unicode = utf8_locale() };
	struct text out = { 0 };
	cell_print_amended(cell, "", DERIVED_BESIDE, &style, &out);
	session_answer(session, &out);
}

void assign_take_cell(struct session *session, struct cell *cell)
{
	struct network *next = network_copy(session->state.network);
	network_set_backward(next, cell);
	session_set_network(session, next);
}

bool assign_amend(struct session *session, const char *line, int number, int column,
                  struct error *error)
{
	struct cell *cell = cell_amended(session->state.network->cell, line, number, column, error);
	if (!cell)
		return false;
	assign_take_cell(session, cell);
	say_change(session, cell);
	return true;
}

static bool run_let(struct session *session, const struct statement *statement,
                    const struct scope *scope, struct arena *arena, struct error *error)
{
	const struct variable *known =
		variables_find(session->state.variables, statement->target->name);
	struct target target;
	struct array value;
	if (!known || names_is_taken(session, statement->target->name)) {
		if (!check_new_name(session, statement->target, error))
			return false;
		if (statement->adds)
			return error_set(error, statement->target->span, _("write let NAME = EXPR first"),
			                 _("there is no variable '%s' to add to"),
			                 statement->target->name);
		return evaluate(statement->value, scope, arena, &value, error) &&
		       keep_variable(session, statement, value, error);
	}
	return assign_find_target(session, statement->target, scope, arena, &target, error) &&
	       evaluate(statement->value, scope, arena, &value, error) &&
	       write_variable(session, statement, target, value, arena, error);
}

static bool run_assignment(struct session *session, const struct statement *statement,
                           const struct scope *scope, struct arena *arena, struct error *error)
{
	struct target target;
	struct array value;
	int const q = cell_find(session->state.network->cell, statement->target->name);
	if (q >= 0 && session->state.network->cell->quantity[q].kind == QUANTITY_INPUT && !statement->target->subscripts)
		return evaluate(statement->value, scope, arena, &value, error) &&
		       write_input(session, statement, q, value, error);
	return assign_find_target(session, statement->target, scope, arena, &target, error) &&
	       evaluate(statement->value, scope, arena, &value, error) &&
	       (target.variable
	                ? write_variable(session, statement, target, value, arena, error)
	                : write_value(session, statement, target, value, error));
}

bool assign_run(struct session *session, const char *line, int number, struct error *error)
{
	LOCAL(arena) arena = { 0 };
	struct statement statement;
	struct names names;
	struct parse_names const for_parser = names_for_parser(session);
	// The blanks before it may stand for much of the line: they are no part of the expression.
	size_t const at = strspn(line, " \t");
	int const column = (int)at + 1;
	if (amend_is_line(session->state.network->cell, line + at, strlen(line + at)))
		return assign_amend(session, line + at, number, column, error);
	bool is_good = parse_statement(line + at, strlen(line + at), number, column, &for_parser,
	                               &arena, &statement, error) ||
	               suggest_function(session, line + at, column, error);
	if (is_good && !statement.target)
		is_good = error_set(error, statement.value->span,
		                    _("assign to a name: W[1,2] = 0.5"),
		                    _("only a name can be assigned to"));
	if (is_good) {
		struct scope const scope = names_scope(session, &names);
		is_good = (statement.is_let ? run_let : run_assignment)(session, &statement, &scope,
		                                                        &arena, error) ||
		          suggest_names(session, statement.value, NULL, error);
	}
	return is_good;
}
