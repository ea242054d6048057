// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/initials.h"

#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "file/rows.h"
#include "net/network.h"

static bool is_named_so(const char *name)
{
	size_t const length = strlen(name);
	return (length > 4 && !strcmp(name + length - 4, "[-1]")) || dialect_names_state(name);
}

static bool has_two_sides(const struct npy *array)
{
	int longer = 0;
	for (int d = 0; d < array->dims; d++)
		longer += array->side[d] > 1;
	return longer == 2;
}

void initials_set_aside(struct weights *weights)
{
	struct npz *const npz = &weights->npz, *const initial = &weights->initial;
	int kept = 0;
	initial->at = memory_get((size_t)npz->count + 1, sizeof *initial->at);
	for (int i = 0; i < npz->count; i++)
		if (has_two_sides(&npz->at[i].array) && is_named_so(npz->at[i].name))
			initial->at[initial->count++] = npz->at[i];
		else
			npz->at[kept++] = npz->at[i];
	npz->count = kept;
}

int initials_find(const struct weights *weights, const struct cell *cell, const char *name)
{
	LOCAL(text) target = { 0 };
	if (!weights->dialect || !dialect_write_state(weights->dialect, name, &target))
		text_add(&target, name);
	size_t const length = target.length > 4 ? target.length - 4 : 0;
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].is_state && strlen(cell->quantity[q].name) == length &&
		    !strncmp(cell->quantity[q].name, text_get(&target), length))
			return q;
	return -1;
}

bool initials_rows(const struct weights *weights, const struct network *network, int quantity, const struct named *named,
                   struct array *out, struct arena *arena, struct error *error)
{
	size_t const N = (size_t)network_sequences(network);
	struct shape const shape = shape_resolve(network->cell->quantity[quantity].shape, network->H, network->C);
	struct rows rows;
	*out = array_new(arena, (int)N, shape.rows);
	if (!rows_find(&rows, &named->array, weights_layout(weights), N, 1, (size_t)shape.rows, NULL)) {
		LOCAL(text) seen = { 0 };
		npy_write_shape(&named->array, &seen);
		return npz_fail(error, named, _("or one for all sequences, of that many numbers"),
		                _("%s is %s, and should be %zu×%d: sequences, numbers"), named->name, text_get(&seen), N,
		                shape.rows);
	}
	for (size_t n = 0; n < N; n++)
		rows_read(&rows, n, 0, (struct array){ shape.rows, 1, out->at + n * (size_t)shape.rows });
	return true;
}

bool initials_read(struct weights *weights, const struct network *network, struct array **by_quantity,
                   struct arena *arena, struct error *error)
{
	*by_quantity = NULL;
	if (weights->initial.count)
		*by_quantity = arena_get(arena, (size_t)network->cell->quantities * sizeof **by_quantity);
	for (int i = 0; i < weights->initial.count; i++) {
		const struct named *named = &weights->initial.at[i];
		int const q = initials_find(weights, network->cell, named->name);
		if (q < 0)
			return npz_fail(error, named, NULL, _("%s is no initial state of the cell %s"), named->name,
			                network->cell->name);
		if (!initials_rows(weights, network, q, named, &(*by_quantity)[q], arena, error))
			return false;
		text_addf(&weights->said, _("%s: an initial state for each sequence\n"), named->name);
	}
	return true;
}
