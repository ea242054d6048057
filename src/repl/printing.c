// SPDX-License-Identifier: GPL-3.0-or-later
// An expression at the prompt: its value, or a list of its values over whole numbers (`… for k = 4..0`),
// said as text or as a JSON object and kept as the next printed value.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array/number.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "repl/finite.h"
#include "repl/names.h"
#include "repl/object.h"
#include "repl/passing.h"
#include "repl/session.h"
#include "repl/suggest.h"
#include "repl/value.h"

// A list has so many entries at most, and they have so many numbers together; of rows beyond SHOWN_MOST a
// person is shown the first and the last.
enum {
	ENTRIES_MOST = 100000,
	NUMBERS_MOST = 4 * 1024 * 1024,
	SHOWN_MOST = 100,
	LABEL_COLUMNS = 40
};

// The expression without the blanks that joined lines leave in it.
static void write_name(const char *text, struct text *out)
{
	for (const char *c = text; *c; c++) {
		bool const is_blank = *c == ' ' || *c == '\t';
		bool const goes_on = c[strspn(c, " \t")];
		if (!is_blank)
			text_add_char(out, *c);
		else if (goes_on && out->length && out->at[out->length - 1] != ' ')
			text_add_char(out, ' ');
	}
}

// `yours`: it comes from a backward pass that a learner has amended.
static void write_label(const char *name, bool yours, struct text *out)
{
	size_t const length = strlen(name), fits = utf8_fit(name, length, LABEL_COLUMNS);
	text_add_bytes(out, name, fits);
	text_add(out, fits == length ? "" : utf8_locale() ? "…" : "...");
	text_add(out, yours ? _(" (yours)") : "");
}

// ---- whose gradient it is

struct speech {
	const struct cell *cell;
	bool of_program;
};

// delta, dW, ds[k], and the derivatives of the loss; Jacobians are exact, whatever program is in force.
static void listen(void *context, struct tree *tree)
{
	struct speech *speech = context;
	const struct cell *cell = speech->cell;
	if (tree->kind == TREE_DERIVATIVE)
		speech->of_program |= cell_find(cell, tree->part[0]->name) == cell->loss;
	else if (tree->kind == TREE_NAME)
		speech->of_program |= !strcmp(tree->name, "delta") ||
		                      (*tree->name == 'd' && cell_find(cell, tree->name + 1) >= 0);
}

// Whether an expression speaks of the backward pass, and that is amended.
static bool is_yours(const struct session *session, struct tree *tree)
{
	struct speech speech = { .cell = session->state.network->cell };
	if (speech.cell->amendments)
		tree_visit(tree, listen, &speech);
	return speech.of_program;
}

// Lines for a person are as wide as the terminal; in a script nothing is cut.
static int columns_of(const struct session *session)
{
	return session->front.interactive ? session->manner.columns : 0;
}

// `before` is NULL for what is kept, and else stands before the name.
static void say_value(struct session *session, const char *before, const char *name, bool yours,
                      struct array value)
{
	struct text out = { 0 };
	if (session->json) {
		object_write_value(name, value, NULL, &out);
		session_say_object(session, SAY_RESULT, text_get(&out));
		text_free(&out);
		return;
	}
	text_add(&out, before ? before : "");
	write_label(name, yours, &out);
	text_add(&out, " =");
	if (array_size(value) == 1) {
		text_add_char(&out, ' ');
		number_write(value.at[0], session->precision, &out);
	} else if (value.rows == 1) {
		struct text row = { 0 };
		value_write(value, session->precision, columns_of(session), &row);
		text_addf(&out, "%s", text_get(&row) + 1);
		text_free(&row);
	} else {
		text_add_char(&out, '\n');
		value_write(value, session->precision, columns_of(session), &out);
	}
	session_answer(session, &out);
}

// ---- lists

// A list being made: row i is the value at from ± i.
struct list {
	const struct series *series;
	long from, to;
	int count;
	struct array value; // count×size; owned
};

static long number_at(const struct list *list, int i)
{
	return list->from <= list->to ? list->from + i : list->from - i;
}

static bool find_bound(const struct tree *tree, const struct scope *scope, long *bound,
                       struct error *error)
{
	struct arena arena = { 0 };
	struct array value;
	bool is_good = evaluate(tree, scope, &arena, &value, error);
	if (is_good && (array_size(value) != 1 || !(fabs(value.at[0]) <= 1e9) ||
	                fabs(value.at[0] - nearbyint(value.at[0])) > 0))
		is_good = error_set(error, tree->span, _("write norm(delta[4,k]) for k = 4..0"),
		                    _("a list goes from one whole number to another"));
	*bound = is_good ? (long)value.at[0] : 0;
	arena_free(&arena);
	return is_good;
}

// Makes room for all rows once the first one is known.
static bool take_first(struct list *list, struct array first, struct error *error)
{
	const struct tree *tree = list->series->value;
	size_t const size = array_size(first);
	if (first.rows > 1 && first.cols > 1)
		return error_set(error, tree->span, _("take its norm, or one element"),
		                 _("a list is made of numbers or vectors; at %s = %ld this is %d×%d"),
		                 list->series->variable, list->from, first.rows, first.cols);
	if (size * (size_t)list->count > NUMBERS_MOST)
		return error_set(error, tree->span, _("take its norm, or one element"),
		                 _("this list would have %d entries of %zu numbers, more than %d"),
		                 list->count, size, NUMBERS_MOST);
	list->value = (struct array){ list->count, (int)size,
		                      memory_get(size * (size_t)list->count, sizeof(double)) };
	return true;
}

