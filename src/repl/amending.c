// SPDX-License-Identifier: GPL-3.0-or-later
// A learner's own backward equations: `let dz[k] = ds[k]`, for some iterations only behind `at k=t:`.
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "lang/amend.h"
#include "lang/print.h"
#include "net/network.h"
#include "repl/amending.h"
#include "repl/commands.h"
#include "repl/session.h"

// What the line has put in place, and what stood there.
static void say_change(struct session *session, const struct cell *cell)
{
	struct print_style const style = { .unicode = utf8_locale() };
	const struct program *sweep = &cell->sweep;
	struct text out = { 0 };
	for (int i = 0; i < sweep->count; i++) {
		const struct equation *each = &sweep->equation[i];
		if (!each->amended)
			continue;
		text_addf(&out, "%s", out.length ? "\n" : "");
		when_print(each->when, &out);
		equation_print(cell, each, &style, &out);
		equation_print_derived(cell, each, &style, &out);
	}
	session_answer(session, &out);
}

static void take_cell(struct session *session, struct cell *cell)
{
	struct network *next = network_copy(session->state.network);
	network_set_backward(next, cell);
	session_set_network(session, next);
}

bool amending_run(struct session *session, const char *line, int number, int column,
                  struct error *error)
{
	struct cell *cell = cell_amended(session->state.network->cell, line, number, column, error);
	if (!cell)
		return false;
	take_cell(session, cell);
	say_change(session, cell);
	return true;
}

// The line itself: "at" belongs to it.
static bool run_at(struct session *session, const struct words *words, struct error *error)
{
	size_t const skip = strspn(words->line, " \t");
	return amending_run(session, words->line + skip, words->name.line, words->name.column,
	                    error);
}

static bool run_rederive(struct session *session, const struct words *words, struct error *error)
{
	const struct cell *cell = session->state.network->cell;
	(void)words, (void)error;
	if (!cell->amendments) {
		session_say(session, SAY_RESULT, _("All backward equations are the derived ones."));
		return true;
	}
	session_sayf(
		session, SAY_RESULT,
		ngettext("%d line is taken back; the backward equations are the derived ones.",
	                 "%d lines are taken back; the backward equations are the derived ones.",
	                 (unsigned long)cell->amendments),
		cell->amendments);
	take_cell(session, cell_rederived(cell));
	return true;
}

const struct command amending_commands[] = {
	{
		.name = "at",
		.group = GROUP_NETWORK,
		.usage = "k=t: let dNAME[k] = EXPR",
		.takes = { 1, WORDS_ANY, N_("the iterations") },
		.summary = N_("Write a backward equation of your own for some iterations only."),
		.help = N_(
			"  at k=t: let dz[k] = ds[k]      where the loss enters\n"
			"  at k=t-2: let ds[k-1] = 0      two steps before the loss\n"
			"  at k=0: let dW += outer(dz[k], s[k])\n"
			"Elsewhere the equation without a prefix runs.  `let dz[k] = ds[k]` alone\n"
			"replaces it everywhere, `equations` shows the program in force, `check` "
	                "judges\n"
			"it, `rederive` takes all such lines back."),
		.run = run_at,
		.in_lessons = true,
	},
	{
		.name = "rederive",
		.group = GROUP_NETWORK,
		.summary = N_("Take back all backward equations of your own: the derived ones run "
	                      "again."),
		.run = run_rederive,
		.in_lessons = true,
	},
	{ .name = NULL },
};
