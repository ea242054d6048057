// SPDX-License-Identifier: GPL-3.0-or-later
// The ways to plant the catalogue's mistakes (tutor/bug.h) in a cell: which equation, which match in it.  What is planted
// is another program of the same cell, which the engine runs as any other.
#ifndef TUTOR_PLANTING_H
#define TUTOR_PLANTING_H

#include "tutor/bug.h"

// One way to plant a row in a cell: at one site, or (site.equation -1) everywhere.
struct planting {
	const struct bug *bug;
	struct site site;
	double number; // in place of the edit's; 0: the edit's own
};

// All ways to plant anything in the cell's program, row by row; those that make the same program as one before
// stand for it and are left out.  `clip`: the bound of what clips, 0: a usual one.  `settled`, by quantity: nothing is
// planted at these equations alone; NULL: everywhere.  The caller frees it.
struct plantings {
	struct planting *at;
	struct cell **cell; // as each leaves it, one reference
	int count;
};
struct plantings bug_plantings(const struct cell *cell, double clip, const bool *settled);
void plantings_free(struct plantings *plantings);

// The cell after it, which shares with `cell` what it does not change; NULL: it makes no program here.  The
// caller owns the one reference.
struct cell *bug_plant(const struct cell *cell, struct planting planting);

// The planting that makes the program in force, amended, of the derived one; false: none does alone.
bool bug_name_program(const struct cell *derived, const struct cell *amended, double clip,
                      struct planting *planting);

#endif
