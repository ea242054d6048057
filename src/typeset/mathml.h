// SPDX-License-Identifier: GPL-3.0-or-later
// A formula in TeX → MathML, the part of it that browsers share (MathML Core).  Well-formed whatever is given;
// what the formula holds is no markup.  The TeX must be cleaned.
#ifndef TYPESET_MATHML_H
#define TYPESET_MATHML_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

// Appends a <math> element; of a formula that stands on its own (`display`), one for each of the parts between
// its wide blanks, so that a narrow page can put them below each other.  False: something was unknown and stands
// there as it was written.
bool mathml_write(const char *tex, size_t length, bool display, struct text *out);

#endif
