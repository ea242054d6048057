// SPDX-License-Identifier: GPL-3.0-or-later
// CBLAS, if this machine has one: looked for when a plan first needs it, held to one thread.
#ifndef PLAN_BLAS_H
#define PLAN_BLAS_H

#include <stdbool.h>
#include <stddef.h>

// C += scale·op(A) op(B), for C m×n, op(A) m×k, op(B) k×n; false: there is no CBLAS here.
bool blas_multiply(double *C, size_t c_apart, double scale, const double *A, size_t a_apart,
                   bool a_transposed, const double *B, size_t b_apart, bool b_transposed, size_t m,
                   size_t n, size_t k);

#endif
