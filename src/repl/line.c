// SPDX-License-Identifier: GPL-3.0-or-later
// What a line means: (1) `NAME… =` is an assignment; (2) a full command name or alias before a blank or
// the end is that command; (3) a name or function in scope, or anything that is no letter, begins an
// expression; (4) a prefix of just one command is that command.  A line may hold several (repl/parts.h).
#include <string.h>

#include "base/interrupt.h"
#include "base/message.h"
#include "base/utf8.h"
#include "repl/assign.h"
#include "repl/block.h"
#include "repl/choices.h"
#include "repl/names.h"
#include "repl/nearest.h"
#include "repl/parts.h"
#include "repl/session.h"
#include "repl/settings.h"
#include "repl/stops.h"
#include "repl/suggest.h"
#include "repl/value.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static size_t skip_blanks(const char *line, size_t at)
{
	while (is_blank(line[at]))
		at++;
	return at;
}

// The bytes of the letter of a name that stands there; 0: it is none.
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
	while (line[at] && !is_blank(line[at]))
		at++;
	return at;
}

// NAME {"[" … "]"} ("=" | "+="), or let
static bool is_assignment(const char *line, size_t at)
{
	size_t const name = skip_name(line, at);
	if (name == at)
		return false;
	if (name - at == 3 && !memcmp(line + at, "let", 3) && is_blank(line[name]))
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

enum line_kind session_line_kind(const struct session *session, const char *line,
                                 const struct command **command)
{
	const struct command *found = NULL;
	size_t const at = skip_blanks(line, 0);
	size_t const name_end = skip_name(line, at);
	struct text word = { 0 }, name = { 0 };
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
	text_free(&word);
	text_free(&name);
	if (command)
		*command = found;
	return kind;
}

static int number_of(const struct session *session)
{
	return session->line > 0 ? session->line : 1;
}

// A word that begins several commands, or none.
bool session_unknown(const struct session *session, const char *line, struct error *error)
{
	size_t const at = skip_blanks(line, 0), end = skip_word(line, at);
	struct span const span = { number_of(session), utf8_count(line, at) + 1,
		                   utf8_count(line + at, end - at) };
	struct text word = { 0 }, several = { 0 };
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
	text_free(&word);
	text_free(&several);
	return false;
}

static bool run_command(struct session *session, const struct command *command, const char *line,
                        struct error *error)
{
	struct arena arena = { 0 };
	struct words words;
	struct block block;
	size_t const at = skip_blanks(line, 0);
	bool const has_block = command->takes_block && block_find(session, line, at, &block);
	// A block is no words: what is split ends with its brace.
	const char *split = has_block ? arena_copy_bytes(&arena, line, block.begin) : line;
	size_t const end = at + strcspn(line + at, has_block ? " \t{" : " \t");
	bool done = words_split(&words, split, at, end - at, number_of(session), &arena, error);
	words.line = line;
	done = done && command_run(command, session, &words, error);
	if (done && command->repeats)
		session->repeat = command->name;
	arena_free(&arena);
	return done;
}

static bool run_expression(struct session *session, const char *line, struct error *error)
{
	size_t const at = skip_blanks(line, 0);
	return value_print(session, line + at, number_of(session), utf8_count(line, at) + 1, error);
}

// Letters that belong into no line; what shows text makes them harmless, but no name can hold them.
static bool check_letters(const struct session *session, const char *line, struct error *error)
{
	size_t const length = strlen(line);
	if (length > LINE_BYTES_MOST)
		return error_set(error, (struct span){ number_of(session), 0, 0 }, NULL,
		                 _("this line is longer than %d bytes"), LINE_BYTES_MOST);
	uint32_t code;
	for (size_t at = 0, bytes; at < length; at += bytes) {
		bytes = utf8_decode(line + at, length - at, &code);
		// Newlines are left in blocks only.
		bool const is_layout = code == '\t' || code == '\n';
		if (code != UTF8_INVALID && (code >= ' ' || is_layout) && code != 0x7F)
			continue;
		struct span const span = { number_of(session), utf8_count(line, at) + 1, 1 };
		if (code == UTF8_INVALID)
			return error_set(error, span, NULL, _("the byte 0x%02X is not UTF-8"),
			                 (unsigned)(unsigned char)line[at]);
		return error_set(error, span, NULL,
		                 _("the control character 0x%02X belongs into no command"),
		                 (unsigned)code);
	}
	return true;
}

static bool run(struct session *session, const char *line, struct error *error)
{
	const struct guide *guide = session->guide;
	const struct command *command;
	enum line_kind const kind = session_line_kind(session, line, &command);
	if (kind == LINE_COMMENT)
		return true;
	if (kind == LINE_EMPTY) {
		if ((guide && guide->empty_line && guide->empty_line(guide->context, session)) ||
		    !session->repeat[0] || !session->repeats)
			return true;
		return run_command(session, command_find_exact(session->tables, session->repeat),
		                   session->repeat, error);
	}
	if (guide && guide->answer && guide->answer(guide->context, session, line))
		return true;
	switch (kind) {
	case LINE_ASSIGNMENT:
		return assign_run(session, line, number_of(session), error);
	case LINE_COMMAND:
		return run_command(session, command, line, error);
	case LINE_EXPRESSION:
		return run_expression(session, line, error);
	default:
		return session_unknown(session, line, error);
	}
}

// A command is done or is a mistake; one that was cut short says nothing else, whatever it returns.
static bool run_whole(struct session *session, const char *line, struct error *error)
{
	bool const done = run(session, line, error);
	if (!interrupt_is_cut())
		return done;
	// A line that this one has run has said where.
	if (done || !error->source[0])
		error_set(error, (struct span){ 0 }, _("the same line begins it anew"),
		          _("interrupted"));
	return false;
}

// One command of the line, in its place: the letters before it are blank, so that columns are the line's.
static bool run_part(struct session *session, const char *line, int letters, size_t begin,
                     size_t end, struct error *error)
{
	struct text part = { 0 };
	text_add_repeated(&part, " ", letters);
	text_add_bytes(&part, line + begin, end - begin);
	const char *const running = session->running;
	session->running = text_get(&part) + strspn(text_get(&part), " ");
	bool const done = run_whole(session, text_get(&part), error);
	session->running = running;
	text_free(&part);
	return done;
}

// In a block lines stay lines.
static void keep_blocks(const struct session *session, const char *line, struct text *joined)
{
	size_t at = 0, begin, end;
	struct block block;
	while (parts_next(session, line, &at, &begin, &end))
		if (block_find(session, line, begin, &block))
			memcpy(joined->at + block.begin, line + block.begin,
			       block.end - block.begin);
}

// Lines that continue each other become one; a backslash at the end is none of it.
static void join(const struct session *session, const char *line, struct text *joined)
{
	text_add(joined, line);
	for (size_t i = 0; i < joined->length; i++) {
		bool const ends = joined->at[i] == '\\' &&
		                  (joined->at[i + 1] == '\n' || !joined->at[i + 1]);
		if (joined->at[i] == '\n' || ends)
			joined->at[i] = ' ';
	}
	if (strchr(line, '{') && strchr(line, '\n'))
		keep_blocks(session, line, joined);
}

// Where a fault of the joined lines stands among them.
static void find_line(const char *line, struct span *span)
{
	for (const char *end; (end = strchr(line, '\n')); line = end + 1) {
		int const letters = utf8_count(line, (size_t)(end - line)) + 1;
		if (span->column <= letters)
			break;
		span->column -= letters;
		span->line++;
	}
	int const left = utf8_count(line, strcspn(line, "\n")) - span->column + 1;
	if (span->width > left && left > 0)
		span->width = left;
}

static bool run_parts(struct session *session, const char *line, struct error *error)
{
	size_t at = 0, begin, end, before = 0;
	int letters = 0; // before byte `before`: counted on, not anew
	if (!check_letters(session, line, error))
		return false;
	if (!parts_next(session, line, &at, &begin, &end)) {
		session->running = session->repeat;
		bool const done = run_whole(session, "", error);
		session->running = NULL;
		return done;
	}
	do {
		if (before && interrupt_came())
			return error_set(error, (struct span){ number_of(session), letters + 1, 1 },
			                 NULL, _("interrupted before the next command"));
		letters += utf8_count(line + before, begin - before);
		before = begin;
		if (!run_part(session, line, letters, begin, end, error)) {
			// What fails as a whole (a walk that cannot run) fails at its first word.
			size_t const word = skip_word(line, begin) - begin;
			if (!error->source[0] && error->span.line == 0)
				error->span = (struct span){ number_of(session), letters + 1,
					                     utf8_count(line + begin, word) };
			return false;
		}
	} while (!session->quitting && parts_next(session, line, &at, &begin, &end));
	return true;
}

// What the line has chosen anew, for undo.
static void keep_choices(struct session *session, struct choices *before)
{
	struct choices now = choices_of(session), changed = choices_changed(before, &now);
	if (session->changes.takes_back)
		choices_free(&changed);
	else
		changes_keep_choices(&session->changes, changed.settings, changed.panes,
		                     session->state.place);
	choices_free(&now);
	choices_free(before);
}

bool session_try_line(struct session *session, const char *line, struct error *error)
{
	struct choices before = { 0 };
	struct text joined = { 0 };
	bool const is_outermost = !session->nesting++;
	int const number = number_of(session);
	interrupt_begin();
	*error = (struct error){ 0 };
	join(session, line, &joined);
	if (is_outermost && session->watch)
		session->watch(session, line);
	if (is_outermost) {
		before = choices_of(session);
		changes_begin(&session->changes, line);
	}
	bool const done = run_parts(session, text_get(&joined), error);
	if (!done && !error->source[0]) {
		if (error->span.line == number && strchr(line, '\n'))
			find_line(line, &error->span);
		error_locate(error, session->source, line, strlen(line), number);
	}
	if (session->has_new_network)
		settings_note(session, NULL);
	session->has_new_network = false;
	if (is_outermost) {
		keep_choices(session, &before);
		changes_end(&session->changes);
		stops_of(session); // says which stops another cell has lost
	}
	if (is_outermost && session->watch)
		session->watch(session, NULL);
	session->nesting--;
	interrupt_end();
	text_free(&joined);
	const struct listener *listener = session->listener;
	if (listener && is_outermost)
		listener->heard(listener->context, session, line, done);
	return done;
}

bool session_run_line(struct session *session, const char *line)
{
	struct error error;
	long const from = log_next(&session->log);
	bool const done = session_try_line(session, line, &error);
	if (!done)
		session_say_error(session, &error);
	const struct guide *guide = session->guide;
	if (guide && guide->heard && !session->nesting)
		guide->heard(guide->context, session, line, from);
	return done;
}
