// SPDX-License-Identifier: GPL-3.0-or-later
// Names that somebody speaks of: the block of a lesson that is at hand, say.  Every view lights what it
// shows of them (ROLE_LIT), so that the words and the picture are seen to mean the same.  Not the place:
// that is lit by ROLE_HERE, with or without somebody who speaks.
#ifndef VIEW_LIT_H
#define VIEW_LIT_H

#include <stdbool.h>

#include "base/grid.h"
#include "trace/walk.h"

enum lit_kind {
	LIT_VALUE,    // s[2], x[2], E[3], W
	LIT_GRADIENT, // ds[2], dW; of a loss where t is not LIT_ANY: dE[3]/ds[2], dE[3]/dW @ 2
	LIT_DELTA     // delta[3,2]
};

// Times of a name beside 0 ... T-1: any, or it has none; the one before the first step, of an initial state.
enum { LIT_ANY = -1, LIT_INITIAL = -2 };

struct lit_name {
	enum lit_kind kind;
	int quantity; // of the cell; DELTA: -1
	int t;        // GRADIENT, DELTA: the loss; VALUE: the time of the value
	int k;        // GRADIENT, DELTA: the step
};

enum { LIT_MOST = 32 };

// A value, copied by assignment; {0} speaks of nothing.
struct lit {
	struct lit_name name[LIT_MOST];
	int count; // further names are left out
};

// Adds the names of a text of the language, an expression or a line of the prompt (`print ds[2]`);
// of TeX (\delta_2^{(3)}, W^\top).  Letters for times (s[k-1], \delta_k^{(t)}) mean those of the place.
// Words that are no names of the cell add nothing.
void lit_add(struct lit *lit, const struct walk *walk, struct place place, const char *text);
void lit_add_tex(struct lit *lit, const struct walk *walk, struct place place, const char *tex);

// The value of a quantity at a time, its gradient at a step (of whichever loss), delta[t,k].  `lit` may be
// NULL, a time LIT_ANY where there is none.
bool lit_has_value(const struct lit *lit, int quantity, int time);
bool lit_has_gradient(const struct lit *lit, int quantity, int k);
bool lit_has_delta(const struct lit *lit, int t, int k);

// Lights the names wherever they are written in the area, as the language or a picture writes them: s[2],
// s₂, dW, δ[3,2], and at iteration k = 3 also s[k-1].
void lit_paint(const struct lit *lit, const struct walk *walk, struct place place, struct grid *grid,
               struct area area);

// The place at which a name is written: s[2] in time step 2, delta[3,2] and dE[3]/dW @ 2 in iteration
// (3,2), dW in the iteration at `near`.  False: it is written nowhere (x[2], W, delta[0,1]).
bool lit_find_place(const struct lit_name *name, const struct walk *walk, struct place near,
                    struct place *place);

#endif
