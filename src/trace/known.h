// SPDX-License-Identifier: GPL-3.0-or-later
// Values as stops see them: a forward quantity, delta or the derivative of a loss has none before the walk
// has computed it, though the prompt would tell it at every place.
#ifndef TRACE_KNOWN_H
#define TRACE_KNOWN_H

#include <stdbool.h>

#include "trace/stop.h"

// False: the expression has no value at this place.  The value lives in the arena, or in the walk until
// another place is asked for.
bool known_value(const struct tree *tree, struct walk *walk, struct stop_scope scope,
                 struct place place, struct arena *arena, struct array *value);

#endif
