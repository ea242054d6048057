// SPDX-License-Identifier: GPL-3.0-or-later
// How lists of help look: help and apropos print the same rows.
#ifndef COMMAND_HELP_H
#define COMMAND_HELP_H

#include "base/text.h"

// "\n  step [N]              Evaluate the next equation.": the sentence is wrapped in its own column.
void help_write_row(const char *name, const char *usage, const char *summary, struct text *out);

#endif
