// SPDX-License-Identifier: GPL-3.0-or-later
// An expression at the prompt: its value, or a list of its values over whole numbers (`… for k = 4..0`),
// said as text or as a JSON object and kept as the next printed value.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array/elide.h"
#include "array/number.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "repl/names.h"
#include "repl/not_finite.h"
#include "repl/object.h"
#include "repl/query.h"
#include "repl/series.h"
#include "repl/session.h"
#include "repl/speech.h"
#include "repl/value.h"

// A list has this many entries at most; of rows beyond SHOWN_MOST a person is shown the first and the last.
enum { ENTRIES_MOST = 100000, SHOWN_MOST = 100, LABEL_COLUMNS = 40 };

static void write_label(const char *name, const struct speech *speech, struct text *out)
{
	size_t const length = strlen(name), fits = utf8_fit(name, length, LABEL_COLUMNS);
	text_add_bytes(out, name, fits);
	text_add(out, fits == length ? "" : utf8_locale() ? "…" : "...");
	speech_write(speech, out);
}

// Lines for a person are as wide as the terminal; in a script nothing is cut.
static int columns_of(const struct session *session)
{
	return session->front.interactive ? session->manner.columns : 0;
}

// `before` is NULL for what is kept, and else stands before the name.
static void say_value(struct session *session, const char *before, const char *name, const struct speech *speech,
                      struct array value)
{
	struct text out = { 0 };
	text_add(&out, before ? before : "");
	write_label(name, speech, &out);
	text_add(&out, " =");
	if (array_size(value) == 1) {
		text_add_char(&out, ' ');
		number_write(value.at[0], session->precision, &out);
	} else if (value.rows == 1) {
		// What stands before it in the line takes room, too; of the two blanks of its indent one stays.
		int const columns = columns_of(session),
			  left = columns - utf8_columns(text_get(&out), out.length) + 1;
		LOCAL(text) row = { 0 };
		value_write(value, session->precision, columns && left < 1 ? 1 : columns ? left : 0,
		            &row);
		text_addf(&out, "%s", text_get(&row) + 1);
	} else {
		text_add_char(&out, '\n');
		value_write(value, session->precision, columns_of(session), &out);
	}
	session_answer(session, &out);
}

// ---- lists

static int digits_of(long number)
{
	return snprintf(NULL, 0, "%ld", number);
}

// "  k = 4  0.4744": all numbers are written alike and below each other.
static void write_rows(const struct session *session, const struct series *list, struct text *out)
{
	int const last = digits_of(list->last), first = digits_of(list->first);
	int const width = first > last ? first : last;
	int const columns = columns_of(session), count = list->value.rows;
	int *const which = memory_get((size_t)count + ELIDE_LEAST, sizeof *which);
	int const rows = elide(count, columns ? SHOWN_MOST : count, -1, which);
	LOCAL(text) values = { 0 };
	struct array shown = { rows, list->value.cols,
		               memory_get((size_t)rows * (size_t)list->value.cols, sizeof(double)) };
	for (int i = 0; i < rows; i++) {
		int const row = which[i];
		memcpy(shown.at + (size_t)i * (size_t)shown.cols,
		       list->value.at + (size_t)(row == ELIDED ? 0 : row) * (size_t)shown.cols,
		       (size_t)shown.cols * sizeof *shown.at);
	}
	value_write_rows(shown, session->precision, columns ? columns - width - 12 : 0, &values);
	const char *at = text_get(&values);
	for (int i = 0; i < rows; i++) {
		int const row = which[i];
		size_t const length = strcspn(at, "\n");
		text_add(out, "\n  ");
		if (row == ELIDED) {
			text_add(out, utf8_locale() ? "…" : "...");
		} else {
			text_addf(out, "%s = %*ld  ", list->variable, width, series_number(list, row));
			text_add_bytes(out, at, length);
		}
		at += length + (at[length] == '\n');
	}
	free(shown.at);
	free(which);
}

static void say_list(struct session *session, const char *before, const char *name, const struct speech *speech,
                     const struct series *list)
{
	struct text out = { 0 };
	text_add(&out, before ? before : "");
	write_label(name, speech, &out);
	text_add_char(&out, ':');
	write_rows(session, list, &out);
	session_answer(session, &out);
}

// ---- either

bool value_print(struct session *session, const char *text, int number, int column,
                 struct error *error)
{
	return value_show(session, NULL, text, number, column, error);
}

// `text` is how all of it was typed, with its range.
static void say(struct session *session, const char *before, const char *text, const struct series *item)
{
	struct names names;
	struct scope const scope = names_scope(session, &names);
	struct speech const speech = speech_of(session->state.network, item->tree);
	if (session->json)
		object_say_series(session, text, item);
	else if (item->variable)
		say_list(session, before, text, &speech, item);
	else
		say_value(session, before, text, &speech, item->value);
	if (!item->variable)
		not_finite_note(session, item->tree, &scope, item->value);
	if (!before)
		values_add(&session->values, text, item->value);
}

bool value_show(struct session *session, const char *before, const char *text, int number,
                int column, struct error *error)
{
	static const struct query_form form = { .most = 1, .has_ranges = true };
	LOCAL(arena) arena = { 0 };
	struct query query;
	bool const is_good = query_read(session, text, number, column, &form, &arena, &query, error) &&
	                     query_answer(session, &query, ENTRIES_MOST, &arena, error);
	if (is_good)
		say(session, before, query.typed, &query.item[0]);
	return is_good;
}
