// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/rows.h"

#include <math.h>

#include "file/inputs.h"

// Sides of 1 are nobody's intention, and stand for a side of 1 wherever it is.
static bool lay(struct rows *rows, const char *layout, size_t N, size_t T)
{
	const struct npy *array = rows->array;
	size_t apart = array->count ? 1 : 0;
	int d = array->dims - 1;
	for (int i = 2; i >= 0; i--) {
		size_t const side = layout[i] == 'N' ? N : layout[i] == 'T' ? T : rows->size;
		size_t *const to = layout[i] == 'N' ? &rows->apart_N : layout[i] == 'T' ? &rows->apart_T : &rows->apart_C;
		*to = apart;
		if (side == 1)
			continue;
		while (d >= 0 && array->side[d] == 1)
			d--;
		if (d < 0 || array->side[d--] != side)
			return false;
		apart *= side;
	}
	while (d >= 0 && array->side[d] == 1)
		d--;
	return d < 0 && array->count;
}

static bool is_row(const struct rows *rows, size_t t, const double *numbers)
{
	bool is = true;
	for (size_t i = 0; is && i < rows->size; i++)
		is = !(fabs(rows->array->at[t * rows->apart_T + i * rows->apart_C] - numbers[i]) > 1e-6);
	return is;
}

bool rows_find(struct rows *rows, const struct npy *array, const char *layout, size_t N, size_t T, size_t size,
               const double *before)
{
	*rows = (struct rows){ .array = array, .size = size };
	if (lay(rows, layout, N, T) || lay(rows, LAYOUT_USUAL, N, T))
		return true;
	if (!before || !(lay(rows, layout, N, T + 1) || lay(rows, LAYOUT_USUAL, N, T + 1)))
		return false;
	bool const is_last = is_row(rows, T, before);
	rows->first = is_last ? 0 : rows->apart_T;
	return is_last || is_row(rows, 0, before);
}

void rows_read(const struct rows *rows, size_t n, size_t t, struct array to)
{
	const double *from = rows->array->at + rows->first + n * rows->apart_N + t * rows->apart_T;
	for (size_t i = 0; i < rows->size; i++)
		to.at[i] = from[i * rows->apart_C];
}

void rows_write(const struct rows *rows, size_t n, size_t t, struct array from, double *numbers)
{
	double *to = numbers + rows->first + n * rows->apart_N + t * rows->apart_T;
	for (size_t i = 0; i < rows->size; i++)
		to[i * rows->apart_C] = from.at[i];
}
