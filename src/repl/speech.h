// SPDX-License-Identifier: GPL-3.0-or-later
// Of what an expression speaks that its text does not say: a backward pass that a learner has amended, and where
// there are several sequences, of which one or of all.
#ifndef REPL_SPEECH_H
#define REPL_SPEECH_H

#include "base/text.h"
#include "lang/tree.h"
#include "net/network.h"

struct speech {
	const struct network *network;
	bool yours;    // a gradient that comes from an amended backward pass
	bool sequence; // a value of the walk, which is that of the sequence at hand
	bool whole;    // E_all
};
struct speech speech_of(const struct network *network, struct tree *tree);
void speech_join(struct speech *speech, struct speech other);

// "sequence 2 of 3", "sum over 3 sequences", or both; nothing where there is one alone.
void speech_write_sequences(const struct speech *speech, struct text *out);
// " (yours, sequence 2 of 3)", with everything.
void speech_write(const struct speech *speech, struct text *out);

// What a training makes small: "E = 8.05, the sum", or "E_all = 14.7 (sum over 3 sequences)".
void speech_write_loss(const struct network *network, double loss, int precision, struct text *out);

#endif
