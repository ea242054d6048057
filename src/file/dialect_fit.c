// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/dialect_fit.h"

#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"

// ---- names

// How much of an array's own name is this name: all of it, or what stands behind a dot; 0: nothing.
static size_t match(const char *own, const char *name)
{
	size_t const length = strlen(name), whole = strlen(own);
	bool const ends = whole >= length && !strcmp(own + whole - length, name);
	return ends && (whole == length || own[whole - length - 1] == '.') ? length : 0;
}

bool dialect_matches(const char *own, const char *name)
{
	return match(own, name) > 0;
}

const struct named *dialect_find_never(const struct dialect *dialect, const struct npz *npz)
{
	for (int i = 0; i < npz->count; i++)
		for (const struct dialect_array *each = dialect->never; each; each = each->next)
			if (match(npz->at[i].name, each->name))
				return &npz->at[i];
	return NULL;
}

// The most that one of its names matches.
static size_t match_any(const struct dialect_array *array, const char *own)
{
	size_t most = match(own, array->name);
	for (int i = 0; i < DIALECT_NAMES && array->also[i]; i++) {
		size_t const length = match(own, array->also[i]);
		most = length > most ? length : most;
	}
	return most;
}

const struct named **dialect_bind(const struct dialect *dialect, const struct npz *npz)
{
	const struct named **bound = memory_get((size_t)dialect->arrays + 1, sizeof *bound);
	for (int i = 0; i < npz->count; i++) {
		const char *const own = npz->at[i].name;
		const struct dialect_array *best = NULL;
		size_t most = 0;
		for (const struct dialect_array *each = dialect->array; each; each = each->next) {
			size_t const length = match_any(each, own);
			best = length > most ? each : best;
			most = length > most ? length : most;
		}
		// Of several, the one that has the name and nothing before it, else the last.
		if (best && !(bound[best->number] && strlen(bound[best->number]->name) == most))
			bound[best->number] = &npz->at[i];
	}
	return bound;
}

int dialect_count_known(const struct dialect *dialect, const struct named *const *bound,
                        const struct dialect_array **missing)
{
	int known = 0;
	*missing = NULL;
	for (const struct dialect_array *each = dialect->array; each; each = each->next) {
		bool const is_there = bound[each->number] != NULL;
		known += is_there && !each->is_words;
		if (!is_there && each->is_needed && !*missing)
			*missing = each;
	}
	return known;
}

// ---- sides

// A side is a number and each size so many times.
struct side {
	int number, times[DIALECT_SIZES];
};

// A whole number of moderate size: no side is longer.
static bool is_moderate(double number)
{
	return number >= -1e6 && number <= 1e6 && !(number > floor(number));
}

static bool read_side(const struct dialect *dialect, const struct tree *tree, struct side *side, struct error *error)
{
	int length[DIALECT_SIZES] = { 0 };
	double number, value;
	bool is_side = dialect_value(dialect, tree, length, 0, &number, error);
	if (!is_side)
		return false;
	is_side = is_moderate(number);
	side->number = is_side ? (int)number : 0;
	for (int i = 0; i < dialect->sizes; i++) {
		length[i] = 1;
		if (!dialect_value(dialect, tree, length, 0, &value, error))
			return false;
		length[i] = 0;
		is_side = is_side && is_moderate(value);
		side->times[i] = is_side ? (int)(value - number) : 0;
	}
	return is_side || error_set(error, tree->span, "Wf[H,H+C]",
	                            _("a side is a sum of whole numbers of H, C and the sizes that are declared"));
}

// How long it is; *unknown is the size that is not known yet, -1: there is none, -2: there are several.
static long long length_of(const struct dialect *dialect, const struct side *side, int *unknown)
{
	long long length = side->number;
	*unknown = -1;
	for (int i = 0; i < dialect->sizes; i++) {
		length += (long long)side->times[i] * dialect->length[i];
		if (side->times[i] && !dialect->length[i])
			*unknown = *unknown == -1 ? i : -2;
	}
	return length;
}

size_t dialect_side_of(const struct npy *array, int dims, int d)
{
	size_t longer = 0;
	if (dims == 2)
		return array->dims == 2 ? array->side[d] : 0;
	for (int i = 0; i < array->dims; i++)
		longer += array->side[i] > 1;
	return longer <= 1 ? array->count : 0;
}

static void solve_side(struct dialect *dialect, const struct side *side, size_t length)
{
	int unknown;
	long long const left = (length < INT_MAX ? (long long)length : 0) - length_of(dialect, side, &unknown);
	long long const size = unknown >= 0 ? left / side->times[unknown] : 0;
	if (size > 0 && size < INT_MAX)
		dialect->length[unknown] = (int)size;
}

// Whether a side that is known already has another length: then the array says nothing of the others.
static bool contradicts(const struct dialect *dialect, const struct side *side, size_t length)
{
	int unknown;
	long long const known = length_of(dialect, side, &unknown);
	return unknown == -1 && (known < 0 || (size_t)known != length);
}

static bool is_of_H_alone(const struct dialect *dialect, const struct side *side)
{
	for (int i = 1; i < dialect->sizes; i++)
		if (side->times[i])
			return false;
	return true;
}

