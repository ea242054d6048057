// SPDX-License-Identifier: GPL-3.0-or-later
// UTF-8: letters (grapheme clusters, what a person calls one letter), their columns on a terminal,
// and the one function that makes a foreign text safe to show.  All functions accept any bytes:
// a byte that is not UTF-8 is a letter of its own.
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

#define UTF8_INVALID UINT32_MAX // no enumerator: those are ints

// Decodes one code point at bytes[0 .. length); returns how many bytes it has (1 and *code =
// UTF8_INVALID for a bad byte; 0 only when length is 0).
size_t utf8_decode(const char *bytes, size_t length, uint32_t *code);

// The bytes of a code point that is one; returns how many.
size_t utf8_encode(uint32_t code, char bytes[4]);

// The bytes of the first letter (base and its combining marks; utf8proc's grapheme rule); 0 only
// when length is 0.
size_t utf8_letter(const char *bytes, size_t length);

// Display columns of a cleaned text; of its first `length` bytes.
int utf8_columns(const char *bytes, size_t length);

// Appends the text as printf's %*s does, but counted in columns, and with one blank at least: at the right of a
// field, or where `columns` is negative at its left.
void utf8_add_field(struct text *out, const char *words, int columns);

// How many bytes of the text fit into `columns`, cut between letters.
size_t utf8_fit(const char *bytes, size_t length, int columns);

// Letters in the text's first `length` bytes: the unit of struct span.
int utf8_count(const char *bytes, size_t length);

// Appends the text made harmless: C0, C1, DEL, bidi controls, zero-width and tag characters, private
// use, unassigned and surrogates appear as <U+202E>, bad bytes as <0x9B>.  A newline stays when
// `keep_lines`, a tab becomes a blank; at most 8 combining marks stay on one letter (the rest are
// shown by code).  Every door out (screen, plain, stderr, SVG) passes foreign text through here once.
void utf8_clean(struct text *out, const char *bytes, size_t length, bool keep_lines);

// Appends the text in Unicode's composed form (NFC), so that a letter typed with its marks one by one is
// the same word; what is not UTF-8 is appended as it is.
void utf8_compose(struct text *out, const char *bytes, size_t length);

// Appends the text as a search compares it, in small letters; without `marks` ê is e and đ is d, as people type who
// are in a hurry.
void utf8_fold(struct text *out, const char *bytes, size_t length, bool marks);

// Whether two words are the same in composed form.
bool utf8_same(const char *a, const char *b);

// Whether what is shown may hold letters beyond ASCII: the locale's codeset is UTF-8 (nl_langinfo).
// Set once by main after setlocale; views ask it when they choose glyphs.
bool utf8_locale(void);
void utf8_set_locale(bool is_utf8);

#endif
