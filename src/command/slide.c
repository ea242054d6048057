// SPDX-License-Identifier: GPL-3.0-or-later
// `slide`: one network as the largest singular value, or the spectral radius, of its recurrent matrices
// varies.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/decompose.h"
#include "array/number.h"
#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "command/plot.h"
#include "command/runners.h"
#include "lang/print.h"
#include "lang/recurrence.h"
#include "net/network.h"
#include "view/glyph.h"
#include "view/race.h"

enum { SLIDE_LINES = 5, NUMBER_COLUMNS = 9, NAME_COLUMNS = 8 };
#define SLIDE_STEP 1.1

static double sigma_of(struct array a)
{
	LOCAL(arena) arena = { 0 };
	struct array const values = array_new(&arena, a.rows, 1);
	return array_singular_values(values, a) ? values.at[0] : NAN;
}

static double radius_of(struct array a)
{
	LOCAL(arena) arena = { 0 };
	struct array const values = array_new(&arena, a.rows, 2);
	double const radius =
		array_eigenvalues(values, a) ? hypot(values.at[0], values.at[1]) : NAN;
	return radius;
}

static const struct slider {
	const char *name, *letter;
	double (*size)(struct array a);
} sliders[] = { { "sigma", "sigma", sigma_of }, { "radius", "rho", radius_of } };

enum { SLIDERS = sizeof sliders / sizeof *sliders };

// The matrices that are slid: those that carry a state from step to step.  A scalar, as the leak of a cell, is
// none; a matrix that one unit leaves with one element is.
static bool is_slid(const struct network *network, int quantity)
{
	const struct quantity *q = &network->cell->quantity[quantity];
	return q->kind == QUANTITY_PARAMETER && q->shape.rows == q->shape.cols &&
	       !shape_is_scalar(q->shape) && recurrence_carries(network->cell, quantity);
}

// The size of the first of them; false if there is none, or it has none.
static bool first_size(const struct network *network, const struct slider *slider, double *size)
{
	for (int q = 0; q < network->cell->quantities; q++)
		if (is_slid(network, q)) {
			*size = slider->size(network->parameter[q]);
			return true;
		}
	return false;
}

// A copy all of whose recurrent matrices have this size; NULL and *error: one cannot have it.
static struct network *slide_to(const struct network *from, const struct slider *slider,
                                double size, double factor, struct error *error)
{
	struct network *network = network_copy(from);
	for (int q = 0; q < network->cell->quantities; q++) {
		if (!is_slid(network, q))
			continue;
		struct array const a = network_parameter(network, q);
		double const now = slider->size(a), times = factor > 0 ? factor : size / now;
		if (!(now > 0) || !isfinite(times)) {
			LOCAL(text) told = { 0 };
			number_write_in_formula(now, 3, &told);
			error_set(error, SPAN_NONE, "init orthogonal",
			          _("%s cannot be scaled: its %s is %s"),
			          network->cell->quantity[q].name, slider->letter, text_get(&told));
			network_free(network);
			return NULL;
		}
		for (size_t i = 0; i < array_size(a); i++)
			a.at[i] *= times;
	}
	return network;
}

static void name_size(const struct slider *slider, double size, struct text *out)
{
	text_addf(out, "%s ", slider->letter);
	number_write_short(size, 3, out);
}

static bool add_slid(struct runners *runners, const struct network *from,
                     const struct slider *slider, double size, const struct word *word,
                     struct error *error)
{
	struct network *network = slide_to(from, slider, size, 0, error);
	if (!network) {
		error->span = word->span;
		return false;
	}
	LOCAL(text) name = { 0 };
	name_size(slider, size, &name);
	return runners_add(runners, text_get(&name), network, word, error);
}

// Sizes in equal ratios from one to the other.
static bool add_range(struct runners *runners, const struct network *network,
                      const struct slider *slider, double from, double to, const struct word *word,
                      struct error *error)
{
	for (int i = 0; i < SLIDE_LINES; i++) {
		double const size = from * pow(to / from, (double)i / (SLIDE_LINES - 1));
		if (!add_slid(runners, network, slider, size, word, error))
			return false;
	}
	return true;
}

