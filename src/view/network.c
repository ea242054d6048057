// SPDX-License-Identifier: GPL-3.0-or-later
// The network unrolled in time: words below, states in rows, losses above, the current place lit, and
// the gradient's way from loss t back to step k drawn as heavy as the delta is large.  What is not
// computed at this place is not shown.  Only the columns that fit are looked at.
#include <math.h>
#include <string.h>

#include "array/number.h"
#include "base/message.h"
#include "base/utf8.h"
#include "view/all.h"
#include "view/glyph.h"
#include "view/unrolled.h"

// The loss first: what is cut where a pane is narrow is the end.
void view_network_title(const struct scene *scene, struct text *title)
{
	text_add(title, _("time"));
	if (scene->walk && scene->place.phase == PHASE_BACKWARD) {
		text_addf(title, "   E = %sE[t] = ", glyph(GLYPH_SUM, scene->ascii));
		number_write_in_formula(scene->walk->pass->total, scene->precision, title);
		text_add(title, _(" (the sum, not the mean)"));
	}
	if (scene->walk)
		view_write_sequence(scene->walk->network, title);
	if (scene->passes)
		text_addf(title, _("   pass %d of %d"), scene->pass, scene->passes);
}

// ---- values

static bool is_known(const struct unrolled *drawing, int quantity, int time)
{
	return walk_known(unrolled_scene(drawing)->walk, unrolled_scene(drawing)->place, quantity,
	                  time);
}

// Whether the gradient of the loss at hand has come to the step.
static bool is_visited(const struct unrolled *drawing, int time)
{
	struct place const place = unrolled_scene(drawing)->place;
	bool const single = unrolled_scene(drawing)->walk->itinerary.single;
	return unrolled_is_backward(drawing) && time >= place.k && (single || time <= place.t);
}

// ‖delta‖ of the loss at hand at a step; negative: it costs too much.
static double norm_at(const struct unrolled *drawing, int time)
{
	struct place const place = unrolled_scene(drawing)->place;
	if (unrolled_scene(drawing)->walk->itinerary.single)
		return study_norm_of_all(drawing->study, time);
	const double *norms = study_norms(drawing->study, place.t);
	return norms ? norms[time] : -1;
}

static bool has_delta(const struct unrolled *drawing, int time)
{
	bool const single = unrolled_scene(drawing)->walk->itinerary.single;
	int const t = single ? time : unrolled_scene(drawing)->place.t;
	return study_has_delta(drawing->study, t, time) && norm_at(drawing, time) >= 0;
}

// How heavy the gradient's line is: its size beside the largest one of this loss in sight.
static enum glyph weight(const struct unrolled *drawing, int time)
{
	static const double limits[] = { 0.5, 0.1, 0.01, 0.001 };
	double largest = 0;
	double const norm = norm_at(drawing, time);
	for (int i = 0; i < drawing->columns; i++)
		if (is_visited(drawing, drawing->time[i]) && has_delta(drawing, drawing->time[i]))
			largest = fmax(largest, norm_at(drawing, drawing->time[i]));
	if (norm < 0 || !(largest > 0))
		return GLYPH_FLOW;
	int level = 0;
	while (level < GLYPH_FLOW_LAST - GLYPH_FLOW && norm < limits[level] * largest)
		level++;
	return (enum glyph)(GLYPH_FLOW + level);
}

// ---- the rows

static void put_name(const struct unrolled *drawing, int row, int quantity)
{
	struct area const gutter = { drawing->area.row + row, drawing->area.col, 1,
		                     drawing->gutter - 1 };
	LOCAL(text) name = { 0 };
	unrolled_write_name(drawing, quantity, &name);
	grid_put(drawing->grid, gutter, 0, 0, ROLE_DIM, text_get(&name));
}

// `E₃ 1.98`, or the number alone where columns are narrow.
static void write_loss(const struct unrolled *drawing, int loss, int time, struct text *out)
{
	enum { NUMBER_COLUMNS = 4 };
	double const value = pass_value(unrolled_scene(drawing)->walk->pass, loss, time).at[0];
	unrolled_write_at(drawing, loss, time, out);
	text_add_char(out, ' ');
	int room = drawing->width - 2 - utf8_columns(text_get(out), out->length);
	if (room < NUMBER_COLUMNS) {
		text_clear(out);
		room = drawing->width - 2;
	}
	glyph_add_number(out, value, 3, room);
}

