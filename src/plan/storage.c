// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/storage.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/message.h"

int storage_word(const struct graph *graph, int node)
{
	return graph->cell->quantity[graph->node[node].quantity].input;
}

static const struct node *node_at(const struct storage *storage, int node)
{
	return &storage->graph->node[node];
}

// ---- who computes what

bool storage_is_absorbed(const struct storage *storage, int node)
{
	const struct node *n = node_at(storage, node);
	int const consumer = storage->consumer[node];
	if (consumer < 0 || n->uses != 1 || node_at(storage, consumer)->kind != NODE_SUM ||
	    node_at(storage, consumer)->level != n->level || n->timeless)
		return false;
	size_t const size = node_size(node_at(storage, consumer));
	if (n->kind == NODE_PRODUCT)
		return node_size(n) == size;
	return n->kind == NODE_TIMES && n->count == 2 && node_size(node_at(storage, n->arg[0])) == size &&
	       node_size(node_at(storage, n->arg[1])) == size;
}

static bool has_numbers(const struct storage *storage, int node)
{
	const struct node *n = node_at(storage, node);
	return n->needed && n->kind >= NODE_SUM && n->kind != NODE_OUTER &&
	       !storage_is_absorbed(storage, node);
}

int storage_lead(const struct storage *storage, int node)
{
	const struct node *n = node_at(storage, node);
	int best = -1, best_worth = 0;
	for (int i = 0; i < n->count; i++) {
		const struct node *arg = node_at(storage, n->arg[i]);
		if (arg->kind == NODE_WORD || storage_is_absorbed(storage, n->arg[i]))
			continue;
		bool const positive = !(n->minus && n->minus[i]), full = node_size(arg) == node_size(n);
		int const worth = 1 + 4 * positive + 2 * full + (arg->uses == 1); // its numbers can be ours
		if (worth > best_worth) {
			best_worth = worth;
			best = i;
		}
	}
	return best;
}

// ---- weights

static int new_weights(struct storage *storage, struct weight_block weights)
{
	storage->weights = memory_resize(storage->weights, (size_t)storage->weights_count + 1, sizeof weights);
	storage->weights[storage->weights_count] = weights;
	return storage->weights_count++;
}

static bool is_product_of_parameter(const struct storage *storage, int node)
{
	const struct node *n = node_at(storage, node);
	return n->needed && n->kind == NODE_PRODUCT && node_at(storage, n->arg[0])->kind == NODE_PARAMETER;
}

static void find_plain(struct storage *storage)
{
	const struct graph *graph = storage->graph;
	for (int i = 0; i < graph->nodes; i++)
		for (int j = 0; graph->node[i].needed && j < graph->node[i].count; j++) {
			const struct node *arg = node_at(storage, graph->node[i].arg[j]);
			if (arg->kind == NODE_PARAMETER && !(is_product_of_parameter(storage, i) && j == 0))
				storage->stored[arg->quantity].plain = true;
		}
	for (int i = 0; i < graph->totals; i++)
		if (node_at(storage, graph->total[i].node)->kind != NODE_OUTER)
			storage->stored[graph->total[i].quantity].plain = true;
}

// Parameters that multiply the same word lie side by side, transposed; those that multiply the same
// vector one below the other.
static void place_group(struct storage *storage, int first, bool by_word)
{
	const struct graph *graph = storage->graph;
	int const vector = graph->node[first].arg[1];
	int group = -1;
	for (int i = first; i < graph->nodes; i++) {
		const struct node *n = &graph->node[i];
		if (!is_product_of_parameter(storage, i) || n->arg[1] != vector || n->transposed)
			continue;
		struct stored *stored = &storage->stored[node_at(storage, n->arg[0])->quantity];
		if (stored->weights >= 0 || (by_word && stored->plain))
			continue;
		if (group < 0)
			group = new_weights(storage, (struct weight_block){ .by_word = by_word, .sparse = by_word });
		struct weight_block *weights = &storage->weights[group];
		size_t const rows = (size_t)n->shape.rows, cols = (size_t)node_at(storage, n->arg[0])->shape.cols;
		stored->weights = group;
		stored->transposed = by_word;
		stored->offset = by_word ? weights->apart : weights->rows * cols;
		if (by_word) {
			weights->word = storage_word(graph, vector);
			weights->rows = cols;
			weights->apart += rows;
		} else {
			weights->rows += rows;
			weights->apart = cols;
		}
	}
}

static void place_weights(struct storage *storage)
{
	const struct graph *graph = storage->graph;
	find_plain(storage);
	for (int by_word = 1; by_word >= 0; by_word--)
		for (int i = 0; i < graph->nodes; i++)
			if (is_product_of_parameter(storage, i) && !graph->node[i].transposed &&
			    (node_at(storage, graph->node[i].arg[1])->kind == NODE_WORD) == by_word)
				place_group(storage, i, by_word);
	for (int q = 0; q < graph->cell->quantities; q++) {
		struct stored *stored = &storage->stored[q];
		if (graph->cell->quantity[q].kind != QUANTITY_PARAMETER || stored->weights >= 0)
			continue;
		struct shape const shape = shape_resolve(graph->cell->quantity[q].shape, graph->H, graph->C);
		stored->weights = new_weights(storage, (struct weight_block){ .rows = (size_t)shape.rows,
		                                                        .apart = (size_t)shape.cols });
	}
	for (int i = 0; i < graph->totals; i++) {
		const struct node *n = node_at(storage, graph->total[i].node);
		struct weight_block *weights = &storage->weights[storage->stored[graph->total[i].quantity].weights];
		if (n->kind != NODE_OUTER || node_at(storage, n->arg[1])->kind != NODE_WORD ||
		    storage_word(graph, n->arg[1]) != weights->word)
			weights->sparse = false;
	}
}

