// SPDX-License-Identifier: GPL-3.0-or-later
// The equation just evaluated: the rule with letters, the picture with names above their numbers, what
// changed, and what the numeric check says.  At the start: the equations that wait.
#include <limits.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "view/all.h"
#include "view/formula.h"
#include "view/glyph.h"

enum { PICTURE_LEAST = 3, PICTURE_ELIDED = 4, AIRLESS_MOST = 9 }; // rows; with those, it may be elided

void view_equation_title(const struct scene *scene, struct text *title)
{
	if (!scene->walk)
		return;
	view_iteration_title(scene, title);
	struct study const study = study_of(scene);
	if (scene->place.phase == PHASE_START)
		return;
	int count = 0, at = 0;
	for (int i = 0; i < study_program(&study)->count; i++) {
		count += study_runs(&study, i);
		at += study_runs(&study, i) && i <= scene->place.equation;
	}
	text_addf(title, " %s %d/%d", glyph(GLYPH_DOT, scene->ascii), at, count);
}

static void list_program(struct study *study, struct sheet *sheet, const struct program *program,
                         const char *heading)
{
	struct print_style const style = study_names(study, false);
	LOCAL(text) line = { 0 };
	sheet_line(sheet, 0, ROLE_DIM, heading);
	for (int i = 0; i < program->count; i++) {
		const struct equation *each = &program->equation[i];
		text_clear(&line);
		when_print(each->part == PART_HEAD ? (struct when){ WHEN_FROM_T, 0 } : each->when, &line);
		equation_print_left(study_cell(study), each, &style, &line);
		text_add(&line, each->adds ? " += " : " = ");
		print_tree(each->stated ? each->stated : each->right, &style, &line);
		sheet_line(sheet, 2, ROLE_MATH, text_get(&line));
	}
}

static void fill_start(struct study *study, struct sheet *sheet)
{
	struct walk *walk = study->scene->walk;
	const struct program *forward = &study_cell(study)->forward;
	const struct program *backward = backward_program(walk->network);
	LOCAL(text) heading = { 0 };
	sheet_prose(sheet, ROLE_TEXT, _("Nothing is computed yet: step begins."));
	text_addf(&heading, _("forward, for t = 0 ... %d"), walk->itinerary.T - 1);
	list_program(study, sheet, forward, text_get(&heading));
	text_clear(&heading);
	text_addf(&heading,
	          walk->itinerary.single ? _("backward, for k = %d ... 0")
	                                 : _("backward, for t = %d ... 0, for k = t ... 0"),
	          walk->itinerary.T - 1);
	if (sheet->rows_most - sheet->rows > backward->count) {
		list_program(study, sheet, backward, text_get(&heading));
	} else {
		text_addf(&heading, _(": %d equations"), backward->count);
		sheet_line(sheet, 0, ROLE_DIM, text_get(&heading));
	}
}

// Rows that are left for a picture when this many lines stand around it.
static int rows_for_picture(const struct sheet *sheet, int lines)
{
	return sheet->rows_most == INT_MAX ? INT_MAX : sheet->rows_most - sheet->rows - lines;
}

static int count_lines(const struct sheet *sheet, const char *text)
{
	return grid_wrap(NULL, (struct area){ 0, 0, 0, sheet->paper.cols }, 0, ROLE_TEXT, text);
}

static void fill_check(struct study *study, struct sheet *sheet, enum role role,
                       const char *verdict)
{
	sheet_prose(sheet, role, verdict);
	if (sheet->rows_most == INT_MAX || sheet->rows_most - sheet->rows < 4)
		return;
	struct box picture =
		formula_check_picture(study, sheet->paper.cols, rows_for_picture(sheet, 0));
	if (picture.grid.rows <= sheet->rows_most - sheet->rows)
		sheet_box(sheet, 0, picture);
	else
		box_free(&picture);
}

// Whether the picture shows all of the equation: nothing of it is elided, and no row too many.
static bool is_whole(const struct box *picture, const struct study *study, int rows)
{
	const char *const gap = glyph(GLYPH_GAP, study->scene->ascii);
	for (int i = 0; i < picture->grid.rows * picture->grid.cols; i++)
		if (!strcmp(picture->grid.cells[i].letter, gap))
			return false;
	return picture->grid.rows <= rows;
}

