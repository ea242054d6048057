// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/plan.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "net/compile.h"
#include "net/emit.h"
#include "net/product.h"
#include "net/schedule.h"

enum { PIECE = 256 }; // steps

// Words that occurred in the run whose gradients are there.
struct occurred {
	int *word;   // each once
	int count;
	bool *seen;  // by word
};

// A row that comes from the step after: zero behind the last step.
struct beyond {
	struct operand row;
	size_t bytes;
};

struct plan {
	struct arena arena;
	struct cell *cell; // one reference
	int H, C, T_most;
	struct graph graph;
	struct storage storage;
	struct program_code code;
	struct occurred occurred[2];
	const struct kernels *kernels;
	struct operand loss;
	bool *has_loss;            // of the run at hand, by step; NULL: all have one
	struct beyond *beyond; // in the arena
	int beyonds;
	struct instruction **alone; // by weights: the one outer product that is all of their gradient; NULL: there is more
};

// Where each run looks, found once.
static void find_operands(struct plan *plan)
{
	const struct graph *graph = &plan->graph;
	plan->loss = storage_operand(&plan->storage, graph->loss);
	plan->beyond = arena_get(&plan->arena, (size_t)graph->nodes * sizeof *plan->beyond);
	for (int i = 0; i < graph->nodes; i++) {
		const struct node *node = &graph->node[i];
		if (node->needed && node->kind == NODE_SHIFT && node->shift == 1)
			plan->beyond[plan->beyonds++] = (struct beyond){
				storage_operand(&plan->storage, i), node_size(node) * sizeof(double)
			};
	}
}

static bool is_of(const struct instruction *total, const struct weights *weights)
{
	return total->matrix.at >= weights->at && total->matrix.at < weights->at + weights->rows * weights->apart;
}

static void find_alone(struct plan *plan)
{
	const struct stage *totals = &plan->code.stage[plan->code.stages - 1];
	plan->alone = arena_get(&plan->arena, (size_t)plan->storage.weights_count * sizeof *plan->alone);
	for (int w = 0; w < plan->storage.weights_count; w++) {
		const struct weights *weights = &plan->storage.weights[w];
		int count = 0;
		for (int i = totals->first; i < totals->first + totals->count; i++)
			if (is_of(&plan->code.instruction[i], weights)) {
				plan->alone[w] = &plan->code.instruction[i];
				count++;
			}
		struct instruction *only = plan->alone[w];
		if (count != 1 || only->code != &code_total_outer || only->rows != weights->rows || only->cols != weights->apart)
			plan->alone[w] = NULL;
		else
			only->alone = true;
	}
}

struct plan *plan_new(const struct cell *cell, int H, int C, int T_most, struct error *error)
{
	struct given_kind const words = { .gaps = false };
	return plan_new_for(cell, H, C, T_most, &words, error);
}

struct plan *plan_new_for(const struct cell *cell, int H, int C, int T_most, const struct given_kind *kind,
                          struct error *error)
{
	struct plan *plan = memory_get(1, sizeof *plan);
	plan->cell = cell_hold((struct cell *)cell);
	plan->H = H;
	plan->C = C;
	plan->T_most = T_most;
	plan->kernels = kernel_find_for(H);
	plan->graph = (struct graph){ .arena = &plan->arena, .cell = cell, .H = H, .C = C, .given = *kind,
		                      .error = error };
	plan->storage = (struct storage){ .graph = &plan->graph, .T_most = T_most };
	bool done = compile_cell(&plan->graph);
	if (done) {
		schedule_nodes(&plan->graph);
		done = storage_make(&plan->storage, error);
	}
	if (!done) {
		plan_free(plan);
		return NULL;
	}
	emit_code(&plan->code, &plan->storage, plan->kernels);
	find_operands(plan);
	find_alone(plan);
	plan->has_loss = kind->gaps ? memory_get((size_t)T_most, sizeof *plan->has_loss) : NULL;
	for (int i = 0; i < 2; i++) {
		plan->occurred[i].word = memory_get((size_t)C, sizeof(int));
		plan->occurred[i].seen = memory_get((size_t)C, sizeof(bool));
	}
	return plan;
}

