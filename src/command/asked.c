// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/asked.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "repl/names.h"
#include "repl/passing.h"
#include "repl/suggest.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool is_word(const char *at, const char *begin, const char *end, const char *word)
{
	size_t const length = strlen(word);
	if ((size_t)(end - at) < length || memcmp(at, word, length))
		return false;
	const char *const after = at + length;
	bool const begins = at == begin || is_blank(at[-1]) || at[-1] == ')' || at[-1] == ']';
	return begins && (after == end || is_blank(*after));
}

// The end of the item that begins here: the next comma outside of brackets, or the text's end.
static const char *find_comma(const char *at, const char *end)
{
	for (int depth = 0; at < end; at++) {
		depth += *at == '(' || *at == '[';
		depth -= *at == ')' || *at == ']';
		if (*at == ',' && depth <= 0)
			break;
	}
	return at;
}

// The name of an item is its text up to its range, without the blanks round it.
static const char *copy_name(struct arena *arena, const char *at, const char *end)
{
	const char *stop = at;
	while (stop < end && !is_word(stop, at, end, "for"))
		stop++;
	while (at < stop && is_blank(*at))
		at++;
	while (stop > at && is_blank(stop[-1]))
		stop--;
	struct text clean = { 0 };
	utf8_clean(&clean, at, (size_t)(stop - at), false);
	const char *name = arena_copy_bytes(arena, text_get(&clean), clean.length);
	text_free(&clean);
	return name;
}

// ---- values

static bool find_bound(const struct tree *tree, const struct scope *scope, struct arena *arena,
                       long *bound, struct error *error)
{
	struct array value;
	if (!evaluate(tree, scope, arena, &value, error))
		return false;
	if (array_size(value) != 1 || !(fabs(value.at[0]) <= 1e6) ||
	    fabs(value.at[0] - nearbyint(value.at[0])) > 0)
		return error_set(error, tree->span, _("write norm(delta[4,k]) for k = 4..0"),
		                 _("a list goes from one whole number to another"));
	*bound = (long)value.at[0];
	return true;
}

static bool take_row(struct asked *asked, struct asked_item *item, long i, struct array value,
                     struct error *error)
{
	long const step = item->first <= item->last ? item->first + i : item->first - i;
	size_t const size = array_size(value);
	if (value.rows > 1 && value.cols > 1)
		return error_set(
			error, item->tree->span, _("take its norm, or one element"),
			_("a list is made of numbers or vectors; at %s = %ld this is %d×%d"),
			item->variable, step, value.rows, value.cols);
	if (!i)
		item->value = array_new(&asked->arena, (int)labs(item->last - item->first) + 1,
		                        (int)size);
	if (size != (size_t)item->value.cols)
		return error_set(error, item->tree->span, _("make them as long as each other"),
		                 _("at %s = %ld this has %zu number(s), the entries before it %d"),
		                 item->variable, step, size, item->value.cols);
	memcpy(item->value.at + (size_t)i * size, value.at, size * sizeof *value.at);
	return true;
}

static bool fill(struct asked *asked, struct session *session, struct asked_item *item,
                 const struct scope *scope, struct error *error)
{
	if (!item->variable)
		return evaluate(item->tree, scope, &asked->arena, &item->value, error);
	long const points = labs(item->last - item->first) + 1;
	if (points > ASKED_POINTS)
		return error_set(error, item->tree->span, _("draw a part of it"),
		                 _("this would be %ld points; a picture has %d at most"), points,
		                 ASKED_POINTS);
	struct passing passing = { 0 };
	bool done = true;
	for (long i = 0; done && i < points; i++) {
		struct arena arena = { 0 };
		struct array value;
		long const number = item->first <= item->last ? item->first + i : item->first - i;
		done = passing_evaluate(&passing, session, item->tree, item->variable, number, scope, &arena, &value,
		                        error) &&
		       take_row(asked, item, i, value, error);
		arena_free(&arena);
	}
	passing_end(&passing);
	return done;
}

// ---- reading

struct reader {
	const struct session *session;
	struct asked *asked;
	const struct words *words;
	struct parse_names names;
	const struct scope *scope;
	const char *begin, *end;
};

static int column_of(const struct reader *reader, const char *at)
{
	return reader->words->begin.column +
	       utf8_count(reader->begin, (size_t)(at - reader->begin));
}

static bool read_item(struct reader *reader, const char *at, const char *end, struct error *error)
{
	struct asked *asked = reader->asked;
	struct asked_item *item = &asked->item[asked->count++];
	struct series series;
	int const line = reader->words->begin.line;
	while (at < end && is_blank(*at))
		at++;
	*item = (struct asked_item){ .name = copy_name(&asked->arena, at, end) };
	if (!parse_series(at, (size_t)(end - at), line, column_of(reader, at), &reader->names,
	                  &asked->arena, &series, error))
		return suggest_function(reader->session, at, column_of(reader, at), error);
	item->tree = series.value;
	item->variable = series.variable;
	return !item->variable ||
	       (find_bound(series.from, reader->scope, &asked->arena, &item->first, error) &&
	        find_bound(series.to, reader->scope, &asked->arena, &item->last, error));
}

static bool read_items(struct reader *reader, int most, struct error *error)
{
	const char *at = reader->begin;
	for (;;) {
		const char *comma = find_comma(at, reader->end);
		if (reader->asked->count == most) {
			struct span const span = { reader->words->begin.line, column_of(reader, at),
				                   1 };
			return most > 1 ? error_set(error, span, _("draw two plots"),
			                            _("a plot has %d expressions at most"), most)
			                : error_set(error, span, _("draw them one after the other"),
			                            _("this picture is of one expression"));
		}
		if (!read_item(reader, at, comma, error))
			return false;
		if (comma == reader->end)
			return true;
		at = comma + 1;
	}
}

// From the right: what has no range has that of its neighbour.
static void share_ranges(struct asked *asked)
{
	for (int i = asked->count - 2; i >= 0; i--) {
		struct asked_item *item = &asked->item[i], *next = item + 1;
		if (item->variable || !next->variable)
			continue;
		item->variable = next->variable;
		item->first = next->first;
		item->last = next->last;
	}
}

static void take_log(struct reader *reader)
{
	const char *end = reader->end;
	if (end - reader->begin < 4 || !is_word(end - 3, reader->begin, end, "log"))
		return;
	reader->asked->log = true;
	reader->end = end - 3;
	while (reader->end > reader->begin && is_blank(reader->end[-1]))
		reader->end--;
}

bool asked_read(struct asked *asked, struct session *session, const struct words *words, int most,
                bool may_log, struct error *error)
{
	struct names names;
	struct scope const scope = names_scope(session, &names);
	struct reader reader = { .session = session,
		                 .asked = asked,
		                 .words = words,
		                 .names = names_for_parser(session),
		                 .scope = &scope,
		                 .begin = words->rest,
		                 .end = words->rest + strlen(words->rest) };
	*asked = (struct asked){ 0 };
	if (may_log)
		take_log(&reader);
	if (!read_items(&reader, most, error))
		return false;
	share_ranges(asked);
	for (int i = 0; i < asked->count; i++)
		if (!fill(asked, session, &asked->item[i], &scope, error))
			return suggest_names(session, asked->item[i].tree,
			                     asked->item[i].variable, error);
	return true;
}

void asked_free(struct asked *asked)
{
	arena_free(&asked->arena);
}