static void draw_losses(const struct unrolled *drawing)
{
	int const loss = study_cell(drawing->study)->loss;
	int const row = drawing->rows.losses;
	struct place const place = unrolled_scene(drawing)->place;
	if (row < 0)
		return;
	for (int i = 0; i < drawing->columns; i++) {
		int const time = drawing->time[i], middle = unrolled_middle(drawing, i);
		if (!is_known(drawing, loss, time))
			continue;
		LOCAL(text) text = { 0 };
		write_loss(drawing, loss, time, &text);
		bool const walked =
			unrolled_is_backward(drawing) &&
			(time == place.t ||
		         (unrolled_scene(drawing)->walk->itinerary.single && time > place.t));
		struct extent const extent =
			unrolled_put(drawing, row, middle, drawing->width - 2,
		                     walked ? ROLE_GRADIENT
		                     : unrolled_is_backward(drawing) && time > place.t ? ROLE_DIM
		                                                                       : ROLE_TEXT,
		                     text_get(&text));
		if (unrolled_is_lit(drawing, STAND_LOSS, i))
			unrolled_light(drawing, row, extent);
	}
}

// Whether something that stands so has been computed at a time.
static bool any_known(const struct unrolled *drawing, enum stand stand, int time)
{
	const struct cell *cell = study_cell(drawing->study);
	for (int q = 0; q < cell->quantities; q++)
		if (drawing->anatomy.stand[q] == stand &&
		    cell->quantity[q].kind == QUANTITY_COMPUTED && is_known(drawing, q, time))
			return true;
	return false;
}

static void draw_above(const struct unrolled *drawing)
{
	int const row = drawing->rows.above;
	struct place const place = unrolled_scene(drawing)->place;
	if (row < 0)
		return;
	for (int i = 0; i < drawing->columns; i++) {
		int const time = drawing->time[i], middle = unrolled_middle(drawing, i);
		bool const entered =
			unrolled_is_backward(drawing) &&
			(unrolled_scene(drawing)->walk->itinerary.single ? time >= place.t
		                                                         : time == place.t);
		if (unrolled_is_lit(drawing, STAND_ABOVE, i))
			unrolled_put_lit(drawing, row, middle);
		else if (entered)
			unrolled_put(drawing, row, middle, 1, ROLE_GRADIENT,
			             glyph(GLYPH_FALL_HEAD, drawing->ascii));
		else if (any_known(drawing, STAND_ABOVE, time) ||
		         any_known(drawing, STAND_LOSS, time))
			unrolled_put(drawing, row, middle, 1, ROLE_DIM,
			             glyph(unrolled_is_backward(drawing) ? GLYPH_UP : GLYPH_UP_HEAD,
			                   drawing->ascii));
	}
}

static void draw_below(const struct unrolled *drawing)
{
	int const row = drawing->rows.below;
	if (row < 0)
		return;
	for (int i = 0; i < drawing->columns; i++) {
		int const time = drawing->time[i], middle = unrolled_middle(drawing, i);
		if (unrolled_is_lit(drawing, STAND_BELOW, i)) {
			unrolled_put_lit(drawing, row, middle);
		} else if (is_visited(drawing, time) && has_delta(drawing, time)) {
			LOCAL(text) text = { 0 };
			text_addf(&text, "%s ", drawing->ascii ? "d" : "δ");
			glyph_add_number(&text, norm_at(drawing, time), 3, drawing->width - 4);
			unrolled_put(drawing, row, middle, drawing->width - 1, ROLE_GRADIENT,
			             text_get(&text));
		} else if (any_known(drawing, STAND_BELOW, time) ||
		           any_known(drawing, STAND_STATE, time)) {
			unrolled_put(drawing, row, middle, 1, ROLE_DIM,
			             glyph(unrolled_is_backward(drawing) ? GLYPH_UP : GLYPH_UP_HEAD,
			                   drawing->ascii));
		}
	}
}

