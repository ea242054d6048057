// SPDX-License-Identifier: GPL-3.0-or-later
// Stops as a list, and how they are read.  Where they hold is trace/scan.c.
#include "trace/stop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "lang/evaluate.h"
#include "lang/print.h"
#include "lang/query.h"

static void stop_free(struct stop *stop)
{
	free(stop->text);
	free(stop->condition);
	arena_free(&stop->arena);
}

void stops_free(struct stops *stops)
{
	for (int i = 0; i < stops->count; i++)
		stop_free(&stops->stop[i]);
	free(stops->stop);
	*stops = (struct stops){ 0 };
}

struct stop *stops_find(struct stops *stops, int number)
{
	for (int i = 0; i < stops->count; i++)
		if (stops->stop[i].number == number)
			return &stops->stop[i];
	return NULL;
}

bool stops_delete(struct stops *stops, int number)
{
	struct stop *stop = stops_find(stops, number);
	if (!stop)
		return false;
	stop_free(stop);
	int const after = (int)(stops->stop + stops->count - (stop + 1));
	memmove(stop, stop + 1, (size_t)after * sizeof *stop);
	stops->count--;
	return true;
}

static struct stop *keep(struct stops *stops, struct stop stop)
{
	stops->stop = memory_resize(stops->stop, (size_t)stops->count + 1, sizeof stop);
	stop.number = ++stops->numbers;
	stops->stop[stops->count] = stop;
	return &stops->stop[stops->count++];
}

// ---- whether it makes sense

static bool has_value(const struct tree *tree, struct walk *walk, struct stop_scope scope,
                      struct place place, struct error *error)
{
	struct walk_place at = { walk, place };
	struct scope const names = scope.at ? scope.at(scope.context, &at) : walk_scope(&at);
	LOCAL(arena) arena = { 0 };
	struct array value;
	return evaluate(tree, &names, &arena, &value, error);
}

// A mistake in an expression shows at every place; what is only not known yet has a value at one of
// these: k+1 is no step where a loss enters.  The error is that of the first, where all names are known.
static bool makes_sense(const struct tree *tree, struct walk *walk, struct stop_scope scope,
                        struct place here, struct error *error)
{
	struct error other;
	const struct itinerary *itinerary = &walk->itinerary;
	struct place begin;
	int const t = place_last_loss(itinerary);
	place_backward(itinerary, t, t, &begin);
	struct place const second = place_after(itinerary, begin, STRIDE_ITERATION);
	return has_value(tree, walk, scope, begin, error) ||
	       has_value(tree, walk, scope, second, &other) ||
	       has_value(tree, walk, scope, here, &other) ||
	       has_value(tree, walk, scope, place_end(itinerary), &other);
}

// ---- reading: text and names only

// What a stop is read from.
struct source {
	const struct cell *cell;
	struct parse_names names;
	const char *text;
	int line, column;
};

static bool read_query(const struct source *source, size_t from, const struct query_form *form,
                       struct arena *arena, struct query *query, struct error *error)
{
	int const column = source->column + utf8_count(source->text, from);
	return parse_query(source->text + from, strlen(source->text + from), source->line, column, form,
	                   &source->names, arena, query, error);
}

// A condition that stands alone.
static bool read_condition(const char *text, struct source source, struct arena *arena,
                           struct tree **tree, struct error *error)
{
	static const struct query_form form = { .value = QUERY_CONDITION, .most = 1 };
	struct query query;
	source.text = text;
	if (!read_query(&source, 0, &form, arena, &query, error))
		return false;
	*tree = query.item[0].tree;
	return true;
}

static bool begins_with(const char *text, const char *word)
{
	size_t const length = strlen(word);
	return !strncmp(text, word, length) && (!text[length] || text[length] == ' ');
}

