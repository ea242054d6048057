// SPDX-License-Identifier: GPL-3.0-or-later
// `vanish`: a loss's gradient by distance, and the claim that the norm of one step is at most 1 put to the
// test.  What is drawn is view/vanish.h's; here is what can be asked, and the same as JSON.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/number.h"
#include "base/interrupt.h"
#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "command/plot.h"
#include "file/json.h"
#include "net/distance.h"
#include "net/slope.h"
#include "view/glyph.h"
#include "view/table.h"
#include "view/vanish.h"

// ---- as JSON

struct numbers {
	const struct pass *pass;
	struct distance distance;
	struct bound bound;
	double step; // its value
	struct text *out;
};

static void add_key(struct text *out, const char *key)
{
	text_add(out, out->at[out->length - 1] == '{' ? "" : ", ");
	json_write_string(key, !utf8_locale(), out);
	text_add(out, ": ");
}

// A column of a matrix, from its row `first` on.
static void add_column(struct text *out, struct array a, int col, int first)
{
	text_add_char(out, '[');
	for (int row = first; row < a.rows; row++) {
		text_add(out, row > first ? "," : "");
		json_write_number(a.at[(size_t)row * (size_t)a.cols + (size_t)col], out);
	}
	text_add_char(out, ']');
}

static void add_bound(const struct numbers *numbers)
{
	struct print_style const style = { .unicode = false };
	LOCAL(text) formula = { 0 };
	add_key(numbers->out, "bound");
	if (!numbers->bound.tree) {
		text_add(numbers->out, "null");
		return;
	}
	print_tree(numbers->bound.tree, &style, &formula);
	text_add(numbers->out, "{\"formula\": ");
	json_write_string(text_get(&formula), !utf8_locale(), numbers->out);
	text_add(numbers->out, ", \"value\": ");
	json_write_number(numbers->step, numbers->out);
	text_add_char(numbers->out, '}');
}

static void add_quantities(const struct numbers *numbers)
{
	const struct cell *cell = numbers->pass->network->cell;
	const struct distance *distance = &numbers->distance;
	struct text *out = numbers->out;
	add_key(out, "states");
	text_add_char(out, '{');
	for (int i = 0; i < distance->states; i++) {
		add_key(out, cell->quantity[distance->state[i]].name);
		add_column(out, distance->own, i, 0);
	}
	text_add_char(out, '}');
	add_key(out, "delta");
	json_write_numbers(distance->delta, out);
	add_key(out, "parameters");
	text_add_char(out, '{');
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].kind == QUANTITY_PARAMETER) {
			add_key(out, cell->quantity[q].name);
			add_column(out, distance->part, q, 0);
		}
	text_add_char(out, '}');
}

static void write_object(const struct numbers *numbers)
{
	const struct distance *distance = &numbers->distance;
	struct text *out = numbers->out;
	text_addf(out, "{\"command\": \"vanish\", \"t\": %d", distance->t);
	add_bound(numbers);
	add_key(out, "singular");
	text_add_char(out, '[');
	for (int d = 0; d < distance->count; d++) {
		struct array const row = { 1, distance->singular.cols,
			                   distance->singular.at +
			                           (size_t)d * (size_t)distance->singular.cols };
		text_add(out, d ? "," : "");
		json_write_numbers(row, out);
	}
	text_add_char(out, ']');
	add_key(out, "step");
	add_column(out, distance->step, 0, 1);
	add_quantities(numbers);
	text_add_char(out, '}');
}

static bool say_object(struct session *session, const struct walk *walk, int t)
{
	LOCAL(arena) arena = { 0 };
	LOCAL(text) out = { 0 };
	struct numbers numbers = { .pass = walk->pass, .out = &out };
	numbers.bound = bound_of_step(walk->network->cell, &arena);
	numbers.step = slope_bound(walk->pass, &numbers.bound);
	bool const done =
		distance_read_jacobians(&numbers.distance, walk->pass, t, t + 1, true, &arena) &&
		distance_read_sweep(&numbers.distance, walk->pass, t, &arena);
	if (done) {
		write_object(&numbers);
		session_say_object(session, SAY_RESULT, text_get(&out));
	}
	return done;
}

// ---- the claim

struct claim {
	struct session *session;
	const struct network *network;
	const double *step; // by time: ‖∂S[t]/∂S[t-1]‖₂
	int last, worst;    // of time
	bool ascii;
};

static void name_step(void *context, int row, struct text *out)
{
	const struct claim *claim = context;
	text_addf(out, "%4d", row);
	if (cell_find(claim->network->cell, "x") < 0)
		return;
	LOCAL(text) word = { 0 };
	network_write_input(claim->network, INPUT_X, row, &word);
	text_add(out, "  ");
	utf8_clean(out, text_get(&word), word.length, false);
}

// ‖∂s[t]/∂s[t-1]‖₂
static void write_step(const struct claim *claim, const char *above, const char *below,
                       struct text *out)
{
	const struct cell *cell = claim->network->cell;
	const char *bar = glyph(GLYPH_NORM, claim->ascii), *d = claim->ascii ? "d" : "∂";
	const char *name = vanish_states(cell, -1);
	text_addf(out, "%s%s%s[%s]/%s%s[%s]%s%s", bar, d, name, above, d, name, below, bar,
	          claim->ascii ? "2" : "₂");
}

