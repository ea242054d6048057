// SPDX-License-Identifier: GPL-3.0-or-later
// Gradients of a plan, and the step that is made of them.
#include <assert.h>
#include <math.h>
#include <string.h>

#include "plan/plan.h"
#include "plan/plan_within.h"
#include "plan/product.h"

// Calls `visit` for each stretch of weights whose gradients may be other than zero; `parts`: of those that are not alone.
static void visit_weights(const struct plan *plan, bool parts, void (*visit)(void *context, double *weights, size_t count),
                          void *context)
{
	for (int i = 0; i < plan->storage.weights_count; i++) {
		const struct weight_block *weights = &plan->storage.weights[i];
		if (parts && plan->alone[i])
			continue;
		if (!weights->sparse) {
			visit(context, weights->at, weights->rows * weights->apart);
			continue;
		}
		const struct occurred *occurred = &plan->occurred[weights->word];
		for (int j = 0; j < occurred->count; j++)
			visit(context, weights->at + (size_t)occurred->word[j] * weights->apart, weights->apart);
	}
}

struct movement {
	const struct kernels *kernels;
	ptrdiff_t gradient;
	double number;
};

static void set_zero(void *context, double *weights, size_t count)
{
	const struct movement *m = context;
	memset(weights + m->gradient, 0, count * sizeof *weights);
}

static void add_square(void *context, double *weights, size_t count)
{
	struct movement *m = context;
	m->number += m->kernels->dot(weights + m->gradient, weights + m->gradient, count);
}

static void clip(void *context, double *weights, size_t count)
{
	const struct movement *m = context;
	double *gradient = weights + m->gradient;
	for (size_t i = 0; i < count; i++)
		gradient[i] = gradient[i] > m->number ? m->number :
		              gradient[i] < -m->number ? -m->number : gradient[i];
}

static void move(void *context, double *weights, size_t count)
{
	const struct movement *m = context;
	m->kernels->add_scaled(weights, m->number, weights + m->gradient, count);
}

static struct movement movement(const struct plan *plan, double number)
{
	return (struct movement){ plan->kernels, plan->storage.gradient, number };
}

static void note_words(struct plan *plan, const struct execution *run)
{
	for (int i = 0; i < 2; i++) {
		struct occurred *occurred = &plan->occurred[i];
		for (int j = 0; j < occurred->count; j++)
			occurred->seen[occurred->word[j]] = false;
		occurred->count = 0;
		for (int t = 0; run->word[i] && t < run->T; t++)
			if (run->word[i][t] != WORD_NONE && !occurred->seen[run->word[i][t]]) {
				occurred->seen[run->word[i][t]] = true;
				occurred->word[occurred->count++] = run->word[i][t];
			}
	}
}

// The gradients are zero, and those of words that occurred before are forgotten.
static void begin_gradients(struct plan *plan, struct execution *run, bool parts)
{
	struct movement m = movement(plan, 0);
	run->factor = 1;
	run->target = plan->storage.gradient;
	visit_weights(plan, parts, set_zero, &m);
	note_words(plan, run);
}

double plan_gradients(struct plan *plan, const struct sequence *sequence)
{
	struct execution run = plan_begin_run(plan, sequence);
	begin_gradients(plan, &run, false);
	if (!plan_run_forward(plan, &run, false))
		return NAN;
	if (plan->graph.given.truncation.form != TRUNCATE_OFF) {
		if (!plan_run_truncated(plan, &run))
			return NAN;
	} else {
		if (!plan_run_back(plan, &run))
			return NAN;
		plan_run_totals(plan, &run, 0, run.T, false);
	}
	return plan_total_loss(plan, sequence->count);
}

double plan_gradient_norm(const struct plan *plan)
{
	struct movement m = movement(plan, 0);
	visit_weights(plan, false, add_square, &m);
	return sqrt(m.number);
}

void plan_clip_elements(struct plan *plan, double most)
{
	struct movement m = movement(plan, most);
	visit_weights(plan, false, clip, &m);
}

