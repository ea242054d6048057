// SPDX-License-Identifier: GPL-3.0-or-later
// The graph of values of a plan: every value that one time step computes, once.  Made from trees; sums
// and elementwise products are flat lists, so that the schedule can split them.
#ifndef NET_GRAPH_H
#define NET_GRAPH_H

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/error.h"
#include "lang/cell.h"
#include "lang/operator.h"

enum node_kind {
	NODE_NUMBER,
	NODE_PARAMETER,
	NODE_WORD,      // a one-hot input
	NODE_SHIFT,     // another node, one time step away: `shift` -1 or +1
	NODE_SUM,       // Σ ± arg, elementwise; scalars fit every shape
	NODE_TIMES,     // Π arg, elementwise
	NODE_PRODUCT,   // arg 0 (or its transpose), a matrix without time, times the vector arg 1
	NODE_OUTER,     // arg 0 ⊗ arg 1
	NODE_SPREAD,    // arg 0 as a value of its own: repeated to the node's shape, at every time
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
};

// A parameter's gradient is the sum over time of such nodes.
struct total {
	int quantity, node;
	bool minus;
};

struct graph {
	struct arena *arena;
	const struct cell *cell;
	int H, C;
	struct node *node;
	int nodes, room;
	struct total *total;
	int totals;
	int loss;        // node
	int *value;      // by quantity: its node, -1
	int *carried;    // by quantity: the node of its gradient that goes on to k-1, -1
	struct error *error;
};

// False and *error when something cannot be compiled.
bool graph_build(struct graph *graph);

static inline size_t node_size(const struct node *node)
{
	return (size_t)node->shape.rows * (size_t)node->shape.cols;
}

static inline bool node_is_call(const struct node *node, const char *op)
{
	return node->kind == NODE_CALL && !strcmp(node->op->name, op);
}

// For the schedule: a list node over some arguments.
int graph_list(struct graph *graph, enum node_kind kind, int count, const int *arg, const bool *minus);

#endif
