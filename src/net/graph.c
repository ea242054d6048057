// SPDX-License-Identifier: GPL-3.0-or-later
// Trees → graph.  Equal values are one node; a sign is kept where it can be: on the terms of a sum.
#include "net/graph.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"

enum { LIST_MOST = 4096 }; // terms of one sum, factors of one product

// While equations are read: the gradients as they are at this point of the program, by quantity.
struct reading {
	struct graph *graph;
	int *gradient;
	int *shifted; // a state at t-1
	int *carried; // a gradient as it comes from k+1
	bool backward;
	bool failed;
};

static int node_of(struct reading *r, const struct tree *tree);

static int fail(struct reading *r, const char *why)
{
	if (!r->failed)
		error_set(r->graph->error, (struct span){ 0 }, _("the walk can run it"),
		          _("this cell cannot be compiled: %s"), why);
	r->failed = true;
	return 0;
}

static bool same(const struct node *a, const struct node *b)
{
	size_t const count = (size_t)a->count;
	return a->kind == b->kind && a->op == b->op && !memcmp(&a->number, &b->number, sizeof a->number) &&
	       a->quantity == b->quantity && a->shift == b->shift && a->transposed == b->transposed &&
	       a->count == b->count && shape_equal(a->shape, b->shape) &&
	       (!count || !memcmp(a->arg, b->arg, count * sizeof *a->arg)) &&
	       (!a->minus || !memcmp(a->minus, b->minus, count * sizeof *a->minus));
}

static int add_node(struct graph *graph, struct node node)
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

static int number_node(struct graph *graph, double number)
{
	int none = 0;
	return add_node(graph, (struct node){ .kind = NODE_NUMBER, .number = number, .quantity = -1,
	                                      .arg = &none, .shape = { 1, 1 }, .timeless = true });
}

static bool is_number(const struct graph *graph, int node, double number)
{
	const struct node *n = &graph->node[node];
	return n->kind == NODE_NUMBER && n->number <= number && n->number >= number;
}

// A node's sign, and the node without it.
static int strip(const struct graph *graph, int node, bool *minus)
{
	const struct node *n = &graph->node[node];
	if (n->kind != NODE_SUM || n->count != 1)
		return node;
	*minus ^= n->minus[0];
	return n->arg[0];
}

static int signed_node(struct graph *graph, int node, bool minus)
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
	return add_node(graph, (struct node){ .kind = kind, .quantity = -1, .count = count,
	                                      .arg = (int *)arg, .minus = (bool *)minus, .shape = shape,
	                                      .timeless = all_timeless(graph, count, arg) });
}

static int spread(struct graph *graph, int node, struct shape shape, int owner);
static int dense(struct reading *r, int node);

// ---- sums and elementwise products

struct list {
	int arg[LIST_MOST];
	bool minus[LIST_MOST];
	int count;
};

static void list_add(struct reading *r, struct list *list, int node, bool minus)
{
	if (list->count == LIST_MOST) {
		fail(r, _("a sum is too long"));
		return;
	}
	list->arg[list->count] = node;
	list->minus[list->count++] = minus;
}

static void collect_terms(struct reading *r, struct list *list, const struct tree *tree, bool minus)
{
	bool const negative = tree_is_call(tree, "-");
	if (negative || tree_is_call(tree, "+")) {
		if (tree->count == 2)
			collect_terms(r, list, tree->part[0], minus);
		collect_terms(r, list, tree->part[tree->count - 1], minus ^ negative);
		return;
	}
	int node = strip(r->graph, node_of(r, tree), &minus);
	if (r->graph->node[node].kind == NODE_WORD && r->graph->C == 1)
		node = dense(r, node);
	if (!is_number(r->graph, node, 0))
		list_add(r, list, node, minus);
}

static int sum_of(struct graph *graph, const struct list *list)
{
	return list->count ? graph_list(graph, NODE_SUM, list->count, list->arg, list->minus) :
	                     number_node(graph, 0);
}

static int sum_node(struct reading *r, const struct tree *tree)
{
	struct list *list = memory_get(1, sizeof *list);
	collect_terms(r, list, tree, false);
	int const node = sum_of(r->graph, list);
	free(list);
	return node;
}

// a + b, one list: what a gradient held, and what is added.
static int add_up(struct reading *r, int a, int b)
{
	int const both[] = { a, b };
	struct list *list = memory_get(1, sizeof *list);
	for (int i = 0; i < 2; i++) {
		struct node const n = r->graph->node[both[i]];
		if (n.kind != NODE_SUM)
			list_add(r, list, both[i], false);
		else
			for (int j = 0; j < n.count; j++)
				list_add(r, list, n.arg[j], n.minus[j]);
	}
	int const node = sum_of(r->graph, list);
	free(list);
	return node;
}

