// SPDX-License-Identifier: GPL-3.0-or-later
// help, made from the rows; complete; quit.
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "command/help.h"
#include "command/vocabulary.h"
#include "lang/operator.h"
#include "repl/nearest.h"
#include "repl/session.h"

static const char *const group_titles[GROUP_COUNT] = {
	[GROUP_WALK] = N_("Walk forward and back"), [GROUP_STOP] = N_("Stop and watch"),
	[GROUP_ASK] = N_("Ask"),
	[GROUP_NETWORK] = N_("Set up the network"), [GROUP_LESSON] = N_("Lessons"),
	[GROUP_SCREEN] = N_("The screen"),
	[GROUP_GENERAL] = N_("The program"),
};

enum { SYNOPSIS_COLUMNS = 22, HELP_COLUMNS = 80 };

// Words from column `column` on; the next lines begin there too.
static void write_wrapped(const char *words, size_t length, int column, int columns, struct text *out)
{
	const char *const end = words + length;
	int at = column;
	bool is_first = true;
	while (words < end) {
		size_t const letters = strcspn(words, " \n");
		int const wide = utf8_columns(words, letters);
		if (!is_first && at + 1 + wide > columns) {
			text_addf(out, "\n%*s", column, "");
			at = column;
		} else if (!is_first) {
			text_add_char(out, ' ');
			at++;
		}
		text_add_bytes(out, words, letters);
		at += wide;
		is_first = false;
		words += letters;
		words += strspn(words, " \n");
	}
}

// A row of a list goes on below its words, which stand behind the last two blanks or in a line of their own.  What has
// no such words is a line to be typed, and stays one.
static void write_row(const char *line, size_t length, int columns, struct text *out)
{
	size_t const indent = strspn(line, " ");
	size_t words = indent < SYNOPSIS_COLUMNS ? length : indent;
	for (size_t i = indent; i + 2 < length; i++)
		if (line[i] == ' ' && line[i + 1] == ' ' && line[i + 2] != ' ')
			words = i + 2;
	int const at = utf8_columns(line, words);
	text_add_bytes(out, line, words);
	write_wrapped(line + words, length - words, at, columns, out);
}

static bool fits(const char *text, size_t length, int columns)
{
	for (const char *const end = text + length; text < end; text++) {
		size_t const line = strcspn(text, "\n");
		if (utf8_columns(text, line) > columns)
			return false;
		text += line;
	}
	return true;
}

// The lines up to one that is empty or indented.
static size_t paragraph_length(const char *text)
{
	size_t length = strcspn(text, "\n");
	while (text[length] && !strchr(" \n", text[length + 1]))
		length += 1 + strcspn(text + length + 1, "\n");
	return length;
}

static int columns_of(const struct session *session)
{
	return session->manner.columns < HELP_COLUMNS ? session->manner.columns : HELP_COLUMNS;
}

// What is wider than a page is filled anew: a paragraph, or the sentence of a row in its own column.
static void fill(const char *help, int columns, struct text *out)
{
	while (*help) {
		bool const is_row = *help == ' ';
		size_t const length = is_row || *help == '\n' ? strcspn(help, "\n") : paragraph_length(help);
		if (fits(help, length, columns))
			text_add_bytes(out, help, length);
		else if (is_row)
			write_row(help, length, columns, out);
		else
			write_wrapped(help, length, 0, columns, out);
		help += length;
		if (*help)
			text_add_char(out, *help++);
	}
}

bool help_answer(struct session *session, struct text *help)
{
	struct text out = { 0 };
	fill(text_get(help), columns_of(session), &out);
	text_free(help);
	return session_answer(session, &out);
}

void help_write_row(const char *name, const char *usage, const char *summary, struct text *out)
{
	LOCAL(text) synopsis = { 0 };
	text_addf(&synopsis, *usage ? "%s " : "%s", name);
	command_add_usage(usage, &synopsis);
	int const columns = utf8_columns(text_get(&synopsis), synopsis.length);
	text_addf(out, "%s  %s", out->length ? "\n" : "", text_get(&synopsis));
	if (columns > SYNOPSIS_COLUMNS)
		text_addf(out, "\n%*s", SYNOPSIS_COLUMNS + 4, "");
	else
		text_addf(out, "%*s", SYNOPSIS_COLUMNS + 2 - columns, "");
	text_add(out, summary);
}

