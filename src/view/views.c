// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/view.h"

#include <limits.h>
#include <string.h>

#include "base/message.h"
#include "view/all.h"
#include "view/lit.h"

// The two that others draw.

static void view_lesson_title(const struct scene *scene, struct text *title)
{
	(void)scene;
	text_add(title, _("lesson"));
}

static void view_log_title(const struct scene *scene, struct text *title)
{
	(void)scene;
	text_add(title, _("log"));
}

#define ROW(view, least, good)                                                                     \
	.name = #view, .title = view_##view##_title, .fill = view_##view##_fill,                   \
	.rows_least = least, .rows_good = good
#define OWN(view, least, good)                                                                     \
	.name = #view, .title = view_##view##_title, .rows_least = least, .rows_good = good

// In this order the panes stand, from the top.
const struct view views[] = {
	{ ROW(network, 3, 12), .also = "time", .timeless = true,
	  .summary = N_("the network unrolled in time, the current place lit") },
	{ ROW(headline, 3, 3),
	  .summary = N_("the place, and the one number that the step is about, large") },
	{ ROW(equation, 4, 14), .elastic = true, .foresee = view_equation_foresee,
	  .summary = N_("the equation just evaluated: names, numbers, result, what changed") },
	{ OWN(lesson, 1, 0), .summary = N_("the page of the lesson") },
	{ OWN(log, 1, 10), .summary = N_("what was said") },
	{ ROW(grid, 3, 12), .of_sequence = true, .backward = true,
	  .summary = N_("the norms of the deltas, loss t by step k, as far as walked") },
	{ ROW(sums, 2, 0), .of_sequence = true, .backward = true,
	  .summary = N_("the gradients added up so far, and what this iteration adds") },
	{ ROW(curve, 7, 13), .elastic = true, .foresee = view_curve_foresee,
	  .summary = N_("tanh, sigmoid, ... and its derivative, this step's units on both") },
	{ ROW(program, 4, 0), .rows = view_program_rows,
	  .summary = N_("the equations of this step in their order, the current one marked") },
	{ ROW(values, 7, 9), .elastic = true,
	  .summary = N_("the vectors and matrices that the equation reads and writes") },
	{ ROW(iteration, 5, 20), .elastic = true,
	  .summary = N_("this time step, or this iteration (t,k), as a whole") },
	{ ROW(ledger, 5, 16), .of_sequence = true, .backward = true, .of_each = true,
	  .summary = N_("the shares of each gradient by loss t and step k, as far as walked") },
	{ ROW(map, 5, 16), .of_sequence = true, .timeless = true,
	  .summary = N_("how strongly loss t depends on the word read at step k") },
	{ ROW(vanish, 6, 12), .of_sequence = true, .elastic = true, .backward = true,
	  .summary = N_("a loss's gradient by distance: Jacobian, bound, delta; log plot") },
	{ ROW(saturation, 5, 16), .of_sequence = true, .timeless = true,
	  .summary = N_("the slope of every unit at every time: what it lets through") },
	{ ROW(training, 8, 18), .timeless = true, .trained = true,
	  .summary = N_("the loss and the gradient's norm by pass, of the last training") },
	{ ROW(words, 4, 16), .of_sequence = true, .timeless = true,
	  .summary = N_("the vocabulary, the words read and the words to predict") },
	{ .name = NULL },
};

void view_write_sequence(const struct network *network, struct text *title)
{
	LOCAL(text) sequence = { 0 };
	network_write_sequence(network, &sequence);
	if (sequence.length)
		text_addf(title, "   %s", text_get(&sequence));
}

void view_write_title(const struct view *view, const struct scene *scene, struct text *title)
{
	view->title(scene, title);
	if (view->backward && scene->walk && scene->walk->network->cell->amendments && title->length)
		text_add(title, _(" (yours)"));
	if (view->of_sequence && scene->walk)
		view_write_sequence(scene->walk->network, title);
}

const struct view *view_find(const char *name)
{
	for (const struct view *view = views; view->name; view++)
		if (!strcmp(view->name, name) || (view->also && !strcmp(view->also, name)))
			return view;
	return NULL;
}

struct sheet view_fill(const struct view *view, struct study *study, int cols, int rows_most)
{
	struct sheet sheet = sheet_new(cols, rows_most);
	sheet.paper.ascii = sheet.paper.ascii || study->scene->ascii;
	if (!view->fill)
		return sheet;
	const struct scene *scene = study->scene;
	if (scene->walk) {
		view->fill(study, &sheet);
		struct area const written = { 0, 0, sheet.rows, cols };
		lit_paint(scene->lit, scene->walk, scene->place, &sheet.paper, written);
	} else if (scene->why)
		sheet_prose(&sheet, ROLE_ERROR, scene->why);
	return sheet;
}

static bool is_as_asked(const struct study_sheet *kept, const struct view *view, int cols, int rows_most)
{
	const struct sheet *sheet = &kept->sheet;
	if (kept->view != view || sheet->paper.cols != cols)
		return false;
	return sheet->rows_most == rows_most ||
	       (!view->elastic && sheet->rows <= rows_most && rows_most < sheet->rows_most);
}

const struct sheet *view_sheet(const struct view *view, struct study *study, int cols, int rows_most)
{
	for (struct study_sheet *kept = study->sheets; kept; kept = kept->next)
		if (is_as_asked(kept, view, cols, rows_most))
			return &kept->sheet;
	struct sheet const sheet = view_fill(view, study, cols, rows_most);
	struct study_sheet *kept = arena_get(&study->arena, sizeof *kept);
	*kept = (struct study_sheet){ view, sheet, study->sheets };
	study->sheets = kept;
	return &kept->sheet;
}

static struct sheet fill(const struct view *view, const struct scene *scene, int cols,
                         int rows_most)
{
	LOCAL(study) study = study_of(scene);
	struct sheet const sheet = view_fill(view, &study, cols, rows_most);
	return sheet;
}

void view_draw(const struct view *view, const struct scene *scene, struct grid *grid,
               struct area area, int scroll)
{
	LOCAL(sheet) sheet = fill(view, scene, area.cols, scroll ? INT_MAX : area.rows);
	sheet_draw(&sheet, grid, area, scroll);
}

void view_write(const struct view *view, const struct scene *scene, int cols, struct text *out)
{
	LOCAL(sheet) sheet = fill(view, scene, cols, INT_MAX);
	LOCAL(text) title = { 0 };
	view_write_title(view, scene, &title);
	if (title.length)
		text_addf(out, "%s\n", text_get(&title));
	sheet_write(&sheet, out);
}
