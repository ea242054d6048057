// SPDX-License-Identifier: GPL-3.0-or-later
// The step at hand as plain lines: what `explain` says and what plain mode says after each step.
#ifndef VIEW_EXPLAIN_H
#define VIEW_EXPLAIN_H

#include "base/text.h"
#include "view/view.h"

// The equation with names; with the numbers plugged in; the result; one sentence of what changed and
// by how much (and of the numeric check, where one belongs).  Lines of at most `cols` columns, as far
// as names and numbers allow.
void view_explain(const struct scene *scene, int cols, struct text *out);

#endif
