// SPDX-License-Identifier: GPL-3.0-or-later
// The ledger: for each parameter what every iteration (t, k) walked so far gives to its gradient, as a
// share of the finished gradient and as a norm, with totals by loss and by step.  The shares of a
// whole walk add up to 100 %; one of them may be negative.  A window round the place when all of it
// does not fit; the totals are of all that was walked.
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

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
	DIGITS = 3,
	FINE_STEPS = 12
};

struct plan {
	struct study *study;
	struct ledger *ledger;
	struct window rows, cols; // losses from the top: row 0 is t = T-1
	struct entry **row;       // by row of the window: entries as ledger_read_loss gives them
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

static int steps_of(const struct plan *plan)
{
	return plan->study->scene->walk->pass->T;
}

static int loss_of_row(const struct plan *plan, int row)
{
	return steps_of(plan) - 1 - (plan->rows.from + row);
}

// Whether (t, k) has given its part to a parameter at the scene's place.
static bool is_walked(const struct plan *plan, int quantity, int t, int k)
{
	struct place const place = plan->study->scene->place;
	bool adds;
	if (!plan->single && t != place.t)
		return t > place.t;
	return k > place.k || (k == place.k && study_has_added(plan->study, quantity, &adds));
}

// Whether a parameter is touched only where a loss enters: its table is one row.
static bool is_diagonal(const struct plan *plan, int quantity)
{
	const struct program *program = backward_program(plan->study->scene->walk->network);
	for (int i = 0; i < program->count; i++)
		if (program->equation[i].quantity == quantity && program_runs(program, i, 1, 0))
			return false;
	return !plan->single;
}

// ---- reading

static void read_loss(struct plan *plan, int t)
{
	const struct cell *cell = study_cell(plan->study);
	int const T = steps_of(plan), row = T - 1 - t - plan->rows.from;
	bool const kept = plan->single || (row >= 0 && row < plan->rows.count);
	struct arena *arena = &plan->study->arena;
	struct arena_mark const mark = arena_mark(arena);
	size_t const size = (size_t)cell->quantities * (size_t)T;
	struct entry *entry = arena_get(arena, size * sizeof *entry);
	if (!ledger_read_loss(plan->ledger, t, entry)) {
		plan->cut = true;
		arena_release(arena, mark);
		return;
	}
	for (int q = 0; q < cell->quantities; q++)
		for (int k = 0; k <= t; k++)
			if (is_walked(plan, q, t, k))
				plan->of_step[q * T + k] += entry[q * T + k].share;
	if (kept)
		plan->row[plan->single ? 0 : row] = entry;
	else
		arena_release(arena, mark);
}

// The losses walked, from the place's own on: those near to it matter most when all cost too much.
static void read_losses(struct plan *plan, double most)
{
	struct study *study = plan->study;
	const struct pass *pass = study->scene->walk->pass;
	int const T = pass->T;
	for (int t = plan->single ? T - 1 : study->scene->place.t; t < T && !plan->cut; t++) {
		double const cost = ledger_cost(pass, t);
		if (study->spent + cost > most) {
			plan->cut = true;
			return;
		}
		study->spent += cost;
		read_loss(plan, t);
	}
}

// ---- drawing

// 12%, -3%, of many steps also .1%.  What rounds to nothing is told without a sign, so that the rest
// stands out.
static void write_share(const struct plan *plan, double share, char out[16])
{
	bool const tiny = fabs(share) < 0.005, fine = plan->fine && fabs(share) >= 0.0005;
	struct text number = { 0 };
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
	text_free(&number);
}

static void draw_share(const struct plan *plan, struct grid *grid, struct area line, int col,
                       double share, bool here)
{
	char shown[16];
	write_share(plan, share, shown);
	grid_put(grid, line, 0, col + SHARE_COLUMNS - (int)strlen(shown),
	         here              ? ROLE_HERE
	         : shown[1] == ' ' ? ROLE_DIM
	         : share < 0       ? ROLE_NEGATIVE
	                           : ROLE_POSITIVE,
	         shown);
}

static int cell_columns(const struct plan *plan)
{
	return SHARE_COLUMNS + (plan->norms ? NORM_COLUMNS : 0);
}

static void draw_entry(const struct plan *plan, struct grid *grid, struct area line, int col,
                       struct entry entry, bool here)
{
	if (here)
		grid_put(grid, line, 0, col, ROLE_HERE,
		         glyph(GLYPH_CURSOR, plan->study->scene->ascii));
	draw_share(plan, grid, line, col, entry.share, here);
	if (!plan->norms)
		return;
	struct text norm = { 0 };
	glyph_add_number(&norm, entry.norm, DIGITS, NORM_COLUMNS - 2);
	grid_put(grid, line, 0, col + SHARE_COLUMNS + 1, ROLE_TEXT, text_get(&norm));
	text_free(&norm);
}

static void draw_head(const struct plan *plan, struct sheet *sheet, bool diagonal)
{
	struct area const line = sheet_take(sheet, 1);
	int const cell = cell_columns(plan);
	grid_put(&sheet->paper, line, 0, 0, ROLE_DIM, diagonal || plan->single ? "k" : "t\\k");
	for (int j = 0; j < plan->cols.count; j++) {
		char number[16];
		snprintf(number, sizeof number, "%d", plan->cols.from + j);
		grid_put(&sheet->paper, line, 0,
		         LABEL_COLUMNS + j * cell + SHARE_COLUMNS - 1 - (int)strlen(number),
		         ROLE_DIM, number);
	}
	grid_put(&sheet->paper, line, 0, LABEL_COLUMNS + plan->cols.count * cell + 2, ROLE_DIM,
	         _("all"));
}

// The entry of (t, k) as it was read; NULL: it was not, or it is not walked yet.
static const struct entry *find_entry(const struct plan *plan, int quantity, int t, int k)
{
	int const row = plan->single ? 0 : steps_of(plan) - 1 - t - plan->rows.from;
	if (row < 0 || row >= plan->rows.count || !plan->row[row] ||
	    !is_walked(plan, quantity, t, k))
		return NULL;
	return &plan->row[row][quantity * steps_of(plan) + k];
}

static bool is_nothing(struct entry entry)
{
	return !(entry.norm > 0 || isnan(entry.norm));
}

// The entries of loss t (in the single sweep of all losses), and their sum.
static void draw_loss(const struct plan *plan, struct sheet *sheet, int quantity, int t)
{
	struct place const place = plan->study->scene->place;
	struct area const line = sheet_take(sheet, 1);
	double sum = 0;
	if (plan->single)
		grid_put(&sheet->paper, line, 0, 0, ROLE_DIM, _("all t"));
	else
		grid_putf(&sheet->paper, line, 0, 0, t == place.t ? ROLE_STRONG : ROLE_DIM, "%3d",
		          t);
	for (int k = 0; k <= t; k++) {
		const struct entry *entry = find_entry(plan, quantity, t, k);
		int const j = k - plan->cols.from;
		sum += entry ? entry->share : 0;
		if (entry && !is_nothing(*entry) && j >= 0 && j < plan->cols.count)
			draw_entry(plan, &sheet->paper, line,
			           LABEL_COLUMNS + j * cell_columns(plan), *entry,
			           k == place.k && (plan->single || t == place.t));
	}
	draw_share(plan, &sheet->paper, line, LABEL_COLUMNS + plan->cols.count * cell_columns(plan),
	           sum, false);
}

// The shares of each step over all losses; on the diagonal these are the entries themselves.
static void draw_steps(const struct plan *plan, struct sheet *sheet, int quantity, bool diagonal)
{
	struct place const place = plan->study->scene->place;
	struct area const line = sheet_take(sheet, 1);
	int const T = steps_of(plan);
	double sum = 0;
	grid_put(&sheet->paper, line, 0, 0, ROLE_DIM, diagonal ? "t=k" : _("all t"));
	for (int k = 0; k < T; k++) {
		double const share = plan->of_step[quantity * T + k];
		const struct entry *entry = diagonal ? find_entry(plan, quantity, k, k) : NULL;
		int const j = k - plan->cols.from, col = LABEL_COLUMNS + j * cell_columns(plan);
		sum += share;
		if (j < 0 || j >= plan->cols.count)
			continue;
		if (entry && !is_nothing(*entry))
			draw_entry(plan, &sheet->paper, line, col, *entry,
			           k == place.k && k == place.t);
		else if (fabs(share) > 0 || isnan(share))
			draw_share(plan, &sheet->paper, line, col, share, false);
	}
	draw_share(plan, &sheet->paper, line, LABEL_COLUMNS + plan->cols.count * cell_columns(plan),
	           sum, false);
}

static void draw_table(const struct plan *plan, struct sheet *sheet, int quantity)
{
	const struct scene *scene = plan->study->scene;
	const char *name = study_cell(plan->study)->quantity[quantity].name;
	const char *bars = glyph(GLYPH_NORM, scene->ascii);
	struct text norm = { 0 };
	typeset_number(plan->ledger->norm[quantity], scene->precision, &norm);
	sheet_linef(sheet, 0, ROLE_GRADIENT, "d%s   %sdE/d%s%s = %s", name, bars, name, bars,
	            text_get(&norm));
	text_free(&norm);
	bool const diagonal = is_diagonal(plan, quantity);
	draw_head(plan, sheet, diagonal);
	if (plan->single)
		draw_loss(plan, sheet, quantity, steps_of(plan) - 1);
	for (int row = 0; !plan->single && !diagonal && row < plan->rows.count; row++)
		if (loss_of_row(plan, row) >= scene->place.t)
			draw_loss(plan, sheet, quantity, loss_of_row(plan, row));
	if (!plan->single)
		draw_steps(plan, sheet, quantity, diagonal);
}

// Norms stand beside the shares where all steps fit with them.
static void lay_out(struct plan *plan, int cols, int rows)
{
	struct place const place = plan->study->scene->place;
	int const T = steps_of(plan);
	// The last column has the totals.
	int const room = cols - LABEL_COLUMNS - SHARE_COLUMNS - 1;
	plan->norms = T <= room / (SHARE_COLUMNS + NORM_COLUMNS);
	plan->fine = T > FINE_STEPS;
	plan->cols = window_on(place.k, T, room / cell_columns(plan));
	plan->rows = window_on(T - 1 - place.t, T, rows > ROWS_LEAST ? rows : ROWS_LEAST);
}

void view_ledger_fill(struct study *study, struct sheet *sheet)
{
	const struct scene *scene = study->scene;
	const struct cell *cell = study_cell(study);
	if (scene->place.phase != PHASE_BACKWARD) {
		sheet_prose(sheet, ROLE_DIM, _("It begins with the backward pass."));
		return;
	}
	struct plan plan = { .study = study, .single = scene->walk->itinerary.single };
	size_t const size = (size_t)cell->quantities * (size_t)steps_of(&plan);
	lay_out(&plan, sheet->paper.cols,
	        (sheet->rows_most < TABLE_ROWS ? sheet->rows_most : TABLE_ROWS) - ROWS_LEAST);
	plan.ledger = ledger_new(scene->walk->pass);
	plan.row = arena_get(&study->arena, ((size_t)plan.rows.count + 1) * sizeof *plan.row);
	plan.of_step = arena_get(&study->arena, size * sizeof *plan.of_step);
	read_losses(&plan, sheet->rows_most == INT_MAX ? ALL_COST : PANE_COST);
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].kind == QUANTITY_PARAMETER)
			draw_table(&plan, sheet, q);
	if (plan.cut)
		sheet_prose(sheet, ROLE_HINT,
		            _("Not all losses could be read: the totals are not complete."));
	if (sheet->rows_most == INT_MAX)
		sheet_prose(sheet, ROLE_DIM,
		            scene->ascii ? _("The share of a part is <part, sum>/norm(sum)^2: what it has of the "
		                             "gradient's direction.  All together are 100 %.")
		                         : _("The share of a part is ⟨part, sum⟩/‖sum‖²: what it has of the gradient's "
		                             "direction.  All together are 100 %."));
	ledger_free(plan.ledger);
}