static void collect_factors(struct reading *r, struct list *list, const struct tree *tree, bool *minus)
{
	if (tree_is_call(tree, ".*")) {
		collect_factors(r, list, tree->part[0], minus);
		collect_factors(r, list, tree->part[1], minus);
		return;
	}
	int const node = dense(r, strip(r->graph, node_of(r, tree), minus));
	if (!is_number(r->graph, node, 1))
		list_add(r, list, node, false);
}

static int times_of(struct graph *graph, const struct list *list, bool minus)
{
	int const node = list->count ? graph_list(graph, NODE_TIMES, list->count, list->arg, NULL) :
	                               number_node(graph, 1);
	return signed_node(graph, node, minus);
}

static int times_node(struct reading *r, const struct tree *tree)
{
	struct list *list = memory_get(1, sizeof *list);
	bool minus = false;
	collect_factors(r, list, tree, &minus);
	int const node = times_of(r->graph, list, minus);
	free(list);
	return node;
}

// ---- other calls

// The value with this shape and at every time; `owner`: a state's own copy.
static int spread(struct graph *graph, int node, struct shape shape, int owner)
{
	return add_node(graph, (struct node){ .kind = NODE_SPREAD, .quantity = owner, .count = 1,
	                                      .arg = &node, .shape = shape });
}

static int call(struct reading *r, const struct operation *op, int count, const int *arg);

// A word as a vector and an outer product as a matrix, where they are more than a column to gather
// or a sum to add to.
static int dense(struct reading *r, int node)
{
	struct graph *graph = r->graph;
	struct node const n = graph->node[node];
	if (n.kind == NODE_WORD)
		return spread(graph, node, n.shape, -1);
	if (n.kind == NODE_OUTER) {
		int const arg[] = { dense(r, n.arg[0]), dense(r, n.arg[1]) };
		return call(r, operator_find_function("outer"), 2, arg);
	}
	bool holds_outer = false;
	for (int i = 0; n.kind == NODE_SUM && i < n.count; i++)
		holds_outer |= graph->node[n.arg[i]].kind == NODE_OUTER;
	if (!holds_outer)
		return node;
	struct list *list = memory_get(1, sizeof *list);
	for (int i = 0; i < n.count; i++)
		list_add(r, list, dense(r, n.arg[i]), n.minus[i]);
	int const sum = sum_of(graph, list);
	free(list);
	return sum;
}

static int call(struct reading *r, const struct operation *op, int count, const int *arg)
{
	struct graph *graph = r->graph;
	struct shape in[2], shape;
	struct error ignored;
	int part[2] = { 0 };
	for (int i = 0; i < count; i++) {
		in[i] = graph->node[arg[i]].shape;
		// dot picks an element by the number of one word.
		bool const picks = graph->node[arg[i]].kind == NODE_WORD && !strcmp(op->name, "dot") &&
		                   (i == 0 || graph->node[part[0]].kind != NODE_WORD);
		part[i] = picks ? arg[i] : dense(r, arg[i]);
	}
	if (!op->shape || !op->shape(op, in, count, &shape, &ignored))
		return fail(r, op->name);
	return add_node(graph, (struct node){ .kind = NODE_CALL, .op = op, .quantity = -1, .count = count,
	                                      .arg = part, .shape = shape,
	                                      .timeless = all_timeless(graph, count, part) });
}

static int product_node(struct reading *r, const struct tree *tree)
{
	struct graph *graph = r->graph;
	const struct tree *left = tree->part[0];
	bool transposed = tree_is_call(left, "'"), minus = false;
	int arg[2];
	arg[0] = strip(graph, node_of(r, transposed ? left->part[0] : left), &minus);
	arg[1] = strip(graph, node_of(r, tree->part[1]), &minus);
	if (r->failed)
		return 0;
	arg[0] = dense(r, arg[0]);
	struct node const a = graph->node[arg[0]], b = graph->node[arg[1]];
	if (node_size(&a) == 1 || node_size(&b) == 1) {
		arg[1] = dense(r, arg[1]);
		if (transposed && node_size(&a) > 1)
			arg[0] = call(r, left->op, 1, arg);
		return signed_node(graph, graph_list(graph, NODE_TIMES, 2, arg, NULL), minus);
	}
	if (!a.timeless || b.shape.cols != 1) {
		if (transposed)
			arg[0] = call(r, left->op, 1, arg);
		return signed_node(graph, call(r, tree->op, 2, arg), minus);
	}
	return signed_node(graph,
	                   add_node(graph, (struct node){ .kind = NODE_PRODUCT, .quantity = -1,
	                                                  .transposed = transposed, .count = 2, .arg = arg,
	                                                  .shape = { transposed ? a.shape.cols : a.shape.rows, 1 },
	                                                  .timeless = b.timeless }),
	                   minus);
}

