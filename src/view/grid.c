// SPDX-License-Identifier: GPL-3.0-or-later
// The t × k grid of ‖delta[t,k]‖, as far as the walk has come: a shade and a number in each cell, the
// running iteration marked.  A window round the place when all of it does not fit; only what is in
// the window is computed, and not all of that when it costs too much.
#include <math.h>
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "view/all.h"
#include "view/glyph.h"
#include "view/lit.h"
#include "view/window.h"

// Columns of a cell: a shade, a number, and from CELL_ROOMY on a gap.  A window of a long walk may
// hold any order of magnitude: CELL_ANY.
enum { CELL_WIDE = 7, CELL_ANY = 6, CELL_ROOMY = 5, CELL_LEAST = 4 };

void view_grid_title(const struct scene *scene, struct text *title)
{
	bool const single = scene->walk && scene->walk->itinerary.single;
	text_addf(title, "grid: %s%s%s[t,k]%s", glyph(GLYPH_NORM, scene->ascii),
	          single ? glyph(GLYPH_SUM, scene->ascii) : "", glyph(GLYPH_DELTA, scene->ascii),
	          glyph(GLYPH_NORM, scene->ascii));
}

// Four shades, a quarter of the decade each but the last: what is below a hundredth is all alike.
static enum glyph shade(double norm, double largest)
{
	double const share = norm / largest;
	return share > 0.5    ? GLYPH_SHADE
	       : share > 0.2  ? GLYPH_SHADE + 1
	       : share > 0.05 ? GLYPH_SHADE + 2
	                      : GLYPH_SHADE + 3;
}

// One row of the grid: a loss, or all of them together in the single sweep (t = -1).
static double norm_of(struct study *study, int t, int k)
{
	if (t < 0)
		return study_norm_of_all(study, k);
	const double *norms = study_norms(study, t);
	return norms ? norms[k] : -1;
}

struct grid_frame {
	struct study *study;
	struct window rows, cols; // losses from the top: row 0 is t = T-1
	int label, cell;          // columns
	bool single;
};

static int loss_of_row(const struct grid_frame *frame, int row)
{
	return frame->study->scene->walk->itinerary.T - 1 - (frame->rows.from + row);
}

static bool is_walked(const struct grid_frame *frame, int row, int k)
{
	const struct scene *scene = frame->study->scene;
	if (frame->single)
		return k >= scene->place.k;
	int const t = loss_of_row(frame, row);
	return k <= t && study_begun(frame->study, t, k);
}

// Negative where the delta is not computed at this place, or costs too much.
static double norm_in(const struct grid_frame *frame, int row, int k)
{
	int const t = loss_of_row(frame, row);
	if (!study_has_delta(frame->study, frame->single ? k : t, k))
		return -1;
	return norm_of(frame->study, frame->single ? -1 : t, k);
}

static double find_largest(const struct grid_frame *frame)
{
	double largest = 0;
	// The row of the place first: it must not go without its numbers when others cost too much.
	int const here = frame->study->scene->walk->itinerary.T - 1 - frame->study->scene->place.t -
	                 frame->rows.from;
	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < frame->rows.count; i++) {
			if ((pass == 0) != (frame->single || i == here))
				continue;
			for (int j = 0; j < frame->cols.count; j++)
				if (is_walked(frame, i, frame->cols.from + j))
					largest = fmax(largest,
					               norm_in(frame, i, frame->cols.from + j));
		}
	return largest;
}

static bool is_spoken_of(const struct grid_frame *frame, int row, int k)
{
	const struct scene *scene = frame->study->scene;
	return lit_has_delta(scene->lit, frame->single ? k : loss_of_row(frame, row), k);
}

static void draw_cell(const struct grid_frame *frame, struct grid *grid, struct area line, int row, int j,
                      double largest)
{
	const struct scene *scene = frame->study->scene;
	int const k = frame->cols.from + j;
	bool const here =
		k == scene->place.k && (frame->single || loss_of_row(frame, row) == scene->place.t);
	int const col = frame->label + j * frame->cell;
	double const norm = norm_in(frame, row, k);
	bool const lit = !here && is_spoken_of(frame, row, k);
	if (norm < 0) {
		grid_put(grid, line, 0, col,
		         here  ? ROLE_HERE
		         : lit ? ROLE_LIT
		               : ROLE_DIM,
		         glyph(here ? GLYPH_AT : GLYPH_NOT_YET, scene->ascii));
		return;
	}
	bool const roomy = frame->cell >= CELL_ROOMY;
	// A letter between two numbers that touch it would be read as a part of them.
	bool const shaded = largest > 0 && norm > 0 && (roomy || !scene->ascii);
	const char *mark = here     ? glyph(GLYPH_AT, scene->ascii)
	                   : lit    ? glyph(GLYPH_HERE_LEFT, scene->ascii)
	                   : shaded ? glyph(shade(norm, largest), scene->ascii)
	                            : " ";
	LOCAL(text) number = { 0 };
	glyph_add_number(&number, norm, 3, frame->cell - (roomy ? 2 : 1));
	grid_put(grid, line, 0, col, here ? ROLE_HERE : lit ? ROLE_TEXT : ROLE_GRADIENT,
	         mark);
	int const end = col + 1 +
	                grid_put(grid, line, 0, col + 1,
	                         here  ? ROLE_HERE
	                         : lit ? ROLE_LIT
	                               : ROLE_TEXT,
	                         text_get(&number));
	if (lit && roomy)
		grid_put(grid, line, 0, end, ROLE_TEXT, glyph(GLYPH_HERE_RIGHT, scene->ascii));
}

