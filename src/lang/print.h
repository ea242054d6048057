// SPDX-License-Identifier: GPL-3.0-or-later
// Tree → one line of text, which can be typed back: parse(print(tree)) equals the tree.
#ifndef LANG_PRINT_H
#define LANG_PRINT_H

#include "base/text.h"
#include "lang/tree.h"

// How names of a cell show their time: as letters (s[k-1]) or as numbers (s[0]).
struct print_style {
	bool unicode;    // ⊙ ⊗ ᵀ ² ∂, else ASCII
	bool numbered;   // use t, k and T below
	int t, k, T;
};

void print_cut(struct cut cut, struct text *out); // [0..H-1]
void print_tree(const struct tree *tree, const struct print_style *style, struct text *out);

// The rules of parentheses, which every picture of a tree shares: whether an operator stands between its
// operands in this style (⊗ does, outer does not); how strongly a tree binds; how strongly the operands
// of an infix operator must bind to stand without parentheses.
bool print_is_infix(const struct operation *op, const struct print_style *style);
int print_bind(const struct tree *tree, const struct print_style *style);
int print_bind_left(const struct tree *tree, const struct print_style *style);
int print_bind_right(const struct tree *tree);

#endif
