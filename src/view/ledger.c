// SPDX-License-Identifier: GPL-3.0-or-later
// The ledger: for each parameter what every iteration (t, k) walked so far gives to its gradient, as a
// share of the finished gradient and as a norm, with totals by loss and by step.  The shares of a
// whole walk add up to 100 %; one of them may be negative.  A window round the place when all of it
// does not fit; the totals are of all that was walked.
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "array/number.h"
#include "base/message.h"
#include "net/ledger.h"
#include "view/all.h"
#include "view/glyph.h"
#include "view/picture.h"
#include "view/window.h"

// Multiplications: of a pane, which is drawn after each command; of what was asked for.
#define PANE_COST 3e7
#define ALL_COST 5e8

enum {
	LABEL_COLUMNS = 6,
	SHARE_COLUMNS = 5,
	NORM_COLUMNS = 6,
	ROWS_LEAST = 4,
	ROWS_ROUND = 3, // of a table, beside its losses: its name, its head, its totals
	DIGITS = 3,
	FINE_STEPS = 12
};

struct ledger_frame {
	struct study *study;
	struct ledger *ledger;
	struct window rows, cols; // losses from the top: row 0 is t = T-1
	struct ledger_entry **row;       // by row of the window: entries as ledger_read_loss gives them
	double *of_step;          // q·T + k: the shares of all losses walked
	bool norms;               // there is room for norms beside shares
	bool fine;                // of many steps a share of a thousandth is something
	bool single, cut;         // not all losses could be read
};

void view_ledger_title(const struct scene *scene, struct text *title)
{
	(void)scene;
	text_add(title, _("ledger: shares of each gradient by loss t and step k, and norms"));
}

static int steps_of(const struct ledger_frame *frame)
{
	return frame->study->scene->walk->pass->T;
}

static int loss_of_row(const struct ledger_frame *frame, int row)
{
	return steps_of(frame) - 1 - (frame->rows.from + row);
}

// Whether (t, k) has given its part to a parameter at the scene's place.
static bool is_walked(const struct ledger_frame *frame, int quantity, int t, int k)
{
	struct place const place = frame->study->scene->place;
	bool adds;
	if (!frame->single && t != place.t)
		return t > place.t;
	return k > place.k || (k == place.k && study_has_added(frame->study, quantity, &adds));
}

// Whether a parameter is touched only where a loss enters: its table is one row.
static bool is_diagonal(const struct ledger_frame *frame, int quantity)
{
	const struct program *program = backward_program(frame->study->scene->walk->network);
	for (int i = 0; i < program->count; i++)
		if (program->equation[i].quantity == quantity && program_runs(program, i, 1, 0))
			return false;
	return !frame->single;
}

// ---- reading

static void read_loss(struct ledger_frame *frame, int t)
{
	const struct cell *cell = study_cell(frame->study);
	int const T = steps_of(frame), row = T - 1 - t - frame->rows.from;
	bool const kept = frame->single || (row >= 0 && row < frame->rows.count);
	struct arena *arena = &frame->study->arena;
	struct arena_mark const mark = arena_mark(arena);
	size_t const size = (size_t)cell->quantities * (size_t)T;
	struct ledger_entry *entry = arena_get(arena, size * sizeof *entry);
	if (!ledger_read_loss(frame->ledger, t, entry)) {
		frame->cut = true;
		arena_release(arena, mark);
		return;
	}
	for (int q = 0; q < cell->quantities; q++)
		for (int k = 0; k <= t; k++)
			if (is_walked(frame, q, t, k))
				frame->of_step[q * T + k] += entry[q * T + k].share;
	if (kept)
		frame->row[frame->single ? 0 : row] = entry;
	else
		arena_release(arena, mark);
}

// The losses walked, from the place's own on: those near to it matter most when all cost too much.
static void read_losses(struct ledger_frame *frame, double most)
{
	struct study *study = frame->study;
	const struct pass *pass = study->scene->walk->pass;
	int const T = pass->T;
	for (int t = frame->single ? T - 1 : study->scene->place.t; t < T && !frame->cut; t++) {
		double const cost = ledger_cost(pass, t);
		if (study->spent + cost > most) {
			frame->cut = true;
			return;
		}
		study->spent += cost;
		read_loss(frame, t);
	}
}

// ---- drawing

// 12%, -3%, of many steps also .1%.  What rounds to nothing is told without a sign, so that the rest
// stands out.
static void write_share(const struct ledger_frame *frame, double share, char out[16])
{
	bool const tiny = fabs(share) < 0.005, fine = frame->fine && fabs(share) >= 0.0005;
	LOCAL(text) number = { 0 };
	snprintf(out, 16, "%.0f%%", 100 * share);
	if (isnan(share)) {
		strcpy(out, "- ");
	} else if (tiny && fine) {
		snprintf(out, 16, "%s.%.0f%%", share < 0 ? "-" : "", fabs(1000 * share));
	} else if (tiny) {
		strcpy(out, "0 ");
	} else if (strlen(out) >= SHARE_COLUMNS) {
		glyph_add_number(&number, 100 * share, 1, SHARE_COLUMNS - 2);
		snprintf(out, 16, "%s%%", text_get(&number));
	}
}

