// SPDX-License-Identifier: GPL-3.0-or-later
#include "tutor/guess.h"

#include "net/backward.h"
#include "tutor/flow.h"

// One of the deltas that stand one below the other.
static struct array delta_of(const struct pass *pass, struct array deltas, int quantity)
{
	const struct cell *cell = pass->network->cell;
	double *at = deltas.at;
	for (int i = 0; cell->delta[i] != quantity; i++)
		at += array_size(pass_value(pass, cell->delta[i], 0));
	return (struct array){ pass_value(pass, quantity, 0).rows, 1, at };
}

static bool has_flow(const struct guess *guess, enum bug_flow flow)
{
	bool has = false;
	for (int i = 0; i < guess->mistakes; i++)
		has |= guess->planting[i].bug->flow == flow;
	return has;
}

// The sum that stands in the place of a parameter's, where arrays are exchanged.
static int stands_for(const struct guess *guess, int quantity)
{
	for (int i = guess->mistakes - 1; i >= 0; i--) {
		struct planting const planting = guess->planting[i];
		quantity = flow_stands_for(guess->cell, planting, quantity);
	}
	return quantity;
}

static bool is_sum(const struct guess *guess, const struct evidence *evidence)
{
	return evidence->gradient && guess->cell->quantity[evidence->quantity].kind == QUANTITY_PARAMETER;
}

static void add_to(struct array *sum, struct array value)
{
	if (sum->at)
		array_add(*sum, value);
	else
		*sum = value;
}

// What one sequence adds: to the parameters' sums by quantity, and to the values of all other evidence.
static void add_sequence(const struct given *given, int sequence, const struct guess *guess, struct array *sums,
                         struct array *values, struct arena *arena)
{
	struct network network;
	struct pass pass = pass_with_backward(given->sequences->pass[sequence], guess->cell, &network);
	const struct cell *cell = guess->cell;
	if (guess->sweep != SWEEP_EITHER)
		network.single_sweep = guess->sweep == SWEEP_SINGLE;
	struct array *deltas = arena_get(arena, (size_t)pass.T * sizeof *deltas);
	if (has_flow(guess, FLOW_BELIEF)) {
		network.truncation.form = TRUNCATE_OFF;
		pass.reached = arena_get(arena, (size_t)pass.T * sizeof *pass.reached);
		pass_find_reached(&pass);
	}
	const struct array *found = backward_parameters_and_deltas(&pass, deltas, arena);
	int const loss = has_flow(guess, FLOW_OWN_LOSS) ? 0 : -1;
	if (has_flow(guess, FLOW_ORDER))
		found = flow_forward_order(&pass, arena);
	for (int q = 0; q < cell->quantities; q++)
		if (found[q].at)
			add_to(&sums[q], found[q]);
	for (int i = 0; i < given->count; i++) {
		const struct evidence *each = &given->evidence[i];
		if (is_sum(guess, each) || (each->alone && each->alone - 1 != sequence))
			continue;
		if (!each->gradient)
			values[i] = pass_value(&pass, each->quantity, each->time);
		else if (i >= given->given)
			values[i] = delta_of(&pass, deltas[each->time], each->quantity);
		else if (cell->quantity[each->quantity].kind == QUANTITY_INPUT)
			values[i] = flow_of_input(&pass, loss < 0 ? -1 : each->time, each->quantity, each->time, arena);
		else
			add_to(&values[i], backward_quantity(&pass, each->time < 0 ? loss : -1, each->quantity, each->time, arena));
	}
}

void guess_compute(const struct given *given, const struct guess *guess, struct array *values, struct arena *arena)
{
	int const quantities = guess->cell->quantities;
	struct array *sums = arena_get(arena, (size_t)quantities * sizeof *sums);
	int const first = has_flow(guess, FLOW_LAST_SEQUENCE) ? given->sequences->count - 1 : 0;
	for (int i = 0; i < given->count; i++)
		values[i] = (struct array){ 0 };
	for (int i = first; i < given->sequences->count; i++)
		add_sequence(given, i, guess, sums, values, arena);
	for (int i = 0; i < guess->mistakes; i++)
		flow_finish(guess->planting[i], sums, quantities);
	for (int i = 0; i < given->count; i++)
		if (is_sum(guess, &given->evidence[i]))
			values[i] = sums[stands_for(guess, given->evidence[i].quantity)];
}
