// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/gradient.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "net/graph.h"
#include "net/moment.h"
#include "net/pass.h"
#include "net/plan.h"

// Whether truncation leaves out iterations of a sequence so long.
static bool is_truncated(const struct network *network, int longest)
{
	return moment_last_k(network, longest - 1) > 0;
}

// What the sequences that are to be learned are given in, which may be all of a corpus.
static struct given_kind kind_of(const struct network *network)
{
	struct given_kind kind = { .gaps = false };
	for (int i = 0; i < network_sequences(network); i++) {
		struct sequence const sequence = network_sequence_at(network, i);
		for (int input = 0; input < INPUTS_MOST; input++)
			kind.vectors[input] |= sequence.given[input].at != NULL;
		for (int t = 0; !kind.gaps && t < sequence.count; t++)
			kind.gaps = !sequence_has_loss(&sequence, t);
	}
	return kind;
}

// ---- what the optimiser remembers: a row of numbers for m, one for v

static int memories(const struct gradient *gradient)
{
	return optimisers[gradient->optimising->by].memory;
}

static size_t row_length(const struct gradient *gradient)
{
	const struct network *network = gradient->network;
	size_t count = 0;
	if (gradient->plan)
		return plan_weights(gradient->plan);
	for (int q = 0; q < network->cell->quantities; q++)
		count += array_size(network->parameter[q]);
	return count;
}

static size_t memory_size(const struct gradient *gradient)
{
	return (size_t)memories(gradient) * row_length(gradient);
}

double *gradient_copy_memory(const struct gradient *gradient)
{
	size_t const size = memory_size(gradient);
	double *copy = size ? memory_get(size, sizeof *copy) : NULL;
	if (size)
		memcpy(copy, gradient->memory, size * sizeof *copy);
	return copy;
}

void gradient_load(struct gradient *gradient, long steps, const double *memory)
{
	size_t const bytes = memory_size(gradient) * sizeof *memory;
	if (gradient->plan)
		plan_load(gradient->plan, gradient->network);
	gradient->steps = steps;
	if (bytes && memory)
		memcpy(gradient->memory, memory, bytes);
	else if (bytes)
		memset(gradient->memory, 0, bytes);
}

struct gradient *gradient_new(struct network *network, int longest, const struct optimising *optimising)
{
	struct error why; // there is another way
	struct gradient *gradient = memory_get(1, sizeof *gradient);
	gradient->network = network;
	gradient->optimising = optimising;
	gradient->scores = cell_scores(network->cell);
	struct given_kind const kind = kind_of(network);
	if (!is_truncated(network, longest))
		gradient->plan = plan_new_for(network->cell, network->H, network->C, longest, &kind, &why);
	if (memories(gradient))
		gradient->memory = memory_get(memory_size(gradient), sizeof *gradient->memory);
	gradient_load(gradient, 0, NULL);
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
	plan_free(gradient->plan);
	free(gradient->memory);
	free(gradient);
}

void gradient_store(const struct gradient *gradient)
{
	if (gradient->plan)
		plan_store(gradient->plan, gradient->network);
}

// ---- the walk

// The network with the sequence for its x and y; shares everything else.
static struct network reading(const struct network *network, const struct sequence *sequence)
{
	struct network with = *network;
	with.x = sequence->x;
	with.y = sequence->y;
	with.x_count = with.y_count = sequence->count;
	memcpy(with.given, sequence->given, sizeof with.given);
	return with;
}

// False: interrupted.
static bool walk_forward(struct gradient *gradient, const struct network *network)
{
	forget(gradient);
	gradient->pass = pass_new(network);
	gradient->total = gradient->pass ? gradient->pass->total : NAN;
	return gradient->pass;
}

static void walk_back(struct gradient *gradient, const struct network *network)
{
	gradient->end = moment_end(gradient->pass);
	gradient->norm = clip_norm(gradient->end->sum, network->cell->quantities);
}

// ---- both

static double loss_at(const struct gradient *gradient, int t)
{
	return gradient->plan ? plan_loss_at(gradient->plan, t)
	                      : pass_value(gradient->pass, gradient->network->cell->loss, t).at[0];
}

