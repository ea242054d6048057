// SPDX-License-Identifier: GPL-3.0-or-later
#include "tutor/flow.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "lang/reads.h"
#include "lang/tree.h"
#include "net/backward.h"
#include "net/jacobian.h"
#include "net/moment.h"
#include "net/network.h"
#include "train/clip.h"

static int only_state(const struct cell *cell)
{
	int found = -1, states = 0;
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].is_state) {
			found = q;
			states++;
		}
	return states == 1 ? found : -1;
}

static void add(struct plantings *all, const struct bug *bug, int a, int b)
{
	all->at = memory_resize(all->at, (size_t)all->count + 1, sizeof *all->at);
	all->at[all->count++] = (struct planting){ bug, { -1, a, b }, 0 };
}

static void add_pairs(struct plantings *all, const struct bug *bug, const struct cell *cell)
{
	for (int a = 0; a < cell->quantities; a++)
		for (int b = a + 1; b < cell->quantities; b++)
			if (cell->quantity[a].kind == QUANTITY_PARAMETER && cell->quantity[b].kind == QUANTITY_PARAMETER &&
			    shape_equal(cell->quantity[a].shape, cell->quantity[b].shape))
				add(all, bug, a, b);
}

static void add_gates(struct plantings *all, const struct bug *bug, const struct cell *cell)
{
	for (int a = 0; a < cell->deltas; a++)
		for (int b = a + 1; b < cell->deltas; b++) {
			struct reads const of_a = reads_of(cell, cell->delta[a]), of_b = reads_of(cell, cell->delta[b]);
			if (reads_match(&of_a, &of_b))
				add(all, bug, cell->delta[a], cell->delta[b]);
		}
}

int flow_stands_for(const struct cell *cell, struct planting planting, int parameter)
{
	int const a = planting.site.match, b = planting.site.other;
	if (planting.bug->flow == FLOW_EXCHANGED)
		return parameter == a ? b : parameter == b ? a : parameter;
	if (planting.bug->flow != FLOW_GATES)
		return parameter;
	struct reads const of_a = reads_of(cell, a), of_b = reads_of(cell, b);
	for (int i = 0; i < of_a.count; i++)
		if (of_a.parameter[i] == parameter || of_b.parameter[i] == parameter)
			return of_a.parameter[i] == parameter ? of_b.parameter[i] : of_a.parameter[i];
	return parameter;
}

// The largest element that is given, and how many of them are as large; no more can have been cut to it than these.
static double find_bound(const struct evidence *evidence, int count, int *hits)
{
	double most = 0;
	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < count; i++)
			for (size_t j = 0; evidence[i].gradient && j < array_size(evidence[i].given); j++) {
				double const size = fabs(evidence[i].given.at[j]);
				if (pass == 0)
					most = fmax(most, size);
				else
					*hits += fabs(size - most) <= evidence[i].tolerance.at[j];
			}
	return most;
}

// People clip to 5, 1, 0.25: a bound has two digits.  *number is rounded to them.
static bool is_round(double *number)
{
	char digits[32];
	snprintf(digits, sizeof digits, "%.1e", *number);
	double const round = strtod(digits, NULL);
	bool const is = fabs(round - *number) <= 1e-6 * round;
	*number = is ? round : *number;
	return is;
}

static double norm_of(const struct evidence *evidence, int count)
{
	double norm = 0;
	for (int i = 0; i < count; i++)
		norm = hypot(norm, evidence[i].gradient ? array_norm(evidence[i].given) : 0);
	return norm;
}

static void add_clips(struct plantings *all, const struct bug *bug, const struct evidence *evidence, int count)
{
	int hits = 0;
	double bound = find_bound(evidence, count, &hits), norm = norm_of(evidence, count);
	if (bound > 0 && (is_round(&bound) || hits > 1)) {
		add(all, bug, CLIP_ELEMENT, -1);
		all->at[all->count - 1].number = bound;
	}
	if (norm > 0 && is_round(&norm)) { // NaN: not all is given
		add(all, bug, CLIP_NORM, -1);
		all->at[all->count - 1].number = norm;
	}
}

static void add_means(struct plantings *all, const struct bug *bug, const struct network *network)
{
	int const sequences = network_sequences(network);
	int losses = 0;
	for (int i = 0; i < sequences; i++) {
		struct sequence const sequence = network_sequence_at(network, i);
		for (int t = 0; t < sequence.count; t++)
			losses += sequence_has_loss(&sequence, t);
	}
	double const numbers[] = { sequences, losses };
	for (int i = 0; i < 2; i++) {
		add(all, bug, -1, -1);
		all->at[all->count - 1].number = numbers[i];
	}
}

