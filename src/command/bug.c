// SPDX-License-Identifier: GPL-3.0-or-later
// bug: plants a mistake of the catalogue (tutor/bug.h) into the backward program, openly or to be hunted.  What is
// planted are lines that a learner could have typed, so `undo`, `rederive`, `state` and `check` need not know.
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "array/random.h"
#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "lang/print.h"
#include "net/network.h"
#include "repl/assign.h"
#include "repl/nearest.h"
#include "repl/session.h"
#include "train/clip.h"
#include "tutor/planting.h"

// ---- the catalogue

static bool applies(const struct plantings *all, const struct bug *bug)
{
	for (int i = 0; i < all->count; i++)
		if (all->at[i].bug->number == bug->number)
			return true;
	return false;
}

// A line for each name; rows of one name are ways to make one mistake in several cells.
static void list(struct session *session, const struct cell *cell)
{
	struct plantings all = bug_plantings(cell, 0, NULL);
	LOCAL(text) out = { 0 };
	const char *last = "";
	text_addf(&out, _("  - : not in a cell like %s"), cell->name);
	for (const struct bug *bug = bug_next(NULL); bug; last = bug->name, bug = bug_next(bug))
		if (strcmp(bug->name, last))
			text_addf(&out, "\n%c B%-2d %-24s %s", applies(&all, bug) ? ' ' : '-', bug->number,
			          bug->name, _(bug->says));
	session_say(session, SAY_RESULT, text_get(&out));
	plantings_free(&all);
}

// ---- planting

static struct cell *derived_cell(const struct session *session)
{
	return cell_rederived(session->state.network->cell);
}

// The cell with the lines of a planted program, so that they are kept in its text.
static struct cell *with_lines(struct cell *cell, const struct cell *planted)
{
	LOCAL(text) lines = { 0 };
	rewrite_print(planted, &lines);
	for (char *line = strtok(lines.at, "\n"); line; line = strtok(NULL, "\n")) {
		struct error error;
		struct cell *next = cell_amended(cell, line, 1, 1, &error);
		if (!next)
			continue;
		cell_drop(cell);
		cell = next;
	}
	return cell;
}

// Whether this planting is the one that was asked for: of that name, and at the equation whose left side is
// `place` ("dW", "dz"), or everywhere.
static bool is_meant(const struct cell *cell, const struct planting *planting, const struct bug *bug,
                     const char *place)
{
	if (strcmp(planting->bug->name, bug->name))
		return false;
	if (!place)
		return true;
	int const at = planting->site.equation;
	return at >= 0 && *place == 'd' &&
	       !strcmp(cell->quantity[cell->sweep.equation[at].quantity].name, place + 1);
}

// The last one fits best: what is made everywhere stands behind what is made at one site.
static bool find(const struct cell *cell, double clip, const struct bug *bug, const char *place, struct planting *found)
{
	struct plantings all = bug_plantings(cell, clip, NULL);
	bool is = false;
	for (int i = 0; i < all.count; i++)
		if (is_meant(cell, &all.at[i], bug, place)) {
			*found = all.at[i];
			is = true;
		}
	plantings_free(&all);
	return is;
}

static bool fail_name(const struct words *words, int at, struct error *error)
{
	struct nearest nearest = nearest_to(words->word[at].at);
	LOCAL(text) advice = { 0 };
	for (const struct bug *bug = bug_next(NULL); bug; bug = bug_next(bug))
		nearest_try(&nearest, bug->name);
	if (nearest.best)
		text_addf(&advice, "bug %s", nearest.best);
	error_set(error, words->word[at].span, nearest.best ? text_get(&advice) : _("bug lists them"),
	          _("the catalogue has no mistake '%s'"), words->word[at].at);
	return false;
}

