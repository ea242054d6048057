// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures in formats that need cairo: another program draws them (helper/picture.c), where it was built.
#ifndef FILE_HELPER_H
#define FILE_HELPER_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"

// Appends the pictures `svg`, one after another, as "pdf" or "png" (one picture).  False and *error.
bool helper_convert(const char *format, const struct text *svg, struct text *out, struct error *error);

#endif
