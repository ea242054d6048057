// SPDX-License-Identifier: GPL-3.0-or-later
// Which parameters the forward equation of a quantity reads: of a gate's pre-activation its weights and its bias.
#ifndef LANG_READS_H
#define LANG_READS_H

#include "lang/cell.h"

enum { READS_MOST = 16 };

struct reads {
	const struct cell *cell;
	int parameter[READS_MOST], count; // in the order of the equation
};

struct reads reads_of(const struct cell *cell, int quantity);

// Whether both read as many parameters, of the same shapes in the same order: then they can be taken for each other.
bool reads_match(const struct reads *a, const struct reads *b);

// The other matrix in the equation that reads this matrix: U of W in U*x[t] + W*s[t-1] + b.  -1 if there is none.
int reads_beside(const struct cell *cell, int parameter);

#endif