void plan_free(struct plan *plan)
{
	if (!plan)
		return;
	for (int i = 0; i < 2; i++) {
		free(plan->occurred[i].word);
		free(plan->occurred[i].seen);
	}
	free(plan->has_loss);
	free(plan->code.instruction);
	free(plan->code.stage);
	storage_free(&plan->storage);
	free(plan->graph.node);
	free(plan->graph.total);
	arena_free(&plan->arena);
	cell_drop(plan->cell);
	free(plan);
}

// ---- weights in and out

// A parameter's number (i, j), or its gradient's.
static double *number_at(const struct plan *plan, int quantity, int i, int j)
{
	struct matrix const matrix = storage_matrix(&plan->storage, quantity);
	bool const transposed = plan->storage.stored[quantity].transposed;
	return matrix.at + (size_t)(transposed ? j : i) * matrix.apart + (transposed ? i : j);
}

static bool is_stored(const struct plan *plan, int quantity)
{
	return plan->storage.stored[quantity].weights >= 0;
}

void plan_load(struct plan *plan, const struct network *network)
{
	for (int q = 0; q < plan->cell->quantities; q++) {
		if (is_stored(plan, q))
			plan_write_row(plan, plan->storage.weights[0].at, q, network->parameter[q]);
		int const node = plan->cell->quantity[q].is_state ? plan->graph.value[q] : -1;
		struct operand const state = node < 0 ? (struct operand){ 0 } :
		                                        storage_operand(&plan->storage, node);
		if (state.at && state.step)
			memcpy(state.at - state.step, network->initial[q].at,
			       array_size(network->initial[q]) * sizeof(double));
	}
}

// Where a parameter's number stands in a row of all.
static size_t place_of(const struct plan *plan, int quantity, int i, int j)
{
	return (size_t)(number_at(plan, quantity, i, j) - plan->storage.weights[0].at);
}

void plan_read_row(const struct plan *plan, const double *row, int quantity, struct array out)
{
	bool const has = is_stored(plan, quantity);
	for (int i = 0; i < out.rows; i++)
		for (int j = 0; j < out.cols; j++)
			out.at[(size_t)i * (size_t)out.cols + (size_t)j] = has ? row[place_of(plan, quantity, i, j)] : 0;
}

void plan_write_row(const struct plan *plan, double *row, int quantity, struct array in)
{
	for (int i = 0; is_stored(plan, quantity) && i < in.rows; i++)
		for (int j = 0; j < in.cols; j++)
			row[place_of(plan, quantity, i, j)] = in.at[(size_t)i * (size_t)in.cols + (size_t)j];
}

void plan_store(const struct plan *plan, struct network *network)
{
	for (int q = 0; q < plan->cell->quantities; q++)
		if (is_stored(plan, q))
			plan_read_row(plan, plan->storage.weights[0].at, q, network->parameter[q]);
}

void plan_read_gradient(const struct plan *plan, int quantity, struct array out)
{
	plan_read_row(plan, plan->storage.weights_count ? plan->storage.weights[0].at + plan->storage.gradient : NULL, quantity,
	              out);
}

// ---- runs

static void clear_beyond(const struct plan *plan, int T)
{
	for (int i = 0; i < plan->beyonds; i++) {
		const struct beyond *each = &plan->beyond[i];
		memset(each->row.at + (T - 1) * each->row.step, 0, each->bytes);
	}
}

double plan_loss_at(const struct plan *plan, int t)
{
	return plan->loss.at[t * plan->loss.step];
}

const double *plan_value_at(const struct plan *plan, int quantity, int t)
{
	int const node = plan->graph.value[quantity];
	struct operand const value = node < 0 || !plan->graph.node[node].needed ?
	                                     (struct operand){ 0 } :
	                                     storage_operand(&plan->storage, node);
	return value.at && !value.scalar ? value.at + t * value.step : NULL;
}

static double total_loss(const struct plan *plan, int T)
{
	double total = 0;
	for (int t = 0; t < T; t++)
		total += plan_loss_at(plan, t);
	return total;
}

