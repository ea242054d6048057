// SPDX-License-Identifier: GPL-3.0-or-later
// Words within HTML, MathML and SVG: what would be markup there is written so that it is none, in an element as
// in a quoted attribute.
#ifndef BASE_MARKUP_H
#define BASE_MARKUP_H

#include "base/text.h"

void markup_add(struct text *out, const char *words);
void markup_add_bytes(struct text *out, const char *words, size_t length);

#endif
