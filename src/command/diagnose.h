// SPDX-License-Identifier: GPL-3.0-or-later
// What a diagnosis says, as words: shared by the command and by the verbs that read files.
#ifndef COMMAND_DIAGNOSE_H
#define COMMAND_DIAGNOSE_H

#include <stdbool.h>

#include "base/text.h"
#include "file/weights.h"
#include "tutor/diagnose.h"

// Arrays are named as in the file `of` (command/naming.h); NULL: as in the cell.

// Which arrays are wrong, which mistakes explain them, what runs where what was derived, what cannot be told
// apart, and the question; or that none of the catalogue does, and what is to be seen.  `cell` is the right one.
void diagnose_write(const struct cell *cell, const struct evidence *evidence, int count,
                    const struct diagnosis *found, const struct weights *of, struct text *out);

// The first value of the forward pass that is not the right one, and by how much; nothing where all are.
// Whether there is one.
bool diagnose_write_forward(const struct sequences *sequences, const struct evidence *value, int count, struct text *out);

// A ladder of hints instead of the whole: 1 which arrays, 2 where in the walk, 3 which equation, 4 the question,
// 5 the line.
enum { HINT_LEVELS = 5 };
void diagnose_write_hint(const struct cell *cell, const struct evidence *evidence, int count,
                         const struct diagnosis *found, const struct weights *of, int level, struct text *out);

// Adds "B1 late-state, B9 no-transpose" to a list; nothing where nothing is named.
void diagnose_write_names(const struct diagnosis *found, struct text *out);

#endif
