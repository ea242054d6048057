// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/values.h"

#include <stdlib.h>
#include <string.h>

#include "base/budget.h"
#include "base/memory.h"
#include "base/message.h"

static void drop(struct values *values, int count)
{
	for (int i = 0; i < count; i++) {
		values->numbers -= array_size(values->at[i].value);
		free(values->at[i].text);
		free(values->at[i].value.at);
	}
	values->count -= count;
	values->dropped += count;
	if (count)
		memmove(values->at, values->at + count,
		        (size_t)values->count * sizeof *values->at);
}

void values_free(struct values *values)
{
	drop(values, values->count);
	free(values->at);
	*values = (struct values){ 0 };
}

void values_add(struct values *values, const char *text, struct array value)
{
	size_t const size = array_size(value);
	if (!values->at)
		values->at = memory_get(VALUES_MOST, sizeof *values->at);
	// Copied first: the value may be one that goes.
	struct array copy = { value.rows, value.cols, memory_get(size, sizeof *value.at) };
	if (size)
		memcpy(copy.at, value.at, size * sizeof *value.at);
	// Many at once, so that dropping stays cheap; the last one is always kept.
	drop(values, values->count == VALUES_MOST ? VALUES_MOST / 8 : 0);
	while (values->count && (values->numbers + size) * sizeof *value.at > budget_bytes(BUDGET_PRINTED))
		drop(values, (values->count + 7) / 8);
	values->at[values->count++] = (struct numbered){ memory_copy_string(text), copy };
	values->numbers += size;
}

bool values_is_name(const char *name)
{
	return *name == '$' || !strcmp(name, "_");
}

bool values_find(const struct values *values, const char *name, struct span span,
                 struct array *value, struct error *error)
{
	int const last = values->dropped + values->count;
	char *end = NULL;
	bool const is_last = !strcmp(name, "_") || !name[1];
	long const number = is_last ? last : strtol(name + 1, &end, 10);
	if (!is_last && *end)
		return error_set(error, span, _("$ is the last value, $1 the first"),
		                 _("'%s' is not a value"), name);
	if (!last)
		return error_set(error, span, _("print one first: norm(W), then 2*$"),
		                 _("no value has been printed"));
	if (number > values->dropped && number <= last) {
		*value = values->at[number - values->dropped - 1].value;
		return true;
	}
	return error_set(error, span, _("info values lists them"),
	                 number >= 1 && number <= last ?
	                         _("$%ld is no longer kept; the values from $%d to $%d are") :
	                         _("there is no $%ld; the values go from $%d to $%d"),
	                 number, values->dropped + 1, last);
}
