// SPDX-License-Identifier: GPL-3.0-or-later
// A learner's own backward equations, for some iterations only, and taking them back: at, rederive.  What
// `let dz[k] = ds[k]` does is repl/assign.h's.
#include <string.h>

#include "base/message.h"
#include "command/all.h"
#include "net/network.h"
#include "repl/assign.h"
#include "repl/session.h"

// The line itself: "at" belongs to it.
static bool run_at(struct session *session, const struct words *words, struct error *error)
{
	size_t const skip = strspn(words->line, " \t");
	return assign_amend(session, words->line + skip, words->name.line, words->name.column,
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
	assign_take_cell(session, cell_rederived(cell));
	return true;
}

const struct command amend_commands[] = {
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
