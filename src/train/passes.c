// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/passes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/budget.h"
#include "base/memory.h"
#include "base/message.h"
#include "train/gradient.h"

enum { CHECKPOINTS_LEAST = 2, CHECKPOINTS_MOST = 64, TRAININGS_MOST = 64 };

// One training; those before it are another.
struct passes {
	int references;
	struct passes *before;         // one reference; NULL: this is the first
	int first;                     // the number of the pass at which it begins
	struct network *network;       // as it was there: what is learned from, by which cell
	struct learning learning;
	int count, partial;            // whole passes; sequences of one more
	struct checkpoint *checkpoint; // in rising order, the first at its begin
	int checkpoints, most;
	int apart;                     // whole passes from one to the next
	struct remembered left;        // what its optimiser remembers at pass left_at (from its first), where it went on last
	int left_at;
	struct descent *cursor;        // where a pass was looked for last; NULL: nowhere
	struct network *reached;       // its network
};

static void free_passes(struct passes *passes)
{
	for (int i = 0; i < passes->checkpoints; i++)
		checkpoint_free(&passes->checkpoint[i]);
	free(passes->checkpoint);
	free(passes->left.at);
	descent_free(passes->cursor);
	network_free(passes->reached);
	network_free(passes->network);
	free(passes);
}

static void drop(struct passes *passes)
{
	while (passes && !--passes->references) {
		struct passes *before = passes->before;
		free_passes(passes);
		passes = before;
	}
}

struct passage passage_hold(struct passage passage)
{
	if (passage.passes)
		passage.passes->references++;
	return passage;
}

void passage_drop(struct passage *passage)
{
	drop(passage->passes);
	*passage = (struct passage){ 0 };
}

int passage_least(struct passage passage)
{
	const struct passes *passes = passage.passes;
	while (passes && passes->before)
		passes = passes->before;
	return passes ? passes->first : 0;
}

bool passage_check(struct passage passage, long pass, struct span span, struct error *error)
{
	int const least = passage_least(passage);
	if (!passage.passes)
		return error_set(error, span, _("train 200 makes passes; undo takes back what changed the weights since"),
		                 _("these weights are not those of a pass of a training"));
	return (pass >= least && pass <= passage.last) ||
	       error_set(error, span, _("train goes on from the last one"), _("there are passes %d to %d, and no pass %ld"),
	                 least, passage.last, pass);
}

// The training that a pass belongs to.
static struct passes *find(struct passage passage, int pass)
{
	struct passes *passes = passage.passes;
	while (passes && pass < passes->first)
		passes = passes->before;
	return passes;
}

// ---- a training

static size_t bytes_of(const struct passes *passes)
{
	return checkpoint_numbers(passes->network, passes->learning) * sizeof(double) * (size_t)(passes->most + 1);
}

// Whether the training is one that goes on as this one does: then its passes are this one's, too.
static bool goes_on(const struct passes *passes, const struct network *network, struct learning learning)
{
	if (passes->partial || learning.halves || !learning_equal(passes->learning, learning))
		return false;
	struct network *same = network_copy(passes->network);
	bool const fits = same->cell == network->cell && same->H == network->H && same->C == network->C;
	for (int q = 0; fits && q < network->cell->quantities; q++) {
		same->assigned[q] = network->assigned[q];
		if (network->parameter[q].at)
			memcpy(same->parameter[q].at, network->parameter[q].at,
			       array_size(network->parameter[q]) * sizeof *network->parameter[q].at);
	}
	bool const is_same = fits && network_equal(same, network);
	network_free(same);
	return is_same;
}

// The oldest trainings go where there are too many.
static void forget(struct passes *passes)
{
	size_t bytes = 0;
	for (int count = 1; passes; passes = passes->before, count++) {
		bytes += bytes_of(passes);
		if (passes->before &&
		    (count >= TRAININGS_MOST || bytes + bytes_of(passes->before) > budget_bytes(BUDGET_PASSES))) {
			drop(passes->before);
			passes->before = NULL;
		}
	}
}

