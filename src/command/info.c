// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/info.h"

#include <string.h>

#include "array/number.h"
#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "lang/shape.h"
#include "repl/session.h"
#include "repl/stops.h"
#include "repl/value.h"

enum { NAME_COLUMNS = 8, TEXT_COLUMNS = 30, FIELD_COLUMNS = 36, VALUES_SHOWN = 100 };

static void add_cut(const char *words, int columns, struct text *out)
{
	size_t const length = strlen(words), fits = utf8_fit(words, length, columns);
	for (size_t i = 0; i < fits; i++)
		text_add_char(out, words[i] == '\n' ? ' ' : words[i]);
	if (fits < length)
		text_add(out, utf8_locale() ? "…" : "...");
}

// "  a        3×1  [0.1, 0.2, 0.3]'"; of a matrix its norm must do.
static void add_value(const struct session *session, struct array value, struct text *out)
{
	LOCAL(text) shape = { 0 };
	shape_write(shape_of(value.rows, value.cols), &shape);
	int const columns = utf8_columns(text_get(&shape), shape.length);
	text_addf(out, "  %s%*s", text_get(&shape), columns < 7 ? 9 - columns : 2, "");
	if (value.rows > 1 && value.cols > 1) {
		text_add(out, _("norm "));
		number_write(array_norm(value), session->precision, out);
	} else {
		value_write_list(value, session->precision, 40, out);
	}
}

static void tell_values(struct session *session, struct text *out)
{
	const struct values *values = &session->values;
	int const first = values->count > VALUES_SHOWN ? values->count - VALUES_SHOWN : 0;
	for (int i = first; i < values->count; i++) {
		LOCAL(text) line = { 0 };
		text_addf(&line, "$%d = ", values->dropped + i + 1);
		add_cut(values->at[i].text, TEXT_COLUMNS, &line);
		int const columns = utf8_columns(text_get(&line), line.length);
		text_addf(out, "%s  %s%*s", out->length ? "\n" : "", text_get(&line),
		          columns < FIELD_COLUMNS ? FIELD_COLUMNS - columns : 0, "");
		add_value(session, values->at[i].value, out);
	}
}

void info_variables(struct session *session, struct text *out)
{
	const struct variables *variables = session->state.variables;
	for (int i = 0; variables && i < variables->count; i++) {
		const struct variable *each = &variables->at[i];
		text_addf(out, "%s  %-*s", out->length ? "\n" : "", NAME_COLUMNS, each->name);
		add_value(session, each->value, out);
	}
}

static void tell_changes(struct session *session, struct text *out)
{
	const struct changes *changes = &session->changes;
	for (int i = changes->undos - 1; i >= 0; i--) {
		text_add(out, out->length ? "\n  undo  " : "  undo  ");
		add_cut(changes->undo[i].line, 2 * TEXT_COLUMNS, out);
	}
	for (int i = changes->redos - 1; i >= 0; i--) {
		text_add(out, out->length ? "\n  redo  " : "  redo  ");
		add_cut(changes->redo[i].line, 2 * TEXT_COLUMNS, out);
	}
}

static const struct info rows[] = {
	{ "breakpoints", N_("The stops of break, tbreak and watch, and their hits."),
	  info_breakpoints, N_("There are no stops; break norm(delta[t,k]) < 1e-3 sets one.") },
	{ "changes", N_("What undo and redo would take back and do again."), tell_changes,
	  N_("There is nothing to undo.") },
	{ "clip", N_("What clipping does to the gradient here: by norm, by element."), info_clip,
	  N_("Interrupted.") },
	{ "display", N_("What is shown after each stop."), info_display,
	  N_("Nothing is displayed; display norm(dW) shows a value after each stop.") },
	{ "training", N_("The last training: optimiser, loss, how much is right."), info_training,
	  N_("Nothing was trained; train 100 makes 100 passes.") },
	{ "values", N_("The values that were printed: $1, $2 and so on."), tell_values,
	  N_("No value has been printed.") },
	{ "variables", N_("The variables that let has made."), info_variables,
	  N_("There are no variables; let a = norm(W) makes one.") },
	{ NULL, NULL, NULL, NULL },
};

// ---- the command

static const struct info *find(const char *name)
{
	for (const struct info *row = rows; row->name; row++)
		if (!strcmp(row->name, name))
			return row;
	return NULL;
}

bool info_tell(struct session *session, const char *name, struct text *out)
{
	const struct info *row = find(name);
	if (!row)
		return false;
	row->tell(session, out);
	if (!out->length)
		text_add(out, _(row->none));
	return true;
}

void info_list(struct words_list *list)
{
	words_list_rows(list, rows, sizeof *rows);
}

// The row whose name is so or alone begins so, as with commands; NULL: none, or several of them.
static const struct info *find_beginning(const char *word, struct text *several)
{
	const struct info *found = find(word);
	int count = 0;
	for (const struct info *row = rows; !found && row->name; row++)
		if (!strncmp(row->name, word, strlen(word)))
			text_addf(several, count++ ? ", %s" : "%s", row->name);
	for (const struct info *row = rows; count == 1 && row->name; row++)
		if (!strncmp(row->name, word, strlen(word)))
			found = row;
	return found;
}

static bool fail(const struct word *word, const struct text *several, struct error *error)
{
	if (several->length)
		return error_set(error, word->span, text_get(several), _("'%s' begins several words"),
		                 word->at);
	error_set(error, word->span, NULL, _("there is no info about '%s'"), word->at);
	return words_advise(error, word->at, words_of_rows(rows, sizeof *rows), "info ",
	                    _("info alone lists what there is"));
}

static bool run_info(struct session *session, const struct words *words, struct error *error)
{
	struct text out = { 0 };
	if (words->count) {
		LOCAL(text) several = { 0 };
		const struct info *row = find_beginning(words->word[0].at, &several);
		if (row)
			info_tell(session, row->name, &out);
		else
			fail(&words->word[0], &several, error);
		if (!row)
			return false;
	} else {
		for (const struct info *row = rows; row->name; row++)
			text_addf(&out, "%sinfo %-*s  %s", out.length ? "\n" : "", 12, row->name,
			          _(row->summary));
	}
	return session_answer(session, &out);
}

static char **complete_info(struct session *session)
{
	(void)session;
	return words_of_rows(rows, sizeof *rows);
}

const struct command info_commands[] = {
	{
		.name = "info",
		.alias = "i",
		.group = GROUP_ASK,
		.usage = "[WORD]",
		.takes = { 0, 1, NULL },
		.summary = N_("Tell what the session holds: values, variables; alone: list the words."),
		.help = N_("  info breakpoints\n  info values\n  info variables\n  info changes"),
		.run = run_info,
		.complete_words = complete_info,
		.in_lessons = true,
	},
	{ .name = NULL },
};
