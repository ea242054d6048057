// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/graph.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"

int graph_fail(struct graph *graph, const char *why)
{
	if (!graph->failed)
		error_set(graph->error, SPAN_NONE, _("the walk can run it"),
		          _("this cell cannot be compiled: %s"), why);
	graph->failed = true;
	return 0;
}

static bool same(const struct node *a, const struct node *b)
{
	size_t const count = (size_t)a->count;
	return a->kind == b->kind && a->op == b->op && !memcmp(&a->number, &b->number, sizeof a->number) &&
	       a->quantity == b->quantity && a->shift == b->shift && a->transposed == b->transposed &&
	       a->count == b->count && shape_equal(a->shape, b->shape) && a->pads == b->pads &&
	       shape_equal(a->from, b->from) &&
	       (!count || !memcmp(a->arg, b->arg, count * sizeof *a->arg)) &&
	       (!a->minus || !memcmp(a->minus, b->minus, count * sizeof *a->minus));
}

int graph_add(struct graph *graph, struct node node)
{
	for (int i = 0; i < graph->nodes; i++)
		if (node.kind != NODE_SHIFT && same(&graph->node[i], &node))
			return i;
	if (graph->nodes == graph->room) {
		graph->room = graph->room ? 2 * graph->room : 64;
		graph->node = memory_resize(graph->node, (size_t)graph->room, sizeof *graph->node);
	}
	size_t const count = (size_t)node.count;
	int *arg = arena_get(graph->arena, (count + 1) * sizeof *arg);
	memcpy(arg, node.arg, count * sizeof *arg);
	node.arg = arg;
	if (node.minus) {
		bool *minus = arena_get(graph->arena, (count + 1) * sizeof *minus);
		memcpy(minus, node.minus, count * sizeof *minus);
		node.minus = minus;
	}
	node.level = LEVEL_NONE;
	graph->node[graph->nodes] = node;
	return graph->nodes++;
}

static bool all_timeless(const struct graph *graph, int count, const int *arg)
{
	for (int i = 0; i < count; i++)
		if (!graph->node[arg[i]].timeless)
			return false;
	return true;
}


int graph_number(struct graph *graph, double number)
{
	int none = 0;
	return graph_add(graph, (struct node){ .kind = NODE_NUMBER, .number = number, .quantity = -1,
	                                      .arg = &none, .shape = { 1, 1 }, .timeless = true });
}

bool graph_is_number(const struct graph *graph, int node, double number)
{
	const struct node *n = &graph->node[node];
	return n->kind == NODE_NUMBER && n->number <= number && n->number >= number;
}

// A node's sign, and the node without it.
int graph_strip(const struct graph *graph, int node, bool *minus)
{
	const struct node *n = &graph->node[node];
	if (n->kind != NODE_SUM || n->count != 1)
		return node;
	*minus ^= n->minus[0];
	return n->arg[0];
}

int graph_signed(struct graph *graph, int node, bool minus)
{
	return minus ? graph_list(graph, NODE_SUM, 1, &node, &minus) : node;
}


int graph_list(struct graph *graph, enum node_kind kind, int count, const int *arg, const bool *minus)
{
	struct shape shape = { 1, 1 };
	for (int i = 0; i < count; i++)
		if (node_size(&graph->node[arg[i]]) > (size_t)shape.rows * (size_t)shape.cols)
			shape = graph->node[arg[i]].shape;
	if (count == 1 && !(minus && minus[0]))
		return arg[0];
	return graph_add(graph, (struct node){ .kind = kind, .quantity = -1, .count = count,
	                                      .arg = (int *)arg, .minus = (bool *)minus, .shape = shape,
	                                      .timeless = all_timeless(graph, count, arg) });
}


void graph_list_add(struct graph *graph, struct terms *list, int node, bool minus)
{
	if (list->count == LIST_MOST) {
		graph_fail(graph, _("a sum is too long"));
		return;
	}
	list->arg[list->count] = node;
	list->minus[list->count++] = minus;
}


int graph_sum(struct graph *graph, const struct terms *list)
{
	return list->count ? graph_list(graph, NODE_SUM, list->count, list->arg, list->minus) :
	                     graph_number(graph, 0);
}


