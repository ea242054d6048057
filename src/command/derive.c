// SPDX-License-Identifier: GPL-3.0-or-later
// `derive dE[t]/dW`, delta[t,k], ds[t]/ds[k], dE/dW: the chain rule, as the article writes it.  What is written is
// view/derive.h's; here is what can be asked.
#include <math.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/message.h"
#include "command/all.h"
#include "command/findings.h"
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
	LOCAL(arena) arena = { 0 };
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
		error_advise(error, _("its last one: d%s[%d]"), loss->name, place_last_loss(&walk->itinerary));
	else
		is_good = evaluate(loss->subscript[0].at[0], &scope, &arena, &value, error);
	if (is_good && (array_size(value) != 1 || fabs(value.at[0] - nearbyint(value.at[0])) > 0 ||
	                !(value.at[0] >= 0 && value.at[0] < T)))
		is_good = error_set(error, loss->subscript[0].at[0]->span, NULL,
		                    _("%s has times %d to %d"), loss->name, 0, T - 1);
	*t = is_good ? (int)value.at[0] : 0;
	is_good = is_good && (walk->pass->has_loss[*t] ||
	                      walk_fail_loss(walk, *t, loss->subscript[0].at[0]->span, error));
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
	// Of the sum of all losses there is the derivative by a parameter alone.
	return (tree->part[0]->subscripts || find_time(session, walk, tree->part[0], t, error)) &&
	       find_parameter(walk, tree->part[1], parameter, error) &&
	       find_time(session, walk, tree->part[0], t, error);
}

// ---- what else can be derived

// A whole number from `least` to `most`, one subscript of a name.
static bool find_index(struct session *session, const struct tree *name, int i, int least, int most, int *index,
                       struct error *error)
{
	LOCAL(arena) arena = { 0 };
	struct names names;
	struct scope const scope = names_scope(session, &names);
	const struct tree *at = name->subscript[0].at[i];
	bool good = evaluate_whole(at, &scope, &arena, index, error);
	if (good && (*index < least || *index > most))
		good = error_set(error, at->span, NULL, _("here is a time from %d to %d, not %d"), least, most,
		                 *index);
	return good;
}

static bool has_time(const struct tree *name)
{
	return name->subscripts == 1 && name->subscript[0].count == 1 && !name->subscript[0].last;
}

// A computed quantity of the cell, or (-1) all states together; else -2.
static int find_value(const struct cell *cell, const struct tree *name)
{
	int const q = cell_find(cell, name->name);
	return !strcmp(name->name, CELL_WHOLE_STATE)                          ? -1
	       : q >= 0 && cell->quantity[q].kind == QUANTITY_COMPUTED        ? q
	                                                                      : -2;
}

// dE[t]/dz[k], ds[t]/ds[k], dE/dW: what they are, if they are one of these.
static bool is_more(const struct walk *walk, const struct tree *tree, struct derive_subject *subject)
{
	const struct cell *cell = walk->network->cell;
	if (tree->kind != TREE_DERIVATIVE || tree->count == 3)
		return false;
	const struct tree *above = tree->part[0], *below = tree->part[1];
	int const q = cell_find(cell, below->name);
	subject->above = find_value(cell, above);
	subject->below = find_value(cell, below);
	bool const is_loss = subject->above == cell->loss;
	if (is_loss && !above->subscripts && !below->subscripts && q >= 0 &&
	    cell->quantity[q].kind == QUANTITY_PARAMETER) {
		subject->kind = DERIVE_SUM;
		subject->below = q;
		return true;
	}
	subject->kind = is_loss ? DERIVE_CARRIED : DERIVE_JACOBIAN;
	// All states are derived by all states; what is carried is the gradient of something recurrent.
	bool const fits = is_loss ? subject->below >= 0 && cell->quantity[subject->below].is_recurrent
	                          : (subject->above == -1) == (subject->below == -1);
	return fits && subject->above > -2 && subject->below > -2 && has_time(above) && has_time(below);
}

