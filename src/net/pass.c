// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/pass.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "lang/evaluate.h"

// A run over time steps first … last.  Steps before `first` are read from a finished pass.
struct running {
	const struct pass *pass;
	double *fresh;       // (last - first + 1)·stride
	int first, t;
	const struct nudge *nudge;
	struct array nudged; // what is read, not computed, with its element moved
};

static struct array shaped(const struct network *network, int quantity, double *at)
{
	struct shape const shape =
		shape_resolve(network->cell->quantity[quantity].shape, network->H, network->C);
	return (struct array){ shape.rows, shape.cols, at };
}

// A one-hot vector of a word: the window of `hot` whose 1 stands at the word's place; that of no word is behind it.
static struct array hot_window(const struct pass *pass, int word)
{
	return (struct array){ pass->network->C, 1, pass->hot + pass->network->C - 1 - word };
}

static struct array input_value(const struct pass *pass, int input, int time)
{
	struct array const rows = pass->network->given[input];
	if (!rows.at)
		return hot_window(pass, input == INPUT_X ? pass->network->x[time] : pass->network->y[time]);
	double *row = rows.at + (size_t)time * (size_t)rows.cols;
	return (struct array){ rows.cols, 1, isnan(row[0]) ? pass->none : row };
}

static struct array stored(const struct pass *pass, int quantity, int time, double *row)
{
	const struct network *network = pass->network;
	const struct quantity *q = &network->cell->quantity[quantity];
	if (q->kind == QUANTITY_PARAMETER)
		return network->parameter[quantity];
	if (q->kind == QUANTITY_INPUT)
		return input_value(pass, q->input, time);
	if (time < 0)
		return network->initial[quantity];
	return shaped(network, quantity, row + pass->offset[quantity]);
}

struct array pass_value(const struct pass *pass, int quantity, int time)
{
	return stored(pass, quantity, time, time < 0 ? NULL : pass->values + (size_t)time * pass->stride);
}

// Whether what is read at a time is what the nudge has moved: a parameter at this step, or at all steps; an
// input, or a state that was given, at its own time.
static bool is_nudged(const struct running *run, const struct tree *name, int time)
{
	const struct nudge *nudge = run->nudge;
	if (!run->nudged.at || name->quantity != nudge->quantity)
		return false;
	bool const is_parameter =
		run->pass->network->cell->quantity[nudge->quantity].kind == QUANTITY_PARAMETER;
	return is_parameter ? nudge->time < 0 || nudge->time == run->t : nudge->time == time;
}

static struct array run_bound(void *context, const struct tree *name)
{
	const struct running *run = context;
	int const time = run->t + name->offset;
	if (is_nudged(run, name, time))
		return run->nudged;
	if (time < run->first)
		return pass_value(run->pass, name->quantity, time);
	return stored(run->pass, name->quantity, time,
	              run->fresh + (size_t)(time - run->first) * run->pass->stride);
}

// False: interrupted, and the step is not whole.
static bool run_step(struct running *run, struct arena *scratch)
{
	const struct cell *cell = run->pass->network->cell;
	const struct network *network = run->pass->network;
	struct scope const scope = { .context = run, .H = network->H, .C = network->C, .bound = run_bound };
	double *row = run->fresh + (size_t)(run->t - run->first) * run->pass->stride;
	bool done = true;
	for (int i = 0; i < cell->forward.count && done; i++) {
		const struct equation *equation = &cell->forward.equation[i];
		if (!run->pass->has_loss[run->t] && !cell->quantity[equation->quantity].is_recurrent)
			continue;
		struct arena_mark const mark = arena_mark(scratch);
		struct array value;
		struct error error;
		done = evaluate(equation->right, &scope, scratch, &value, &error);
		assert(done || interrupt_is_cut()); // shapes were checked when the cell was read
		double *at = row + run->pass->offset[equation->quantity];
		if (done)
			memcpy(at, value.at, array_size(value) * sizeof *at);
		if (run->nudge && run->nudge->quantity == equation->quantity && run->nudge->time == run->t)
			at[run->nudge->element] += run->nudge->by;
		arena_release(scratch, mark);
	}
	return done;
}

