// SPDX-License-Identifier: GPL-3.0-or-later
// diagnose and compare: what is wrong with the backward program in force, told as a tutor would.  diagnose looks at
// the finished gradients of the parameters alone, as one who sees a learner's arrays does, and names the mistake
// (tutor/diagnose.h); compare looks at every quantity and says how it differs.
#include <math.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "command/diagnose.h"
#include "command/naming.h"
#include "lang/print.h"
#include "net/backward.h"
#include "net/network.h"
#include "repl/session.h"
#include "train/clip.h"
#include "tutor/diagnose.h"
#include "tutor/flow.h"

// How far two finished gradients may be apart and still be the same computation: rounding in another order.
#define SAME 1e-10

// ---- what is found, in words

static void add_place(const struct cell *cell, struct planting planting, struct text *out)
{
	if (planting.bug->flow == FLOW_EXCHANGED)
		text_addf(out, _(", d%s and d%s"), cell->quantity[planting.site.match].name,
		          cell->quantity[planting.site.other].name);
	if (planting.bug->flow == FLOW_GATES)
		text_addf(out, _(" (%s and %s)"), cell->quantity[planting.site.match].name,
		          cell->quantity[planting.site.other].name);
	if (planting.bug->flow == FLOW_SCALED)
		text_addf(out, _(" (divided by %.6g)"), planting.number);
	if (planting.bug->flow == FLOW_CLIPPED)
		text_addf(out, planting.site.match == CLIP_NORM ? _(" (all of it to a norm of %.6g)") :
		                                                  _(" (each element to ±%.6g)"),
		          planting.number);
	if (planting.site.equation < 0)
		return;
	struct print_style const style = { .unicode = utf8_locale() };
	text_add(out, _(", in the equation of "));
	equation_print_left(cell, &cell->sweep.equation[planting.site.equation], &style, out);
}

static void add_lines(const struct cell *cell, struct text *out)
{
	struct print_style const style = { .unicode = utf8_locale() };
	cell_print_amended(cell, "  ", DERIVED_BELOW, &style, out);
}

// What else makes the same numbers, and what would tell.
static void add_class(const struct cell *cell, const struct diagnosis *found, const struct weights *of,
                      struct text *out)
{
	int others = 0;
	for (int i = 0; i < found->classes; i++) {
		const struct bug *bug = found->class[i].bug;
		if (bug == found->planting[0].bug)
			continue;
		text_addf(out, others++ ? _(";\n  B%d %s: %s") : _("\nThese arrays cannot tell it from\n  B%d %s: %s"),
		          bug->number, bug->name, _(bug->says));
		add_place(cell, found->class[i], out);
	}
	text_add(out, others ? "." : "");
	if (!others || found->telling < 0)
		return;
	LOCAL(text) telling = { 0 };
	naming_write_whole(cell, found->telling, found->telling_time, of, &telling);
	text_addf(out, found->telling_time < 0 ? _("\n%s would tell.") : _("\n%s[%d] would tell."), text_get(&telling),
	          found->telling_time);
}

// What is to be seen without any mistake of the catalogue.
static void add_signature(const struct cell *cell, const struct evidence *evidence, const struct finding *finding,
                          int count, const struct weights *of, struct text *out)
{
	for (int i = 0; i < count; i++) {
		const struct finding *each = &finding[i];
		if (each->explained == each->numbers)
			continue;
		text_add(out, "\n  ");
		naming_write_piece(cell, evidence, count, i, of, out);
		text_addf(out, _(": %d of %d numbers are right, the largest difference is %.2g"), each->right,
		          each->numbers, each->largest);
		if (each->same_as >= 0) {
			LOCAL(text) other = { 0 };
			naming_write_piece(cell, evidence, count, each->same_as, of, &other);
			text_addf(out, _("; it is the right %s"), text_get(&other));
		}
		else if (each->transposed)
			text_add(out, _("; it is the right one transposed"));
		else if (each->factor > 0 || each->factor < 0)
			text_addf(out, _("; it is the right one times %.6g"), each->factor);
	}
}

static int count_unexplained(const struct finding *finding, int count)
{
	int unexplained = 0;
	for (int i = 0; i < count; i++)
		unexplained += finding[i].explained < finding[i].numbers;
	return unexplained;
}

