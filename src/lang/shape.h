// SPDX-License-Identifier: GPL-3.0-or-later
// The shape of a value.  In a cell's text a side may be made of letters, H, C, 4*H, H+C, H-1: then it is a
// negative code, so that W[H,H] and U[H,C] differ even where H equals C by chance.
#ifndef LANG_SHAPE_H
#define LANG_SHAPE_H

#include <stdbool.h>

#include "base/text.h"

enum { SIDE_H = -(1 << 20 | 4096), SIDE_C = -(1 << 14 | 4096) };

struct shape {
	int rows, cols;
};

static inline struct shape shape_of(int rows, int cols)
{
	return (struct shape){ rows, cols };
}

// *out = a + sign·b of two sides; false: no side is that (a number below 0, letters taken away).
bool shape_side_add(int a, int b, int sign, int *out);
bool shape_side_scale(int side, int by, int *out);
bool shape_side_reaches(int side, int least); // side ≥ least, whatever H and C are
int shape_side_resolve(int side, int H, int C);
void shape_side_write(int side, struct text *out); // 4*H+C-1

bool shape_equal(struct shape a, struct shape b);
bool shape_is_scalar(struct shape a);
bool shape_is_vector(struct shape a); // n×1, also 1×1
struct shape shape_resolve(struct shape symbolic, int H, int C);
void shape_write(struct shape shape, struct text *out); // 3×5, H×C

#endif
