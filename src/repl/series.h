// SPDX-License-Identifier: GPL-3.0-or-later
// The values of what is asked for: of an expression its value, or a list of them over whole numbers, which may
// be passes of a training (repl/passing.h).
#ifndef REPL_SERIES_H
#define REPL_SERIES_H

#include "lang/evaluate.h"
#include "lang/query.h"

struct session;

// Its value, or its values, of which there may be `most`, in the arena.  False and *error where there are more,
// they are no numbers or vectors of one length, or one of them cannot be evaluated.
bool series_evaluate(struct series *series, struct session *session, const struct scope *scope, int most,
                     struct arena *arena, struct error *error);

// The number of the variable of row i.
long series_number(const struct series *series, int i);

#endif
