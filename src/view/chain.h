// SPDX-License-Identifier: GPL-3.0-or-later
// The chain from a loss to a parameter, found in a cell's equations: from the loss through the
// quantities that it is made of down to a state, where it is that simple; and the names of its factors.
// Nothing is evaluated here.
#ifndef VIEW_CHAIN_H
#define VIEW_CHAIN_H

#include <stdbool.h>

#include "base/text.h"
#include "lang/cell.h"

enum { CHAIN_MOST = 16 };

struct chain {
	const struct cell *cell;
	bool ascii;
	int t, last, parameter; // dE[t]/d(parameter), for k = t … last
	// E, yhat, logits, s: each is made of the next one alone.
	int quantity[CHAIN_MOST];
	int count;
	int states;   // how many the cell carries on
	int use;      // which of the chain is made with the parameter, -1: none
	bool in_step; // the states are made with it
	// The chain says all: it ends at a state, or where the parameter is used.  Else the loss depends on
	// the step in more than one way, and its derivative by the states before does for all of them.
	bool is_simple;
};

struct chain chain_find(const struct cell *cell, int t, int last, int parameter, bool ascii);

// The names of factors: ∂ŷ[3]/∂logits[3]; ∂s[3]/∂(s,c)[3]; ∂(s,c)[j]/∂(s,c)[j-1]; ∂E[3]/∂(s,c)[2].
void chain_add_link(const struct chain *chain, int i, struct text *out);
void chain_add_selection(const struct chain *chain, struct text *out);
void chain_add_step(const struct chain *chain, int j, struct text *out);
void chain_add_before(const struct chain *chain, struct text *out);

// The whole formula in pieces between which a line may be broken; the first is the left side.
int chain_pieces(const struct chain *chain, struct text *pieces, int most);

#endif
