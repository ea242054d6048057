// SPDX-License-Identifier: GPL-3.0-or-later
// `state`: one line that makes the network, its data, the variables and the place again, bit for bit; as it stands,
// or as the end of an address at which a page with the program opens there.
#include <ctype.h>
#include <math.h>
#include <string.h>

#include "base/message.h"
#include "command/all.h"
#include "command/state.h"
#include "net/network.h"
#include "repl/session.h"
#include "repl/settings.h"

// A matrix is written whole when it is not too long for an expression and most of it was assigned.
enum { WHOLE_NUMBERS_MOST = 2000 };

static const char between[] = " ; ";

static void add_number(double number, struct text *out)
{
	if (isfinite(number))
		text_addf(out, "%.17g", number);
	else
		text_addf(out, "%s%s", signbit(number) ? "-" : "", isnan(number) ? "nan" : "inf");
}

static void add_matrix(struct array a, struct text *out)
{
	if (array_size(a) == 1) {
		add_number(a.at[0], out);
		return;
	}
	text_add_char(out, '[');
	for (size_t i = 0; i < array_size(a); i++) {
		text_add(out, !i ? "" : i % (size_t)a.cols || a.cols == 1 ? "," : ";");
		add_number(a.at[i], out);
	}
	text_add(out, a.cols == 1 ? "]'" : "]");
}

static bool same(double a, double b)
{
	return !memcmp(&a, &b, sizeof a);
}

// NAME = […], or the elements that differ from `drawn` one by one; and that it was assigned at all.
static void add_numbers(const char *name, struct array now, struct array drawn, struct text *out)
{
	size_t const size = array_size(now);
	size_t others = 0;
	for (size_t i = 0; i < size; i++)
		others += !same(now.at[i], drawn.at[i]);
	if (others == 0) {
		text_addf(out, "%s%s = %s", between, name, name);
	} else if (size <= WHOLE_NUMBERS_MOST && others > size / 4) {
		text_addf(out, "%s%s = ", between, name);
		add_matrix(now, out);
	} else {
		for (size_t i = 0; i < size; i++) {
			if (same(now.at[i], drawn.at[i]))
				continue;
			text_addf(out, "%s%s[", between, name);
			if (now.cols > 1)
				text_addf(out, "%zu,", i / (size_t)now.cols);
			text_addf(out, "%zu] = ", i % (size_t)now.cols + (now.cols == 1 ? i : 0));
			add_number(now.at[i], out);
		}
	}
}

static void add_assigned(const struct network *network, struct text *out)
{
	const struct cell *cell = network->cell;
	struct network *drawn = network_copy(network);
	LOCAL(text) name = { 0 };
	network_set_seed(drawn, network->seed);
	for (int q = 0; q < cell->quantities; q++) {
		bool const is_parameter = cell->quantity[q].kind == QUANTITY_PARAMETER;
		if (!network->assigned[q])
			continue;
		text_clear(&name);
		text_addf(&name, is_parameter ? "%s" : "%s[-1]", cell->quantity[q].name);
		add_numbers(text_get(&name),
		            (is_parameter ? network->parameter : network->initial)[q],
		            (is_parameter ? drawn->parameter : drawn->initial)[q], out);
	}
	network_free(drawn);
}

// What the optimiser remembers, if it goes on with it.
static void add_remembered(const struct session *session, struct text *out)
{
	const struct network *network = session->state.network;
	struct optimising optimising;
	struct remembered remembered;
	if (!passage_remembered(session->state.passage, &optimising, &remembered) ||
	    optimising.by != session->learning.optimising.by)
		return;
	const double *at = remembered.at;
	for (const char *letter = optimisers[optimising.by].memory; *letter; letter++)
		for (int q = 0; q < network->cell->quantities; q++) {
			struct array part = network->parameter[q];
			if (!part.at)
				continue;
			part.at = (double *)at;
			text_addf(out, "%smemory %c %s = ", between, *letter, network->cell->quantity[q].name);
			add_matrix(part, out);
			at += array_size(part);
		}
	text_addf(out, "%smemory steps %ld", between, remembered.steps);
}

