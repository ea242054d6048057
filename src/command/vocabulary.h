// SPDX-License-Identifier: GPL-3.0-or-later
// Words that the program prints and that are no commands: what each of them means.
#ifndef COMMAND_VOCABULARY_H
#define COMMAND_VOCABULARY_H

#include <stdbool.h>

#include "base/text.h"

struct session;

// Says what the word means in the cell at hand, in lines of 80 columns at most; false: it has no meaning.
bool vocabulary_tell(const struct session *session, const char *word, struct text *out);

#endif
