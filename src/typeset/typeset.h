// SPDX-License-Identifier: GPL-3.0-or-later
// Tree → picture: a small two-dimensional layout of styled letters, with tall brackets round
// matrices of numbers.  Values come through a scope, so what is shown is what ran.
#ifndef TYPESET_TYPESET_H
#define TYPESET_TYPESET_H

#include "array/array.h"
#include "lang/evaluate.h"
#include "lang/print.h"
#include "typeset/box.h"

struct typeset_style {
	bool ascii;
	int precision; // significant digits
	int rows_most,
		cols_most; // of a matrix: larger ones are shown with their first and last lines
	struct print_style names;
};

// A matrix of aligned numbers in tall brackets (a scalar: its number alone); the same as TeX.
struct box box_matrix(struct array a, const struct typeset_style *style, enum role role);
void typeset_matrix_tex(struct array a, const struct typeset_style *style, struct text *out);

// A formula twice in the same columns: its names, and below each name its numbers.
struct pair {
	struct box names, numbers;
};

struct pair pair_text(const char *text, enum role role);
struct pair pair_value(const char *name, enum role name_role, struct array a, enum role role,
                       const struct typeset_style *style);
struct pair pair_beside(struct pair left, struct pair right); // frees the parts

// The tree as pieces between which a line may be broken: the operands of its outermost operator, or
// (deep) of all operators down to the first parentheses; each but the first is led by its operator.
// From `most` pieces on the rest is one piece.  Returns how many there are.
int typeset_pieces(const struct tree *tree, const struct scope *scope,
                   const struct typeset_style *style, bool deep, struct pair *pieces, int most);

// The pieces in lines of at most `cols` columns, from the second line on indented; a piece wider than
// a line has its own.  Frees the pieces.
struct box typeset_flow(struct pair *pieces, int count, int indent, int cols);

#endif
