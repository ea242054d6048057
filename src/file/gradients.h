// SPDX-License-Identifier: GPL-3.0-or-later
// The gradients of all sequences of a network as arrays of a file, in the names, shapes and order of the file that
// it was read from.
#ifndef FILE_GRADIENTS_H
#define FILE_GRADIENTS_H

#include "file/weights.h"

// Gradients are summed over losses and sequences; or, when that is asked for, divided by the number of the ones or
// of the others.
enum mean { MEAN_NOT, MEAN_LOSSES, MEAN_SEQUENCES };

struct gradients_how {
	bool all; // of each input and each computed quantity, too, at each step: (N×)T×its size
	enum mean mean;
};

struct gradients_told {
	double E;
	int sequences, losses;
};

// E; for each array A of the file that holds numbers of the network dA in A's own shape; for each input that is given
// in vectors its gradient, in its own layout.  False: interrupted, and *out holds nothing whole.
bool gradients_write(const struct weights *weights, const struct network *network, struct gradients_how how,
                     struct npz *out, struct gradients_told *told);

#endif
