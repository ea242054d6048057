// SPDX-License-Identifier: GPL-3.0-or-later
// A cell's equations → the graph of a plan.
#ifndef PLAN_COMPILE_H
#define PLAN_COMPILE_H

#include "plan/graph.h"

// Fills an empty graph, whose arena, cell, sizes and error are set.  False and *error when something
// cannot be compiled.
bool compile_cell(struct graph *graph);

#endif
