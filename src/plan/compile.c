// SPDX-License-Identifier: GPL-3.0-or-later
// Trees → graph: expressions, names, then equations in the order of the program, so that a gradient which
// is read is what it is at that point.
#include "plan/compile.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"

// While equations are read: the gradients as they are at this point of the program, by quantity.
struct reading {
	struct graph *graph;
	int *gradient;
	int *shifted; // a state at t-1
	int *carried; // a gradient as it comes from k+1
	bool backward;
};

static int node_of(struct reading *r, const struct tree *tree);

// ---- sums and elementwise products

static void collect_terms(struct reading *r, struct terms *list, const struct tree *tree, bool minus)
{
	bool const negative = tree_is_call(tree, "-");
	if (negative || tree_is_call(tree, "+")) {
		if (tree->count == 2)
			collect_terms(r, list, tree->part[0], minus);
		collect_terms(r, list, tree->part[tree->count - 1], minus ^ negative);
		return;
	}
	struct graph *graph = r->graph;
	int node = graph_strip(graph, node_of(r, tree), &minus);
	if (graph->node[node].kind == NODE_WORD && graph->C == 1)
		node = graph_dense(graph, node);
	if (!graph_is_number(graph, node, 0))
		graph_list_add(graph, list, node, minus);
}

static int sum_node(struct reading *r, const struct tree *tree)
{
	struct terms *list = memory_get(1, sizeof *list);
	collect_terms(r, list, tree, false);
	int const node = graph_sum(r->graph, list);
	free(list);
	return node;
}

// a + b, one list: what a gradient held, and what is added.
static int add_up(struct graph *graph, int a, int b)
{
	int const both[] = { a, b };
	struct terms *list = memory_get(1, sizeof *list);
	for (int i = 0; i < 2; i++) {
		struct node const n = graph->node[both[i]];
		if (n.kind != NODE_SUM)
			graph_list_add(graph, list, both[i], false);
		else
			for (int j = 0; j < n.count; j++)
				graph_list_add(graph, list, n.arg[j], n.minus[j]);
	}
	int const node = graph_sum(graph, list);
	free(list);
	return node;
}

static void collect_factors(struct reading *r, struct terms *list, const struct tree *tree, bool *minus)
{
	if (tree_is_call(tree, ".*")) {
		collect_factors(r, list, tree->part[0], minus);
		collect_factors(r, list, tree->part[1], minus);
		return;
	}
	struct graph *graph = r->graph;
	int const node = graph_dense(graph, graph_strip(graph, node_of(r, tree), minus));
	if (!graph_is_number(graph, node, 1))
		graph_list_add(graph, list, node, false);
}

static int times_node(struct reading *r, const struct tree *tree)
{
	struct terms *list = memory_get(1, sizeof *list);
	bool minus = false;
	collect_factors(r, list, tree, &minus);
	int const node = graph_times(r->graph, list, minus);
	free(list);
	return node;
}

static int product_node(struct reading *r, const struct tree *tree)
{
	struct graph *graph = r->graph;
	const struct tree *left = tree->part[0];
	bool transposed = tree_is_call(left, "'"), minus = false;
	int arg[2];
	arg[0] = graph_strip(graph, node_of(r, transposed ? left->part[0] : left), &minus);
	arg[1] = graph_strip(graph, node_of(r, tree->part[1]), &minus);
	if (r->graph->failed)
		return 0;
	arg[0] = graph_dense(graph, arg[0]);
	struct node const a = graph->node[arg[0]], b = graph->node[arg[1]];
	if (node_size(&a) == 1 || node_size(&b) == 1) {
		arg[1] = graph_dense(graph, arg[1]);
		if (transposed && node_size(&a) > 1)
			arg[0] = graph_call(graph, left->op, 1, arg);
		return graph_signed(graph, graph_list(graph, NODE_TIMES, 2, arg, NULL), minus);
	}
	if (!a.timeless || b.shape.cols != 1) {
		if (transposed)
			arg[0] = graph_call(graph, left->op, 1, arg);
		return graph_signed(graph, graph_call(graph, tree->op, 2, arg), minus);
	}
	return graph_signed(graph,
	                   graph_add(graph, (struct node){ .kind = NODE_PRODUCT, .quantity = -1,
	                                                  .transposed = transposed, .count = 2, .arg = arg,
	                                                  .shape = { transposed ? a.shape.cols : a.shape.rows, 1 },
	                                                  .timeless = b.timeless }),
	                   minus);
}

