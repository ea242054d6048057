// SPDX-License-Identifier: GPL-3.0-or-later
// What the names of a file's arrays mean in a cell.  Understood are the cell's own names, s[-1], x and y,
// the names that PyTorch gives in the state_dict of a model with one nn.RNN, nn.LSTM or nn.GRU (or its
// Cell) and one nn.Linear, with any prefix, and U V W b b2 c for such stacks.  All of it is one table.
#ifndef FILE_MAPPING_H
#define FILE_MAPPING_H

#include <stdbool.h>

#include "file/npz.h"
#include "lang/cell.h"

enum { GATES_MOST = 4 };

enum meaning_kind { MEANING_UNUSED, MEANING_INPUT, MEANING_PARAMETERS, MEANING_STATE };

// An array: one parameter, or those of all gates one below the other.
struct meaning {
	enum meaning_kind kind;
	int input;                       // INPUT: which one
	int quantity[GATES_MOST], count; // of the gates, from the top
	bool adds;                       // a second bias at the same place: added to the first
};

struct mapping {
	struct meaning *meaning; // by array; owned
	const struct cell *cell; // not owned; its biases exist
	int H, C;                // what the arrays' sides say; 0: nothing
	bool has_weights, has_bias;
	bool resets_elsewhere; // names of nn.GRU in a cell that resets before the product
	bool given[CELL_QUANTITIES];
	int fitted; // parameters and states; after a failure, those before it
};

// Finds what each array means and what sizes follow.  False and *error when two arrays mean the same, a
// shape does not fit, or an array belongs to a layer of a kind that the cells do not have.
bool mapping_make(struct mapping *mapping, const struct npz *npz, const struct cell *cell,
                  struct error *error);
void mapping_free(struct mapping *mapping);

// Whether some array means this input.
bool mapping_has_input(const struct mapping *mapping, const struct npz *npz, int input);

// A weight that the cell has and the file has not; NULL: all are there.  (Biases may be missing: 0.)
const char *mapping_missing(const struct mapping *mapping);

// "U 3×5, x 5"; "rnn.weight_ih_l0 16×8 is Ui Uf Ug Uo", a line an array; what was not used, last.
void mapping_tell(const struct mapping *mapping, const struct npz *npz, struct text *out);

#endif
