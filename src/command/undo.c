// SPDX-License-Identifier: GPL-3.0-or-later
// undo and redo.  What can be taken back is kept by repl/changes.h.
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "repl/session.h"

enum { LABEL_COLUMNS = 60 };

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
	const struct guide *const guide = session->guide;
	if (!words->count && guide && guide->undo && guide->undo(guide->context, session))
		return true;
	return take_back(session, words, false, error);
}

static bool run_redo(struct session *session, const struct words *words, struct error *error)
{
	return take_back(session, words, true, error);
}

const struct command undo_commands[] = {
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
