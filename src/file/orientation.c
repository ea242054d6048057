// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/orientation.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"

static bool has_sides(const struct npy *a, int dims, const size_t *side)
{
	bool has = a->dims == dims;
	for (int d = 0; has && d < dims; d++)
		has = a->side[d] == side[d];
	return has;
}

// The sides that are longer than 1; how many.
static int longer_sides(const struct npy *a, size_t *side)
{
	int count = 0;
	for (int d = 0; d < a->dims; d++)
		if (a->side[d] != 1)
			side[count++] = a->side[d];
	return count;
}

enum stance orientation_of(const struct npy *gradient, const struct npy *array)
{
	size_t a[NPY_DIMS_MOST] = { 0 }, b[NPY_DIMS_MOST] = { 0 };
	int const longer = longer_sides(gradient, a);
	bool const is_loose = longer == longer_sides(array, b) && !memcmp(a, b, (size_t)longer * sizeof *a);
	bool const is_matrix = gradient->dims == 2 && array->dims == 2;
	if (has_sides(gradient, array->dims, array->side))
		return STANCE_SAME;
	if (is_loose)
		return STANCE_LOOSE;
	return is_matrix && gradient->side[0] == array->side[1] && gradient->side[1] == array->side[0] ? STANCE_TURNED :
	                                                                                                 STANCE_OTHER;
}

void orientation_turn(const struct npy *gradient, const char *name, struct npz *to)
{
	size_t const rows = gradient->side[0], cols = gradient->side[1], side[] = { cols, rows };
	double *turned = memory_get(gradient->count + 1, sizeof *turned);
	for (size_t i = 0; i < rows; i++)
		for (size_t j = 0; j < cols; j++)
			turned[j * rows + i] = gradient->at[i * cols + j];
	npz_add(to, name, 2, side, gradient->is_whole, turned);
	free(turned);
}

// The sides of what NumPy makes of two arrays element by element; false: it makes nothing.
static bool broadcast(const struct npy *a, const struct npy *b, size_t *side, int *dims)
{
	*dims = a->dims > b->dims ? a->dims : b->dims;
	for (int d = 1; d <= *dims; d++) {
		size_t const x = d <= a->dims ? a->side[a->dims - d] : 1, y = d <= b->dims ? b->side[b->dims - d] : 1;
		if (x != y && x != 1 && y != 1)
			return false;
		side[*dims - d] = x == 1 ? y : x;
	}
	return true;
}

void orientation_tell(const struct named *gradient, const struct named *array, struct text *out)
{
	struct npy made = { 0 };
	bool const is = broadcast(&array->array, &gradient->array, made.side, &made.dims);
	if (is && has_sides(&made, array->array.dims, array->array.side))
		return;
	LOCAL(text) of_gradient = { 0 }, of_array = { 0 }, of_both = { 0 };
	npy_write_shape(&gradient->array, &of_gradient);
	npy_write_shape(&array->array, &of_array);
	text_add(out, out->length ? "\n" : "");
	text_addf(out, _("%s is %s, %s is %s: it is judged by its numbers."), gradient->name,
	          text_get(&of_gradient), array->name, text_get(&of_array));
	if (!is)
		return;
	npy_write_shape(&made, &of_both);
	text_addf(out, _("  In NumPy %s - %s would be %s."), array->name, gradient->name, text_get(&of_both));
}
