// SPDX-License-Identifier: GPL-3.0-or-later
// Weights, data and gradients of a network as arrays of a file, and back.
#ifndef FILE_WEIGHTS_H
#define FILE_WEIGHTS_H

#include "file/dialect.h"
#include "file/mapping.h"
#include "net/pass.h"

// A file that was read for a network.
struct weights {
	struct npz npz;          // under the cell's names, once they are loaded
	struct dialect *dialect; // in which it was written; NULL: the cell's own names
	struct npz source;       // what was read, where there is a dialect
	struct npz momenta;      // what an optimiser remembers
	struct npz initial;      // initial states, one a sequence (file/initials.h)
	const char *wanted;      // the dialect's name; NULL: the one that it is; not owned
	const char *layout;      // the order of the sides of x and y, as it is said; NULL: the dialect's, or the usual one
	struct text said;        // of what is given, line by line
	struct text origin;      // the command that loads it
	struct mapping mapping;
};

// Takes what the arrays of weights->npz say (read from `path`, which errors name) into the network:
// sizes, weights, data; a bias among them switches biases on.  With `any_cell`, where they do not fit
// the network's cell, the shipped one that they do fit is taken.  What they do not say stays; where sizes
// change, or with `all`, no weight may be missing.  False and *error: the network is half changed and
// fit for nothing.
bool weights_load(struct weights *weights, struct network *network, const char *path, bool any_cell,
                  bool all, struct error *error);
void weights_free(struct weights *weights);

// Whether the file held what the network reads, and what it predicts if its cell asks for that.
bool weights_have_inputs(const struct weights *weights, const struct network *network, struct error *error);

// The network's numbers that an array means, a parameter or an initial state; without numbers: neither.
struct array weights_numbers(struct network *network, const struct meaning *meaning);

// What each array was taken for.
void weights_tell(const struct weights *weights, struct text *out);

// The network's parameters, its initial states that are not zero, x and y, under the cell's names.
void weights_write(const struct network *network, struct npz *out);

// E, and the gradient of each parameter and initial state under its name with a d.
void weights_write_gradients(const struct pass *pass, struct npz *out);

// The order of the sides of what is given: as it is said, the dialect's, or the usual one.
const char *weights_layout(const struct weights *weights);

#endif
