// SPDX-License-Identifier: GPL-3.0-or-later
// The graph of values of a plan: every value that one time step computes, once.  Sums and elementwise
// products are flat lists, so that the schedule can split them; a sign stands on the terms of a sum.
#ifndef PLAN_GRAPH_H
#define PLAN_GRAPH_H

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "lang/cell.h"
#include "lang/operator.h"
#include "net/truncation.h"

enum node_kind {
	NODE_NUMBER,
	NODE_PARAMETER,
	NODE_WORD,      // a one-hot input; where vectors are given instead, only a SPREAD's argument
	NODE_SHIFT,     // another node, one time step away: `shift` -1 or +1
	NODE_SUM,       // Σ ± arg, elementwise; scalars fit every shape
	NODE_TIMES,     // Π arg, elementwise
	NODE_PRODUCT,   // arg 0 (or its transpose), a matrix without time, times the vector arg 1
	NODE_OUTER,     // arg 0 ⊗ arg 1
	NODE_BLOCK,     // the block of arg 0 that begins at `from`; or (`pads`) arg 0 as such a block, 0 elsewhere
	NODE_SPREAD,    // arg 0 as a value of its own: repeated to the node's shape, at every time
	NODE_PRESENT,   // arg 0 where the step has a loss, 0 elsewhere
	NODE_CALL       // any other operator
};

enum { LEVEL_CONSTANT = -1, LEVEL_NONE = -2 };

struct node {
	enum node_kind kind;
	const struct operation *op; // CALL
	double number;              // NUMBER
	int quantity;               // PARAMETER, WORD; SPREAD of a state: whose, else -1
	int shift;                  // SHIFT
	bool transposed;            // PRODUCT
	bool pads;                  // BLOCK
	struct shape from;          // BLOCK
	int count;
	int *arg;                   // SHIFT: one, filled in when the other is known
	bool *minus;                // SUM
	struct shape shape;
	bool timeless;              // the same at every time: made of parameters and numbers
	// The schedule's.
	bool needed, needed_for_loss;
	bool cyclic;                // needs itself at another time
	int direction;              // cyclic: -1 forward in time (looks at t-1), 1 backward
	int level;
	int uses;                   // by needed nodes and totals
	bool seeded;                // 0 where the step has no loss, before anything comes from the step after
};

// A parameter's gradient is the sum over time of such nodes.
struct total {
	int quantity, node;
	bool minus;
};

// What a plan is for.
struct given_kind {
	bool vectors[INPUTS_MOST]; // by input: vectors in place of words
	bool gaps;                 // there are steps without a loss, or without a word
	struct truncation truncation;
};

struct graph {
	struct arena *arena;
	const struct cell *cell;
	int H, C;
	struct given_kind given;
	struct node *node;
	int nodes, room;
	struct total *total;
	int totals;
	int loss;        // node
	int *value;      // by quantity: its node, -1
	int *carried;    // by quantity: the node of its gradient that goes on to k-1, -1
	struct error *error;
	bool failed;
};

static inline size_t node_size(const struct node *node)
{
	return (size_t)node->shape.rows * (size_t)node->shape.cols;
}

static inline bool node_is_call(const struct node *node, const char *op)
{
	return node->kind == NODE_CALL && !strcmp(node->op->name, op);
}

// Terms of a sum or factors of a product, while they are collected.
enum { LIST_MOST = 4096 };

struct terms {
	int arg[LIST_MOST];
	bool minus[LIST_MOST];
	int count;
};

// Says why the cell cannot be compiled, the first time; returns 0, a node that does no harm.
int graph_fail(struct graph *graph, const char *why);

// The node, or the one there is that is equal to it; arguments are copied.
int graph_add(struct graph *graph, struct node node);
int graph_number(struct graph *graph, double number);
bool graph_is_number(const struct graph *graph, int node, double number);
// A node whose one argument, a value at t-1 (shift -1) or k+1, is filled in later.
int graph_shift(struct graph *graph, int shift, struct shape shape);
int graph_call(struct graph *graph, const struct operation *op, int count, const int *arg);

// A sum or an elementwise product; of one argument, that argument.
int graph_list(struct graph *graph, enum node_kind kind, int count, const int *arg, const bool *minus);
void graph_list_add(struct graph *graph, struct terms *list, int node, bool minus);
int graph_sum(struct graph *graph, const struct terms *list);
int graph_times(struct graph *graph, const struct terms *list, bool minus);

// The node without its sign, which goes into *minus; the node with a sign.
int graph_strip(const struct graph *graph, int node, bool *minus);
int graph_signed(struct graph *graph, int node, bool minus);

// The node where a step has a loss, and 0 elsewhere.
int graph_present(struct graph *graph, int node);

// A block of the node with this shape; with `pads` a value of this shape of which the node is a block.
int graph_block(struct graph *graph, int node, struct shape shape, struct shape from, bool pads);

// A word as a vector and an outer product as a matrix, where they are more than a column to gather or a
// sum to add to.
int graph_dense(struct graph *graph, int node);
// The value with this shape and at every time; `owner`: a state's own copy, else -1.
int graph_spread(struct graph *graph, int node, struct shape shape, int owner);
// The same only where the node has another size; or where it has no numbers of its own at every time, as
// it needs them to be looked at from another time.
int graph_fit(struct graph *graph, int node, struct shape shape);
int graph_own(struct graph *graph, int node, struct shape shape, int owner);

#endif
