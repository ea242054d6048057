// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of values among the answers: plot, heat, bars.  None of them changes anything.
#include <limits.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "command/asked.h"
#include "command/plot.h"
#include "command/sides.h"
#include "net/network.h"
#include "repl/object.h"
#include "view/bars.h"
#include "view/heat.h"
#include "view/plot.h"

// Where results are objects, the numbers take the picture's place.
static void say_objects(struct session *session, const struct asked *asked)
{
	for (int i = 0; i < asked->count; i++) {
		const struct asked_item *item = &asked->item[i];
		struct object_list const list = { item->variable, item->first, item->last };
		struct text out = { 0 };
		object_write_value(item->name, item->value, item->variable ? &list : NULL, &out);
		session_say_object(session, SAY_RESULT, text_get(&out));
		text_free(&out);
	}
}

void picturing_say(struct session *session, struct sheet *sheet)
{
	struct text out = { 0 };
	sheet_write(sheet, &out);
	session_answer(session, &out);
	sheet_free(sheet);
}

struct sheet picturing_sheet(const struct session *session)
{
	return sheet_new(session->manner.columns, INT_MAX);
}

// ---- labels

// A name for each word, if the side of the value counts words; NULL: it does not.
static const char *const *word_names(struct session *session, struct arena *arena, int side,
                                     int length)
{
	const struct network *network = session->state.network;
	if (side != SIDE_C || length != network->C)
		return NULL;
	const char **name = arena_get(arena, (size_t)length * sizeof *name);
	for (int i = 0; i < length; i++) {
		struct text clean = { 0 };
		utf8_clean(&clean, network->word[i], strlen(network->word[i]), false);
		name[i] = arena_copy_bytes(arena, text_get(&clean), clean.length);
		text_free(&clean);
	}
	return name;
}

// "k = 4", "k = 3", …
static const char *const *step_names(struct arena *arena, const struct asked_item *item)
{
	const char **name = arena_get(arena, (size_t)item->value.rows * sizeof *name);
	for (int i = 0; i < item->value.rows; i++) {
		struct text text = { 0 };
		text_addf(&text, "%s = %ld", item->variable,
		          item->first <= item->last ? item->first + i : item->first - i);
		name[i] = arena_copy_bytes(arena, text_get(&text), text.length);
		text_free(&text);
	}
	return name;
}

// ---- plot

// The line of an expression: its values over the variable, or a vector's elements.
static bool make_line(const struct asked_item *item, struct plot_line *line, struct error *error)
{
	struct array const value = item->value;
	*line = (struct plot_line){ .name = item->name,
		                    .first = (int)item->first,
		                    .last = (int)item->last,
		                    .at = value.at };
	if (item->variable)
		return value.cols == 1 ||
		       error_set(
			       error, item->tree->span,
			       _("take its norm, or one element; heat draws vectors side by side"),
			       _("a plot needs a number at each %s, but this is %d×1"),
			       item->variable, value.cols);
	if (value.rows > 1 && value.cols > 1)
		return error_set(error, item->tree->span, _("heat draws a matrix"),
		                 _("a plot shows numbers or a vector, but this is %d×%d"),
		                 value.rows, value.cols);
	line->last = (int)array_size(value) - 1;
	return true;
}

static bool draw_plot(struct session *session, const struct asked *asked, struct error *error)
{
	struct plot_line line[PLOT_LINES];
	const char *variable = NULL;
	for (int i = 0; i < asked->count; i++) {
		if (!make_line(&asked->item[i], &line[i], error))
			return false;
		variable = variable ? variable : asked->item[i].variable;
	}
	if (session->json) {
		say_objects(session, asked);
		return true;
	}
	struct plot const plot = { .line = line,
		                   .lines = asked->count,
		                   .variable = variable ? variable : "i",
		                   .log = asked->log,
		                   .glyphs = session_glyphs(session) };
	struct sheet sheet = picturing_sheet(session);
	plot_draw(&plot, &sheet);
	picturing_say(session, &sheet);
	return true;
}

static bool run_plot(struct session *session, const struct words *words, struct error *error)
{
	struct asked asked;
	bool const drawn = asked_read(&asked, session, words, PLOT_LINES, true, error) &&
	                   draw_plot(session, &asked, error);
	asked_free(&asked);
	return drawn;
}

// ---- heat

