// SPDX-License-Identifier: GPL-3.0-or-later
// The graph → instructions, level by level.
#ifndef NET_EMIT_H
#define NET_EMIT_H

#include "net/code.h"
#include "net/storage.h"

void emit_code(struct program_code *code, const struct storage *storage, const struct kernels *kernels);

#endif
