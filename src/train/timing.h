// SPDX-License-Identifier: GPL-3.0-or-later
// How long the plan takes for one sequence: forward, backward and one step of gradient descent.
#ifndef TRAIN_TIMING_H
#define TRAIN_TIMING_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"
#include "lang/cell.h"

// The median over about a second of runs, in seconds of processor time, on random weights and words.  False and *error when a
// size is out of bounds (nothing is tried then), the cell cannot be compiled, or Ctrl-C came.
bool timing_measure(struct cell *cell, long C, long H, long T, double *seconds, struct error *error);

// As 870 ns, 12.3 µs, 4.56 ms or 1.25 s: three digits.
void timing_write(double seconds, struct text *out);

#endif
