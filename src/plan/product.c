// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/product.h"

#include "plan/blas.h"

// Below this many multiplications a call into a library costs more than it brings.
enum { BLAS_LEAST = 40000 };

void product_rows(const struct kernels *kernels, double *C, size_t c_apart, double scale,
                  const double *A, size_t a_apart, const double *B, size_t b_apart, size_t m, size_t n,
                  size_t k)
{
	if (m * n * k < BLAS_LEAST || m == 1 ||
	    !blas_multiply(C, c_apart, scale, A, a_apart, false, B, b_apart, true, m, n, k))
		kernels->multiply_rows(C, c_apart, scale, A, a_apart, B, b_apart, m, n, k);
}

void product_plain(const struct kernels *kernels, double *C, size_t c_apart, double scale,
                   const double *A, size_t a_apart, const double *B, size_t b_apart, size_t m, size_t n,
                   size_t k)
{
	if (m * n * k < BLAS_LEAST || m == 1 ||
	    !blas_multiply(C, c_apart, scale, A, a_apart, false, B, b_apart, false, m, n, k))
		kernels->multiply(C, c_apart, scale, A, a_apart, 1, B, b_apart, m, n, k);
}

void product_outer(const struct kernels *kernels, double *C, size_t c_apart, double scale,
                   const double *A, size_t a_apart, const double *B, size_t b_apart, size_t m, size_t n,
                   size_t k)
{
	if (m * n * k < BLAS_LEAST || k == 1 ||
	    !blas_multiply(C, c_apart, scale, A, a_apart, true, B, b_apart, false, m, n, k))
		kernels->multiply(C, c_apart, scale, A, 1, a_apart, B, b_apart, m, n, k);
}
