// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/schedule.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static void need(struct graph *graph, int node, bool for_loss)
{
	struct node *n = &graph->node[node];
	if (for_loss ? n->needed_for_loss : n->needed)
		return;
	n->needed = true;
	n->needed_for_loss |= for_loss;
	for (int i = 0; i < n->count; i++)
		need(graph, n->arg[i], for_loss);
}

// ---- a sum that is a term of one sum only

static void count_uses(struct graph *graph)
{
	for (int i = 0; i < graph->nodes; i++)
		graph->node[i].uses = 0;
	for (int i = 0; i < graph->nodes; i++)
		for (int j = 0; graph->node[i].needed && j < graph->node[i].count; j++)
			graph->node[graph->node[i].arg[j]].uses++;
	for (int i = 0; i < graph->totals; i++)
		graph->node[graph->total[i].node].uses++;
	graph->node[graph->loss].uses++;
}

static bool melts(const struct graph *graph, const struct node *sum, int arg)
{
	const struct node *n = &graph->node[arg];
	return n->kind == NODE_SUM && n->uses == 1 && node_size(n) == node_size(sum);
}

static void flatten(struct graph *graph, int at)
{
	struct node *node = &graph->node[at];
	int count = 0;
	for (int i = 0; i < node->count; i++)
		count += melts(graph, node, node->arg[i]) ? graph->node[node->arg[i]].count : 1;
	if (count == node->count)
		return;
	int *arg = arena_get(graph->arena, (size_t)count * sizeof *arg);
	bool *minus = arena_get(graph->arena, (size_t)count * sizeof *minus);
	count = 0;
	for (int i = 0; i < node->count; i++) {
		struct node *term = &graph->node[node->arg[i]];
		bool const splice = melts(graph, node, node->arg[i]);
		for (int j = 0; j < (splice ? term->count : 1); j++) {
			arg[count] = splice ? term->arg[j] : node->arg[i];
			minus[count++] = node->minus[i] ^ (splice && term->minus[j]);
		}
		if (splice)
			term->needed = term->needed_for_loss = false;
	}
	node->arg = arg;
	node->minus = minus;
	node->count = count;
}

// ---- cycles: Tarjan's strongly connected components, which come out in the order of dependence

struct search {
	struct graph *graph;
	int *index, *low, *stack;
	bool *waiting; // on the stack
	int visited, depth;
};

static int at_least(int level, int least)
{
	return level > least ? level : least;
}

// The level that something outside of loops has because of an argument.
static int batch_level(const struct node *arg)
{
	return arg->level % 2 == 1 ? arg->level + 1 : arg->level;
}

// The least level that a loop can have because of an argument outside of it.
static int loop_level(const struct node *arg, int direction)
{
	if (arg->level % 2 == 1 && arg->direction == direction)
		return arg->level;
	int level = arg->level + 1;
	while (level % 4 != (direction < 0 ? LEVEL_UP : LEVEL_DOWN))
		level++;
	return level;
}

static void set_batch(struct graph *graph, struct node *node)
{
	node->level = node->timeless ? LEVEL_CONSTANT : 0;
	for (int i = 0; i < node->count; i++)
		node->level = at_least(batch_level(&graph->node[node->arg[i]]), node->level);
}

static void set_loop(struct graph *graph, const int *member, int count)
{
	int direction = 0, level = 0;
	for (int i = 0; i < count; i++)
		if (graph->node[member[i]].kind == NODE_SHIFT)
			direction = graph->node[member[i]].shift;
	level = direction < 0 ? LEVEL_UP : LEVEL_DOWN;
	for (int i = 0; i < count; i++) {
		const struct node *node = &graph->node[member[i]];
		for (int j = 0; j < node->count; j++) {
			const struct node *arg = &graph->node[node->arg[j]];
			if (arg->level != LEVEL_NONE)
				level = at_least(loop_level(arg, direction), level);
		}
	}
	for (int i = 0; i < count; i++) {
		struct node *node = &graph->node[member[i]];
		node->cyclic = true;
		node->direction = direction;
		node->level = level;
	}
}

