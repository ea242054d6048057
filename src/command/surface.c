// SPDX-License-Identifier: GPL-3.0-or-later
// surface: an expression (E, when there is none) over two of the network's numbers, seen from above.  Each
// point is a forward pass of its own with the two numbers set; the network stays as it is.
#include <limits.h>
#include <math.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "lang/parser.h"
#include "net/network.h"
#include "repl/assign.h"
#include "repl/names.h"
#include "repl/object.h"
#include "repl/session.h"
#include "repl/suggest.h"
#include "view/surface.h"

struct axis {
	const char *name; // as it was typed
	struct target target;
	double from, to;
};

struct request {
	struct arena arena; // holds all below
	const char *name;
	struct tree *tree;
	struct axis axis[2];
	bool log;
};

// A stretch of the command's words.
struct part {
	const char *at, *end;
};

struct reader {
	struct session *session;
	const struct words *words;
	struct request *request;
	struct parse_names names;
	const struct scope *scope;
};

// ---- reading

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct part trimmed(struct part part)
{
	while (part.at < part.end && is_blank(*part.at))
		part.at++;
	while (part.end > part.at && is_blank(part.end[-1]))
		part.end--;
	return part;
}

static struct span span_of(const struct reader *reader, struct part part)
{
	const char *begin = reader->words->rest;
	int const wide = utf8_count(part.at, (size_t)(part.end - part.at));
	return (struct span){ reader->words->begin.line,
		              reader->words->begin.column +
		                      utf8_count(begin, (size_t)(part.at - begin)),
		              wide ? wide : 1 };
}

// The next `sign` outside of brackets; NULL: there is none.
static const char *find_sign(struct part part, const char *sign)
{
	size_t const length = strlen(sign);
	int depth = 0;
	for (const char *at = part.at; at + length <= part.end; at++) {
		depth += *at == '(' || *at == '[';
		depth -= *at == ')' || *at == ']';
		if (depth <= 0 && !memcmp(at, sign, length))
			return at;
	}
	return NULL;
}

static const char *copy_name(struct arena *arena, struct part part)
{
	struct text clean = { 0 };
	utf8_clean(&clean, part.at, (size_t)(part.end - part.at), false);
	const char *name = arena_copy_bytes(arena, text_get(&clean), clean.length);
	text_free(&clean);
	return name;
}

static bool read_tree(struct reader *reader, struct part part, struct tree **tree,
                      struct error *error)
{
	struct span const span = span_of(reader, part);
	return parse_expression(part.at, (size_t)(part.end - part.at), span.line, span.column,
	                        &reader->names, &reader->request->arena, tree, error);
}

static bool read_number(struct reader *reader, struct part part, double *number,
                        struct error *error)
{
	struct tree *tree;
	struct array value;
	part = trimmed(part);
	if (!read_tree(reader, part, &tree, error) ||
	    !evaluate(tree, reader->scope, &reader->request->arena, &value, error))
		return false;
	*number = value.at[0];
	return (array_size(value) == 1 && isfinite(*number)) ||
	       error_set(error, span_of(reader, part), NULL,
	                 _("an axis goes from one finite number to another"));
}

// TARGET = FROM .. TO
static bool read_axis(struct reader *reader, struct part part, struct axis *axis,
                      struct error *error)
{
	struct tree *tree;
	part = trimmed(part);
	const char *equals = find_sign(part, "=");
	const char *dots = equals ? find_sign((struct part){ equals, part.end }, "..") : NULL;
	if (!dots)
		return error_set(error, span_of(reader, part),
		                 "surface over W[0,0] = -2..2, W[0,1] = -2..2",
		                 _("an axis is a parameter and its range: W[0,0] = -2..2"));
	struct part const name = trimmed((struct part){ part.at, equals });
	if (!read_tree(reader, name, &tree, error))
		return false;
	if (tree->kind != TREE_NAME)
		return error_set(error, tree->span, NULL,
		                 _("an axis is a parameter or one of its elements"));
	if (!assign_find_target(reader->session, tree, reader->scope, &reader->request->arena,
	                        &axis->target, error))
		return false;
	if (axis->target.variable)
		return error_set(error, tree->span, NULL,
		                 _("%s is a variable, and no pass depends on it"), tree->name);
	axis->name = copy_name(&reader->request->arena, name);
	if (!read_number(reader, (struct part){ equals + 1, dots }, &axis->from, error) ||
	    !read_number(reader, (struct part){ dots + 2, part.end }, &axis->to, error))
		return false;
	return axis->from < axis->to ||
	       error_set(error, span_of(reader, part), NULL, _("an axis goes upwards"));
}

// Whether the first would be overwritten by the second, or a part of it.
static bool overlap(const struct target *a, const struct target *b)
{
	return a->quantity == b->quantity && a->is_initial == b->is_initial &&
	       (!a->has_element || !b->has_element || (a->row == b->row && a->col == b->col));
}

