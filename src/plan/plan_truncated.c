// SPDX-License-Identifier: GPL-3.0-or-later
// Truncation in a plan.  Chunks: the way back, chunk by chunk, with nothing beyond each.  Steps: the losses go back side by
// side.  In iteration j the row of step k is what loss k+j says there: made of row k+1, which is of iteration j-1 still,
// for k goes upward; j = 0 is where a loss enters, and nothing comes from k+1.  Every iteration adds its totals.
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"
#include "plan/plan_within.h"

// ---- what an iteration overwrites

static size_t width_of(const struct instruction *i)
{
	if (i->code == &code_product)
		return i->rows;
	bool const is_number = i->code == &code_pick || i->code == &code_dot || i->code == &code_sum ||
	                       i->code == &code_logsumexp;
	return is_number ? 1 : i->cols;
}

static bool overlap(const struct instruction *a, const struct instruction *b)
{
	return a->out.at < b->out.at + width_of(b) && b->out.at < a->out.at + width_of(a);
}

static const struct instruction *begin_of(const struct plan *plan, int section)
{
	return plan->code.instruction + plan->code.section[section].first;
}

// Whether the way back writes where this one has written.
static bool is_overwritten(const struct plan *plan, const struct instruction *written)
{
	const struct instruction *end = begin_of(plan, plan->code.sections - 1);
	for (const struct instruction *i = begin_of(plan, plan->code.turn); i < end; i++)
		if (overlap(i, written))
			return true;
	return false;
}

static bool refuse(struct error *error)
{
	return error_set(error, SPAN_NONE, NULL, _("its losses have to be carried back one by one"));
}

bool plan_prepare_truncation(struct plan *plan, struct error *error)
{
	const struct program_code *code = &plan->code;
	int const before = code->section[code->turn].first;
	int count = 0;
	bool const chunks = plan->graph.given.truncation.form == TRUNCATE_CHUNKS;
	if (!code->in_pieces || (!chunks && plan->cell->amendments))
		return refuse(error);
	if (chunks)
		return true;
	plan->again = arena_get(&plan->arena, ((size_t)before + 1) * sizeof *plan->again);
	for (int s = 0; s < code->turn; s++)
		for (int i = code->section[s].first; i < code->section[s].first + code->section[s].count; i++) {
			struct instruction *each = &code->instruction[i];
			if (!is_overwritten(plan, each))
				continue;
			if (code->section[s].direction || code->section[s].level < 0 || each->for_loss)
				return refuse(error);
			plan->again[count++] = each;
		}
	return true;
}

// ---- steps

static double *row(struct operand operand, int t)
{
	return operand.at + t * operand.step;
}

static void run_step(const struct plan *plan, const struct execution *run, int k)
{
	const struct instruction *end = begin_of(plan, plan->code.sections - 1);
	for (const struct instruction *i = begin_of(plan, plan->code.turn); i < end; i++)
		i->code->step(i, run, k);
}

// The losses enter: what comes from k+1 is 0 for this step, and is itself for the next one.
static bool enter(const struct plan *plan, struct execution *run, double *kept)
{
	for (int k = 0; k < run->T && !interrupt_seen(); k++) {
		double *at = kept;
		for (int i = 0; i < plan->beyonds; i++) {
			memcpy(at, row(plan->beyond[i].row, k), plan->beyond[i].bytes);
			at += plan->beyond[i].bytes / sizeof *at;
		}
		plan_clear_beyond(plan, k + 1);
		run_step(plan, run, k);
		at = kept;
		for (int i = 0; i < plan->beyonds; i++) {
			memcpy(row(plan->beyond[i].row, k), at, plan->beyond[i].bytes);
			at += plan->beyond[i].bytes / sizeof *at;
		}
	}
	return !interrupt_is_cut();
}

static bool is_made_again(const struct plan *plan, const struct instruction *i)
{
	struct instruction **each = plan->again;
	while (*each && *each != i)
		each++;
	return *each;
}

// No loss says anything more.
static void silence(const struct plan *plan, const struct execution *run)
{
	const struct instruction *end = begin_of(plan, plan->code.turn);
	for (const struct instruction *i = plan->code.instruction; i < end; i++)
		for (int t = 0; i->seeded && !i->for_loss && !is_made_again(plan, i) && t < run->T; t++)
			memset(row(i->out, t), 0, width_of(i) * sizeof(double));
}

// One step further back.
static bool go_back(const struct plan *plan, struct execution *run, int steps)
{
	for (int k = 0; k < steps && !interrupt_seen(); k++) {
		for (struct instruction **i = plan->again; *i; i++)
			if ((*i)->seeded)
				memset(row((*i)->out, k), 0, width_of(*i) * sizeof(double));
			else
				(*i)->code->step(*i, run, k);
		run_step(plan, run, k);
	}
	return !interrupt_is_cut();
}

static void run_late_totals(const struct plan *plan, struct execution *run, int to)
{
	const struct section *totals = &plan->code.section[plan->code.sections - 1];
	run->from = 0;
	run->to = to;
	for (int i = totals->first; i < totals->first + totals->count; i++)
		if (plan->code.instruction[i].late)
			code_run_all(&plan->code.instruction[i], run);
}

static bool run_steps(struct plan *plan, struct execution *run)
{
	int const back = plan->graph.given.truncation.n;
	size_t bytes = sizeof(double);
	for (int i = 0; i < plan->beyonds; i++)
		bytes += plan->beyond[i].bytes;
	double *kept = memory_get(bytes, 1);
	bool done = enter(plan, run, kept);
	free(kept);
	if (done)
		plan_run_totals(plan, run, 0, run->T, false);
	if (done && back > 0)
		silence(plan, run);
	for (int j = 1; done && j <= back && j < run->T; j++) {
		done = go_back(plan, run, run->T - j);
		if (done)
			run_late_totals(plan, run, run->T - j);
	}
	return done;
}

// ---- chunks

static bool run_chunks(struct plan *plan, struct execution *run)
{
	int const chunk = plan->graph.given.truncation.n;
	bool done = true;
	for (int from = (run->T - 1) / chunk * chunk; done && from >= 0; from -= chunk) {
		int const to = run->T - from < chunk ? run->T : from + chunk;
		done = plan_run_back_over(plan, run, from, to);
		if (done)
			plan_run_totals(plan, run, from, to, false);
	}
	return done;
}

bool plan_run_truncated(struct plan *plan, struct execution *run)
{
	return plan->graph.given.truncation.form == TRUNCATE_CHUNKS ? run_chunks(plan, run) : run_steps(plan, run);
}
