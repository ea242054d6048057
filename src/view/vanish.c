// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/vanish.h"

#include <limits.h>
#include <math.h>

#include "array/number.h"
#include "base/interrupt.h"
#include "base/message.h"
#include "lang/recurrence.h"
#include "net/distance.h"
#include "net/slope.h"
#include "view/all.h"
#include "view/glyph.h"
#include "view/plot.h"
#include "view/table.h"

// Multiplications: of a pane, which is drawn after each command; of what was asked for.
#define PANE_COST 2e6
#define ALL_COST 2e10

// Rows of the plot where there are numbers below it; from how many rows on there are.
enum { PLOT_ROWS = 13, ROWS_BOTH = 24, TABLE_MOST = 20 };

// With less room the plot has a few lines only.
enum { COLS_GOOD = 50, LINES_FEW = 3 };

// From the most useful column to the least.
enum { USE_WHOLE, USE_BOUND, USE_DELTA, USE_OWN, USE_PART, USE_STEP, USE_LEAST };

struct vanish_frame {
	struct study *study;
	int t, count;
	struct distance distance;
	struct bound bound;
	double step;   // the bound of one step,
	double rate;   // what it is in the long run,
	double *power; // and of this many steps
	bool has_jacobians;
	struct table_column column[TABLE_COLUMNS];
	int columns;
};

void view_vanish_title(const struct scene *scene, struct text *title)
{
	if (scene->walk && scene->place.phase == PHASE_BACKWARD && !scene->walk->itinerary.single)
		text_addf(title, _("vanish: the gradient of loss %d by distance"), scene->place.t);
	else
		text_add(title, _("vanish: the gradient by distance"));
}

// ---- names

const char *vanish_states(const struct cell *cell, int quantity)
{
	const char *name = NULL;
	for (int q = 0; q < cell->quantities && quantity < 0; q++)
		if (cell->quantity[q].is_state)
			name = name ? "S" : cell->quantity[q].name;
	return quantity >= 0 ? cell->quantity[quantity].name : name ? name : "";
}

// The states that a block of the Jacobian holds: all but its own.
static void add_held(const struct cell *cell, int quantity, struct text *out)
{
	const char *between = "_";
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].is_state && q != quantity) {
			text_addf(out, "%s%s", between, cell->quantity[q].name);
			between = ",";
		}
}

// ‖∂S₄/∂Sₖ‖₂ of all states; of one of them the block in which the others are held at k: ‖(∂c₄/∂cₖ)_s‖₂.
static void write_name(const struct cell *cell, int quantity, int t, bool ascii, struct text *out)
{
	const char *bar = glyph(GLYPH_NORM, ascii), *d = ascii ? "d" : "∂";
	const char *name = vanish_states(cell, quantity);
	text_addf(out, "%s%s%s%s", bar, quantity < 0 ? "" : "(", d, name);
	glyph_add_subscript(out, t, ascii);
	text_addf(out, "/%s%s%s", d, name, ascii ? "k" : "ₖ");
	if (quantity >= 0) {
		text_add_char(out, ')');
		add_held(cell, quantity, out);
	}
	text_addf(out, "%s%s", bar, ascii ? "2" : "₂");
}

static const char *keep(struct vanish_frame *frame, struct text *text)
{
	const char *copy = arena_copy_bytes(&frame->study->arena, text_get(text), text->length);
	text_free(text);
	return copy;
}

static const char *name_states(struct vanish_frame *frame, int quantity)
{
	struct text name = { 0 };
	write_name(study_cell(frame->study), quantity, frame->t, frame->study->scene->ascii,
	                  &name);
	return keep(frame, &name);
}

static const char *name_delta(struct vanish_frame *frame)
{
	bool const ascii = frame->study->scene->ascii;
	const char *bar = glyph(GLYPH_NORM, ascii);
	struct text name = { 0 };
	text_addf(&name, "%s%s[%d,k]%s", bar, glyph(GLYPH_DELTA, ascii), frame->t, bar);
	return keep(frame, &name);
}

