// SPDX-License-Identifier: GPL-3.0-or-later
// A study is what one picture looks at: the scene, and what has been worked out of it for this
// picture, so that panes side by side do not compute it twice.  It lives as long as one picture and
// spends a bounded amount of work: what would cost more is not shown.
#ifndef VIEW_STUDY_H
#define VIEW_STUDY_H

#include "base/arena.h"
#include "trace/walk.h"
#include "view/sheet.h"
#include "view/view.h"

enum { STUDY_LOSSES = 64 };

struct study {
	const struct scene *scene;
	struct arena arena;
	struct study_sheet *sheets; // of this picture, see view_sheet
	struct study_reach *reaches;
	double spent; // multiplications, see study.c
	struct {
		int t;
		const double *norms; // ‖delta[t,k]‖ for k = 0 … t
	} loss[STUDY_LOSSES];
	int losses;
	struct {
		int k;
		double norm;
	} step[STUDY_LOSSES];
	int steps;
	bool has_checked;
	const struct check *check; // NULL: none belongs here, or it costs too much
	struct check_subject subject;
};

// What a view has written.
struct study_sheet {
	const struct view *view;
	struct sheet sheet;
	struct study_sheet *next;
};

struct study study_of(const struct scene *scene);
void study_free(struct study *study);

static inline const struct cell *study_cell(const struct study *study)
{
	return study->scene->walk->network->cell;
}

// Whether formulas and their numbers are shown with ASCII letters.
static inline bool study_is_ascii(const struct study *study)
{
	return study->scene->ascii || study->scene->math == MATH_ASCII;
}

// The equation just evaluated; NULL at the start.
const struct equation *study_equation(const struct study *study);

// The name on its left side, its time as letters or as numbers: dz[k], dz[1], dW.
void study_left(const struct study *study, bool numbered, struct text *out);

// How the equation prints here, and how it is typeset.
struct print_style study_names(const struct study *study, bool numbered);
struct typeset_style study_style(const struct study *study, int rows_most, int cols_most);

// Whether the backward iteration (t, k) has been begun at the scene's place; has been completed.
bool study_begun(const struct study *study, int t, int k);

// Whether delta[t,k] has been computed at the scene's place.
bool study_has_delta(const struct study *study, int t, int k);

// Whether delta[t,k] has been computed at the scene's place.
bool study_has_delta(const struct study *study, int t, int k);

// ‖delta[t,k]‖ for k = 0 … t, finished values; NULL where that costs too much.
const double *study_norms(struct study *study, int t);

// ‖sum over t of delta[t,k]‖: what the single sweep carries; negative where that costs too much.
double study_norm_of_all(struct study *study, int k);

// ‖dE[t]/d(quantity at k)‖ for k = until … t, of one quantity for all of a picture; NULL when it was
// interrupted, or where all that is spent would come to more than `most`.
const double *study_reach(struct study *study, int t, int quantity, int until, double most);

// The numeric check of the equation at hand; NULL: none.
const struct check *study_check(struct study *study);

// The gradient of a parameter so far (backward phase only).
struct array study_sum(const struct study *study, int quantity);

// Whether this iteration's share has been added to a parameter's sum at this place; false too when
// nothing is ever added.  *adds: whether the program has such an equation.
bool study_has_added(const struct study *study, int quantity, bool *adds);

// The program of the phase (of the forward phase at the start), and whether its equation runs in the
// iteration at hand.
const struct program *study_program(const struct study *study);
bool study_runs(const struct study *study, int equation);

// A word of the vocabulary, cleaned, in the arena.
const char *study_word(struct study *study, int word);
// What an input is at a step, cleaned.
const char *study_input(struct study *study, int input, int t);

#endif