static void draw_heat(struct session *session, struct asked *asked)
{
	const struct asked_item *item = &asked->item[0];
	struct shape const sides = sides_of(session->state.network->cell, item->tree);
	struct heat heat =
		heat_of(item->value, session->precision, session_draws_ascii(session));
	heat.row_name = item->variable
	                        ? step_names(&asked->arena, item)
	                        : word_names(session, &asked->arena, sides.rows, item->value.rows);
	// The entries of a list lie on their sides.
	heat.col_name = word_names(session, &asked->arena, item->variable ? sides.rows : sides.cols,
	                           item->value.cols);
	struct sheet sheet = picturing_sheet(session);
	heat_draw(&heat, &sheet);
	picturing_say(session, &sheet);
}

static bool run_heat(struct session *session, const struct words *words, struct error *error)
{
	struct asked asked;
	bool const known = asked_read(&asked, session, words, 1, false, error);
	if (known && session->json)
		say_objects(session, &asked);
	else if (known)
		draw_heat(session, &asked);
	asked_free(&asked);
	return known;
}

// ---- bars

static bool draw_bars(struct session *session, struct asked *asked, struct error *error)
{
	const struct asked_item *item = &asked->item[0];
	struct array const value = item->value;
	if (value.rows > 1 && value.cols > 1)
		return error_set(error, item->tree->span, _("heat draws a matrix"),
		                 _("bars show a vector, but this is %d×%d"), value.rows,
		                 value.cols);
	if (session->json) {
		say_objects(session, asked);
		return true;
	}
	struct shape const sides = sides_of(session->state.network->cell, item->tree);
	struct bars bars = { .a = value,
		             .precision = session->precision,
		             .ascii = session_draws_ascii(session) };
	bars.name = item->variable && value.cols == 1
	                    ? step_names(&asked->arena, item)
	                    : word_names(session, &asked->arena,
	                                 value.rows > 1 || item->variable ? sides.rows : sides.cols,
	                                 (int)array_size(value));
	struct sheet sheet = picturing_sheet(session);
	bars_draw(&bars, &sheet);
	picturing_say(session, &sheet);
	return true;
}

static bool run_bars(struct session *session, const struct words *words, struct error *error)
{
	struct asked asked;
	bool const drawn = asked_read(&asked, session, words, 1, false, error) &&
	                   draw_bars(session, &asked, error);
	asked_free(&asked);
	return drawn;
}

const struct command plot_commands[] = {
	{
		.name = "plot",
		.group = GROUP_ASK,
		.usage = "EXPR[, EXPR...] [for NAME = A..B] [log]",
		.takes = { 1, WORDS_ANY, N_("an expression") },
		.summary = N_("Plot numbers over whole numbers, or a vector over its index."),
		.help = N_(
			"  plot norm(delta[4,k]) for k = 4..0 log\n"
			"  plot norm(delta[4,k]), norm(ds[4]/ds[k]) for k = 4..0 log\n"
			"  plot norm(delta[4,k]) for k = 4..0, norm(delta[3,k]) for k = 3..0\n"
			"  plot E[t] for t = 0..T-1\n"
			"  plot svd(W)\n"
			"An expression without a range has that of the next one.  With log the\n"
			"axis is logarithmic.  What has no place on the axis, as NaN, Inf, or on "
	                "a\n"
			"logarithmic one 0 and less, leaves a gap and is told below.\n"
			"`set glyphs braille|blocks|ascii` chooses the letters: braille is finest\n"
			"but not in every font."),
		.run = run_plot,
		.complete = COMPLETE_NAME,
		.in_lessons = true,
	},
	{
		.name = "heat",
		.group = GROUP_ASK,
		.usage = "EXPR [for NAME = A..B]",
		.takes = { 1, WORDS_ANY, N_("an expression") },
		.summary = N_("Draw a matrix as a heat map: each element's sign and size."),
		.help = N_(
			"  heat W\n"
			"  heat dE[3]/dW\n"
			"  heat ds[3]/ds[1]\n"
			"  heat s[t] for t = 0..T-1    vectors side by side\n"
			"Digits stand beside a shade where there is room, else a sign does.  What\n"
			"is too large is drawn in blocks, each as its largest element."),
		.run = run_heat,
		.complete = COMPLETE_NAME,
		.in_lessons = true,
	},
	{
		.name = "bars",
		.group = GROUP_ASK,
		.usage = "EXPR [for NAME = A..B]",
		.takes = { 1, WORDS_ANY, N_("an expression") },
		.summary = N_("Draw a vector as bars to both sides of zero, with its numbers."),
		.help = N_("  bars yhat[3]    words are named\n"
	                   "  bars delta[3,1]\n"
	                   "  bars E[t] for t = 0..T-1\n"
	                   "Of a long vector the largest elements are drawn."),
		.run = run_bars,
		.complete = COMPLETE_NAME,
		.in_lessons = true,
	},
	{ .name = NULL },
};