static bool fail_flow(const struct words *words, const struct bug *bug, struct error *error)
{
	static const char *const why[] = {
		[FLOW_EQUATIONS] = N_("no equation of this cell has a place for B%d"),
		[FLOW_BELIEF] = N_("B%d is a belief: nothing is computed otherwise; diagnose names it where a gradient should be truncated"),
		[FLOW_CHECKER] = N_("B%d is a fault of a check, not of a backward pass: check --selftest plants it"),
		[FLOW_OWN_LOSS] = N_("B%d is done to the gradients of words and initial states, which no sum holds; diagnose names it"),
		[FLOW_EXCHANGED] = N_("B%d is done to finished arrays, not in the equations; diagnose names it"),
		[FLOW_GATES] = N_("B%d is done to finished arrays, not in the equations; diagnose names it"),
		[FLOW_SCALED] = N_("B%d is done to the finished gradient of several sequences; diagnose names it"),
		[FLOW_LAST_SEQUENCE] = N_("B%d is done to the finished gradient of several sequences; diagnose names it"),
		[FLOW_CLIPPED] = N_("B%d is done to the finished gradient, not in the equations; diagnose names it"),
		[FLOW_ORDER] = N_("B%d is an order of products that no single equation can say; diagnose names it"),
	};
	return error_set(error, words->word[0].span, _("bug lists what can be planted here"), _(why[bug->flow]),
	                 bug->number);
}

static void say_planted(struct session *session, const struct cell *cell, const struct bug *bug)
{
	struct print_style const style = { .unicode = utf8_locale() };
	LOCAL(text) out = { 0 };
	text_addf(&out, _("B%d, %s: %s."), bug->number, bug->name, _(bug->says));
	cell_print_amended(cell, "  ", DERIVED_NOT, &style, &out);
	session_say(session, SAY_RESULT, text_get(&out));
}

static bool plant(struct session *session, const struct words *words, struct error *error)
{
	const struct bug *bug = bug_find(words->word[0].at);
	if (!bug)
		return fail_name(words, 0, error);
	const char *place = words->count > 1 ? words->word[1].at : NULL;
	struct cell *cell = derived_cell(session);
	struct planting planting;
	bool const found = find(cell, clip_bound(session->learning.clip), bug, place, &planting);
	if (found) {
		struct cell *planted = bug_plant(cell, planting);
		cell = with_lines(cell, planted);
		cell_drop(planted);
		say_planted(session, cell, planting.bug);
		assign_take_cell(session, cell);
		return true;
	}
	cell_drop(cell);
	return place ? error_set(error, words->word[1].span, _("equations shows the left sides: dW, dz"),
	                         _("%s has no place in the equation of %s"), bug->name, place) :
	               fail_flow(words, bug, error);
}

// ---- the hunt

static bool hide(struct session *session, const struct words *words, struct error *error)
{
	bool const hard = words->count > 1 && !strcmp(words->word[1].at, "hard");
	long seed = (long)(time(NULL) & 0x7fffffff);
	if (words->count > 1 + hard && !words_integer(words, 1 + hard, _("the number of the hunt"), 0, 0x7fffffff, &seed, error))
		return false;
	struct random random;
	random_seed(&random, (uint32_t)seed);
	struct cell *cell = derived_cell(session);
	struct plantings all = bug_plantings(cell, clip_bound(session->learning.clip), NULL);
	int at = 0;
	do
		at = (int)(random_unit(&random) * all.count);
	while (hard && !all.at[at].bug->is_hard);
	struct cell *planted = bug_plant(cell, all.at[at]);
	cell = with_lines(cell, planted);
	cell_drop(planted);
	plantings_free(&all);
	cell->hides_amendments = true;
	assign_take_cell(session, cell);
	session_sayf(session, SAY_RESULT,
	             _("Hunt %ld: one mistake of the catalogue is in the backward pass of %s now.\n"
	               "check says which sums are wrong; step and break where they are made.\n"
	               "equations shows what runs.\n"
	               "bug guess NAME when you have it, bug reveal to be told."),
	             seed, session->state.network->cell->name);
	return true;
}

