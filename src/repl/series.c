// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "repl/passing.h"

enum { NUMBERS_MOST = 4 * 1024 * 1024 }; // of a list's entries together

long series_number(const struct series *series, int i)
{
	return series->first <= series->last ? series->first + i : series->first - i;
}

static bool find_bound(const struct tree *tree, const struct scope *scope, struct arena *arena,
                       long *bound, struct error *error)
{
	struct array value;
	if (!evaluate(tree, scope, arena, &value, error))
		return false;
	if (array_size(value) != 1 || !(fabs(value.at[0]) <= 1e9) ||
	    fabs(value.at[0] - nearbyint(value.at[0])) > 0)
		return error_set(error, tree->span, _("write norm(delta[4,k]) for k = 4..0"),
		                 _("a list goes from one whole number to another"));
	*bound = (long)value.at[0];
	return true;
}

// Makes room for this many entries once the first one is known.
static bool take_first(struct series *series, long entries, struct array first, struct arena *arena,
                       struct error *error)
{
	size_t const size = array_size(first);
	if (first.rows > 1 && first.cols > 1)
		return error_set(error, series->tree->span, _("take its norm, or one element"),
		                 _("a list is made of numbers or vectors; at %s = %ld this is %d×%d"),
		                 series->variable, series->first, first.rows, first.cols);
	if (size * (size_t)entries > NUMBERS_MOST)
		return error_set(error, series->tree->span, _("take its norm, or one element"),
		                 _("this list would have %ld entries of %zu numbers, more than %d"), entries,
		                 size, NUMBERS_MOST);
	series->value = array_new(arena, (int)entries, (int)size);
	return true;
}

static bool take_row(struct series *series, int i, struct array value, struct error *error)
{
	size_t const size = array_size(value);
	if (size != (size_t)series->value.cols || (value.rows > 1 && value.cols > 1))
		return error_set(error, series->tree->span, _("make them as long as each other"),
		                 _("at %s = %ld this is %d×%d, but the list's entries have %d number(s)"),
		                 series->variable, series_number(series, i), value.rows, value.cols,
		                 series->value.cols);
	memcpy(series->value.at + (size_t)i * size, value.at, size * sizeof *value.at);
	return true;
}

bool series_evaluate(struct series *series, struct session *session, const struct scope *scope, int most,
                     struct arena *arena, struct error *error)
{
	if (!series->variable)
		return evaluate(series->tree, scope, arena, &series->value, error);
	if (!find_bound(series->from, scope, arena, &series->first, error) ||
	    !find_bound(series->to, scope, arena, &series->last, error))
		return false;
	long const entries = labs(series->last - series->first) + 1;
	if (entries > most)
		return error_set(error, series->to->span, _("ask for a part of it"),
		                 _("this list would have %ld entries; it may have %d"), entries, most);
	struct passing passing = { 0 };
	bool is_good = true;
	for (int i = 0; is_good && i < entries; i++) {
		LOCAL(arena) scratch = { 0 };
		struct array value;
		is_good = passing_evaluate(&passing, session, series->tree, series->variable,
		                           series_number(series, i), scope, &scratch, &value, error) &&
		          (i || take_first(series, entries, value, arena, error)) &&
		          take_row(series, i, value, error);
	}
	passing_end(&passing);
	return is_good;
}
