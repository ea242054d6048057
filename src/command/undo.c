// SPDX-License-Identifier: GPL-3.0-or-later
// undo and redo.  What can be taken back is kept by repl/changes.h.
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "repl/choices.h"
#include "repl/session.h"

enum { LABEL_COLUMNS = 60 };

static void exchange_choices(struct session *session, struct change *change)
{
	LOCAL(choices) was = choices_of(session);
	LOCAL(choices) back = { change->settings, change->panes };
	choices_restore(session, &back);
	struct choices now = choices_of(session), changed = choices_changed(&was, &now);
	change->settings = changed.settings;
	change->panes = changed.panes;
	choices_free(&now);
}

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
		struct passage const passage = state->passage;
		state->passage = change->passage;
		change->passage = passage;
		change->place = place;
	}
	exchange_choices(session, change);
}

static void say_change(struct session *session, const char *words, const struct change *change)
{
	LOCAL(text) label = { 0 }, place = { 0 };
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
}

static void say_nothing(struct session *session, bool again)
{
	const char *words = again ? _("There is nothing to redo.") : _("There is nothing to undo.");
	if (!again && (session->stops.count || session->displays.count))
		words = _("There is nothing to undo.\n"
		          "Stops are taken back with `delete`, displays with `undisplay`.");
	session_say(session, SAY_NOTE, words);
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
	changes->takes_back = true;
	int *from = again ? &changes->redos : &changes->undos;
	int *to = again ? &changes->undos : &changes->redos;
	if (!*from)
		say_nothing(session, again);
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
		.summary = N_("Take back the last line that changed the network, a variable, a setting or the panes."),
		.help = N_("The place is again the one where the walk was before that line.  Settings,\n"
	                   "assignments, `let`, `layout`, `hide` and `move` can be taken back, a whole\n"
	                   "`source` at once.  Steps go back with `back` and the other reverse commands,\n"
	                   "stops with `delete`, what is displayed with `undisplay`; `set keys` is no\n"
	                   "change.  `info changes` lists what can be undone."),
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