void pass_find_reached(struct pass *pass)
{
	struct truncation const truncation = pass->network->truncation;
	for (int k = pass->T - 1, loss = -1; k >= 0; k--) {
		loss = pass->has_loss[k] ? k : loss;
		pass->reached[k] = loss >= 0 && (truncation.form != TRUNCATE_CHUNKS ||
		                                 truncation_last_k(truncation, loss) <= k);
	}
}

struct pass *pass_new(const struct network *network)
{
	const struct cell *cell = network->cell;
	struct pass *pass = memory_get(1, sizeof *pass);
	pass->network = network;
	pass->T = network_steps(network);
	pass->offset = memory_get((size_t)cell->quantities, sizeof *pass->offset);
	for (int i = 0; i < cell->forward.count; i++) {
		int const quantity = cell->forward.equation[i].quantity;
		pass->offset[quantity] = pass->stride;
		pass->stride += array_size(shaped(network, quantity, NULL));
	}
	pass->values = memory_get((size_t)pass->T * pass->stride, sizeof *pass->values);
	pass->hot = memory_get(2 * (size_t)network->C, sizeof *pass->hot);
	pass->hot[network->C - 1] = 1;
	pass->has_loss = memory_get((size_t)pass->T, sizeof *pass->has_loss);
	for (int t = 0; t < pass->T; t++)
		pass->has_loss[t] = network_has_loss(network, t);
	pass->reached = memory_get((size_t)pass->T, sizeof *pass->reached);
	pass_find_reached(pass);
	int longest = 0;
	for (int input = 0; input < INPUTS_MOST; input++)
		if (network->given[input].at && network->given[input].cols > longest)
			longest = network->given[input].cols;
	pass->none = memory_get((size_t)longest + 1, sizeof *pass->none);

	LOCAL(arena) scratch = { 0 };
	struct running run = { .pass = pass, .fresh = pass->values };
	for (run.t = 0; run.t < pass->T && run_step(&run, &scratch); run.t++)
		pass->total += pass_value(pass, cell->loss, run.t).at[0];
	if (run.t == pass->T)
		return pass;
	pass_free(pass);
	return NULL;
}

void pass_free(struct pass *pass)
{
	if (!pass)
		return;
	free(pass->offset);
	free(pass->values);
	free(pass->hot);
	free(pass->none);
	free(pass->has_loss);
	free(pass->reached);
	free(pass);
}

int pass_number(const struct pass *pass, const char *letter, int t, int k)
{
	int const number[] = { t, k, pass->T, pass->network->H, pass->network->C }; // in the order of CELL_NUMBERS
	return number[strchr(CELL_NUMBERS, *letter) - CELL_NUMBERS];
}

struct pass pass_with_backward(const struct pass *pass, struct cell *cell, struct network *network)
{
	struct pass with = *pass;
	*network = *pass->network;
	network->cell = cell;
	with.network = network;
	return with;
}

void pass_nudged_losses(const struct pass *pass, struct nudge nudge, int last, double *losses)
{
	const struct cell *cell = pass->network->cell;
	int const first = nudge.time < 0 ? 0 : nudge.time;
	if (last < first)
		return;
	LOCAL(arena) scratch = { 0 };
	struct running run = { .pass = pass, .first = first, .nudge = &nudge };
	run.fresh = memory_get((size_t)(last - first + 1) * pass->stride, sizeof *run.fresh);
	if (cell->quantity[nudge.quantity].kind != QUANTITY_COMPUTED || nudge.time < 0) {
		run.nudged = array_copy(&scratch, pass_value(pass, nudge.quantity, nudge.time));
		run.nudged.at[nudge.element] += nudge.by;
	}
	for (run.t = first; run.t <= last && run_step(&run, &scratch); run.t++)
		losses[run.t] = run.fresh[(size_t)(run.t - first) * pass->stride + pass->offset[cell->loss]];
	free(run.fresh);
}