// forward T, backward T K, nan: where it ends, before the end of the text or `if`.  0: the text is none of these.
static size_t read_place(struct stop *stop, const char *text)
{
	int end = 0;
	stop->kind = STOP_PLACE;
	stop->phase = PHASE_FORWARD;
	stop->k = 0;
	if (begins_with(text, "nan")) {
		stop->kind = STOP_NOT_FINITE;
		end = (int)strlen("nan");
	} else if (begins_with(text, "forward")) {
		sscanf(text, "forward %d%n", &stop->t, &end);
	} else {
		stop->phase = PHASE_BACKWARD;
		sscanf(text, "backward %d %d%n", &stop->t, &stop->k, &end);
	}
	const char *rest = text + end + strspn(text + end, " \t");
	return end && (!*rest || begins_with(rest, "if")) ? (size_t)end : 0;
}

static bool is_named(const struct tree *tree, const char *name)
{
	return tree->kind == TREE_NAME && !tree->subscripts && !strcmp(tree->name, name);
}

// t and k are any time; k-1 is what is carried on.
static bool read_time(const struct tree *tree, int *time, int *offset)
{
	bool const is_before = tree_is_call(tree, "-") && tree->count == 2 &&
	                       tree_is_number(tree->part[1], 1);
	const struct tree *base = is_before ? tree->part[0] : tree;
	if (is_named(base, "t") || is_named(base, "k")) {
		*offset = is_before ? -1 : 0;
		return true;
	}
	bool const is_initial = tree_is_call(tree, "-") && tree->count == 1 &&
	                        tree_is_number(tree->part[0], 1);
	*time = is_initial ? -1 : tree->kind == TREE_NUMBER ? (int)tree->number : ANY_TIME;
	return is_initial || (tree->kind == TREE_NUMBER && tree_is_number(tree, *time));
}

static bool computes(const struct cell *cell, int quantity, bool gradient)
{
	const struct program *const programs[] = { &cell->forward, &cell->sweep };
	const struct program *program = programs[gradient];
	for (int i = 0; quantity >= 0 && i < program->count; i++)
		if (program->equation[i].quantity == quantity)
			return true;
	return false;
}

// Names of the walk that no equation writes.
static bool fail_unwritten(const struct source *source, const struct tree *name, struct error *error)
{
	int const quantity = cell_find(source->cell, name->name);
	bool const is_gradient = *name->name == 'd' && cell_find(source->cell, name->name + 1) >= 0;
	if (quantity < 0 && !is_gradient && !cell_is_number(name->name))
		return error_set(error, name->span, _("show names lists what can be asked for"),
		                 _("there is no %s here"), name->name);
	error_set(error, name->span, NULL, _("no equation writes %s"), name->name);
	return quantity >= 0 && computes(source->cell, quantity, true)
	               ? error_advise(error, "break d%s", name->name)
	               : error_advise(error, _("equations lists what is written"));
}

static bool fail_element(const struct tree *name, struct error *error)
{
	struct print_style const style = { 0 };
	LOCAL(text) words = { 0 };
	print_tree(name, &style, &words);
	error_set(error, name->span, _("watch stops where the value of an element changes"),
	          _("no equation writes %s: each writes all of %s, at one time"), text_get(&words),
	          name->name);
	return false;
}

// NAME, NAME[t], delta, delta[t,k]: what an equation writes.
static bool read_written(struct stop *stop, const struct source *source, const struct tree *tree,
                         struct error *error)
{
	const struct cell *cell = source->cell;
	bool const is_delta = !strcmp(tree->name, "delta");
	stop->kind = STOP_WRITES;
	stop->t = stop->k = stop->offset = ANY_TIME;
	stop->gradient = is_delta;
	stop->quantity = is_delta ? -1 : cell_find(cell, tree->name);
	if (!is_delta && stop->quantity < 0 && *tree->name == 'd') {
		stop->gradient = true;
		stop->quantity = cell_find(cell, tree->name + 1);
	}
	if (!is_delta && !computes(cell, stop->quantity, stop->gradient))
		return fail_unwritten(source, tree, error);
	if (!tree->subscripts)
		return true;
	const struct subscript *times = &tree->subscript[0];
	int ignored;
	bool const is_sum = !is_delta &&
	                    cell->quantity[stop->quantity].kind == QUANTITY_PARAMETER;
	bool const good = !is_sum && tree->subscripts == 1 && times->count == (is_delta ? 2 : 1) &&
	                  read_time(times->at[0], &stop->t, is_delta ? &ignored : &stop->offset) &&
	                  (!is_delta || read_time(times->at[1], &stop->k, &ignored));
	return good || fail_element(tree, error);
}

