// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/parts.h"

#include <string.h>

#include "lang/parser.h"
#include "repl/block.h"
#include "repl/session.h"

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
	if (c == '"' && (nest->quoted || !nest->before || text_is_space(nest->before)))
		nest->quoted = !nest->quoted;
	else if (!nest->words && !nest->quoted && strchr("([", c))
		nest->depth++;
	else if (!nest->words && !nest->quoted && strchr(")]", c) && nest->depth)
		nest->depth--;
	nest->before = c;
}

static struct line_meaning part_meaning(const struct session *session, const char *line, size_t begin,
                                   size_t end)
{
	LOCAL(text) part = { 0 };
	text_add_bytes(&part, line + begin, end - begin);
	for (size_t i = 0; i < part.length; i++)
		if (part.at[i] == '\n')
			part.at[i] = ' ';
	struct line_meaning const meaning = meaning_of(session, text_get(&part));
	return meaning;
}

// An expression or an assignment, or a command that takes an expression.
static bool takes_expression(struct line_meaning meaning)
{
	return meaning.kind == LINE_EXPRESSION || meaning.kind == LINE_ASSIGNMENT ||
	       (meaning.command && meaning.command->complete == COMPLETE_NAME);
}

// The next `;` from byte `begin` on that stands in no block, bracket or quotation, or the end of the line.
static size_t find_end(const struct session *session, const char *line, size_t begin)
{
	struct braced block;
	if (block_find(session, line, begin, &block))
		return block.end + strcspn(line + block.end, ";");
	size_t at = begin + strcspn(line + begin, ";");
	if (!line[at])
		return at;
	// What comes before a first `;` tells what kind of line this is.
	struct nest nest = { .words = !takes_expression(part_meaning(session, line, begin, at)) };
	for (at = begin; line[at]; at++) {
		if (line[at] == ';' && !nest.depth && !nest.quoted)
			return at;
		step_over(&nest, line[at]);
	}
	return at;
}

bool parts_next(const struct session *session, const char *line, struct line_part *part)
{
	size_t begin = part->next;
	while (text_is_space(line[begin]) || line[begin] == ';')
		begin++;
	if (!line[begin])
		return false;
	size_t end = find_end(session, line, begin);
	struct line_meaning const meaning = part_meaning(session, line, begin, end);
	if (meaning.kind == LINE_COMMENT || (meaning.command && meaning.command->takes_line))
		end += strlen(line + end);
	*part = (struct line_part){ begin, end, end + (line[end] == ';'), meaning };
	while (text_is_space(line[part->end - 1]))
		part->end--;
	return true;
}

size_t parts_last(const struct session *session, const char *line)
{
	struct line_part part = { 0 };
	size_t last = strspn(line, " \t");
	while (parts_next(session, line, &part)) {
		bool const is_over = part.next > part.end && line[part.next - 1] == ';';
		last = is_over ? part.next + strspn(line + part.next, " \t") : part.begin;
	}
	return last;
}

static struct line_part find_last(const struct session *session, const char *text)
{
	struct line_part last = { 0 };
	while (parts_next(session, text, &last))
		;
	return last;
}

static bool is_block_open(const struct session *session, const char *text)
{
	struct braced block;
	if (!strchr(text, '{') || strlen(text) > LINE_BYTES_MOST)
		return false;
	return block_find(session, text, find_last(session, text).begin, &block) && !block.is_closed;
}

bool parts_is_open(const struct session *session, const char *text)
{
	size_t const length = strlen(text);
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
	struct line_part const last = find_last(session, text);
	for (size_t i = last.begin; i < last.end; i++)
		step_over(&nest, text[i]);
	return nest.depth && takes_expression(last.meaning);
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
