// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/changes.h"

#include <stdlib.h>
#include <string.h>

#include "base/budget.h"
#include "base/memory.h"
#include "net/network.h"
#include "repl/variables.h"

static void free_change(struct change *change)
{
	free(change->line);
	network_free(change->network);
	passage_drop(&change->passage);
	variables_free(change->variables);
	free(change->settings);
	free(change->panes);
}

static void forget(struct change *change, int *count)
{
	for (int i = 0; i < *count; i++)
		free_change(&change[i]);
	*count = 0;
}

void changes_free(struct changes *changes)
{
	forget(changes->undo, &changes->undos);
	forget(changes->redo, &changes->redos);
	free(changes->undo);
	free(changes->redo);
	*changes = (struct changes){ 0 };
}

void changes_begin(struct changes *changes, const char *line)
{
	changes->line = line;
	changes->has_entry = changes->takes_back = false;
}

void changes_end(struct changes *changes)
{
	changes_begin(changes, NULL);
}

// ---- what is kept

static size_t bytes_of(const struct change *change)
{
	const struct network *network = change->network;
	size_t numbers = variables_numbers(change->variables), others = 0;
	for (int q = 0; network && q < network->cell->quantities; q++)
		numbers += array_size(network->parameter[q]) + array_size(network->initial[q]);
	if (network)
		others = (size_t)(network->x_count + network->y_count) * sizeof *network->x +
		         (size_t)network->C * 32;
	return numbers * sizeof(double) + others;
}

// Drops the oldest changes where there are too many.
static void make_room(struct changes *changes)
{
	size_t bytes = 0;
	int kept = 0;
	while (kept < changes->undos && kept < CHANGES_MOST) {
		bytes += bytes_of(&changes->undo[changes->undos - 1 - kept]);
		if (bytes > budget_bytes(BUDGET_UNDO))
			break;
		kept++;
	}
	int const drop = changes->undos - kept;
	for (int i = 0; i < drop; i++)
		free_change(&changes->undo[i]);
	if (drop)
		memmove(changes->undo, changes->undo + drop, (size_t)kept * sizeof *changes->undo);
	changes->undos = kept;
	changes->has_entry = changes->has_entry && kept;
}

static void get_room(struct changes *changes)
{
	if (changes->undo)
		return;
	changes->undo = memory_get(CHANGES_MOST + 1, sizeof *changes->undo);
	changes->redo = memory_get(CHANGES_MOST + 1, sizeof *changes->redo);
}

static struct change copy_change(const struct change *change)
{
	struct change copy = *change;
	copy.line = memory_copy_string(change->line);
	copy.network = change->network ? network_copy(change->network) : NULL;
	copy.passage = passage_hold(change->passage);
	copy.variables = change->variables ? variables_copy(change->variables) : NULL;
	copy.settings = change->settings ? memory_copy_string(change->settings) : NULL;
	copy.panes = change->panes ? memory_copy_string(change->panes) : NULL;
	return copy;
}

void changes_take(struct changes *changes, int kept, const struct changes *from, int skipped)
{
	get_room(changes);
	forget(changes->redo, &changes->redos);
	while (changes->undos > kept)
		free_change(&changes->undo[--changes->undos]);
	for (int i = skipped; i < from->undos && changes->undos < CHANGES_MOST; i++)
		changes->undo[changes->undos++] = copy_change(&from->undo[i]);
	changes->has_entry = false;
	make_room(changes);
}

// The entry of the line being run; NULL when nothing is kept.
static struct change *entry_of(struct changes *changes, struct place place)
{
	if (!changes->line)
		return NULL;
	get_room(changes);
	if (!changes->has_entry) {
		forget(changes->redo, &changes->redos);
		changes->undo[changes->undos++] = (struct change){
			.line = memory_copy_string(changes->line), .place = place
		};
		changes->has_entry = true;
	}
	return &changes->undo[changes->undos - 1];
}

void changes_keep_network(struct changes *changes, struct network *network, struct passage passage,
                          struct place place)
{
	struct change *entry = entry_of(changes, place);
	if (entry && !entry->network) {
		entry->network = network;
		entry->passage = passage;
	} else {
		network_free(network);
		passage_drop(&passage);
	}
	make_room(changes);
}

void changes_keep_variables(struct changes *changes, struct variables *variables, struct place place)
{
	struct change *entry = entry_of(changes, place);
	if (entry && !entry->has_variables) {
		entry->variables = variables;
		entry->has_variables = true;
	} else {
		variables_free(variables);
	}
	make_room(changes);
}

void changes_keep_choices(struct changes *changes, char *settings, char *panes, struct place place)
{
	struct change *entry = settings || panes ? entry_of(changes, place) : NULL;
	if (entry) {
		entry->settings = settings;
		entry->panes = panes;
	} else {
		free(settings);
		free(panes);
	}
	make_room(changes);
}
