// SPDX-License-Identifier: GPL-3.0-or-later
// CSV on its way out, as RFC 4180 has it; every field stands in quotation marks.  What a spreadsheet would
// run as a formula is made text, and what no terminal should get is shown, not sent.
#ifndef FILE_CSV_H
#define FILE_CSV_H

#include "base/text.h"

// Appends a row of so many fields.
void csv_write_row(const char *const *fields, int count, struct text *out);

#endif
