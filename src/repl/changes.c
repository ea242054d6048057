// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/changes.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "net/network.h"
#include "repl/commands.h"
#include "repl/session.h"

enum { LABEL_COLUMNS = 60 };

static void free_change(struct change *change)
{
	free(change->line);
	network_free(change->network);
	variables_free(change->variables);
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
	changes->has_entry = false;
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
		if (bytes > CHANGES_BYTES_MOST)
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

// The entry of the line being run; NULL when nothing is kept.
static struct change *entry_of(struct changes *changes, struct place place)
{
	if (!changes->line)
		return NULL;
	if (!changes->undo) {
		changes->undo = memory_get(CHANGES_MOST + 1, sizeof *changes->undo);
		changes->redo = memory_get(CHANGES_MOST + 1, sizeof *changes->redo);
	}
	if (!changes->has_entry) {
		forget(changes->redo, &changes->redos);
		changes->undo[changes->undos++] = (struct change){
			.line = memory_copy_string(changes->line), .place = place
		};
		changes->has_entry = true;
	}
	return &changes->undo[changes->undos - 1];
}

void changes_keep_network(struct session *session, struct place place)
{
	struct change *entry = entry_of(&session->changes, place);
	if (entry && !entry->network)
		entry->network = session->state.network;
	else
		network_free(session->state.network);
	session->state.network = NULL;
	make_room(&session->changes);
}

void changes_keep_variables(struct session *session)
{
	struct change *entry = entry_of(&session->changes, session->state.place);
	if (entry && !entry->has_variables) {
		entry->variables = session->state.variables;
		entry->has_variables = true;
	} else {
		variables_free(session->state.variables);
	}
	session->state.variables = NULL;
	make_room(&session->changes);
}

// ---- undo and redo

// What the change holds goes into the session, and what it replaces into the change.
static void exchange(struct session *session, struct change *change)
{
	struct state *state = &session->state;
	if (change->has_variables) {
		struct variables *const variables = state->variables;
		state->variables = change->variables;
		change->variables = variables;
	}
	if (change->network) {
		struct place const place = state->place;
		session_network_changed(session);
		struct network *const network = state->network;
		state->network = change->network;
		state->place = change->place;
		change->network = network;
		change->place = place;
	}
}

static void say_change(struct session *session, const char *words, const struct change *change)
{
	struct text label = { 0 }, place = { 0 };
	size_t const length = strlen(change->line);
	size_t const fits = utf8_fit(change->line, length, LABEL_COLUMNS);
	text_add_bytes(&label, change->line, fits);
	text_add(&label, fits < length ? "..." : "");
	for (size_t i = 0; i < label.length; i++)
		if (label.at[i] == '\n')
			label.at[i] = ' ';
	struct error ignored;
	struct walk *walk = change->network ? session_walk(session, &ignored) : NULL;
	if (walk && session->state.place.phase != PHASE_START) {
		text_add(&place, _("; the place is "));
		walk_describe(walk, session->state.place, &place);
	}
	session_sayf(session, SAY_RESULT, "%s: %s%s", words, text_get(&label), text_get(&place));
	text_free(&label);
	text_free(&place);
}

static bool take_back(struct session *session, const struct words *words, bool again,
                      struct error *error)
{
	struct changes *changes = &session->changes;
	long count = 1;
	if (words->count &&
	    !words_integer(words, 0, _("the count"), 1, CHANGES_MOST, &count, error))
		return false;
	changes->has_entry = false; // it may be the one that is taken back
	int *from = again ? &changes->redos : &changes->undos;
	int *to = again ? &changes->undos : &changes->redos;
	if (!*from)
		session_say(session, SAY_NOTE,
		            again ? _("There is nothing to redo.") : _("There is nothing to undo."));
	for (long i = 0; i < count && *from; i++) {
		struct change change = (again ? changes->redo : changes->undo)[--*from];
		exchange(session, &change);
		(again ? changes->undo : changes->redo)[(*to)++] = change;
		say_change(session, again ? _("redone") : _("undone"), &change);
	}
	return true;
}

static bool run_undo(struct session *session, const struct words *words, struct error *error)
{
	return take_back(session, words, false, error);
}

static bool run_redo(struct session *session, const struct words *words, struct error *error)
{
	return take_back(session, words, true, error);
}

const struct command changes_commands[] = {
	{
		.name = "undo",
		.group = GROUP_NETWORK,
		.usage = "[N]",
		.takes = { 0, 1, NULL },
		.summary = N_("Take back the last line that changed the network or a variable."),
		.help = N_("The place is again the one where the walk was before that line.  Settings,\n"
	                   "assignments and `let` can be taken back, a whole `source` at once; for steps\n"
	                   "there are `back` and the other reverse commands.  `info changes` lists what\n"
	                   "can be undone."),
		.run = run_undo,
		.in_lessons = true,
	},
	{
		.name = "redo",
		.group = GROUP_NETWORK,
		.usage = "[N]",
		.takes = { 0, 1, NULL },
		.summary = N_("Do again what was undone."),
		.run = run_redo,
		.in_lessons = true,
	},
	{ .name = NULL },
};