static int outer_of(struct graph *graph, int row, int col)
{
	int const arg[] = { row, col };
	struct shape const shape = { graph->node[row].shape.rows, graph->node[col].shape.rows };
	return graph_add(graph, (struct node){ .kind = NODE_OUTER, .quantity = -1, .count = 2,
	                                      .arg = (int *)arg, .shape = shape });
}

static int outer_node(struct reading *r, const struct tree *tree)
{
	struct graph *graph = r->graph;
	bool minus = false;
	int arg[2];
	for (int i = 0; i < 2; i++) {
		arg[i] = graph_strip(graph, node_of(r, tree->part[i]), &minus);
		if (graph->node[arg[i]].timeless)
			arg[i] = graph_spread(graph, arg[i], graph->node[arg[i]].shape, -1);
	}
	if (graph->node[arg[0]].kind == NODE_WORD && graph->node[arg[1]].kind == NODE_WORD)
		arg[0] = graph_dense(graph, arg[0]);
	return graph_signed(graph, outer_of(graph, arg[0], arg[1]), minus);
}

// Rows of blocks beside each other, one below the other.
static int blocks_node(struct reading *r, const struct tree *tree)
{
	int const across = tree->count / tree->rows;
	int whole = -1;
	for (int i = 0; i < tree->rows && !r->graph->failed; i++) {
		int row = graph_dense(r->graph, node_of(r, tree->part[i * across]));
		for (int j = 1; j < across && !r->graph->failed; j++) {
			int const both[] = { row, node_of(r, tree->part[i * across + j]) };
			row = r->graph->failed ? 0 : graph_call(r->graph, operator_find("beside", FIX_JOIN), 2, both);
		}
		int const both[] = { whole, row };
		whole = i == 0 || r->graph->failed
		                ? row
		                : graph_call(r->graph, operator_find("stack", FIX_JOIN), 2, both);
	}
	return whole;
}

static int cut_node(struct reading *r, const struct tree *tree)
{
	struct graph *graph = r->graph;
	int const whole = graph_dense(graph, node_of(r, tree->part[0]));
	return graph->failed ? 0
	                     : graph_block(graph, whole, shape_resolve(tree->cut.size, graph->H, graph->C),
	                                   shape_resolve(tree->cut.from, graph->H, graph->C), false);
}

static int call_node(struct reading *r, const struct tree *tree)
{
	if (tree_is_cut(tree))
		return cut_node(r, tree);
	const char *name = tree->op->name;
	int arg[2] = { 0 };
	if (!strcmp(name, "+") || !strcmp(name, "-"))
		return sum_node(r, tree);
	if (!strcmp(name, ".*"))
		return times_node(r, tree);
	if (!strcmp(name, "*"))
		return product_node(r, tree);
	if (!strcmp(name, "outer"))
		return outer_node(r, tree);
	for (int i = 0; i < tree->count; i++)
		arg[i] = node_of(r, tree->part[i]);
	if (r->graph->failed)
		return 0;
	if (!strcmp(name, "spread"))
		return graph_spread(r->graph, arg[0], r->graph->node[arg[1]].shape, -1);
	if (!strcmp(name, "'") && r->graph->node[arg[0]].kind == NODE_OUTER)
		return outer_of(r->graph, r->graph->node[arg[0]].arg[1], r->graph->node[arg[0]].arg[0]);
	if (!strcmp(name, ".^") && graph_is_number(r->graph, arg[1], 2)) {
		arg[1] = arg[0];
		return graph_list(r->graph, NODE_TIMES, 2, arg, NULL);
	}
	return graph_call(r->graph, tree->op, tree->count, arg);
}

// ---- names

static struct shape shape_of_quantity(const struct graph *graph, int quantity)
{
	return shape_resolve(graph->cell->quantity[quantity].shape, graph->H, graph->C);
}

static int name_node(struct reading *r, const struct tree *tree)
{
	struct graph *graph = r->graph;
	int const q = tree->quantity, none = 0;
	if (q < 0)
		return graph_fail(graph, _("it speaks of t, k or T"));
	struct shape const shape = shape_of_quantity(graph, q);
	enum quantity_kind const kind = graph->cell->quantity[q].kind;
	if (kind == QUANTITY_PARAMETER && !tree->gradient)
		return graph_add(graph, (struct node){ .kind = NODE_PARAMETER, .quantity = q,
		                                      .arg = (int *)&none, .shape = shape, .timeless = true });
	if (tree->time == TIME_LAST || tree->offset > 0 || tree->offset < -1 ||
	    tree->time != (r->backward ? TIME_K : TIME_T))
		return graph_fail(graph, _("it looks at another time than t and t-1"));
	if (tree->gradient) {
		int const node = tree->offset ? graph->carried[q] : r->gradient[q];
		return node >= 0 ? node : graph_fail(graph, _("it reads a gradient that is not known yet"));
	}
	if (kind == QUANTITY_INPUT) {
		int const word = graph_add(graph, (struct node){ .kind = NODE_WORD, .quantity = q,
		                                                .arg = (int *)&none, .shape = shape });
		return graph->given.vectors[graph->cell->quantity[q].input] ? graph_dense(graph, word) : word;
	}
	if (!tree->offset)
		return graph->value[q];
	if (r->shifted[q] < 0)
		r->shifted[q] = graph_shift(graph, -1, shape);
	return r->shifted[q];
}

