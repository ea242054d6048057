// SPDX-License-Identifier: GPL-3.0-or-later
// surface: an expression (E, when there is none) over two of the network's numbers, seen from above.  Each
// point is a forward pass of its own with the two numbers set; the network stays as it is.
#include <math.h>

#include "base/message.h"
#include "command/all.h"
#include "command/plot.h"
#include "net/network.h"
#include "repl/assign.h"
#include "repl/names.h"
#include "repl/object.h"
#include "repl/query.h"
#include "repl/session.h"
#include "repl/suggest.h"
#include "view/surface.h"

static const char example[] = "surface over W[0,0] = -2..2, W[0,1] = -2..2";

// A side of the surface: what is set, from one number to another.
struct side {
	const char *name; // as it was typed
	struct target target;
	double from, to;
};

struct ground {
	struct tree *tree; // what the surface shows
	struct side side[QUERY_AXES];
};

// ---- reading

static bool read_number(const struct tree *tree, const struct scope *scope, struct arena *arena,
                        double *number, struct error *error)
{
	struct array value;
	if (!evaluate(tree, scope, arena, &value, error))
		return false;
	*number = value.at[0];
	return (array_size(value) == 1 && isfinite(*number)) ||
	       error_set(error, tree->span, NULL, _("an axis goes from one finite number to another"));
}

static bool read_side(struct session *session, const struct axis *axis, struct arena *arena,
                      struct side *side, struct error *error)
{
	struct names names;
	struct scope const scope = names_scope(session, &names);
	if (axis->tree->kind != TREE_NAME)
		return error_set(error, axis->tree->span, NULL,
		                 _("an axis is a parameter or one of its elements"));
	if (!assign_find_target(session, axis->tree, &scope, arena, &side->target, error))
		return false;
	if (side->target.variable)
		return error_set(error, axis->tree->span, NULL,
		                 _("%s is a variable, and no pass depends on it"), axis->tree->name);
	side->name = axis->name;
	if (!read_number(axis->from, &scope, arena, &side->from, error) ||
	    !read_number(axis->to, &scope, arena, &side->to, error))
		return false;
	return side->from < side->to ||
	       error_set(error, axis->from->span, NULL, _("an axis goes upwards"));
}

// Whether the first would be overwritten by the second, or a part of it.
static bool overlap(const struct target *a, const struct target *b)
{
	return a->quantity == b->quantity && a->is_initial == b->is_initial &&
	       (!a->has_element || !b->has_element || (a->row == b->row && a->col == b->col));
}

static bool read_ground(struct session *session, const struct query *query, struct arena *arena,
                        struct ground *ground, struct error *error)
{
	const struct axis *axis = query->axis;
	ground->tree = query->item[0].tree;
	if (!read_side(session, &axis[0], arena, &ground->side[0], error) ||
	    !read_side(session, &axis[1], arena, &ground->side[1], error))
		return false;
	return !overlap(&ground->side[0].target, &ground->side[1].target) ||
	       error_set(error, axis[1].tree->span, example, _("both axes would set the same number"));
}

// Without an expression it is the loss that is shown.
static bool ask(struct session *session, const struct words *words, struct arena *arena,
                struct query *query, struct error *error)
{
	static const struct query_form form = { .most = 1, .may_lack = true, .has_axes = true,
		                                .has_log = true, .no_axes = example },
	                               one_value = { .most = 1 };
	const struct cell *cell = session->state.network->cell;
	struct query loss;
	if (!query_read(session, words->rest, words->begin.line, words->begin.column, &form, arena, query,
	                error))
		return false;
	if (query->count)
		return true;
	bool const is_read = query_read(session, cell->quantity[cell->loss].name, 1, 1, &one_value, arena,
	                                &loss, error);
	query->item[0] = loss.item[0];
	return is_read;
}

// ---- the values

static void fill(struct array to, double value)
{
	for (size_t i = 0; i < array_size(to); i++)
		to.at[i] = value;
}

