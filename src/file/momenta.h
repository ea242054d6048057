// SPDX-License-Identifier: GPL-3.0-or-later
// What an optimiser remembers as arrays of a file, beside the weights: adam.steps, and for each parameter
// adam.m.W and adam.v.W in its shape.
#ifndef FILE_MOMENTA_H
#define FILE_MOMENTA_H

#include "file/npz.h"
#include "net/network.h"
#include "train/optimiser.h"

void momenta_write(const struct network *network, const struct optimising *optimising,
                   const struct remembered *remembered, struct npz *out);

// Moves the arrays that an optimiser's name begins out of *npz, into *momenta.
void momenta_take(struct npz *npz, struct npz *momenta);

// What the arrays say for the network.  There may be none: then *remembered is empty.  False and *error: they do not
// fit its parameters.
bool momenta_read(const struct npz *momenta, const struct network *network, struct optimising *optimising,
                  struct remembered *remembered, struct error *error);

#endif
