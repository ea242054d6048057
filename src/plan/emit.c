// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/emit.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "plan/lower.h"
#include "plan/schedule.h"
#include "plan/sweep.h"

static const struct node *node_at(const struct emission *e, int node)
{
	return &e->graph->node[node];
}

// ---- one level

static void emit_node(struct emission *e, int at, int level)
{
	const struct node *node = node_at(e, at);
	if (e->done[at] || !node->needed || node->level != level)
		return;
	e->done[at] = true;
	int depth = 0;
	// In a loop, what is read at another time is there already.
	for (int i = 0; i < node->count && !(node->kind == NODE_SHIFT && node->cyclic); i++) {
		int const arg = node->arg[i];
		emit_node(e, arg, level);
		if (node_at(e, arg)->level == level && e->depth[arg] > depth)
			depth = e->depth[arg];
	}
	bool const has_numbers = e->storage->place[at].rows >= 0;
	e->depth[at] = depth + has_numbers;
	if (!has_numbers)
		return;
	e->node = at;
	lower_node(e);
}

// ---- totals

static void emit_outer_total(struct emission *e, const struct total *total, const struct node *node)
{
	bool const transposed = e->storage->stored[total->quantity].transposed;
	int const row = node->arg[transposed], col = node->arg[!transposed];
	bool const row_is_word = node_at(e, row)->kind == NODE_WORD;
	bool const col_is_word = node_at(e, col)->kind == NODE_WORD;
	struct instruction *made = lower_add(e, row_is_word ? &code_total_row :
	                                  col_is_word ? &code_total_column :
	                                                &code_total_outer);
	made->matrix = storage_matrix(e->storage, total->quantity);
	made->in[0] = storage_operand(e->storage, row_is_word ? col : row);
	made->cols = node_size(node_at(e, row_is_word ? col : col_is_word ? row : col));
	if (row_is_word || col_is_word) {
		made->word = storage_word(e->graph, row_is_word ? row : col);
	} else {
		made->in[1] = storage_operand(e->storage, col);
		made->rows = node_size(node_at(e, row));
	}
}

static bool is_late(const struct emission *e, int at)
{
	const struct node *node = node_at(e, at);
	bool late = node->level >= e->turn_level;
	for (int i = 0; i < node->count && node->kind == NODE_OUTER; i++)
		late |= node_at(e, node->arg[i])->level >= e->turn_level;
	return late;
}

static void emit_total(struct emission *e, const struct total *total)
{
	const struct node *node = node_at(e, total->node);
	e->node = total->node;
	int const before = e->code->count;
	if (node->kind == NODE_OUTER) {
		emit_outer_total(e, total, node);
	} else {
		struct instruction *made = lower_add(e, node->timeless ? &code_total_constant : &code_total_sum);
		made->matrix = storage_matrix(e->storage, total->quantity);
		made->in[0] = storage_operand(e->storage, total->node);
	}
	struct instruction *made = &e->code->instruction[before];
	made->scale = total->minus ? -1 : 1;
	made->late = is_late(e, total->node);
	made->for_loss = false;
	made->out = (struct operand){ 0 };
	made->depth = 0;
}

static int by_place(const void *a, const void *b)
{
	const struct instruction *x = a, *y = b;
	if (x->depth != y->depth)
		return x->depth < y->depth ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

// Totals can run in any order: neighbours are those whose weights are.
static int by_weights(const void *a, const void *b)
{
	const struct instruction *x = a, *y = b;
	int const kind = strcmp(x->code->name, y->code->name);
	if (kind)
		return kind;
	if (x->matrix.at != y->matrix.at)
		return x->matrix.at < y->matrix.at ? -1 : 1;
	return by_place(a, b);
}

static void end_stage(struct program_code *code, int first, int level, int direction,
                      int (*compare)(const void *, const void *))
{
	struct instruction *begin = code->instruction + first;
	qsort(begin, (size_t)(code->count - first), sizeof *begin, compare);
	int const count = code_merge(begin, code->count - first);
	code->count = first + count;
	code->section = memory_resize(code->section, (size_t)code->sections + 1, sizeof *code->section);
	struct section *section = &code->section[code->sections++];
	*section = (struct section){ level, direction, first, count, false };
	section->sweeps = sweep_fits(section, code->instruction);
}

static void emit_level(struct emission *e, int level)
{
	int const first = e->code->count;
	int direction = 0;
	for (int i = 0; i < e->graph->nodes; i++) {
		emit_node(e, i, level);
		if (direction == 0 && level % 2 == 1 && node_at(e, i)->needed && node_at(e, i)->level == level)
			direction = node_at(e, i)->direction;
	}
	if (e->code->count > first)
		end_stage(e->code, first, level, direction, by_place);
}

// Whether each way looks in its own direction only: at values of the same way.
static bool goes_in_pieces(const struct graph *graph, int turn_level)
{
	for (int i = 0; i < graph->nodes; i++) {
		const struct node *node = &graph->node[i];
		if (!node->needed || node->kind != NODE_SHIFT)
			continue;
		bool const after = graph->node[node->arg[0]].level >= turn_level;
		if (after != (node->shift == 1))
			return false;
	}
	return true;
}

static void find_turn(struct program_code *code, const struct graph *graph)
{
	code->turn = code->sections - 1;
	for (int i = code->sections - 1; i >= 0; i--)
		if (code->section[i].direction > 0)
			code->turn = i;
	code->in_pieces = goes_in_pieces(graph, code->section[code->turn].level);
}

void emit_code(struct program_code *code, const struct storage *storage, const struct kernels *kernels)
{
	const struct graph *graph = storage->graph;
	size_t const nodes = (size_t)graph->nodes;
	struct emission e = { .code = code, .storage = storage, .graph = graph,
		              .done = memory_get(nodes, sizeof *e.done),
		              .depth = memory_get(nodes, sizeof *e.depth) };
	int last = 0;
	e.turn_level = INT_MAX;
	for (int i = 0; i < graph->nodes; i++) {
		const struct node *node = &graph->node[i];
		if (node->needed && node->level > last)
			last = node->level;
		if (node->needed && node->cyclic && node->direction > 0 && node->level < e.turn_level)
			e.turn_level = node->level;
	}
	for (int level = LEVEL_CONSTANT; level <= last; level++)
		emit_level(&e, level);
	int const first = code->count;
	for (int i = 0; i < graph->totals; i++)
		emit_total(&e, &graph->total[i]);
	end_stage(code, first, last + 2, 0, by_weights);
	find_turn(code, graph);
	for (int i = 0; i < code->count; i++)
		if (code->instruction[i].code == &code_each)
			code->instruction[i].each = kernels->each[code->instruction[i].count];
	free(e.done);
	free(e.depth);
}
