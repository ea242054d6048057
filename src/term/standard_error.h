// SPDX-License-Identifier: GPL-3.0-or-later
// While the picture stands, what libraries write on standard error would be printed over it: it is caught, to
// be said into the log.
#ifndef TERM_STANDARD_ERROR_H
#define TERM_STANDARD_ERROR_H

#include <stdbool.h>

#include "base/text.h"

void standard_error_catch(void);
int standard_error_descriptor(void); // to wait for; -1: nothing is caught

// What has come, without bells and last newlines; true: there were bells.
bool standard_error_read(struct text *out);

// Standard error is what it was; what has not been read goes there.
void standard_error_release(void);

#endif
