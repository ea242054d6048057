// SPDX-License-Identifier: GPL-3.0-or-later
// What the arrays of a file say of a network's inputs: words or vectors, of one sequence or of many.
// Words are whole numbers of T, or N×T; vectors are T×C, or N×T×C (C: as many numbers a step as the cell
// says).  Another order of the sides has to be said.  Rows of a single 1 are words, rows of zeros or NaN
// (and the words -1 and -100) none.  A y with one entry a sequence is the target of its last step.
#ifndef FILE_INPUTS_H
#define FILE_INPUTS_H

#include <stdbool.h>

#include "file/mapping.h"
#include "net/network.h"

// The sides of the arrays, in their order: "NTC", "TNC", "CNT".
#define LAYOUT_USUAL "NTC"
bool layout_is_one(const char *layout);

// Takes them into the network; N > 1 sequences become its corpus, made again by `origin`.  Its sizes are those of
// the weights already.  What is taken for what, where that is not the only possibility, goes to `told`.  False and
// *error: the network is half changed.
bool inputs_take(const struct npz *npz, const struct mapping *mapping, struct network *network,
                 const char *layout, const char *origin, struct text *told, struct error *error);

// How many numbers a step the array of an input holds; 0: that cannot be told.
size_t inputs_width(const struct npy *array, const char *layout);

#endif
