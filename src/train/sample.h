// SPDX-License-Identifier: GPL-3.0-or-later
// Words drawn from a network: each is read as the next one.
#ifndef TRAIN_SAMPLE_H
#define TRAIN_SAMPLE_H

#include <stdint.h>

#include "net/network.h"

// Reads the words first[0 .. firsts), firsts ≥ 1, then draws `count` words into out: from yhat where the
// temperature is 1; from yhat^(1/temperature), normalised, else; at 0 the likeliest.  Returns how many
// were drawn: fewer when interrupted, or when yhat is not finite.  The cell must predict words
// (cell_prediction).
int sample_words(const struct network *network, const int *first, int firsts, double temperature,
                 uint32_t seed, int *out, int count);

#endif
