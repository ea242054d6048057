// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/variables.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static struct array copy_of(struct array a)
{
	struct array copy = { a.rows, a.cols, memory_get(array_size(a), sizeof *a.at) };
	if (array_size(a))
		memcpy(copy.at, a.at, array_size(a) * sizeof *a.at);
	return copy;
}

struct variables *variables_copy(const struct variables *variables)
{
	struct variables *copy = memory_get(1, sizeof *copy);
	for (int i = 0; variables && i < variables->count; i++)
		variables_set(copy, variables->at[i].name, variables->at[i].value);
	return copy;
}

bool variables_equal(const struct variables *a, const struct variables *b)
{
	int const count = a ? a->count : 0;
	bool equal = count == (b ? b->count : 0);
	for (int i = 0; equal && i < count; i++)
		equal = !strcmp(a->at[i].name, b->at[i].name) &&
		        array_equal(a->at[i].value, b->at[i].value);
	return equal;
}

void variables_free(struct variables *variables)
{
	for (int i = 0; variables && i < variables->count; i++) {
		free(variables->at[i].name);
		free(variables->at[i].value.at);
	}
	if (variables)
		free(variables->at);
	free(variables);
}

const struct variable *variables_find(const struct variables *variables, const char *name)
{
	for (int i = 0; variables && i < variables->count; i++)
		if (!strcmp(variables->at[i].name, name))
			return &variables->at[i];
	return NULL;
}

size_t variables_numbers(const struct variables *variables)
{
	size_t numbers = 0;
	for (int i = 0; variables && i < variables->count; i++)
		numbers += array_size(variables->at[i].value);
	return numbers;
}

void variables_set(struct variables *variables, const char *name, struct array value)
{
	// Copied first: the value may be the variable's own.
	struct array const copy = copy_of(value);
	const struct variable *known = variables_find(variables, name);
	if (!known) {
		variables->at = memory_resize(variables->at, (size_t)variables->count + 1,
		                              sizeof *variables->at);
		variables->at[variables->count] =
			(struct variable){ .name = memory_copy_string(name) };
		known = &variables->at[variables->count++];
	}
	struct variable *variable = &variables->at[known - variables->at];
	free(variable->value.at);
	variable->value = copy;
}