// PLACE ["if" CONDITION].
static bool read_break(struct stop *stop, const struct source *source, struct error *error)
{
	static const struct query_form place = { .has_guard = true },
	                               other = { QUERY_NAME, .most = 1, .has_guard = true };
	struct query query;
	size_t const end = read_place(stop, source->text);
	if (!end && (begins_with(source->text, "forward") || begins_with(source->text, "backward"))) {
		struct span const span = { source->line, source->column,
			                   utf8_count(source->text, strlen(source->text)) };
		return error_set(error, span, _("write forward 2, or backward 3 1"),
		                 _("'%s' is not a place of the walk"), source->text);
	}
	if (!read_query(source, end, end ? &place : &other, &stop->arena, &query, error))
		return false;
	stop->text = end ? memory_copy_bytes(source->text, end) : memory_copy_string(query.item[0].name);
	stop->only_if = query.guard;
	stop->condition = query.guard ? memory_copy_string(query.condition) : NULL;
	if (end)
		return true;
	struct tree *tree = query.item[0].tree;
	if (tree->kind == TREE_NAME)
		return read_written(stop, source, tree, error);
	stop->kind = STOP_CONDITION;
	stop->tree = tree;
	return true;
}

// An expression or a condition: `watch norm(dW) > 1` stops where that becomes true or false.
static bool read_watch(struct stop *stop, const struct source *source, struct error *error)
{
	static const struct query_form form = { QUERY_EITHER, .most = 1 };
	struct query query;
	if (!read_query(source, 0, &form, &stop->arena, &query, error))
		return false;
	stop->kind = STOP_WATCH;
	stop->text = memory_copy_string(query.typed);
	stop->tree = query.item[0].tree;
	return true;
}

// ---- adding

static bool is_place(const struct walk *walk, const struct stop *stop, struct span span,
                     struct error *error)
{
	struct place ignored;
	const struct itinerary *itinerary = &walk->itinerary;
	bool const is = stop->phase == PHASE_FORWARD ?
	                        place_forward(itinerary, stop->t, &ignored) :
	                        place_backward(itinerary, stop->t, stop->k, &ignored);
	if (is)
		return true;
	return error_set(error, span,
	                 itinerary->single ? _("in the single sweep k is t") :
	                                     _("t is 0 to T-1, and k goes from t back"),
	                 _("the walk has no place '%s'"), stop->text);
}

// Whether what is written at the time that the stop names ever is.
static bool is_time(const struct walk *walk, const struct stop *stop, struct span span,
                    struct error *error)
{
	struct place ignored;
	const struct itinerary *itinerary = &walk->itinerary;
	bool const is_delta = stop->quantity < 0;
	int const least = stop->gradient && !is_delta ? -1 : 0, last = walk->pass->T - 1;
	bool const in_time = stop->t == ANY_TIME || (stop->t >= least && stop->t <= last);
	bool const in_steps = stop->k == ANY_TIME ||
	                      (stop->k >= 0 && stop->k <= (stop->t == ANY_TIME ? last : stop->t));
	bool const is_reached = !is_delta || stop->t == ANY_TIME || stop->k == ANY_TIME ||
	                        itinerary->single || place_backward(itinerary, stop->t, stop->k, &ignored);
	if (in_time && stop->t >= 0 && is_delta && !itinerary->single && !place_has_loss(itinerary, stop->t))
		return walk_fail_loss(walk, stop->t, span, error);
	if (in_time && in_steps && is_reached)
		return true;
	if (in_time && in_steps)
		return error_set(error, span, _("truncate off"), _("truncation stops before %s"), stop->text);
	char advice[120];
	snprintf(advice, sizeof advice,
	         is_delta ? _("t is 0 to %d, and k goes from t back to 0") : _("its times go up to %d"), last);
	return error_set(error, span, advice, _("no equation writes %s"), stop->text);
}

