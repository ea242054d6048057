// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/descent.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "train/gradient.h"

static bool same_number(double a, double b)
{
	return a >= b && a <= b;
}

bool learning_equal(struct learning a, struct learning b)
{
	struct optimising const *const x = &a.optimising, *const y = &b.optimising;
	return same_number(a.rate, b.rate) && a.halves == b.halves && x->by == y->by &&
	       same_number(x->momentum, y->momentum) && same_number(x->alpha, y->alpha) &&
	       same_number(x->beta1, y->beta1) && same_number(x->beta2, y->beta2) &&
	       same_number(x->epsilon, y->epsilon) && a.clip.by == b.clip.by && (a.clip.by == CLIP_OFF || same_number(a.clip.most, b.clip.most));
}

struct descent *descent_new(struct network *network, struct learning learning)
{
	struct descent *descent = memory_get(1, sizeof *descent);
	descent->network = network;
	descent->learning = learning;
	int const longest = network->corpus ? network->corpus->longest : network->x_count;
	descent->gradient = gradient_new(network, longest, &descent->learning.optimising);
	descent->rate = learning.rate;
	descent->loss = NAN;
	return descent;
}

void descent_free(struct descent *descent)
{
	if (!descent)
		return;
	gradient_free(descent->gradient);
	free(descent);
}

void descent_store(const struct descent *descent)
{
	gradient_store(descent->gradient);
}

// ---- the steps

static void add(const struct gradient *gradient, struct epoch *epoch)
{
	epoch->loss += gradient->total;
	epoch->answers += gradient->answers;
	epoch->right += gradient->right;
}

static void end_pass(struct descent *descent, struct epoch *epoch)
{
	*epoch = descent->epoch;
	if (descent->learning.halves && descent->epoch.loss > descent->loss)
		descent->rate /= 2;
	descent->loss = descent->epoch.loss;
	descent->sequence = 0;
	descent->passes++;
}

enum descent_end descent_step(struct descent *descent, struct epoch *epoch)
{
	struct gradient *gradient = descent->gradient;
	struct sequence const sequence = network_sequence_at(descent->network, descent->sequence);
	enum gradient_end const end = gradient_learn(gradient, &sequence, descent->learning.clip, descent->rate);
	if (end == GRADIENT_INTERRUPTED)
		return DESCENT_INTERRUPTED;
	if (end == GRADIENT_NOT_FINITE)
		return DESCENT_NOT_FINITE;
	if (!descent->sequence)
		descent->epoch = (struct epoch){ .rate = descent->rate };
	add(gradient, &descent->epoch);
	descent->epoch.norm = fmax(descent->epoch.norm, gradient->norm);
	descent->epoch.clipped += end == GRADIENT_CLIPPED;
	if (++descent->sequence == network_learned(descent->network))
		end_pass(descent, epoch);
	return DESCENT_GOES_ON;
}

bool descent_evaluate(struct descent *descent, int i, struct epoch *epoch)
{
	struct sequence const sequence = network_sequence_at(descent->network, i);
	bool const done = gradient_run_forward(descent->gradient, &sequence);
	add(descent->gradient, epoch);
	return done;
}

// ---- checkpoints

size_t checkpoint_numbers(const struct network *network, struct learning learning)
{
	return network_weights(network) * (1 + optimising_memory(&learning.optimising));
}

void checkpoint_free(struct checkpoint *checkpoint)
{
	free(checkpoint->weight);
	free(checkpoint->remembered.at);
}

static double *copy_weights(const struct network *network)
{
	double *copy = memory_get(network_weights(network), sizeof *copy), *at = copy;
	for (int q = 0; q < network->cell->quantities; at += array_size(network->parameter[q++]))
		if (network->parameter[q].at)
			memcpy(at, network->parameter[q].at, array_size(network->parameter[q]) * sizeof *at);
	return copy;
}

struct checkpoint descent_begin(const struct network *network, struct learning learning)
{
	return (struct checkpoint){ .rate = learning.rate, .loss = NAN, .weight = copy_weights(network) };
}

struct checkpoint descent_save(const struct descent *descent)
{
	assert(!descent->sequence);
	descent_store(descent);
	return (struct checkpoint){ descent->passes, descent->rate, descent->loss, copy_weights(descent->network),
		                    gradient_remembered(descent->gradient) };
}

void descent_restore(struct descent *descent, const struct checkpoint *checkpoint)
{
	struct network *network = descent->network;
	const double *at = checkpoint->weight;
	descent->passes = checkpoint->passes;
	descent->sequence = 0;
	descent->rate = checkpoint->rate;
	descent->loss = checkpoint->loss;
	for (int q = 0; q < network->cell->quantities; at += array_size(network->parameter[q++]))
		if (network->parameter[q].at)
			memcpy(network->parameter[q].at, at, array_size(network->parameter[q]) * sizeof *at);
	gradient_load(descent->gradient);
	gradient_remember(descent->gradient, &checkpoint->remembered);
}
