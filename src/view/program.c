// SPDX-License-Identifier: GPL-3.0-or-later
// The program: the equations of a time step or of an iteration in their order, as a debugger lists
// source, the current one marked.  Of a long program, what is round the current one.
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "view/all.h"
#include "view/formula.h"
#include "view/glyph.h"

void view_program_title(const struct scene *scene, struct text *title)
{
	text_add(title, scene->place.phase == PHASE_BACKWARD ? _("program, backward")
	                                                     : _("program, forward"));
}

static void fill_line(const struct study *study, struct sheet *sheet, int number)
{
	const struct scene *scene = study->scene;
	const struct equation *equation = &study_program(study)->equation[number];
	bool const started = scene->place.phase != PHASE_START;
	bool const here = started && number == scene->place.equation;
	bool const done = started && number < scene->place.equation;
	struct print_style const style = study_names(study, false);
	LOCAL(text) line = { 0 };
	equation_print_left(study_cell(study), equation, &style, &line);
	text_add(&line, equation->adds ? " += " : " = ");
	print_tree(equation->stated ? equation->stated : equation->right, &style, &line);
	struct area const row = sheet_take(sheet, 1);
	const char *mark = glyph(here ? GLYPH_CURSOR : GLYPH_DONE, scene->ascii);
	if (here || done)
		grid_put(&sheet->paper, row, 0, 0, here ? ROLE_HERE : ROLE_DIM, mark);
	grid_put(&sheet->paper, row, 0, 2,
	         here   ? ROLE_STRONG
	         : done ? ROLE_TEXT
	                : ROLE_DIM,
	         text_get(&line));
	if (2 + utf8_columns(text_get(&line), line.length) > row.cols) {
		const char *gap = glyph(GLYPH_GAP, scene->ascii);
		grid_put(&sheet->paper, row, 0, row.cols - utf8_columns(gap, strlen(gap)), ROLE_DIM,
		         gap);
	}
}

int view_program_rows(struct study *study)
{
	return study_program(study)->count;
}

void view_program_fill(struct study *study, struct sheet *sheet)
{
	const struct program *program = study_program(study);
	int runs = 0, before = 0;
	for (int i = 0; i < program->count; i++) {
		runs += study_runs(study, i);
		before += study_runs(study, i) && i < study->scene->place.equation;
	}
	int skip = 0;
	if (runs > sheet->rows_most) {
		skip = before - sheet->rows_most / 2;
		skip = skip > runs - sheet->rows_most ? runs - sheet->rows_most : skip;
		skip = skip < 0 ? 0 : skip;
	}
	for (int i = 0; i < program->count && sheet->rows < sheet->rows_most; i++)
		if (study_runs(study, i) && skip-- <= 0)
			fill_line(study, sheet, i);
}
