// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/race.h"

#include <math.h>

#include "array/number.h"
#include "base/message.h"
#include "view/table.h"

enum { PLOT_ROWS = 15, TABLE_MOST = 11 };

double race_rate(const struct race_line *line)
{
	int const steps = line->count - 1;
	double const first = line->at[0], last = line->at[steps];
	return steps > 0 && first > 0 && isfinite(first) ? pow(last / first, 1.0 / steps) : NAN;
}

static void draw_plot(const struct race *race, struct sheet *sheet)
{
	struct plot_line line[PLOT_LINES];
	for (int i = 0; i < race->lines; i++)
		line[i] = (struct plot_line){ .name = race->line[i].name,
			                      .last = race->line[i].count - 1,
			                      .at = race->line[i].at };
	struct plot const plot = { .line = line,
		                   .lines = race->lines,
		                   .variable = "t-k",
		                   .log = true,
		                   .glyphs = race->glyphs };
	int const rows_most = sheet->rows_most;
	sheet->rows_most = PLOT_ROWS;
	plot_draw(&plot, sheet);
	sheet->rows_most = rows_most;
}

static void name_row(void *context, int row, struct text *out)
{
	(void)context;
	text_addf(out, "%3d", row);
}

// The plot's marks stand at the names here, too.
static void draw_numbers(const struct race *race, struct sheet *sheet)
{
	struct table_column column[PLOT_LINES];
	struct text heading[PLOT_LINES] = { 0 };
	int rows = 0;
	for (int i = 0; i < race->lines; i++) {
		const struct race_line *line = &race->line[i];
		text_addf(&heading[i], "%s %s", plot_mark(i, race->glyphs), line->name);
		column[i] = (struct table_column){ .heading = text_get(&heading[i]),
			                           .last = line->count - 1,
			                           .at = line->at,
			                           .stride = 1,
			                           .use = i,
			                           .role = ROLE_TEXT };
		rows = line->count > rows ? line->count : rows;
	}
	struct table const table = { .heading = "t-k",
		                     .name = name_row,
		                     .rows = rows,
		                     .column = column,
		                     .columns = race->lines,
		                     .precision = race->precision };
	table_draw(&table, TABLE_MOST, sheet);
	for (int i = 0; i < race->lines; i++)
		text_free(&heading[i]);
}

static void draw_rates(const struct race *race, struct sheet *sheet)
{
	LOCAL(text) text = { 0 };
	if (race->line[0].count < 2) {
		sheet_prose(sheet, ROLE_HINT,
		            _("One step alone goes nowhere: read a longer text, or add `for 30`."));
		return;
	}
	text_add(&text, _("a step multiplies it on average by:"));
	for (int i = 0; i < race->lines; i++) {
		text_addf(&text, "%s%s ", i ? ", " : " ", race->line[i].name);
		number_write_in_formula(race_rate(&race->line[i]), 3, &text);
	}
	sheet_prose(sheet, ROLE_STRONG, text_get(&text));
}

void race_draw(const struct race *race, struct sheet *sheet)
{
	sheet_prose(sheet, ROLE_TITLE, race->heading);
	draw_plot(race, sheet);
	draw_numbers(race, sheet);
	draw_rates(race, sheet);
}