static const char *name_part(struct vanish_frame *frame, int quantity)
{
	bool const ascii = frame->study->scene->ascii;
	const char *bar = glyph(GLYPH_NORM, ascii), *d = ascii ? "d" : "∂";
	const struct cell *cell = study_cell(frame->study);
	struct text name = { 0 };
	text_addf(&name, "%s%s%s", bar, d, cell->quantity[cell->loss].name);
	glyph_add_subscript(&name, frame->t, ascii);
	text_addf(&name, "/%s%s@k%s", d, cell->quantity[quantity].name, bar);
	return keep(frame, &name);
}

// ---- what there is

static void add_column(struct vanish_frame *frame, const char *heading, const double *at, int stride,
                       int first, int last, int use, enum role role)
{
	if (frame->columns < TABLE_COLUMNS)
		frame->column[frame->columns++] = (struct table_column){
			.heading = heading,
			.first = first,
			.last = last,
			.at = at,
			.stride = stride,
			.use = use,
			.role = role,
		};
}

static void add_jacobians(struct vanish_frame *frame)
{
	const struct distance *distance = &frame->distance;
	int const last = frame->count - 1, rows = distance->singular.cols;
	add_column(frame, _("one step"), distance->step.at, 1, 1, last, USE_STEP, ROLE_TEXT);
	add_column(frame, name_states(frame, -1), distance->singular.at, rows, 0, last, USE_WHOLE,
	           ROLE_STRONG);
	if (distance->states > 1)
		for (int i = 0; i < distance->states; i++)
			add_column(frame, name_states(frame, distance->state[i]),
			           distance->own.at + i, distance->states, 0, last, USE_OWN,
			           ROLE_TEXT);
	add_column(frame, _("smallest"), distance->singular.at + rows - 1, rows, 0, last, USE_LEAST,
	           ROLE_TEXT);
	if (frame->bound.tree)
		add_column(frame, _("bound"), frame->power, 1, 0, last, USE_BOUND, ROLE_TEXT);
}

static void add_sweep(struct vanish_frame *frame)
{
	const struct distance *distance = &frame->distance;
	const struct cell *cell = study_cell(frame->study);
	int const last = distance->reached - 1;
	add_column(frame, name_delta(frame), distance->delta.at, 1, 0, last, USE_DELTA,
	           ROLE_GRADIENT);
	for (int q = 0; q < cell->quantities; q++)
		if (recurrence_carries(cell, q))
			add_column(frame, name_part(frame, q), distance->part.at + q,
			           cell->quantities, 0, last, USE_PART, ROLE_GRADIENT);
}

static void find_bound(struct vanish_frame *frame)
{
	const struct pass *pass = frame->study->scene->walk->pass;
	frame->bound = bound_of_step(study_cell(frame->study), &frame->study->arena);
	frame->step = slope_bound(pass, &frame->bound);
	frame->rate = slope_bound_rate(pass, &frame->bound);
	frame->power = arena_get(&frame->study->arena, (size_t)frame->count * sizeof *frame->power);
	slope_bound_powers(pass, &frame->bound, frame->power, frame->count);
}

// False: interrupted, and nothing may be drawn.
static bool gather_numbers(struct vanish_frame *frame, double most)
{
	struct study *study = frame->study;
	const struct pass *pass = study->scene->walk->pass;
	double const cost = distance_cost(pass, frame->count, true);
	find_bound(frame);
	frame->has_jacobians = study->spent + cost <= most;
	if (frame->has_jacobians) {
		study->spent += cost;
		if (!distance_read_jacobians(&frame->distance, pass, frame->t, frame->count, true,
		                             &study->arena))
			return false;
	}
	if (!distance_read_sweep(&frame->distance, pass, frame->t, &study->arena))
		return false;
	if (frame->has_jacobians)
		add_jacobians(frame);
	add_sweep(frame);
	return true;
}

// ---- the plot

static const double *gather(struct vanish_frame *frame, const struct table_column *column)
{
	int const count = column->last - column->first + 1;
	double *at = arena_get(&frame->study->arena, (size_t)count * sizeof *at);
	for (int i = 0; i < count; i++)
		at[i] = column->at[(size_t)(column->first + i) * (size_t)column->stride];
	return at;
}

