// SPDX-License-Identifier: GPL-3.0-or-later
// What the sides of an expression's value count, words or hidden units, told from its names and the
// operators' own rules of shapes: so that a picture can label them.  A guess, never an error.
#ifndef COMMAND_LABELS_H
#define COMMAND_LABELS_H

#include "lang/cell.h"

// The symbolic shape (lang/shape.h); 0×0 where it cannot be told.
struct shape labels_of(const struct cell *cell, const struct tree *tree);

#endif