static int node_of(struct reading *r, const struct tree *tree)
{
	if (r->graph->failed)
		return 0;
	switch (tree->kind) {
	case TREE_NUMBER:
		return graph_number(r->graph, tree->number);
	case TREE_NAME:
		return name_node(r, tree);
	case TREE_CALL:
		return call_node(r, tree);
	case TREE_MATRIX:
		return blocks_node(r, tree);
	case TREE_DERIVATIVE:
		break;
	}
	return graph_fail(r->graph, _("it holds a derivative"));
}

// ---- equations

static void read_forward(struct reading *r, const struct equation *equation)
{
	struct graph *graph = r->graph;
	int const q = equation->quantity;
	struct shape const shape = shape_of_quantity(graph, q);
	int const node = node_of(r, equation->right);
	if (r->graph->failed)
		return;
	graph->value[q] = graph->cell->quantity[q].is_state ? graph_own(graph, node, shape, q) :
	                                                      graph_fit(graph, node, shape);
}

// Sums of outer products and of what has no time are added up term by term; others have their numbers
// at every time anyway.
static bool splits(const struct graph *graph, const struct node *sum)
{
	bool found = sum->kind == NODE_SUM && sum->count == 1;
	for (int i = 0; sum->kind == NODE_SUM && i < sum->count; i++)
		found |= graph->node[sum->arg[i]].kind == NODE_OUTER || graph->node[sum->arg[i]].timeless;
	return found;
}

static void add_total(struct reading *r, int quantity, int node, bool minus)
{
	struct graph *graph = r->graph;
	struct node const n = graph->node[node];
	if (splits(graph, &n)) {
		for (int i = 0; i < n.count; i++)
			add_total(r, quantity, n.arg[i], minus ^ n.minus[i]);
		return;
	}
	if (n.kind != NODE_OUTER)
		node = graph_fit(graph, graph_dense(graph, node), shape_of_quantity(graph, quantity));
	graph->total = memory_resize(graph->total, (size_t)graph->totals + 1, sizeof *graph->total);
	graph->total[graph->totals++] = (struct total){ quantity, node, minus };
}

// Where every loss enters at its own step, "at k=t" is everywhere.
static bool runs_everywhere(const struct equation *equation)
{
	return equation->when.kind == WHEN_ALWAYS ||
	       (equation->when.kind == WHEN_FROM_T && equation->when.n == 0 && !equation->amended);
}

static void read_backward(struct reading *r, const struct equation *equation)
{
	if (!runs_everywhere(equation)) {
		graph_fail(r->graph, _("an equation does not run in every iteration"));
		return;
	}
	struct graph *graph = r->graph;
	int const q = equation->quantity;
	struct shape const shape = shape_of_quantity(graph, q);
	int right = node_of(r, equation->right);
	if (r->graph->failed)
		return;
	bool const zero = graph_is_number(graph, right, 0);
	// What a loss says is nothing where there is none.  What it says by way of another gradient is so already.
	if (graph->given.gaps && (equation->part == PART_HEAD || equation->when.kind == WHEN_FROM_T) && !zero && graph->node[right].kind != NODE_OUTER)
		right = graph_present(graph, right);
	// Of a block: what is 0 elsewhere is added.
	if (equation->is_cut && !zero) {
		right = graph_fit(graph, graph_dense(graph, right), shape_resolve(equation->cut.size, graph->H, graph->C));
		right = graph_block(graph, right, shape, shape_resolve(equation->cut.from, graph->H, graph->C), true);
	}
	if (equation->time == TIME_NONE) {
		if (!equation->adds)
			graph_fail(graph, _("a parameter's gradient is not a sum"));
		else if (!zero)
			add_total(r, q, right, false);
		return;
	}
	bool const ahead = equation->offset == -1;
	if (equation->time != TIME_K || (!ahead && equation->offset)) {
		graph_fail(graph, _("an equation is for another time than k and k-1"));
		return;
	}
	int *held = ahead ? &graph->carried[q] : &r->gradient[q];
	if ((equation->adds || equation->is_cut) && *held >= 0)
		*held = zero ? *held : add_up(graph, *held, right);
	else
		*held = zero ? right : graph_fit(graph, right, shape);
	if (!zero || *held != right)
		*held = graph_fit(graph, *held, shape);
}