// AXIS , AXIS [log]
static bool read_axes(struct reader *reader, struct part part, struct error *error)
{
	struct request *request = reader->request;
	part = trimmed(part);
	if (part.end - part.at > 4 && is_blank(part.end[-4]) && !memcmp(part.end - 3, "log", 3)) {
		request->log = true;
		part.end -= 4;
	}
	const char *comma = find_sign(part, ",");
	if (!comma)
		return error_set(error, span_of(reader, trimmed(part)),
		                 "surface over W[0,0] = -2..2, W[0,1] = -2..2",
		                 _("a surface stands over two numbers, with a comma between them"));
	struct part const second = trimmed((struct part){ comma + 1, part.end });
	if (!read_axis(reader, (struct part){ part.at, comma }, &request->axis[0], error) ||
	    !read_axis(reader, second, &request->axis[1], error))
		return false;
	return !overlap(&request->axis[0].target, &request->axis[1].target) ||
	       error_set(error, span_of(reader, second),
	                 "surface over W[0,0] = -2..2, W[0,1] = -2..2",
	                 _("both axes would set the same number"));
}

// [EXPR] over AXES
static bool read_request(struct reader *reader, struct error *error)
{
	struct request *request = reader->request;
	const char *rest = reader->words->rest;
	struct part const all = { rest, rest + strlen(rest) };
	const char *over = find_sign(all, "over ");
	if (!over || (over > all.at && !is_blank(over[-1])))
		return error_set(error, *rest ? reader->words->begin : reader->words->end,
		                 "surface over W[0,0] = -2..2, W[0,1] = -2..2",
		                 _("over which two numbers?  The word over is missing"));
	struct part value = trimmed((struct part){ all.at, over });
	if (value.at == value.end) {
		const struct cell *cell = reader->session->state.network->cell;
		const char *loss = cell->quantity[cell->loss].name;
		value = (struct part){ loss, loss + strlen(loss) };
		if (!parse_expression(loss, strlen(loss), 1, 1, &reader->names, &request->arena,
		                      &request->tree, error))
			return false;
	} else if (!read_tree(reader, value, &request->tree, error)) {
		return false;
	}
	request->name = copy_name(&request->arena, value);
	return read_axes(reader, (struct part){ over + 5, all.end }, error);
}

// ---- the values

static void fill(struct array to, double value)
{
	for (size_t i = 0; i < array_size(to); i++)
		to.at[i] = value;
}

// The value with the numbers as they are in the network now.
static bool evaluate_at(const struct request *request, const struct session *session,
                        struct network *network, double *out, struct error *error)
{
	struct arena arena = { 0 };
	struct names names;
	struct array value;
	struct walk *walk = walk_new(network, error);
	if (!walk)
		return false;
	struct scope const scope =
		names_scope_at(session, (struct walk_place){ walk, session->state.place }, &names);
	bool done = evaluate(request->tree, &scope, &arena, &value, error);
	if (done && array_size(value) != 1)
		done = error_set(error, request->tree->span, _("take its norm, or one element"),
		                 _("a surface needs a number at each point, but this is %d×%d"),
		                 value.rows, value.cols);
	if (done)
		*out = value.at[0];
	arena_free(&arena);
	walk_free(walk);
	return done;
}

static double along(const struct axis *axis, int i, int count)
{
	return axis->from + (axis->to - axis->from) * i / (count > 1 ? count - 1 : 1);
}

static bool fill_surface(const struct request *request, const struct session *session,
                         struct array a, struct error *error)
{
	struct network *network = network_copy(session->state.network);
	bool done = true;
	for (int row = 0; done && row < a.rows; row++)
		for (int col = 0; done && col < a.cols; col++) {
			fill(assign_numbers(network, &request->axis[0].target),
			     along(&request->axis[0], col, a.cols));
			fill(assign_numbers(network, &request->axis[1].target),
			     along(&request->axis[1], a.rows - 1 - row, a.rows));
			done = evaluate_at(request, session, network,
			                   &a.at[(size_t)row * (size_t)a.cols + (size_t)col],
			                   error);
		}
	network_free(network);
	return done;
}

static struct surface_axis axis_of(const struct axis *axis, const struct network *network)
{
	struct network *copy = network_copy(network);
	struct array const numbers = assign_numbers(copy, &axis->target);
	struct surface_axis const of = { axis->name, axis->from, axis->to,
		                         array_size(numbers) == 1 ? numbers.at[0] : NAN };
	network_free(copy);
	return of;
}

static void say_surface(struct session *session, const struct surface *surface)
{
	struct text out = { 0 };
	if (session->json) {
		object_write_value(surface->name, surface->a, NULL, &out);
		session_say_object(session, SAY_RESULT, text_get(&out));
	} else {
		struct sheet sheet = sheet_new(session->manner.columns, INT_MAX);
		surface_draw(surface, &sheet);
		sheet_write(&sheet, &out);
		sheet_free(&sheet);
		session_say(session, SAY_RESULT, text_get(&out));
	}
	text_free(&out);
}

static bool run_surface(struct session *session, const struct words *words, struct error *error)
{
	struct request request = { 0 };
	struct names names;
	struct scope const scope = names_scope(session, &names);
	struct reader reader = { session, words, &request, names_for_parser(session), &scope };
	struct surface surface = { .log = false,
		                   .precision = session->precision,
		                   .ascii = session_draws_ascii(session) };
	bool done = network_ready(session->state.network, error) && read_request(&reader, error);
	if (done) {
		surface.name = request.name;
		surface.log = request.log;
		surface.x = axis_of(&request.axis[0], session->state.network);
		surface.y = axis_of(&request.axis[1], session->state.network);
		surface.a = array_new(&request.arena, SURFACE_ROWS,
		                      surface_cols(session->manner.columns));
		done = fill_surface(&request, session, surface.a, error) ||
		       suggest_names(session, request.tree, NULL, error);
	}
	if (done)
		say_surface(session, &surface);
	arena_free(&request.arena);
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
