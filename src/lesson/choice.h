// SPDX-License-Identifier: GPL-3.0-or-later
// Which choice of a question a learner means: by its number, its letter (a is the first), its words or a
// part of them that no other choice has.
#ifndef LESSON_CHOICE_H
#define LESSON_CHOICE_H

#include <stdbool.h>

#include "lesson/content.h"

// The choice's number, from 1; 0: none of them, -1: a part that several have.  With `whole` a part of the
// words is not enough.
int choice_find(const struct question *question, const char *typed, bool whole);

#endif
