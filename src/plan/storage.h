// SPDX-License-Identifier: GPL-3.0-or-later
// Where the numbers of a plan lie: weights and gradients in blocks of neighbours, values in rows, one
// row a time step.
#ifndef PLAN_STORAGE_H
#define PLAN_STORAGE_H

#include "net/network.h"
#include "plan/code.h"
#include "plan/graph.h"

#define STORAGE_BYTES_MOST (2 * NETWORK_BYTES_MOST) // weights, gradients and one run's values

// Parameters that lie together: one below the other; or side by side with a row for each word, so that
// a one-hot product reads, and its gradient changes, rows of the words that occur.
struct weight_block {
	size_t rows, apart;
	bool by_word;
	bool sparse;       // by_word, and nothing but words changes its gradient
	int word;          // by_word: the input
	double *at;
};

struct stored {
	int weights;       // -1: the parameter is not used
	size_t offset;
	bool transposed;
	bool plain;        // used as a whole: must be stored row by row without gaps
};

// Values side by side, -1 … T_most+1.
struct rows {
	size_t width;
	bool single;       // one row for all times
	double *at;        // row 0
};

struct slot {
	int rows;          // -1: none
	size_t offset;
};

struct storage {
	struct graph *graph;
	int T_most;
	struct weight_block *weights;
	int weights_count;
	struct stored *stored;   // by quantity
	struct rows *rows;
	int rows_count;
	struct slot *place;     // by node
	int *consumer;           // by node: the only one that uses it, -1
	double *numbers;         // everything
	double *pool;            // values of NUMBER nodes, by node
	ptrdiff_t gradient;      // from a weight to its gradient
	size_t weight_numbers;
};

// False and *error when it is too large; then nothing was taken.
bool storage_make(struct storage *storage, struct error *error);
void storage_free(struct storage *storage);

// Where a node's values are; nothing for a word.
struct operand storage_operand(const struct storage *storage, int node);
struct matrix storage_matrix(const struct storage *storage, int quantity);

// A node that has no numbers of its own: a term that its sum computes on the way.
bool storage_is_absorbed(const struct storage *storage, int node);

// The argument of a list with which it begins, -1: none.
int storage_lead(const struct storage *storage, int node);

// The input that a word is of.
int storage_word(const struct graph *graph, int node);

#endif
