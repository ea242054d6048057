// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/whole.h"

#include <math.h>

#include "base/interrupt.h"
#include "net/backward.h"

struct each each_of(const struct network *network, int count)
{
	return (struct each){ .network = network, .count = count, .i = -1 };
}

bool each_next(struct each *each)
{
	pass_free(each->pass);
	each->pass = NULL;
	while (!each->pass && ++each->i < each->count && !interrupt_is_cut()) {
		struct sequence const sequence = network_sequence_at(each->network, each->i);
		network_read(&each->reading, each->network, &sequence);
		if (network_last_loss(&each->reading.network) >= 0)
			each->pass = pass_new(&each->reading.network);
	}
	return each->pass;
}

double whole_loss(const struct network *network)
{
	struct each each = each_of(network, network_learned(network));
	double total = 0;
	while (each_next(&each))
		total += each.pass->total;
	return interrupt_is_cut() ? NAN : total;
}

struct array *whole_parameters(const struct network *network, struct arena *arena)
{
	int const quantities = network->cell->quantities;
	struct array *sum = arena_get(arena, (size_t)quantities * sizeof *sum);
	struct each each = each_of(network, network_learned(network));
	for (int q = 0; q < quantities; q++)
		if (network->parameter[q].at)
			sum[q] = array_new(arena, network->parameter[q].rows, network->parameter[q].cols);
	while (each_next(&each)) {
		LOCAL(arena) scratch = { 0 };
		const struct array *of_one = backward_parameters(each.pass, &scratch);
		for (int q = 0; q < quantities; q++)
			if (sum[q].at)
				array_add(sum[q], of_one[q]);
	}
	return sum;
}