// `remembered`: by its optimiser, from a training before.
static struct passes *begin(struct passes *before, int first, const struct network *network, struct learning learning,
                            const struct remembered *remembered)
{
	struct passes *passes = memory_get(1, sizeof *passes);
	size_t const numbers = checkpoint_numbers(network, learning);
	size_t const fit = budget_bytes(BUDGET_PASSES) / 4 / (numbers * sizeof(double));
	passes->references = 1;
	passes->before = before;
	passes->first = first;
	passes->network = network_copy(network);
	passes->learning = learning;
	passes->apart = 1;
	passes->most = fit < CHECKPOINTS_LEAST ? CHECKPOINTS_LEAST : fit > CHECKPOINTS_MOST ? CHECKPOINTS_MOST : (int)fit;
	passes->checkpoint = memory_get((size_t)passes->most, sizeof *passes->checkpoint);
	passes->checkpoints = 1;
	passes->checkpoint[0] = descent_begin(network, learning);
	size_t const weights = network_weights(network);
	passes->checkpoint[0].remembered = remembered_copy(remembered, weights, &learning.optimising);
	passes->left = remembered_copy(remembered, weights, &learning.optimising);
	return passes;
}

// ---- being noted

void passage_start(const struct passage *passage, struct descent *descent)
{
	struct passes *passes = passage->passes;
	descent->passes = passage->at - passes->first;
	assert(passes->left_at == descent->passes || !optimising_memory(&passes->learning.optimising));
	gradient_remember(descent->gradient, &passes->left);
}

// Every second one goes where there is no more room.
static void thin(struct passes *passes)
{
	int kept = 0;
	passes->apart *= 2;
	for (int i = 0; i < passes->checkpoints; i++)
		if (passes->checkpoint[i].passes % passes->apart == 0)
			passes->checkpoint[kept++] = passes->checkpoint[i];
		else
			checkpoint_free(&passes->checkpoint[i]);
	passes->checkpoints = kept;
}

void passage_note(struct passage *passage, const struct descent *descent)
{
	struct passes *passes = passage->passes;
	int const last = passes->checkpoint[passes->checkpoints - 1].passes;
	if (descent->passes > passes->count)
		passes->count = descent->passes;
	if (descent->passes <= last || descent->passes % passes->apart)
		return;
	if (passes->checkpoints == passes->most)
		thin(passes);
	if (descent->passes % passes->apart)
		return;
	passes->checkpoint[passes->checkpoints++] = descent_save(descent);
}

static void leave(struct passes *passes, int at, const struct descent *descent)
{
	free(passes->left.at);
	passes->left = gradient_remembered(descent->gradient);
	passes->left_at = at - passes->first;
}

void passage_end(struct passage *passage, const struct descent *descent)
{
	struct passes *passes = passage->passes;
	bool const is_between = descent->sequence > 0;
	passage->at = passage->last = passes->first + descent->passes + is_between;
	if (is_between && descent->passes < passes->count) { // in the middle of a pass that has a number already
		passage_drop(passage);
		return;
	}
	if (is_between)
		passes->partial = descent->sequence;
	leave(passes, passage->at, descent);
}

// ---- being reached

// The cursor at the nearest checkpoint, unless it is nearer itself.
static void place_cursor(struct passes *passes, int pass, int sequence)
{
	int nearest = passes->checkpoints - 1;
	while (passes->checkpoint[nearest].passes > pass)
		nearest--;
	const struct checkpoint *checkpoint = &passes->checkpoint[nearest];
	const struct descent *cursor = passes->cursor;
	if (!cursor) {
		passes->reached = network_copy(passes->network);
		passes->cursor = descent_new(passes->reached, passes->learning);
	} else if (cursor->passes >= checkpoint->passes &&
	           (cursor->passes < pass || (cursor->passes == pass && cursor->sequence <= sequence))) {
		return;
	}
	descent_restore(passes->cursor, checkpoint);
}