static bool run_stages(const struct plan *plan, struct run *run, int first, int end, bool only_loss)
{
	for (int i = first; i < end; i++)
		if (!code_run(&plan->code.stage[i], plan->code.instruction, run, only_loss))
			return false;
	return true;
}

// All but the totals, which are the last stage.  A long sequence goes piece by piece, so that what one
// instruction writes the next one finds in the cache: time then grows as T also for long ones.
static bool run_values(struct plan *plan, struct run *run, bool only_loss)
{
	int const turn = plan->code.turn, end = plan->code.stages - 1;
	int const piece = plan->code.in_pieces ? PIECE : run->T, pieces = (run->T + piece - 1) / piece;
	bool done = true;
	clear_beyond(plan, run->T);
	for (int i = 0; done && i < pieces; i++) {
		run->from = i * piece;
		run->to = i + 1 < pieces ? run->from + piece : run->T;
		done = run_stages(plan, run, 0, turn, only_loss);
	}
	if (only_loss && plan->code.in_pieces)
		return done;
	for (int i = pieces - 1; done && i >= 0; i--) {
		run->from = i * piece;
		run->to = i + 1 < pieces ? run->from + piece : run->T;
		done = run_stages(plan, run, turn, end, only_loss);
	}
	return done;
}

// `parts`: of those weights that are not alone.
static void run_totals(struct plan *plan, struct run *run, bool parts)
{
	const struct stage *totals = &plan->code.stage[plan->code.stages - 1];
	run->from = 0;
	run->to = run->T;
	for (int i = totals->first; i < totals->first + totals->count; i++)
		if (!parts || !plan->code.instruction[i].alone)
			code_run_all(&plan->code.instruction[i], run);
}

static struct run new_run(struct plan *plan, const struct sequence *sequence)
{
	assert(sequence->count >= 1 && sequence->count <= plan->T_most);
	for (int t = 0; plan->graph.given.gaps && t < sequence->count; t++)
		plan->has_loss[t] = sequence_has_loss(sequence, t);
	return (struct run){ .kernels = plan->kernels,
		             .word = { sequence->x, sequence->y },
		             .given = sequence->given,
		             .has_loss = plan->has_loss,
		             .T = sequence->count };
}

double plan_loss(struct plan *plan, const struct sequence *sequence)
{
	struct run run = new_run(plan, sequence);
	return run_values(plan, &run, true) ? total_loss(plan, sequence->count) : NAN;
}

// ---- gradients

// Calls `visit` for each stretch of weights whose gradients may be other than zero; `parts`: of those that are not alone.
static void visit_weights(const struct plan *plan, bool parts, void (*visit)(void *context, double *weights, size_t count),
                          void *context)
{
	for (int i = 0; i < plan->storage.weights_count; i++) {
		const struct weights *weights = &plan->storage.weights[i];
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

static void note_words(struct plan *plan, const struct run *run)
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
static void begin_gradients(struct plan *plan, struct run *run, bool parts)
{
	struct movement m = movement(plan, 0);
	run->factor = 1;
	run->target = plan->storage.gradient;
	visit_weights(plan, parts, set_zero, &m);
	note_words(plan, run);
}

double plan_gradients(struct plan *plan, const struct sequence *sequence)
{
	struct run run = new_run(plan, sequence);
	begin_gradients(plan, &run, false);
	if (!run_values(plan, &run, false))
		return NAN;
	run_totals(plan, &run, false);
	return total_loss(plan, sequence->count);
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
static double bound_square(const struct plan *plan, const struct run *run, const struct instruction *outer)
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
static double move_outer(const struct plan *plan, const struct run *run, const struct instruction *outer, double factor)
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
static double finish_whole(struct plan *plan, struct run *run, double loss, double rate, double longest)
{
	for (int w = 0; w < plan->storage.weights_count; w++)
		if (plan->alone[w]) {
			const struct weights *weights = &plan->storage.weights[w];
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
	struct run run = new_run(plan, sequence);
	struct movement m = movement(plan, 0);
	*norm = NAN;
	begin_gradients(plan, &run, true);
	if (!run_values(plan, &run, false))
		return NAN;
	double const loss = total_loss(plan, sequence->count);
	run_totals(plan, &run, true);
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
