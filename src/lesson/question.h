// SPDX-License-Identifier: GPL-3.0-or-later
// The question of an `ask` block: its keys, one row each (doc/lessons.md says what they mean).
#ifndef LESSON_QUESTION_H
#define LESSON_QUESTION_H

#include "lesson/fence.h"

// Fills the block with the fence's question, its formulas without Unicode if `ascii`.
bool question_read(struct lesson *lesson, const struct fence *fence, bool ascii, struct block *block,
                   struct error *error);

#endif
