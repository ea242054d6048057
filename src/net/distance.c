// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/distance.h"

#include <math.h>
#include <string.h>

#include "array/decompose.h"
#include "base/interrupt.h"
#include "net/jacobian.h"
#include "net/moment.h"

static int state_size(const struct pass *pass, int quantity)
{
	return (int)array_size(pass->network->initial[quantity]);
}

static void find_states(struct distance *distance, const struct pass *pass, struct arena *arena)
{
	const struct cell *cell = pass->network->cell;
	int *state = arena_get(arena, (size_t)cell->quantities * sizeof *state);
	distance->states = 0;
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].is_state)
			state[distance->states++] = q;
	distance->state = state;
}

static int rows_of(const struct distance *distance, const struct pass *pass)
{
	int rows = 0;
	for (int i = 0; i < distance->states; i++)
		rows += state_size(pass, distance->state[i]);
	return rows;
}

// ---- Jacobians

// The norm of the block on the diagonal that begins at `from`; `block` is room for it.
static double norm_of_block(struct array all, int from, int size, struct array block)
{
	block.rows = block.cols = size;
	for (int i = 0; i < size; i++)
		memcpy(block.at + i * size, all.at + (size_t)(from + i) * (size_t)all.cols + from,
		       (size_t)size * sizeof *block.at);
	return array_largest_singular_value(block);
}

// The numbers of one distance from its Jacobian.
static void measure(struct distance *distance, const struct pass *pass, int d,
                    struct array jacobian, struct array block)
{
	int const cols = distance->singular.cols;
	struct array const values = { cols, 1, distance->singular.at + (size_t)d * (size_t)cols };
	if (cols < jacobian.cols)
		values.at[0] = array_largest_singular_value(jacobian);
	else
		array_singular_values(values, jacobian);
	for (int i = 0, from = 0; i < distance->states; i++) {
		int const size = state_size(pass, distance->state[i]);
		distance->own.at[d * distance->states + i] =
			distance->states > 1 ? norm_of_block(jacobian, from, size, block)
					     : values.at[0];
		from += size;
	}
}

bool distance_read_jacobians(struct distance *distance, const struct pass *pass, int t, int count,
                             bool all, struct arena *arena)
{
	find_states(distance, pass, arena);
	int const n = rows_of(distance, pass);
	distance->t = t;
	distance->count = count;
	distance->singular = array_new(arena, count, all || !n ? n : 1);
	distance->step = array_new(arena, count, 1);
	distance->own = array_new(arena, count, distance->states);
	if (!n)
		return true;
	LOCAL(arena) scratch = { 0 };
	struct array product = array_new(&scratch, n, n), next = array_new(&scratch, n, n);
	struct array const block = array_new(&scratch, n, n);
	for (int i = 0; i < n; i++)
		product.at[(size_t)i * (size_t)n + (size_t)i] = 1;
	distance->step.at[0] = NAN;
	measure(distance, pass, 0, product, block);
	int d = 1;
	for (; d < count && !interrupt_seen(); d++) {
		struct arena_mark const mark = arena_mark(&scratch);
		struct array const step = jacobian_state(pass, t - d + 1, t - d, &scratch);
		distance->step.at[d] = array_largest_singular_value(step);
		array_multiply(next, product, step);
		arena_release(&scratch, mark);
		struct array const swap = product;
		product = next;
		next = swap;
		measure(distance, pass, d, product, block);
	}
	return d >= count && !interrupt_is_cut();
}

double distance_cost(const struct pass *pass, int count, bool all)
{
	const struct network *network = pass->network;
	double n = 0, parameters = 0;
	for (int q = 0; q < network->cell->quantities; q++) {
		if (network->cell->quantity[q].is_state)
			n += state_size(pass, q);
		if (network->cell->quantity[q].kind == QUANTITY_PARAMETER)
			parameters += (double)array_size(network->parameter[q]);
	}
	return count * n * (parameters + (all ? 200 : 8) * n * n);
}

// ---- the sweep

bool distance_read_sweep(struct distance *distance, const struct pass *pass, int t,
                         struct arena *arena)
{
	const struct cell *cell = pass->network->cell;
	int const until = moment_last_k(pass->network, t);
	struct moment *moment = moment_blank(pass);
	struct array const delta = moment_new_delta(moment, arena);
	distance->t = t;
	distance->reached = t - until + 1;
	distance->delta = array_new(arena, distance->reached, 1);
	distance->part = array_new(arena, distance->reached, cell->quantities);
	int k = t;
	for (; k >= until && !interrupt_seen(); k--) {
		moment_forget_sums(moment);
		moment_run_iteration(moment, &cell->sweep, t, k);
		moment_collect_delta(moment, delta);
		distance->delta.at[t - k] = array_norm(delta);
		for (int q = 0; q < cell->quantities; q++)
			if (cell->quantity[q].kind == QUANTITY_PARAMETER)
				distance->part.at[(t - k) * cell->quantities + q] =
					array_norm(moment->sum[q]);
	}
	moment_free(moment);
	return k < until;
}