// The value with the numbers as they are in the network now.
static bool evaluate_at(const struct ground *ground, const struct session *session,
                        struct network *network, double *out, struct error *error)
{
	LOCAL(arena) arena = { 0 };
	struct names names;
	struct array value;
	struct walk *walk = walk_new(network, error);
	if (!walk)
		return false;
	struct scope const scope =
		names_scope_at(session, (struct walk_place){ walk, session->state.place }, &names);
	bool done = evaluate(ground->tree, &scope, &arena, &value, error);
	if (done && array_size(value) != 1)
		done = error_set(error, ground->tree->span, _("take its norm, or one element"),
		                 _("a surface needs a number at each point, but this is %d×%d"),
		                 value.rows, value.cols);
	if (done)
		*out = value.at[0];
	walk_free(walk);
	return done;
}

static double along(const struct side *side, int i, int count)
{
	return side->from + (side->to - side->from) * i / (count > 1 ? count - 1 : 1);
}

static bool fill_surface(const struct ground *ground, const struct session *session,
                         struct array a, struct error *error)
{
	struct network *network = network_copy(session->state.network);
	bool done = true;
	for (int row = 0; done && row < a.rows; row++)
		for (int col = 0; done && col < a.cols; col++) {
			fill(assign_numbers(network, &ground->side[0].target),
			     along(&ground->side[0], col, a.cols));
			fill(assign_numbers(network, &ground->side[1].target),
			     along(&ground->side[1], a.rows - 1 - row, a.rows));
			done = evaluate_at(ground, session, network,
			                   &a.at[(size_t)row * (size_t)a.cols + (size_t)col],
			                   error);
		}
	network_free(network);
	return done;
}

static struct surface_axis axis_of(const struct side *side, const struct network *network)
{
	struct network *copy = network_copy(network);
	struct array const numbers = assign_numbers(copy, &side->target);
	struct surface_axis const of = { side->name, side->from, side->to,
		                         array_size(numbers) == 1 ? numbers.at[0] : NAN };
	network_free(copy);
	return of;
}

static void say_surface(struct session *session, const struct query *query, const struct surface *surface)
{
	struct series const all = { .tree = query->item[0].tree, .value = surface->a };
	if (session->json) {
		object_say_series(session, surface->name, &all);
		return;
	}
	struct speech const speech = plot_speech(session, query);
	struct sheet sheet = plot_sheet(session, &speech);
	surface_draw(surface, &sheet);
	plot_say(session, &sheet);
}

static bool run_surface(struct session *session, const struct words *words, struct error *error)
{
	const struct network *network = session->state.network;
	LOCAL(arena) arena = { 0 };
	struct query query;
	struct ground ground;
	struct surface surface = { .precision = session->precision,
		                   .ascii = session_draws_ascii(session) };
	bool done = network_ready(network, error) && ask(session, words, &arena, &query, error) &&
	            read_ground(session, &query, &arena, &ground, error);
	if (done) {
		surface.name = query.item[0].name;
		surface.log = query.log;
		surface.x = axis_of(&ground.side[0], network);
		surface.y = axis_of(&ground.side[1], network);
		surface.a = array_new(&arena, SURFACE_ROWS,
		                      surface_cols(session->manner.columns));
		done = fill_surface(&ground, session, surface.a, error) ||
		       suggest_names(session, ground.tree, NULL, error);
	}
	if (done)
		say_surface(session, &query, &surface);
	return done;
}

const struct command surface_commands[] = {
	{
		.name = "surface",
		.group = GROUP_ASK,
		.usage = "[EXPR] over NAME = A..B, NAME = A..B [log]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("Draw the loss, or any number, over two of the network's numbers."),
		.help = N_("  surface over W[0,0] = -2..2, W[0,1] = -2..2\n"
	                   "  surface norm(dE/dW) over W[0,0] = -2..2, W[0,1] = -2..2 log\n"
	                   "  surface E[T-1] over w = 3..7, b = -4..-1     Pascanu's wall: see "
	                   "cell wall\n"
	                   "Each point is a pass with these two numbers and all others as they "
	                   "are.  A\n"
	                   "whole parameter has the number in all of its elements.  From ' ' to @ "
	                   "the\n"
	                   "value rises; o is the lowest point, X where the network stands.  With "
	                   "log the\n"
	                   "levels are logarithmic."),
		.run = run_surface,
		.complete = COMPLETE_NAME,
		.in_lessons = true,
	},
	{ .name = NULL },
};
