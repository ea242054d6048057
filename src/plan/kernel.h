// SPDX-License-Identifier: GPL-3.0-or-later
// The arithmetic of the plan on rows of numbers, compiled once for each kind of processor
// (kernel_plain.c, kernel_v3.c with AVX2 and FMA, kernel_v4.c with AVX-512).  Here alone a multiplication
// and an addition may become one operation; denormal numbers and NaN stay what they are.
#ifndef PLAN_KERNEL_H
#define PLAN_KERNEL_H

#include <stdbool.h>
#include <stddef.h>

// The elementwise loops, a row each: the name, the function of kernel_each.h.  _VS, _SV: which operand is a scalar.
// `out` may be one of the operands.
#define KERNEL_EACH(EACH) \
	EACH(COPY, copy)                   /* a */ \
	EACH(FILL, fill)                   /* a (scalar) */ \
	EACH(NEGATE, negate)               /* -a */ \
	EACH(ADD, add)                     /* a + b */ \
	EACH(ADD_VS, add_vs) \
	EACH(SUBTRACT, subtract)           /* a - b */ \
	EACH(SUBTRACT_VS, subtract_vs) \
	EACH(SUBTRACT_SV, subtract_sv) \
	EACH(MULTIPLY, multiply)           /* a b */ \
	EACH(MULTIPLY_VS, multiply_vs) \
	EACH(DIVIDE, divide)               /* a / b */ \
	EACH(DIVIDE_VS, divide_vs) \
	EACH(DIVIDE_SV, divide_sv) \
	EACH(ADD_TIMES, add_times)         /* a + b c */ \
	EACH(LESS_TIMES, less_times)       /* a - b c */ \
	EACH(LESS_TIMES_SV, less_times_sv) /* a - b c, a scalar */ \
	EACH(TANH, tanh) \
	EACH(SIGMOID, sigmoid) \
	EACH(RELU, relu) \
	EACH(EXP, exp) \
	EACH(SQRT, sqrt) \
	EACH(ABS, abs) \
	EACH(STEP, step) \
	EACH(SIGN, sign)

enum each {
#define EACH_NAME(name, function) EACH_##name,
	KERNEL_EACH(EACH_NAME)
#undef EACH_NAME
	EACH_COUNT
};

typedef void each_kernel(double *out, const double *a, const double *b, const double *c, size_t n);

// A matrix: element (i, j) is at[i·apart + j].
struct kernels {
	each_kernel *each[EACH_COUNT];
	// out = base + scale·M v, for M rows×cols; base may be NULL (zero) or out.  `back`: rows from the last
	// to the first, so that two calls in turn find in the cache what the one before left there.
	void (*product)(double *out, const double *base, double scale, const double *M, size_t apart,
	                const double *v, size_t rows, size_t cols, bool back);
	// out = base + scale·Mᵀ v, for M rows×cols, v rows, out cols.
	void (*product_transposed)(double *out, const double *base, double scale, const double *M,
	                           size_t apart, const double *v, size_t rows, size_t cols, bool back);
	// Both at once, reading M once: out += scale·M v (Mᵀ v), later += scale·M w (Mᵀ w).
	void (*product_twice)(double *out, double *later, double scale, const double *M, size_t apart,
	                      const double *v, const double *w, size_t rows, size_t cols);
	void (*product_transposed_twice)(double *out, double *later, double scale, const double *M,
	                                 size_t apart, const double *v, const double *w, size_t rows,
	                                 size_t cols);
	// C += scale·A B, for C m×n, B k×n, and A[i][l] at A[i·a_row + l·a_col].
	void (*multiply)(double *C, size_t c_apart, double scale, const double *A, size_t a_row,
	                 size_t a_col, const double *B, size_t b_apart, size_t m, size_t n, size_t k);
	// C += scale·A Bᵀ, for C m×n, A m×k, B n×k.
	void (*multiply_rows)(double *C, size_t c_apart, double scale, const double *A, size_t a_apart,
	                      const double *B, size_t b_apart, size_t m, size_t n, size_t k);
	double (*sum)(const double *a, size_t n);
	double (*dot)(const double *a, const double *b, size_t n);
	// out = softmax a (out may be a), and returns log Σ e^a.
	double (*softmax)(double *out, const double *a, size_t n);
	double (*logsumexp)(const double *a, size_t n);
	void (*add_scaled)(double *out, double scale, const double *a, size_t n); // out += scale·a
};

extern const struct kernels kernels_plain, kernels_v3, kernels_v4;

// The ones for this processor; and those for vectors of this many numbers: what does not fill the longest registers
// is done number by number there, and is faster in shorter ones.
const struct kernels *kernel_find(void);
const struct kernels *kernel_find_for(int count);

#endif