// Whether what was found is worth naming: it makes every number of an array that was wrong.
static bool explains_some(const struct finding *finding, int count)
{
	for (int i = 0; i < count; i++)
		if (finding[i].right < finding[i].numbers && finding[i].explained == finding[i].numbers)
			return true;
	return false;
}

static void add_mistakes(const struct cell *cell, const struct diagnosis *found, const struct weights *of,
                         struct text *out)
{
	if (found->mistakes > 1)
		text_addf(out, _("\n%d mistakes together:"), found->mistakes);
	for (int i = 0; i < found->mistakes; i++) {
		const struct bug *bug = found->planting[i].bug;
		text_addf(out, "\nB%d, %s: %s", bug->number, bug->name, _(bug->says));
		if (i == 0 || flow_is(found->planting[i]))
			add_place(cell, found->planting[i], out);
		text_add(out, ".");
	}
	add_lines(found->cell, out);
	if (found->explained)
		add_class(cell, found, of, out);
	text_addf(out, "\n%s", _(found->planting[0].bug->asks));
}

void diagnose_write(const struct cell *cell, const struct evidence *evidence, int count,
                    const struct diagnosis *found, const struct weights *of, struct text *out)
{
	LOCAL(text) right = { 0 }, wrong = { 0 };
	naming_write_arrays(cell, evidence, count, found, of, true, &right);
	naming_write_arrays(cell, evidence, count, found, of, false, &wrong);
	bool const named = found->mistakes && (found->explained || explains_some(found->finding, count));
	int const unexplained = count_unexplained(found->finding, count);
	if (found->right)
		text_addf(out, _("All are right: %s."), text_get(&right));
	else if (right.length)
		text_addf(out, _("Wrong: %s; right: %s."), text_get(&wrong), text_get(&right));
	else
		text_addf(out, _("Wrong: %s."), text_get(&wrong));
	if (named)
		add_mistakes(cell, found, of, out);
	if (!found->right && !named)
		text_add(out, _("\nNo mistake of the catalogue explains them."));
	else if (!found->right && unexplained)
		text_add(out, _("\nThat explains all but these, where something else is wrong too:"));
	if (unexplained)
		add_signature(cell, evidence, found->finding, count, of, out);
}

void diagnose_write_names(const struct diagnosis *found, struct text *out)
{
	for (int i = 0; found->explained && i < found->mistakes; i++)
		text_addf(out, "%sB%d %s", out->length ? ", " : "", found->planting[i].bug->number, found->planting[i].bug->name);
}

// The first number of a piece of evidence that is not the right one; -1: all are.
static long first_difference(const struct evidence *evidence, struct array right)
{
	for (size_t j = 0; j < array_size(right); j++)
		if (fabs(evidence->given.at[j] - right.at[j]) > evidence->tolerance.at[j])
			return (long)j;
	return -1;
}

bool diagnose_write_forward(const struct sequences *sequences, const struct evidence *value, int count,
                            struct text *out)
{
	const struct evidence *first = NULL;
	long number = -1;
	for (int i = 0; i < count; i++) {
		const struct evidence *each = &value[i];
		int const of_first = first ? evidence_sequence(first) : 0, of_each = evidence_sequence(each);
		bool const is_before = !first || of_each < of_first || (of_each == of_first && each->time < first->time);
		long const at = is_before ? first_difference(each, pass_value(sequences->pass[of_each], each->quantity, each->time)) : -1;
		number = at >= 0 ? at : number;
		first = at >= 0 ? each : first;
	}
	if (!first)
		return false;
	const struct pass *const pass = sequences->pass[evidence_sequence(first)];
	LOCAL(text) name = { 0 };
	naming_write(pass->network->cell, first, &name);
	text_addf(out, _("The forward pass: %s is the first that differs; its number %ld is %.6g, and should be %.6g."),
	          text_get(&name), number, first->given.at[number],
	          pass_value(pass, first->quantity, first->time).at[number]);
	return true;
}

// Where in the walk an equation runs.
static const char *where(const struct equation *equation)
{
	return equation->when.kind != WHEN_ALWAYS  ? N_("in some iterations only") :
	       equation->time == TIME_NONE         ? N_("in a sum that each iteration adds to") :
	       equation->part == PART_HEAD         ? N_("where a loss enters") :
	       equation->part == PART_TAIL         ? N_("in what goes on to the step before") :
	                                             N_("in the delta of an iteration");
}

