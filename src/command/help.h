// SPDX-License-Identifier: GPL-3.0-or-later
// How lists of help look: help and apropos print the same rows.
#ifndef COMMAND_HELP_H
#define COMMAND_HELP_H

#include "base/text.h"

struct session;

// A line such as "  step [N]              Evaluate the next equation.", behind what there is.
void help_write_row(const char *name, const char *usage, const char *summary, struct text *out);

// Answers with help, which it frees; what is wider than a page is filled anew: a paragraph, or the sentence of a row in
// its own column.
bool help_answer(struct session *session, struct text *help);

#endif
