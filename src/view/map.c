// SPDX-License-Identifier: GPL-3.0-or-later
// The connectivity map: how strongly loss t depends on the word read at k, as ‖dE[t]/dx[k]‖, exact and
// of the finished forward pass.  A window round the place when all of it does not fit.
#include <limits.h>

#include "base/interrupt.h"
#include "base/message.h"
#include "view/all.h"
#include "view/glyph.h"
#include "view/heat.h"
#include "view/picture.h"
#include "view/window.h"

// Multiplications: of a pane, which is drawn after each command; of what was asked for.
#define PANE_COST 3e7
#define ALL_COST 1e9

enum { LABEL_COLUMNS = 13, CELL_LEAST = 2, LEGEND_ROWS = 4 };

void view_map_title(const struct scene *scene, struct text *title)
{
	text_addf(title, _("map: %sdE[t]/dx[k]%s, how strongly loss t (left) depends on word k"),
	          glyph(GLYPH_NORM, scene->ascii), glyph(GLYPH_NORM, scene->ascii));
}

struct map_frame {
	struct study *study;
	struct window rows, cols; // losses from the top: row 0 is t = T-1
	struct array norm;
	bool *missing;
	bool costly, interrupted;
};

static int loss_of_row(const struct map_frame *frame, int row)
{
	return frame->study->scene->walk->pass->T - 1 - (frame->rows.from + row);
}

// The row of the place first: it must not go without its numbers when all cost too much.
static void fill_row(struct map_frame *frame, int row, int x, double most)
{
	int const t = loss_of_row(frame, row), until = frame->cols.from;
	if (until > t)
		return;
	const double *norms = study_reach(frame->study, t, x, until, most);
	frame->interrupted = frame->interrupted || (!norms && interrupt_is_cut());
	frame->costly = frame->costly || (!norms && !frame->interrupted);
	for (int j = 0; norms && j < frame->cols.count && until + j <= t; j++) {
		int const at = row * frame->cols.count + j;
		frame->norm.at[at] = norms[j];
		frame->missing[at] = false;
	}
}

static void fill_matrix(struct map_frame *frame, int x, double most)
{
	struct study *study = frame->study;
	size_t const size = (size_t)frame->rows.count * (size_t)frame->cols.count;
	frame->norm = array_new(&study->arena, frame->rows.count, frame->cols.count);
	frame->missing = arena_get(&study->arena, size * sizeof *frame->missing);
	for (size_t i = 0; i < size; i++)
		frame->missing[i] = true;
	int const T = study->scene->walk->pass->T;
	int const here = T - 1 - study->scene->place.t - frame->rows.from;
	for (int i = 0; i < frame->rows.count && !frame->interrupted; i++)
		fill_row(frame, (here + i) % frame->rows.count, x, most);
}

// "3 mat": a time and its word.
static const char *label(struct study *study, int time, int input)
{
	LOCAL(text) text = { 0 };
	text_addf(&text, "%d %s", time, study_input(study, input, time));
	return arena_copy_bytes(&study->arena, text_get(&text), text.length);
}

static void draw_matrix(struct map_frame *frame, struct sheet *sheet)
{
	struct study *study = frame->study;
	const struct scene *scene = study->scene;
	struct heat heat = heat_of(frame->norm, scene->precision, scene->ascii);
	size_t const rows = (size_t)frame->rows.count, cols = (size_t)frame->cols.count;
	const char **row_name = arena_get(&study->arena, rows * sizeof *row_name);
	const char **col_name = arena_get(&study->arena, cols * sizeof *col_name);
	for (int i = 0; i < frame->rows.count; i++)
		row_name[i] = label(study, loss_of_row(frame, i), INPUT_Y);
	for (int j = 0; j < frame->cols.count; j++)
		col_name[j] = label(study, frame->cols.from + j, INPUT_X);
	heat.missing = frame->missing;
	heat.row_name = row_name;
	heat.col_name = col_name;
	heat.col_from = frame->cols.from;
	if (scene->place.phase == PHASE_BACKWARD) {
		heat.here_row = scene->walk->pass->T - 1 - scene->place.t - frame->rows.from;
		heat.here_col = scene->place.k - frame->cols.from;
	}
	heat_draw(&heat, sheet);
}

void view_map_fill(struct study *study, struct sheet *sheet)
{
	const struct scene *scene = study->scene;
	int const T = scene->walk->pass->T;
	int const x = cell_find(study_cell(study), "x");
	int const most = sheet->rows_most < TABLE_ROWS ? sheet->rows_most : TABLE_ROWS;
	if (x < 0) {
		sheet_prose(sheet, ROLE_DIM, _("This cell reads no words."));
		return;
	}
	struct map_frame frame = { .study = study };
	// Where all of it is shown there is no note of what is not.
	frame.rows = window_on(T - 1 - scene->place.t, T,
	                      most - LEGEND_ROWS + (T <= most - LEGEND_ROWS + 1));
	frame.cols = window_on(scene->place.k, T, (sheet->paper.cols - LABEL_COLUMNS) / CELL_LEAST);
	if (!frame.rows.count || !frame.cols.count)
		return;
	fill_matrix(&frame, x, sheet->rows_most == INT_MAX ? ALL_COST : PANE_COST);
	draw_matrix(&frame, sheet);
	if (frame.rows.count < T || frame.cols.count < T) {
		LOCAL(text) note = { 0 };
		text_addf(&note, _("of %d steps: losses %d ... %d, words %d ... %d"), T,
		          loss_of_row(&frame, frame.rows.count - 1), loss_of_row(&frame, 0),
		          frame.cols.from, frame.cols.from + frame.cols.count - 1);
		sheet_prose(sheet, ROLE_HINT, text_get(&note));
	}
	if (frame.costly)
		sheet_prose(sheet, ROLE_HINT, _("Some rows cost too much and are left out."));
	if (frame.interrupted)
		sheet_prose(sheet, ROLE_HINT, _("Interrupted."));
}
