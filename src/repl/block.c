// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/block.h"

#include <string.h>

#include "base/utf8.h"
#include "repl/command.h"
#include "repl/session.h"

// Where the line that holds `at` ends.
static size_t skip_line(const char *text, size_t at)
{
	return at + strcspn(text + at, "\n");
}

bool block_find(const struct session *session, const char *line, size_t at, struct braced *block)
{
	LOCAL(text) word = { 0 };
	size_t end = at + strcspn(line + at, " \t\n{");
	text_add_bytes(&word, line + at, end - at);
	while (text_is_blank(line[end]))
		end++;
	const struct command *row =
		line[end] == '{' ? command_find(session->tables, text_get(&word), NULL) : NULL;
	if (!row || !row->takes_block)
		return false;
	int depth = 1;
	*block = (struct braced){ .begin = end + 1 };
	for (at = end + 1; line[at]; at++) {
		if (line[at] == '#')
			at = skip_line(line, at);
		depth += (line[at] == '{') - (line[at] == '}');
		if (!depth || !line[at])
			break;
	}
	block->end = at;
	block->is_closed = line[at] == '}';
	return true;
}

void block_read(const char *line, struct braced block, struct text *out)
{
	int depth = 0;
	for (size_t at = block.begin; at < block.end; at++) {
		if (line[at] == '#') {
			size_t const end = skip_line(line, at);
			text_add_bytes(out, line + at, (end < block.end ? end : block.end) - at);
			at = end;
		}
		if (at >= block.end)
			break;
		depth += strchr("([", line[at]) ? 1 : strchr(")]", line[at]) && depth ? -1 : 0;
		text_add_char(out, line[at] == ';' && !depth ? '\n' : line[at]);
	}
}

void block_place_error(const char *line, struct braced block, int number, struct error *error)
{
	LOCAL(text) text = { 0 };
	block_read(line, block, &text);
	size_t at = 0;
	for (int i = 1; i < error->span.line && at < text.length; i++) {
		size_t const end = skip_line(text.at, at);
		at = end < text.length ? end + 1 : end;
	}
	error->span.line = number;
	error->span.column += utf8_count(line, block.begin + at);
}

void block_write(const char *text, struct text *out)
{
	bool is_first = true;
	text_add_char(out, '{');
	while (*text) {
		size_t const length = strcspn(text, "\n");
		size_t begin = 0, end = strcspn(text, "#\n");
		while (begin < end && text_is_blank(text[begin]))
			begin++;
		while (end > begin && text_is_space(text[end - 1]))
			end--;
		if (end > begin)
			text_add(out, is_first ? " " : " ; ");
		is_first = is_first && end == begin;
		text_add_bytes(out, text + begin, end - begin);
		text += length + (text[length] == '\n');
	}
	text_add(out, " }");
}
