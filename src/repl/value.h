// SPDX-License-Identifier: GPL-3.0-or-later
// Values as text: a number with so many significant digits, a matrix as aligned rows in brackets.  Never
// -0.0000; NaN and Inf by name; with 17 digits every number reads back exactly.
#ifndef REPL_VALUE_H
#define REPL_VALUE_H

#include <stdbool.h>

#include "array/array.h"
#include "base/text.h"

struct error;
struct session;

void value_write_number(double number, int precision, struct text *out);

// "[ 0.1  -0.2]" rows joined by newlines, each indented; of rows (columns) beyond 100, or beyond the
// width when it is not 0, the middle ones are left out.
void value_write(struct array a, int precision, int columns, struct text *out);

// A column or row as a list that can be typed: "[0.1, -0.2]'"; long ones with their ends only.
void value_write_list(struct array a, int precision, int columns, struct text *out);

// Evaluates an expression that stands at `column` of line `number` and says `EXPR = value`.
bool value_print(struct session *session, const char *text, int number, int column,
                 struct error *error);

#endif
