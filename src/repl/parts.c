// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/parts.h"

#include <string.h>

#include "lang/parser.h"
#include "repl/block.h"
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

// The next `;` from byte `begin` on that stands in no block, bracket or quotation, or the end of the line.
static size_t find_end(const struct session *session, const char *line, size_t begin)
{
	struct block block;
	if (block_find(session, line, begin, &block))
		return block.end + strcspn(line + block.end, ";");
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
	bool const is_whole =
		line[*begin] == '#' ||
		(line[*end] && kind_of(session, line, *begin, *end, &row) == LINE_COMMAND &&
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

// Where the last command begins and ends.
static void find_last(const struct session *session, const char *text, size_t *begin, size_t *end)
{
	size_t at = 0, each_begin, each_end;
	*begin = *end = 0;
	while (parts_next(session, text, &at, &each_begin, &each_end)) {
		*begin = each_begin;
		*end = each_end;
	}
}

static bool is_block_open(const struct session *session, const char *text)
{
	size_t begin, end;
	struct block block;
	if (!strchr(text, '{') || strlen(text) > LINE_BYTES_MOST)
		return false;
	find_last(session, text, &begin, &end);
	return block_find(session, text, begin, &block) && !block.is_closed;
}

bool parts_is_open(const struct session *session, const char *text)
{
	size_t const length = strlen(text);
	size_t begin, end;
	struct nest nest = { 0 };
	if (is_block_open(session, text))
		return true;
	if (!length || length > LINE_BYTES_MOST || text[strspn(text, " \t")] == '#')
		return false;
	if (text[length - 1] == '\\')
		return true;
	// No expression is longer: it is time to say so.  On a lesson's page an open bracket is a slip.
	if (length > PARSE_BYTES || session_reads(session))
		return false;
	find_last(session, text, &begin, &end);
	for (size_t i = begin; i < end; i++)
		step_over(&nest, text[i]);
	return nest.depth && text[begin] != '#' && takes_expression(session, text, begin, end);
}

bool parts_in_block(const struct session *session)
{
	return session->pending.length && is_block_open(session, text_get(&session->pending));
}

char *parts_take(struct session *session, const char *line)
{
	struct text *pending = &session->pending;
	bool const is_first = !pending->length;
	bool const in_block = parts_in_block(session);
	const char *word = line + strspn(line, " \t");
	if (!is_first)
		text_add_char(pending, '\n');
	// A comment between lines that continue each other is layout; in a block it belongs to the text.
	text_add(pending, !is_first && !in_block && *word == '#' ? "" : line);
	// A blank line ends what a person has begun; in a file or in a block it is layout.
	bool const ends = !is_first && !in_block && session->front.interactive && !*word;
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