static int outer_node(struct reading *r, const struct tree *tree)
{
	struct graph *graph = r->graph;
	bool minus = false;
	int arg[2];
	for (int i = 0; i < 2; i++) {
		arg[i] = strip(graph, node_of(r, tree->part[i]), &minus);
		if (graph->node[arg[i]].timeless)
			arg[i] = spread(graph, arg[i], graph->node[arg[i]].shape, -1);
	}
	if (graph->node[arg[0]].kind == NODE_WORD && graph->node[arg[1]].kind == NODE_WORD)
		arg[0] = dense(r, arg[0]);
	struct shape const shape = { graph->node[arg[0]].shape.rows, graph->node[arg[1]].shape.rows };
	return signed_node(graph,
	                   add_node(graph, (struct node){ .kind = NODE_OUTER, .quantity = -1, .count = 2,
	                                                  .arg = arg, .shape = shape }),
	                   minus);
}

static int call_node(struct reading *r, const struct tree *tree)
{
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
	if (r->failed)
		return 0;
	if (!strcmp(name, ".^") && is_number(r->graph, arg[1], 2)) {
		arg[1] = arg[0];
		return graph_list(r->graph, NODE_TIMES, 2, arg, NULL);
	}
	return call(r, tree->op, tree->count, arg);
}

// ---- names

static int shift_node(struct graph *graph, int shift, struct shape shape)
{
	int later = -1;
	return add_node(graph, (struct node){ .kind = NODE_SHIFT, .quantity = -1, .shift = shift, .count = 1,
	                                      .arg = &later, .shape = shape });
}

static struct shape shape_of_quantity(const struct graph *graph, int quantity)
{
	return shape_resolve(graph->cell->quantity[quantity].shape, graph->H, graph->C);
}

static int name_node(struct reading *r, const struct tree *tree)
{
	struct graph *graph = r->graph;
	int const q = tree->quantity, none = 0;
	if (q < 0)
		return fail(r, _("it speaks of t, k or T"));
	struct shape const shape = shape_of_quantity(graph, q);
	enum quantity_kind const kind = graph->cell->quantity[q].kind;
	if (kind == QUANTITY_PARAMETER && !tree->gradient)
		return add_node(graph, (struct node){ .kind = NODE_PARAMETER, .quantity = q,
		                                      .arg = (int *)&none, .shape = shape, .timeless = true });
	if (tree->time == TIME_LAST || tree->offset > 0 || tree->offset < -1 ||
	    tree->time != (r->backward ? TIME_K : TIME_T))
		return fail(r, _("it looks at another time than t and t-1"));
	if (tree->gradient) {
		int const node = tree->offset ? graph->carried[q] : r->gradient[q];
		return node >= 0 ? node : fail(r, _("it reads a gradient that is not known yet"));
	}
	if (kind == QUANTITY_INPUT)
		return add_node(graph, (struct node){ .kind = NODE_WORD, .quantity = q, .arg = (int *)&none,
		                                      .shape = shape });
	if (!tree->offset)
		return graph->value[q];
	if (r->shifted[q] < 0)
		r->shifted[q] = shift_node(graph, -1, shape);
	return r->shifted[q];
}

static int node_of(struct reading *r, const struct tree *tree)
{
	if (r->failed)
		return 0;
	switch (tree->kind) {
	case TREE_NUMBER:
		return number_node(r->graph, tree->number);
	case TREE_NAME:
		return name_node(r, tree);
	case TREE_CALL:
		return call_node(r, tree);
	case TREE_MATRIX:
	case TREE_DERIVATIVE:
		break;
	}
	return fail(r, _("it holds a matrix of numbers"));
}

// ---- equations

// What another time looks at needs numbers of its own at every time.
static int own(struct graph *graph, int node, struct shape shape, int owner)
{
	struct node *n = &graph->node[node];
	bool const has = n->kind >= NODE_SUM && !n->timeless;
	if (!has || (owner >= 0 && n->quantity >= 0) || node_size(n) != (size_t)shape.rows * (size_t)shape.cols)
		node = spread(graph, node, shape, owner);
	if (owner >= 0)
		graph->node[node].quantity = owner;
	return node;
}

