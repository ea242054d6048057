// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/lower.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const struct node *node_at(const struct emission *e, int node)
{
	return &e->graph->node[node];
}

// An instruction for the node at hand, writing its numbers.
struct instruction *lower_add(struct emission *e, const struct code *code)
{
	struct program_code *to = e->code;
	if (to->count == to->room) {
		to->room = to->room ? 2 * to->room : 64;
		to->instruction = memory_resize(to->instruction, (size_t)to->room, sizeof *to->instruction);
	}
	struct instruction *made = &to->instruction[to->count];
	const struct node *node = node_at(e, e->node);
	*made = (struct instruction){ .code = code, .cols = node_size(node), .scale = 1,
		                      .for_loss = node->needed_for_loss, .seeded = node->seeded, .depth = e->depth[e->node],
		                      .order = to->count++ };
	made->out = storage_operand(e->storage, e->node);
	return made;
}

// An operand of a result with n numbers.
static struct operand operand(const struct emission *e, int node, size_t n)
{
	struct operand operand = storage_operand(e->storage, node);
	operand.scalar = n > 1 && node_size(node_at(e, node)) == 1;
	return operand;
}

static void add_each(struct emission *e, enum each each, struct operand a, struct operand b,
                     struct operand c)
{
	struct instruction *made = lower_add(e, &code_each);
	made->count = (int)each; // resolved to the processor's kernel when the plan is complete
	made->in[0] = a;
	made->in[1] = b;
	made->in[2] = c;
}

static const struct operand none;

// ---- sums: g is what has been gathered so far: nothing, another's numbers, or the sum's own

static struct operand out_of(const struct emission *e)
{
	return storage_operand(e->storage, e->node);
}

// Makes sure of a full row: a scalar is repeated.
static void fill(struct emission *e, struct operand *g)
{
	if (g->at && g->scalar) {
		add_each(e, EACH_FILL, *g, none, none);
		*g = out_of(e);
	}
}

static void add_term(struct emission *e, struct operand *g, int term, bool minus)
{
	struct operand const b = operand(e, term, node_size(node_at(e, e->node)));
	if (!g->at) {
		*g = b;
		if (minus) {
			fill(e, g);
			add_each(e, EACH_NEGATE, *g, none, none);
			*g = out_of(e);
		}
		return;
	}
	if (g->scalar && b.scalar)
		fill(e, g);
	if (g->scalar && minus)
		add_each(e, EACH_SUBTRACT_SV, *g, b, none);
	else if (g->scalar)
		add_each(e, EACH_ADD_VS, b, *g, none);
	else if (b.scalar)
		add_each(e, minus ? EACH_SUBTRACT_VS : EACH_ADD_VS, *g, b, none);
	else
		add_each(e, minus ? EACH_SUBTRACT : EACH_ADD, *g, b, none);
	*g = out_of(e);
}

static void add_times(struct emission *e, struct operand *g, const struct node *times, bool minus)
{
	size_t const n = node_size(times);
	struct operand const b = operand(e, times->arg[0], n), c = operand(e, times->arg[1], n);
	if (!g->at) {
		add_each(e, EACH_MULTIPLY, b, c, none);
		if (minus)
			add_each(e, EACH_NEGATE, out_of(e), none, none);
	} else if (g->scalar && minus) {
		add_each(e, EACH_LESS_TIMES_SV, *g, b, c);
	} else {
		fill(e, g);
		add_each(e, minus ? EACH_LESS_TIMES : EACH_ADD_TIMES, *g, b, c);
	}
	*g = out_of(e);
}

// out = base ± M v, M the parameter or a constant of the cell.
static void add_product(struct emission *e, struct operand base, const struct node *product, bool minus)
{
	const struct node *left = node_at(e, product->arg[0]), *right = node_at(e, product->arg[1]);
	bool transposed = product->transposed;
	struct matrix matrix = { storage_operand(e->storage, product->arg[0]).at, (size_t)left->shape.cols };
	if (left->kind == NODE_PARAMETER) {
		matrix = storage_matrix(e->storage, left->quantity);
		transposed ^= e->storage->stored[left->quantity].transposed;
	}
	bool const by_word = right->kind == NODE_WORD;
	struct instruction *made =
		lower_add(e, by_word ? transposed ? &code_gather : &code_gather_column :
		                 transposed ? &code_product_transposed : &code_product);
	made->matrix = matrix;
	made->in[0] = base;
	made->scale = minus ? -1 : 1;
	if (by_word) {
		made->word = storage_word(e->graph, product->arg[1]);
		made->cols = node_size(product);
		return;
	}
	made->in[1] = storage_operand(e->storage, product->arg[1]);
	made->rows = transposed ? node_size(right) : node_size(product);
	made->cols = transposed ? node_size(product) : node_size(right);
}

