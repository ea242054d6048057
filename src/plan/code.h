// SPDX-License-Identifier: GPL-3.0-or-later
// The instructions of a plan.  Operands are where numbers lie; the row of time t is step·t further on.
#ifndef PLAN_CODE_H
#define PLAN_CODE_H

#include <stdbool.h>
#include <stddef.h>

#include "lang/operator.h"
#include "plan/kernel.h"

struct operand {
	double *at;     // NULL: none
	ptrdiff_t step; // 0: the same at every time
	bool scalar;    // one number where the result has many
};

struct matrix {
	double *at;
	size_t apart; // from row to row, as it is stored
};

// What a run of the plan knows.
struct execution {
	const struct kernels *kernels;
	const int *word[2]; // x, y
	const struct array *given; // by input: a row a step in place of words
	const bool *has_loss;      // by step; only where there are gaps
	int T, from, to;    // all steps; those at hand: from ≤ t < to
	double factor;      // totals add factor·gradient to
	ptrdiff_t target;   // what lies this far from the weights: gradients, or the weights themselves
};

struct instruction;

// How an instruction runs: one time step of a loop, or all that are at hand.
struct code {
	const char *name;
	void (*step)(const struct instruction *instruction, const struct execution *run, int t);
	void (*batch)(const struct instruction *instruction, const struct execution *run);
};

struct instruction {
	const struct code *code;
	each_kernel *each;          // code_each
	struct operand out, in[3];  // products: in[0] is added to
	struct matrix matrix;
	size_t rows, cols;          // elementwise: cols numbers
	int word;                   // the input
	double scale;
	const struct operation *op; // code_call
	struct shape shape[3];      // of the operands and the result
	int count;
	bool for_loss;
	bool alone;                 // a total: all of the gradient of its weights
	bool seeded;                // its node is
	bool late;                  // a total of what comes from the step after
	int depth, order;           // where it stands among its level's
};

extern const struct code
	code_each,               // out = each(in…)
	code_product,            // out = in[0] + scale·M in[1]
	code_product_transposed, // out = in[0] + scale·Mᵀ in[1]
	code_gather,             // out = in[0] + scale·(the word's row of M)
	code_gather_column,      // out = in[0] + scale·(the word's column of M)
	code_hot,                // out[word] += scale
	code_word,               // out = the one-hot vector, or that which is given in its place
	code_present,            // out = in[0] where the step has a loss, else 0
	code_pick,               // out = in[0][word]
	code_dot,                // out = in[0]·in[1]
	code_sum,                // out = Σ in[0]
	code_softmax,            // out = softmax(in[0]), in[1] (if any) = logsumexp(in[0])
	code_logsumexp,          // out = logsumexp(in[0])
	code_call,               // out = op(in…), as the operator's row computes it
	// Totals, over all t, added to a parameter's gradient; M is the parameter.
	code_total_outer,        // M += in[0]ᵀ in[1]
	code_total_row,          // the word's row of M += in[0]
	code_total_column,       // the word's column of M += in[0]
	code_total_sum,          // M += Σ in[0]
	code_total_constant;     // M += T·in[0]

// Instructions first … last of one level.
struct section {
	int level, direction; // direction: 0 batch, -1 upward in time, 1 downward
	int first, count;
	bool sweeps;          // see plan/sweep.h
};

// All of a plan.
struct program_code {
	struct instruction *instruction;
	int count, room;
	struct section *section;
	int sections;       // constants (if any) first, totals last
	int turn;         // the first section of the way back: the first loop downward, or the totals
	bool in_pieces;   // up to the turn nothing looks forward in time, after it nothing back, so that each
	                  // way may be gone piece by piece
};

// out = in[0], n numbers a row, at every time at hand, where they are not the same numbers.
void code_begin_rows(const struct instruction *instruction, const struct execution *run, size_t n);

// Joins neighbours that do the same to numbers which lie side by side; returns how many remain.
int code_merge(struct instruction *instruction, int count);

// Runs one instruction of a batch over the steps at hand.
void code_run_all(const struct instruction *instruction, const struct execution *run);

// Runs a section over the steps at hand; false: Ctrl-C came.
bool code_run(const struct section *section, const struct instruction *instructions, const struct execution *run,
              bool only_loss);

#endif
