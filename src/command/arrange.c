// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that arrange the panes, and `view`, which says what a pane shows.  They change the
// session's arrangement; whoever draws the screen obeys it.
#include <string.h>

#include "base/message.h"
#include "command/all.h"
#include "command/show.h"
#include "repl/panes.h"
#include "view/layout.h"

enum { NAME_COLUMNS = 11 };

// ---- panes and their names

static char **complete_panes(struct session *session)
{
	struct words_list list = { 0 };
	(void)session;
	for (int pane = 0; pane < pane_count(); pane++)
		words_list_add(&list, pane_name(pane));
	return words_list_take(&list);
}

static bool fail_pane(const struct word *word, struct error *error)
{
	error_set(error, word->span, NULL, _("there is no pane '%s'"), word->at);
	return words_advise(error, word->at, complete_panes(NULL), "", _("panes lists them"));
}

static bool read_pane(const struct session *session, const struct word *word, int *pane,
                      struct error *error)
{
	*pane = pane_find(word->at);
	if (*pane == PANE_NONE)
		return fail_pane(word, error);
	return panes_exist(session, *pane) ||
	       error_set(error, word->span, "lesson 1", _("no lesson is open"));
}

// What was done is seen on a screen; a person without one is told that there is none.
static bool done(struct session *session)
{
	bool on_screen = session->front.seen.too_small;
	for (int pane = 0; pane < pane_count(); pane++)
		on_screen = on_screen || session->front.seen.pane[pane].shown;
	if (session->front.interactive && !on_screen)
		session_say(session, SAY_NOTE,
		            _("There is no screen here: view says what a pane shows."));
	panes_remember(session);
	return true;
}

// ---- layout, zoom, hide, unhide, move, panes

static void list_forms(const struct session *session, struct text *out)
{
	const struct form *chosen = session->arrangement.form;
	text_addf(out, "%s %-*s%s", chosen ? " " : "*", NAME_COLUMNS, "auto",
	          _("small or desk, as the screen's size has it"));
	for (const struct form *form = forms; form->name; form++)
		text_addf(out, "\n%s %-*s%s", form == chosen ? "*" : " ", NAME_COLUMNS, form->name,
		          _(form->summary));
}

static char **complete_layout(struct session *session)
{
	struct words_list list = { 0 };
	(void)session;
	words_list_rows(&list, forms, sizeof *forms);
	words_list_add(&list, "auto");
	return words_list_take(&list);
}

static bool run_layout(struct session *session, const struct words *words, struct error *error)
{
	if (!words->count) {
		struct text out = { 0 };
		list_forms(session, &out);
		return session_answer(session, &out);
	}
	const struct word *word = &words->word[0];
	struct arrangement usual = arrangement_usual();
	usual.focus = session->arrangement.focus;
	if (!arrangement_choose(&usual, word->at)) {
		error_set(error, word->span, NULL, _("there is no layout '%s'"), word->at);
		return words_advise(error, word->at, complete_layout(session), "",
		                    _("layout lists them"));
	}
	session->arrangement = usual;
	return done(session);
}

static bool run_zoom(struct session *session, const struct words *words, struct error *error)
{
	struct arrangement *arrangement = &session->arrangement;
	int pane = arrangement->focus;
	if (words->count && strcmp(words->word[0].at, "off")) {
		if (!read_pane(session, &words->word[0], &pane, error))
			return false;
	} else if (words->count || arrangement->zoomed != PANE_NONE) {
		pane = PANE_NONE;
	} else if (pane == PANE_NONE) {
		return error_set(error, words->end, "zoom equation",
		                 _("a pane's name is missing here"));
	}
	arrangement->zoomed = pane;
	return done(session);
}

