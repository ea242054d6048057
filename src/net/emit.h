// SPDX-License-Identifier: GPL-3.0-or-later
// The graph → instructions, level by level.
#ifndef NET_EMIT_H
#define NET_EMIT_H

#include "net/code.h"
#include "net/storage.h"

struct program_code {
	struct instruction *instruction;
	int count, room;
	struct stage *stage;
	int stages;       // constants first, totals last
};

void emit_code(struct program_code *code, const struct storage *storage);

#endif