static void draw_share(const struct ledger_frame *frame, struct grid *grid, struct area line, int col,
                       double share, bool here)
{
	char shown[16];
	write_share(frame, share, shown);
	grid_put(grid, line, 0, col + SHARE_COLUMNS - (int)strlen(shown),
	         here              ? ROLE_HERE
	         : shown[1] == ' ' ? ROLE_DIM
	         : share < 0       ? ROLE_NEGATIVE
	                           : ROLE_POSITIVE,
	         shown);
}

static int cell_columns(const struct ledger_frame *frame)
{
	return SHARE_COLUMNS + (frame->norms ? NORM_COLUMNS : 0);
}

static void draw_entry(const struct ledger_frame *frame, struct grid *grid, struct area line, int col,
                       struct ledger_entry entry, bool here)
{
	if (here)
		grid_put(grid, line, 0, col, ROLE_HERE,
		         glyph(GLYPH_CURSOR, frame->study->scene->ascii));
	draw_share(frame, grid, line, col, entry.share, here);
	if (!frame->norms)
		return;
	LOCAL(text) norm = { 0 };
	glyph_add_number(&norm, entry.norm, DIGITS, NORM_COLUMNS - 2);
	grid_put(grid, line, 0, col + SHARE_COLUMNS + 1, ROLE_TEXT, text_get(&norm));
}

static void draw_head(const struct ledger_frame *frame, struct sheet *sheet, bool diagonal)
{
	struct area const line = sheet_take(sheet, 1);
	int const cell = cell_columns(frame);
	grid_put(&sheet->paper, line, 0, 0, ROLE_DIM, diagonal || frame->single ? "k" : "t\\k");
	for (int j = 0; j < frame->cols.count; j++) {
		char number[16];
		snprintf(number, sizeof number, "%d", frame->cols.from + j);
		grid_put(&sheet->paper, line, 0,
		         LABEL_COLUMNS + j * cell + SHARE_COLUMNS - 1 - (int)strlen(number),
		         ROLE_DIM, number);
	}
	grid_put(&sheet->paper, line, 0, LABEL_COLUMNS + frame->cols.count * cell + 2, ROLE_DIM,
	         _("all"));
}

// The entry of (t, k) as it was read; NULL: it was not, or it is not walked yet.
static const struct ledger_entry *find_entry(const struct ledger_frame *frame, int quantity, int t, int k)
{
	int const row = frame->single ? 0 : steps_of(frame) - 1 - t - frame->rows.from;
	if (row < 0 || row >= frame->rows.count || !frame->row[row] ||
	    !is_walked(frame, quantity, t, k))
		return NULL;
	return &frame->row[row][quantity * steps_of(frame) + k];
}

static bool is_nothing(struct ledger_entry entry)
{
	return !(entry.norm > 0 || isnan(entry.norm));
}

// The entries of loss t (in the single sweep of all losses), and their sum.
static void draw_loss(const struct ledger_frame *frame, struct sheet *sheet, int quantity, int t)
{
	struct place const place = frame->study->scene->place;
	struct area const line = sheet_take(sheet, 1);
	double sum = 0;
	if (frame->single)
		grid_put(&sheet->paper, line, 0, 0, ROLE_DIM, _("all t"));
	else
		grid_putf(&sheet->paper, line, 0, 0, t == place.t ? ROLE_STRONG : ROLE_DIM, "%3d",
		          t);
	for (int k = 0; k <= t; k++) {
		const struct ledger_entry *entry = find_entry(frame, quantity, t, k);
		int const j = k - frame->cols.from;
		sum += entry ? entry->share : 0;
		if (entry && !is_nothing(*entry) && j >= 0 && j < frame->cols.count)
			draw_entry(frame, &sheet->paper, line,
			           LABEL_COLUMNS + j * cell_columns(frame), *entry,
			           k == place.k && (frame->single || t == place.t));
	}
	draw_share(frame, &sheet->paper, line, LABEL_COLUMNS + frame->cols.count * cell_columns(frame),
	           sum, false);
}

