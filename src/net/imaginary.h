// SPDX-License-Identifier: GPL-3.0-or-later
// A forward pass in complex numbers: one number is moved along the imaginary axis.  Nothing is subtracted, so a
// step of 1e-20 leaves neither rounding nor truncation: Im E / h is the derivative to the last digits.
#ifndef NET_IMAGINARY_H
#define NET_IMAGINARY_H

#include "net/pass.h"

// The operator of a forward equation that has no complex value; NULL: every one has.
const struct operation *imaginary_refuses(const struct cell *cell);

// The imaginary parts of the losses E[from] … E[last] with `nudge.by` added to the imaginary part of one number,
// into losses[from .. last]; as pass_nudged_losses otherwise.
void imaginary_losses(const struct pass *pass, struct nudge nudge, int last, double *losses);

#endif
