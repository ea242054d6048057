// SPDX-License-Identifier: GPL-3.0-or-later
// An array that holds so many numbers at each step of N sequences, in whatever order its sides stand: states, losses,
// gradients of what is read.
#ifndef FILE_ROWS_H
#define FILE_ROWS_H

#include <stdbool.h>

#include "array/array.h"
#include "file/npy.h"

struct rows {
	const struct npy *array;
	size_t size;                      // numbers a step
	size_t apart_N, apart_T, apart_C; // from one sequence, step, number to the next
	size_t first;                     // where step 0 begins
};

// Its sides, those of 1 left out, are those of the layout (file/inputs.h), or of N×T×size.  `before` (or NULL): what
// stands before step 0, of which the array may have a row more, first or, as s[-1] in NumPy, last.
bool rows_find(struct rows *rows, const struct npy *array, const char *layout, size_t N, size_t T, size_t size,
               const double *before);

// Step t of sequence n, n×1: out of the array; into numbers that lie as the array's do.
void rows_read(const struct rows *rows, size_t n, size_t t, struct array to);
void rows_write(const struct rows *rows, size_t n, size_t t, struct array from, double *numbers);

#endif
