// SPDX-License-Identifier: GPL-3.0-or-later
// The header of a file of arrays, letter by letter: what NumPy's dictionaries and the JSON of safetensors share.
#ifndef FILE_SCAN_H
#define FILE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct scan {
	const uint8_t *bytes;
	size_t at, end, offset; // `offset` is where bytes[0] stands in the file
	const char *name;       // of the array, for errors; NULL: it is the file's own header
	struct error *error;
};

// Faults where it stands, or where it stood; always false.
bool scan_fail(const struct scan *scan, const char *cause, ...) __attribute__((format(printf, 2, 3)));
bool scan_fail_at(const struct scan *scan, size_t at, const char *cause, ...) __attribute__((format(printf, 3, 4)));

// All of these pass over blanks first.
void scan_skip_blanks(struct scan *scan);
bool scan_accept(struct scan *scan, char c); // false: another one stands there, which is no fault
bool scan_expect(struct scan *scan, char c);
bool scan_accept_word(struct scan *scan, const char *word);

// Between two of one of these quotation marks, at most `most` bytes, for which and a NUL there is room.  What is
// escaped by \ is kept as it stands.
bool scan_string(struct scan *scan, const char *quotes, char *string, size_t most);
bool scan_size(struct scan *scan, size_t *size);

#endif
