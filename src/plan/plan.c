// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/plan.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "net/pass.h"
#include "plan/compile.h"
#include "plan/emit.h"
#include "plan/plan_within.h"
#include "plan/schedule.h"

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

static bool is_of(const struct instruction *total, const struct weight_block *weights)
{
	return total->matrix.at >= weights->at && total->matrix.at < weights->at + weights->rows * weights->apart;
}

static void find_alone(struct plan *plan)
{
	const struct section *totals = &plan->code.section[plan->code.sections - 1];
	plan->alone = arena_get(&plan->arena, (size_t)plan->storage.weights_count * sizeof *plan->alone);
	for (int w = 0; w < plan->storage.weights_count; w++) {
		const struct weight_block *weights = &plan->storage.weights[w];
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
	bool const gaps = kind->gaps || kind->truncation.form == TRUNCATE_STEPS; // of a loss further back there is none
	plan->graph = (struct graph){ .arena = &plan->arena, .cell = cell, .H = H, .C = C, .given = *kind,
		                      .error = error };
	plan->graph.given.gaps = gaps;
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
	if (kind->truncation.form != TRUNCATE_OFF && !plan_prepare_truncation(plan, error)) {
		plan_free(plan);
		return NULL;
	}
	plan->has_loss = gaps ? memory_get((size_t)T_most, sizeof *plan->has_loss) : NULL;
	for (int i = 0; i < 2; i++) {
		plan->occurred[i].word = memory_get((size_t)C, sizeof(int));
		plan->occurred[i].seen = memory_get((size_t)C, sizeof(bool));
	}
	return plan;
}

// What the network's sequences are given in, which may be all of a corpus.
static struct given_kind kind_of(const struct network *network)
{
	struct given_kind kind = { .gaps = false };
	for (int i = 0; i < network_sequences(network); i++) {
		struct sequence const sequence = network_sequence_at(network, i);
		for (int input = 0; input < INPUTS_MOST; input++)
			kind.vectors[input] |= sequence.given[input].at != NULL;
		for (int t = 0; !kind.gaps && t < sequence.count; t++)
			kind.gaps = !sequence_has_loss(&sequence, t);
	}
	return kind;
}

struct plan *plan_new_of(const struct network *network, int T_most, bool truncated, struct error *error)
{
	struct given_kind kind = kind_of(network);
	if (truncated)
		kind.truncation = network->truncation;
	struct plan *plan = plan_new_for(network->cell, network->H, network->C, T_most, &kind, error);
	if (plan)
		plan_load(plan, network);
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
	free(plan->code.section);
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

// What a state begins with.
static void load_state(const struct plan *plan, int quantity, struct array initial)
{
	int const node = plan->cell->quantity[quantity].is_state ? plan->graph.value[quantity] : -1;
	struct operand const state = node < 0 ? (struct operand){ 0 } : storage_operand(&plan->storage, node);
	if (state.at && state.step)
		memcpy(state.at - state.step, initial.at, array_size(initial) * sizeof *initial.at);
}

// The same of the states that a sequence has an own one for.
static void load_starts(const struct plan *plan, const struct sequence *sequence)
{
	for (int i = 0; i < STARTS_MOST && sequence->start[i].state; i++) {
		int const q = cell_find(plan->cell, sequence->start[i].state);
		struct shape const shape = q < 0 ? shape_of(0, 0) : shape_resolve(plan->cell->quantity[q].shape, plan->H, plan->C);
		if (q >= 0 && array_size(sequence->start[i].at) == (size_t)shape.rows * (size_t)shape.cols)
			load_state(plan, q, sequence->start[i].at);
	}
}

void plan_load(struct plan *plan, const struct network *network)
{
	for (int q = 0; q < plan->cell->quantities; q++) {
		if (is_stored(plan, q))
			plan_write_row(plan, plan->storage.weights[0].at, q, network->parameter[q]);
		load_state(plan, q, network->initial[q]);
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

enum { PIECE = 256 }; // steps

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

double plan_total_loss(const struct plan *plan, int T)
{
	double total = 0;
	for (int t = 0; t < T; t++)
		total += plan_loss_at(plan, t);
	return total;
}

// The sections first … end-1 over the steps from … to.
static bool run_sections(const struct plan *plan, struct execution *run, int from, int to, int first, int end, bool only_loss)
{
	run->from = from;
	run->to = to;
	for (int i = first; i < end; i++)
		if (!code_run(&plan->code.section[i], plan->code.instruction, run, only_loss))
			return false;
	return true;
}

// A long sequence goes piece by piece, so that what one instruction writes the next one finds in the cache: time then
// grows as T also for long ones.
static int piece_of(const struct plan *plan, const struct execution *run)
{
	return plan->code.in_pieces && run->T > PIECE ? PIECE : run->T;
}

bool plan_run_forward(struct plan *plan, struct execution *run, bool only_loss)
{
	int const piece = piece_of(plan, run);
	bool done = true;
	plan_clear_beyond(plan, run->T); // there may be no loop that looks there
	for (int from = 0; done && from < run->T; from += piece)
		done = run_sections(plan, run, from, run->T - from < piece ? run->T : from + piece, 0, plan->code.turn, only_loss);
	return done;
}

static bool run_back(struct plan *plan, struct execution *run, bool only_loss)
{
	int const piece = piece_of(plan, run), turn = plan->code.turn, end = plan->code.sections - 1;
	bool done = true;
	for (int from = (run->T - 1) / piece * piece; done && from >= 0; from -= piece)
		done = run_sections(plan, run, from, run->T - from < piece ? run->T : from + piece, turn, end, only_loss);
	return done;
}

bool plan_run_back(struct plan *plan, struct execution *run)
{
	return run_back(plan, run, false);
}

bool plan_run_back_over(struct plan *plan, struct execution *run, int from, int to)
{
	plan_clear_beyond(plan, to);
	return run_sections(plan, run, from, to, plan->code.turn, plan->code.sections - 1, false);
}

void plan_clear_beyond(const struct plan *plan, int T)
{
	for (int i = 0; i < plan->beyonds; i++) {
		const struct beyond *each = &plan->beyond[i];
		memset(each->row.at + (T - 1) * each->row.step, 0, each->bytes);
	}
}

void plan_run_totals(struct plan *plan, struct execution *run, int from, int to, bool parts)
{
	const struct section *totals = &plan->code.section[plan->code.sections - 1];
	run->from = from;
	run->to = to;
	for (int i = totals->first; i < totals->first + totals->count; i++)
		if (!parts || !plan->code.instruction[i].alone)
			code_run_all(&plan->code.instruction[i], run);
}

struct execution plan_begin_run(struct plan *plan, const struct sequence *sequence)
{
	assert(sequence->count >= 1 && sequence->count <= plan->T_most);
	load_starts(plan, sequence);
	for (int t = 0; plan->graph.given.gaps && t < sequence->count; t++)
		plan->has_loss[t] = sequence_has_loss(sequence, t);
	return (struct execution){ .kernels = plan->kernels,
		             .word = { sequence->x, sequence->y },
		             .given = sequence->given,
		             .has_loss = plan->has_loss,
		             .T = sequence->count };
}

double plan_loss(struct plan *plan, const struct sequence *sequence)
{
	struct execution run = plan_begin_run(plan, sequence);
	bool done = plan_run_forward(plan, &run, true);
	if (done && !plan->code.in_pieces) // the loss may stand behind the turn
		done = run_back(plan, &run, true);
	return done ? plan_total_loss(plan, sequence->count) : NAN;
}

void plan_nudged_losses(struct plan *plan, const struct sequence *sequence, const struct nudge *nudge, int last,
                        double *losses)
{
	struct sequence until = *sequence;
	struct shape const shape =
		shape_resolve(plan->cell->quantity[nudge->quantity].shape, plan->H, plan->C);
	double *number = is_stored(plan, nudge->quantity) ? number_at(plan, nudge->quantity, nudge->element / shape.cols,
	                                                              nudge->element % shape.cols) : NULL;
	double const before = number ? *number : 0;
	until.count = last + 1;
	if (number)
		*number += nudge->by;
	plan_loss(plan, &until);
	if (number)
		*number = before;
	for (int t = 0; t <= last; t++)
		losses[t] = plan_loss_at(plan, t);
}
