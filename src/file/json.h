// SPDX-License-Identifier: GPL-3.0-or-later
// JSON on its way out: strings and numbers as RFC 8259 wants them.  What is written is valid whatever
// comes in; nothing is read here.
#ifndef FILE_JSON_H
#define FILE_JSON_H

#include "array/array.h"
#include "base/text.h"

// "…": quotation marks, backslashes and control characters are escaped, bytes that are not UTF-8 become
// U+FFFD; with `ascii` all letters beyond ASCII are escaped, too.
void json_write_string(const char *string, bool ascii, struct text *out);

// 17 significant digits, which read back exactly; "NaN", "Infinity" and "-Infinity" as strings.
void json_write_number(double number, struct text *out);

// [1,2,3]: all numbers row by row; [rows,cols].
void json_write_numbers(struct array a, struct text *out);
void json_write_shape(struct array a, struct text *out);

#endif