struct matrix storage_matrix(const struct storage *storage, int quantity)
{
	const struct stored *stored = &storage->stored[quantity];
	const struct weight_block *weights = &storage->weights[stored->weights];
	return (struct matrix){ weights->at + stored->offset, weights->apart };
}

// ---- rows of values

static void place_at(struct storage *storage, int node, int rows, size_t offset)
{
	storage->place[node] = (struct slot){ rows, offset };
}

static int new_rows(struct storage *storage, bool single)
{
	storage->rows = memory_resize(storage->rows, (size_t)storage->rows_count + 1, sizeof *storage->rows);
	storage->rows[storage->rows_count] = (struct rows){ .single = single };
	return storage->rows_count++;
}

static void place_beside(struct storage *storage, int node, int rows)
{
	place_at(storage, node, rows, storage->rows[rows].width);
	storage->rows[rows].width += node_size(node_at(storage, node));
}

static bool can_place(const struct storage *storage, int node)
{
	return node >= 0 && has_numbers(storage, node) && storage->place[node].rows < 0 &&
	       !node_at(storage, node)->timeless;
}

// Whether one row is enough: a value without time, or one that a loop uses in the same step only.
static bool is_passing(const struct storage *storage, int node)
{
	const struct graph *graph = storage->graph;
	const struct node *n = node_at(storage, node);
	if (n->timeless || n->level % 2 != 1)
		return n->timeless;
	for (int i = 0; i < graph->nodes; i++)
		for (int j = 0; graph->node[i].needed && j < graph->node[i].count; j++)
			if (graph->node[i].arg[j] == node &&
			    (graph->node[i].kind == NODE_SHIFT || graph->node[i].level != n->level))
				return false;
	for (int i = 0; i < graph->totals; i++)
		if (graph->total[i].node == node)
			return false;
	return node != graph->loss;
}

static bool begins_with(const struct storage *storage, int consumer, int node);

// Whose numbers the node's are in the end.
static int settled(const struct storage *storage, int node)
{
	while (storage_is_absorbed(storage, node) ||
	       begins_with(storage, storage->consumer[node], node))
		node = storage->consumer[node];
	return node;
}

// Whether the node's numbers can become its only consumer's.
static bool begins_with(const struct storage *storage, int consumer, int node)
{
	if (consumer < 0)
		return false;
	const struct node *n = node_at(storage, consumer), *arg = node_at(storage, node);
	if (!has_numbers(storage, consumer) || n->timeless || arg->timeless || arg->uses != 1 ||
	    node_size(n) != node_size(arg) ||
	    (n->level != arg->level && is_passing(storage, settled(storage, consumer))))
		return false;
	if (n->kind == NODE_SUM || n->kind == NODE_TIMES)
		return n->arg[storage_lead(storage, consumer)] == node;
	return n->kind == NODE_CALL && n->count == 1 && n->op->scalar;
}

// What each parameter of a block gives, in the block's order: forward what becomes of its product; backward the gradient that multiplies it.
static int given_by(const struct storage *storage, int quantity, bool backward)
{
	const struct graph *graph = storage->graph;
	for (int i = 0; backward && i < graph->totals; i++) {
		const struct node *n = node_at(storage, graph->total[i].node);
		if (graph->total[i].quantity == quantity && n->kind == NODE_OUTER)
			return n->arg[0];
	}
	for (int i = 0; !backward && i < graph->nodes; i++)
		if (is_product_of_parameter(storage, i) && !graph->node[i].transposed &&
		    node_at(storage, graph->node[i].arg[0])->quantity == quantity)
			return settled(storage, i);
	return -1;
}

static void place_side_by_side(struct storage *storage, int weights, bool backward)
{
	int rows = -1;
	size_t next = 0;
	// In the order of offsets; a block has few parameters.
	for (;;) {
		int found = -1;
		for (int q = 0; q < storage->graph->cell->quantities; q++)
			if (storage->stored[q].weights == weights && storage->stored[q].offset >= next &&
			    (found < 0 || storage->stored[q].offset < storage->stored[found].offset))
				found = q;
		if (found < 0)
			return;
		next = storage->stored[found].offset + 1;
		int const node = given_by(storage, found, backward);
		if (!can_place(storage, node))
			continue;
		if (rows < 0)
			rows = new_rows(storage, false);
		place_beside(storage, node, rows);
	}
}