void diagnose_write_hint(const struct cell *cell, const struct evidence *evidence, int count,
                         const struct diagnosis *found, const struct weights *of, int level, struct text *out)
{
	LOCAL(text) wrong = { 0 };
	struct print_style const style = { .unicode = utf8_locale() };
	const struct planting *planting = found->explained && found->mistakes ? &found->planting[0] : NULL;
	const struct equation *first = NULL;
	naming_write_arrays(cell, evidence, count, found, of, false, &wrong);
	for (int i = 0; planting && !flow_is(*planting) && i < found->cell->sweep.count && !first; i++)
		if (found->cell->sweep.equation[i].amended)
			first = &found->cell->sweep.equation[i];
	if (level == 1 || !planting) {
		text_addf(out, _("Wrong: %s."), text_get(&wrong));
	} else if (level == 2 && first) {
		text_addf(out, _("Look %s."), _(where(first)));
	} else if (level == 2) {
		text_add(out, _("No equation is wrong: look at how the parts are put together."));
	} else if (level == 3 && first) {
		text_add(out, _("Look at the equation of "));
		equation_print_left(found->cell, first, &style, out);
		text_add(out, ".");
	} else if (level == 3) {
		text_addf(out, _("Look at how these are put together: %s."), text_get(&wrong));
	} else if (level == 4) {
		text_add(out, _(planting->bug->asks));
	} else if (first) {
		text_add(out, _("You have the effect of"));
		add_lines(found->cell, out);
	} else {
		text_addf(out, "B%d, %s: %s", planting->bug->number, planting->bug->name, _(planting->bug->says));
		add_place(cell, *planting, out);
		text_add(out, ".");
	}
	if (level == 3 || level == HINT_LEVELS)
		naming_write_legend(cell, evidence, count, found, of, out);
}

// ---- diagnose

static int gather(const struct pass *pass, struct evidence *evidence, struct arena *arena)
{
	const struct cell *cell = pass->network->cell;
	struct array *sums = backward_parameters(pass, arena);
	int count = 0;
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].kind == QUANTITY_PARAMETER)
			evidence[count++] = (struct evidence){ .quantity = q, .gradient = true, .time = -1, .given = sums[q],
				                               .tolerance = evidence_tolerance(sums[q], SAME, arena) };
	return count;
}

static bool run_diagnose(struct session *session, const struct words *words, struct error *error)
{
	(void)words;
	struct walk *walk = session_walk(session, error);
	if (!walk)
		return false;
	struct network network;
	LOCAL(arena) arena = { 0 };
	struct text out = { 0 };
	struct cell *cell = cell_rederived(walk->network->cell);
	struct pass const pass = pass_with_backward(walk->pass, cell, &network);
	const struct pass *one = &pass;
	struct sequences const alone = { .pass = &one, .count = 1 }; // the sequence at hand
	network.corpus = NULL;
	struct evidence *evidence = arena_get(&arena, (size_t)cell->quantities * sizeof *evidence);
	int const count = gather(walk->pass, evidence, &arena);
	for (int i = 0; i < count; i++)
		if (!array_is_finite(evidence[i].given)) {
			error_set(error, SPAN_NONE, "locate", _("d%s is not finite: there is nothing to compare"),
			          cell->quantity[evidence[i].quantity].name);
			cell_drop(cell);
			return false;
		}
	struct diagnosis found = diagnose(&alone, evidence, count, clip_bound(session->learning.clip), &arena);
	diagnose_write(cell, evidence, count, &found, NULL, &out);
	diagnosis_end(&found);
	cell_drop(cell);
	return session_answer(session, &out) && !interrupt_is_cut();
}

// ---- compare

// All values of a gradient: of a parameter its sum; of a quantity row by row, each step.
static struct array all_values(const struct pass *pass, int quantity, struct arena *arena)
{
	const struct quantity *q = &pass->network->cell->quantity[quantity];
	if (q->kind == QUANTITY_PARAMETER)
		return backward_parameter(pass, -1, quantity, -1, arena);
	struct array first = backward_quantity(pass, -1, quantity, 0, arena);
	int const size = (int)array_size(first);
	struct array all = array_new(arena, pass->T, size);
	for (int k = 0; k < pass->T && !interrupt_seen(); k++) {
		struct array const at = k ? backward_quantity(pass, -1, quantity, k, arena) : first;
		memcpy(all.at + (size_t)k * (size_t)size, at.at, (size_t)size * sizeof *at.at);
	}
	return all;
}