// A horizontal line of one glyph in columns [from, to), with a gap where times are left out.
static void draw_line(const struct unrolled *drawing, int row, int from, int to, enum role role,
                      enum glyph line, bool gap)
{
	struct area const room = { drawing->area.row + row, drawing->area.col + from, 1,
		                   to - from };
	struct area seen = room;
	int const right = drawing->area.col + drawing->area.cols;
	if (seen.col + seen.cols > right)
		seen.cols = right - seen.col;
	if (seen.cols <= 0 || row >= drawing->area.rows)
		return;
	grid_fill(drawing->grid, seen, role, glyph(line, drawing->ascii));
	if (gap)
		unrolled_put(drawing, row, from + (to - from) / 2, to - from, role,
		             glyph(GLYPH_GAP, drawing->ascii));
}

// Whether the gradient has been carried over the link into column i, through this state.
static bool is_carried(const struct unrolled *drawing, int quantity, int i)
{
	struct place const place = unrolled_scene(drawing)->place;
	int const time = drawing->time[i];
	if (!is_visited(drawing, time))
		return false;
	if (time > place.k)
		return true;
	const struct moment *moment = walk_moment(unrolled_scene(drawing)->walk, place);
	return moment_gradient(moment, quantity, place.k - 1).at != NULL;
}

static void draw_link(const struct unrolled *drawing, int row, int quantity, int i,
                      struct extent left, struct extent right)
{
	int const from = left.from + left.cols + 1, to = right.from - 1;
	bool const gap = i && drawing->time[i] != drawing->time[i - 1] + 1;
	if (to - from < 1 || !is_known(drawing, quantity, drawing->time[i]))
		return;
	if (is_carried(drawing, quantity, i)) {
		draw_line(drawing, row, from + 1, to, ROLE_GRADIENT,
		          weight(drawing, drawing->time[i]), gap);
		grid_put(drawing->grid, drawing->area, row, from, ROLE_GRADIENT,
		         glyph(GLYPH_FLOW_HEAD, drawing->ascii));
	} else {
		enum role const role = unrolled_is_backward(drawing) ? ROLE_DIM : ROLE_TEXT;
		draw_line(drawing, row, from, to - 1, role, GLYPH_LINK, gap);
		grid_put(drawing->grid, drawing->area, row, to - 1, role,
		         glyph(GLYPH_LINK_HEAD, drawing->ascii));
	}
}

static struct extent draw_node(const struct unrolled *drawing, int row, int quantity, int i)
{
	int const time = drawing->time[i];
	if (unrolled_is_lit(drawing, STAND_STATE, i) && drawing->lit->quantity == quantity)
		return unrolled_put_lit(drawing, row, unrolled_middle(drawing, i));
	if (!is_known(drawing, quantity, time))
		return unrolled_put(drawing, row, unrolled_middle(drawing, i), 1, ROLE_DIM,
		                    glyph(GLYPH_NOT_YET, drawing->ascii));
	LOCAL(text) text = { 0 };
	unrolled_write_at(drawing, quantity, time, &text);
	struct extent const extent = unrolled_put(
		drawing, row, unrolled_middle(drawing, i), drawing->width - 1,
		is_visited(drawing, time) ? ROLE_GRADIENT : ROLE_TEXT, text_get(&text));
	return extent;
}

// s₋₁, of which the first step is made; the row's name where other steps come first.
static struct extent draw_initial(const struct unrolled *drawing, int row, int quantity)
{
	if (drawing->time[0] > 0) {
		put_name(drawing, row, quantity);
		return (struct extent){ 0 };
	}
	if (drawing->is_initial_lit && drawing->lit->quantity == quantity)
		return unrolled_put_initial_lit(drawing, row);
	LOCAL(text) text = { 0 };
	unrolled_write_at(drawing, quantity, -1, &text);
	return unrolled_put_initial(drawing, row, is_carried(drawing, quantity, 0) ? ROLE_GRADIENT : ROLE_TEXT,
	                            text_get(&text));
}

static void draw_states(const struct unrolled *drawing)
{
	int const states = drawing->anatomy.states;
	for (int s = 0; s < states; s++) {
		int const quantity = drawing->anatomy.state[s];
		int const row = drawing->rows.states + states - 1 - s;
		struct extent before = draw_initial(drawing, row, quantity);
		for (int i = 0; i < drawing->columns; i++) {
			struct extent const node = draw_node(drawing, row, quantity, i);
			if (before.cols)
				draw_link(drawing, row, quantity, i, before, node);
			before = node;
		}
		// A parameter that carries a state is lit on the line into its step.
		if (drawing->lit && drawing->lit_column >= 0 &&
		    drawing->anatomy.stand[drawing->lit->quantity] == STAND_CARRY &&
		    drawing->anatomy.row[drawing->lit->quantity] == s)
			unrolled_put_lit(drawing, row, unrolled_carry_middle(drawing, drawing->lit_column));
	}
}