// Whether the word to predict at t is the likeliest, the first of equal ones.
static bool is_right(const struct gradient *gradient, const struct sequence *sequence, int t)
{
	int const wanted = sequence->y[t], C = gradient->network->C;
	if (gradient->scores < 0 || wanted < 0 || wanted >= C)
		return false;
	const double *score = gradient->plan ? plan_value_at(gradient->plan, gradient->scores, t)
	                                     : pass_value(gradient->pass, gradient->scores, t).at;
	int best = 0;
	for (int i = 1; score && i < C; i++)
		best = score[i] > score[best] ? i : best;
	return score ? best == wanted : loss_at(gradient, t) < M_LN2;
}

static bool finish(struct gradient *gradient, const struct sequence *sequence)
{
	gradient->answers = gradient->right = 0;
	if (interrupt_is_cut())
		return false;
	for (int t = sequence->asked; t < sequence->count; t++) {
		if (!sequence_has_loss(sequence, t))
			continue;
		gradient->answers += loss_at(gradient, t);
		gradient->right += is_right(gradient, sequence, t);
	}
	return true;
}

bool gradient_run_forward(struct gradient *gradient, const struct sequence *sequence)
{
	struct network const network = reading(gradient->network, sequence);
	if (gradient->plan)
		gradient->total =
			plan_loss(gradient->plan, sequence);
	else
		walk_forward(gradient, &network);
	bool const done = finish(gradient, sequence);
	forget(gradient); // its network ends here
	return done;
}

bool gradient_run(struct gradient *gradient, const struct sequence *sequence)
{
	struct network const network = reading(gradient->network, sequence);
	if (gradient->plan) {
		gradient->total =
			plan_gradients(gradient->plan, sequence);
		gradient->norm = plan_gradient_norm(gradient->plan);
	} else if (walk_forward(gradient, &network)) {
		walk_back(gradient, &network);
		gradient->pass->network = gradient->network; // the other one ends here
	}
	gradient->length = gradient->norm;
	gradient->scale = 1;
	return finish(gradient, sequence);
}

static bool clip_elements(struct gradient *gradient, struct clip clip)
{
	struct array *of = gradient->plan ? NULL : gradient->end->sum;
	int const quantities = gradient->network->cell->quantities;
	if (gradient->plan)
		plan_clip_elements(gradient->plan, clip.most);
	else
		clip_apply(clip, of, quantities);
	gradient->length =
		gradient->plan ? plan_gradient_norm(gradient->plan) : clip_norm(of, quantities);
	return gradient->length < gradient->norm;
}

bool gradient_clip(struct gradient *gradient, struct clip clip)
{
	if (clip.by == CLIP_ELEMENT)
		return clip_elements(gradient, clip);
	bool const is_long = clip.by == CLIP_NORM && gradient->norm > clip.most;
	if (is_long) {
		gradient->scale = clip.most / gradient->norm;
		gradient->length = clip.most;
	}
	return is_long;
}

void gradient_step(struct gradient *gradient, double rate)
{
	const struct optimising *how = gradient->optimising;
	const struct optimiser *optimiser = &optimisers[how->by];
	struct network *network = gradient->network;
	size_t const apart = memories(gradient) ? row_length(gradient) : 0;
	double *memory[OPTIMISER_MEMORY] = { gradient->memory, gradient->memory ? gradient->memory + apart : NULL };
	gradient->steps++;
	if (gradient->plan && !optimiser->memory) {
		plan_move(gradient->plan, -rate * gradient->scale); // only what a word has reached
		return;
	}
	if (gradient->plan) {
		double *weights = plan_weights_at(gradient->plan);
		optimiser->move(how, rate, gradient->steps, gradient->scale, weights, weights + apart, memory, apart);
		return;
	}
	for (int q = 0; q < network->cell->quantities; q++) {
		struct array const by = gradient->end->sum[q], to = network->parameter[q];
		if (!by.at)
			continue;
		optimiser->move(how, rate, gradient->steps, gradient->scale, to.at, by.at, memory, array_size(by));
		for (int i = 0; i < optimiser->memory; i++)
			memory[i] += array_size(by);
	}
}
