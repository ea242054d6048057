// SPDX-License-Identifier: GPL-3.0-or-later
// The graph → instructions, level by level.
#ifndef PLAN_EMIT_H
#define PLAN_EMIT_H

#include "plan/code.h"
#include "plan/storage.h"

void emit_code(struct program_code *code, const struct storage *storage, const struct kernels *kernels);

#endif
