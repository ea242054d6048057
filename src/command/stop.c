// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that set stops and change them.  Where the walk stops is trace/scan.c.
#include <string.h>

#include "base/message.h"
#include "command/all.h"
#include "command/pass.h"
#include "command/walk.h"
#include "repl/passing.h"
#include "repl/stops.h"

static void say_stop(struct session *session, const struct stop *stop)
{
	struct text out = { 0 };
	stops_write(stop, &out);
	session_answer(session, &out);
}

// ---- setting

// The place at hand, as it would be typed: where `next` stops in this time step or iteration.
static bool write_here(const struct session *session, const struct words *words, struct text *here,
                       struct error *error)
{
	struct place const place = session->state.place;
	if (place.phase == PHASE_START)
		return error_set(error, words->end, NULL, _("%s is missing here"),
		                 _("a place or a condition"));
	if (place.phase == PHASE_FORWARD)
		text_addf(here, "forward %d", place.t);
	else
		text_addf(here, "backward %d %d", place.t, place.k);
	return true;
}

static struct stop *add_break(struct session *session, const struct words *words,
                              struct error *error)
{
	struct stops *stops = stops_of(session);
	struct walk *walk = session_walk(session, error);
	struct stop_names names;
	LOCAL(text) here = { 0 };
	struct stop *stop = NULL;
	if (walk && (words->count || write_here(session, words, &here, error)))
		stop = stops_add_break(stops, walk, stops_scope(session, &names),
		                       words->count ? words->rest : text_get(&here),
		                       words->begin.line, words->begin.column, error);
	if (!stop)
		stops_suggest(session, words, error);
	return stop;
}

static bool run_break(struct session *session, const struct words *words, struct error *error)
{
	const struct stop *stop = add_break(session, words, error);
	if (stop)
		say_stop(session, stop);
	return stop != NULL;
}

static bool run_tbreak(struct session *session, const struct words *words, struct error *error)
{
	struct stop *stop = add_break(session, words, error);
	if (!stop)
		return false;
	stop->temporary = true;
	say_stop(session, stop);
	return true;
}

static bool run_watch(struct session *session, const struct words *words, struct error *error)
{
	struct stops *stops = stops_of(session);
	struct walk *walk = session_walk(session, error);
	struct stop_names names;
	if (!walk)
		return false;
	const struct stop *stop =
		stops_add_watch(stops, walk, stops_scope(session, &names), session->state.place,
	                        words->rest, words->begin.line, words->begin.column, error);
	if (!stop)
		return stops_suggest(session, words, error);
	say_stop(session, stop);
	return true;
}

static bool run_until(struct session *session, const struct words *words, struct error *error)
{
	struct stop *stop = add_break(session, words, error);
	if (!stop)
		return false;
	stop->temporary = true;
	stop->number = STOP_UNTIL;
	session->stops.numbers--;
	// What is the same at all places of this walk may be another thing in another pass.
	bool const by_pass = stop->kind == STOP_CONDITION && !stop->only_if && passing_suits(session, stop->tree);
	bool const done = by_pass ? pass_until(session, stop->tree, error) :
	                            walk_continue(session, words, error);
	stops_delete(&session->stops, STOP_UNTIL);
	return done;
}

// ---- changing

static struct stop *find_stop(struct session *session, const struct words *words, int i,
                              struct error *error)
{
	struct stops *stops = stops_of(session);
	long number;
	if (!words_integer(words, i, _("the number of a stop"), 1, 1000000000, &number, error))
		return NULL;
	struct stop *stop = stops_find(stops, (int)number);
	if (!stop)
		error_set(error, words->word[i].span, "info breakpoints", _("there is no stop %ld"),
		          number);
	return stop;
}

