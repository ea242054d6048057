// SPDX-License-Identifier: GPL-3.0-or-later
// (1) `NAME… =` is an assignment; (2) a full command name or alias before a blank or the end is that
// command; (3) a name or function in scope, or anything that is no letter, begins an expression; (4) a
// prefix of just one command is that command.
#include "repl/meaning.h"

#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "repl/names.h"
#include "repl/nearest.h"
#include "repl/session.h"
#include "repl/suggest.h"

static size_t skip_blanks(const char *line, size_t at)
{
	return at + strspn(line + at, " \t");
}

// The bytes of the letter of a name that stands there; 0 if it is not one.
static size_t name_letter(const char *at)
{
	static const char *const others[] = { "ŷ", "y\xCC\x82", "δ", "∂" };
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (!strncmp(at, others[i], strlen(others[i])))
			return strlen(others[i]);
	return (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || *at == '_';
}

// The end of the name that begins at `at`; `at` itself when none does.
static size_t skip_name(const char *line, size_t at)
{
	size_t letter = name_letter(line + at);
	while (letter) {
		at += letter;
		letter = line[at] >= '0' && line[at] <= '9' ? 1 : name_letter(line + at);
	}
	return at;
}

// The end of the word that begins at `at`.
static size_t skip_word(const char *line, size_t at)
{
	return at + strcspn(line + at, " \t");
}

// NAME {"[" … "]"} ("=" | "+="), or let
static bool is_assignment(const char *line, size_t at)
{
	size_t const name = skip_name(line, at);
	if (name == at)
		return false;
	if (name - at == 3 && !memcmp(line + at, "let", 3) && text_is_blank(line[name]))
		return true;
	at = skip_blanks(line, name);
	while (line[at] == '[') {
		int depth = 0;
		do {
			depth += (line[at] == '[') - (line[at] == ']');
			at++;
		} while (depth && line[at]);
		at = skip_blanks(line, at);
	}
	return line[at] == '+' ? line[at + 1] == '=' : line[at] == '=' && line[at + 1] != '=';
}

// Whether an unknown name is followed by what only follows a name in an expression.
static bool looks_like_expression(const char *line, size_t name_end)
{
	size_t const next = skip_blanks(line, name_end);
	if (next == name_end)
		return line[next] != '\0' && line[next] != '-' && line[next] != ':';
	return line[next] && strchr("+*/=<>)", line[next]);
}

static void take_word(const char *line, size_t from, size_t to, struct text *word)
{
	text_add_bytes(word, line + from, to - from);
}

struct line_meaning meaning_of(const struct session *session, const char *line)
{
	const struct command *found = NULL;
	size_t const at = skip_blanks(line, 0);
	size_t const name_end = skip_name(line, at);
	LOCAL(text) word = { 0 }, name = { 0 };
	take_word(line, at, skip_word(line, at), &word);
	take_word(line, at, name_end, &name);
	enum line_kind kind;
	if (!line[at])
		kind = LINE_EMPTY;
	else if (line[at] == '#')
		kind = LINE_COMMENT;
	else if (is_assignment(line, at))
		kind = LINE_ASSIGNMENT;
	else if ((found = command_find_exact(session->tables, text_get(&word))))
		kind = LINE_COMMAND;
	else if (name_end == at || names_has(session, text_get(&name)))
		kind = LINE_EXPRESSION;
	else if ((found = command_find(session->tables, text_get(&word), NULL)))
		kind = LINE_COMMAND;
	else
		kind = looks_like_expression(line, name_end) ? LINE_EXPRESSION : LINE_UNKNOWN;
	return (struct line_meaning){ kind, found };
}

// A word that begins several commands, or none.
bool meaning_unknown(const struct session *session, const char *line, struct error *error)
{
	size_t const at = skip_blanks(line, 0), end = skip_word(line, at);
	struct span const span = { session_line_number(session), utf8_count(line, at) + 1,
		                   utf8_count(line + at, end - at) };
	LOCAL(text) word = { 0 }, several = { 0 };
	take_word(line, at, end, &word);
	command_find(session->tables, text_get(&word), &several);
	if (several.length) {
		error_set(error, span, text_get(&several), _("'%s' begins several commands"),
		          text_get(&word));
	} else {
		struct words_list names = { 0 };
		names_list(session, &names);
		struct nearest nearest = nearest_to(text_get(&word));
		const char *command = command_nearest(session->tables, text_get(&word));
		if (command)
			nearest_try(&nearest, command);
		for (int i = 0; i < names.count; i++)
			nearest_try(&nearest, names.at[i]);
		const char *known = suggest_elsewhere(session, text_get(&word));
		error_set(error, span, known, _("there is no command and no name '%s'"), text_get(&word));
		if (!known)
			error_advise(error, "%s%s", nearest.best ? nearest.best : "help",
			             nearest.best == command && command ? line + end : "");
		words_free(words_list_take(&names));
	}
	return false;
}
