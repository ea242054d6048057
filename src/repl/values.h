// SPDX-License-Identifier: GPL-3.0-or-later
// The values that were printed, numbered from 1: `$3`, and `$` or `_` for the last.  The oldest go when
// there are too many; numbers are never given twice.
#ifndef REPL_VALUES_H
#define REPL_VALUES_H

#include <stdbool.h>

#include "array/array.h"
#include "base/error.h"

// How many are kept; what they hold is bounded by BUDGET_PRINTED.
enum { VALUES_MOST = 1000 };

struct numbered {
	char *text;         // the expression; owned
	struct array value; // its numbers are owned
};

struct values {
	struct numbered *at; // owned
	int count;
	int dropped; // those before: at[i] is $(dropped + i + 1)
	size_t numbers;
};

void values_free(struct values *values);
void values_add(struct values *values, const char *text, struct array value);

// Whether a name means a printed value: $, $12, _.
bool values_is_name(const char *name);

// The value that such a name means (a view, until the next is added); false and *error: there is none.
bool values_find(const struct values *values, const char *name, struct span span,
                 struct array *value, struct error *error);

#endif