// The shares of each step over all losses; on the diagonal these are the entries themselves.
static void draw_steps(const struct ledger_frame *frame, struct sheet *sheet, int quantity, bool diagonal)
{
	struct place const place = frame->study->scene->place;
	struct area const line = sheet_take(sheet, 1);
	int const T = steps_of(frame);
	double sum = 0;
	grid_put(&sheet->paper, line, 0, 0, ROLE_DIM, diagonal ? "t=k" : _("all t"));
	for (int k = 0; k < T; k++) {
		double const share = frame->of_step[quantity * T + k];
		const struct ledger_entry *entry = diagonal ? find_entry(frame, quantity, k, k) : NULL;
		int const j = k - frame->cols.from, col = LABEL_COLUMNS + j * cell_columns(frame);
		sum += share;
		if (j < 0 || j >= frame->cols.count)
			continue;
		if (entry && !is_nothing(*entry))
			draw_entry(frame, &sheet->paper, line, col, *entry,
			           k == place.k && k == place.t);
		else if (fabs(share) > 0 || isnan(share))
			draw_share(frame, &sheet->paper, line, col, share, false);
	}
	draw_share(frame, &sheet->paper, line, LABEL_COLUMNS + frame->cols.count * cell_columns(frame),
	           sum, false);
}

static void draw_table(const struct ledger_frame *frame, struct sheet *sheet, int quantity)
{
	const struct scene *scene = frame->study->scene;
	const char *name = study_cell(frame->study)->quantity[quantity].name;
	const char *bars = glyph(GLYPH_NORM, scene->ascii);
	LOCAL(text) norm = { 0 };
	number_write_in_formula(frame->ledger->norm[quantity], scene->precision, &norm);
	bool const diagonal = is_diagonal(frame, quantity);
	if (!frame->single && !diagonal && frame->rows.count < steps_of(frame)) {
		int const first = loss_of_row(frame, frame->rows.count - 1);
		text_addf(&norm, _("   losses %d to %d of %d"), first, loss_of_row(frame, 0), steps_of(frame));
	}
	sheet_linef(sheet, 0, ROLE_GRADIENT, "d%s   %sdE/d%s%s = %s", name, bars, name, bars,
	            text_get(&norm));
	draw_head(frame, sheet, diagonal);
	if (frame->single)
		draw_loss(frame, sheet, quantity, steps_of(frame) - 1);
	for (int row = 0; !frame->single && !diagonal && row < frame->rows.count; row++)
		if (loss_of_row(frame, row) >= scene->place.t)
			draw_loss(frame, sheet, quantity, loss_of_row(frame, row));
	if (!frame->single)
		draw_steps(frame, sheet, quantity, diagonal);
}

// Norms stand beside the shares where all steps fit with them.
static void lay_out(struct ledger_frame *frame, int cols, int rows)
{
	struct place const place = frame->study->scene->place;
	int const T = steps_of(frame);
	// The last column has the totals.
	int const room = cols - LABEL_COLUMNS - SHARE_COLUMNS - 1;
	frame->norms = T <= room / (SHARE_COLUMNS + NORM_COLUMNS);
	frame->fine = T > FINE_STEPS;
	frame->cols = window_on(place.k, T, room / cell_columns(frame));
	frame->rows = window_on(T - 1 - place.t, T, rows > ROWS_LEAST ? rows : ROWS_LEAST);
}

void view_ledger_fill(struct study *study, struct sheet *sheet)
{
	const struct scene *scene = study->scene;
	const struct cell *cell = study_cell(study);
	if (scene->place.phase != PHASE_BACKWARD) {
		sheet_prose(sheet, ROLE_DIM, _("It begins with the backward pass."));
		return;
	}
	struct ledger_frame frame = { .study = study, .single = scene->walk->itinerary.single };
	size_t const size = (size_t)cell->quantities * (size_t)steps_of(&frame);
	lay_out(&frame, sheet->paper.cols,
	        (sheet->rows_most < TABLE_ROWS ? sheet->rows_most : TABLE_ROWS) - ROWS_ROUND);
	frame.ledger = ledger_new(scene->walk->pass);
	frame.row = arena_get(&study->arena, ((size_t)frame.rows.count + 1) * sizeof *frame.row);
	frame.of_step = arena_get(&study->arena, size * sizeof *frame.of_step);
	read_losses(&frame, sheet->rows_most == INT_MAX ? ALL_COST : PANE_COST);
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].kind == QUANTITY_PARAMETER &&
		    (!scene->parameter || scene->parameter == q + 1))
			draw_table(&frame, sheet, q);
	if (frame.cut)
		sheet_prose(sheet, ROLE_HINT,
		            _("Not all losses could be read: the totals are not complete."));
	if (sheet->rows_most == INT_MAX)
		sheet_prose(sheet, ROLE_DIM,
		            scene->ascii ? _("The share of a part is <part, sum>/norm(sum)^2: what it has of the "
		                             "gradient's direction.  All together are 100 %.")
		                         : _("The share of a part is ⟨part, sum⟩/‖sum‖²: what it has of the gradient's "
		                             "direction.  All together are 100 %."));
	ledger_free(frame.ledger);
}
