// SPDX-License-Identifier: GPL-3.0-or-later
#include "array/random.h"

#include <math.h>

void random_seed(struct random *random, uint32_t seed)
{
	random->word[0] = seed;
	for (uint32_t i = 1; i < 624; i++) {
		uint32_t const last = random->word[i - 1];
		random->word[i] = 1812433253U * (last ^ last >> 30) + i;
	}
	random->next = 624;
	random->has_spare = false;
}

static void refill(struct random *random)
{
	uint32_t *word = random->word;
	for (int i = 0; i < 624; i++) {
		uint32_t const joined =
			(word[i] & 0x80000000U) | (word[(i + 1) % 624] & 0x7fffffffU);
		word[i] = word[(i + 397) % 624] ^ joined >> 1 ^ (joined & 1 ? 0x9908b0dfU : 0);
	}
	random->next = 0;
}

static uint32_t draw(struct random *random)
{
	if (random->next == 624)
		refill(random);
	uint32_t y = random->word[random->next++];
	y ^= y >> 11;
	y ^= y << 7 & 0x9d2c5680U;
	y ^= y << 15 & 0xefc60000U;
	return y ^ y >> 18;
}

double random_unit(struct random *random)
{
	uint32_t const high = draw(random) >> 5, low = draw(random) >> 6;
	return (high * 67108864.0 + low) / 9007199254740992.0;
}

double random_uniform(struct random *random, double low, double high)
{
	return low + (high - low) * random_unit(random);
}

double random_normal(struct random *random)
{
	double a, b, square;
	if (random->has_spare) {
		random->has_spare = false;
		return random->spare;
	}
	do {
		a = 2.0 * random_unit(random) - 1.0;
		b = 2.0 * random_unit(random) - 1.0;
		square = a * a + b * b;
	} while (square >= 1.0 || square <= 0);
	double const factor = sqrt(-2.0 * log(square) / square);
	random->has_spare = true;
	random->spare = factor * a;
	return factor * b;
}