// Any place: the next one where `next` stops, and this many equations back.
static void add_place(struct session *session, struct text *out)
{
	struct error ignored;
	struct place const place = session->state.place;
	struct walk *walk = session_walk(session, &ignored);
	struct place stop;
	if (!walk || place.phase == PHASE_START)
		return;
	const struct itinerary *itinerary = &walk->itinerary;
	if (place.phase == PHASE_FORWARD) {
		place_forward(itinerary, place.t, &stop);
		text_addf(out, "%sgoto forward %d", between, place.t);
	} else {
		place_backward(itinerary, place.t, place.k, &stop);
		text_addf(out, "%sgoto backward %d %d", between, place.t, place.k);
	}
	long const back = place_ordinal(itinerary, stop, STRIDE_EQUATION) -
	                  place_ordinal(itinerary, place, STRIDE_EQUATION);
	if (back)
		text_addf(out, "%sback %ld", between, back);
}

static void add_amendments(const struct cell *cell, struct text *out)
{
	for (int i = 0; i < cell->amendments; i++)
		text_addf(out, "%s%s", between, cell->amendment[i]);
}

static void add_variables(const struct session *session, struct text *out)
{
	const struct variables *variables = session->state.variables;
	for (int i = 0; variables && i < variables->count; i++) {
		text_addf(out, "%slet %s = ", between, variables->at[i].name);
		add_matrix(variables->at[i].value, out);
	}
}

void state_write(struct session *session, struct text *out)
{
	settings_tell_network(session, between, true, out);
	add_amendments(session->state.network->cell, out);
	settings_tell_changed(session, between, out);
	add_assigned(session->state.network, out);
	add_remembered(session, out);
	add_variables(session, out);
	add_place(session, out);
}

// A line as the fragment that site/link.js reads: a form's field, in which + is a blank.  What stays as it is has no
// meaning to addresses, to shells (in "…") or to Markdown.
static void add_link(const struct text *line, struct text *out)
{
	text_add(out, "#state=");
	for (size_t i = 0; i < line->length; i++) {
		unsigned char const letter = (unsigned char)line->at[i];
		if (letter == ' ')
			text_add_char(out, '+');
		else if (letter > 127 || !(isalnum(letter) || strchr("-._,;:=", letter)))
			text_addf(out, "%%%02X", (unsigned)letter);
		else
			text_add_char(out, (char)letter);
	}
}

static bool run_state(struct session *session, const struct words *words, struct error *error)
{
	LOCAL(text) out = { 0 };
	bool const is_link = words->count > 0;
	if (is_link && strcmp(words->word[0].at, "--link"))
		return error_set(error, words->word[0].span, "state --link",
		                 _("'%s' is not a way to print a state"), words->word[0].at);
	state_write(session, &out);
	bool const fits = out.length < LINE_BYTES_MOST;
	if (fits && is_link) {
		LOCAL(text) link = { 0 };
		add_link(&out, &link);
		session_say(session, SAY_RESULT, text_get(&link));
	} else if (fits)
		session_say(session, SAY_RESULT, text_get(&out));
	else
		error_set(error, words->name, _("settings tells all but the assigned numbers"),
		          _("the state would be a line of %zu bytes; a line has %d at most"),
		          out.length, LINE_BYTES_MOST);
	return fits;
}

const struct command state_commands[] = {
	{
		.name = "state",
		.group = GROUP_NETWORK,
		.usage = "[--link]",
		.takes = { 0, 1, NULL },
		.choices = "--link",
		.summary = N_("Print one line that makes this network, data, variables and place again."),
		.help = N_("Paste it into another session, or keep it in a file for `source`.\n"
	                   "--link prints it as the end of an address: behind that of a page with the\n"
	                   "program (make web) it opens the page at this very place.\n"
	                   "Assigned numbers have 17 digits, which read back exactly.\n"
	                   "dstate[3]/dstate[1] is something else: the Jacobian of all states."),
		.run = run_state,
		.in_lessons = true,
	},
	{ .name = NULL },
};
