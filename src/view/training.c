// SPDX-License-Identifier: GPL-3.0-or-later
// The curve of a training: by pass the loss, and the largest norm of a sequence's gradient, on one
// logarithmic axis.  It grows while the training goes on.
#include <math.h>

#include "array/number.h"
#include "base/message.h"
#include "base/utf8.h"
#include "lang/print.h"
#include "train/train.h"
#include "view/all.h"
#include "view/plot.h"

// So that a page of a small screen holds it, with the lines that are said beside it.
enum { CURVE_ROWS = 16 };

void view_training_title(const struct scene *scene, struct text *title)
{
	const struct history *history = scene->history;
	text_add(title, _("training"));
	if (!history)
		return;
	text_addf(title, _("   pass %d of %d"), history->count, history->passes);
	if (history->sequence)
		text_addf(title, _(" and %d of %d sequences"), history->sequence,
		          history->sequences);
}

static double loss_of(const struct epoch *epoch)
{
	return epoch->loss;
}

static double norm_of(const struct epoch *epoch)
{
	return epoch->norm;
}

static const double *values_of(struct study *study, double (*of)(const struct epoch *epoch))
{
	const struct history *history = study->scene->history;
	double *values = arena_get(&study->arena, (size_t)history->count * sizeof *values);
	for (int i = 0; i < history->count; i++)
		values[i] = of(&history->epoch[i]);
	return values;
}

// "E = 0.0123, the sum; per word 0.0025 (ln C = ln 5 = 1.609); rate 0.1"
static void write_last(const struct scene *scene, struct sheet *sheet)
{
	const struct history *history = scene->history;
	const struct epoch *last = &history->epoch[history->count - 1];
	LOCAL(text) text = { 0 };
	text_addf(&text, "%s = ", history->sequences > 1 ? _("sum of E") : "E");
	number_write_short(last->loss, scene->precision, &text);
	text_add(&text, history->sequences > 1 ? "; " : _(", the sum; "));
	if (history->questions) {
		text_add(&text, _("per answer "));
		number_write_short(last->answers / history->questions, scene->precision, &text);
		text_add(&text, _(" (guessing: "));
		number_write_short(history->guess, scene->precision, &text);
		text_addf(&text, _("), right %d of %d"), last->right, history->questions);
	} else {
		text_add(&text, _("per word "));
		number_write_short(last->loss / history->steps, scene->precision, &text);
		text_addf(&text, _(" (ln C = ln %d = "), history->C);
		number_write_short(log(history->C), scene->precision, &text);
		text_add(&text, ")");
	}
	text_add(&text, _("; rate "));
	number_write_short(last->rate, scene->precision, &text);
	sheet_prose(sheet, ROLE_TEXT, text_get(&text));
}

void view_training_fill(struct study *study, struct sheet *sheet)
{
	const struct scene *scene = study->scene;
	const struct history *history = scene->history;
	if (!history || !history->count) {
		sheet_prose(sheet, ROLE_HINT,
		            history ? _("The first pass goes on.")
		                    : _("Nothing was trained; train 100 makes 100 passes."));
		return;
	}
	struct plot_line const lines[] = {
		{ history->sequences > 1 ? _("sum of E") : "E", 1, history->count, values_of(study, loss_of) },
		{ _("norm of the gradient"), 1, history->count, values_of(study, norm_of) },
	};
	struct plot const plot = { .line = lines,
		                   .lines = 2,
		                   .variable = _("pass"),
		                   .log = true,
		                   .glyphs = scene->glyphs };
	write_last(scene, sheet);
	int const most = sheet->rows_most;
	sheet->rows_most = most - sheet->rows < CURVE_ROWS ? most - sheet->rows : CURVE_ROWS;
	plot_draw(&plot, sheet);
	sheet->rows_most = most;
}
