// SPDX-License-Identifier: GPL-3.0-or-later
// Initial states of several sequences, each its own: h0 of N×H, or of 1×N×H as PyTorch has it.  What the names of
// arrays mean else is file/mapping.h's business, which knows one state for all.
#ifndef FILE_INITIALS_H
#define FILE_INITIALS_H

#include "array/array.h"
#include "base/arena.h"
#include "file/dialect.h"
#include "net/network.h"

// Moves what has the name of an initial state, s[-1] or a dialect's h0, and two sides, to *initial.
void initials_set_aside(struct npz *npz, struct npz *initial);

// Which quantity's state an array of these is, in the dialect (NULL: the cell's own names); -1: none.
int initials_find(const struct dialect *dialect, const struct cell *cell, const char *name);

// The sequences that the network has just got from the file begin with them, and the network with those of the one
// that it reads.  `layout`: the order of the sides of what is given.  What they were taken for goes to `told`.  False
// and *error: an array is no state of the cell, or has not got the sides.
bool initials_take(const struct npz *initial, const struct dialect *dialect, const char *layout, struct network *network,
                   struct text *told, struct error *error);

// The numbers of one of them, or of its gradient, which lies as it does: a row a sequence, in the arena.
bool initials_rows(const struct named *named, const char *layout, const struct network *network, int quantity,
                   struct array *rows, struct arena *arena, struct error *error);

#endif
