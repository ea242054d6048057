// SPDX-License-Identifier: GPL-3.0-or-later
// The slopes of a cell's units at each time: 1 lets the whole error through, 0 nothing, and no sigmoid more
// than a quarter.  One heat map for
// each function with a bounded slope that stands in the cell's equations, as parts of that bound.

#include "base/message.h"
#include "lang/operator.h"
#include "net/slope.h"
#include "view/all.h"
#include "view/glyph.h"
#include "view/heat.h"
#include "view/window.h"

enum { LABEL_COLUMNS = 8, CELL_COLUMNS = 6 };

void view_saturation_title(const struct scene *scene, struct text *title)
{
	(void)scene;
	text_add(title, _("saturation: slopes of the units, 1 lets all through, 0 nothing"));
}

static const char *const *unit_names(struct study *study, const struct slope *slope, int units)
{
	const char **name = arena_get(&study->arena, (size_t)units * sizeof *name);
	for (int i = 0; i < units; i++) {
		LOCAL(text) text = { 0 };
		text_addf(&text, "%s[%d]", study_cell(study)->quantity[slope->quantity].name, i);
		name[i] = arena_copy_bytes(&study->arena, text_get(&text), text.length);
	}
	return name;
}

static const char *const *time_names(struct study *study, struct window times)
{
	const struct network *network = study->scene->walk->network;
	const char **name = arena_get(&study->arena, (size_t)times.count * sizeof *name);
	for (int i = 0; i < times.count; i++) {
		int const t = times.from + i;
		LOCAL(text) text = { 0 };
		text_addf(&text, "%d", t);
		if (cell_find(network->cell, "x") >= 0)
			text_addf(&text, " %s", study_input(study, INPUT_X, t));
		name[i] = arena_copy_bytes(&study->arena, text_get(&text), text.length);
	}
	return name;
}

// Slopes by unit and time, of the window; saturated ones of all times are counted.
static struct array read_slopes(struct study *study, const struct slope *slope, struct window times,
                                int *saturated, int *all)
{
	const struct pass *pass = study->scene->walk->pass;
	struct array map = { 0 };
	for (int t = 0; t < pass->T; t++) {
		LOCAL(arena) scratch = { 0 };
		struct array const at = slope_values(pass, slope, t, &scratch);
		int const units = (int)array_size(at);
		if (!map.at)
			map = array_new(&study->arena, units, times.count);
		for (int i = 0; i < units; i++) {
			*saturated += slope_is_saturated(at.at[i], slope->call->op->slope);
			if (t >= times.from && t < times.from + times.count)
				map.at[(size_t)i * (size_t)times.count + (size_t)(t - times.from)] =
					at.at[i];
		}
		*all += units;
	}
	return map;
}

static void draw_slope(struct study *study, struct sheet *sheet, const struct slope *slope,
                       struct window times)
{
	const struct scene *scene = study->scene;
	int saturated = 0, all = 0;
	struct array const map = read_slopes(study, slope, times, &saturated, &all);
	struct print_style const style = { .unicode = !scene->ascii };
	LOCAL(text) text = { 0 };
	text_addf(&text, _("slope of "));
	print_tree(slope->call, &style, &text);
	if (!slope->is_whole)
		text_addf(&text, _(" in %s[t]"), study_cell(study)->quantity[slope->quantity].name);
	text_addf(&text, _(", at most %g; saturated, below a tenth of that: %d of %d"), slope->call->op->slope,
	          saturated, all);
	sheet_prose(sheet, ROLE_TITLE, text_get(&text));
	struct heat heat = heat_of(map, scene->precision, scene->ascii);
	heat.row_name = unit_names(study, slope, map.rows);
	heat.col_name = time_names(study, times);
	heat.col_from = times.from;
	heat_draw(&heat, sheet);
}

void view_saturation_fill(struct study *study, struct sheet *sheet)
{
	const struct scene *scene = study->scene;
	int count;
	const struct slope *slope = slopes_of(study_cell(study), &count, &study->arena);
	int const here = scene->place.phase == PHASE_BACKWARD ? scene->place.k : scene->place.t;
	struct window const times = window_on(here, scene->walk->pass->T,
	                                      (sheet->paper.cols - LABEL_COLUMNS) / CELL_COLUMNS);
	if (!times.count)
		return;
	if (!count)
		sheet_prose(sheet, ROLE_DIM,
		            _("No function with a bounded slope stands in this cell."));
	for (int i = 0; i < count; i++)
		draw_slope(study, sheet, &slope[i], times);
}
