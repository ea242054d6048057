// SPDX-License-Identifier: GPL-3.0-or-later
// Variables: names that `let` gave to values.  A set of them is a value that is copied and compared, a
// part of the session's state.  Which names may be variables is the business of repl/assign.c.
#ifndef REPL_VARIABLES_H
#define REPL_VARIABLES_H

#include <stdbool.h>

#include "array/array.h"

// How many there are at most; what they hold is bounded by BUDGET_VARIABLES.
enum { VARIABLES_MOST = 1000 };

struct variable {
	char *name;         // owned
	struct array value; // its numbers are owned
};

struct variables {
	struct variable *at; // in the order in which they were made
	int count;
};

struct variables *variables_copy(const struct variables *variables); // NULL: none
bool variables_equal(const struct variables *a, const struct variables *b); // bit for bit
void variables_free(struct variables *variables);

const struct variable *variables_find(const struct variables *variables, const char *name);
size_t variables_numbers(const struct variables *variables); // that all of them hold

// Gives a name another value (copied), making the variable when there is none of that name.
void variables_set(struct variables *variables, const char *name, struct array value);

#endif
