// SPDX-License-Identifier: GPL-3.0-or-later
// The session's life, what it says, its walk and its scene.  What a line means is repl/line.c.
#include "repl/session.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "net/network.h"
#include "repl/names.h"
#include "repl/object.h"
#include "repl/parts.h"
#include "repl/settings.h"
#include "repl/stops.h"

struct session *session_new(const struct command *const *tables)
{
	struct error ignored;
	return session_open(tables, &ignored);
}

struct session *session_open(const struct command *const *tables, struct error *error)
{
	struct cell *cell = network_find_cell(NETWORK_USUAL_CELL, false, error);
	if (!cell)
		return NULL;
	struct session *session = memory_get(1, sizeof *session);
	session->state = (struct state){ network_new(cell), place_start(), NULL, { 0 } };
	session->tables = tables;
	session->precision = 5;
	session->manner.columns = 80;
	session->arrangement = arrangement_usual();
	session->learning = learning_usual();
	session->temperature = 1;
	session->patience = 2;
	session->draws = 1;
	session->repeat = "";
	session->source = "";
	session->repeats = true;
	settings_begin(session);
	return session;
}

void session_free(struct session *session)
{
	if (!session)
		return;
	if (session->guide && session->guide->leave)
		session->guide->leave(session->guide->context, session);
	if (session->listener)
		session->listener->end(session->listener->context, session);
	walk_free(session->walk);
	state_free(&session->state);
	stops_free(&session->stops);
	displays_free(&session->displays);
	values_free(&session->values);
	history_free(session->history);
	changes_free(&session->changes);
	settings_end(session);
	text_free(&session->pending);
	free(session->arrangement_file);
	log_free(&session->log);
	free(session);
}

// Where the locale has ASCII only, the few signs that words and shapes use are spelt in ASCII; views and
// equations have spellings of their own.
static void spell(const char *text, struct text *out)
{
	static const char *const signs[][2] = { { "×", "x" }, { "…", "..." }, { "±", "+-" } };
	enum { SIGNS = sizeof signs / sizeof *signs };
	while (*text) {
		int i = 0;
		while (i < SIGNS && strncmp(text, signs[i][0], strlen(signs[i][0])))
			i++;
		if (i < SIGNS && !utf8_locale()) {
			text_add(out, signs[i][1]);
			text += strlen(signs[i][0]);
		} else {
			text_add_char(out, *text++);
		}
	}
}

// Takes the text, which is clean.  What work that was cut short has to say is not heard.
static void add(struct session *session, enum say kind, struct text *text)
{
	if (interrupt_is_cut())
		text_free(text);
	else
		log_add(&session->log, kind, text);
}

void session_say(struct session *session, enum say kind, const char *text)
{
	struct text cleaned = { 0 }, spelt = { 0 };
	spell(text, &spelt);
	utf8_clean(&cleaned, text_get(&spelt), spelt.length, true);
	text_free(&spelt);
	while (cleaned.length && cleaned.at[cleaned.length - 1] == '\n')
		cleaned.at[--cleaned.length] = '\0';
	if (session->json) {
		struct text object = { 0 };
		object_write_said(kind, session->running, text_get(&cleaned), &object);
		text_free(&cleaned);
		cleaned = object;
	}
	add(session, kind, &cleaned);
}

bool session_answer(struct session *session, struct text *answer)
{
	if (answer->length)
		session_say(session, SAY_RESULT, text_get(answer));
	text_free(answer);
	return true;
}

void session_say_object(struct session *session, enum say kind, const char *object)
{
	struct text copy = { 0 };
	text_add(&copy, object);
	add(session, kind, &copy);
}

void session_sayf(struct session *session, enum say kind, const char *format, ...)
{
	LOCAL(text) text = { 0 };
	va_list arguments;
	va_start(arguments, format);
	text_addv(&text, format, arguments);
	va_end(arguments);
	session_say(session, kind, text_get(&text));
}

void session_say_error(struct session *session, const struct error *error)
{
	struct error shown = *error;
	LOCAL(text) text = { 0 };
	if (session->json) {
		object_write_error(error, &text);
		session_say_object(session, SAY_ERROR, text_get(&text));
		return;
	}
	// A line at the prompt has no number: the excerpt and its caret say where.  Only of several are
	// those after the first told apart.
	if (!shown.source[0] && shown.span.line <= 1)
		shown.span.line = 0;
	error_write(&shown, &text);
	session_say(session, SAY_ERROR, text_get(&text));
}

struct walk *session_walk(struct session *session, struct error *error)
{
	if (!session->walk)
		session->walk = walk_new(session->state.network, error);
	return session->walk;
}

void session_network_changed(struct session *session)
{
	walk_free(session->walk);
	session->walk = NULL;
	session->state.place = place_start();
	session->has_new_network = true;
}

void session_set_state(struct session *session, struct state state)
{
	// The walk looks at its network while it is freed.
	session_network_changed(session);
	state_free(&session->state);
	session->state = state;
}

// A variable whose name another cell uses is out of sight, and comes back with the cell before.
static void say_hidden(struct session *session)
{
	const struct variables *variables = session->state.variables;
	for (int i = 0; variables && i < variables->count; i++)
		if (names_is_taken(session, variables->at[i].name))
			session_sayf(
				session, SAY_NOTE,
				_("%s is a name of the cell %s now; the variable %s is hidden."),
				variables->at[i].name, session->state.network->cell->name,
				variables->at[i].name);
}

