// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/initials.h"

#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "file/rows.h"

static bool is_named_so(const char *name)
{
	size_t const length = strlen(name);
	return (length > 4 && !strcmp(name + length - 4, "[-1]")) || dialect_names_state(name);
}

// N×H, or layers×N×H, where H may be 1.
static bool is_of_several(const struct npy *array)
{
	int longer = 0;
	for (int d = 0; d < array->dims; d++)
		longer += array->side[d] > 1;
	return longer == 2 || (array->dims == 3 && array->side[1] > 1);
}

void initials_set_aside(struct npz *npz, struct npz *initial)
{
	int kept = 0;
	initial->at = memory_get((size_t)npz->count + 1, sizeof *initial->at);
	for (int i = 0; i < npz->count; i++)
		if (is_of_several(&npz->at[i].array) && is_named_so(npz->at[i].name))
			initial->at[initial->count++] = npz->at[i];
		else
			npz->at[kept++] = npz->at[i];
	npz->count = kept;
}

int initials_find(const struct dialect *dialect, const struct cell *cell, const char *name)
{
	LOCAL(text) target = { 0 };
	if (!dialect || !dialect_write_state(dialect, name, &target))
		text_add(&target, name);
	size_t const length = target.length > 4 ? target.length - 4 : 0;
	for (int q = 0; q < cell->quantities; q++)
		if (cell->quantity[q].is_state && strlen(cell->quantity[q].name) == length &&
		    !strncmp(cell->quantity[q].name, text_get(&target), length))
			return q;
	return -1;
}

static bool lies(const struct npy *array, size_t N, size_t H)
{
	return array->dims == 2 && array->side[0] == H && array->side[1] == N;
}

bool initials_rows(const struct named *named, const char *layout, const struct network *network, int quantity,
                   struct array *out, struct arena *arena, struct error *error)
{
	size_t const N = (size_t)network_sequences(network);
	struct shape const shape = shape_resolve(network->cell->quantity[quantity].shape, network->H, network->C);
	struct rows rows;
	*out = array_new(arena, (int)N, shape.rows);
	if (!rows_find(&rows, &named->array, layout, N, 1, (size_t)shape.rows, NULL)) {
		LOCAL(text) seen = { 0 }, advice = { 0 };
		npy_write_shape(&named->array, &seen);
		if (lies(&named->array, N, (size_t)shape.rows))
			text_addf(&advice, _("it lies on its side: np.savez(…, %s=%s.T)"), named->name, named->name);
		else
			text_addf(&advice, _("as many rows as x has sequences, or %d numbers alone: one state for all"), shape.rows);
		return npz_fail(error, named, text_get(&advice), _("%s is %s, and should be %zu×%d: sequences × H (in the layout %s)"),
		                named->name, text_get(&seen), N, shape.rows, layout);
	}
	for (size_t n = 0; n < N; n++)
		rows_read(&rows, n, 0, (struct array){ shape.rows, 1, out->at + n * (size_t)shape.rows });
	return true;
}

static bool is_by_columns(const char *layout)
{
	return strchr(layout, 'C') < strchr(layout, 'N');
}

// Of two layers in one array, layers×N×H.
static bool fail_layers(const struct named *named, struct error *error)
{
	LOCAL(text) shape = { 0 };
	npy_write_shape(&named->array, &shape);
	return npz_fail(error, named, _("leave it out where it is zeros; else load, and then s[-1] = ..., s2[-1] = ..."),
	                _("%s is %s, the initial states of several layers; only those of one layer, 1×N×H, are read"), named->name,
	                text_get(&shape));
}

static bool take(const struct named *named, const struct dialect *dialect, const char *layout, struct network *network,
                 struct text *told, struct error *error)
{
	struct corpus *corpus = network->corpus;
	int const q = initials_find(dialect, network->cell, named->name);
	LOCAL(arena) arena = { 0 };
	LOCAL(text) shape = { 0 };
	struct array rows;
	if (q < 0)
		return npz_fail(error, named, _("leave the array out, or say whose names these are: load FILE as NAME"),
		                dialect ? _("%s is no initial state in the dialect %s") : _("%s is no initial state of the cell %s"),
		                named->name, dialect ? dialect_name(dialect) : network->cell->name);
	const char *const state = network->cell->quantity[q].name;
	int before = 0;
	while (before < STARTS_MOST && corpus->state[before] && strcmp(corpus->state[before], state))
		before++;
	if (before == STARTS_MOST || corpus->state[before])
		return npz_fail(error, named, _("leave it out"), _("%s is one initial state too many, or %s[-1] again"),
		                named->name, state);
	if (!initials_rows(named, layout, network, q, &rows, &arena, error))
		return false;
	for (int n = 0; n < corpus->count; n++)
		memcpy(corpus_begin(corpus, &corpus->sequence[n], state, rows.cols).at, rows.at + (size_t)n * (size_t)rows.cols,
		       (size_t)rows.cols * sizeof *rows.at);
	npy_write_shape(&named->array, &shape);
	text_addf(told, is_by_columns(layout) ? _("%s %s: each of the %d sequences begins with its own %s[-1], a column\n") :
	                                        _("%s %s: each of the %d sequences begins with its own %s[-1], a row\n"),
	          named->name, text_get(&shape), corpus->count, state);
	return true;
}

bool initials_take(const struct npz *initial, const struct dialect *dialect, const char *layout, struct network *network,
                   struct text *told, struct error *error)
{
	bool is_good = true;
	for (int i = 0; i < initial->count; i++)
		if (initial->at[i].array.dims == 3 && initial->at[i].array.side[0] > 1)
			return fail_layers(&initial->at[i], error);
	// Those of a file without sequences would be those of somebody else's.
	if (initial->count && (!network->corpus || network->corpus->references > 1))
		return npz_fail(error, initial->at, _("np.savez(…, x=x, y=y) with x and y of as many sequences"),
		                _("%s has a row for each sequence, but there is one sequence alone"), initial->at[0].name);
	for (int i = 0; is_good && i < initial->count; i++)
		is_good = take(&initial->at[i], dialect, layout, network, told, error);
	if (is_good && initial->count)
		network_take_sequence(network, network->sequence);
	return is_good;
}
