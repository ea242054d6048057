// SPDX-License-Identifier: GPL-3.0-or-later
// The Mersenne Twister MT19937 of Matsumoto and Nishimura (1998), seeded by init_genrand and drawn with
// 53 bits, so that a seed gives the very numbers that NumPy's RandomState(seed) gives.
#ifndef ARRAY_RANDOM_H
#define ARRAY_RANDOM_H

#include <stdint.h>

struct random {
	uint32_t word[624];
	int next;
};

void random_seed(struct random *random, uint32_t seed);
double random_unit(struct random *random); // 0 ≤ u < 1
double random_uniform(struct random *random, double low, double high);

#endif