static void emit_sum(struct emission *e, const struct node *node)
{
	struct operand g = none;
	int const lead = storage_lead(e->storage, e->node);
	if (lead >= 0)
		add_term(e, &g, node->arg[lead], node->minus[lead]);
	for (int i = 0; i < node->count; i++)
		if (i != lead && node_at(e, node->arg[i])->kind != NODE_WORD &&
		    !storage_is_absorbed(e->storage, node->arg[i]))
			add_term(e, &g, node->arg[i], node->minus[i]);
	for (int i = 0; i < node->count; i++)
		if (node_at(e, node->arg[i])->kind == NODE_TIMES && storage_is_absorbed(e->storage, node->arg[i]))
			add_times(e, &g, node_at(e, node->arg[i]), node->minus[i]);
	for (int i = 0; i < node->count; i++)
		if (node_at(e, node->arg[i])->kind == NODE_PRODUCT &&
		    storage_is_absorbed(e->storage, node->arg[i])) {
			fill(e, &g);
			add_product(e, g, node_at(e, node->arg[i]), node->minus[i]);
			g = out_of(e);
		}
	for (int i = 0; i < node->count; i++)
		if (node_at(e, node->arg[i])->kind == NODE_WORD) {
			fill(e, &g);
			struct operand const out = out_of(e);
			if (!g.at) {
				static double zero;
				add_each(e, EACH_FILL, (struct operand){ .at = &zero }, none, none);
			} else if (g.at != out.at || g.step != out.step) {
				add_each(e, EACH_COPY, g, none, none);
			}
			g = out;
			struct instruction *made = lower_add(e, &code_hot);
			made->word = storage_word(e->graph, node->arg[i]);
			made->scale = node->minus[i] ? -1 : 1;
		}
}

static void emit_times(struct emission *e, const struct node *node)
{
	size_t const n = node_size(node);
	int const lead = storage_lead(e->storage, e->node);
	struct operand a = operand(e, node->arg[lead], n);
	for (int i = 0; i < node->count; i++) {
		if (i == lead)
			continue;
		struct operand const b = operand(e, node->arg[i], n);
		add_each(e, b.scalar ? EACH_MULTIPLY_VS : EACH_MULTIPLY, a, b, none);
		a = out_of(e);
	}
}

// ---- calls

// Functions that have a kernel.  Any other operator is computed row by row by the table's own function.
static const struct {
	const char *op;
	enum each each;
} functions[] = {
	{ "tanh", EACH_TANH }, { "sigmoid", EACH_SIGMOID }, { "relu", EACH_RELU }, { "exp", EACH_EXP },
	{ "sqrt", EACH_SQRT }, { "abs", EACH_ABS },         { "step", EACH_STEP }, { "sign", EACH_SIGN },
};

static bool emit_function(struct emission *e, const struct node *node)
{
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
		if (!strcmp(node->op->name, functions[i].op)) {
			add_each(e, functions[i].each, storage_operand(e->storage, node->arg[0]), none, none);
			return true;
		}
	return false;
}

static void emit_quotient(struct emission *e, const struct node *node)
{
	size_t const n = node_size(node);
	struct operand const a = operand(e, node->arg[0], n), b = operand(e, node->arg[1], n);
	add_each(e, a.scalar ? EACH_DIVIDE_SV : b.scalar ? EACH_DIVIDE_VS : EACH_DIVIDE, a, b, none);
}

// softmax(a) and logsumexp(a) come from the same exponentials.
static void emit_exponentials(struct emission *e, const struct node *node)
{
	int other = -1;
	for (int i = 0; i < e->graph->nodes; i++) {
		const struct node *n = node_at(e, i);
		if (n->needed && n != node && n->level == node->level && n->kind == NODE_CALL &&
		    n->arg[0] == node->arg[0] &&
		    (node_is_call(n, "softmax") || node_is_call(n, "logsumexp")))
			other = i;
	}
	bool const is_softmax = node_is_call(node, "softmax");
	struct instruction *made = lower_add(e, is_softmax || other >= 0 ? &code_softmax : &code_logsumexp);
	made->in[0] = storage_operand(e->storage, node->arg[0]);
	made->cols = node_size(node_at(e, node->arg[0]));
	if (other < 0)
		return;
	e->done[other] = true;
	e->depth[other] = e->depth[e->node];
	made->for_loss |= node_at(e, other)->needed_for_loss;
	made->in[1] = is_softmax ? storage_operand(e->storage, other) : made->out;
	if (!is_softmax)
		made->out = storage_operand(e->storage, other);
}

static void emit_call_of_row(struct emission *e, const struct node *node)
{
	struct instruction *made = lower_add(e, &code_call);
	made->op = node->op;
	made->count = node->count;
	made->shape[2] = node->shape;
	for (int i = 0; i < node->count; i++) {
		made->in[i] = storage_operand(e->storage, node->arg[i]);
		made->shape[i] = node_at(e, node->arg[i])->shape;
	}
}

