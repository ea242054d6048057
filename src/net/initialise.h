// SPDX-License-Identifier: GPL-3.0-or-later
// How weights are drawn: one row an initialiser.  What a row draws is a function of the generator, the
// parameter's sides and one number.  Not for biases: they draw nothing.
#ifndef NET_INITIALISE_H
#define NET_INITIALISE_H

#include <stdbool.h>

#include "array/array.h"
#include "array/random.h"

// Fills `a` from the generator.
typedef void initialiser_draw(struct array a, double number, struct random *random);

// To add an initialiser: its function, its row, its formula in tests/cells.py.
struct initialiser {
	const char *name;   // NULL ends the table
	const char *number; // what its number is, as usage names it; NULL: it has none
	const char *summary;
	double least;           // the smallest number
	initialiser_draw *draw; // any matrix; NULL: as the tutorial draws, within ±sqrt(1/columns)
	initialiser_draw
		*draw_recurrent; // one that maps the hidden state to itself, H×H; NULL: as any
	int sides_most; // of what draw_recurrent takes, for its time grows with the cube; 0: any
};

extern const struct initialiser initialisers[]; // the first one is the tutorial's

// The row of that name; NULL: none.
const struct initialiser *initialiser_find(const char *name);

void initialiser_run(const struct initialiser *initialiser, struct array a, bool is_recurrent,
                     double number, struct random *random);

#endif
