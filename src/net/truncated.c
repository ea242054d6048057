// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/truncated.h"

#include <math.h>

#include "base/interrupt.h"
#include "net/backward.h"

struct shortfall truncated_shortfall(const struct array *truncated, const struct array *whole, int count)
{
	double squares = 0, of_whole = 0, of_difference = 0, product = 0;
	for (int q = 0; q < count; q++)
		for (size_t i = 0; whole[q].at && i < array_size(whole[q]); i++) {
			double const a = truncated[q].at[i], b = whole[q].at[i];
			squares += a * a;
			of_whole += b * b;
			of_difference += (a - b) * (a - b);
			product += a * b;
		}
	return (struct shortfall){ sqrt(squares), sqrt(of_difference / of_whole),
		                   product / (sqrt(squares) * sqrt(of_whole)) };
}

// Only the last loss of each chunk enters; it is carried through its chunk.
static struct array *gradients_of_last(const struct pass *pass, struct arena *arena)
{
	const struct network *network = pass->network;
	struct moment *moment = moment_blank(pass);
	for (int t = pass->T - 1; t >= 0 && !interrupt_seen(); t = moment_last_k(network, t) - 1)
		for (int loss = t; loss >= moment_last_k(network, t); loss--)
			if (moment_sweep_loss(moment, loss, moment_last_k(network, t), false))
				break;
	return moment_take_sums(moment, arena);
}

struct array *truncated_gradients(const struct pass *pass, struct truncation truncation, bool only_last,
                                  struct arena *arena)
{
	struct network network = *pass->network;
	struct pass with = *pass;
	with.network = &network;
	network.truncation = truncation;
	with.reached = arena_get(arena, (size_t)pass->T * sizeof *with.reached);
	pass_find_reached(&with);
	network.single_sweep &= truncation.form != TRUNCATE_STEPS;
	return only_last ? gradients_of_last(&with, arena) : backward_parameters(&with, arena);
}
