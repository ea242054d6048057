// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "net/moment.h"

static bool is_parameter(const struct pass *pass, int quantity)
{
	return pass->network->cell->quantity[quantity].kind == QUANTITY_PARAMETER;
}

struct ledger *ledger_new(const struct pass *pass)
{
	const struct cell *cell = pass->network->cell;
	struct ledger *ledger = memory_get(1, sizeof *ledger);
	ledger->pass = pass;
	ledger->T = pass->T;
	ledger->end = moment_end(pass);
	ledger->moment = moment_blank(pass);
	ledger->norm = memory_get((size_t)cell->quantities, sizeof *ledger->norm);
	for (int q = 0; q < cell->quantities; q++)
		if (is_parameter(pass, q))
			ledger->norm[q] = array_norm(ledger->end->sum[q]);
	return ledger;
}

void ledger_free(struct ledger *ledger)
{
	if (!ledger)
		return;
	moment_free(ledger->end);
	moment_free(ledger->moment);
	free(ledger->norm);
	free(ledger);
}

// Both sides are divided by the norm first: the square of a vanished gradient would be 0.
static struct ledger_entry entry_of(struct array part, struct array total, double norm)
{
	struct ledger_entry entry = { array_norm(part), 0 };
	for (size_t i = 0; i < array_size(part); i++)
		entry.share += part.at[i] / norm * (total.at[i] / norm);
	return entry;
}

bool ledger_read_loss(struct ledger *ledger, int t, struct ledger_entry *entry)
{
	const struct network *network = ledger->pass->network;
	const struct cell *cell = network->cell;
	struct moment *moment = ledger->moment;
	bool const single = network->single_sweep;
	int const from = single ? network_last_loss(network) : t, until = single ? 0 : moment_last_k(network, t);
	size_t const T = (size_t)ledger->T;
	memset(entry, 0, (size_t)cell->quantities * T * sizeof *entry);
	if (!single && !ledger->pass->has_loss[t])
		return true;
	moment_forget_gradients(moment);
	for (int k = from; k >= until; k--) {
		if (single && !ledger->pass->reached[k])
			continue;
		if (interrupt_seen())
			return false;
		moment_forget_sums(moment);
		moment_run_iteration(moment, backward_program(network), single ? k : t, k);
		for (int q = 0; q < cell->quantities; q++)
			if (is_parameter(ledger->pass, q))
				entry[(size_t)q * T + (size_t)k] = entry_of(
					moment->sum[q], ledger->end->sum[q], ledger->norm[q]);
	}
	return true;
}

double ledger_cost(const struct pass *pass, int t)
{
	const struct network *network = pass->network;
	int const steps = network->single_sweep ? pass->T : t + 1 - moment_last_k(network, t);
	double cost = 0;
	for (int q = 0; q < network->cell->quantities; q++)
		if (is_parameter(pass, q))
			cost += 5.0 * (double)array_size(network->parameter[q]);
	return cost * steps;
}
