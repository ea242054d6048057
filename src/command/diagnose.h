// SPDX-License-Identifier: GPL-3.0-or-later
// What a diagnosis says, as words: shared by the command and by the verbs that read files.
#ifndef COMMAND_DIAGNOSE_H
#define COMMAND_DIAGNOSE_H

#include "base/text.h"
#include "net/diagnose.h"

// How far the numbers may be from those of a program and still be its: relative to the largest of them and to
// each.  Lives in the arena.
struct array diagnose_tolerance(struct array given, double relative, struct arena *arena);

// Which arrays are wrong, which mistakes explain them, what runs where what was derived, what cannot be told
// apart, and the question; or that none of the catalogue does, and what is to be seen.  `cell` is the right one.
void diagnose_write(const struct cell *cell, const struct evidence *evidence, int count,
                    const struct diagnosis *found, struct text *out);

#endif
