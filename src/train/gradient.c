// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/gradient.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "net/moment.h"
#include "net/pass.h"
#include "plan/plan.h"

// Whether truncation leaves out iterations of a sequence so long.
static bool is_truncated(const struct network *network, int longest)
{
	return moment_last_k(network, longest - 1) > 0;
}

// ---- what the optimiser remembers: rows of numbers as the weights lie, here or in the plan

static size_t row_length(const struct gradient *gradient)
{
	return gradient->plan ? plan_weights(gradient->plan) : network_weights(gradient->network);
}

// Between a row here and the parameters one behind the other.
static void copy_row(const struct gradient *gradient, double *row, double *apart, bool in)
{
	const struct network *network = gradient->network;
	for (int q = 0; q < network->cell->quantities; q++) {
		struct array part = network->parameter[q];
		size_t const size = array_size(part);
		part.at = apart;
		if (size && gradient->plan && in)
			plan_write_row(gradient->plan, row, q, part);
		else if (size && gradient->plan)
			plan_read_row(gradient->plan, row, q, part);
		else
			memcpy(in ? row : apart, in ? apart : row, size * sizeof *row);
		apart += size;
		row += gradient->plan ? 0 : size;
	}
}

struct remembered gradient_remembered(const struct gradient *gradient)
{
	size_t const memories = optimising_memory(&gradient->optimising), weights = network_weights(gradient->network);
	struct remembered remembered = { gradient->steps, NULL };
	if (memories)
		remembered.at = memory_get(memories * weights, sizeof *remembered.at);
	for (size_t i = 0; i < memories; i++)
		copy_row(gradient, gradient->memory + i * row_length(gradient), remembered.at + i * weights, false);
	return remembered;
}

void gradient_remember(struct gradient *gradient, const struct remembered *remembered)
{
	size_t const memories = optimising_memory(&gradient->optimising), weights = network_weights(gradient->network);
	gradient->steps = remembered->steps;
	if (memories)
		memset(gradient->memory, 0, memories * row_length(gradient) * sizeof *gradient->memory);
	for (size_t i = 0; remembered->at && i < memories; i++)
		copy_row(gradient, gradient->memory + i * row_length(gradient), remembered->at + i * weights, true);
}

void gradient_load(struct gradient *gradient)
{
	if (gradient->plan)
		plan_load(gradient->plan, gradient->network);
}

struct gradient *gradient_new(struct network *network, int longest, const struct optimising *optimising)
{
	struct gradient *gradient = memory_get(1, sizeof *gradient);
	size_t const memories = optimising_memory(optimising);
	gradient->network = network;
	gradient->optimising = *optimising;
	gradient->scores = cell_scores(network->cell);
	gradient->is_truncated = is_truncated(network, longest);
	gradient->plan = plan_new_of(network, longest, gradient->is_truncated, &gradient->why);
	if (!gradient->plan || memories)
		gradient->rule = rule_new(optimising);
	if (memories)
		gradient->memory = memory_get(memories * row_length(gradient), sizeof *gradient->memory);
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
	rule_free(gradient->rule);
	free(gradient->memory);
	free(gradient);
}

void gradient_store(const struct gradient *gradient)
{
	if (gradient->plan)
		plan_store(gradient->plan, gradient->network);
}

// ---- the walk

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
	if (!score)
		return loss_at(gradient, t) < M_LN2;
	int i = 0;
	while (i < C && (score[i] < score[wanted] || (i >= wanted && score[i] <= score[wanted])))
		i++;
	return i == C;
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
	struct network_reading reading;
	network_read(&reading, gradient->network, sequence);
	if (gradient->plan)
		gradient->total = plan_loss(gradient->plan, sequence);
	else
		walk_forward(gradient, &reading.network);
	bool const done = finish(gradient, sequence);
	forget(gradient); // its network ends here
	return done;
}

bool gradient_run(struct gradient *gradient, const struct sequence *sequence)
{
	if (gradient->plan) {
		gradient->total = plan_gradients(gradient->plan, sequence);
		gradient->norm = plan_gradient_norm(gradient->plan);
	} else {
		struct network_reading reading;
		network_read(&reading, gradient->network, sequence);
		if (walk_forward(gradient, &reading.network)) {
			walk_back(gradient, &reading.network);
			gradient->pass->network = gradient->network; // the other one ends here
		}
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

// False: nothing was too large.
static bool clip_gradient(struct gradient *gradient, struct clip clip)
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
	struct network *network = gradient->network;
	size_t const apart = row_length(gradient);
	double *memory[OPTIMISER_MEMORY] = { gradient->memory, gradient->memory ? gradient->memory + apart : NULL };
	gradient->steps++;
	if (!gradient->rule) {
		plan_move(gradient->plan, -rate * gradient->scale); // only what a word has reached
		return;
	}
	if (gradient->plan) {
		double *weights = plan_weights_at(gradient->plan);
		rule_move(gradient->rule, rate, gradient->steps, gradient->scale, weights, weights + apart, memory, apart);
		return;
	}
	for (int q = 0; q < network->cell->quantities; q++) {
		struct array const by = gradient->end->sum[q], to = network->parameter[q];
		size_t const size = array_size(to);
		if (by.at)
			rule_move(gradient->rule, rate, gradient->steps, gradient->scale, to.at, by.at, memory, size);
		for (int i = 0; gradient->memory && i < OPTIMISER_MEMORY; i++)
			memory[i] += size;
	}
}

static bool is_step(const struct gradient *gradient, double rate)
{
	return isfinite(gradient->total) && rate * gradient->length < GRADIENT_LONGEST_STEP;
}

enum gradient_end gradient_learn(struct gradient *gradient, const struct sequence *sequence, struct clip clip, double rate)
{
	bool const at_once = gradient->plan && !gradient->is_truncated && !gradient->rule && clip.by == CLIP_OFF;
	if (at_once) {
		gradient->total = plan_step(gradient->plan, sequence, rate, GRADIENT_LONGEST_STEP, &gradient->norm);
		gradient->length = gradient->norm;
		gradient->steps++;
	}
	if (!(at_once ? finish(gradient, sequence) : gradient_run(gradient, sequence)))
		return GRADIENT_INTERRUPTED;
	bool const is_clipped = !at_once && clip_gradient(gradient, clip);
	if (!is_step(gradient, rate))
		return GRADIENT_NOT_FINITE;
	if (!at_once)
		gradient_step(gradient, rate);
	return is_clipped ? GRADIENT_CLIPPED : GRADIENT_STEPPED;
}
