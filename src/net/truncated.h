// SPDX-License-Identifier: GPL-3.0-or-later
// What truncation loses: a truncated gradient beside the whole one, for each of the three ways in which people
// truncate: each loss carried n steps back, chunks, or the last loss of each chunk alone.
#ifndef NET_TRUNCATED_H
#define NET_TRUNCATED_H

#include "array/array.h"
#include "base/arena.h"
#include "net/pass.h"

// dE/d(parameter) by quantity, as the program in force has it under a truncation, whatever the network's own is.
// With `only_last`, of the last loss of each chunk (of the sequence, where there are none).
struct array *truncated_gradients(const struct pass *pass, struct truncation truncation, bool only_last,
                                  struct arena *arena);

struct shortfall {
	double norm;   // ‖truncated‖
	double error;  // ‖truncated - whole‖/‖whole‖; NaN where the whole is 0
	double cosine; // of the angle between both; NaN where one of them is 0
};

// Of `count` arrays as one long vector; some may have no numbers.
struct shortfall truncated_shortfall(const struct array *truncated, const struct array *whole, int count);

#endif
