// SPDX-License-Identifier: GPL-3.0-or-later
// Matrices of doubles, row by row.  Every value is one: a vector is n×1, a scalar 1×1.  A struct array
// is a view: it does not own its numbers.  The order of every sum is fixed (first to last term), so
// that a value is the same bits each time; no function here may be compiled with contraction or
// fast-math.  Shapes are the caller's business: wrong ones are a fault of ours (assert).
#ifndef ARRAY_ARRAY_H
#define ARRAY_ARRAY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"

struct array {
	int rows, cols;
	double *at; // rows·cols numbers
};

static inline size_t array_size(struct array a)
{
	return (size_t)a.rows * (size_t)a.cols;
}

struct array array_new(struct arena *arena, int rows, int cols); // zeros
struct array array_copy(struct arena *arena, struct array a);
struct array array_scalar(struct arena *arena, double value);
bool array_equal(struct array a, struct array b); // the same shape and the same bits

// out = a·b, out = aᵀ·b.  Shapes: a m×n (n×m), b n×p, out m×p; out overlaps neither.
// An interrupt leaves a product of matrices unfinished (base/interrupt.h).
void array_multiply(struct array out, struct array a, struct array b);
void array_multiply_transposed(struct array out, struct array a, struct array b);
void array_transpose(struct array out, struct array a);

// out += a ⊗ b for vectors a (m×1), b (n×1), out m×n; out += a for equal shapes.
void array_add_outer(struct array out, struct array a, struct array b);
void array_add(struct array out, struct array a);

// Frobenius (Euclidean for a vector), largest column sum, largest row sum of moduli, as in NumPy;
// scaled so that it neither overflows nor underflows early.
double array_norm(struct array a);
double array_largest(struct array a); // the largest |element|, 0 of none; a NaN is passed over
double array_norm_one(struct array a);
double array_norm_infinity(struct array a);

size_t array_argmax(struct array a); // where the first of the largest elements stands

bool array_is_finite(struct array a);

// The block of a that begins at (row, col), into out, which has its shape; a block of out is, or has added,
// what is in a.
void array_read_block(struct array out, struct array a, int row, int col);
void array_write_block(struct array out, int row, int col, struct array a, bool adds);

// Where an element stands: "[1,2]"; "[3]" of a vector.
void array_write_index(struct array a, int element, struct text *out);

#endif
