// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/train.h"

#include <math.h>
#include <stdlib.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "net/gradient.h"
#include "net/task.h"

// No finite number of such steps is safe: it is an explosion, though its numbers are finite still.
#define LONGEST_STEP 1e100

struct learning learning_usual(void)
{
	return (struct learning){ .rate = TRAIN_RATE, .halves = false, .clip = { CLIP_OFF, 5 } };
}

// ---- what is learned

static int train_sequences(const struct network *network)
{
	return network->corpus ? network->corpus->count - network->corpus->held : 1;
}

// The sequence that is learned as number `i`; after these come those held.
static struct sequence train_sequence(const struct network *network, int i)
{
	return network->corpus ? network->corpus->sequence[i]
	                       : network_sequence(network);
}

static int longest(const struct network *network)
{
	return network->corpus ? network->corpus->longest : network->x_count;
}

bool train_ready(const struct network *network, struct error *error)
{
	struct network like = *network;
	if (network->corpus) // its words are in the vocabulary
		like.x_count = like.y_count = network->corpus->longest;
	else
		return network_ready(network, error);
	int *words = memory_get((size_t)like.x_count, sizeof *words);
	like.x = like.y = words;
	bool const is_ready = network_ready(&like, error);
	free(words);
	return is_ready;
}

// ---- history

struct history *history_new(const struct network *network, struct learning learning, int passes)
{
	struct history *history = memory_get(1, sizeof *history);
	history->sequences = train_sequences(network);
	history->learning = learning;
	history->passes = passes;
	history->C = network->C;
	history->epoch = memory_get((size_t)passes, sizeof *history->epoch);
	for (int i = 0; i < history->sequences; i++) {
		struct sequence const sequence = train_sequence(network, i);
		for (int t = 0; t < sequence.count; t++)
			history->steps += sequence_has_loss(&sequence, t);
		if (network->corpus && network->corpus->is_task)
			history->questions += sequence.count - sequence.asked;
	}
	if (history->questions)
		history->guess = task_guess(network->corpus);
	return history;
}

void history_free(struct history *history)
{
	if (!history)
		return;
	free(history->epoch);
	free(history);
}

// ---- the descent

struct descent {
	struct network *network;
	struct history *history;
	struct gradient *gradient;
	struct train_watcher watcher;
	double rate;
};

static void add(const struct gradient *gradient, struct epoch *epoch)
{
	epoch->loss += gradient->total;
	epoch->answers += gradient->answers;
	epoch->right += gradient->right;
}

// One sequence; false: the training ends here.
static bool learn(struct descent *descent, const struct sequence *sequence, struct epoch *epoch)
{
	struct gradient *gradient = descent->gradient;
	struct history *history = descent->history;
	if (!gradient_run(gradient, sequence)) {
		history->end = TRAIN_INTERRUPTED;
		return false;
	}
	bool const is_clipped = gradient_clip(gradient, history->learning.clip);
	if (!isfinite(gradient->total) || !(descent->rate * gradient->length < LONGEST_STEP)) {
		history->end = TRAIN_NOT_FINITE;
		return false;
	}
	gradient_step(gradient, descent->rate);
	add(gradient, epoch);
	epoch->norm = fmax(epoch->norm, gradient->norm);
	epoch->clipped += is_clipped;
	return true;
}

// One pass; false: it was not completed.
static bool run_pass(struct descent *descent)
{
	struct history *history = descent->history;
	struct epoch epoch = { .rate = descent->rate };
	for (int i = 0; i < history->sequences; i++) {
		struct sequence const sequence = train_sequence(descent->network, i);
		history->sequence = i;
		if (!learn(descent, &sequence, &epoch))
			return false;
		history->sequence = i + 1;
		if (i + 1 == history->sequences) {
			history->epoch[history->count++] = epoch;
			history->sequence = 0;
		}
		descent->watcher.step(descent->watcher.context, history);
	}
	return true;
}

static void adapt_rate(struct descent *descent)
{
	const struct history *history = descent->history;
	const struct epoch *last = &history->epoch[history->count - 1];
	if (history->learning.halves && history->count > 1 && last->loss > last[-1].loss)
		descent->rate /= 2;
}

static void evaluate_all(struct descent *descent)
{
	struct history *history = descent->history;
	int const held = descent->network->corpus ? descent->network->corpus->held : 0;
	history->has_last = true;
	for (int i = 0; history->has_last && i < history->sequences + held; i++) {
		struct sequence const sequence = train_sequence(descent->network, i);
		bool const is_held = i >= history->sequences;
		history->has_last = gradient_run_forward(descent->gradient, &sequence);
		add(descent->gradient, is_held ? &history->held : &history->last);
		history->held_questions += is_held ? sequence.count - sequence.asked : 0;
	}
}

void train_run(struct network *network, struct history *history, struct train_watcher watcher)
{
	struct descent descent = { .network = network,
		                   .history = history,
		                   .gradient = gradient_new(network, longest(network)),
		                   .watcher = watcher,
		                   .rate = history->learning.rate };
	for (int i = 0; i < history->passes && run_pass(&descent); i++)
		adapt_rate(&descent);
	// After Ctrl-C nobody waits for it.
	if (history->end != TRAIN_INTERRUPTED)
		evaluate_all(&descent);
	gradient_store(descent.gradient);
	for (int q = 0; q < network->cell->quantities; q++)
		if (network->parameter[q].at && (history->count || history->sequence))
			network->assigned[q] = true;
	gradient_free(descent.gradient);
}