// The arrays of H alone first: whether another one lies on its side is seen by them.  Those that contradict
// last: something must be said of them.
static bool solve(struct dialect *dialect, const struct named *const *bound, struct error *error)
{
	memset(dialect->length, 0, sizeof dialect->length);
	for (int pass = 0; pass < 4; pass++)
		for (const struct dialect_array *each = dialect->array; each; each = each->next) {
			const struct named *named = bound[each->number];
			struct side side[DIALECT_SIDES] = { 0 };
			bool is_of_H = true, is_at_odds = false;
			for (int d = 0; d < each->dims; d++) {
				if (!read_side(dialect, each->side[d], &side[d], error))
					return false;
				is_of_H = is_of_H && is_of_H_alone(dialect, &side[d]);
				is_at_odds |= named && contradicts(dialect, &side[d],
				                                   dialect_side_of(&named->array, each->dims, d));
			}
			bool const is_heard = pass == 0 ? is_of_H : pass < 3 ? !is_at_odds : true;
			for (int d = 0; named && is_heard && d < each->dims; d++)
				solve_side(dialect, &side[d], dialect_side_of(&named->array, each->dims, d));
		}
	return true;
}

// ---- shapes

static bool fail_shape(const struct dialect *dialect, const struct dialect_array *array,
                       const struct named *named, const size_t *needed, struct error *error)
{
	struct text seen = { 0 }, wanted = { 0 }, sizes = { 0 }, advice = { 0 };
	bool const lies = array->dims == 2 && named->array.dims == 2 &&
	                  named->array.side[0] == needed[1] && named->array.side[1] == needed[0];
	npy_write_shape(&named->array, &seen);
	for (int d = 0; d < array->dims; d++)
		text_addf(&wanted, d ? "×%zu" : "%zu", needed[d]);
	for (int i = 0; i < dialect->sizes; i++)
		text_addf(&sizes, i ? ", %s = %d" : "%s = %d", dialect->size[i], dialect->length[i]);
	if (lies)
		text_addf(&advice, _("it lies on its side: np.savez(…, %s=%s.T)"), named->name,
		          named->name);
	else if (array->dims == 2 && needed[0] * needed[1] == named->array.count)
		text_addf(&advice, "np.savez(…, %s=%s.reshape(%zu, %zu))", named->name, named->name, needed[0], needed[1]);
	else
		text_addf(&advice, _("np.savez(…, %s=…) with this shape; help load says more"),
		          named->name);
	npz_fail(error, named, text_get(&advice), _("%s is %s, and in the dialect %s should be %s (%s)"), named->name,
	         text_get(&seen), dialect->name, text_get(&wanted), text_get(&sizes));
	text_free(&seen);
	text_free(&wanted);
	text_free(&sizes);
	text_free(&advice);
	return false;
}

// Whether the array that is there has the shape that the sizes give; `needed` is that shape.
static bool has_shape(const struct dialect *dialect, const struct dialect_array *array, const struct named *named,
                      size_t *needed)
{
	bool has = true;
	for (int d = 0; named && d < array->dims; d++) {
		struct side side;
		struct error impossible; // the sides were read before
		int unknown;
		read_side(dialect, array->side[d], &side, &impossible);
		long long const length = length_of(dialect, &side, &unknown);
		needed[d] = length > 0 ? (size_t)length : 0;
		has = has && needed[d] && dialect_side_of(&named->array, array->dims, d) == needed[d];
	}
	return has;
}

bool dialect_check_shapes(const struct dialect *dialect, const struct named *const *bound, struct error *error)
{
	for (const struct dialect_array *each = dialect->array; each; each = each->next) {
		size_t needed[DIALECT_SIDES] = { 0 };
		if (!has_shape(dialect, each, bound[each->number], needed))
			return fail_shape(dialect, each, bound[each->number], needed, error);
	}
	return true;
}

int dialect_count_fitting(struct dialect *dialect, const struct named *const *bound)
{
	struct error ignored;
	int count = 0;
	if (!solve(dialect, bound, &ignored))
		return 0;
	for (const struct dialect_array *each = dialect->array; each; each = each->next) {
		size_t needed[DIALECT_SIDES] = { 0 };
		count += bound[each->number] && !each->is_words && has_shape(dialect, each, bound[each->number], needed);
	}
	return count;
}

bool dialect_fit(struct dialect *dialect, const struct named *const *bound, struct error *error)
{
	return solve(dialect, bound, error) && dialect_check_shapes(dialect, bound, error);
}

bool dialect_may_lie(const struct dialect *dialect, const struct dialect_array *array)
{
	struct side side[DIALECT_SIDES];
	struct error impossible;
	int unknown;
	return array->dims == 2 && read_side(dialect, array->side[0], &side[0], &impossible) &&
	       read_side(dialect, array->side[1], &side[1], &impossible) &&
	       memcmp(side[0].times, side[1].times, (size_t)dialect->sizes * sizeof *side[0].times) &&
	       length_of(dialect, &side[0], &unknown) == length_of(dialect, &side[1], &unknown);
}
