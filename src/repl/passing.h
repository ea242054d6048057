// SPDX-License-Identifier: GPL-3.0-or-later
// An expression at the numbers of a list: `… for k = 4..0`, and `… for pass = 0..200`, where the weights are
// those of each pass of the training.
#ifndef REPL_PASSING_H
#define REPL_PASSING_H

#include "repl/names.h"

// The name of the third time.
#define PASSING_NAME "pass"

// What is kept from one number to the next; begins as zeros.
struct passing {
	struct network *network; // with the weights of a pass; owned
	struct walk *walk;       // its walk
};
void passing_end(struct passing *passing);

// The expression with the variable at a number; `outer` is what it sees else.  The value lives in the arena and, of
// a pass, until the next number.
bool passing_evaluate(struct passing *passing, struct session *session, const struct tree *tree, const char *variable,
                      long number, const struct scope *outer, struct arena *arena, struct array *out,
                      struct error *error);

// Whether an expression is the same at all places of a walk: what it tells apart are passes.
bool passing_suits(const struct session *session, struct tree *tree);

#endif
