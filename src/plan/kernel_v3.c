// SPDX-License-Identifier: GPL-3.0-or-later
// The plan's arithmetic for processors with AVX2 and FMA.
#include "plan/kernel.h"

#if defined __x86_64__
#if defined __clang__
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC target("avx2,fma")
#endif

#define LANES 4
#define KERNELS kernels_v3
#include "plan/kernel_body.h"

#if defined __clang__
#pragma clang attribute pop
#endif
#endif
