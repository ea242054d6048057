// SPDX-License-Identifier: GPL-3.0-or-later
#include "view/study.h"

#include <math.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/utf8.h"
#include "net/reach.h"

// Multiplications for one picture, a few milliseconds: the first sweep (of the loss at hand) may cost
// more than all that follow.
#define FIRST_SWEEP_COST 3e7
#define SWEEPS_COST 6e6
#define CHECK_COST 2e6

// How far a loss reaches back.
struct study_reach {
	int t, quantity, until;
	const double *norms;
	struct study_reach *next;
};

struct study study_of(const struct scene *scene)
{
	return (struct study){ .scene = scene };
}

void study_free(struct study *study)
{
	for (struct study_sheet *kept = study->sheets; kept; kept = kept->next)
		sheet_free(&kept->sheet);
	study->sheets = NULL;
	arena_free(&study->arena);
}

const struct equation *study_equation(const struct study *study)
{
	const struct scene *scene = study->scene;
	return scene->walk ? walk_equation(scene->walk, scene->place) : NULL;
}

struct print_style study_names(const struct study *study, bool numbered)
{
	const struct scene *scene = study->scene;
	struct print_style style = walk_style(scene->walk, scene->place, !study_is_ascii(study));
	style.numbered = numbered;
	return style;
}

struct typeset_style study_style(const struct study *study, int rows_most, int cols_most)
{
	return (struct typeset_style){ .ascii = study_is_ascii(study),
		                       .precision = study->scene->precision,
		                       .rows_most = rows_most,
		                       .cols_most = cols_most,
		                       .names = study_names(study, true) };
}

void study_left(const struct study *study, bool numbered, struct text *out)
{
	struct print_style const style = study_names(study, numbered);
	equation_print_left(study_cell(study), study_equation(study), &style, out);
}

bool study_begun(const struct study *study, int t, int k)
{
	const struct scene *scene = study->scene;
	struct place place;
	if (scene->place.phase != PHASE_BACKWARD)
		return false;
	if (scene->place.t == t && scene->place.k == k)
		return true;
	return place_backward(&scene->walk->itinerary, t, k, &place) &&
	       place_compare(place, scene->place) < 0;
}

bool study_has_delta(const struct study *study, int t, int k)
{
	const struct scene *scene = study->scene;
	const struct cell *cell = study_cell(study);
	if (!study_begun(study, t, k))
		return false;
	if (scene->place.k != k || (scene->place.t != t && !scene->walk->itinerary.single))
		return true;
	const struct moment *moment = walk_moment(scene->walk, scene->place);
	for (int i = 0; i < cell->deltas; i++)
		if (!moment_gradient(moment, cell->delta[i], k).at)
			return false;
	return true;
}

// What one iteration of a loss's sweep costs: the parameters that it reads and whose sums it adds to.
static double step_cost(const struct network *network)
{
	const struct program *program = &network->cell->sweep;
	double cost = 16.0 * network->H;
	for (int i = program->head; i < program->count; i++) {
		struct shape const shape =
			shape_resolve(program->equation[i].shape, network->H, network->C);
		if (program->equation[i].adds && program->equation[i].time == TIME_NONE)
			cost += 2.0 * shape.rows * shape.cols;
	}
	return cost;
}

static bool may_spend(struct study *study, double cost)
{
	double const most = study->spent > 0 ? SWEEPS_COST : FIRST_SWEEP_COST;
	if (study->spent + cost > most)
		return false;
	study->spent += cost;
	return true;
}

const double *study_norms(struct study *study, int t)
{
	struct walk *walk = study->scene->walk;
	for (int i = 0; i < study->losses; i++)
		if (study->loss[i].t == t)
			return study->loss[i].norms;
	double const cost = step_cost(walk->network) * (t + 1);
	if (study->losses == STUDY_LOSSES || !may_spend(study, cost))
		return NULL;
	double *norms = arena_get(&study->arena, (size_t)(t + 1) * sizeof *norms);
	backward_delta_norms(walk->pass, t, norms);
	study->loss[study->losses].t = t;
	study->loss[study->losses].norms = norms;
	study->losses++;
	return norms;
}

