// SPDX-License-Identifier: GPL-3.0-or-later
// Lines of prose for a terminal of this many columns.
#ifndef BASE_WRAP_H
#define BASE_WRAP_H

#include "base/text.h"

// Breaks each line at blanks; of one that is indented what goes on is indented by two more.  A word that is longer than a
// line stays whole.
void wrap_lines(struct text *out, const char *text, int columns);

#endif