static bool is_carried(const struct cell *cell, int quantity)
{
	for (int i = 0; i < cell->single.count; i++) {
		const struct equation *equation = &cell->single.equation[i];
		if (equation->part == PART_TAIL && equation->quantity == quantity &&
		    !tree_is_number(equation->right, 0))
			return true;
	}
	return false;
}

static bool is_product_of_moment(const struct graph *graph, int node)
{
	return graph->node[node].kind == NODE_PRODUCT && !graph->node[node].timeless;
}

// The product with what its vector is one step later.
static int shifted_product(struct graph *graph, int node)
{
	int const vector = graph->node[node].arg[1];
	struct shape const shape = graph->node[vector].shape;
	int const shift = graph_shift(graph, 1, shape), target = graph_own(graph, vector, shape, -1);
	graph->node[shift].arg[0] = target;
	struct node product = graph->node[node];
	int const arg[] = { product.arg[0], shift };
	product.arg = (int *)arg;
	return graph_add(graph, product);
}

// What comes from k+1.  W'*dz[k], looked at from the step before, is W'*dz[k+1]: so the product is a term
// of the sum that reads it.
static void link_carried(struct graph *graph, int shift, int node)
{
	struct node const from = graph->node[node];
	struct terms *list = memory_get(1, sizeof *list);
	bool products = from.kind == NODE_SUM || is_product_of_moment(graph, node);
	for (int i = 0; from.kind == NODE_SUM && i < from.count; i++)
		products &= is_product_of_moment(graph, from.arg[i]);
	if (!products) {
		int const target = graph_own(graph, node, graph->node[shift].shape, -1);
		graph->node[shift].arg[0] = target;
	} else {
		int const alone[] = { node };
		const int *term = from.kind == NODE_SUM ? from.arg : alone;
		list->count = from.kind == NODE_SUM ? from.count : 1;
		for (int i = 0; i < list->count; i++) {
			list->arg[i] = shifted_product(graph, term[i]);
			list->minus[i] = from.kind == NODE_SUM && from.minus[i];
		}
		int const sum = graph_sum(graph, list);
		graph->node[shift] = graph->node[sum];
	}
	free(list);
}

static void link_times(struct reading *r)
{
	struct graph *graph = r->graph;
	for (int q = 0; q < graph->cell->quantities; q++) {
		if (r->shifted[q] >= 0)
			graph->node[r->shifted[q]].arg[0] = graph->value[q];
		if (r->carried[q] >= 0)
			link_carried(graph, r->carried[q], graph->carried[q]);
	}
}

static int *no_nodes(const struct graph *graph)
{
	size_t const count = (size_t)graph->cell->quantities;
	int *nodes = arena_get(graph->arena, count * sizeof *nodes);
	for (size_t i = 0; i < count; i++)
		nodes[i] = -1;
	return nodes;
}

bool compile_cell(struct graph *graph)
{
	const struct cell *cell = graph->cell;
	struct reading r = { .graph = graph, .gradient = no_nodes(graph), .shifted = no_nodes(graph),
		             .carried = no_nodes(graph) };
	graph->value = no_nodes(graph);
	graph->carried = no_nodes(graph);
	for (int i = 0; i < cell->forward.count && !graph->failed; i++)
		read_forward(&r, &cell->forward.equation[i]);
	if (graph->failed)
		return false;
	if (!cell->combines) {
		graph_fail(graph, _("its losses have to be carried back one by one"));
		return false;
	}
	graph->loss = graph->value[cell->loss];
	if (graph->given.gaps)
		graph->loss = graph_present(graph, graph->loss);
	graph->loss = graph_own(graph, graph->loss, shape_of(1, 1), -1);
	r.backward = true;
	for (int q = 0; q < cell->quantities; q++)
		if (is_carried(cell, q))
			r.gradient[q] = r.carried[q] = graph_shift(graph, 1, shape_of_quantity(graph, q));
	for (int i = 0; i < cell->single.count && !graph->failed; i++)
		read_backward(&r, &cell->single.equation[i]);
	if (!graph->failed)
		link_times(&r);
	return !graph->failed;
}