// For each stop that the words name, or for all; all numbers are read before anything is changed.
static bool for_each(struct session *session, const struct words *words,
                     void (*change)(struct session *session, int number), struct error *error)
{
	struct stops *stops = stops_of(session);
	for (int i = 0; i < words->count; i++)
		if (!find_stop(session, words, i, error))
			return false;
	if (!words->count && !stops->count)
		return error_set(error, words->name, "break norm(delta[t,k]) < 1e-3",
		                 _("there are no stops"));
	for (int i = 0; i < words->count; i++) {
		struct error gone; // a number may stand there twice
		const struct stop *stop = find_stop(session, words, i, &gone);
		if (stop)
			change(session, stop->number);
	}
	for (int i = stops->count - 1; !words->count && i >= 0; i--)
		change(session, stops->stop[i].number);
	return true;
}

static void delete_one(struct session *session, int number)
{
	stops_delete(&session->stops, number);
}

static void disable_one(struct session *session, int number)
{
	stops_find(&session->stops, number)->disabled = true;
}

static void enable_one(struct session *session, int number)
{
	struct stop *stop = stops_find(&session->stops, number);
	stop->disabled = false;
	if (stop->lost)
		session_sayf(session, SAY_NOTE, _("Stop %d waits for a cell that has its names."),
		             number);
}

static bool run_delete(struct session *session, const struct words *words, struct error *error)
{
	return for_each(session, words, delete_one, error);
}

static bool run_disable(struct session *session, const struct words *words, struct error *error)
{
	return for_each(session, words, disable_one, error);
}

static bool run_enable(struct session *session, const struct words *words, struct error *error)
{
	return for_each(session, words, enable_one, error);
}

static bool run_condition(struct session *session, const struct words *words, struct error *error)
{
	struct stop *stop = find_stop(session, words, 0, error);
	struct walk *walk = stop ? session_walk(session, error) : NULL;
	struct stop_names names;
	if (!walk)
		return false;
	const char *text = words->rest + strcspn(words->rest, " \t");
	text += strspn(text, " \t");
	int const column = words->count > 1 ? words->word[1].span.column : words->end.column;
	if (!stop_set_condition(stop, walk, stops_scope(session, &names), text, words->begin.line,
	                        column, error))
		return stops_suggest(session, words, error);
	say_stop(session, stop);
	return true;
}

static bool run_ignore(struct session *session, const struct words *words, struct error *error)
{
	struct stop *stop = find_stop(session, words, 0, error);
	long count;
	if (!stop || !words_integer(words, 1, _("the count of hits"), 0, 1000000000, &count, error))
		return false;
	stop->ignore = (int)count;
	struct text out = { 0 };
	stops_write(stop, &out);
	text_addf(&out,
	          count ? ngettext(", passed by at its next hit",
	                           ", passed by at its next %ld hits", (unsigned long)count)
	                : _(", never passed by"),
	          count);
	return session_answer(session, &out);
}

static char **complete_stops(struct session *session)
{
	struct words_list list = { 0 };
	for (int i = 0; i < session->stops.count; i++) {
		LOCAL(text) number = { 0 };
		text_addf(&number, "%d", session->stops.stop[i].number);
		words_list_add(&list, text_get(&number));
	}
	return words_list_take(&list);
}

