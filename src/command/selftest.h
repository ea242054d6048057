// SPDX-License-Identifier: GPL-3.0-or-later
// The checker proves itself: each mistake of the catalogue is planted, and has to be found where it changes anything;
// and faults of a check itself (B21), which have to show with a gradient that is right.
#ifndef COMMAND_SELFTEST_H
#define COMMAND_SELFTEST_H

#include "base/text.h"
#include "tutor/check.h"

// Tells what was found on this network by this method, and what was not; whether nothing was missed.
bool selftest_write(const struct pass *pass, const struct check_how *how, struct text *out);

#endif
