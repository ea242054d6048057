// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of values among the answers: plot, heat, bars.  None of them changes anything.
#include <limits.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "command/labels.h"
#include "command/plot.h"
#include "net/network.h"
#include "repl/object.h"
#include "repl/query.h"
#include "repl/series.h"
#include "view/bars.h"
#include "view/heat.h"
#include "view/plot.h"

enum { PICTURE_POINTS_MOST = 20000 };
_Static_assert((int)PLOT_LINES <= (int)QUERY_ITEMS_MOST, "a plot's lines are items of a query");

// What is asked for, which is evaluated.  Where results are objects, the numbers take the picture's place.
static bool ask(struct session *session, const struct words *words, const struct query_form *form,
                struct arena *arena, struct query *query, struct error *error)
{
	return query_read(session, words->rest, words->begin.line, words->begin.column, form, arena, query,
	                  error) &&
	       query_answer(session, query, PICTURE_POINTS_MOST, arena, error);
}

static bool say_objects(struct session *session, const struct query *query)
{
	for (int i = 0; i < query->count && session->json; i++)
		object_say_series(session, query->item[i].name, &query->item[i]);
	return session->json;
}

void plot_say(struct session *session, struct sheet *sheet)
{
	struct text out = { 0 };
	sheet_write(sheet, &out);
	session_answer(session, &out);
	sheet_free(sheet);
}

struct speech plot_speech(const struct session *session, const struct query *query)
{
	struct speech speech = { .network = session->state.network };
	for (int i = 0; i < query->count; i++)
		speech_join(&speech, speech_of(session->state.network, query->item[i].tree));
	return speech;
}

struct sheet plot_sheet(const struct session *session, const struct speech *speech)
{
	struct sheet sheet = sheet_new(session->manner.columns, INT_MAX);
	LOCAL(text) head = { 0 };
	struct speech const of_walk = { .network = session->state.network, .sequence = true };
	speech_write_sequences(speech ? speech : &of_walk, &head);
	if (head.length)
		sheet_line(&sheet, 0, ROLE_HINT, text_get(&head));
	return sheet;
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
		LOCAL(text) clean = { 0 };
		utf8_clean(&clean, network->word[i], strlen(network->word[i]), false);
		name[i] = arena_copy_bytes(arena, text_get(&clean), clean.length);
	}
	return name;
}

// "k = 4", "k = 3", …
static const char *const *step_names(struct arena *arena, const struct series *item)
{
	const char **name = arena_get(arena, (size_t)item->value.rows * sizeof *name);
	for (int i = 0; i < item->value.rows; i++) {
		LOCAL(text) text = { 0 };
		text_addf(&text, "%s = %ld", item->variable, series_number(item, i));
		name[i] = arena_copy_bytes(arena, text_get(&text), text.length);
	}
	return name;
}

// ---- plot

// The line of an expression: its values over the variable, or a vector's elements.
static bool make_line(const struct series *item, struct plot_line *line, struct error *error)
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

static bool draw_plot(struct session *session, const struct query *query, struct error *error)
{
	struct plot_line line[PLOT_LINES];
	const char *variable = NULL;
	for (int i = 0; i < query->count; i++) {
		if (!make_line(&query->item[i], &line[i], error))
			return false;
		variable = variable ? variable : query->item[i].variable;
	}
	if (say_objects(session, query))
		return true;
	struct plot const plot = { .line = line,
		                   .lines = query->count,
		                   .variable = variable ? variable : "i",
		                   .log = query->log,
		                   .glyphs = session_glyphs(session) };
	struct speech const speech = plot_speech(session, query);
	struct sheet sheet = plot_sheet(session, &speech);
	plot_draw(&plot, &sheet);
	plot_say(session, &sheet);
	return true;
}

static bool run_plot(struct session *session, const struct words *words, struct error *error)
{
	struct query_form const form = {
		.most = PLOT_LINES, .has_ranges = true, .has_log = true,
		.instead = _("draw two plots"), .too_many = _("a plot has room for no further expression")
	};
	LOCAL(arena) arena = { 0 };
	struct query query;
	return ask(session, words, &form, &arena, &query, error) &&
	       draw_plot(session, &query, error);
}

// ---- heat

// The form of what pictures show that are of one expression.
static struct query_form one_expression(void)
{
	return (struct query_form){ .most = 1, .has_ranges = true,
		                    .instead = _("draw them one after the other"),
		                    .too_many = _("this picture is of one expression") };
}

static void draw_heat(struct session *session, const struct query *query, struct arena *arena)
{
	const struct series *item = &query->item[0];
	struct shape const sides = labels_of(session->state.network->cell, item->tree);
	struct heat heat =
		heat_of(item->value, session->precision, session_draws_ascii(session));
	heat.row_name = item->variable
	                        ? step_names(arena, item)
	                        : word_names(session, arena, sides.rows, item->value.rows);
	// The entries of a list lie on their sides.
	heat.col_name = word_names(session, arena, item->variable ? sides.rows : sides.cols,
	                           item->value.cols);
	struct speech const speech = plot_speech(session, query);
	struct sheet sheet = plot_sheet(session, &speech);
	heat_draw(&heat, &sheet);
	plot_say(session, &sheet);
}

static bool run_heat(struct session *session, const struct words *words, struct error *error)
{
	struct query_form const form = one_expression();
	LOCAL(arena) arena = { 0 };
	struct query query;
	bool const known = ask(session, words, &form, &arena, &query, error);
	if (known && !say_objects(session, &query))
		draw_heat(session, &query, &arena);
	return known;
}

// ---- bars

static bool draw_bars(struct session *session, const struct query *query, struct arena *arena,
                      struct error *error)
{
	const struct series *item = &query->item[0];
	struct array const value = item->value;
	if (value.rows > 1 && value.cols > 1)
		return error_set(error, item->tree->span, _("heat draws a matrix"),
		                 _("bars show a vector, but this is %d×%d"), value.rows,
		                 value.cols);
	if (say_objects(session, query))
		return true;
	struct shape const sides = labels_of(session->state.network->cell, item->tree);
	struct bars bars = { .a = value,
		             .precision = session->precision,
		             .ascii = session_draws_ascii(session) };
	bars.name = item->variable && value.cols == 1
	                    ? step_names(arena, item)
	                    : word_names(session, arena,
	                                 value.rows > 1 || item->variable ? sides.rows : sides.cols,
	                                 (int)array_size(value));
	struct speech const speech = plot_speech(session, query);
	struct sheet sheet = plot_sheet(session, &speech);
	bars_draw(&bars, &sheet);
	plot_say(session, &sheet);
	return true;
}

static bool run_bars(struct session *session, const struct words *words, struct error *error)
{
	struct query_form const form = one_expression();
	LOCAL(arena) arena = { 0 };
	struct query query;
	return ask(session, words, &form, &arena, &query, error) &&
	       draw_bars(session, &query, &arena, error);
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