// "0.5..2" or "1.3"; *to is *from for the latter.
static bool read_sizes(const struct words *words, int i, double *from, double *to,
                       struct error *error)
{
	if (i >= words->count)
		return error_set(error, words->end, "slide sigma 0.5..2",
		                 _("a size is missing here"));
	const struct word *word = &words->word[i];
	char *end;
	*from = *to = strtod(word->at, &end);
	if (end != word->at && end[0] == '.' && end[1] == '.') {
		// strtod takes the first point of "1..2" for that of a number.
		const char *second = end + 2;
		*to = strtod(second, &end);
		end = end == second ? (char *)word->at : end;
	} else if (end != word->at && end[-1] == '.' && end[0] == '.') {
		const char *second = end + 1;
		*to = strtod(second, &end);
		end = end == second ? (char *)word->at : end;
	}
	if (end == word->at || *end || !(*from > 0 && isfinite(*from)) ||
	    !(*to > 0 && isfinite(*to)))
		return error_set(error, word->span, _("slide sigma 1.3, or slide sigma 0.5..2"),
		                 _("a size is a number above 0, or two with .. between, not '%s'"),
		                 word->at);
	return true;
}

// "before    0.769    0.407    0.144    0.616": at doubling distances, and on average in a step.
static void write_number(double number, struct text *out)
{
	LOCAL(text) digits = { 0 };
	number_write_in_formula(number, 3, &digits);
	text_addf(out, "%*s", NUMBER_COLUMNS, text_get(&digits));
}

static void write_line(const char *name, const struct runner *runner, struct text *out)
{
	struct race_line const line = { runner->name, runner->at, runner->count };
	text_add(out, "\n  ");
	utf8_add_field(out, name, -NAME_COLUMNS);
	for (int d = 1; d < runner->count; d *= 2)
		write_number(runner->at[d], out);
	write_number(race_rate(&line), out);
}

static void say_move(struct session *session, const struct runners *runners,
                     const struct slider *slider, double before, double after)
{
	const struct runner *now = &runners->at[0];
	struct text out = { 0 };
	const char *separator = " ";
	text_addf(&out, _("%s of"), slider->letter);
	for (int q = 0; q < now->network->cell->quantities; q++)
		if (is_slid(now->network, q)) {
			text_addf(&out, "%s%s", separator, now->network->cell->quantity[q].name);
			separator = ", ";
		}
	text_add(&out, ": ");
	number_write_short(before, 3, &out);
	text_addf(&out, " %s ", glyph(GLYPH_ARROW, session_draws_ascii(session)));
	number_write_short(after, 3, &out);
	text_add(&out, "\n  ");
	utf8_add_field(&out, "t-k", -NAME_COLUMNS);
	for (int d = 1; d < now->count; d *= 2)
		text_addf(&out, "%*d", NUMBER_COLUMNS, d);
	utf8_add_field(&out, _("a step"), NUMBER_COLUMNS);
	write_line(_("before"), &runners->at[1], &out);
	write_line(_("now"), now, &out);
	session_answer(session, &out);
}

// Takes the changed network into the session, and tells what it does to gradients.
static bool move_slider(struct session *session, struct runners *runners,
                        const struct slider *slider, struct network *next,
                        const struct words *words, struct error *error)
{
	double before = NAN, after = NAN;
	first_size(session->state.network, slider, &before);
	first_size(next, slider, &after);
	const struct word *word = &words->word[0];
	bool const done = runners_add(runners, _("now"), network_copy(next), word, error) &&
	                  runners_add(runners, _("before"), network_copy(session->state.network),
	                              word, error) &&
	                  runners_measure(runners, words, error);
	if (done && session->json)
		runners_say_object(session, runners, "slide");
	else if (done)
		say_move(session, runners, slider, before, after);
	if (done)
		session_set_weights(session, next);
	else
		network_free(next);
	return done;
}

struct slide {
	const struct slider *slider;
	double from, to; // a size, or two
	double factor;   // or what all are multiplied by; 0: neither
};