// What the amended equations are, by name.
static bool name_them(const struct session *session, struct planting *planting)
{
	struct cell *cell = derived_cell(session);
	bool const found = bug_name_program(cell, session->state.network->cell,
	                                    clip_bound(session->learning.clip), planting);
	cell_drop(cell);
	return found;
}

static bool need_planted(const struct session *session, const struct words *words, struct error *error)
{
	return session->state.network->cell->amendments > 0 ||
	       error_set(error, words->word[0].span, _("bug random hides one"),
	                 _("no mistake is planted: all backward equations are the derived ones"));
}

static void reveal(struct session *session, const struct bug *bug)
{
	struct cell *cell = cell_hold(session->state.network->cell);
	cell->hides_amendments = false;
	if (bug)
		say_planted(session, cell, bug);
	else
		session_say(session, SAY_RESULT, _("These lines are none of the catalogue: equations shows them."));
	cell_drop(cell);
}

static bool run_reveal(struct session *session, const struct words *words, struct error *error)
{
	struct planting planting;
	if (!need_planted(session, words, error))
		return false;
	reveal(session, name_them(session, &planting) ? planting.bug : NULL);
	return true;
}

static bool run_guess(struct session *session, const struct words *words, struct error *error)
{
	struct planting planting;
	if (words->count < 2)
		return error_set(error, words->end, "bug guess no-slope", _("the name of a mistake is missing here"));
	const struct bug *bug = bug_find(words->word[1].at);
	if (!bug)
		return fail_name(words, 1, error);
	if (!need_planted(session, words, error))
		return false;
	bool const known = name_them(session, &planting);
	if (known && planting.bug->number == bug->number) {
		session_say(session, SAY_RESULT, _("Right."));
		reveal(session, planting.bug);
		return true;
	}
	session_sayf(session, SAY_RESULT, _("Not that one.  %s"),
	             known ? _(planting.bug->asks) : _("check says which sums are wrong."));
	return true;
}

static bool run_bug(struct session *session, const struct words *words, struct error *error)
{
	static const struct {
		const char *word;
		bool (*run)(struct session *session, const struct words *words, struct error *error);
	} verbs[] = { { "random", hide }, { "guess", run_guess }, { "reveal", run_reveal } };
	if (!words->count) {
		struct cell *cell = derived_cell(session);
		list(session, cell);
		cell_drop(cell);
		return true;
	}
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (!strcmp(words->word[0].at, verbs[i].word))
			return verbs[i].run(session, words, error);
	return plant(session, words, error);
}

static char **complete_bug(struct session *session)
{
	struct words_list list = { 0 };
	(void)session;
	for (const struct bug *bug = bug_next(NULL); bug; bug = bug_next(bug))
		words_list_add(&list, bug->name);
	return words_list_take(&list);
}

const struct command bug_commands[] = {
	{
		.name = "bug",
		.group = GROUP_NETWORK,
		.usage = "[NAME [dNAME] | random [hard] [N] | guess NAME | reveal]",
		.takes = { 0, 3, NULL },
		.summary = N_("Plant a mistake of the catalogue in the backward pass; alone: the catalogue."),
		.help = N_("  bug no-slope         the derivative of the activation is missing, everywhere\n"
	                   "  bug no-slope dag     in the equation of dag alone\n"
	                   "  bug B9               a mistake by its number\n"
	                   "  bug random           one is hidden: check, step, break, equations; then\n"
	                   "  bug guess NAME       was it that?   bug reveal tells\n"
	                   "  bug random hard 7    one that no angle shows; hunt 7 is always the same\n"
	                   "What is planted are lines as you could type them: check judges them, rederive\n"
	                   "takes them back."),
		.run = run_bug,
		.choices = "random guess reveal",
		.complete_words = complete_bug,
		.in_lessons = true,
	},
	{ .name = NULL },
};
