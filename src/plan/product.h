// SPDX-License-Identifier: GPL-3.0-or-later
// Products of matrices over all time steps: by CBLAS where there is one and the product is large, else by
// our own kernels.
#ifndef PLAN_PRODUCT_H
#define PLAN_PRODUCT_H

#include "plan/kernel.h"

// C += scale·A Bᵀ, for C m×n, A m×k, B n×k; *_apart: numbers from row to row.
void product_rows(const struct kernels *kernels, double *C, size_t c_apart, double scale,
                  const double *A, size_t a_apart, const double *B, size_t b_apart, size_t m, size_t n,
                  size_t k);
// C += scale·A B, for C m×n, A m×k, B k×n.
void product_plain(const struct kernels *kernels, double *C, size_t c_apart, double scale,
                   const double *A, size_t a_apart, const double *B, size_t b_apart, size_t m, size_t n,
                   size_t k);
// C += scale·Aᵀ B, for C m×n, A k×m, B k×n: the sum of k outer products.
void product_outer(const struct kernels *kernels, double *C, size_t c_apart, double scale,
                   const double *A, size_t a_apart, const double *B, size_t b_apart, size_t m, size_t n,
                   size_t k);

#endif
