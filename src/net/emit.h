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
	int stages;       // constants (if any) first, totals last
	int turn;         // the first stage of the way back: the first loop downward, or the totals
	bool in_pieces;   // up to the turn nothing looks forward in time, after it nothing back, so that each
	                  // way may be gone piece by piece
};

void emit_code(struct program_code *code, const struct storage *storage);

#endif
