// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/explain.h"

#include <limits.h>

#include "base/message.h"
#include "base/utf8.h"
#include "view/formula.h"

enum { INDENT = 2 };

// A result that is too long for one line stands in the picture, left of its equals sign.
static void fill_result(const struct study *study, struct sheet *sheet)
{
	LOCAL(text) line = { 0 };
	if (formula_write_result(study, sheet->paper.cols - INDENT, &line))
		sheet_line(sheet, INDENT, ROLE_NEW, text_get(&line));
}

// The equation with names, with its numbers, and its result.
static void fill_equation(const struct study *study, struct sheet *sheet)
{
	LOCAL(text) line = { 0 };
	sheet_box(sheet, 0, formula_rule(study, sheet->paper.cols));
	if (formula_write_run(study, &line))
		sheet_prose(sheet, ROLE_DIM, text_get(&line));
	sheet_box(sheet, INDENT, formula_picture(study, sheet->paper.cols - INDENT, INT_MAX));
	fill_result(study, sheet);
}

// The same as TeX.
static void fill_tex(const struct study *study, struct sheet *sheet)
{
	LOCAL(text) line = { 0 };
	formula_write_tex(study, &line);
	sheet_prose(sheet, ROLE_STRONG, text_get(&line));
	text_clear(&line);
	if (formula_write_tex_run(study, &line))
		sheet_prose(sheet, ROLE_DIM, text_get(&line));
	text_clear(&line);
	formula_write_tex_numbers(study, &line);
	sheet_prose(sheet, ROLE_TEXT, text_get(&line));
}

static void fill(struct study *study, struct sheet *sheet)
{
	LOCAL(text) line = { 0 };
	if (study->scene->math == MATH_TEX)
		fill_tex(study, sheet);
	else
		fill_equation(study, sheet);
	formula_change(study, &line);
	sheet_prose(sheet, ROLE_TEXT, text_get(&line));
	text_clear(&line);
	enum role role;
	if (formula_check(study, false, &role, &line))
		sheet_prose(sheet, role, text_get(&line));
}

void view_explain(const struct scene *scene, int cols, struct text *out)
{
	LOCAL(sheet) sheet = sheet_new(cols, INT_MAX);
	LOCAL(study) study = study_of(scene);
	if (!scene->walk)
		sheet_prose(&sheet, ROLE_ERROR, scene->why ? scene->why : "");
	else if (!study_equation(&study))
		sheet_prose(&sheet, ROLE_TEXT, _("The start: nothing is computed yet."));
	else
		fill(&study, &sheet);
	sheet_write(&sheet, out);
}
