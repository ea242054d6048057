// SPDX-License-Identifier: GPL-3.0-or-later
// The Mersenne Twister MT19937 of Matsumoto and Nishimura (1998), seeded by init_genrand and drawn with
// 53 bits, so that a seed gives the very numbers that NumPy's RandomState(seed) gives.
#ifndef ARRAY_RANDOM_H
#define ARRAY_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
	uint32_t word[624];
	int next;
	bool has_spare; // normal numbers come in pairs
	double spare;
};

void random_seed(struct random *random, uint32_t seed);
double random_unit(struct random *random); // 0 ≤ u < 1
double random_uniform(struct random *random, double low, double high);

// Mean 0, variance 1, by the polar method of Marsaglia and Bray (1964), as RandomState(seed).normal() has it.
double random_normal(struct random *random);

#endif
