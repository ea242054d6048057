// SPDX-License-Identifier: GPL-3.0-or-later
// Notes about values that are not finite.
#ifndef REPL_NOT_FINITE_H
#define REPL_NOT_FINITE_H

#include "lang/evaluate.h"
#include "repl/session.h"

struct origin;

// The part at fault, in one sentence without its full stop.
void not_finite_write_part(struct walk *walk, const struct origin *origin, struct text *out);

// Where the value of an expression came from, if it is not finite: the part of the expression that made
// it, or the place of the forward pass.
void not_finite_note(struct session *session, struct tree *tree, const struct scope *scope,
                   struct array value);

// The same of values of the walk that were asked for otherwise.
void not_finite_note_walk(struct session *session);

#endif
