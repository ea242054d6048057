// SPDX-License-Identifier: GPL-3.0-or-later
// The tree of an expression.  Trees live in an arena and do not change once they are made (a cell
// binds its names while it is read, then never), so they may share parts.  A tree is what is parsed,
// differentiated, run, shown and exported; nothing else in this program restates a formula.
#ifndef LANG_TREE_H
#define LANG_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "lang/shape.h"

struct operation;

enum tree_kind {
	TREE_NUMBER,
	TREE_NAME,      // s[3][0]: a name and its subscripts
	TREE_CALL,      // an operator or function and its operands
	TREE_MATRIX,    // [1,2;3,4]: elements row by row
	TREE_DERIVATIVE // dE[3]/dW[1,2] @ k: numerator, denominator, perhaps the step k
};

// The time that a bound name of a cell speaks of: the time t where loss t enters, the step k of the
// iteration, the last time T-1; with an offset: k-1.
enum base_time { TIME_NONE, TIME_T, TIME_K, TIME_LAST };

struct subscript {
	struct tree **at;
	struct tree **last; // of a range, 0..H-1; NULL: one number.  NULL as a whole where there is none
	int count;
};

// A block of a vector or matrix in a cell's equation, in the letters of its shapes: a[t][0..H-1], W[0..H-1,
// H..H+C-1].
struct cut {
	struct shape from, size;
	bool is_matrix; // written with two ranges
};

struct tree {
	enum tree_kind kind;
	struct span span;             // where it was read; line 0 when it was made
	int height;                   // 1 without parts; never less than it is
	uint64_t hash;                // 0: not worked out yet (tree_hash)
	double number;                // NUMBER
	const char *name;             // NAME: without the d of a gradient when it is bound
	struct subscript *subscript;  // NAME
	int subscripts;
	const struct operation *op;    // CALL
	struct cut cut;               // CALL of a cut
	struct tree **part;           // CALL, MATRIX, DERIVATIVE
	int count;
	int rows;                     // MATRIX
	// NAME, bound by a cell: which quantity (-1: free), its gradient or itself, at which time.
	int quantity;
	bool gradient;
	enum base_time time;
	int offset;
};

struct tree *tree_number(struct arena *arena, double number);
struct tree *tree_name(struct arena *arena, const char *name); // free, without subscripts
// A tree of any kind with parts (MATRIX, DERIVATIVE); a call of an operator; by its name.
struct tree *tree_parts(struct arena *arena, enum tree_kind kind, int count,
                        struct tree *const *parts);
struct tree *tree_call(struct arena *arena, const struct operation *op, int count,
                       struct tree *const *operands);
struct tree *tree_call1(struct arena *arena, const char *op, struct tree *a);
struct tree *tree_call2(struct arena *arena, const char *op, struct tree *a, struct tree *b);

// A call of the same operator with other operands; the block of a name.
struct tree *tree_with_parts(struct arena *arena, const struct tree *tree, struct tree *const *parts);
struct tree *tree_cut(struct arena *arena, struct tree *name, struct cut cut);
bool tree_is_cut(const struct tree *tree);
bool cut_equal(struct cut a, struct cut b);

// Equal in all but spans.
bool tree_equal(const struct tree *a, const struct tree *b);

// Equal trees have equal hashes.  It is kept in the tree: for trees that no longer change.
uint64_t tree_hash(struct tree *tree);
bool tree_is_number(const struct tree *tree, double number);
bool tree_is_call(const struct tree *tree, const char *op);

// Calls `visit` for the tree and all below it, parents first.
void tree_visit(struct tree *tree, void (*visit)(void *context, struct tree *tree), void *context);

#endif
