// SPDX-License-Identifier: GPL-3.0-or-later
// While the picture stands, what libraries write on standard error would be printed over it: it is caught, to
// be said into the log.
#ifndef TERM_STRAY_H
#define TERM_STRAY_H

#include <stdbool.h>

#include "base/text.h"

void stray_catch(void);
int stray_descriptor(void); // to wait for; -1: nothing is caught

// What has come, without bells and last newlines; true: there were bells.
bool stray_read(struct text *out);

// Standard error is what it was; what has not been read goes there.
void stray_release(void);

#endif