static bool find_times(struct session *session, const struct walk *walk, const struct tree *tree,
                       struct derive_subject *subject, struct error *error)
{
	const struct cell *cell = walk->network->cell;
	bool const is_state = subject->below < 0 || cell->quantity[subject->below].is_state;
	int const T = walk->pass->T;
	return subject->kind == DERIVE_SUM ||
	       (find_index(session, tree->part[0], 0, 0, T - 1, &subject->t, error) &&
	        find_index(session, tree->part[1], 0, is_state ? -1 : 0, subject->t, &subject->k, error));
}

// delta[t,k]: the gradients of all the quantities that make it.
static bool is_delta(const struct tree *tree)
{
	return tree->kind == TREE_NAME && !strcmp(tree->name, "delta") && tree->subscripts == 1 &&
	       tree->subscript[0].count == 2 && !tree->subscript[0].last;
}

static bool derive_more(struct session *session, const struct derive_subject *subject, bool numbers,
                        struct text *out)
{
	struct scene const scene = session_scene(session);
	return view_derive_more(&scene, subject, numbers, session->manner.columns, out);
}

// Writes what is derived of a tree that no loss by a parameter is; false and no text: it is none of these.
static bool run_more(struct session *session, const struct walk *walk, const struct tree *tree, bool numbers,
                     struct text *out, struct error *error)
{
	const struct cell *cell = walk->network->cell;
	struct derive_subject subject = { .kind = DERIVE_CARRIED, .k = 0 };
	if (is_more(walk, tree, &subject))
		return find_times(session, walk, tree, &subject, error) &&
		       derive_more(session, &subject, numbers, out);
	if (!find_index(session, tree, 0, 0, walk->pass->T - 1, &subject.t, error) ||
	    !(walk->pass->has_loss[subject.t] || walk_fail_loss(walk, subject.t, tree->span, error)) ||
	    !find_index(session, tree, 1, 0, subject.t, &subject.k, error))
		return false;
	bool good = true;
	for (int i = 0; good && i < cell->deltas; i++) {
		subject.below = cell->delta[i];
		good = derive_more(session, &subject, numbers, out);
	}
	return good;
}

// dE[t]/dNAME ["numbers"]
static bool run_derive(struct session *session, const struct words *words, struct error *error)
{
	static const char option[] = "numbers";
	LOCAL(arena) arena = { 0 };
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
	struct derive_subject more;
	LOCAL(text) out = { 0 };
	bool is_good = walk && parse_expression(words->rest, length, words->begin.line,
	                                        words->begin.column, &names, &arena, &tree, error);
	bool const is_other = is_good && (is_delta(tree) || is_more(walk, tree, &more));
	if (is_other) {
		is_good = run_more(session, walk, tree, numbers, &out, error);
	} else if (is_good && (is_good = find_subject(session, walk, tree, &t, &parameter, error))) {
		struct scene const scene = session_scene(session);
		if (session->json)
			findings_write_terms(walk, t, parameter, &out);
		is_good = session->json ? !interrupt_is_cut()
		                        : view_derive(&scene, t, parameter, numbers, session->manner.columns, &out);
	}
	if (is_good && session->json && !is_other)
		session_say_object(session, SAY_RESULT, text_get(&out));
	else if (is_good)
		session_say(session, SAY_RESULT, text_get(&out));
	return is_good;
}

const struct command derive_commands[] = {
	{
		.name = "derive",
		.group = GROUP_ASK,
		.usage = "EXPR [numbers]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("Write the chain rule from a loss to a parameter or a step, each factor with its size."),
		.help = N_("  derive dE[3]/dW            a loss by a parameter\n"
	                   "  derive dE/dW               the sum of all losses\n"
	                   "  derive delta[3,1]          what is carried back, also dE[3]/ds[1]\n"
	                   "  derive ds[3]/ds[1]         a Jacobian, also dstate[3]/dstate[1]\n"
	                   "  derive dE[3]/dW numbers    the factors' numbers, too\n"
	                   "It is made from the equations of the cell, your own ones "
	                   "included."),
		.run = run_derive,
		.complete = COMPLETE_NAME,
		.in_lessons = true,
	},
	{ .name = NULL },
};
