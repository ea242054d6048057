// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/parts.h"

#include <string.h>

#include "lang/parser.h"
#include "repl/session.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

// What encloses a byte of a line.  In words a bracket is a letter like others: text so it goes :(
struct nest {
	bool words;
	int depth; // open brackets
	bool quoted;
	char before;
};

static void step_over(struct nest *nest, char c)
{
	// As the words are read: a quotation mark within a word is one of its letters.
	if (c == '"' && (nest->quoted || !nest->before || is_blank(nest->before)))
		nest->quoted = !nest->quoted;
	else if (!nest->words && !nest->quoted && strchr("([", c))
		nest->depth++;
	else if (!nest->words && !nest->quoted && strchr(")]", c) && nest->depth)
		nest->depth--;
	nest->before = c;
}

// The row of the command that stands in line[begin .. end), and what kind of line that is.
static enum line_kind kind_of(const struct session *session, const char *line, size_t begin,
                              size_t end, const struct command **row)
{
	struct text part = { 0 };
	text_add_bytes(&part, line + begin, end - begin);
	for (size_t i = 0; i < part.length; i++)
		if (part.at[i] == '\n')
			part.at[i] = ' ';
	enum line_kind const kind = session_line_kind(session, text_get(&part), row);
	text_free(&part);
	return kind;
}

// An expression or an assignment, or a command that takes an expression.
static bool takes_expression(const struct session *session, const char *line, size_t begin,
                             size_t end)
{
	const struct command *row;
	enum line_kind const kind = kind_of(session, line, begin, end, &row);
	return kind == LINE_EXPRESSION || kind == LINE_ASSIGNMENT ||
	       (kind == LINE_COMMAND && row->complete == COMPLETE_NAME);
}

// The next `;` from byte `begin` on that stands in no bracket and no quotation, or the end of the line.
static size_t find_end(const struct session *session, const char *line, size_t begin)
{
	size_t at = begin + strcspn(line + begin, ";");
	if (!line[at])
		return at;
	// What comes before a first `;` tells what kind of line this is.
	struct nest nest = { .words = !takes_expression(session, line, begin, at) };
	for (at = begin; line[at]; at++) {
		if (line[at] == ';' && !nest.depth && !nest.quoted)
			return at;
		step_over(&nest, line[at]);
	}
	return at;
}

bool parts_next(const struct session *session, const char *line, size_t *at, size_t *begin,
                size_t *end)
{
	const struct command *row;
	for (;;) {
		*begin = *at;
		while (is_blank(line[*begin]))
			++*begin;
		*end = find_end(session, line, *begin);
		if (*end > *begin || !line[*end])
			break;
		*at = *end + 1; // nothing between two of them
	}
	if (!line[*begin])
		return false;
	bool const is_whole = line[*begin] == '#' ||
	                      (line[*end] &&
	                       kind_of(session, line, *begin, *end, &row) == LINE_COMMAND &&
	                       row->takes_line);
	if (is_whole)
		*end += strlen(line + *end);
	*at = *end + (line[*end] == ';');
	while (*end > *begin && is_blank(line[*end - 1]))
		--*end;
	return true;
}

size_t parts_last(const struct session *session, const char *line)
{
	size_t at = 0, begin, end, last = strspn(line, " \t");
	while (parts_next(session, line, &at, &begin, &end)) {
		bool const is_over = at > end && line[at - 1] == ';';
		last = is_over ? at + strspn(line + at, " \t") : begin;
	}
	return last;
}

bool parts_is_open(const struct session *session, const char *text)
{
	size_t const length = strlen(text);
	size_t at = 0, begin, end, last_begin = 0, last_end = 0;
	struct nest nest = { 0 };
	if (!length || length > LINE_BYTES_MOST || text[strspn(text, " \t")] == '#')
		return false;
	if (text[length - 1] == '\\')
		return true;
	// No expression is longer: it is time to say so.
	if (length > PARSE_BYTES)
		return false;
	while (parts_next(session, text, &at, &begin, &end)) {
		last_begin = begin;
		last_end = end;
	}
	for (size_t i = last_begin; i < last_end; i++)
		step_over(&nest, text[i]);
	return nest.depth && text[last_begin] != '#' &&
	       takes_expression(session, text, last_begin, last_end);
}

char *parts_take(struct session *session, const char *line)
{
	struct text *pending = &session->pending;
	bool const is_first = !pending->length;
	if (!is_first)
		text_add_char(pending, '\n');
	text_add(pending, line);
	// A blank line ends what a person has begun; in a file it is layout.
	bool const ends = !is_first && session->interactive && !line[strspn(line, " \t")];
	return ends || !parts_is_open(session, text_get(pending)) ? text_take(pending) : NULL;
}

char *parts_end(struct session *session)
{
	return session->pending.length ? text_take(&session->pending) : NULL;
}

void parts_drop(struct session *session)
{
	text_clear(&session->pending);
}

int parts_first_line(const struct session *session, const char *lines)
{
	int number = session->line;
	for (const char *c = lines; number && *c; c++)
		number -= *c == '\n';
	return number;
}