static void draw_row(const struct grid_frame *frame, struct sheet *sheet, int row, double largest)
{
	struct area const line = sheet_take(sheet, 1);
	int const t = loss_of_row(frame, row);
	bool const here = frame->study->scene->place.t == t;
	if (frame->single)
		grid_put(&sheet->paper, line, 0, 0, ROLE_DIM,
		         glyph(GLYPH_SUM, frame->study->scene->ascii));
	else
		grid_putf(&sheet->paper, line, 0, 0, here ? ROLE_STRONG : ROLE_DIM, "%d", t);
	for (int j = 0; j < frame->cols.count; j++)
		if (is_walked(frame, row, frame->cols.from + j))
			draw_cell(frame, &sheet->paper, line, row, j, largest);
}

// Columns that are left out: a mark at their side of the head.
static void mark_hidden(const struct grid_frame *frame, struct sheet *sheet, struct area head)
{
	const struct scene *scene = frame->study->scene;
	const char *gap = glyph(GLYPH_GAP, scene->ascii);
	int const wide = utf8_columns(gap, strlen(gap));
	int const end = frame->label + frame->cols.count * frame->cell;
	if (frame->cols.from > 0)
		grid_put(&sheet->paper, head, 0, frame->label - wide, ROLE_DIM, gap);
	if (frame->cols.from + frame->cols.count < scene->walk->itinerary.T)
		grid_put(&sheet->paper, head, 0, end + wide <= head.cols ? end : head.cols - wide,
		         ROLE_DIM, gap);
}

// The same in words where there is room for a line.
static void tell_hidden(const struct grid_frame *frame, struct sheet *sheet)
{
	int const T = frame->study->scene->walk->itinerary.T;
	LOCAL(text) note = { 0 };
	if (frame->cols.count < T)
		text_addf(&note, _("k = %d ... %d of 0 ... %d"), frame->cols.from,
		          frame->cols.from + frame->cols.count - 1, T - 1);
	if (frame->rows.count < T && !frame->single)
		text_addf(&note, _("%st = %d ... %d of 0 ... %d"), note.length ? "; " : "",
		          loss_of_row(frame, frame->rows.count - 1), loss_of_row(frame, 0), T - 1);
	if (note.length && sheet->rows < sheet->rows_most)
		sheet_prose(sheet, ROLE_HINT, text_get(&note));
}

static int digits_of(int number)
{
	return number >= 10000 ? 5 : number >= 1000 ? 4 : number >= 100 ? 3 : number >= 10 ? 2 : 1;
}

void view_grid_fill(struct study *study, struct sheet *sheet)
{
	const struct scene *scene = study->scene;
	const struct itinerary *itinerary = &scene->walk->itinerary;
	int const T = itinerary->T;
	if (scene->place.phase != PHASE_BACKWARD) {
		sheet_prose(sheet, ROLE_DIM, _("It begins with the backward pass."));
		return;
	}
	struct grid_frame frame = { .study = study, .single = itinerary->single };
	frame.label = digits_of(T - 1) + 1;
	frame.label = frame.label < 2 ? 2 : frame.label;
	int const room = sheet->paper.cols - frame.label;
	frame.cell = room / T > CELL_WIDE ? CELL_WIDE : room / T;
	frame.cell = frame.cell < CELL_LEAST ? CELL_ANY : frame.cell;
	if (room < frame.cell)
		return;
	int const fit = room / frame.cell < STUDY_LOSSES ? room / frame.cell : STUDY_LOSSES;
	int const rows_fit =
		sheet->rows_most - 1 < STUDY_LOSSES / 2 ? sheet->rows_most - 1 : STUDY_LOSSES / 2;
	frame.cols = window_on(scene->place.k, T, fit);
	frame.rows = frame.single ? (struct window){ 0, 1 }
	                        : window_on(T - 1 - scene->place.t, T, rows_fit);
	struct area const head = sheet_take(sheet, 1);
	// Rows are losses t; the columns say themselves that they are k.
	if (!frame.single)
		grid_put(&sheet->paper, head, 0, 0, ROLE_DIM, "t");
	for (int j = 0; j < frame.cols.count; j++)
		grid_putf(&sheet->paper, head, 0, frame.label + j * frame.cell + (j > 0),
		          frame.cols.from + j == scene->place.k ? ROLE_STRONG : ROLE_DIM, "%s%d",
		          j ? "" : "k=", frame.cols.from + j);
	mark_hidden(&frame, sheet, head);
	double const largest = find_largest(&frame);
	for (int i = 0; i < frame.rows.count; i++)
		draw_row(&frame, sheet, i, largest);
	tell_hidden(&frame, sheet);
}
