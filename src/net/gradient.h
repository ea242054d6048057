// SPDX-License-Identifier: GPL-3.0-or-later
// What one step of learning needs: E of a sequence and its gradient by every parameter, as the program in
// force computes them (truncation included).  The one door through which training reaches an engine.
#ifndef NET_GRADIENT_H
#define NET_GRADIENT_H

#include <stdbool.h>

#include "array/array.h"
#include "net/corpus.h"
#include "net/network.h"

struct gradient {
	const struct network *network; // not owned; its parameters may change between runs
	double total;                  // E of the sequence
	double answers;                // the part of E from step `asked` on
	int right;                     // how many of these steps' likeliest words are right
	struct array *of;  // by quantity number: dE/d(parameter); none for other quantities
	struct pass *pass; // the walk's own sweeps
	struct moment *end;
};

// The network must be able to run each sequence (network_ready).
struct gradient *gradient_new(const struct network *network);
void gradient_free(struct gradient *gradient);

// The sequence in place of the network's x and y.  False: interrupted, and the numbers mean nothing.
bool gradient_run(struct gradient *gradient, const struct sequence *sequence);

// Only `total`, `answers` and `right`.
bool gradient_run_forward(struct gradient *gradient, const struct sequence *sequence);

#endif
