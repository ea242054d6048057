// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that move what a pane shows, and look for words in it.  They change the session's
// arrangement; whoever draws the screen obeys it.
#include <stdio.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "repl/panes.h"
#include "view/layout.h"

enum { SCROLL_MOST = 10000, SHIFT_MOST = 1000000000 };

// ---- scroll

// The pane that has the keys, else the lesson's page, else the log.
static int scrolled_pane(const struct session *session)
{
	int const focus = session->arrangement.focus, lesson = pane_find("lesson");
	return focus != PANE_NONE                 ? focus
	       : session->front.seen.pane[lesson].shown ? lesson
	                                          : pane_find("log");
}

// Brings a row of the pane to its upper edge, as far as there is something to be seen.
static void scroll_to(struct session *session, int pane, long top)
{
	const struct pane_seen *seen = &session->front.seen.pane[pane];
	int *shift = &session->arrangement.shift[pane];
	long const last = seen->total > seen->rows ? seen->total - seen->rows : 0;
	// A view says what its pane has room for until somebody moves it: then all of it.
	bool const is_brief = views[pane].fill && *shift == 0;
	if (top <= 0)
		*shift = views[pane].fill ? 0 : -SHIFT_MOST;
	else if (is_brief)
		*shift = (int)(top < SHIFT_MOST ? top : SHIFT_MOST);
	else
		*shift += (int)((top < last ? top : last) - seen->top);
}

static bool run_scroll(struct session *session, const struct words *words, struct error *error)
{
	static const struct {
		const char *word;
		int rows, pages; // to be moved by
	} ways[] = { { "up", -1, 0 },
		     { "down", 1, 0 },
		     { "page-up", 0, -1 },
		     { "page-down", 0, 1 },
		     { "top", -1, -SCROLL_MOST },
		     { "bottom", 1, SCROLL_MOST } };
	int const pane = scrolled_pane(session);
	const struct pane_seen *seen = &session->front.seen.pane[pane];
	long times = 1;
	const char *word = words->count ? words->word[0].at : "page-down";
	if (words->count > 1 &&
	    !words_integer(words, 1, _("how far"), 1, SCROLL_MOST, &times, error))
		return false;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		if (!strcmp(ways[i].word, word)) {
			long const page = seen->rows > 1 ? seen->rows - 1 : 1;
			scroll_to(session, pane,
			          seen->top + times * (ways[i].rows + ways[i].pages * page));
			return true;
		}
	return error_set(
		error, words->word[0].span, "scroll page-down",
		_("a pane scrolls up, down, page-up, page-down, to its top or bottom, not '%s'"),
		word);
}

// ---- search

static void say_row(struct session *session, const struct grid *paper, int row)
{
	LOCAL(grid) line = grid_new(1, paper->cols);
	struct text text = { 0 };
	memcpy(line.cells, paper->cells + (size_t)row * (size_t)paper->cols,
	       (size_t)paper->cols * sizeof *line.cells);
	text_addf(&text, "%d: ", row + 1);
	grid_write(&line, &text);
	session_answer(session, &text);
}

static bool search(struct session *session, const struct words *words, int way, struct error *error)
{
	struct arrangement *arrangement = &session->arrangement;
	int const pane =
		arrangement->focus != PANE_NONE ? arrangement->focus : scrolled_pane(session);
	const struct pane_seen *seen = &session->front.seen.pane[pane];
	char text[SEARCH_BYTES];
	snprintf(text, sizeof text, "%s", *words->rest ? words->rest : arrangement->search);
	text[utf8_fit(text, strlen(text), SEARCH_BYTES)] = '\0';
	if (!*text)
		return error_set(error, words->end, "search dW",
		                 _("what to look for is missing here"));
	if (strcmp(text, arrangement->search))
		arrangement->found = -1;
	struct scene const scene = session_scene(session);
	struct screen_parts const parts = panes_parts(session);
	struct grid paper =
		view_draw_pane(&scene, &parts, pane, seen->shown ? seen->cols : session->manner.columns);
	int const from = arrangement->found >= 0 ? arrangement->found : seen->top - (way > 0);
	int const row = grid_find_row(&paper, text, from, way);
	if (row >= 0) {
		strcpy(arrangement->search, text);
		arrangement->found = row;
		arrangement->focus = pane;
		if (seen->shown && (row < seen->top || row >= seen->top + seen->rows))
			scroll_to(session, pane, row - seen->rows / 2);
		if (!seen->shown)
			say_row(session, &paper, row);
	}
	grid_free(&paper);
	return row >= 0 || error_set(error, words->begin, NULL, _("'%s' is not in the pane %s"),
	                             text, pane_name(pane));
}

static bool run_search(struct session *session, const struct words *words, struct error *error)
{
	return search(session, words, 1, error);
}

static bool run_reverse_search(struct session *session, const struct words *words,
                               struct error *error)
{
	return search(session, words, -1, error);
}

const struct command scroll_commands[] = {
	{
		.name = "scroll",
		.group = GROUP_SCREEN,
		.usage = "[up|down|page-up|page-down|top|bottom [N]]",
		.takes = { 0, 2, NULL },
		.summary = N_("Move what the pane with the focus shows; else the lesson's page, or "
	                      "the log."),
		.run = run_scroll,
		.only_moves = true,
		.choices = "up down page-up page-down top bottom",
	},
	{
		.name = "search",
		.group = GROUP_SCREEN,
		.usage = "[TEXT]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("Look for words in the pane with the focus; alone: go on to the next "
	                      "place."),
		.help = N_("  search dW\nUpper and lower case of ASCII letters are one.  After the "
	                   "last "
	                   "place\ncomes the first."),
		.run = run_search,
		.only_moves = true,
		.takes_line = true,
	},
	{
		.name = "reverse-search",
		.group = GROUP_SCREEN,
		.usage = "[TEXT]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("As search, but upwards."),
		.run = run_reverse_search,
		.only_moves = true,
		.takes_line = true,
	},
	{ .name = NULL },
};
