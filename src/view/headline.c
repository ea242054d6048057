// SPDX-License-Identifier: GPL-3.0-or-later
// The headline: where we are, and the one number that this step is about, large enough for the last
// row of a classroom.

#include "base/message.h"
#include "base/utf8.h"
#include "view/all.h"
#include "view/glyph.h"
#include "view/large.h"

enum { GAP = 3, DIGITS = 3, NUMBER_COLUMNS = 6 };

void view_headline_title(const struct scene *scene, struct text *title)
{
	(void)scene;
	(void)title; // its rows say it themselves
}

// `‖dz[1]‖ =`, or the name alone where it is one number.
static double write_name(const struct study *study, struct text *name)
{
	const struct scene *scene = study->scene;
	struct array const result = walk_result(scene->walk, scene->place);
	bool const is_number = array_size(result) == 1;
	const char *bars = is_number ? "" : glyph(GLYPH_NORM, scene->ascii);
	text_add(name, bars);
	study_left(study, true, name);
	text_addf(name, "%s =", bars);
	return is_number ? result.at[0] : array_norm(result);
}

static void write_place(const struct scene *scene, struct text *out)
{
	struct place const place = scene->place;
	if (place.phase == PHASE_BACKWARD && scene->walk->itinerary.single)
		text_addf(out, _("back to step %d"), place.k);
	else if (place.phase == PHASE_BACKWARD)
		text_addf(out, _("loss %d, back to step %d"), place.t, place.k);
	else
		text_addf(out, _("forward, step %d"), place.t);
}

void view_headline_fill(struct study *study, struct sheet *sheet)
{
	const struct scene *scene = study->scene;
	LOCAL(text) place = { 0 }, name = { 0 }, number = { 0 };
	struct area const rows = sheet_take(sheet, LARGE_ROWS);
	if (!study_equation(study)) {
		grid_put(&sheet->paper, rows, 1, 0, ROLE_STRONG,
		         _("Nothing is computed yet: step begins."));
		return;
	}
	write_place(scene, &place);
	double const value = write_name(study, &name);
	glyph_add_number(&number, value, DIGITS, NUMBER_COLUMNS);
	enum role const role = study_equation(study)->gradient ? ROLE_GRADIENT : ROLE_NEW;
	int const place_cols = utf8_columns(text_get(&place), place.length);
	int const name_cols = utf8_columns(text_get(&name), name.length);
	int const large_cols = large_columns(text_get(&number), scene->ascii);
	int left = (place_cols > name_cols ? place_cols : name_cols) + GAP;
	// Where it is narrow the place goes first, then the size: the number is never cut.
	bool const placed = left + large_cols <= rows.cols;
	if (!placed)
		left = name_cols + GAP;
	bool const large = left + large_cols <= rows.cols;
	if (placed || !large)
		grid_put(&sheet->paper, rows, 0, 0, ROLE_TITLE, text_get(&place));
	if (large) {
		grid_put(&sheet->paper, rows, 2, left - GAP - name_cols, ROLE_STRONG, text_get(&name));
		large_put(&sheet->paper, rows, 0, left, role, text_get(&number), scene->ascii);
	} else {
		bool const beside = name_cols + 1 + (int)number.length <= rows.cols;
		grid_put(&sheet->paper, rows, 1, 0, ROLE_STRONG, text_get(&name));
		grid_put(&sheet->paper, rows, beside ? 1 : 2, beside ? name_cols + 1 : 0, role,
		         text_get(&number));
	}
}
