// SPDX-License-Identifier: GPL-3.0-or-later
// All sequences of a network together, where a walk is of one: their passes one after the other, the sum of their
// losses and those of the gradients.
#ifndef NET_WHOLE_H
#define NET_WHOLE_H

#include "base/arena.h"
#include "net/pass.h"

// The passes of the first `count` sequences:
//     struct each each = each_of(network, count);
//     while (each_next(&each))
//         … each.pass, of sequence each.i …
// A pass lives until the next one is asked for; a sequence without any loss has none and is passed over.
struct each {
	const struct network *network; // not owned
	int count, i;
	struct network_reading reading;
	struct pass *pass;
};
struct each each_of(const struct network *network, int count);
bool each_next(struct each *each); // false: there is none, or it is interrupted; nothing is to be freed then

// Of the sequences that are learned.  NaN where it is interrupted.
double whole_loss(const struct network *network);
// By quantity number, those of the parameters; as the program in force has them.
struct array *whole_parameters(const struct network *network, struct arena *arena);

#endif
