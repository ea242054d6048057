// SPDX-License-Identifier: GPL-3.0-or-later
// The plan's arithmetic for processors with AVX-512.
#include "plan/kernel.h"

#if defined __x86_64__
#if defined __clang__
#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512dq,avx512vl,avx512bw"))), apply_to = function)
#else
#pragma GCC target("avx2,fma,avx512f,avx512dq,avx512vl,avx512bw")
#endif

#define LANES 8
#define KERNELS kernels_v4
#include "plan/kernel_body.h"

#if defined __clang__
#pragma clang attribute pop
#endif
#endif
