// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/sequences.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

// The network with sequence n alone.
static struct network *alone(const struct network *network, int n)
{
	struct network *one = network_copy(network);
	if (network->corpus)
		network_take_sequence(one, n);
	return one;
}

static void set_initial(struct network *network, int quantity, const double *numbers)
{
	struct array const to = network_initial(network, quantity);
	memcpy(to.at, numbers, array_size(to) * sizeof *numbers);
}

// Runs a network, which passes; false: it was cut.
static bool add(struct sequences *all, struct network *one)
{
	struct pass *const pass = pass_new(one);
	if (!pass) {
		network_free(one);
		sequences_free(all);
		return false;
	}
	all->pass = memory_resize(all->pass, (size_t)all->count + 1, sizeof *all->pass);
	all->pass[all->count++] = pass;
	all->total += pass->total;
	for (int t = 0; t < pass->T; t++)
		all->losses += pass->has_loss[t];
	return true;
}

struct sequences sequences_new(const struct network *network)
{
	struct sequences all = { 0 };
	for (int n = 0; n < network_sequences(network) && add(&all, alone(network, n)); n++)
		continue;
	return all;
}

struct sequences sequences_at_zero(const struct network *network)
{
	struct sequences all = { 0 };
	for (int n = 0; n < network_sequences(network); n++) {
		struct network *one = alone(network, n);
		for (int q = 0; q < network->cell->quantities; q++)
			if (network->cell->quantity[q].is_state)
				memset(network_initial(one, q).at, 0, array_size(network->initial[q]) * sizeof(double));
		if (!add(&all, one))
			break;
	}
	return all;
}

struct sequences sequences_like(const struct sequences *sequences, const struct network *network)
{
	struct sequences all = { 0 };
	for (int n = 0; n < sequences->count; n++) {
		const struct network *const from = sequences->pass[n]->network;
		struct network *one = alone(network, n);
		for (int q = 0; q < from->cell->quantities; q++) {
			int const to = from->cell->quantity[q].is_state ? cell_find(network->cell, from->cell->quantity[q].name) : -1;
			if (to >= 0 && network->cell->quantity[to].is_state)
				set_initial(one, to, from->initial[q].at);
		}
		if (!add(&all, one))
			break;
	}
	return all;
}

void sequences_free(struct sequences *sequences)
{
	for (int n = 0; n < sequences->count; n++) {
		struct network *const network = (struct network *)sequences->pass[n]->network;
		pass_free((struct pass *)sequences->pass[n]);
		network_free(network);
	}
	free(sequences->pass);
	*sequences = (struct sequences){ 0 };
}
