// SPDX-License-Identifier: GPL-3.0-or-later
// display and undisplay: expressions that are shown after each stop.
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"
#include "command/all.h"
#include "command/info.h"
#include "repl/query.h"
#include "repl/series.h"
#include "repl/stops.h"
#include "repl/suggest.h"
#include "repl/value.h"

void displays_free(struct displays *displays)
{
	for (int i = 0; i < displays->count; i++)
		free(displays->at[i].text);
	free(displays->at);
	cell_drop(displays->cell);
	*displays = (struct displays){ 0 };
}

static void say(struct session *session, const struct display *display)
{
	LOCAL(text) before = { 0 };
	struct error error;
	text_addf(&before, "%d: ", display->number);
	if (!value_show(session, text_get(&before), display->text, 1, 1, &error))
		session_sayf(session, SAY_RESULT, "%s%s: %s", text_get(&before), display->text,
		             error.cause);
}

void displays_say(struct session *session)
{
	for (int i = 0; i < session->displays.count; i++)
		say(session, &session->displays.at[i]);
}

void info_display(struct session *session, struct text *out)
{
	const struct displays *displays = &session->displays;
	for (int i = 0; i < displays->count; i++)
		text_addf(out, "%s  %-3d %s", i ? "\n" : "", displays->at[i].number,
		          displays->at[i].text);
}

// Whether a value, or the first one of a list, is known at the place.
static bool has_value(struct session *session, const struct series *series, struct place place,
                      struct error *error)
{
	struct names names;
	LOCAL(arena) arena = { 0 };
	struct walk *walk = session_walk(session, error);
	if (!walk)
		return false;
	struct scope const scope =
		names_scope_at(session, (struct walk_place){ walk, place }, &names);
	struct series first = *series;
	first.to = first.from;
	bool const has = series_evaluate(&first, session, &scope, 1, &arena, error);
	return has || suggest_names(session, series->tree, series->variable, error);
}

// What has no value at this place may have one in the backward pass; a mistake shows there, too.
static bool is_sensible(struct session *session, const struct words *words, struct error *error)
{
	static const struct query_form form = { .most = 1, .has_ranges = true };
	struct walk *walk = session_walk(session, error);
	LOCAL(arena) arena = { 0 };
	struct query query;
	bool is = walk && query_read(session, words->rest, words->begin.line, words->begin.column, &form,
	                             &arena, &query, error);
	if (is) {
		struct error other;
		struct place const end = place_end(&walk->itinerary);
		struct place begin = end;
		int const t = place_last_loss(&walk->itinerary);
		place_backward(&walk->itinerary, t, t, &begin);
		is = has_value(session, &query.item[0], begin, error) ||
		     has_value(session, &query.item[0], session->state.place, &other) ||
		     has_value(session, &query.item[0], end, &other);
	}
	return is;
}

static void drop(struct displays *displays, int i)
{
	free(displays->at[i].text);
	displays->count--;
	memmove(&displays->at[i], &displays->at[i + 1],
	        (size_t)(displays->count - i) * sizeof *displays->at);
}

static bool run_display(struct session *session, const struct words *words, struct error *error)
{
	struct displays *displays = &session->displays;
	if (!words->count && !displays->count)
		return error_set(error, words->end, "display norm(dW)",
		                 _("an expression is missing here"));
	if (!words->count) {
		displays_say(session);
		return true;
	}
	if (!is_sensible(session, words, error))
		return false;
	displays->at =
		memory_resize(displays->at, (size_t)displays->count + 1, sizeof *displays->at);
	displays->at[displays->count] =
		(struct display){ ++displays->numbers, memory_copy_string(words->rest) };
	say(session, &displays->at[displays->count++]);
	if (interrupt_is_cut()) { // the same line starts it again
		drop(displays, displays->count - 1);
		displays->numbers--;
	}
	return true;
}

static int find(const struct displays *displays, long number)
{
	for (int i = 0; i < displays->count; i++)
		if (displays->at[i].number == number)
			return i;
	return -1;
}

static bool run_undisplay(struct session *session, const struct words *words, struct error *error)
{
	struct displays *displays = &session->displays;
	long number;
	for (int i = 0; i < words->count; i++) {
		if (!words_integer(words, i, _("the number of a display"), 1, 1000000000, &number,
		                   error))
			return false;
		if (find(displays, number) < 0)
			return error_set(error, words->word[i].span, "info display",
			                 _("there is no display %ld"), number);
	}
	if (!words->count && !displays->count)
		return error_set(error, words->name, "display norm(dW)", _("nothing is displayed"));
	for (int i = 0; i < words->count; i++) {
		struct error gone; // a number may stand there twice
		words_integer(words, i, "", 1, 1000000000, &number, &gone);
		int const at = find(displays, number);
		if (at >= 0)
			drop(displays, at);
	}
	while (!words->count && displays->count)
		drop(displays, displays->count - 1);
	return true;
}

static char **complete_displays(struct session *session)
{
	struct words_list list = { 0 };
	for (int i = 0; i < session->displays.count; i++) {
		LOCAL(text) number = { 0 };
		text_addf(&number, "%d", session->displays.at[i].number);
		words_list_add(&list, text_get(&number));
	}
	return words_list_take(&list);
}

const struct command display_commands[] = {
	{
		.name = "display",
		.group = GROUP_STOP,
		.usage = "[EXPR]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("Show a value now and after each stop; alone: show all of them."),
		.help = N_("  display norm(dW)\n  display delta[t,k]'\n"
	                   "t and k are those of the place."),
		.run = run_display,
		.complete = COMPLETE_NAME,
		.in_lessons = true,
	},
	{
		.name = "undisplay",
		.group = GROUP_STOP,
		.usage = "[N…]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("Stop showing these values; alone: all of them."),
		.help = N_("  undisplay 2\n`info display` tells the numbers."),
		.run = run_undisplay,
		.complete_words = complete_displays,
		.in_lessons = true,
	},
	{ .name = NULL },
};
