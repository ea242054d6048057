// SPDX-License-Identifier: GPL-3.0-or-later
// One array in NumPy's format (versions 1 to 3), read from and written to memory.  Its numbers become
// doubles, row by row, whatever they were: floats of 2, 4 or 8 bytes, integers, truth values, in either
// order of bytes, by rows or by columns.  Objects, strings, records, dates and complex numbers are
// refused; nothing is ever unpickled.
#ifndef FILE_NPY_H
#define FILE_NPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

// NPY_NUMBERS_MOST: of all arrays of a file together; 1 GiB as they are held.
enum { NPY_DIMS_MOST = 8, NPY_HEADER_MOST = 65536, NPY_NUMBERS_MOST = 1 << 27 };

struct npy {
	int dims; // 0: a single number
	size_t side[NPY_DIMS_MOST];
	size_t count;  // of all numbers
	bool is_whole; // they were integers or truth values
	char *words;   // of a list of strings, the strings (file/strings.h), side[0] of them; owned; NULL: none
	const char *holds; // what stands in the place of numbers, to be translated; there are none then.  NULL: numbers
	double *at;    // owned
};

// Reads bytes[0 .. length), all of them, of at most `most` numbers.  False and *error, which names the array and whose
// offset counts from `offset`; the array is then empty.
bool npy_read(struct npy *npy, const char *name, const uint8_t *bytes, size_t length, size_t offset, size_t most,
              struct error *error);
void npy_free(struct npy *npy);

// Appends the array as '<f8', or as '<i8' where is_whole says so and they fit, by rows.
void npy_write(const struct npy *npy, struct text *out);

// Where number `number` stands: "1,2".
void npy_write_indices(const struct npy *npy, size_t number, struct text *out);

// "3×4", "5", "()".
void npy_write_shape(const struct npy *npy, struct text *out);

#endif
