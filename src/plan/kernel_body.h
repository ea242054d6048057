// SPDX-License-Identifier: GPL-3.0-or-later
// The text that each kernel_*.c compiles for its processor: LANES doubles make a vector, KERNELS is the
// name of the table.  Not a header to be included elsewhere.
#include <math.h>
#include <stdint.h>
#include <string.h>

#if defined __clang__
#pragma clang fp contract(fast)
#else
#pragma GCC optimize("O3", "fp-contract=fast")
#endif

typedef double vec __attribute__((vector_size(LANES * 8)));
typedef int64_t ivec __attribute__((vector_size(LANES * 8)));

#define INLINE static inline __attribute__((always_inline))

INLINE vec load(const double *at)
{
	vec v;
	memcpy(&v, at, sizeof v);
	return v;
}

INLINE void store(double *at, vec v)
{
	memcpy(at, &v, sizeof v);
}

INLINE vec all(double number)
{
	vec v = { 0 };
	return v + number; // -0 becomes 0
}

INLINE vec choose(ivec mask, vec yes, vec no)
{
	return (vec)((mask & (ivec)yes) | (~mask & (ivec)no));
}

INLINE vec modulus(vec a)
{
	return (vec)((ivec)a & INT64_MAX);
}

INLINE double sum_lanes(vec a)
{
	double sum = a[0];
	for (int i = 1; i < LANES; i++)
		sum += a[i];
	return sum;
}

#include "plan/kernel_each.h"
#include "plan/kernel_product.h"

const struct kernels KERNELS = {
	.each = {
#define EACH_LOOP(name, function) [EACH_##name] = each_##function,
		KERNEL_EACH(EACH_LOOP)
#undef EACH_LOOP
	},
	.product = product,
	.product_transposed = product_transposed,
	.product_twice = product_twice,
	.product_transposed_twice = product_transposed_twice,
	.multiply = multiply,
	.multiply_rows = multiply_rows,
	.sum = sum,
	.dot = dot,
	.softmax = softmax,
	.logsumexp = logsumexp,
	.add_scaled = add_scaled,
};
