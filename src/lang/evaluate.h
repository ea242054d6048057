// SPDX-License-Identifier: GPL-3.0-or-later
// Tree → value.  What names mean is the caller's: a scope.
#ifndef LANG_EVALUATE_H
#define LANG_EVALUATE_H

#include <stdbool.h>

#include "array/array.h"
#include "lang/tree.h"

// The evaluated subscripts of a name: s[3][0] has two groups, W[1,2] one of two numbers.
enum { SUBSCRIPT_GROUPS = 3, SUBSCRIPT_MOST = 2 };

struct indices {
	int groups;
	struct {
		int count;
		int at[SUBSCRIPT_MOST];
		int last[SUBSCRIPT_MOST]; // of ranges; else the same
		bool is_range;
		struct span span, each[SUBSCRIPT_MOST]; // of the first; of each
	} group[SUBSCRIPT_GROUPS];
};

struct derivative_request {
	const struct tree *tree;
	const char *numerator, *denominator; // names without d
	struct indices above, below;
	bool has_at;
	int at;                              // "@ k": the partial of step k
};

struct scope {
	void *context;
	int H, C; // what the letters of a cell's shapes stand for
	// The value of a bound name of a cell's own equation; cannot fail.
	struct array (*bound)(void *context, const struct tree *name);
	// The value of a free name.  It uses as many leading groups of indices as it needs (a time) and
	// says so in *used; the evaluator applies the rest as element indices.  The value must live as
	// long as the arena.
	bool (*name)(void *context, const struct tree *name, const struct indices *indices,
	             struct arena *arena, struct array *out, int *used, struct error *error);
	// The value of d·/d·, all indices applied.
	bool (*derivative)(void *context, const struct derivative_request *request,
	                   struct arena *arena, struct array *out, struct error *error);
};

// The value lives in the arena (or is a view of what the scope gave).  The error's span is that of the
// part of the tree at fault; nothing is printed.
bool evaluate(const struct tree *tree, const struct scope *scope, struct arena *arena,
              struct array *out, struct error *error);

// target += value of the tree: the same bits as adding the value afterwards, without making it first.
bool evaluate_add(const struct tree *tree, const struct scope *scope, struct arena *arena,
                  struct array target, struct error *error);

// As evaluate, with one more name: the variable of a list `… for k = a..b`.
bool evaluate_with(const struct tree *tree, const char *name, double value, const struct scope *outer,
                   struct arena *arena, struct array *out, struct error *error);
// The same, with NaN for what has no value there (error.is_gap).
bool evaluate_or_gap(const struct tree *tree, const char *name, double value, const struct scope *outer,
                     struct arena *arena, struct array *out, struct error *error);

// The value as a whole number of moderate size: a time, an element, a bound.
bool evaluate_whole(const struct tree *tree, const struct scope *scope, struct arena *arena,
                    int *whole, struct error *error);

// Always false: the matrix has no element [row, col], and this is what it has.  each[0], each[1]: where the
// two stand.
bool evaluate_fail_range(const char *name, struct array a, int row, int col,
                         const struct span *each, struct error *error);

// Picks [i] of a vector or scalar, [i,j] of a matrix: a 1×1 value.
bool evaluate_element(struct array a, const struct indices *indices, int group,
                      const char *name, struct array *out, struct arena *arena,
                      struct error *error);

#endif
