// SPDX-License-Identifier: GPL-3.0-or-later
// The mathematics of a lesson: TeX, as a forge shows it between dollars, → one line of letters.
// A small part of TeX, a table; not a typesetter (that is lang/typeset.h, for trees).
#ifndef LESSON_MATH_H
#define LESSON_MATH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

// Appends δ₂⁽³⁾ for \delta_2^{(3)}; with `ascii`, delta[2]^(3): the notation of the prompt where it
// has one.  The TeX must be cleaned.  False: a command was unknown and stands there as it was written.
bool math_write(const char *tex, size_t length, bool ascii, struct text *out);

#endif