void flow_finish(struct planting planting, struct array *sums, int quantities)
{
	enum bug_flow const flow = planting.bug->flow;
	if (flow == FLOW_CLIPPED)
		clip_apply((struct clip){ (enum clipping)planting.site.match, planting.number }, sums, quantities);
	for (int q = 0; flow == FLOW_SCALED && q < quantities; q++)
		for (size_t i = 0; sums[q].at && i < array_size(sums[q]); i++)
			sums[q].at[i] /= planting.number;
}

struct plantings flow_plantings(const struct network *network, const struct evidence *evidence, int count)
{
	struct plantings all = { 0 };
	bool const cuts = network->truncation.form != TRUNCATE_OFF, is_batch = network_sequences(network) > 1;
	for (const struct bug *bug = bug_next(NULL); bug; bug = bug_next(bug))
		if (bug->flow == FLOW_EXCHANGED)
			add_pairs(&all, bug, network->cell);
		else if (bug->flow == FLOW_GATES)
			add_gates(&all, bug, network->cell);
		else if (bug->flow == FLOW_SCALED && is_batch)
			add_means(&all, bug, network);
		else if (bug->flow == FLOW_CLIPPED)
			add_clips(&all, bug, evidence, count);
		else if ((bug->flow == FLOW_BELIEF && cuts) || bug->flow == FLOW_OWN_LOSS ||
		         (bug->flow == FLOW_LAST_SEQUENCE && is_batch) ||
		         (bug->flow == FLOW_ORDER && !cuts && only_state(network->cell) >= 0))
			add(&all, bug, -1, -1);
	return all;
}

bool flow_is(struct planting planting)
{
	return planting.bug->flow != FLOW_EQUATIONS;
}

static struct array transposed(struct array j, struct arena *arena)
{
	struct array const turned = array_new(arena, j.cols, j.rows);
	array_transpose(turned, j);
	return turned;
}

// n·jᵀ
static struct array times_transposed(struct array n, struct array j, struct arena *arena)
{
	struct array const product = array_new(arena, n.rows, j.rows);
	array_multiply(product, n, transposed(j, arena));
	return product;
}

struct array *flow_forward_order(const struct pass *pass, struct arena *arena)
{
	const struct cell *cell = pass->network->cell;
	int const state = only_state(cell), T = pass->T;
	struct array *step = arena_get(arena, (size_t)T * sizeof *step);
	struct moment *moment = moment_blank(pass);
	for (int k = 1; k < T; k++)
		step[k] = jacobian(pass, state, k, state, k - 1, -1, arena);
	for (int t = T - 1; t >= 0 && !interrupt_seen(); t--) {
		struct array order = { 0 }, seed = { 0 };
		moment_forget_gradients(moment);
		for (int k = t; k >= 0 && pass->has_loss[t]; k--) {
			moment_run_iteration(moment, &cell->sweep, t, k);
			if (k == t)
				seed = array_copy(arena, moment_gradient(moment, state, t));
			if (!k)
				continue;
			order = k == t ? transposed(step[k], arena) : times_transposed(order, step[k], arena);
			moment_set_zero(moment->next[state]);
			array_multiply(moment->next[state], order, seed);
		}
	}
	return moment_take_sums(moment, arena);
}

struct array flow_of_input(const struct pass *pass, int t, int input, int k, struct arena *arena)
{
	const struct cell *cell = pass->network->cell;
	struct array sum = array_new(arena, pass_value(pass, input, k).rows, 1);
	for (int i = 0; i < cell->sweep.count; i++) {
		const struct equation *equation = &cell->sweep.equation[i];
		const struct tree *right = equation->derived ? equation->derived->right : equation->right;
		if (equation->time != TIME_NONE || !tree_is_call(right, "outer") || equation->yields ||
		    right->part[0]->kind != TREE_NAME || right->part[1]->kind != TREE_NAME ||
		    right->part[1]->quantity != input)
			continue;
		struct array const delta = backward_quantity(pass, t, right->part[0]->quantity, k, arena);
		struct array const part = array_new(arena, sum.rows, 1);
		array_multiply_transposed(part, pass_value(pass, equation->quantity, 0), delta);
		array_add(sum, part);
	}
	return sum;
}
