// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a line: each of its parts (repl/parts.h) as what it means (repl/meaning.h).
#include <string.h>

#include "base/interrupt.h"
#include "base/message.h"
#include "base/utf8.h"
#include "repl/assign.h"
#include "repl/block.h"
#include "repl/choices.h"
#include "repl/meaning.h"
#include "repl/parts.h"
#include "repl/session.h"
#include "repl/settings.h"
#include "repl/stops.h"
#include "repl/value.h"

int session_line_number(const struct session *session)
{
	return session->line > 0 ? session->line : 1;
}

static bool run_command(struct session *session, const struct command *command, const char *line,
                        struct error *error)
{
	LOCAL(arena) arena = { 0 };
	struct words words;
	struct braced block;
	size_t const at = strspn(line, " \t");
	bool const has_block = command->takes_block && block_find(session, line, at, &block);
	// A block is no words: what is split ends with its brace.
	const char *split = has_block ? arena_copy_bytes(&arena, line, block.begin) : line;
	size_t const end = at + strcspn(line + at, has_block ? " \t{" : " \t");
	bool done = words_split(&words, split, at, end - at, session_line_number(session), &arena, error);
	words.line = line;
	done = done && command_run(command, session, &words, error);
	if (done && command->repeats)
		session->repeat = command->name;
	return done;
}

static bool run_expression(struct session *session, const char *line, struct error *error)
{
	size_t const at = strspn(line, " \t");
	return value_print(session, line + at, session_line_number(session), utf8_count(line, at) + 1, error);
}

// Letters that belong into no line; what shows text makes them harmless, but no name can hold them.
static bool check_letters(const struct session *session, const char *line, struct error *error)
{
	size_t const length = strlen(line);
	if (length > LINE_BYTES_MOST)
		return error_set(error, (struct span){ session_line_number(session), 0, 0 }, NULL,
		                 _("this line is longer than %d bytes"), LINE_BYTES_MOST);
	uint32_t code;
	for (size_t at = 0, bytes; at < length; at += bytes) {
		bytes = utf8_decode(line + at, length - at, &code);
		// Newlines are left in blocks only.
		bool const is_layout = code == '\t' || code == '\n';
		if (code != UTF8_INVALID && (code >= ' ' || is_layout) && code != 0x7F)
			continue;
		struct span const span = { session_line_number(session), utf8_count(line, at) + 1, 1 };
		if (code == UTF8_INVALID)
			return error_set(error, span, NULL, _("the byte 0x%02X is not UTF-8"),
			                 (unsigned)(unsigned char)line[at]);
		return error_set(error, span, NULL,
		                 _("the control character 0x%02X belongs into no command"),
		                 (unsigned)code);
	}
	return true;
}

static bool run(struct session *session, const char *line, struct line_meaning meaning,
                struct error *error)
{
	const struct guide *guide = session->guide;
	if (meaning.kind == LINE_COMMENT)
		return true;
	if (meaning.kind == LINE_EMPTY) {
		if ((guide && guide->empty_line && guide->empty_line(guide->context, session)) ||
		    !session->repeat[0] || !session->repeats)
			return true;
		return run_command(session, command_find_exact(session->tables, session->repeat),
		                   session->repeat, error);
	}
	if (guide && guide->answer && guide->answer(guide->context, session, line, meaning))
		return true;
	switch (meaning.kind) {
	case LINE_ASSIGNMENT:
		return assign_run(session, line, session_line_number(session), error);
	case LINE_COMMAND:
		return run_command(session, meaning.command, line, error);
	case LINE_EXPRESSION:
		return run_expression(session, line, error);
	default:
		return meaning_unknown(session, line, error);
	}
}

// A command is done or is a mistake; one that was cut short says nothing else, whatever it returns.
static bool run_whole(struct session *session, const char *line, struct line_meaning meaning,
                      struct error *error)
{
	bool const done = run(session, line, meaning, error);
	if (!interrupt_is_cut())
		return done;
	// A line that this one has run has said where.
	if (done || !error->source[0])
		error_set(error, SPAN_NONE, _("the same line starts it again"),
		          _("interrupted"));
	return false;
}

// One command of the line, in its place: the letters before it are blank, so that columns are the line's.
static bool run_part(struct session *session, const char *line, int letters, const struct line_part *part,
                     struct error *error)
{
	LOCAL(text) alone = { 0 };
	text_add_repeated(&alone, " ", letters);
	text_add_bytes(&alone, line + part->begin, part->end - part->begin);
	const char *const running = session->running;
	session->running = text_get(&alone) + letters;
	bool const done = run_whole(session, text_get(&alone), part->meaning, error);
	session->running = running;
	return done;
}

// In a block lines stay lines.
static void keep_blocks(const struct session *session, const char *line, struct text *joined)
{
	struct line_part part = { 0 };
	struct braced block;
	while (parts_next(session, line, &part))
		if (block_find(session, line, part.begin, &block))
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
	struct line_part part = { 0 };
	size_t before = 0;
	int letters = 0; // before byte `before`: counted on, not anew
	if (!check_letters(session, line, error))
		return false;
	if (!parts_next(session, line, &part)) {
		session->running = session->repeat;
		bool const done = run_whole(session, "", (struct line_meaning){ LINE_EMPTY, NULL }, error);
		session->running = NULL;
		return done;
	}
	do {
		if (before && interrupt_came())
			return error_set(error, (struct span){ session_line_number(session), letters + 1, 1 },
			                 NULL, _("interrupted before the next command"));
		letters += utf8_count(line + before, part.begin - before);
		before = part.begin;
		if (!run_part(session, line, letters, &part, error)) {
			// What fails as a whole (a walk that cannot run) fails at its first word.
			size_t const word = strcspn(line + part.begin, " \t");
			if (!error->source[0] && error->span.line == 0)
				error->span = (struct span){ session_line_number(session), letters + 1,
					                     utf8_count(line + part.begin, word) };
			return false;
		}
	} while (!session->quitting && parts_next(session, line, &part));
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
	LOCAL(text) joined = { 0 };
	bool const is_outermost = !session->nesting++;
	int const number = session_line_number(session);
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