static void emit_dot(struct emission *e, const struct node *node)
{
	int const word = node_at(e, node->arg[0])->kind == NODE_WORD ? 0 :
	                 node_at(e, node->arg[1])->kind == NODE_WORD ? 1 :
	                                                               -1;
	struct instruction *made = lower_add(e, word < 0 ? &code_dot : &code_pick);
	made->in[0] = storage_operand(e->storage, node->arg[word == 0]);
	made->cols = node_size(node_at(e, node->arg[0]));
	if (word < 0)
		made->in[1] = storage_operand(e->storage, node->arg[1]);
	else
		made->word = storage_word(e->graph, node->arg[word]);
}

// Rows of numbers: `rows` of them, each `cols` long, from one matrix into the one at hand.
static void copy_rows(struct emission *e, struct operand from, size_t from_apart, size_t to, size_t to_apart,
                      size_t rows, size_t cols)
{
	bool const is_solid = from_apart == cols && to_apart == cols;
	for (size_t i = 0; i < (is_solid ? 1 : rows); i++) {
		struct operand part = from;
		part.at += i * from_apart;
		part.scalar = false;
		add_each(e, EACH_COPY, part, none, none);
		struct instruction *made = &e->code->instruction[e->code->count - 1];
		made->out.at += to + i * to_apart;
		made->cols = is_solid ? rows * cols : cols;
	}
}

static void emit_block(struct emission *e, const struct node *node)
{
	static double zero;
	const struct node *arg = node_at(e, node->arg[0]);
	struct operand from = storage_operand(e->storage, node->arg[0]);
	size_t const begin = (size_t)node->from.rows * (size_t)(node->pads ? node->shape.cols : arg->shape.cols) +
	                     (size_t)node->from.cols;
	const struct node *part = node->pads ? arg : node;
	if (node->pads)
		add_each(e, EACH_FILL, (struct operand){ .at = &zero, .scalar = true }, none, none);
	else
		from.at += begin;
	copy_rows(e, from, (size_t)arg->shape.cols, node->pads ? begin : 0, (size_t)node->shape.cols,
	          (size_t)part->shape.rows, (size_t)part->shape.cols);
}

static void emit_join(struct emission *e, const struct node *node)
{
	bool const is_stack = node_is_call(node, "stack");
	size_t to = 0;
	for (int i = 0; i < node->count; i++) {
		const struct node *arg = node_at(e, node->arg[i]);
		copy_rows(e, storage_operand(e->storage, node->arg[i]), (size_t)arg->shape.cols, to,
		          (size_t)node->shape.cols, (size_t)arg->shape.rows, (size_t)arg->shape.cols);
		to += is_stack ? node_size(arg) : (size_t)arg->shape.cols;
	}
}

static void emit_call(struct emission *e, const struct node *node)
{
	if (node->count == 1 && emit_function(e, node))
		return;
	if (node->op->fixity == FIX_JOIN)
		emit_join(e, node);
	else if (node_is_call(node, "/") || node_is_call(node, "./"))
		emit_quotient(e, node);
	else if (node_is_call(node, "softmax") || node_is_call(node, "logsumexp"))
		emit_exponentials(e, node);
	else if (node_is_call(node, "dot"))
		emit_dot(e, node);
	else if (node_is_call(node, "sum")) {
		struct instruction *made = lower_add(e, &code_sum);
		made->in[0] = storage_operand(e->storage, node->arg[0]);
		made->cols = node_size(node_at(e, node->arg[0]));
	} else
		emit_call_of_row(e, node);
}

static void emit_spread(struct emission *e, const struct node *node)
{
	const struct node *arg = node_at(e, node->arg[0]);
	if (arg->kind == NODE_WORD) {
		lower_add(e, &code_word)->word = storage_word(e->graph, node->arg[0]);
		return;
	}
	struct operand const a = operand(e, node->arg[0], node_size(node));
	add_each(e, a.scalar ? EACH_FILL : EACH_COPY, a, none, none);
}

void lower_node(struct emission *e)
{
	const struct node *node = node_at(e, e->node);
	switch (node->kind) {
	case NODE_SUM:
		emit_sum(e, node);
		break;
	case NODE_TIMES:
		emit_times(e, node);
		break;
	case NODE_PRODUCT:
		add_product(e, none, node, false);
		break;
	case NODE_SPREAD:
		emit_spread(e, node);
		break;
	case NODE_BLOCK:
		emit_block(e, node);
		break;
	case NODE_PRESENT:
		lower_add(e, &code_present)->in[0] = storage_operand(e->storage, node->arg[0]);
		break;
	case NODE_CALL:
		emit_call(e, node);
		break;
	case NODE_NUMBER:
	case NODE_PARAMETER:
	case NODE_WORD:
	case NODE_SHIFT:
	case NODE_OUTER:
		break;
	}
}

