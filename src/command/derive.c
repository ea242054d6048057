// SPDX-License-Identifier: GPL-3.0-or-later
// `derive dE[t]/dW`: the chain from a loss to a parameter, as the article writes it.  What is written is
// view/derive.h's; here is what can be asked.
#include <math.h>
#include <string.h>

#include "base/message.h"
#include "command/all.h"
#include "net/network.h"
#include "repl/names.h"
#include "repl/session.h"
#include "view/derive.h"

// One that can be asked of this cell: by a matrix that the states go through, if it has one.
static bool fail_example(const struct walk *walk, struct span span, const char *cause, struct error *error)
{
	const struct cell *cell = walk->network->cell;
	int parameter = -1;
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].kind == QUANTITY_PARAMETER &&
		    (parameter < 0 || cell->quantity[q].shape.rows == cell->quantity[q].shape.cols))
			parameter = q;
	error_set(error, span, NULL, "%s", cause);
	return error_advise(error, "derive d%s[%d]/d%s", cell->quantity[cell->loss].name,
	                    walk->pass->T - 1, parameter < 0 ? "NAME" : cell->quantity[parameter].name);
}

// The loss's time: one whole number of the walk.
static bool find_time(struct session *session, const struct walk *walk, const struct tree *loss,
                      int *t, struct error *error)
{
	struct arena arena = { 0 };
	struct names names;
	struct scope const scope = names_scope(session, &names);
	struct array value;
	int const T = walk->pass->T;
	bool is_good = true;
	if (!loss->subscripts)
		is_good = error_set(error, loss->span, NULL,
		                    _("%s is the sum of the losses; derive follows one of them"),
		                    loss->name);
	else if (loss->subscripts > 1 || loss->subscript[0].count != 1)
		is_good = error_set(error, loss->span, NULL, _("a loss has one subscript, its time"));
	if (!is_good)
		error_advise(error, _("its last one: d%s[%d]"), loss->name, T - 1);
	else
		is_good = evaluate(loss->subscript[0].at[0], &scope, &arena, &value, error);
	if (is_good && (array_size(value) != 1 || fabs(value.at[0] - nearbyint(value.at[0])) > 0 ||
	                !(value.at[0] >= 0 && value.at[0] < T)))
		is_good = error_set(error, loss->subscript[0].at[0]->span, NULL,
		                    _("%s has times %d to %d"), loss->name, 0, T - 1);
	*t = is_good ? (int)value.at[0] : 0;
	arena_free(&arena);
	return is_good;
}

static bool find_parameter(const struct walk *walk, const struct tree *below, int *parameter,
                           struct error *error)
{
	const struct cell *cell = walk->network->cell;
	*parameter = cell_find(cell, below->name);
	if (*parameter < 0 || cell->quantity[*parameter].kind != QUANTITY_PARAMETER) {
		error_set(error, below->span, _("its parameters:"),
		          _("derive leads to a parameter of the cell %s, and %s is none"), cell->name,
		          below->name);
		for (int q = 0; q < cell->quantities; q++)
			if (cell->quantity[q].kind == QUANTITY_PARAMETER)
				error_advise(error, " %s", cell->quantity[q].name);
		return false;
	}
	if (below->subscripts)
		return fail_example(walk, below->span,
		                    _("derive takes all of a parameter at once, not one element"), error);
	return true;
}

static bool find_subject(struct session *session, const struct walk *walk, const struct tree *tree,
                         int *t, int *parameter, struct error *error)
{
	const struct cell *cell = walk->network->cell;
	if (tree->kind != TREE_DERIVATIVE)
		return fail_example(walk, tree->span,
		                    _("derive takes the derivative of a loss by a parameter"), error);
	if (cell_find(cell, tree->part[0]->name) != cell->loss) {
		const char *loss = cell->quantity[cell->loss].name;
		error_set(error, tree->part[0]->span, NULL,
		          _("derive starts at the loss %s, not at %s"), loss, tree->part[0]->name);
		return error_advise(error, "derive d%s[%d]/d%s", loss, walk->pass->T - 1,
		                    tree->part[1]->name);
	}
	if (tree->count == 3)
		return fail_example(walk, tree->part[2]->span, _("derive shows all steps k, not one"),
		                    error);
	return find_parameter(walk, tree->part[1], parameter, error) &&
	       find_time(session, walk, tree->part[0], t, error);
}

// dE[t]/dNAME ["numbers"]
static bool run_derive(struct session *session, const struct words *words, struct error *error)
{
	static const char option[] = "numbers";
	struct arena arena = { 0 };
	struct tree *tree;
	struct parse_names const names = names_for_parser(session);
	size_t length = strlen(words->rest);
	bool const numbers = words->count > 1 && !strcmp(words->word[words->count - 1].at, option);
	int t = 0, parameter = 0;
	if (numbers)
		length -= strlen(option);
	const struct walk *walk = session_walk(session, error);
	if (walk && !words->count)
		return fail_example(walk, words->end, _("a derivative is missing here"), error);
	bool is_good =
		walk && parse_expression(words->rest, length, words->begin.line,
		                         words->begin.column, &names, &arena, &tree, error) &&
		find_subject(session, walk, tree, &t, &parameter, error);
	if (is_good) {
		struct scene const scene = session_scene(session);
		struct text out = { 0 };
		is_good = view_derive(&scene, t, parameter, numbers, session->columns, &out);
		if (is_good)
			session_say(session, SAY_RESULT, text_get(&out));
		text_free(&out);
	}
	arena_free(&arena);
	return is_good;
}

const struct command derive_commands[] = {
	{
		.name = "derive",
		.group = GROUP_ASK,
		.usage = "dE[t]/dNAME [numbers]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("Write the chain rule from a loss to a parameter, each factor with its size."),
		.help = N_("  derive dE[3]/dW\n"
	                   "  derive dE[3]/dW numbers    the factors' numbers, too\n"
	                   "It is made from the equations of the cell, so it is as right for your "
	                   "own one."),
		.run = run_derive,
		.complete = COMPLETE_NAME,
		.in_lessons = true,
	},
	{ .name = NULL },
};
