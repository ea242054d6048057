// SPDX-License-Identifier: GPL-3.0-or-later
// The shape of a value.  In a cell's text a side may be a letter (H, C): then it is a negative code,
// so that W[H,H] and U[H,C] differ even where H equals C by chance.
#ifndef LANG_SHAPE_H
#define LANG_SHAPE_H

#include <stdbool.h>

#include "base/text.h"

enum { SIDE_H = -1, SIDE_C = -2 };

struct shape {
	int rows, cols;
};

static inline struct shape shape_of(int rows, int cols)
{
	return (struct shape){ rows, cols };
}

bool shape_equal(struct shape a, struct shape b);
bool shape_is_scalar(struct shape a);
bool shape_is_vector(struct shape a); // n×1, also 1×1
struct shape shape_resolve(struct shape symbolic, int H, int C);
void shape_write(struct shape shape, struct text *out); // 3×5, H×C

#endif
