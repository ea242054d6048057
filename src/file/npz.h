// SPDX-License-Identifier: GPL-3.0-or-later
// A file of named arrays, NumPy's .npz: a zip archive of .npy members.  What the names mean is
// file/weights.h's business.
#ifndef FILE_NPZ_H
#define FILE_NPZ_H

#include "file/npy.h"

struct npz {
	struct named {
		char *name;    // without .npy; owned
		char *called;  // what its file calls it, where that is another name; owned
		size_t offset; // of its member in the file that it was read from
		struct npy array;
	} * at; // owned
	int count;
	struct named *other; // what holds no numbers; owned
	int others;
};

// Reads all arrays; false and *error, which names the byte in the file where the fault stands, or the byte of a
// member once it is unpacked.
bool npz_parse(struct npz *npz, const void *bytes, size_t length, struct error *error);
void npz_free(struct npz *npz);

// As who wrote the file calls it.
const char *npz_name(const struct named *named);

// Sets *error to a fault of this array, with the byte of its member in the file; always false.
bool npz_fail(struct error *error, const struct named *named, const char *advice, const char *cause,
              ...) __attribute__((format(printf, 4, 5)));

// Adds a copy of count numbers under a name.  An array is written whole or not at all: file/save.h.
void npz_add(struct npz *npz, const char *name, int dims, const size_t *side, bool is_whole,
             const double *numbers);
void npz_write(const struct npz *npz, struct text *out);
bool npz_save(const struct npz *npz, const char *path, struct error *error);

#endif
