// SPDX-License-Identifier: GPL-3.0-or-later
// A time step, or one (t,k) iteration, as a whole: its equations with their results as far as they
// have run; then delta, and for each parameter this step's part of the gradient, numeric beside
// analytic.
#include <limits.h>

#include "base/message.h"
#include "base/utf8.h"
#include "view/all.h"
#include "view/formula.h"
#include "view/glyph.h"

// Multiplications, a few milliseconds: it is said after each `next`.
#define CHECKS_COST 5e6

void view_iteration_title(const struct scene *scene, struct text *title)
{
	if (!scene->walk)
		return;
	LOCAL(text) place = { 0 };
	walk_describe(scene->walk, scene->place, &place);
	utf8_clean(title, text_get(&place), place.length, false); // it may name a learner's word
}

enum { MARK = 2, GAP = 3, WIDEST = 36 }; // columns

// An equation of this step with its numbers for times, and, once it has run, what it changed.
static void write_equation(const struct scene *scene, int number, struct text *equation,
                           struct text *change)
{
	struct scene then = *scene;
	then.place.equation = number;
	LOCAL(study) study = study_of(&then);
	formula_write(&study, true, equation);
	if (number <= scene->place.equation)
		formula_change_beside(&study, change);
}

// Where the changes stand below each other: right of the widest equation that is not too wide.
static int change_column(struct study *study)
{
	int widest = 0;
	for (int i = 0; i < study_program(study)->count; i++) {
		LOCAL(text) equation = { 0 }, change = { 0 };
		if (study_runs(study, i))
			write_equation(study->scene, i, &equation, &change);
		int const columns = utf8_columns(text_get(&equation), equation.length);
		widest = columns > widest && columns <= WIDEST ? columns : widest;
	}
	return MARK + widest + GAP;
}

// One equation: done ones with what they changed, beside them or, where there is no room, below them; the
// current one lit, those to come dim.
static void fill_equation(const struct scene *scene, struct sheet *sheet, int number, int col)
{
	LOCAL(text) equation = { 0 }, change = { 0 };
	int const here = scene->place.equation;
	write_equation(scene, number, &equation, &change);
	struct area const row = { sheet->rows, 0, 1, sheet->paper.cols };
	const char *mark = number == here  ? glyph(GLYPH_CURSOR, scene->ascii)
	                   : number < here ? glyph(GLYPH_DONE, scene->ascii)
	                                   : " ";
	enum role const role = number == here  ? ROLE_STRONG
	                       : number < here ? ROLE_TEXT
	                                       : ROLE_DIM;
	enum role const changed = number == here ? ROLE_NEW : ROLE_TEXT;
	int const end = MARK + utf8_columns(text_get(&equation), equation.length) + GAP;
	col = end > col ? end : col;
	sheet_prose_at(sheet, MARK, role, text_get(&equation));
	grid_put(&sheet->paper, row, 0, 0, number == here ? ROLE_HERE : ROLE_DIM, mark);
	if (col + utf8_columns(text_get(&change), change.length) <= sheet->paper.cols)
		grid_put(&sheet->paper, row, 0, col, changed, text_get(&change));
	else if (change.length)
		sheet_prose_at(sheet, 2 * MARK, changed, text_get(&change));
}

// Draws the check of a subject, numeric beside analytic, and its verdict; false: it costs too much.
static bool fill_subject(struct study *study, struct sheet *sheet, struct check_subject subject,
                         double *spent)
{
	const struct pass *pass = study->scene->walk->pass;
	double const cost = check_cost(pass, subject);
	if (*spent + cost > CHECKS_COST)
		return false;
	*spent += cost;
	struct check const check = check_run(pass, subject, &study->arena);
	study->has_checked = true;
	study->check = &check;
	study->subject = subject;
	enum role role;
	LOCAL(text) verdict = { 0 };
	formula_check(study, false, &role, &verdict);
	sheet_take(sheet, 1);
	sheet_prose(sheet, role, text_get(&verdict));
	sheet_box(sheet, 2, formula_check_picture(study, sheet->paper.cols - 2, INT_MAX));
	study->check = NULL;
	return true;
}

static void fill_gradients(struct study *study, struct sheet *sheet)
{
	const struct scene *scene = study->scene;
	const struct cell *cell = study_cell(study);
	int const t = scene->walk->itinerary.single ? -1 : scene->place.t;
	double spent = 0;
	bool whole = t < 0 || fill_subject(study, sheet,
	                                   (struct check_subject){ -1, t, scene->place.k, -1 }, &spent);
	for (int q = 0; q < cell->quantities; q++) {
		bool adds;
		if (cell->quantity[q].kind == QUANTITY_PARAMETER &&
		    study_has_added(study, q, &adds))
			whole &= fill_subject(study, sheet,
			                      (struct check_subject){ q, t, scene->place.k, -1 }, &spent);
	}
	if (!whole) {
		sheet_take(sheet, 1);
		sheet_prose(sheet, ROLE_HINT,
		            _("Some checks cost too much here and are left out: see help check"));
	}
	sheet_take(sheet, 1);
	LOCAL(text) title = { 0 };
	view_sums_title(scene, &title);
	sheet_line(sheet, 0, ROLE_TITLE, text_get(&title));
	view_sums_fill(study, sheet);
}

void view_iteration_fill(struct study *study, struct sheet *sheet)
{
	const struct scene *scene = study->scene;
	if (scene->place.phase == PHASE_START) {
		sheet_prose(sheet, ROLE_DIM, _("Nothing is computed yet."));
		return;
	}
	const struct program *program = study_program(study);
	int const col = change_column(study);
	for (int i = 0; i < program->count; i++)
		if (study_runs(study, i))
			fill_equation(scene, sheet, i, col);
	if (scene->place.phase == PHASE_BACKWARD)
		fill_gradients(study, sheet);
}
