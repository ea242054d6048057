// SPDX-License-Identifier: GPL-3.0-or-later
// A formula in TeX → a picture of letters: stacked fractions, sums with their bounds, tall brackets,
// scripts, matrices; or the same on one line.  A small part of TeX (symbol.c); what is not known is
// shown as it was written.  What is too long or nested too deep is cut, never refused.
#ifndef TYPESET_MATH_H
#define TYPESET_MATH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "typeset/box.h"

// How formulas are shown: in two dimensions, the same with ASCII letters, as TeX.
enum math_form { MATH_UNICODE, MATH_ASCII, MATH_TEX };

enum { MATH_BYTES_MOST = 4096 };

// The formula in two dimensions, in lines of at most `cols` columns where it can be broken; a longer
// one than MATH_BYTES_MOST on one line.  The TeX must be cleaned.
struct box math_box(const char *tex, size_t length, bool ascii, int cols, enum role role);

// Appends δ₂⁽³⁾ for \delta_2^{(3)}; with `ascii`, delta[3,2]: the notation of the prompt where it has
// one.  False: something was unknown and stands there as it was written.
bool math_write(const char *tex, size_t length, bool ascii, struct text *out);

#endif