// A value with one use gets the numbers of what begins with it.
static void place_node(struct storage *storage, int node)
{
	if (storage->place[node].rows >= 0 || !has_numbers(storage, node))
		return;
	int const consumer = storage->consumer[node];
	if (begins_with(storage, consumer, node)) {
		place_node(storage, consumer);
		storage->place[node] = storage->place[consumer];
	} else {
		place_beside(storage, node, new_rows(storage, is_passing(storage, node)));
	}
}

struct operand storage_operand(const struct storage *storage, int node)
{
	const struct node *n = node_at(storage, node);
	if (n->kind == NODE_NUMBER)
		return (struct operand){ .at = storage->pool + node };
	if (n->kind == NODE_PARAMETER)
		return (struct operand){ .at = storage_matrix(storage, n->quantity).at };
	if (n->kind == NODE_SHIFT) {
		struct operand operand = storage_operand(storage, n->arg[0]);
		operand.at += n->shift * operand.step;
		return operand;
	}
	struct slot const place = storage->place[node];
	if (place.rows < 0)
		return (struct operand){ 0 };
	const struct rows *rows = &storage->rows[place.rows];
	return (struct operand){ .at = rows->at + place.offset,
		                 .step = rows->single ? 0 : (ptrdiff_t)rows->width };
}

// ---- memory

enum { ALIGNED = 8 }; // numbers a cache line

static size_t rounded(size_t count)
{
	return (count + ALIGNED - 1) / ALIGNED * ALIGNED;
}

// Gives out numbers from `at` on, or only counts them (at NULL).
static size_t give_out(struct storage *storage, double *at)
{
	size_t next = 0;
	for (int i = 0; i < storage->weights_count; i++) {
		storage->weights[i].at = at ? at + next : NULL;
		next += rounded(storage->weights[i].rows * storage->weights[i].apart);
	}
	storage->weight_numbers = next;
	storage->gradient = (ptrdiff_t)next;
	next *= 2;
	for (int i = 0; i < storage->rows_count; i++) {
		struct rows *rows = &storage->rows[i];
		size_t const ahead = rounded(rows->width);
		rows->at = at ? at + next + ahead : NULL;
		next += ahead + rounded(rows->width * (rows->single ? 1 : (size_t)storage->T_most + 1));
	}
	storage->pool = at ? at + next : NULL;
	return next + rounded((size_t)storage->graph->nodes);
}

static bool take_memory(struct storage *storage, struct error *error)
{
	double bytes = 0;
	for (int i = 0; i < storage->weights_count; i++)
		bytes += 16.0 * (double)storage->weights[i].rows * (double)storage->weights[i].apart;
	for (int i = 0; i < storage->rows_count; i++)
		bytes += 8.0 * (double)storage->rows[i].width *
		         (storage->rows[i].single ? 1 : storage->T_most + 2.0);
	if (bytes > STORAGE_BYTES_MOST)
		return error_set(error, SPAN_NONE, _("choose smaller sizes"),
		                 _("%d hidden units, %d words and %d steps need %.0f MiB, more than %.0f"),
		                 storage->graph->H, storage->graph->C, storage->T_most, bytes / 1048576,
		                 STORAGE_BYTES_MOST / 1048576);
	storage->numbers = memory_get(give_out(storage, NULL) + ALIGNED, sizeof(double));
	size_t const beyond = (size_t)storage->numbers / sizeof(double) % ALIGNED;
	give_out(storage, storage->numbers + (ALIGNED - beyond) % ALIGNED);
	for (int i = 0; i < storage->graph->nodes; i++)
		if (storage->graph->node[i].kind == NODE_NUMBER)
			storage->pool[i] = storage->graph->node[i].number;
	return true;
}

static void find_consumers(struct storage *storage)
{
	const struct graph *graph = storage->graph;
	for (int i = 0; i < graph->nodes; i++)
		storage->consumer[i] = -1;
	for (int i = 0; i < graph->nodes; i++)
		for (int j = 0; graph->node[i].needed && j < graph->node[i].count; j++)
			storage->consumer[graph->node[i].arg[j]] = i;
}

bool storage_make(struct storage *storage, struct error *error)
{
	const struct graph *graph = storage->graph;
	struct arena *arena = graph->arena;
	size_t const nodes = (size_t)graph->nodes, quantities = (size_t)graph->cell->quantities;
	storage->stored = arena_get(arena, quantities * sizeof *storage->stored);
	storage->place = arena_get(arena, nodes * sizeof *storage->place);
	storage->consumer = arena_get(arena, nodes * sizeof *storage->consumer);
	for (size_t q = 0; q < quantities; q++)
		storage->stored[q].weights = -1;
	for (size_t i = 0; i < nodes; i++)
		storage->place[i].rows = -1;
	find_consumers(storage);
	place_weights(storage);
	// First the blocks with a row a word: they hold the most parameters.
	for (int backward = 0; backward < 2; backward++)
		for (int i = 0; i < storage->weights_count; i++)
			place_side_by_side(storage, i, backward);
	for (int i = 0; i < graph->nodes; i++)
		place_node(storage, i);
	return take_memory(storage, error);
}

void storage_free(struct storage *storage)
{
	free(storage->weights);
	free(storage->rows);
	free(storage->numbers);
}