int graph_times(struct graph *graph, const struct terms *list, bool minus)
{
	int const node = list->count ? graph_list(graph, NODE_TIMES, list->count, list->arg, NULL) :
	                               graph_number(graph, 1);
	return graph_signed(graph, node, minus);
}


// The value with this shape and at every time; `owner`: a state's own copy.
int graph_spread(struct graph *graph, int node, struct shape shape, int owner)
{
	return graph_add(graph, (struct node){ .kind = NODE_SPREAD, .quantity = owner, .count = 1,
	                                      .arg = &node, .shape = shape });
}

int graph_present(struct graph *graph, int node)
{
	node = graph_dense(graph, node);
	return graph_add(graph, (struct node){ .kind = NODE_PRESENT, .quantity = -1, .count = 1, .arg = &node,
	                                      .shape = graph->node[node].shape });
}

int graph_block(struct graph *graph, int node, struct shape shape, struct shape from, bool pads)
{
	return graph_add(graph, (struct node){ .kind = NODE_BLOCK, .quantity = -1, .count = 1, .arg = &node,
	                                      .shape = shape, .from = from, .pads = pads,
	                                      .timeless = graph->node[node].timeless });
}

// A word as a vector and an outer product as a matrix, where they are more than a column to gather
// or a sum to add to.
int graph_dense(struct graph *graph, int node)
{
	struct node const n = graph->node[node];
	if (n.kind == NODE_WORD)
		return graph_spread(graph, node, n.shape, -1);
	if (n.kind == NODE_OUTER) {
		int const arg[] = { graph_dense(graph, n.arg[0]), graph_dense(graph, n.arg[1]) };
		return graph_call(graph, operator_find_function("outer"), 2, arg);
	}
	bool holds_outer = false;
	for (int i = 0; n.kind == NODE_SUM && i < n.count; i++)
		holds_outer |= graph->node[n.arg[i]].kind == NODE_OUTER;
	if (!holds_outer)
		return node;
	struct terms *list = memory_get(1, sizeof *list);
	for (int i = 0; i < n.count; i++)
		graph_list_add(graph, list, graph_dense(graph, n.arg[i]), n.minus[i]);
	int const sum = graph_sum(graph, list);
	free(list);
	return sum;
}

int graph_call(struct graph *graph, const struct operation *op, int count, const int *arg)
{
	struct shape in[2], shape;
	struct error ignored;
	int part[2] = { 0 };
	for (int i = 0; i < count; i++) {
		in[i] = graph->node[arg[i]].shape;
		// dot picks an element by the number of one word.
		bool const picks = graph->node[arg[i]].kind == NODE_WORD && !strcmp(op->name, "dot") &&
		                   (i == 0 || graph->node[part[0]].kind != NODE_WORD);
		part[i] = picks ? arg[i] : graph_dense(graph, arg[i]);
	}
	if (!op->shape || !op->shape(op, in, count, &shape, &ignored))
		return graph_fail(graph, op->name);
	return graph_add(graph, (struct node){ .kind = NODE_CALL, .op = op, .quantity = -1, .count = count,
	                                      .arg = part, .shape = shape,
	                                      .timeless = all_timeless(graph, count, part) });
}


int graph_shift(struct graph *graph, int shift, struct shape shape)
{
	int later = -1;
	return graph_add(graph, (struct node){ .kind = NODE_SHIFT, .quantity = -1, .shift = shift, .count = 1,
	                                      .arg = &later, .shape = shape });
}


// What another time looks at needs numbers of its own at every time.
int graph_own(struct graph *graph, int node, struct shape shape, int owner)
{
	struct node *n = &graph->node[node];
	bool const has = n->kind >= NODE_SUM && !n->timeless;
	if (!has || (owner >= 0 && n->quantity >= 0) || node_size(n) != (size_t)shape.rows * (size_t)shape.cols)
		node = graph_spread(graph, node, shape, owner);
	if (owner >= 0)
		graph->node[node].quantity = owner;
	return node;
}

int graph_fit(struct graph *graph, int node, struct shape shape)
{
	bool const fits = node_size(&graph->node[node]) == (size_t)shape.rows * (size_t)shape.cols;
	return fits ? node : graph_spread(graph, node, shape, -1);
}

