// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/sample.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "array/random.h"
#include "base/interrupt.h"
#include "net/pass.h"

// A network that reads one word at a time: the states that it leaves are its initial ones.
struct sampler {
	struct network network; // shares all but its states
	struct arena arena;
	int word;
};

static struct sampler reader_of(const struct network *network)
{
	struct sampler reader = { .network = *network };
	size_t const quantities = (size_t)network->cell->quantities;
	reader.network.initial = arena_get(&reader.arena, quantities * sizeof *network->initial);
	for (size_t q = 0; q < quantities; q++)
		if (network->initial[q].at)
			reader.network.initial[q] = array_copy(&reader.arena, network->initial[q]);
	reader.network.x_count = reader.network.y_count = 1;
	memset(reader.network.given, 0, sizeof reader.network.given);
	return reader;
}

// The prediction after a further word, into the arena; none (at == NULL) when interrupted.
static struct array read_word(struct sampler *reader, int word, struct arena *arena)
{
	struct network *network = &reader->network;
	reader->word = word;
	network->x = network->y = &reader->word;
	struct pass *pass = pass_new(network);
	if (!pass)
		return (struct array){ 0 };
	for (int q = 0; q < network->cell->quantities; q++)
		if (network->initial[q].at) {
			struct array const state = pass_value(pass, q, 0);
			memcpy(network->initial[q].at, state.at,
			       array_size(state) * sizeof *state.at);
		}
	struct array const prediction =
		array_copy(arena, pass_value(pass, cell_prediction(network->cell), 0));
	pass_free(pass);
	return prediction;
}

// p becomes p^(1/temperature), with the largest as 1; returns the sum.
static double sharpen(struct array p, double temperature)
{
	double most = 0, sum = 0;
	for (int i = 0; i < p.rows; i++)
		most = fmax(most, p.at[i]);
	for (int i = 0; i < p.rows; i++) {
		double const part = p.at[i] / most;
		p.at[i] = temperature > 0 ? pow(part, 1 / temperature) : part >= 1;
		sum += p.at[i];
	}
	return sum;
}

static int draw(struct array p, double temperature, struct random *random)
{
	bool const as_it_is = temperature >= 1 && temperature <= 1;
	double const sum = as_it_is ? 1 : sharpen(p, temperature);
	double left = random_unit(random) * sum;
	int last = 0;
	for (int i = 0; i < p.rows; i++) {
		if (!(p.at[i] > 0))
			continue;
		last = i; // rounding may leave something after all of them
		left -= p.at[i];
		if (left < 0)
			break;
	}
	return last;
}

int sample_words(const struct network *network, const int *first, int firsts, double temperature,
                 uint32_t seed, int *out, int count)
{
	struct sampler reader = reader_of(network);
	struct arena arena = { 0 };
	struct array prediction = { 0 };
	struct random random;
	int drawn = 0;
	assert(firsts > 0 && cell_prediction(network->cell) >= 0);
	random_seed(&random, seed);
	for (int i = 0; i < firsts && !interrupt_seen(); i++)
		prediction = read_word(&reader, first[i], &arena);
	while (drawn < count && prediction.at && array_is_finite(prediction)) {
		out[drawn] = draw(prediction, temperature, &random);
		arena_release(&arena, (struct arena_mark){ 0 });
		if (++drawn < count)
			prediction = read_word(&reader, out[drawn - 1], &arena);
	}
	arena_free(&arena);
	arena_free(&reader.arena);
	return drawn;
}
