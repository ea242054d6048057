// SPDX-License-Identifier: GPL-3.0-or-later
// Where a cell's quantities stand in a drawing of the network unrolled in time, told from its
// equations alone: inputs below, then what makes the states, the states in rows, what is made of
// them, and the loss above.
#ifndef VIEW_ANATOMY_H
#define VIEW_ANATOMY_H

#include "lang/cell.h"

enum stand {
	STAND_INPUT,
	STAND_BELOW, // between the words and the states
	STAND_STATE,
	STAND_CARRY, // a parameter between a state and the same at the next time
	STAND_ABOVE, // between the states and the loss
	STAND_LOSS
};

enum { ANATOMY_STATES = 8 };

struct anatomy {
	enum stand stand[CELL_QUANTITIES];
	int state
		[ANATOMY_STATES]; // quantities, in the order of their equations; more are not drawn
	int states;
	int row[CELL_QUANTITIES]; // STATE, CARRY: index into state[], -1: not drawn
};

struct anatomy anatomy_of(const struct cell *cell);

#endif
