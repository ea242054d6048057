// SPDX-License-Identifier: GPL-3.0-or-later
// `apropos WORD`: what speaks of it among the commands, the views, the settings, the functions and the
// names of the cell.
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "command/help.h"
#include "lang/operator.h"
#include "net/network.h"
#include "repl/session.h"
#include "repl/settings.h"
#include "view/view.h"

struct match {
	const char *word; // folded
	bool marks;       // it is typed with some
	struct text *out;
};

// Folded, and in one line.
static void fold(const char *words, bool marks, struct text *out)
{
	LOCAL(text) folded = { 0 };
	utf8_fold(&folded, words, strlen(words), marks);
	for (const char *at = text_get(&folded); *at; at += strcspn(at, " \n")) {
		size_t const blanks = strspn(at, " \n");
		text_add(out, blanks ? " " : "");
		at += blanks;
		text_add_bytes(out, at, strcspn(at, " \n"));
	}
}

static bool speaks_of(const char *words, const struct match *finding)
{
	LOCAL(text) folded = { 0 };
	fold(words ? words : "", finding->marks, &folded);
	return strstr(text_get(&folded), finding->word) != NULL;
}

static void add(const struct match *finding, const char *what, const char *name,
                const char *summary)
{
	LOCAL(text) label = { 0 };
	text_addf(&label, "%s%s", what, name);
	help_write_row(text_get(&label), "", summary, finding->out);
}

static void find_commands(const struct session *session, const struct match *finding)
{
	for (const struct command *const *table = session->tables; *table; table++)
		for (const struct command *row = *table; row->name; row++)
			if (speaks_of(row->name, finding) ||
			    speaks_of(row->alias, finding) ||
			    speaks_of(_(row->summary), finding) ||
			    (row->help && speaks_of(_(row->help), finding)))
				add(finding, "", row->name, _(row->summary));
}

static void find_views(const struct match *finding)
{
	for (const struct view *view = views; view->name; view++)
		if (speaks_of(view->name, finding) || speaks_of(_(view->summary), finding))
			add(finding, "show ", view->name, _(view->summary));
}

static void find_functions(const struct match *finding)
{
	for (const struct operation *op = operator_next(NULL); op; op = operator_next(op))
		if (op->help &&
		    (speaks_of(op->name, finding) || speaks_of(_(op->help), finding)))
			add(finding, "", op->name, _(op->help));
}

static void find_settings(const struct match *finding)
{
	for (const struct setting *row = settings; row->name; row++)
		if (!setting_is_command(row) && (speaks_of(row->name, finding) || speaks_of(_(row->summary), finding)))
			add(finding, "set ", row->name, _(row->summary));
}

static void find_names(const struct session *session, const struct match *finding)
{
	static const char *const kinds[] = { N_("an input of the cell"),
		                             N_("a parameter of the cell"),
		                             N_("computed by the cell") };
	const struct cell *cell = session->state.network->cell;
	const struct variables *variables = session->state.variables;
	for (int q = 0; q < cell->quantities; q++)
		if (speaks_of(cell->quantity[q].name, finding))
			add(finding, "", cell->quantity[q].name, _(kinds[cell->quantity[q].kind]));
	for (int i = 0; variables && i < variables->count; i++)
		if (speaks_of(variables->at[i].name, finding))
			add(finding, "", variables->at[i].name, _("a variable"));
}

static bool run_apropos(struct session *session, const struct words *words, struct error *error)
{
	struct text out = { 0 }, plain = { 0 }, marked = { 0 };
	fold(words->rest, false, &plain);
	fold(words->rest, true, &marked);
	bool const marks = strcmp(text_get(&plain), text_get(&marked)) != 0;
	struct match const finding = { text_get(marks ? &marked : &plain), marks, &out };
	(void)error;
	find_commands(session, &finding);
	find_views(&finding);
	find_functions(&finding);
	find_settings(&finding);
	find_names(session, &finding);
	text_free(&plain);
	text_free(&marked);
	if (!out.length)
		session_sayf(session, SAY_NOTE, _("Nothing mentions '%s'."), words->rest);
	return help_answer(session, &out);
}

const struct command apropos_commands[] = {
	{
		.name = "apropos",
		.group = GROUP_GENERAL,
		.usage = "WORD",
		.takes = { 1, WORDS_ANY, N_("a word") },
		.summary = N_("List the commands, views, functions and names that mention a word."),
		.help = N_("  apropos gradient\n  apropos singular"),
		.run = run_apropos,
		.in_lessons = true,
	},
	{ .name = NULL },
};