static bool same_weights(const struct network *a, const struct network *b)
{
	bool same = a->cell->quantities == b->cell->quantities;
	for (int q = 0; same && q < a->cell->quantities; q++)
		same = !strcmp(a->cell->quantity[q].name, b->cell->quantity[q].name) &&
		       (!a->parameter[q].at || array_equal(a->parameter[q], b->parameter[q]));
	return same;
}

// The network before is kept for `undo`.  What was made by work that was cut short is not taken.
static void take_network(struct session *session, struct network *network)
{
	assert(network != session->state.network);
	if (interrupt_is_cut()) {
		network_free(network);
		return;
	}
	struct state *state = &session->state;
	struct place const before = state->place;
	struct passage const passage = state->passage;
	session_network_changed(session); // the walk looks at its network while it is freed
	// Whoever leaves the weights alone stays at the pass that they are of.
	state->passage = same_weights(state->network, network) ? passage_hold(passage) : (struct passage){ 0 };
	changes_keep_network(&session->changes, state->network, passage, before);
	state->network = network;
}

void session_set_weights(struct session *session, struct network *network)
{
	struct place const place = session->state.place;
	take_network(session, network);
	session->state.place = place;
}

void session_set_passage(struct session *session, struct passage passage)
{
	passage_drop(&session->state.passage);
	session->state.passage = passage;
}

bool session_go_pass(struct session *session, long pass, struct span span, struct error *error)
{
	struct state *state = &session->state;
	if (!passage_check(state->passage, pass, span, error))
		return false;
	struct network *next = network_copy(state->network);
	struct place const place = state->place;
	if (!passage_reach(state->passage, (int)pass, next)) {
		network_free(next);
		return error_set(error, span, NULL, _("interrupted"));
	}
	session_network_changed(session);
	network_free(state->network);
	state->network = next;
	state->place = place;
	state->passage.at = (int)pass;
	return true;
}

// Which weights that were set by hand have another shape now, and which have stayed.
static void say_weights(struct session *session, const struct network *before,
                        const struct network *after)
{
	const struct cell *const cell = after->cell;
	LOCAL(text) kept = { 0 }, drawn = { 0 }, note = { 0 };
	bool const same_sizes = before->H == after->H && before->C == after->C;
	if (same_sizes || before->cell != cell || before->seed != after->seed)
		return;
	for (int q = 0; q < cell->quantities; q++)
		if (before->assigned[q]) {
			struct text *const list = after->assigned[q] ? &kept : &drawn;
			text_addf(list, "%s%s", list->length ? ", " : "", cell->quantity[q].name);
		}
	if (kept.length)
		text_addf(&note, _("Kept: %s."), text_get(&kept));
	if (drawn.length)
		text_addf(&note, kept.length ? _(" Drawn again, in another shape: %s.")
		                             : _("Drawn again, in another shape: %s."),
		          text_get(&drawn));
	if (note.length)
		session_say(session, SAY_NOTE, text_get(&note));
}

void session_set_network(struct session *session, struct network *network)
{
	if (session->state.place.phase != PHASE_START)
		session_say(session, SAY_NOTE,
		            _("The network changed: the walk is at its start again."));
	bool const other_cell = network->cell != session->state.network->cell;
	say_weights(session, session->state.network, network);
	take_network(session, network);
	if (other_cell)
		say_hidden(session);
}

void session_set_variables(struct session *session, struct variables *variables)
{
	if (interrupt_is_cut()) {
		variables_free(variables);
		return;
	}
	changes_keep_variables(&session->changes, session->state.variables, session->state.place);
	session->state.variables = variables;
}

enum glyphs session_glyphs(const struct session *session)
{
	return !utf8_locale() || session->manner.plain ? GLYPHS_ASCII : session->manner.glyphs;
}

bool session_draws_ascii(const struct session *session)
{
	return session_glyphs(session) == GLYPHS_ASCII;
}

struct scene session_scene(struct session *session)
{
	struct error error;
	bool const none = session->front.has_no_picture &&
	                  !error_set(&error, SPAN_NONE, NULL,
	                             _("Interrupted: the next command draws it, or Ctrl-L."));
	struct scene scene = { .walk = none ? NULL : session_walk(session, &error),
		               .place = session->state.place,
		               .precision = session->precision,
		               .math = session->manner.math,
		               .glyphs = session_glyphs(session),
		               .history = session->history,
		               .pass = session->state.passage.at,
		               .passes = session->state.passage.last,
		               .ascii = session_draws_ascii(session) };
	if (!scene.walk) {
		snprintf(session->why, sizeof session->why, "%s", error.cause);
		scene.why = session->why;
	}
	return scene;
}

const char *session_enter_means(const struct session *session)
{
	if (session->pending.length)
		return parts_in_block(session) ? _("next line; } ends the block")
		                               : _("next line; a blank one ends it");
	const struct guide *guide = session->guide;
	const char *meaning =
		guide && guide->enter_means ? guide->enter_means(guide->context) : NULL;
	if (meaning)
		return meaning;
	// The rows' names are not translated, so these are whole sentences of their own.
	static char words[80];
	if (!session->repeat[0] || !session->repeats)
		return "";
	snprintf(words, sizeof words, _("repeat %s"), session->repeat);
	return words;
}

const char *session_prompt(const struct session *session)
{
	if (session->pending.length)
		return "   ...> ";
	const struct guide *guide = session->guide;
	const char *prompt = guide && guide->prompt ? guide->prompt(guide->context) : NULL;
	return prompt ? prompt : "bptt> ";
}

bool session_reads(const struct session *session)
{
	const struct guide *guide = session->guide;
	return guide && guide->reads && guide->reads(guide->context);
}
