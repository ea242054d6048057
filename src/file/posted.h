// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers that were copied out of somebody's post: a text of lines NAME[i,j] = number, with as many digits as there are.
#ifndef FILE_POSTED_H
#define FILE_POSTED_H

#include "file/npz.h"

// The numbers of dA under the name of the array A of `weights` and in its shape, and how far each may be from what was
// rounded: half a unit of its last digit.  What was not said is NaN.  False and *error, which names the line.
bool posted_read(const char *path, const struct npz *weights, struct npz *values, struct npz *tolerances,
                 struct error *error);

#endif