static void draw_words(const struct unrolled *drawing, int row, int input, enum role role)
{
	if (row < 0)
		return;
	struct place const place = unrolled_scene(drawing)->place;
	int const lit = place.phase == PHASE_START ? -1 : unrolled_lit_time(drawing);
	int const here = drawing->is_initial_lit ? place.k : lit;
	for (int i = 0; i < drawing->columns; i++)
		unrolled_put(drawing, row, unrolled_middle(drawing, i), drawing->width - 1,
		             drawing->time[i] == here ? ROLE_STRONG : role,
		             study_input(drawing->study, input, drawing->time[i]));
}

// ---- predictions

// The likeliest word and its number: `sat .25`.
static void draw_guess(const struct unrolled *drawing, int i, struct array value)
{
	enum { NUMBER_COLUMNS = 4 };
	int const best = (int)array_argmax(value);
	const char *word = study_word(drawing->study, best);
	LOCAL(text) number = { 0 };
	glyph_add_number(&number, value.at[best], 2, NUMBER_COLUMNS);
	bool const right = best == unrolled_scene(drawing)->walk->network->y[drawing->time[i]];
	enum role const role = right ? ROLE_GOOD : ROLE_DIM;
	int const needed = utf8_columns(word, strlen(word)), room = drawing->width - NUMBER_COLUMNS - 2;
	int const wide = needed < room ? needed : room, row = drawing->rows.guesses;
	int const from = unrolled_middle(drawing, i) - (wide + 1 + (int)number.length) / 2;
	struct area const there = { drawing->area.row + row, drawing->area.col + from, 1, wide };
	grid_put(drawing->grid, there, 0, 0, role, word);
	grid_put(drawing->grid, drawing->area, row, from + wide + 1, role, text_get(&number));
}

static void draw_guesses(const struct unrolled *drawing)
{
	const struct cell *cell = study_cell(drawing->study);
	int const quantity = cell_prediction(cell);
	if (drawing->rows.guesses < 0 || quantity < 0)
		return;
	for (int i = 0; i < drawing->columns; i++)
		if (is_known(drawing, quantity, drawing->time[i]))
			draw_guess(drawing, i,
			           pass_value(unrolled_scene(drawing)->walk->pass, quantity,
			                      drawing->time[i]));
	put_name(drawing, drawing->rows.guesses, quantity);
}

static void draw_gutter(const struct unrolled *drawing)
{
	struct {
		int row;
		const char *label;
	} const labels[] = {
		{ drawing->rows.targets, "y" },
		{ drawing->rows.losses,
		  study_cell(drawing->study)->quantity[study_cell(drawing->study)->loss].name },
		{ drawing->rows.words, "x" },
	};
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (labels[i].row >= 0)
			grid_put(drawing->grid, drawing->area, labels[i].row, 0, ROLE_DIM,
			         labels[i].label);
	// What lies outside of the window.
	int const T = unrolled_scene(drawing)->walk->itinerary.T;
	int const row = drawing->rows.states;
	const char *gap = glyph(GLYPH_GAP, drawing->ascii);
	if (drawing->time[0] > 0)
		grid_put(drawing->grid, drawing->area, row, drawing->gutter - 1, ROLE_DIM, gap);
	if (drawing->time[drawing->columns - 1] < T - 1)
		grid_put(drawing->grid, drawing->area, row,
		         drawing->area.cols - utf8_columns(gap, strlen(gap)), ROLE_DIM, gap);
}

void view_network_fill(struct study *study, struct sheet *sheet)
{
	struct unrolled const drawing = unrolled_plan(study, sheet);
	if (drawing.width < 3)
		return;
	draw_words(&drawing, drawing.rows.targets, INPUT_Y, ROLE_DIM);
	draw_guesses(&drawing);
	draw_losses(&drawing);
	draw_above(&drawing);
	draw_states(&drawing);
	draw_below(&drawing);
	draw_words(&drawing, drawing.rows.words, INPUT_X, ROLE_TEXT);
	draw_gutter(&drawing);
	unrolled_light_spoken(&drawing);
}
