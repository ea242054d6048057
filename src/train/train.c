// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/train.h"

#include <stdlib.h>

#include "base/memory.h"
#include "train/task.h"

struct learning learning_usual(void)
{
	return (struct learning){ .rate = TRAIN_RATE, .optimising = optimising_usual(), .clip = { CLIP_OFF, 5 } };
}

// ---- what is learned

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
	history->sequences = network_learned(network);
	history->learning = learning;
	history->passes = passes;
	history->C = network->C;
	history->epoch = memory_get((size_t)passes, sizeof *history->epoch);
	for (int i = 0; i < history->sequences; i++) {
		struct sequence const sequence = network_sequence_at(network, i);
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

// One pass; false: it was not completed.
static bool run_pass(struct descent *descent, struct history *history, struct train_watcher watcher)
{
	do {
		struct epoch epoch;
		enum descent_end const end = descent_step(descent, &epoch);
		if (end != DESCENT_GOES_ON) {
			history->end = end == DESCENT_INTERRUPTED ? TRAIN_INTERRUPTED : TRAIN_NOT_FINITE;
			return false;
		}
		if (!descent->sequence)
			history->epoch[history->count++] = epoch;
		history->sequence = descent->sequence;
		watcher.step(watcher.context, history);
	} while (descent->sequence);
	return true;
}

static void evaluate_all(struct descent *descent, struct history *history)
{
	const struct network *network = descent->network;
	int const held = network->corpus ? network->corpus->held : 0;
	history->has_last = true;
	for (int i = 0; history->has_last && i < history->sequences + held; i++) {
		bool const is_held = i >= history->sequences;
		history->has_last =
			descent_evaluate(descent, i, is_held ? &history->held : &history->last);
		if (is_held) {
			struct sequence const sequence = network_sequence_at(network, i);
			history->held_questions += sequence.count - sequence.asked;
		}
	}
}

void train_run(struct network *network, struct history *history, struct train_watcher watcher,
               struct passage *passage)
{
	struct descent *descent = descent_new(network, history->learning);
	if (passage)
		passage_start(passage, descent);
	for (int i = 0; i < history->passes && run_pass(descent, history, watcher); i++)
		if (passage)
			passage_note(passage, descent);
	if (passage)
		passage_end(passage, descent);
	// After Ctrl-C nobody waits for it.
	if (history->end != TRAIN_INTERRUPTED)
		evaluate_all(descent, history);
	descent_store(descent);
	for (int q = 0; q < network->cell->quantities; q++)
		if (network->parameter[q].at && (history->count || history->sequence))
			network->assigned[q] = true;
	descent_free(descent);
}
