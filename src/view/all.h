// SPDX-License-Identifier: GPL-3.0-or-later
// The functions of the rows in views.c; each pair is one file.
#ifndef VIEW_ALL_H
#define VIEW_ALL_H

#include "view/sheet.h"
#include "view/study.h"
#include "view/view.h"

#define VIEW(name)                                                                                 \
	void view_##name##_title(const struct scene *scene, struct text *title);                   \
	void view_##name##_fill(struct study *study, struct sheet *sheet)

VIEW(curve);
VIEW(equation);
VIEW(grid);
VIEW(headline);
VIEW(iteration);
VIEW(ledger);
VIEW(map);
VIEW(network);
VIEW(program);
VIEW(saturation);
VIEW(sums);
VIEW(training);
VIEW(values);
VIEW(vanish);
VIEW(words);

#undef VIEW

// Equations of the phase, all that may run in one iteration.
int view_program_rows(struct study *study);

// The rule alone, with letters; the curves without this step's units.
void view_equation_foresee(struct study *study, struct sheet *sheet);
void view_curve_foresee(struct study *study, struct sheet *sheet);

// A view on a sheet of its own; several views may share a study.  Without a walk: why.
struct sheet view_fill(const struct view *view, struct study *study, int cols, int rows_most);

// The same, filled once for a picture, which measures and draws from one sheet: a view that all fits
// within rows_most reads as when more rows were offered (unless it is elastic).  The study's, as long as
// that lives; its scene must not change in between.
const struct sheet *view_sheet(const struct view *view, struct study *study, int cols, int rows_most);

#endif