static struct source source_of(const struct walk *walk, const char *text, int line, int column)
{
	return (struct source){ walk->network->cell, walk_names(walk), text, line, column };
}

struct stop *stops_add_break(struct stops *stops, struct walk *walk, struct stop_scope scope,
                             const char *text, int line, int column, struct error *error)
{
	struct stop stop = { 0 };
	struct source const source = source_of(walk, text, line, column);
	struct place const end = place_end(&walk->itinerary);
	if (read_break(&stop, &source, error)) {
		struct span const span = { line, column, utf8_count(stop.text, strlen(stop.text)) };
		if ((stop.kind != STOP_PLACE || is_place(walk, &stop, span, error)) &&
		    (stop.kind != STOP_WRITES || is_time(walk, &stop, span, error)) &&
		    (!stop.tree || makes_sense(stop.tree, walk, scope, end, error)) &&
		    (!stop.only_if || makes_sense(stop.only_if, walk, scope, end, error)))
			return keep(stops, stop);
	}
	stop_free(&stop);
	return NULL;
}

struct stop *stops_add_watch(struct stops *stops, struct walk *walk, struct stop_scope scope,
                             struct place place, const char *text, int line, int column,
                             struct error *error)
{
	struct stop stop = { 0 };
	struct source const source = source_of(walk, text, line, column);
	if (read_watch(&stop, &source, error) && makes_sense(stop.tree, walk, scope, place, error))
		return keep(stops, stop);
	stop_free(&stop);
	return NULL;
}

bool stop_set_condition(struct stop *stop, struct walk *walk, struct stop_scope scope,
                        const char *text, int line, int column, struct error *error)
{
	struct source const source = source_of(walk, text, line, column);
	struct tree *tree = NULL;
	if (*text && (!read_condition(text, source, &stop->arena, &tree, error) ||
	              !makes_sense(tree, walk, scope, place_end(&walk->itinerary), error)))
		return false;
	free(stop->condition);
	stop->condition = *text ? memory_copy_string(text) : NULL;
	stop->only_if = tree;
	return true;
}

// ---- another cell

struct roll {
	bool (*has_name)(void *context, const char *name);
	void *context;
	const struct tree *missing;
};

static void call(void *context, struct tree *tree)
{
	struct roll *roll = context;
	if (tree->kind == TREE_NAME && !roll->missing && !roll->has_name(roll->context, tree->name))
		roll->missing = tree;
}

static bool has_names(struct tree *tree, struct roll *roll, struct error *error)
{
	if (tree)
		tree_visit(tree, call, roll);
	return !roll->missing || error_set(error, roll->missing->span, NULL, _("there is no %s here"),
	                                   roll->missing->name);
}

bool stop_rebind(struct stop *stop, const struct cell *cell, struct parse_names names,
                 bool (*has_name)(void *context, const char *name), void *context,
                 struct error *error)
{
	LOCAL(stop) next = { 0 };
	struct roll roll = { has_name, context, NULL };
	struct source const source = { cell, names, stop->text, 1, 1 };
	stop->lost = !(stop->kind == STOP_WATCH ? read_watch(&next, &source, error) :
	                                          read_break(&next, &source, error));
	stop->lost = stop->lost || (stop->condition && !read_condition(stop->condition, source, &next.arena,
	                                                               &next.only_if, error)) ||
	             !has_names(next.tree, &roll, error) || !has_names(next.only_if, &roll, error);
	if (!stop->lost) {
		struct arena const old = stop->arena;
		stop->arena = next.arena;
		next.arena = old;
		stop->tree = next.tree;
		stop->only_if = next.only_if;
		stop->quantity = next.quantity;
	}
	return !stop->lost;
}