static bool read_slide(struct runners *runners, const struct words *words, struct slide *slide,
                       struct error *error)
{
	const char *word = words->count ? words->word[0].at : "";
	bool const up = !strcmp(word, "up"), down = !strcmp(word, "down");
	int i = up || down ? 1 : 2;
	*slide = (struct slide){ .slider = up || down ? sliders : NULL,
		                 .factor = up     ? SLIDE_STEP
		                           : down ? 1 / SLIDE_STEP
		                                  : 0 };
	for (int j = 0; j < SLIDERS; j++)
		if (!strcmp(word, sliders[j].name))
			slide->slider = &sliders[j];
	if (!slide->slider)
		return error_set(error, words->count ? words->word[0].span : words->end,
		                 "slide sigma 0.5..2",
		                 _("slide sigma, slide radius, slide up or slide down"));
	if (!up && !down && !read_sizes(words, 1, &slide->from, &slide->to, error))
		return false;
	while (i < words->count) {
		int const before = i;
		if (!runners_read_option(runners, words, &i, error))
			return false;
		if (i == before)
			return error_set(error, words->word[i].span, NULL,
			                 _("'%s' is one word too many"), words->word[i].at);
	}
	return true;
}

static bool do_slide(struct session *session, struct runners *runners, const struct words *words,
                     const struct slide *slide, struct error *error)
{
	const struct network *network = session->state.network;
	const struct word *word = &words->word[words->count > 1];
	double size;
	if (!first_size(network, slide->slider, &size))
		return error_set(
			error, words->name, NULL,
			_("no square matrix carries a state of the cell %s to the next step"),
			network->cell->name);
	if (!(slide->factor > 0) && (slide->from < slide->to || slide->from > slide->to))
		return add_range(runners, network, slide->slider, slide->from, slide->to, word,
		                 error) &&
		       runners_run(runners, session, "slide", words, error);
	struct network *next = slide_to(network, slide->slider, slide->from, slide->factor, error);
	if (!next) {
		error->span = word->span;
		return false;
	}
	return move_slider(session, runners, slide->slider, next, words, error);
}

// "sigma of W: 0.794", each matrix that is slid.
static void say_sizes(struct session *session)
{
	const struct network *network = session->state.network;
	struct text out = { 0 };
	for (int i = 0; i < SLIDERS; i++) {
		const char *separator = " ";
		text_addf(&out, i ? _("\n%s of") : _("%s of"), sliders[i].letter);
		for (int q = 0; q < network->cell->quantities; q++) {
			if (!is_slid(network, q))
				continue;
			text_addf(&out, "%s%s: ", separator, network->cell->quantity[q].name);
			number_write_short(sliders[i].size(network->parameter[q]), 3, &out);
			separator = ", ";
		}
	}
	session_answer(session, &out);
}

static bool run_slide(struct session *session, const struct words *words, struct error *error)
{
	double size;
	if (!words->count && first_size(session->state.network, sliders, &size)) {
		say_sizes(session);
		return true;
	}
	LOCAL(runners) runners = { .count = 0 };
	struct slide slide;
	return read_slide(&runners, words, &slide, error) &&
	       do_slide(session, &runners, words, &slide, error);
}

// sigma|radius A..B, sigma|radius X, up, down
const struct command slide_commands[] = {
	{
		.name = "slide",
		.group = GROUP_ASK,
		.usage = "[sigma|radius SIZE[..SIZE] | up | down] [for N] [by state|delta]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("Scale the recurrent matrices to a size, and see what it does to "
	                      "gradients."),
		.help = N_("  slide sigma 0.5..2    five sizes beside each other; nothing changes\n"
	                   "  slide sigma 1.3       scale W to this largest singular value\n"
	                   "  slide radius 0.9      or to this spectral radius\n"
	                   "  slide up              a tenth larger, as Ctrl-Up does; slide down: "
	                   "Ctrl-Down\n"
	                   "  slide                 the present sizes\n"
	                   "Each matrix that carries a state to the next step is scaled.  The "
	                   "place of\n"
	                   "the walk stays; undo takes a change back."),
		.run = run_slide,
		.choices = "sigma radius up down for by state delta",
		.in_lessons = true,
	},
	{ .name = NULL },
};
