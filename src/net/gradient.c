// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/gradient.h"

#include <stdlib.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "net/moment.h"
#include "net/pass.h"

struct gradient *gradient_new(const struct network *network)
{
	struct gradient *gradient = memory_get(1, sizeof *gradient);
	gradient->network = network;
	gradient->of = memory_get((size_t)network->cell->quantities, sizeof *gradient->of);
	return gradient;
}

static void forget(struct gradient *gradient)
{
	moment_free(gradient->end);
	pass_free(gradient->pass);
	gradient->end = NULL;
	gradient->pass = NULL;
}

void gradient_free(struct gradient *gradient)
{
	if (!gradient)
		return;
	forget(gradient);
	free(gradient->of);
	free(gradient);
}

static int likeliest(struct array a)
{
	int best = 0;
	for (int i = 1; i < a.rows; i++)
		if (a.at[i] > a.at[best])
			best = i;
	return best;
}

static void read_answers(struct gradient *gradient, const struct sequence *sequence)
{
	const struct pass *pass = gradient->pass;
	const struct cell *cell = pass->network->cell;
	int const prediction = cell_prediction(cell);
	gradient->answers = gradient->right = 0;
	for (int t = sequence->asked; t < sequence->count; t++) {
		gradient->answers += pass_value(pass, cell->loss, t).at[0];
		if (prediction >= 0)
			gradient->right +=
				likeliest(pass_value(pass, prediction, t)) == sequence->y[t];
	}
}

// The network with the sequence for its x and y; shares everything else.
static struct network reading(const struct network *network, const struct sequence *sequence)
{
	struct network with = *network;
	with.x = sequence->x;
	with.y = sequence->y;
	with.x_count = with.y_count = sequence->count;
	return with;
}

static void run_forward(struct gradient *gradient, const struct network *network,
                        const struct sequence *sequence)
{
	forget(gradient);
	gradient->pass = pass_new(network);
	gradient->total = gradient->pass->total;
	read_answers(gradient, sequence);
}

bool gradient_run_forward(struct gradient *gradient, const struct sequence *sequence)
{
	struct network const network = reading(gradient->network, sequence);
	run_forward(gradient, &network, sequence);
	forget(gradient); // its network ends here
	return !interrupt_pending;
}

bool gradient_run(struct gradient *gradient, const struct sequence *sequence)
{
	struct network const network = reading(gradient->network, sequence);
	int const last = backward_program(&network)->count - 1;
	run_forward(gradient, &network, sequence);
	// The last equation of the last iteration of the last loss: all sums are complete.
	gradient->end = moment_new(gradient->pass, 0, 0, last);
	for (int q = 0; q < network.cell->quantities; q++)
		gradient->of[q] = gradient->end->sum[q];
	gradient->pass->network = gradient->network;
	return !interrupt_pending;
}
