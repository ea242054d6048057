// SPDX-License-Identifier: GPL-3.0-or-later
// Initial states of several sequences, each its own: h0 of N×H.  A network has one for all; who takes its sequences one
// by one (net/sequences.h) sets them aside before the file is loaded.
#ifndef FILE_INITIALS_H
#define FILE_INITIALS_H

#include "array/array.h"
#include "base/arena.h"
#include "file/weights.h"

// Moves what has the name of an initial state, s[-1] or a dialect's h0, and two sides, to weights->initial.
void initials_set_aside(struct weights *weights);

// Which quantity's state an array of weights->initial is; -1: none.
int initials_find(const struct weights *weights, const struct cell *cell, const char *name);

// By quantity, a row a sequence, in the arena; NULL where none was set aside.  False and *error: an array has not got
// the sides.
bool initials_read(struct weights *weights, const struct network *network, struct array **by_quantity,
                   struct arena *arena, struct error *error);

// The numbers of one of them, or of its gradient, which lies as it does: N×H.
bool initials_rows(const struct weights *weights, const struct network *network, int quantity, const struct named *named,
                   struct array *rows, struct arena *arena, struct error *error);

#endif
