// SPDX-License-Identifier: GPL-3.0-or-later
// What the names of a file's arrays mean in a cell: its parameters, s[-1], x, y and what else it is given, under
// the cell's own names.  Other names are the business of a dialect (file/dialect.h).
#ifndef FILE_MAPPING_H
#define FILE_MAPPING_H

#include <stdbool.h>

#include "file/npz.h"
#include "lang/cell.h"

enum meaning_kind { MEANING_UNUSED, MEANING_INPUT, MEANING_PARAMETER, MEANING_STATE };

struct meaning {
	enum meaning_kind kind;
	int input;    // INPUT: which one
	int quantity; // PARAMETER, STATE
};

struct mapping {
	struct meaning *meaning; // by array; owned
	const struct cell *cell; // not owned; its biases exist
	int H, C;                // what the arrays' sides say; 0: nothing
	bool has_weights, has_bias;
	bool given[CELL_QUANTITIES];
	int fitted; // parameters and states; after a failure, those before it
};

// Finds what each array means and what sizes follow, where H and C are not known (0).  False and *error when two
// arrays mean the same, or a shape does not fit.
bool mapping_make(struct mapping *mapping, const struct npz *npz, const struct cell *cell, int H, int C,
                  struct error *error);
void mapping_free(struct mapping *mapping);

// How many arrays have the name of a parameter or a state of the cell.
int mapping_count_known(const struct cell *cell, const struct npz *npz);

// Whether some array means this input.
bool mapping_has_input(const struct mapping *mapping, const struct npz *npz, int input);

// A weight that the cell has and the file has not; NULL: all are there.  (Biases may be missing: 0.)
const char *mapping_missing(const struct mapping *mapping);

// Whether the array of this name means something.
bool mapping_uses(const struct mapping *mapping, const struct npz *npz, const char *name);

// "U 3×5, x 5"; what was not used, last.
void mapping_tell(const struct mapping *mapping, const struct npz *npz, struct text *out);

#endif