// The picture in this many rows; in very few of them only one that is whole is of use.  No rows: there is none.
static struct box find_picture(const struct study *study, int cols, int rows)
{
	struct box picture = { 0 };
	if (rows >= PICTURE_LEAST)
		picture = formula_picture(study, cols, rows);
	if (rows < PICTURE_ELIDED && picture.grid.rows && !is_whole(&picture, study, rows)) {
		box_free(&picture);
		picture = (struct box){ 0 };
	}
	return picture;
}

static bool has_picture(const struct study *study, const struct sheet *sheet, int lines)
{
	int const room = rows_for_picture(sheet, lines);
	LOCAL(box) picture = find_picture(study, sheet->paper.cols, room);
	return picture.grid.rows && picture.grid.rows <= room;
}

// In place of the picture.
static void fill_result(const struct study *study, struct sheet *sheet, int rows)
{
	LOCAL(text) result = { 0 };
	if (rows > 0 && formula_write_result(study, sheet->paper.cols, &result))
		sheet_line(sheet, 0, ROLE_NEW, text_get(&result));
}

// The picture, with `lines` lines to come below it; some air around it when there is room.
static void fill_picture(struct study *study, struct sheet *sheet, int lines)
{
	int const room = rows_for_picture(sheet, lines);
	struct box const picture = find_picture(study, sheet->paper.cols, room);
	if (!picture.grid.rows) {
		fill_result(study, sheet, room);
		return;
	}
	bool const airy = room == INT_MAX || room - picture.grid.rows >= 2;
	if (airy)
		sheet_take(sheet, 1);
	sheet_box(sheet, 0, picture);
	if (airy)
		sheet_take(sheet, 1);
}

// Whether a picture under `above` lines would be elided although it would not be under one line less:
// then that line goes, for the names in the picture say the same.
static bool is_tight(struct study *study, const struct sheet *sheet, int above, int below)
{
	int const room = rows_for_picture(sheet, above + below);
	if (room > AIRLESS_MOST)
		return false;
	LOCAL(box) picture = find_picture(study, sheet->paper.cols, room + 1);
	return picture.grid.rows > room;
}

void view_equation_foresee(struct study *study, struct sheet *sheet)
{
	if (study_equation(study))
		sheet_box(sheet, 0, formula_rule(study, sheet->paper.cols));
}

void view_equation_fill(struct study *study, struct sheet *sheet)
{
	if (!study_equation(study)) {
		fill_start(study, sheet);
		return;
	}
	LOCAL(text) run = { 0 }, change = { 0 }, verdict = { 0 };
	enum role role = ROLE_TEXT;
	formula_change(study, &change);
	bool const runs_other = formula_write_run(study, &run);
	bool checked = formula_check(study, sheet->rows_most < INT_MAX, &role, &verdict);
	int lines = count_lines(sheet, text_get(&change));
	int const verdict_lines = checked ? count_lines(sheet, text_get(&verdict)) : 0;
	// The numbers come first, then what the check says of them.
	if (checked && !has_picture(study, sheet, lines + verdict_lines) && has_picture(study, sheet, lines))
		checked = false;
	lines += checked ? verdict_lines : 0;
	struct box rule = formula_rule(study, sheet->paper.cols);
	bool tight = is_tight(study, sheet, rule.grid.rows + runs_other, lines);
	if (tight && rule.grid.rows > 1) {
		box_free(&rule);
		rule = formula_rule_on_line(study, sheet->paper.cols);
		tight = is_tight(study, sheet, rule.grid.rows + runs_other, lines);
	}
	if (!tight || runs_other)
		sheet_box(sheet, 0, rule);
	else
		box_free(&rule);
	if (!tight && runs_other)
		sheet_prose(sheet, ROLE_DIM, text_get(&run));
	fill_picture(study, sheet, lines);
	sheet_prose(sheet, ROLE_TEXT, text_get(&change));
	if (checked)
		fill_check(study, sheet, role, text_get(&verdict));
}
