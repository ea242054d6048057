// SPDX-License-Identifier: GPL-3.0-or-later
// The plan's arithmetic for any processor, and the choice among the three.
#include "plan/kernel.h"

#define LANES 2
#define KERNELS kernels_plain
#include "plan/kernel_body.h"

const struct kernels *kernel_find(void)
{
#if defined __x86_64__
	if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
	    __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
		return &kernels_v4;
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
		return &kernels_v3;
#endif
	return &kernels_plain;
}

enum { NARROW = 16 };

const struct kernels *kernel_find_for(int count)
{
	const struct kernels *widest = kernel_find();
#if defined __x86_64__
	if (count < NARROW && widest == &kernels_v4)
		return &kernels_v3;
#else
	(void)count;
#endif
	return widest;
}