static bool set_places(struct session *session, const struct words *words, enum pane_place place,
                       struct error *error)
{
	struct arrangement changed = session->arrangement;
	for (int i = 0; i < words->count; i++) {
		int const pane = pane_find(words->word[i].at);
		if (pane == PANE_NONE)
			return fail_pane(&words->word[i], error);
		changed.place[pane] = place;
		if (place == PLACE_HIDDEN && changed.focus == pane)
			changed.focus = PANE_NONE;
		if (place == PLACE_HIDDEN && changed.zoomed == pane)
			changed.zoomed = PANE_NONE;
	}
	session->arrangement = changed;
	return done(session);
}

static bool run_hide(struct session *session, const struct words *words, struct error *error)
{
	return set_places(session, words, PLACE_HIDDEN, error);
}

// A pane that the layout does not have stands at the side.
static bool run_unhide(struct session *session, const struct words *words, struct error *error)
{
	struct arrangement *arrangement = &session->arrangement;
	if (words->count && !set_places(session, words, PLACE_SIDE, error))
		return false;
	for (int pane = 0; pane < pane_count(); pane++) {
		bool const named = form_has(arrangement->form, pane);
		bool const asked = !words->count ? arrangement->place[pane] == PLACE_HIDDEN
		                                 : arrangement->place[pane] == PLACE_SIDE && named;
		if (asked)
			arrangement->place[pane] = PLACE_USUAL;
	}
	return done(session);
}

static bool run_move(struct session *session, const struct words *words, struct error *error)
{
	static const struct {
		const char *word;
		int by;
	} ways[] = {
		{ "up", -1 }, { "down", 1 }, { "first", -PANES_MOST }, { "last", PANES_MOST }
	};
	int pane;
	pane = pane_find(words->word[0].at);
	if (pane == PANE_NONE)
		return fail_pane(&words->word[0], error);
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		if (!strcmp(ways[i].word, words->word[1].at)) {
			arrangement_move(&session->arrangement, pane, ways[i].by);
			return done(session);
		}
	if (!arrangement_place(&session->arrangement, pane, words->word[1].at))
		return error_set(
			error, words->word[1].span, NULL,
			_("a pane goes up, down, first, last, main, side or usual, not '%s'"),
			words->word[1].at);
	return done(session);
}

static void list_panes(const struct session *session, struct text *out)
{
	const struct arrangement *arrangement = &session->arrangement;
	for (int i = 0; i < pane_count(); i++) {
		int const pane = arrangement->order[i];
		const struct view *view = &views[pane];
		text_addf(out, "%s%s %-*s%s", i ? "\n" : "",
		          session->front.seen.pane[pane].shown             ? "*"
		          : arrangement->place[pane] == PLACE_HIDDEN ? "-"
		                                                     : " ",
		          NAME_COLUMNS, view->name, _(view->summary));
	}
}

static bool run_panes(struct session *session, const struct words *words, struct error *error)
{
	struct arrangement changed = session->arrangement;
	for (int i = 0; i < words->count; i++) {
		int const pane = pane_find(words->word[i].at);
		if (pane == PANE_NONE)
			return fail_pane(&words->word[i], error);
		arrangement_move(&changed, pane, -PANES_MOST);
		arrangement_move(&changed, pane, i);
	}
	session->arrangement = changed;
	if (words->count)
		return done(session);
	struct text out = { 0 };
	list_panes(session, &out);
	return session_answer(session, &out);
}

// ---- focus

// The pane after (before) this one on the screen, in their order; none: the line.
static int next_focus(const struct session *session, int way)
{
	const struct arrangement *arrangement = &session->arrangement;
	int const count = pane_count();
	int at = way > 0 ? -1 : count;
	for (int i = 0; arrangement->focus != PANE_NONE && i < count; i++)
		if (arrangement->order[i] == arrangement->focus)
			at = i;
	for (at += way; at >= 0 && at < count; at += way)
		if (session->front.seen.pane[arrangement->order[at]].shown)
			return arrangement->order[at];
	return PANE_NONE;
}