static void draw_plot(struct vanish_frame *frame, int rows, struct sheet *sheet)
{
	struct plot_line line[PLOT_LINES];
	struct plot plot = { .line = line, .variable = "t-k", .log = true };
	const struct scene *scene = frame->study->scene;
	int parts = 0;
	int const most =
		rows < ROWS_BOTH / 2 || sheet->paper.cols < COLS_GOOD ? LINES_FEW : PLOT_LINES;
	plot.glyphs = scene->glyphs;
	for (int use = USE_WHOLE; use <= USE_PART; use++)
		for (int i = 0; i < frame->columns; i++) {
			const struct table_column *column = &frame->column[i];
			if (column->use != use || plot.lines == most)
				continue;
			// Where states have lines of their own, one parameter must do.
			if (use == USE_PART && frame->distance.states > 1 && parts++)
				continue;
			line[plot.lines++] = (struct plot_line){ .name = column->heading,
				                                 .first = column->first,
				                                 .last = column->last,
				                                 .at = gather(frame, column) };
		}
	int const rows_most = sheet->rows_most;
	sheet->rows_most = rows;
	plot_draw(&plot, sheet);
	sheet->rows_most = rows_most;
}

// ---- the numbers

static void name_row(void *context, int row, struct text *out)
{
	struct vanish_frame *frame = context;
	int const k = frame->t - row;
	const struct network *network = frame->study->scene->walk->network;
	text_addf(out, "%3d %4d", row, k);
	if (k >= 0 && cell_find(network->cell, "x") >= 0)
		text_addf(out, "  %s", study_input(frame->study, INPUT_X, k));
}

static void draw_numbers(struct vanish_frame *frame, int rows, struct sheet *sheet)
{
	struct table const table = { .heading = "t-k    k",
		                     .name = name_row,
		                     .context = frame,
		                     .rows = frame->count,
		                     .column = frame->column,
		                     .columns = frame->columns,
		                     .precision = frame->study->scene->precision };
	table_draw(&table, rows, sheet);
}

// ---- words

static void add_fault(const struct cell *cell, const struct bound *bound, bool ascii,
                      struct text *out)
{
	static const char *const reasons[] = {
		[BOUND_HOLDS] = "",
		[BOUND_PRODUCT] = N_("it multiplies values that depend on the state before, and of one of them no "
		                     "bound is known"),
		[BOUND_CHANGING] = N_("it multiplies the state by another number at each step, of which no bound is "
		                      "known"),
		[BOUND_UNKNOWN] = N_("no bound of its slope is known"),
		[BOUND_LONG] = N_("the expression would be too long"),
	};
	struct print_style const style = { .unicode = !ascii };
	text_addf(out,
	          _("No bound of one step by the parameters alone is derived for %s: in %s[t] stands "),
	          cell->name, cell->quantity[bound->quantity].name);
	print_tree(bound->at, &style, out);
	text_addf(out, "; %s.", _(reasons[bound->fault]));
}

// What follows from a bound of one step, and from what its powers come to.
static const char *judge(const struct bound *bound, double value, double rate)
{
	return value < 1              ? _("; below 1: the gradient must vanish, whatever the words are")
	       : bound->blocks && rate < 1
	               ? _("; above 1, but that of n steps, the norm of the matrix to the power n, falls to 0: "
	                   "the gradient must vanish, whatever the words are")
	       : value > 1  ? _("; above 1: the gradient may grow or vanish, the bound cannot tell")
	       : value >= 1 ? _("; it is 1: the gradient cannot grow")
	                    : _("; locate tells where that arises");
}

void vanish_write_bound(const struct cell *cell, const struct bound *bound, double value,
                        double rate, int precision, bool ascii, struct text *out)
{
	struct print_style const style = { .unicode = !ascii };
	const char *bar = glyph(GLYPH_NORM, ascii), *d = ascii ? "d" : "∂";
	if (!bound->tree) {
		add_fault(cell, bound, ascii, out);
		return;
	}
	const char *name = vanish_states(cell, -1);
	text_addf(out, _("bound of one step: %s%s%s[t]/%s%s[t-1]%s%s %s "), bar, d, name, d, name,
	          bar, ascii ? "2" : "₂", ascii ? "<=" : "≤");
	print_tree(bound->tree, &style, out);
	if (bound->tree->kind != TREE_NUMBER) {
		text_add(out, " = ");
		number_write_in_formula(value, precision, out);
	}
	text_add(out, judge(bound, value, rate));
}

