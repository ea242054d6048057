// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/complete.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/readline.h>

#include "base/memory.h"
#include "base/utf8.h"
#include "repl/session.h"

enum { MOST_MATCHES = 500, LOG_COLUMNS = 76 };

static struct session *session;
static char **words;       // what completes the line now; words_free
static size_t words_start; // where the completed word begins

// Readline asks which bytes break words and looks for the last one before the caret.  The session
// knows better where the word begins; so the answer is the byte that stands before it.
static char *break_characters(void)
{
	static char before[2];
	words_free(words);
	words = session_complete(session, rl_line_buffer, (size_t)rl_point, &words_start);
	before[0] = words_start ? rl_line_buffer[words_start - 1] : '\0';
	return before;
}

static char *next_word(const char *text, int state)
{
	(void)text;
	static char **at;
	if (!state)
		at = words;
	// Readline frees it with its own free.
	return at && *at ? memory_copy_string(*at++) : NULL;
}

static char **attempt(const char *text, int start, int end)
{
	(void)end;
	rl_attempted_completion_over = 1; // never a list of files in place of an answer
	// They differ where the byte before the word is also in it, or is half of a letter: better
	// no completion than a torn line.
	if (!words || (size_t)start != words_start)
		return NULL;
	char **matches = rl_completion_matches(text, next_word);
	if (matches && !matches[1]) {
		size_t const length = strlen(matches[0]);
		char const last = length ? matches[0][length - 1] : '\0';
		rl_completion_append_character = last && strchr("/([", last) ? '\0' : ' ';
	}
	return matches;
}

// The matches in columns of equal width.
static void say_matches(char **matches, int count, int longest)
{
	(void)longest;
	LOCAL(text) lines = { 0 };
	int widest = 1;
	for (int i = 1; i <= count; i++) {
		int const columns = utf8_columns(matches[i], strlen(matches[i]));
		widest = columns > widest ? columns : widest;
	}
	int const a_line = LOG_COLUMNS / (widest + 2) > 0 ? LOG_COLUMNS / (widest + 2) : 1;
	for (int i = 1; i <= count && i <= MOST_MATCHES; i++) {
		bool const ends = i % a_line == 0 || i == count;
		text_add(&lines, matches[i]);
		if (ends && i < count)
			text_add_char(&lines, '\n');
		else if (!ends)
			text_add_repeated(&lines, " ",
			                  widest + 2 -
			                          utf8_columns(matches[i], strlen(matches[i])));
	}
	if (count > MOST_MATCHES)
		text_add(&lines, "...");
	session_say(session, SAY_NOTE, text_get(&lines));
}

void complete_install(struct session *of, bool into_log)
{
	session = of;
	rl_completion_word_break_hook = break_characters;
	rl_attempted_completion_function = attempt;
	rl_completer_quote_characters = "";
	rl_completion_display_matches_hook = into_log ? say_matches : NULL;
}
