// SPDX-License-Identifier: GPL-3.0-or-later
// `let` and `at` with an equation of the backward pass: a learner's own, in place of the derived one.
#ifndef REPL_AMENDING_H
#define REPL_AMENDING_H

#include "base/error.h"

struct session;

// Puts a backward equation of the learner's in place (lang/amend.h) and says what stood there.  `number`
// and `column` say where the line's first letter was read.  On a mistake all stays as it was.
bool amending_run(struct session *session, const char *line, int number, int column,
                  struct error *error);

#endif