// A state that another state of the same step is made of, and that other one; false: none is.
static bool find_moved_along(const struct vanish_frame *frame, int *state, int *other)
{
	const struct distance *distance = &frame->distance;
	for (int i = 0; i < distance->states; i++)
		for (int j = 0; j < distance->states; j++) {
			*state = distance->state[i];
			*other = distance->state[j];
			if (i != j && recurrence_reads(study_cell(frame->study), *other, *state))
				return true;
		}
	return false;
}

// "S is all states together: s, c.", and what is held where one of them stands alone.
static void write_states(struct vanish_frame *frame, struct sheet *sheet)
{
	const struct distance *distance = &frame->distance;
	const struct cell *cell = study_cell(frame->study);
	bool const ascii = frame->study->scene->ascii;
	int state, other;
	LOCAL(text) text = { 0 }, block = { 0 };
	text_add(&text, _("S is all states together:"));
	for (int i = 0; i < distance->states; i++)
		text_addf(&text, i ? ", %s" : " %s", cell->quantity[distance->state[i]].name);
	bool const moves_along = find_moved_along(frame, &state, &other);
	write_name(cell, moves_along ? state : distance->state[0], frame->t, ascii, &block);
	text_addf(&text, _(".  %s is of a block of that Jacobian: the other states are held at k."),
	          text_get(&block));
	if (moves_along)
		text_addf(&text,
		          _("  d%s[%d]/d%s[k], as the prompt has it, is the total derivative: %s[k] moves with "
		            "%s[k]."),
		          cell->quantity[state].name, frame->t, cell->quantity[state].name,
		          cell->quantity[other].name, cell->quantity[state].name);
	sheet_prose(sheet, ROLE_DIM, text_get(&text));
}

// Which of the numbers are a learner's.
static void write_whose(struct vanish_frame *frame, struct sheet *sheet)
{
	const char *delta = glyph(GLYPH_DELTA, frame->study->scene->ascii);
	LOCAL(text) text = { 0 };
	text_addf(&text,
	          _("The backward pass is yours (let): %s and what is given to parameters come from it.  The "
	            "Jacobians and their bound are those of the cell, and say nothing of it."),
	          delta);
	sheet_prose(sheet, ROLE_HINT, text_get(&text));
}

static void draw_words(struct vanish_frame *frame, struct sheet *sheet)
{
	const struct scene *scene = frame->study->scene;
	LOCAL(text) text = { 0 };
	vanish_write_bound(study_cell(frame->study), &frame->bound, frame->step, frame->rate, scene->precision,
	                   scene->ascii, &text);
	sheet_prose(sheet, ROLE_TEXT, text_get(&text));
	if (frame->distance.states > 1)
		write_states(frame, sheet);
	if (study_cell(frame->study)->amendments)
		write_whose(frame, sheet);
	if (frame->distance.reached < frame->count)
		sheet_prose(sheet, ROLE_HINT,
		            _("Truncation stops the loss's own sweep; the Jacobians know no "
		              "truncation."));
	if (!frame->has_jacobians)
		sheet_prose(sheet, ROLE_HINT,
		            _("The Jacobians cost too much here and are left out."));
}

void vanish_draw(struct study *study, int t, struct sheet *sheet)
{
	struct vanish_frame frame = { .study = study, .t = t, .count = t + 1 };
	bool const all = sheet->rows_most == INT_MAX;
	if (!gather_numbers(&frame, all ? ALL_COST : PANE_COST)) {
		sheet_prose(sheet, ROLE_HINT, _("Interrupted."));
		return;
	}
	bool const both = sheet->rows_most >= ROWS_BOTH;
	draw_plot(&frame, both ? PLOT_ROWS : sheet->rows_most, sheet);
	if (!both)
		return;
	int const left = sheet->rows_most - sheet->rows - 4;
	draw_numbers(&frame, left < TABLE_MOST ? left : TABLE_MOST, sheet);
	draw_words(&frame, sheet);
}

void view_vanish_fill(struct study *study, struct sheet *sheet)
{
	const struct scene *scene = study->scene;
	bool const backward = scene->place.phase == PHASE_BACKWARD;
	vanish_draw(study, backward ? scene->place.t : place_last_loss(&scene->walk->itinerary), sheet);
}
