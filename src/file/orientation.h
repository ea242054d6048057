// SPDX-License-Identifier: GPL-3.0-or-later
// How the array of a gradient stands to the array that it is the gradient of, by their sides alone.
#ifndef FILE_ORIENTATION_H
#define FILE_ORIENTATION_H

#include "base/text.h"
#include "file/npz.h"

enum stance {
	STANCE_SAME,   // side by side
	STANCE_LOOSE,  // but for sides of 1: the numbers are in the same order
	STANCE_TURNED, // transposed, and no square
	STANCE_OTHER
};

enum stance orientation_of(const struct npy *gradient, const struct npy *array);

// Its numbers as those of the transposed matrix, under a name.
void orientation_turn(const struct npy *gradient, const char *name, struct npz *to);

// Of a loose one a sentence that says what NumPy makes of array - gradient; nothing where that has the array's shape.
void orientation_tell(const struct named *gradient, const struct named *array, struct text *out);

#endif