static int fit(struct graph *graph, int node, struct shape shape)
{
	bool const fits = node_size(&graph->node[node]) == (size_t)shape.rows * (size_t)shape.cols;
	return fits ? node : spread(graph, node, shape, -1);
}

static void read_forward(struct reading *r, const struct equation *equation)
{
	struct graph *graph = r->graph;
	int const q = equation->quantity;
	struct shape const shape = shape_of_quantity(graph, q);
	int const node = node_of(r, equation->right);
	if (r->failed)
		return;
	graph->value[q] = graph->cell->quantity[q].is_state ? own(graph, node, shape, q) :
	                                                      fit(graph, node, shape);
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
		node = fit(graph, dense(r, node), shape_of_quantity(graph, quantity));
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
		fail(r, _("an equation does not run in every iteration"));
		return;
	}
	struct graph *graph = r->graph;
	int const q = equation->quantity;
	struct shape const shape = shape_of_quantity(graph, q);
	int const right = node_of(r, equation->right);
	if (r->failed)
		return;
	bool const zero = is_number(graph, right, 0);
	if (equation->time == TIME_NONE) {
		if (!equation->adds)
			fail(r, _("a parameter's gradient is no sum"));
		else if (!zero)
			add_total(r, q, right, false);
		return;
	}
	bool const ahead = equation->offset == -1;
	if (equation->time != TIME_K || (!ahead && equation->offset)) {
		fail(r, _("an equation is for another time than k and k-1"));
		return;
	}
	int *held = ahead ? &graph->carried[q] : &r->gradient[q];
	if (equation->adds && *held >= 0)
		*held = zero ? *held : add_up(r, *held, right);
	else
		*held = zero ? right : fit(graph, right, shape);
	if (!zero || *held != right)
		*held = fit(graph, *held, shape);
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
	int const shift = shift_node(graph, 1, shape), target = own(graph, vector, shape, -1);
	graph->node[shift].arg[0] = target;
	struct node product = graph->node[node];
	int const arg[] = { product.arg[0], shift };
	product.arg = (int *)arg;
	return add_node(graph, product);
}

// What comes from k+1.  W'*dz[k], looked at from the step before, is W'*dz[k+1]: so the product is a term
// of the sum that reads it.
static void link_carried(struct graph *graph, int shift, int node)
{
	struct node const from = graph->node[node];
	struct list *list = memory_get(1, sizeof *list);
	bool products = from.kind == NODE_SUM || is_product_of_moment(graph, node);
	for (int i = 0; from.kind == NODE_SUM && i < from.count; i++)
		products &= is_product_of_moment(graph, from.arg[i]);
	if (!products) {
		int const target = own(graph, node, graph->node[shift].shape, -1);
		graph->node[shift].arg[0] = target;
	} else {
		int const alone[] = { node };
		const int *term = from.kind == NODE_SUM ? from.arg : alone;
		list->count = from.kind == NODE_SUM ? from.count : 1;
		for (int i = 0; i < list->count; i++) {
			list->arg[i] = shifted_product(graph, term[i]);
			list->minus[i] = from.kind == NODE_SUM && from.minus[i];
		}
		int const sum = sum_of(graph, list);
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

bool graph_build(struct graph *graph)
{
	const struct cell *cell = graph->cell;
	struct reading r = { .graph = graph, .gradient = no_nodes(graph), .shifted = no_nodes(graph),
		             .carried = no_nodes(graph) };
	graph->value = no_nodes(graph);
	graph->carried = no_nodes(graph);
	for (int i = 0; i < cell->forward.count && !r.failed; i++)
		read_forward(&r, &cell->forward.equation[i]);
	if (r.failed)
		return false;
	if (!cell->combines) {
		fail(&r, _("its losses have to be carried back one by one"));
		return false;
	}
	graph->loss = own(graph, graph->value[cell->loss], shape_of(1, 1), -1);
	r.backward = true;
	for (int q = 0; q < cell->quantities; q++)
		if (is_carried(cell, q))
			r.gradient[q] = r.carried[q] = shift_node(graph, 1, shape_of_quantity(graph, q));
	for (int i = 0; i < cell->single.count && !r.failed; i++)
		read_backward(&r, &cell->single.equation[i]);
	if (!r.failed)
		link_times(&r);
	return !r.failed;
}
