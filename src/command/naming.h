// SPDX-License-Identifier: GPL-3.0-or-later
// What the arrays of a diagnosis are called: as in the file `of`, where it has names of its own, a source's array where
// all of it is right or wrong, and else the cell's parameters that it holds; without a file (NULL) as in the cell.
#ifndef COMMAND_NAMING_H
#define COMMAND_NAMING_H

#include "base/text.h"
#include "file/weights.h"
#include "tutor/diagnose.h"

// A piece of evidence as the cell has it, "dU", "ds[-1]", "s[3] of sequence 1"; or, where it is the only one under it, under
// its name in the file.
void naming_write_piece(const struct cell *cell, const struct evidence *evidence, int count, int piece,
                        const struct weights *of, struct text *out);
void naming_write(const struct cell *cell, const struct evidence *evidence, struct text *out);

// The gradient of a quantity under the name that it has in the file, where all steps of what has a time stand together.
void naming_write_whole(const struct cell *cell, int quantity, int time, const struct weights *of, struct text *out);

// Adds "dW, dU" to a list: the arrays of evidence that are right (wrong).
void naming_write_arrays(const struct cell *cell, const struct evidence *evidence, int count,
                         const struct diagnosis *found, const struct weights *of, bool right, struct text *out);

// What the cell's names that are spoken of are in the file's, as a line more; nothing where there are none.
void naming_write_legend(const struct cell *cell, const struct evidence *evidence, int count,
                         const struct diagnosis *found, const struct weights *of, struct text *out);

#endif