static bool run_focus(struct session *session, const struct words *words, struct error *error)
{
	struct arrangement *arrangement = &session->arrangement;
	const char *word = words->count ? words->word[0].at : "next";
	int pane;
	if (!strcmp(word, "off"))
		pane = PANE_NONE;
	else if (!strcmp(word, "next") || !strcmp(word, "previous"))
		pane = next_focus(session, *word == 'n' ? 1 : -1);
	else if (!read_pane(session, &words->word[0], &pane, error))
		return false;
	if (pane != arrangement->focus) {
		arrangement->search[0] = '\0';
		arrangement->found = -1;
	}
	arrangement->focus = pane;
	if (arrangement->zoomed != PANE_NONE && pane != PANE_NONE)
		arrangement->zoomed = pane;
	return done(session);
}

// ---- view

static bool run_view(struct session *session, const struct words *words, struct error *error)
{
	return words->count ? show_named(session, words, error) : run_panes(session, words, error);
}

const struct command arrange_commands[] = {
	{
		.name = "view",
		.group = GROUP_SCREEN,
		.usage = "[PANE]",
		.takes = { 0, 1, NULL },
		.summary = N_("Print all that a pane of the screen shows; alone: list the panes."),
		.help = N_("  view network\n  view grid\nIt needs no screen, and shows whatever `show` shows."),
		.run = run_view,
		.complete_words = complete_panes,
		.in_lessons = true,
	},
	{
		.name = "layout",
		.group = GROUP_SCREEN,
		.usage = "[NAME|auto]",
		.takes = { 0, 1, NULL },
		.summary = N_("Choose the layout of the panes; alone: list the layouts."),
		.help = N_(
			"  layout projector    for a class: few and large\n"
			"  layout auto         small or desk, as the screen's size has it\n"
			"What was hidden or moved is as usual again.  The choice is remembered."),
		.run = run_layout,
		.complete_words = complete_layout,
	},
	{
		.name = "zoom",
		.group = GROUP_SCREEN,
		.usage = "[PANE|off]",
		.takes = { 0, 1, NULL },
		.summary =
			N_("Let one pane fill the screen; again, or off: all of them as before."),
		.help = N_("  zoom equation\nAlone it is of the pane that has the focus."),
		.run = run_zoom,
		.complete_words = complete_panes,
	},
	{
		.name = "hide",
		.group = GROUP_SCREEN,
		.usage = "PANE…",
		.takes = { 1, WORDS_ANY, N_("a pane's name") },
		.summary = N_("Leave panes out of the screen."),
		.help = N_("  hide log sums\n`unhide` brings them back."),
		.run = run_hide,
		.complete_words = complete_panes,
	},
	{
		.name = "unhide",
		.group = GROUP_SCREEN,
		.usage = "[PANE…]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("Bring hidden panes back, or panes that the layout does not have."),
		.help = N_("  unhide map\n  unhide        all that were hidden"),
		.run = run_unhide,
		.complete_words = complete_panes,
	},
	{
		.name = "move",
		.group = GROUP_SCREEN,
		.usage = "PANE up|down|first|last|main|side|usual",
		.takes = { 2, 2, N_("where a pane shall go") },
		.summary = N_("Move a pane in the order of the screen, or to another column."),
		.help = N_("  move lesson first\n  move map side\n"
	                   "`panes NAME…` names several in their order."),
		.run = run_move,
		.complete_words = complete_panes,
	},
	{
		.name = "panes",
		.group = GROUP_SCREEN,
		.usage = "[PANE…]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("List the panes; or put these first, in this order."),
		.help = N_("  panes lesson equation network\n"
	                   "In the list * marks what is on the screen, - what was hidden."),
		.run = run_panes,
		.complete_words = complete_panes,
	},
	{
		.name = "focus",
		.group = GROUP_SCREEN,
		.usage = "[PANE|next|previous|off]",
		.takes = { 0, 1, NULL },
		.summary = N_(
			"Give a pane the keys for scrolling and searching; off: back to the line."),
		.help = N_("  focus grid\nAlone it goes on to the next pane, and from the last one "
	                   "to the line."),
		.run = run_focus,
		.choices = "next previous off",
		.complete_words = complete_panes,
	},
	{ .name = NULL },
};