static bool step_cursor(struct passes *passes, int pass, int sequence)
{
	struct epoch epoch;
	while (passes->cursor->passes < pass || passes->cursor->sequence < sequence)
		if (descent_step(passes->cursor, &epoch) != DESCENT_GOES_ON)
			return false;
	return true;
}

// The cursor at a pass of this training, or this many steps later.  False: interrupted.
static bool move_cursor(struct passes *passes, int pass, int sequence)
{
	int const wanted = pass - passes->first, whole = wanted < passes->count ? wanted : passes->count;
	sequence = wanted > whole ? passes->partial : sequence;
	place_cursor(passes, whole, sequence);
	return step_cursor(passes, whole, sequence);
}

int passage_steps(struct passage passage, int pass)
{
	const struct passes *passes = find(passage, pass);
	return pass - passes->first < passes->count ? network_learned(passes->network) : passes->partial;
}

struct descent *passage_at(struct passage passage, int pass, int sequence)
{
	struct passes *passes = find(passage, pass);
	assert(passes && pass <= passage.last);
	if (!move_cursor(passes, pass, sequence))
		return NULL;
	descent_store(passes->cursor);
	return passes->cursor;
}

bool passage_reach(struct passage passage, int pass, struct network *network)
{
	const struct passes *passes = find(passage, pass);
	const struct descent *descent = passage_at(passage, pass, 0);
	for (int q = 0; descent && q < network->cell->quantities; q++)
		if (network->parameter[q].at) {
			struct array const from = descent->network->parameter[q];
			memcpy(network->parameter[q].at, from.at, array_size(from) * sizeof *from.at);
			network->assigned[q] = pass > passes->first || passes->before || passes->network->assigned[q];
		}
	return descent;
}

// ---- going on

// What the optimiser remembers at a pass of its training is `left` there.  False: interrupted.
static bool recall(struct passes *passes, int at)
{
	if (at - passes->first == passes->left_at)
		return true;
	if (!move_cursor(passes, at, 0))
		return false;
	leave(passes, at, passes->cursor);
	return true;
}

// Whether this optimiser goes on with what that of the training remembers.
static bool remembers(const struct passes *passes, const struct network *network, struct learning learning)
{
	return passes && passes->learning.optimising.by == learning.optimising.by &&
	       optimising_memory(&learning.optimising) && network_weights(passes->network) == network_weights(network);
}

bool passage_begin(struct passage from, const struct network *network, struct learning learning, struct passage *begun)
{
	struct passes *passes = find(from, from.at);
	int const at = passes ? from.at : 0;
	struct remembered const nothing = { 0 };
	bool const remembering = remembers(passes, network, learning);
	if (remembering && !recall(passes, at))
		return false;
	if (passes)
		passes->references++;
	if (!passes || !goes_on(passes, network, learning))
		passes = begin(passes, at, network, learning, remembering ? &passes->left : &nothing);
	forget(passes);
	*begun = (struct passage){ passes, at, at };
	return true;
}

// ---- what is remembered

struct passage passage_remember(struct passage from, const struct network *network, struct learning learning,
                                const struct remembered *remembered)
{
	struct passes *before = find(from, from.at);
	int const at = before ? from.at : 0;
	if (before)
		before->references++;
	return (struct passage){ begin(before, at, network, learning, remembered), at, at };
}

bool passage_remembered(struct passage passage, struct optimising *optimising, struct remembered *remembered)
{
	struct passes *passes = find(passage, passage.at);
	if (!passes || !optimising_memory(&passes->learning.optimising) || !recall(passes, passage.at) || !passes->left.at)
		return false;
	*optimising = passes->learning.optimising;
	*remembered = passes->left;
	return true;
}