static double difference(struct array a, struct array b, int rows_later)
{
	double most = 0;
	for (int i = 0; i < a.rows; i++)
		for (int j = 0; j < a.cols; j++) {
			int const other = i + rows_later;
			if (other >= 0 && other < b.rows)
				most = fmax(most, fabs(a.at[i * a.cols + j] - b.at[other * a.cols + j]));
		}
	return most;
}

static void say_how(struct array yours, struct array derived, bool in_time, struct arena *arena, struct text *out)
{
	double const largest = array_largest(derived), same = SAME * largest, off = difference(yours, derived, 0);
	struct evidence const evidence = { .given = yours,
		                           .tolerance = array_new(arena, yours.rows, yours.cols) };
	for (size_t i = 0; i < array_size(yours); i++)
		evidence.tolerance.at[i] = same;
	double const factor = off <= same ? 1 : evidence_factor(&evidence, derived);
	if (off <= same)
		text_add(out, _("exact"));
	else if (array_largest(yours) <= 0)
		text_add(out, _("zero"));
	else if (factor > 0 || factor < 0)
		text_addf(out, _("%.6g times the derived one"), factor);
	else if (!in_time && evidence_is_transposed(&evidence, derived))
		text_add(out, _("the derived one transposed"));
	else if (in_time && difference(yours, derived, 1) <= same)
		text_add(out, _("the derived one of the step after"));
	else if (in_time && difference(yours, derived, -1) <= same)
		text_add(out, _("the derived one of the step before"));
	else
		text_addf(out, _("differs by %.2g at most, of %.2g"), off, largest);
}

static void compare_one(const struct pass *yours, const struct pass *derived, int quantity, struct text *out)
{
	const struct quantity *q = &derived->network->cell->quantity[quantity];
	bool const in_time = q->kind != QUANTITY_PARAMETER;
	LOCAL(arena) arena = { 0 };
	text_addf(out, "%sd%-10s ", out->length ? "\n" : "", q->name);
	say_how(all_values(yours, quantity, &arena), all_values(derived, quantity, &arena), in_time, &arena,
	        out);
	for (int i = 0; i < yours->network->cell->sweep.count; i++) {
		const struct equation *equation = &yours->network->cell->sweep.equation[i];
		if (equation->amended && equation->quantity == quantity) {
			text_add(out, _("   (yours)"));
			break;
		}
	}
}

static bool run_compare(struct session *session, const struct words *words, struct error *error)
{
	(void)words;
	struct walk *walk = session_walk(session, error);
	if (!walk)
		return false;
	if (!walk->network->cell->amendments)
		return error_set(error, SPAN_NONE, "let dz[k] = ds[k]",
		                 _("all backward equations are the derived ones: there is nothing to compare"));
	struct network network;
	struct text out = { 0 };
	struct cell *cell = cell_rederived(walk->network->cell);
	struct pass const pass = pass_with_backward(walk->pass, cell, &network);
	for (int q = 0; q < cell->quantities && !interrupt_seen(); q++)
		if (backward_computes(&network, q) && cell->quantity[q].kind != QUANTITY_INPUT)
			compare_one(walk->pass, &pass, q, &out);
	cell_drop(cell);
	return session_answer(session, &out) && !interrupt_is_cut();
}

const struct command diagnose_commands[] = {
	{
		.name = "diagnose",
		.group = GROUP_ASK,
		.summary = N_("Name the mistakes in the backward program in force, from its gradients alone."),
		.help = N_("Looks at the gradients of the parameters as one who sees a learner's arrays\n"
	                   "does, and says which of them are wrong, which mistake of the catalogue (bug)\n"
	                   "makes exactly these numbers, what cannot be told apart and what would tell."),
		.run = run_diagnose,
		.in_lessons = true,
	},
	{
		.name = "compare",
		.group = GROUP_ASK,
		.summary = N_("Hold each gradient of your own backward program against the derived one."),
		.help = N_("For each quantity: exact, a multiple, transposed, another step's, or how much\n"
	                   "it differs.  The first that is not exact, in the order in which they run, is\n"
	                   "where to look."),
		.run = run_compare,
		.in_lessons = true,
	},
	{ .name = NULL },
};
