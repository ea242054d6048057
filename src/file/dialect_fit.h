// SPDX-License-Identifier: GPL-3.0-or-later
// How a file's arrays meet those of a dialect: by their names, and by their sides, which say how large H, C
// and the dialect's other sizes are.
#ifndef FILE_DIALECT_FIT_H
#define FILE_DIALECT_FIT_H

#include "file/dialect_read.h"
#include "file/npz.h"

// By the number of the dialect's array: the file's array that has one of its names, or ends in it after a dot;
// NULL: none.  An array that has a longer name of another one is that one: emb.weight is not the weight.  The
// caller frees the table.
const struct named **dialect_bind(const struct dialect *dialect, const struct npz *npz);

// Whether an array's own name is this name, or ends in it after a dot.
bool dialect_matches(const char *own, const char *name);

// An array of the file whose presence says that the source computes something else; NULL: none.
const struct named *dialect_find_never(const struct dialect *dialect, const struct npz *npz);

// How many arrays it knows of the file, words not counted; *missing is one that it needs and the file has not, or
// NULL.
int dialect_count_known(const struct dialect *dialect, const struct named *const *bound,
                        const struct dialect_array **missing);

// Finds the sizes of the dialect; how many arrays have the shape that follows.
int dialect_count_fitting(struct dialect *dialect, const struct named *const *bound);

// Finds the sizes of the dialect, and whether each array has the shape that follows; else *error names the array,
// its byte, both shapes and what to write in the notebook.
bool dialect_fit(struct dialect *dialect, const struct named *const *bound, struct error *error);

// The same, where the sizes are known.
bool dialect_check_shapes(const struct dialect *dialect, const struct named *const *bound, struct error *error);

// How long side d of an array of so many declared sides is; 0: it has no such side.  Sides of 1 more than declared
// are nobody's intention: h0 of 1×1×H is a vector.
size_t dialect_side_of(const struct npy *array, int dims, int d);

// Whether the array is square, and could lie on its side unseen.
bool dialect_may_lie(const struct dialect *dialect, const struct dialect_array *array);

#endif
