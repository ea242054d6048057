// SPDX-License-Identifier: GPL-3.0-or-later
// `locate`: the first place of a walk at which NaN or Inf is written, the part of its equation that made
// it, and from what.
#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "lang/print.h"
#include "repl/not_finite.h"
#include "repl/session.h"
#include "trace/origin.h"

static void add_equation(const struct walk *walk, struct place place, struct text *out)
{
	struct print_style style = walk_style(walk, place, utf8_locale());
	style.numbered = true;
	equation_print(walk->network->cell, walk_equation(walk, place), &style, out);
}

static bool run_locate(struct session *session, const struct words *words, struct error *error)
{
	struct walk *walk = session_walk(session, error);
	struct origin origin;
	(void)words;
	if (!walk)
		return false;
	if (!origin_find(walk, true, &origin))
		return false;
	struct text out = { 0 };
	if (origin.place.phase == PHASE_START) {
		text_add(&out, _("All values of the walk are finite, forward and backward."));
	} else {
		text_add(&out, _("Not finite first: "));
		walk_describe(walk, origin.place, &out);
		text_add(&out, "\n  ");
		add_equation(walk, origin.place, &out);
		text_add(&out, "\n  ");
		not_finite_write_part(walk, &origin, &out);
		text_add(&out, _("\n  until nan goes there from the start, and explain shows it."));
	}
	return session_answer(session, &out);
}

const struct command locate_commands[] = {
	{
		.name = "locate",
		.alias = "why-nan",
		.group = GROUP_ASK,
		.summary = N_(
			"Find the first value of the walk that is NaN or Inf, and what made it."),
		.help = N_("It looks at every equation of the walk, forward and backward, in their "
	                   "order,\n"
	                   "and tells the first one whose result is not finite: the place, the "
	                   "part of\n"
	                   "the equation, the element, and how large its operands are.  `break "
	                   "nan` stops\n"
	                   "wherever such a value is written, `until nan` goes to the next one."),
		.run = run_locate,
		.in_lessons = true,
	},
	{ .name = NULL },
};