double study_norm_of_all(struct study *study, int k)
{
	struct walk *walk = study->scene->walk;
	const struct cell *cell = walk->network->cell;
	for (int i = 0; i < study->steps; i++)
		if (study->step[i].k == k)
			return study->step[i].norm;
	double const cost = step_cost(walk->network) * cell->deltas * (walk->pass->T - k);
	if (study->steps == STUDY_LOSSES || !may_spend(study, cost))
		return -1;
	struct arena_mark const mark = arena_mark(&study->arena);
	double norm = 0;
	for (int i = 0; i < cell->deltas; i++)
		norm = hypot(norm, array_norm(backward_quantity(walk->pass, -1, cell->delta[i], k,
		                                                &study->arena)));
	arena_release(&study->arena, mark);
	study->step[study->steps].k = k;
	study->step[study->steps].norm = norm;
	study->steps++;
	return norm;
}

const double *study_reach(struct study *study, int t, int quantity, int until, double most)
{
	const struct pass *pass = study->scene->walk->pass;
	for (struct study_reach *known = study->reaches; known; known = known->next)
		if (known->t == t && known->quantity == quantity && known->until == until)
			return known->norms;
	double const cost = reach_cost(pass, t, until);
	if (study->spent + cost > most)
		return NULL;
	study->spent += cost;
	double *norms = arena_get(&study->arena, (size_t)(t + 1 - until) * sizeof *norms);
	if (!reach_norms(pass, t, quantity, until, norms))
		return NULL;
	struct study_reach *reach = arena_get(&study->arena, sizeof *reach);
	*reach = (struct study_reach){ t, quantity, until, norms, study->reaches };
	study->reaches = reach;
	return norms;
}

const struct check *study_check(struct study *study)
{
	struct walk *walk = study->scene->walk;
	if (study->has_checked)
		return study->check;
	study->has_checked = true;
	if (!walk || !walk_check_subject(walk, study->scene->place, &study->subject) ||
	    check_cost(walk->pass, study->subject) > CHECK_COST)
		return NULL;
	struct check *check = arena_get(&study->arena, sizeof *check);
	*check = check_run(walk->pass, study->subject, &study->arena);
	study->check = interrupt_is_cut() ? NULL : check;
	return study->check;
}

struct array study_sum(const struct study *study, int quantity)
{
	const struct scene *scene = study->scene;
	return walk_moment(scene->walk, scene->place)->sum[quantity];
}

bool study_has_added(const struct study *study, int quantity, bool *adds)
{
	const struct program *program = study_program(study);
	bool added = false;
	*adds = false;
	for (int i = 0; i < program->count; i++) {
		const struct equation *each = &program->equation[i];
		if (each->gradient && each->quantity == quantity && study_runs(study, i)) {
			*adds = true;
			added = added || i <= study->scene->place.equation;
		}
	}
	return added;
}

const struct program *study_program(const struct study *study)
{
	const struct walk *walk = study->scene->walk;
	return study->scene->place.phase == PHASE_BACKWARD ? backward_program(walk->network)
	                                                   : &walk->network->cell->forward;
}

bool study_runs(const struct study *study, int equation)
{
	const struct itinerary *itinerary = &study->scene->walk->itinerary;
	struct place const place = study->scene->place;
	return place_runs(itinerary, place, equation);
}

const char *study_input(struct study *study, int input, int t)
{
	LOCAL(text) raw = { 0 }, clean = { 0 };
	network_write_input(study->scene->walk->network, input, t, &raw);
	utf8_clean(&clean, text_get(&raw), raw.length, false);
	return arena_copy_bytes(&study->arena, text_get(&clean), clean.length);
}

const char *study_word(struct study *study, int word)
{
	const struct network *network = study->scene->walk->network;
	if (word < 0 || word >= network->C)
		return "?";
	LOCAL(text) clean = { 0 };
	utf8_clean(&clean, network->word[word], strlen(network->word[word]), false);
	return arena_copy_bytes(&study->arena, text_get(&clean), clean.length);
}
