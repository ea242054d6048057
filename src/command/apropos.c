// SPDX-License-Identifier: GPL-3.0-or-later
// `apropos WORD`: what speaks of it among the commands, the views, the settings, the functions and the
// names of the cell.
#include <ctype.h>
#include <string.h>

#include "base/message.h"
#include "command/all.h"
#include "command/help.h"
#include "lang/operator.h"
#include "net/network.h"
#include "repl/session.h"
#include "view/view.h"

// Whether it stands anywhere in the text, in large letters or small ones.
static bool speaks_of(const char *text, const char *word)
{
	size_t const length = strlen(word);
	for (; text && *text; text++) {
		size_t i = 0;
		while (i < length && tolower((unsigned char)text[i]) == tolower((unsigned char)word[i]))
			i++;
		if (i == length)
			return true;
	}
	return false;
}

struct finding {
	const char *word;
	struct text *out;
};

static void add(const struct finding *finding, const char *what, const char *name,
                const char *summary)
{
	struct text label = { 0 };
	text_addf(&label, "%s%s", what, name);
	help_write_row(text_get(&label), "", summary, finding->out);
	text_free(&label);
}

static void find_commands(const struct session *session, const struct finding *finding)
{
	for (const struct command *const *table = session->tables; *table; table++)
		for (const struct command *row = *table; row->name; row++)
			if (speaks_of(row->name, finding->word) ||
			    speaks_of(row->alias, finding->word) ||
			    speaks_of(_(row->summary), finding->word) ||
			    (row->help && speaks_of(_(row->help), finding->word)))
				add(finding, "", row->name, _(row->summary));
}

static void find_views(const struct finding *finding)
{
	for (const struct view *view = views; view->name; view++)
		if (speaks_of(view->name, finding->word) || speaks_of(_(view->summary), finding->word))
			add(finding, "show ", view->name, _(view->summary));
}

static void find_functions(const struct finding *finding)
{
	for (const struct operation *op = operator_next(NULL); op; op = operator_next(op))
		if (op->help &&
		    (speaks_of(op->name, finding->word) || speaks_of(_(op->help), finding->word)))
			add(finding, "", op->name, _(op->help));
}

static void find_names(const struct session *session, const struct finding *finding)
{
	static const char *const kinds[] = { N_("an input of the cell"),
		                             N_("a parameter of the cell"),
		                             N_("computed by the cell") };
	const struct cell *cell = session->state.network->cell;
	const struct variables *variables = session->state.variables;
	for (int q = 0; q < cell->quantities; q++)
		if (speaks_of(cell->quantity[q].name, finding->word))
			add(finding, "", cell->quantity[q].name, _(kinds[cell->quantity[q].kind]));
	for (int i = 0; variables && i < variables->count; i++)
		if (speaks_of(variables->at[i].name, finding->word))
			add(finding, "", variables->at[i].name, _("a variable"));
}

static bool run_apropos(struct session *session, const struct words *words, struct error *error)
{
	struct text out = { 0 };
	struct finding const finding = { words->rest, &out };
	(void)error;
	find_commands(session, &finding);
	find_views(&finding);
	find_functions(&finding);
	find_names(session, &finding);
	if (!out.length)
		session_sayf(session, SAY_NOTE, _("Nothing speaks of '%s'."), words->rest);
	return help_answer(session, &out);
}

const struct command apropos_commands[] = {
	{
		.name = "apropos",
		.group = GROUP_GENERAL,
		.usage = "WORD",
		.takes = { 1, WORDS_ANY, N_("a word") },
		.summary = N_("List the commands, views, functions and names that speak of a word."),
		.help = N_("  apropos gradient\n  apropos singular"),
		.run = run_apropos,
		.in_lessons = true,
	},
	{ .name = NULL },
};
