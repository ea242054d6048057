// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of whoever teaches a class, or writes a lesson: locks, results, progress in files, recordings.
#ifndef LESSON_CLASS_H
#define LESSON_CLASS_H

#include "repl/command.h"

extern const struct command class_commands[]; // ended by a row without a name

// `bptt-repl lesson --new FILE`: writes a lesson to begin with, a small one that `lesson --check` finds right; what is
// there is not replaced.  Returns an exit status.
int class_new_lesson(const char *path);

#endif