static void write_verdict(const struct claim *claim, struct text *out)
{
	LOCAL(text) size = { 0 };
	double const largest = claim->step[claim->worst];
	number_write_in_formula(largest, claim->session->precision, &size);
	if (isnan(largest))
		text_addf(out,
		          _("The claim that this norm is at most 1 cannot be tested: at t = %d it "
		            "is not a number; locate tells where that arises."),
		          claim->worst);
	else if (largest > 1)
		text_addf(
			out,
			_("The claim that this norm is at most 1 fails here: it is %s at t = %d."),
			text_get(&size), claim->worst);
	else
		text_addf(out,
		          _("The claim that this norm is at most 1 holds on this walk: the largest "
		            "is %s, at t = %d."),
		          text_get(&size), claim->worst);
}

static void draw_claim(const struct claim *claim, const struct bound *bound, double value, double rate)
{
	struct sheet sheet = plot_sheet(claim->session, NULL);
	LOCAL(text) heading = { 0 }, words = { 0 };
	write_step(claim, "t", "t-1", &heading);
	struct table_column const column = { .heading = text_get(&heading),
		                             .last = claim->last,
		                             .at = claim->step,
		                             .stride = 1,
		                             .role = ROLE_STRONG };
	struct table const table = { .heading = "   t",
		                     .name = name_step,
		                     .context = (void *)(uintptr_t)claim,
		                     .rows = claim->last + 1,
		                     .column = &column,
		                     .columns = 1,
		                     .precision = claim->session->precision };
	table_draw(&table, TABLE_ROWS, &sheet);
	write_verdict(claim, &words);
	sheet_prose(&sheet, claim->step[claim->worst] <= 1 ? ROLE_GOOD : ROLE_ERROR,
	            text_get(&words));
	text_clear(&words);
	vanish_write_bound(claim->network->cell, bound, value, rate, claim->session->precision,
	                   claim->ascii, &words);
	sheet_prose(&sheet, ROLE_TEXT, text_get(&words));
	plot_say(claim->session, &sheet);
}

// Each step's Jacobian by itself, from the initial state on.
static bool test_claim(struct session *session, const struct walk *walk)
{
	LOCAL(arena) arena = { 0 };
	int const T = walk->pass->T;
	double *step = arena_get(&arena, (size_t)T * sizeof *step);
	struct claim claim = { .session = session,
		               .network = walk->network,
		               .step = step,
		               .last = T - 1,
		               .ascii = session_draws_ascii(session) };
	struct bound const bound = bound_of_step(walk->network->cell, &arena);
	for (int t = 0; t < T && !interrupt_seen(); t++) {
		LOCAL(arena) scratch = { 0 };
		struct distance distance;
		distance_read_jacobians(&distance, walk->pass, t, 2, true, &scratch);
		step[t] = distance.step.at[1];
		if (!isnan(step[claim.worst]) && !(step[t] <= step[claim.worst]))
			claim.worst = t;
	}
	if (!interrupt_is_cut())
		draw_claim(&claim, &bound, slope_bound(walk->pass, &bound),
		           slope_bound_rate(walk->pass, &bound));
	return !interrupt_is_cut();
}

// ---- the command

static bool draw(struct session *session, int t)
{
	struct scene const scene = session_scene(session);
	LOCAL(study) study = study_of(&scene);
	struct sheet sheet = plot_sheet(session, NULL);
	vanish_draw(&study, t, &sheet);
	if (interrupt_is_cut())
		sheet_free(&sheet);
	else
		plot_say(session, &sheet);
	return !interrupt_is_cut();
}

// [T | "claim"]
static bool run_vanish(struct session *session, const struct words *words, struct error *error)
{
	const struct walk *walk = session_walk(session, error);
	if (!walk)
		return false;
	struct place const place = session->state.place;
	long t = place.phase == PHASE_BACKWARD ? place.t : place_last_loss(&walk->itinerary);
	bool const claim = !strcmp(words_at(words, 0), "claim");
	if (words->count && !claim &&
	    !words_integer(words, 0, _("a loss"), 0, walk->pass->T - 1, &t, error))
		return false;
	if (!walk->pass->has_loss[t] && !walk->itinerary.single)
		return walk_fail_loss(walk, (int)t, words->count ? words->word[0].span : words->name, error);
	return claim         ? test_claim(session, walk)
	       : session->json ? say_object(session, walk, (int)t)
	                       : draw(session, (int)t);
}

const struct command vanish_commands[] = {
	{
		.name = "vanish",
		.group = GROUP_ASK,
		.usage = "[T|claim]",
		.takes = { 0, 1, NULL },
		.summary = N_("Show what is left of loss T's gradient at each distance: plot, "
	                      "numbers, bound."),
		.help = N_(
			"  vanish          the loss at hand, before the backward pass the last "
			"one\n"
			"  vanish 3        loss 3\n"
			"  vanish claim    put to the test that the norm of one step is at most 1\n"
			"The Jacobian of the state at T by that at k (its largest and smallest\n"
			"singular value), beside the power of the bound of one step; delta[T,k];\n"
			"what step k gives to the gradients of the recurrent parameters.  The "
			"bound\n"
			"is derived from the cell's equations: each function's largest slope "
			"times\n"
			"the largest singular value of what the state is multiplied with.  Where\n"
			"none is derived, it is said which product or function stands against it.\n"
			"`show saturation` tells the slope of every unit; with --json the numbers\n"
			"are one object."),
		.run = run_vanish,
		.choices = "claim",
		.in_lessons = true,
	},
	{ .name = NULL },
};
