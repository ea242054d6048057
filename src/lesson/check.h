// SPDX-License-Identifier: GPL-3.0-or-later
// Checks one lesson: replays its commands in a session of its own and compares what they print, tries
// its answers, and looks for what would annoy a learner.  It finds all faults, not only the first.
#ifndef LESSON_CHECK_H
#define LESSON_CHECK_H

#include <stdbool.h>

#include "base/text.h"
#include "lesson/content.h"
#include "repl/command.h"

struct lesson_check {
	int commands, questions;
	int faults;  // each one written into `report`, as error_write writes
	int blessed; // outputs that `blessed_text` has anew
	struct text report;
	struct text blessed_text; // with `bless`: the lesson with what was printed
};

void lesson_check(const struct lesson *lesson, const struct command *const *tables, bool bless,
                  struct lesson_check *check);
void lesson_check_free(struct lesson_check *check);

#endif
