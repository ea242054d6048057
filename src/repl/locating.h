// SPDX-License-Identifier: GPL-3.0-or-later
// Notes about values that are not finite.
#ifndef REPL_LOCATING_H
#define REPL_LOCATING_H

#include "lang/evaluate.h"
#include "repl/session.h"

// Where the value of an expression came from, if it is not finite: the part of the expression that made
// it, or the place of the forward pass.
void locating_note(struct session *session, struct tree *tree, const struct scope *scope,
                   struct array value);

// The same of values of the walk that were asked for otherwise.
void locating_note_walk(struct session *session);

#endif