static void finish_component(struct search *s, int root)
{
	int first = s->depth;
	do
		s->waiting[s->stack[--first]] = false;
	while (s->stack[first] != root);
	struct node *node = &s->graph->node[root];
	bool cyclic = s->depth - first > 1;
	for (int i = 0; i < node->count; i++)
		cyclic |= node->arg[i] == root;
	if (cyclic)
		set_loop(s->graph, s->stack + first, s->depth - first);
	else
		set_batch(s->graph, node);
	s->depth = first;
}

static void visit(struct search *s, int at)
{
	const struct node *node = &s->graph->node[at];
	s->index[at] = s->low[at] = ++s->visited;
	s->waiting[at] = true;
	s->stack[s->depth++] = at;
	for (int i = 0; i < node->count; i++) {
		int const arg = node->arg[i];
		if (!s->index[arg])
			visit(s, arg);
		if (s->waiting[arg] && s->low[arg] < s->low[at])
			s->low[at] = s->low[arg];
	}
	if (s->low[at] == s->index[at])
		finish_component(s, at);
}

static void find_levels(struct graph *graph)
{
	size_t const count = (size_t)graph->nodes;
	struct search s = {
		.graph = graph,
		.index = memory_get(count, sizeof(int)),
		.low = memory_get(count, sizeof(int)),
		.stack = memory_get(count, sizeof(int)),
		.waiting = memory_get(count, sizeof(bool)),
	};
	for (int i = 0; i < graph->nodes; i++)
		if (graph->node[i].needed && !s.index[i])
			visit(&s, i);
	free(s.index);
	free(s.low);
	free(s.stack);
	free(s.waiting);
}

// ---- splitting: U x[t] + W s[t-1] + b is (U x[t] + b), batched, and the product with W

static void split(struct graph *graph, int at)
{
	struct node const node = graph->node[at];
	if ((node.kind != NODE_SUM && node.kind != NODE_TIMES) || node.level % 2 != 1)
		return;
	size_t const size = (size_t)node.count;
	int *arg = memory_get(size, sizeof *arg);
	bool *minus = memory_get(size, sizeof *minus);
	int before = 0, kept = 0;
	for (int i = 0; i < node.count; i++) {
		bool const is_before = graph->node[node.arg[i]].level < node.level;
		int const to = is_before ? before++ : node.count - 1 - kept++;
		arg[to] = node.arg[i];
		minus[to] = node.minus && node.minus[i];
	}
	if (before > 1 && kept > 0) {
		int const part = graph_list(graph, node.kind, before, arg, node.minus ? minus : NULL);
		struct node *made = &graph->node[part];
		if (made->level == LEVEL_NONE)
			set_batch(graph, made);
		made->needed = true;
		made->needed_for_loss |= node.needed_for_loss;
		struct node *whole = &graph->node[at];
		whole->count = 1 + kept;
		whole->arg[0] = part;
		memcpy(whole->arg + 1, arg + before, (size_t)kept * sizeof *arg);
		if (whole->minus) {
			whole->minus[0] = false;
			memcpy(whole->minus + 1, minus + before, (size_t)kept * sizeof *minus);
		}
	}
	free(arg);
	free(minus);
}

// ---- what is 0 where there is no loss

static bool find_seeded(struct graph *graph, int at, bool *visited)
{
	struct node *node = &graph->node[at];
	if (visited[at] || node->kind == NODE_SHIFT)
		return node->seeded;
	visited[at] = true;
	bool seeded = node->kind == NODE_PRESENT;
	for (int i = 0; i < node->count; i++)
		seeded |= find_seeded(graph, node->arg[i], visited);
	return graph->node[at].seeded = seeded;
}

void schedule_nodes(struct graph *graph)
{
	need(graph, graph->loss, true);
	for (int i = 0; i < graph->totals; i++)
		need(graph, graph->total[i].node, false);
	count_uses(graph);
	for (int i = 0; i < graph->nodes; i++)
		if (graph->node[i].needed && graph->node[i].kind == NODE_SUM)
			flatten(graph, i);
	find_levels(graph);
	int const count = graph->nodes;
	for (int i = 0; i < count; i++)
		if (graph->node[i].needed)
			split(graph, i);
	count_uses(graph);
	bool *visited = memory_get((size_t)graph->nodes, sizeof *visited);
	for (int i = 0; i < graph->nodes; i++)
		find_seeded(graph, i, visited);
	free(visited);
}
