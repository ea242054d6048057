// SPDX-License-Identifier: GPL-3.0-or-later
// Words within HTML, MathML and SVG: what would be markup there is written so that it is none, in an element as
// in a quoted attribute.
#ifndef BASE_MARKUP_H
#define BASE_MARKUP_H

#include "base/text.h"

void markup_add(struct text *out, const char *words);
// The address of a page, for an attribute: what an address may not hold is written as its code, %20.
void markup_add_address(struct text *out, const char *address);
void markup_add_bytes(struct text *out, const char *words, size_t length);

#endif