static void help_all(const struct session *session, struct text *out)
{
	for (int group = 0; group < GROUP_COUNT; group++) {
		bool first = true;
		for (const struct command *const *table = session->tables; *table; table++)
			for (const struct command *row = *table; row->name; row++) {
				if ((int)row->group != group)
					continue;
				if (first)
					text_addf(out, "%s%s", out->length ? "\n\n" : "",
					          _(group_titles[group]));
				first = false;
				help_write_row(row->name, row->usage ? row->usage : "", _(row->summary), out);
			}
	}
	text_add(out,
	         _("\n\n"
	           "An expression alone prints its value: s[3], delta[3,1], dE[3]/dW, norm(W,2).\n"
	           "NAME = EXPR sets a parameter or initial state: W[1,2] = 0.5, s[-1] = "
	           "ones(H).\n"
	           "Any unique beginning of a command will do; Enter repeats the last step.\n"
	           "help COMMAND says more; help functions and show names list the words."));
}

static void help_command(const struct command *row, int columns, struct text *out)
{
	LOCAL(text) usage = { 0 }, more = { 0 };
	command_write_usage(row, &usage);
	fill(text_get(&usage), columns, out);
	text_add_char(out, '\n');
	fill(_(row->summary), columns, out);
	if (row->help)
		text_addf(&more, "\n%s", _(row->help));
	if (row->tell_more)
		row->tell_more(&more);
	if (row->alias)
		text_addf(&more, _("\nalso: %s"), row->alias);
	fill(text_get(&more), columns, out);
}

// A row's help begins with how it is written: "dot(a, b): the sum of the products".
static void help_functions(struct text *out)
{
	text_add(out, _("Operators and functions"));
	for (const struct operation *op = operator_next(NULL); op; op = operator_next(op)) {
		const char *help = op->help ? _(op->help) : "";
		const char *colon = strstr(help, ": ");
		LOCAL(text) written = { 0 };
		text_add_bytes(&written, help, colon ? (size_t)(colon - help) : 0);
		help_write_row(colon ? text_get(&written) : op->name, "", colon ? colon + 2 : help, out);
	}
}

static bool fail_help(const struct session *session, const struct words *words, struct error *error)
{
	const char *word = words->word[0].at;
	LOCAL(text) several = { 0 };
	command_find(session->tables, word, &several);
	if (several.length) {
		error_set(error, words->word[0].span, text_get(&several),
		          _("'%s' begins several commands"), word);
	} else {
		const char *nearest = command_nearest(session->tables, word);
		error_set(error, words->word[0].span, NULL, _("there is no help for '%s'"), word);
		error_advise(error, nearest ? "help %s" : "apropos %s", nearest ? nearest : word);
	}
	return false;
}

static bool run_help(struct session *session, const struct words *words, struct error *error)
{
	LOCAL(text) out = { 0 };
	const char *word = words_at(words, 0);
	const struct command *row = command_find_exact(session->tables, word);
	if (!*word)
		help_all(session, &out);
	else if (row)
		help_command(row, columns_of(session), &out);
	else if (!strcmp(word, "functions"))
		help_functions(&out);
	else if (!vocabulary_tell(session, word, &out)) {
		row = command_find(session->tables, word, NULL);
		if (!row)
			return fail_help(session, words, error);
		help_command(row, columns_of(session), &out);
	}
	return help_answer(session, &out);
}

static bool run_complete(struct session *session, const struct words *words, struct error *error)
{
	// The line to be completed begins after the one blank that follows `complete`.
	const char *line = words->line + strspn(words->line, " \t");
	line += strcspn(line, " \t");
	line += *line != '\0';
	(void)error;
	size_t start;
	char **found = session_complete(session, line, strlen(line), &start);
	struct text out = { 0 };
	for (int i = 0; found[i]; i++)
		text_addf(&out, "%s%.*s%s", i ? "\n" : "", (int)start, line, found[i]);
	words_free(found);
	return session_answer(session, &out);
}

static bool run_quit(struct session *session, const struct words *words, struct error *error)
{
	(void)words, (void)error;
	session->quitting = true;
	return true;
}

const struct command help_commands[] = {
	{
		.name = "help",
		.alias = "h ?",
		.group = GROUP_GENERAL,
		.usage = "[COMMAND]",
		.takes = { 0, 1, NULL },
		.summary =
			N_("List the commands, or say more about one, about a name or a function."),
		.help = N_("  help goto\n  help norm\n  help s\n  help functions"),
		.run = run_help,
		.complete = COMPLETE_COMMAND,
		.in_lessons = true,
	},
	{
		.name = "complete",
		.group = GROUP_GENERAL,
		.usage = "TEXT",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("Print how Tab would complete this text, for scripts."),
		.run = run_complete,
		.takes_line = true,
	},
	{
		.name = "quit",
		.alias = "q exit bye :q",
		.group = GROUP_GENERAL,
		.summary = N_("Leave; Ctrl-D does the same."),
		.run = run_quit,
	},
	{ .name = NULL },
};
