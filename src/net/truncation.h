// SPDX-License-Identifier: GPL-3.0-or-later
// Truncated backpropagation through time: how far losses are carried back.  The article's way carries each loss
// n steps back.  Frameworks cut a sequence into chunks: the state is carried from one into the next, the
// gradient is not.  Both make the gradient wrong on purpose; what is lost, net/truncated.h tells.
#ifndef NET_TRUNCATION_H
#define NET_TRUNCATION_H

#include <stdbool.h>

#include "base/text.h"

enum { TRUNCATION_MOST = 100000 }; // steps

enum truncation_form { TRUNCATE_OFF, TRUNCATE_STEPS, TRUNCATE_CHUNKS };

struct truncation {
	enum truncation_form form;
	int n; // STEPS: ≥ 0 steps back; CHUNKS: ≥ 1 steps each
};

// Each loss n steps back; -1: off.
static inline struct truncation truncation_steps(int n)
{
	return (struct truncation){ n < 0 ? TRUNCATE_OFF : TRUNCATE_STEPS, n < 0 ? 0 : n };
}

static inline struct truncation truncation_chunks(int n)
{
	return (struct truncation){ TRUNCATE_CHUNKS, n };
}

bool truncation_equal(struct truncation a, struct truncation b);

// The smallest k of loss t's iterations.
int truncation_last_k(struct truncation truncation, int t);

// Whether no gradient goes from step k to k-1, whichever loss it is of: a chunk begins at k.
bool truncation_cuts(struct truncation truncation, int k);

// "off", "4", "chunk 4": as the command takes it.  Reads it back; false if it is none of them.
void truncation_write(struct truncation truncation, struct text *out);
bool truncation_read(const char *words, struct truncation *truncation);

#endif
