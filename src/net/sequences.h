// SPDX-License-Identifier: GPL-3.0-or-later
// The forward passes of all sequences that a network has: those of its corpus, else of the one that it reads.
#ifndef NET_SEQUENCES_H
#define NET_SEQUENCES_H

#include "net/pass.h"

struct sequences {
	const struct pass **pass; // one a sequence, each of a network of its own
	int count;                // 0: the work was cut
	double total;             // the sum of all losses of all of them
	int losses;               // how many there are
};

// The network must be ready.
struct sequences sequences_new(const struct network *network);
// The same, where all states begin at zero.
struct sequences sequences_at_zero(const struct network *network);
// Those of another network of the same data, whose states of the same names begin where these do.
struct sequences sequences_like(const struct sequences *sequences, const struct network *network);
void sequences_free(struct sequences *sequences);

#endif
