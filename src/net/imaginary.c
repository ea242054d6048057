// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/imaginary.h"

#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "lang/complex.h"

struct imaginary {
	const struct pass *pass;
	double *re, *im;     // the steps from `first` on
	int first, t;
	const struct nudge *nudge;
	struct array nudged; // the imaginary part of what is read, not computed; no numbers: it is computed
};

const struct operation *imaginary_refuses(const struct cell *cell)
{
	const struct operation *found = NULL;
	for (int i = 0; i < cell->forward.count && !found; i++)
		found = complex_refuses(cell->forward.equation[i].right);
	return found;
}

static struct complex_array run_bound(void *context, const struct tree *name)
{
	const struct imaginary *run = context;
	const struct cell *cell = run->pass->network->cell;
	int const quantity = name->quantity, time = run->t + name->offset;
	enum quantity_kind const kind = cell->quantity[quantity].kind;
	struct complex_array value = { .re = pass_value(run->pass, quantity, time) };
	bool const is_at = kind == QUANTITY_PARAMETER ? run->nudge->time < 0 || run->nudge->time == run->t :
	                                                run->nudge->time == time;
	if (run->nudged.at && quantity == run->nudge->quantity && is_at) {
		value.im = run->nudged;
	} else if (kind == QUANTITY_COMPUTED && time >= run->first) {
		size_t const at = (size_t)(time - run->first) * run->pass->stride + run->pass->offset[quantity];
		value.im = value.re;
		value.re.at = run->re + at;
		value.im.at = run->im + at;
	}
	return value;
}

static void run_step(struct imaginary *run, struct arena *scratch)
{
	const struct network *network = run->pass->network;
	const struct nudge *nudge = run->nudge;
	struct complex_scope const scope = { run, network->H, network->C, run_bound };
	for (int i = 0; i < network->cell->forward.count; i++) {
		const struct equation *equation = &network->cell->forward.equation[i];
		if (!run->pass->has_loss[run->t] && !network->cell->quantity[equation->quantity].is_recurrent)
			continue;
		struct arena_mark const mark = arena_mark(scratch);
		struct complex_array const value = complex_evaluate(equation->right, &scope, scratch);
		size_t const at = (size_t)(run->t - run->first) * run->pass->stride +
		                  run->pass->offset[equation->quantity];
		memcpy(run->re + at, value.re.at, array_size(value.re) * sizeof *run->re);
		if (value.im.at)
			memcpy(run->im + at, value.im.at, array_size(value.im) * sizeof *run->im);
		if (!run->nudged.at && nudge->quantity == equation->quantity && nudge->time == run->t)
			run->im[at + (size_t)nudge->element] += nudge->by;
		arena_release(scratch, mark);
	}
}

void imaginary_losses(const struct pass *pass, struct nudge nudge, int last, double *losses)
{
	const struct cell *cell = pass->network->cell;
	int const first = nudge.time < 0 ? 0 : nudge.time;
	if (last < first)
		return;
	size_t const size = (size_t)(last - first + 1) * pass->stride;
	LOCAL(arena) scratch = { 0 };
	struct imaginary run = { .pass = pass, .first = first, .nudge = &nudge };
	run.re = memory_get(2 * size, sizeof *run.re);
	run.im = run.re + size;
	if (cell->quantity[nudge.quantity].kind != QUANTITY_COMPUTED || nudge.time < 0) {
		struct array const shape = pass_value(pass, nudge.quantity, nudge.time);
		run.nudged = array_new(&scratch, shape.rows, shape.cols);
		run.nudged.at[nudge.element] = nudge.by;
	}
	for (run.t = first; run.t <= last && !interrupt_seen(); run.t++) {
		run_step(&run, &scratch);
		losses[run.t] = run.im[(size_t)(run.t - first) * pass->stride + pass->offset[cell->loss]];
	}
	free(run.re);
}