static bool take_row(struct list *list, int i, struct array value, struct error *error)
{
	size_t const size = array_size(value);
	if (!i && !take_first(list, value, error))
		return false;
	if (size != (size_t)list->value.cols || (value.rows > 1 && value.cols > 1))
		return error_set(error, list->series->value->span,
		                 _("make them as long as each other"),
		                 _("at %s = %ld this is %d×%d, but the list's entries have %d number(s)"),
		                 list->series->variable, number_at(list, i), value.rows, value.cols,
		                 list->value.cols);
	memcpy(list->value.at + (size_t)i * size, value.at, size * sizeof *value.at);
	return true;
}

static bool fill(struct list *list, struct session *session, const struct scope *scope,
                 struct error *error)
{
	struct passing passing = { 0 };
	bool is_good = true;
	for (int i = 0; is_good && i < list->count; i++) {
		struct arena arena = { 0 };
		struct array value;
		is_good = passing_evaluate(&passing, session, list->series->value, list->series->variable,
		                           number_at(list, i), scope, &arena, &value, error) &&
		          take_row(list, i, value, error);
		arena_free(&arena);
	}
	passing_end(&passing);
	return is_good;
}

// The row of the list that is shown as row `shown` of `rows`, -1: those between are left out.
static int pick_row(const struct list *list, int shown, int rows)
{
	if (rows == list->count)
		return shown;
	int const before = rows / 2;
	return shown < before ? shown : shown == before ? -1 : list->count - (rows - shown);
}

static int digits_of(long number)
{
	return snprintf(NULL, 0, "%ld", number);
}

// "  k = 4  0.4744": all numbers are written alike and below each other.
static void write_rows(const struct session *session, const struct list *list, struct text *out)
{
	int const last = digits_of(number_at(list, list->count - 1)), first = digits_of(list->from);
	int const width = first > last ? first : last;
	int const columns = columns_of(session);
	int const rows = columns && list->count > SHOWN_MOST ? SHOWN_MOST : list->count;
	struct text values = { 0 };
	struct array shown = { rows, list->value.cols,
		               memory_get((size_t)rows * (size_t)list->value.cols, sizeof(double)) };
	for (int i = 0; i < rows; i++) {
		int const row = pick_row(list, i, rows);
		memcpy(shown.at + (size_t)i * (size_t)shown.cols,
		       list->value.at + (size_t)(row < 0 ? 0 : row) * (size_t)shown.cols,
		       (size_t)shown.cols * sizeof *shown.at);
	}
	value_write_rows(shown, session->precision, columns ? columns - width - 12 : 0, &values);
	const char *at = text_get(&values);
	for (int i = 0; i < rows; i++) {
		int const row = pick_row(list, i, rows);
		size_t const length = strcspn(at, "\n");
		text_add(out, "\n  ");
		if (row < 0) {
			text_add(out, utf8_locale() ? "…" : "...");
		} else {
			text_addf(out, "%s = %*ld  ", list->series->variable, width,
			          number_at(list, row));
			text_add_bytes(out, at, length);
		}
		at += length + (at[length] == '\n');
	}
	text_free(&values);
	free(shown.at);
}

static void say_list(struct session *session, const char *before, const char *name,
                     const struct list *list)
{
	struct text out = { 0 };
	if (session->json) {
		struct object_list const object = { list->series->variable, list->from, list->to };
		object_write_value(name, list->value, &object, &out);
		session_say_object(session, SAY_RESULT, text_get(&out));
	} else {
		text_add(&out, before ? before : "");
		write_label(name, is_yours(session, list->series->value), &out);
		text_add_char(&out, ':');
		write_rows(session, list, &out);
		session_say(session, SAY_RESULT, text_get(&out));
	}
	text_free(&out);
}

static bool print_list(struct session *session, const char *before, const char *name,
                       const struct series *series, const struct scope *scope,
                       struct error *error)
{
	struct list list = { .series = series };
	if (!find_bound(series->from, scope, &list.from, error) ||
	    !find_bound(series->to, scope, &list.to, error))
		return false;
	long const entries = labs(list.to - list.from) + 1;
	if (entries > ENTRIES_MOST)
		return error_set(error, series->to->span, _("print a part of it"),
		                 _("this list would have %ld entries; it may have %d"), entries,
		                 ENTRIES_MOST);
	list.count = (int)entries;
	bool const is_good = fill(&list, session, scope, error);
	if (is_good) {
		say_list(session, before, name, &list);
		if (!before)
			values_add(&session->values, name, list.value);
	}
	free(list.value.at);
	return is_good;
}

// ---- either

bool value_print(struct session *session, const char *text, int number, int column,
                 struct error *error)
{
	return value_show(session, NULL, text, number, column, error);
}

bool value_show(struct session *session, const char *before, const char *text, int number,
                int column, struct error *error)
{
	struct parse_names const for_parser = names_for_parser(session);
	struct arena arena = { 0 };
	struct series series;
	struct names names;
	struct array value;
	struct text name = { 0 };
	bool is_good = parse_series(text, strlen(text), number, column, &for_parser, &arena, &series,
	                            error);
	if (!is_good) {
		suggest_function(session, text, column, error);
	} else {
		struct scope const scope = names_scope(session, &names);
		write_name(text, &name);
		if (series.variable)
			is_good = print_list(session, before, text_get(&name), &series, &scope,
			                     error);
		else if ((is_good = evaluate(series.value, &scope, &arena, &value, error))) {
			say_value(session, before, text_get(&name), is_yours(session, series.value),
			          value);
			finite_note(session, series.value, &scope, value);
			if (!before)
				values_add(&session->values, text_get(&name), value);
		}
		if (!is_good)
			suggest_names(session, series.value, series.variable, error);
	}
	text_free(&name);
	arena_free(&arena);
	return is_good;
}
