// SPDX-License-Identifier: GPL-3.0-or-later
// NumPy's strings, '<U3': letters of four bytes each, as many for each string, NUL behind shorter ones.
#ifndef FILE_STRINGS_H
#define FILE_STRINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STRINGS_MOST = 65536, STRINGS_LETTERS_MOST = 64 };

// As words in UTF-8, each ended by a NUL, one behind the other; the caller frees them.  A blank or a line's end, which
// cannot stand in a word, is shown by a letter of its own.  NULL: one is empty, or holds what is no letter.
char *strings_read(const uint8_t *bytes, size_t count, size_t letters, bool big_endian);

#endif
