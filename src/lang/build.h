// SPDX-License-Identifier: GPL-3.0-or-later
// Building trees as a textbook would write them: the few simplifications of the differentiator
// (1·x, -(-x), A'', a common leading factor, the positive term first) and no others.
#ifndef LANG_BUILD_H
#define LANG_BUILD_H

#include "lang/shape.h"
#include "lang/tree.h"

struct tree *build_call(struct arena *arena, const char *function, struct tree *a);
struct tree *build_negative(struct arena *arena, struct tree *a);
// The number a in the shape of another tree; a itself where that is a scalar.
struct tree *build_spread(struct arena *arena, struct tree *a, struct tree *other, struct shape shape);
struct tree *build_transposed(struct arena *arena, struct tree *a);
struct tree *build_square(struct arena *arena, struct tree *a);

// a ⊙ b, written as one chain of factors.
struct tree *build_times(struct arena *arena, struct tree *a, struct tree *b);

// The sum of terms in reading order; 0 when there are none.
struct tree *build_sum(struct arena *arena, struct tree *const *terms, int count);

#endif