size_t plan_weights(const struct plan *plan)
{
	return plan->storage.weight_numbers;
}

double *plan_weights_at(struct plan *plan)
{
	return plan->storage.weights_count ? plan->storage.weights[0].at : NULL;
}

void plan_move(struct plan *plan, double factor)
{
	struct movement m = movement(plan, factor);
	visit_weights(plan, false, move, &m);
}

// ---- a step: what is alone is made piece by piece, and used while it is in the cache

enum { STRIP = 16384 }; // numbers

// The square of the length of an outer product is no more than this (Cauchy and Schwarz).
static double bound_square(const struct plan *plan, const struct execution *run, const struct instruction *outer)
{
	double rows = 0, cols = 0;
	for (int t = 0; t < run->T; t++) {
		const double *a = outer->in[0].at + t * outer->in[0].step, *b = outer->in[1].at + t * outer->in[1].step;
		rows += plan->kernels->dot(a, a, outer->rows);
		cols += plan->kernels->dot(b, b, outer->cols);
	}
	return rows * cols;
}

// Weights += factor·gradient; returns the square of the gradient's length.
static double move_outer(const struct plan *plan, const struct execution *run, const struct instruction *outer, double factor)
{
	double *strip = outer->matrix.at + plan->storage.gradient, square = 0;
	size_t const rows = outer->cols < STRIP / 4 ? STRIP / outer->cols / 4 * 4 : 4;
	for (size_t from = 0; from < outer->rows; from += rows) {
		size_t const some = outer->rows - from < rows ? outer->rows - from : rows, count = some * outer->cols;
		memset(strip, 0, count * sizeof *strip);
		product_outer(plan->kernels, strip, outer->cols, outer->scale, outer->in[0].at + from, (size_t)outer->in[0].step,
		              outer->in[1].at, (size_t)outer->in[1].step, some, outer->cols, (size_t)run->T);
		square += plan->kernels->dot(strip, strip, count);
		plan->kernels->add_scaled(outer->matrix.at + from * outer->cols, factor, strip, count);
	}
	return square;
}

// The gradients that were left out, and the step if it is to be made after all.
static double finish_whole(struct plan *plan, struct execution *run, double loss, double rate, double longest)
{
	for (int w = 0; w < plan->storage.weights_count; w++)
		if (plan->alone[w]) {
			const struct weight_block *weights = &plan->storage.weights[w];
			memset(weights->at + plan->storage.gradient, 0, weights->rows * weights->apart * sizeof(double));
			code_run_all(plan->alone[w], run);
		}
	double const norm = plan_gradient_norm(plan);
	if (isfinite(loss) && rate * norm < longest)
		plan_move(plan, -rate);
	return norm;
}

double plan_step(struct plan *plan, const struct sequence *sequence, double rate, double longest, double *norm)
{
	struct execution run = plan_begin_run(plan, sequence);
	struct movement m = movement(plan, 0);
	*norm = NAN;
	begin_gradients(plan, &run, true);
	assert(plan->graph.given.truncation.form == TRUNCATE_OFF);
	if (!plan_run_forward(plan, &run, false) || !plan_run_back(plan, &run))
		return NAN;
	double const loss = plan_total_loss(plan, sequence->count);
	plan_run_totals(plan, &run, 0, run.T, true);
	visit_weights(plan, true, add_square, &m);
	double bound = m.number;
	for (int w = 0; w < plan->storage.weights_count; w++)
		bound += plan->alone[w] ? bound_square(plan, &run, plan->alone[w]) : 0;
	if (!isfinite(loss) || !(rate * sqrt(bound) < longest)) {
		*norm = finish_whole(plan, &run, loss, rate, longest);
		return loss;
	}
	for (int w = 0; w < plan->storage.weights_count; w++)
		m.number += plan->alone[w] ? move_outer(plan, &run, plan->alone[w], -rate) : 0;
	*norm = sqrt(m.number);
	m.number = -rate;
	visit_weights(plan, true, move, &m);
	return loss;
}
