// SPDX-License-Identifier: GPL-3.0-or-later
// The sums so far, one line a parameter: its norm, what this iteration adds, and the ledger: which
// share of loss t's gradient this step has.  A share is ⟨contribution, total⟩/‖total‖², so that the
// shares of all steps add up to 1; it may be negative.
#include <math.h>

#include "base/message.h"
#include "base/utf8.h"
#include "view/all.h"
#include "view/glyph.h"

#define LEDGER_COST 4e6

enum { NAME_COLUMNS = 5, PART_COLUMN = 12, SHARE_COLUMN = 18 };

void view_sums_title(const struct scene *scene, struct text *title)
{
	if (scene->walk && scene->place.phase == PHASE_BACKWARD && !scene->walk->itinerary.single)
		text_addf(title, _("sums; (%d,%d) adds"), scene->place.t, scene->place.k);
	else
		text_add(title, _("sums"));
}

// What a sweep of loss t for one parameter costs.
static double sweep_cost(const struct study *study)
{
	const struct network *network = study->scene->walk->network;
	double size = 0;
	for (int q = 0; q < network->cell->quantities; q++)
		if (network->cell->quantity[q].kind == QUANTITY_PARAMETER)
			size += 2.0 * (double)array_size(network->parameter[q]);
	return size * (study->scene->place.t + 1);
}

struct share {
	double norm, part; // of the contribution; of the loss's total
};

static struct share share_of(struct study *study, int quantity)
{
	struct walk *walk = study->scene->walk;
	struct place const place = study->scene->place;
	struct arena_mark const mark = arena_mark(&study->arena);
	int const t = walk->itinerary.single ? -1 : place.t;
	struct array const part =
		backward_parameter(walk->pass, t, quantity, place.k, &study->arena);
	struct array const all = backward_parameter(walk->pass, t, quantity, -1, &study->arena);
	double dot = 0;
	for (size_t i = 0; i < array_size(all); i++)
		dot += part.at[i] * all.at[i];
	double const norm = array_norm(all);
	struct share const share = { array_norm(part), dot / norm / norm };
	arena_release(&study->arena, mark);
	return share;
}

static void fill_line(struct study *study, struct sheet *sheet, int quantity, bool ledger)
{
	const struct scene *scene = study->scene;
	bool const ascii = scene->ascii;
	bool adds;
	bool const added = study_has_added(study, quantity, &adds);
	const struct equation *equation = study_equation(study);
	bool const is_new = equation->gradient && equation->quantity == quantity;
	LOCAL(text) line = { 0 };
	text_addf(&line, "d%s ", study_cell(study)->quantity[quantity].name);
	while (utf8_columns(text_get(&line), line.length) < NAME_COLUMNS)
		text_add_char(&line, ' ');
	struct area const row = sheet_take(sheet, 1);
	int col = grid_put(&sheet->paper, row, 0, 0, ROLE_GRADIENT, text_get(&line));
	text_clear(&line);
	glyph_add_number(&line, array_norm(study_sum(study, quantity)), scene->precision,
	                 PART_COLUMN - NAME_COLUMNS - 1);
	col += grid_put(&sheet->paper, row, 0, col, is_new ? ROLE_NEW : ROLE_TEXT, text_get(&line));
	text_clear(&line);
	if (added && ledger) {
		struct share const share = share_of(study, quantity);
		text_add(&line, "+");
		// A blank parts it from the share, whose sign would be read as a minus between the two.
		glyph_add_number(&line, share.norm, 3, SHARE_COLUMN - PART_COLUMN - 2);
		grid_put(&sheet->paper, row, 0, PART_COLUMN, ROLE_TEXT, text_get(&line));
		if (isfinite(share.part))
			grid_putf(&sheet->paper, row, 0, SHARE_COLUMN,
			          share.part < 0 ? ROLE_NEGATIVE : ROLE_POSITIVE, "%3.0f%%",
			          100 * share.part);
	} else if (adds && !added) {
		grid_put(&sheet->paper, row, 0, PART_COLUMN, ROLE_DIM, glyph(GLYPH_NOT_YET, ascii));
	}
}

void view_sums_fill(struct study *study, struct sheet *sheet)
{
	const struct cell *cell = study_cell(study);
	if (study->scene->place.phase != PHASE_BACKWARD) {
		sheet_prose(sheet, ROLE_DIM, _("They begin with the backward pass."));
		return;
	}
	bool const ledger = sweep_cost(study) <= LEDGER_COST;
	// Where rows are few, the sum that grows here comes first.
	const struct equation *equation = study_equation(study);
	int first = -1, parameters = 0;
	for (int q = 0; q < cell->quantities; q++)
		parameters += cell->quantity[q].kind == QUANTITY_PARAMETER;
	if (sheet->rows_most < parameters && equation->time == TIME_NONE)
		fill_line(study, sheet, first = equation->quantity, ledger);
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].kind == QUANTITY_PARAMETER && q != first)
			fill_line(study, sheet, q, ledger);
}
