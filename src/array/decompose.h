// SPDX-License-Identifier: GPL-3.0-or-later
// Singular values; eigenvalues and QR by GSL.
#ifndef ARRAY_DECOMPOSE_H
#define ARRAY_DECOMPOSE_H

#include "array/array.h"

// Singular values of an m×n matrix, descending, into out (min(m,n)×1).  False when a number is not
// finite, or at an interrupt (out is then NaN).
bool array_singular_values(struct array out, struct array a);

// The largest of them alone, of a square matrix: much sooner.  NaN when a number is not finite, or
// at an interrupt.
double array_largest_singular_value(struct array a);

// Eigenvalues of an n×n matrix as (re, im) by falling modulus, into out (n×2).  False as above.
bool array_eigenvalues(struct array out, struct array a);

// Puts in place of a square matrix the Q of its decomposition QR, R's diagonal positive; it stays as it is at
// an interrupt.
void array_orthonormalise(struct array a);

#endif