const struct command stop_commands[] = {
	{
		.name = "break",
		.alias = "b br",
		.group = GROUP_STOP,
		.usage = "[PLACE|NAME|CONDITION|nan [if CONDITION]]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary =
			N_("Stop at a place, where a name is written, or where a condition holds."),
		.help = N_("  break backward 3 1              where goto backward 3 1 lands\n"
	                   "  break dW                        wherever an equation writes dW\n"
	                   "  break delta[3,1]                where delta[3,1] is complete\n"
	                   "  break ds[k-1] if t == 3         of loss 3 only\n"
	                   "  break norm(delta[t,k]) < 1e-3   where the gradient has vanished\n"
	                   "  break nan                       where NaN or Inf is written\n"
	                   "A condition is looked at once a time step and once an iteration: where the\n"
	                   "last of its names is written, or at the end of the iteration.  Alone: stop\n"
	                   "here again.\n"
	                   "All commands that walk stop there, forward and in reverse; goto does not."),
		.run = run_break,
		.complete = COMPLETE_NAME,
		.choices = "backward forward nan",
		.in_lessons = true,
	},
	{
		.name = "tbreak",
		.alias = "tb",
		.group = GROUP_STOP,
		.usage = "[PLACE|NAME|CONDITION|nan [if CONDITION]]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("As break, but the stop is gone once it is hit."),
		.help = N_("  tbreak norm(delta[t,k]) < 1e-3"),
		.run = run_tbreak,
		.complete = COMPLETE_NAME,
		.choices = "backward forward nan",
		.in_lessons = true,
	},
	{
		.name = "watch",
		.group = GROUP_STOP,
		.usage = "EXPR|CONDITION",
		.takes = { 1, WORDS_ANY, N_("an expression") },
		.summary = N_("Stop where an equation changes a value, and say what it was."),
		.help = N_("  watch dW[0,1]\n"
	                   "  watch norm(dW) > 1    where that becomes true, or false again\n"
	                   "A value that is computed again for another loss differs by rounding: "
	                   "that is\nnot a change."),
		.run = run_watch,
		.complete = COMPLETE_NAME,
		.in_lessons = true,
	},
	{
		.name = "until",
		.alias = "advance",
		.group = GROUP_STOP,
		.usage = "PLACE|NAME|CONDITION|nan [if CONDITION]",
		.takes = { 1, WORDS_ANY, N_("a place or a condition") },
		.summary = N_("Go on until there: as tbreak and continue in one."),
		.help = N_("  until delta[3,1]\n"
	                   "  until norm(delta[t,k]) < 1e-3\n"
	                   "Other stops hold on the way.  What is the same in all of the walk is looked\n"
	                   "for in the passes of the training that come after this one:\n"
	                   "  until norm(dE/dW) > 5"),
		.run = run_until,
		.repeats = false,
		.complete = COMPLETE_NAME,
		.choices = "backward forward nan",
		.in_lessons = true,
	},
	{
		.name = "delete",
		.alias = "d",
		.group = GROUP_STOP,
		.usage = "[N…]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("Delete these stops, or all of them."),
		.help = N_("  delete 1 3\n`info breakpoints` tells the numbers; `undisplay` is for "
	                   "displays."),
		.run = run_delete,
		.complete_words = complete_stops,
		.in_lessons = true,
	},
	{
		.name = "disable",
		.group = GROUP_STOP,
		.usage = "[N…]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("Let these stops, or all, be without effect until they are enabled."),
		.help = N_("  disable 2"),
		.run = run_disable,
		.complete_words = complete_stops,
		.in_lessons = true,
	},
	{
		.name = "enable",
		.group = GROUP_STOP,
		.usage = "[N…]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("Let these stops, or all, have effect again."),
		.help = N_("  enable 2"),
		.run = run_enable,
		.complete_words = complete_stops,
		.in_lessons = true,
	},
	{
		.name = "condition",
		.group = GROUP_STOP,
		.usage = "N [CONDITION]",
		.takes = { 1, WORDS_ANY, N_("the number of a stop") },
		.summary = N_("Let stop N hold only where a condition does; without one, always."),
		.help = N_("  break dW\n  condition 1 norm(dz[k]) > 0.1 and t == 3\n  condition 1"),
		.run = run_condition,
		.complete = COMPLETE_NAME,
		.complete_words = complete_stops,
		.in_lessons = true,
	},
	{
		.name = "ignore",
		.group = GROUP_STOP,
		.usage = "N COUNT",
		.takes = { 1, 2, N_("the number of a stop") },
		.summary = N_("Pass by stop N as often as COUNT says."),
		.help = N_("  ignore 1 10\nHits are counted all the same: `info breakpoints`."),
		.run = run_ignore,
		.complete_words = complete_stops,
		.in_lessons = true,
	},
	{ .name = NULL },
};
