// SPDX-License-Identifier: GPL-3.0-or-later
// Values as text: a matrix as aligned rows in brackets, its numbers as array/number.h writes them.
#ifndef REPL_VALUE_H
#define REPL_VALUE_H

#include <stdbool.h>

#include "array/array.h"
#include "base/text.h"

struct error;
struct session;

// "[ 0.1  -0.2]" rows joined by newlines, each indented; of rows (columns) beyond 100, or beyond the
// width when it is not 0, the middle ones are left out.
void value_write(struct array a, int precision, int columns, struct text *out);

// A column or row as a list that can be typed: "[0.1, -0.2]'"; long ones with their ends only.
void value_write_list(struct array a, int precision, int columns, struct text *out);

// The rows as lists below each other, without the indent: "0.4744" of one column, "[ 0.1  -0.2]" of more;
// every row is written, of columns the middle ones may be left out.
void value_write_rows(struct array a, int precision, int columns, struct text *out);

// Evaluates an expression or a list (`EXPR for k = 4..0`) that stands at `column` of line `number`, says
// `EXPR = value` and keeps the value as the next of `$1`, `$2` … (repl/printing.c).
bool value_print(struct session *session, const char *text, int number, int column,
                 struct error *error);

// As value_print with words before the expression (not in JSON), and keeps nothing; NULL is value_print.
bool value_show(struct session *session, const char *before, const char *text, int number,
                int column, struct error *error);

#endif
