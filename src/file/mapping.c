// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/mapping.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"

// ---- names

// The state that is NAME[-1]; -1: none.
static int find_state(const struct cell *cell, const char *name)
{
	const char *bracket = strstr(name, "[-1]");
	if (!bracket || bracket[4])
		return -1;
	char *state = memory_copy_bytes(name, (size_t)(bracket - name));
	int const q = cell_find(cell, state);
	free(state);
	return q >= 0 && cell->quantity[q].is_state ? q : -1;
}

static struct meaning find_meaning(const struct cell *cell, const char *name)
{
	int const q = cell_find(cell, name), state = find_state(cell, name);
	if (q >= 0 && cell->quantity[q].kind == QUANTITY_INPUT)
		return (struct meaning){ MEANING_INPUT, cell->quantity[q].input, -1 };
	if (!strcmp(name, "x") || !strcmp(name, "y"))
		return (struct meaning){ MEANING_INPUT, *name == 'x' ? INPUT_X : INPUT_Y, -1 };
	if (q >= 0 && cell->quantity[q].kind == QUANTITY_PARAMETER)
		return (struct meaning){ MEANING_PARAMETER, -1, q };
	return state >= 0 ? (struct meaning){ MEANING_STATE, -1, state } : (struct meaning){ MEANING_UNUSED, -1, -1 };
}

// ---- shapes

static bool fail_shape(const struct mapping *mapping, const struct named *named, struct shape wanted,
                       struct error *error)
{
	struct text shape = { 0 }, needed = { 0 }, sizes = { 0 };
	npy_write_shape(&named->array, &shape);
	shape_write(wanted, &needed);
	if (mapping->H)
		text_addf(&sizes, " (H = %d", mapping->H);
	if (mapping->C)
		text_addf(&sizes, mapping->H ? ", C = %d" : " (C = %d", mapping->C);
	text_add(&sizes, sizes.length ? ")" : "");
	npz_fail(error, named, NULL, _("%s is %s, and should be %s%s"), named->name,
	         text_get(&shape), text_get(&needed), text_get(&sizes));
	text_free(&shape);
	text_free(&needed);
	text_free(&sizes);
	return false;
}

// Whether a side of the array can be the symbolic one; H and C become known by the first that says them.
static bool fit_side(struct mapping *mapping, size_t side, int symbol)
{
	if (!side || side > INT32_MAX)
		return false;
	if (symbol == SIDE_H && !mapping->H)
		mapping->H = (int)side;
	if (symbol == SIDE_C && !mapping->C)
		mapping->C = (int)side;
	return side == (size_t)shape_side_resolve(symbol, mapping->H, mapping->C);
}

// A vector may have further sides of 1, as initial states of one layer and one sequence have.
static bool fit_shape(struct mapping *mapping, const struct npy *array, struct shape shape)
{
	int longer = 0;
	for (int d = 0; d < array->dims; d++)
		longer += array->side[d] > 1;
	if (shape.cols != 1)
		return array->dims == 2 && fit_side(mapping, array->side[0], shape.rows) &&
		       fit_side(mapping, array->side[1], shape.cols);
	return longer <= 1 && fit_side(mapping, array->count, shape.rows);
}

// Whether an array must wait for others to say how large H and C are: a side of it is made of both.
static bool must_wait(struct shape shape)
{
	int const sides[] = { shape.rows, shape.cols };
	for (int i = 0; i < 2; i++)
		if (sides[i] < 0 && sides[i] != SIDE_H && sides[i] != SIDE_C)
			return true;
	return false;
}

// ---- the mapping

static bool check_single(const struct mapping *mapping, const struct npz *npz, int array, struct error *error)
{
	const struct meaning *one = &mapping->meaning[array];
	for (int i = 0; one->kind && i < array; i++) {
		const struct meaning *other = &mapping->meaning[i];
		if (one->kind == other->kind && one->input == other->input && one->quantity == other->quantity)
			return npz_fail(error, &npz->at[array], _("leave one of them out"), _("%s and %s both mean %s"),
			                npz->at[i].name, npz->at[array].name,
			                one->quantity >= 0 ? mapping->cell->quantity[one->quantity].name :
			                                     npz->at[array].name);
	}
	return true;
}

static bool map_array(struct mapping *mapping, const struct npz *npz, int array, struct error *error)
{
	const struct meaning *meaning = &mapping->meaning[array];
	if (!check_single(mapping, npz, array, error))
		return false;
	if (meaning->kind != MEANING_PARAMETER && meaning->kind != MEANING_STATE)
		return true;
	const struct quantity *quantity = &mapping->cell->quantity[meaning->quantity];
	if (!fit_shape(mapping, &npz->at[array].array, quantity->shape))
		return fail_shape(mapping, &npz->at[array], quantity->shape, error);
	mapping->fitted++;
	mapping->given[meaning->quantity] = true;
	mapping->has_bias |= quantity->is_bias;
	mapping->has_weights |= meaning->kind == MEANING_PARAMETER;
	return true;
}

static bool waits(const struct mapping *mapping, int array)
{
	int const q = mapping->meaning[array].quantity;
	return q >= 0 && mapping->meaning[array].kind && must_wait(mapping->cell->quantity[q].shape);
}

bool mapping_make(struct mapping *mapping, const struct npz *npz, const struct cell *cell, int H, int C,
                  struct error *error)
{
	*mapping = (struct mapping){ .cell = cell, .H = H, .C = C };
	mapping->meaning = memory_get((size_t)npz->count + 1, sizeof *mapping->meaning);
	bool is_good = true;
	for (int i = 0; i < npz->count; i++)
		mapping->meaning[i] = find_meaning(cell, npz->at[i].name);
	for (int late = 0; late < 2; late++)
		for (int i = 0; is_good && i < npz->count; i++)
			if (waits(mapping, i) == (late == 1))
				is_good = map_array(mapping, npz, i, error);
	if (is_good)
		return true;
	int const fitted = mapping->fitted;
	mapping_free(mapping);
	mapping->fitted = fitted;
	return false;
}

void mapping_free(struct mapping *mapping)
{
	free(mapping->meaning);
	*mapping = (struct mapping){ 0 };
}

int mapping_count_known(const struct cell *cell, const struct npz *npz)
{
	int known = 0;
	for (int i = 0; i < npz->count; i++)
		known += find_meaning(cell, npz->at[i].name).quantity >= 0;
	return known;
}

bool mapping_has_input(const struct mapping *mapping, const struct npz *npz, int input)
{
	for (int i = 0; i < npz->count; i++)
		if (mapping->meaning[i].kind == MEANING_INPUT && mapping->meaning[i].input == input)
			return true;
	return false;
}

const char *mapping_missing(const struct mapping *mapping)
{
	for (int q = 0; q < mapping->cell->quantities; q++) {
		const struct quantity *quantity = &mapping->cell->quantity[q];
		if (quantity->kind == QUANTITY_PARAMETER && !quantity->is_bias &&
		    !mapping->given[q])
			return quantity->name;
	}
	return NULL;
}

bool mapping_uses(const struct mapping *mapping, const struct npz *npz, const char *name)
{
	for (int i = 0; i < npz->count; i++)
		if (mapping->meaning[i].kind && !strcmp(npz->at[i].name, name))
			return true;
	return false;
}

void mapping_tell(const struct mapping *mapping, const struct npz *npz, struct text *out)
{
	struct text unused = { 0 };
	for (int i = 0; i < npz->count; i++) {
		if (mapping->meaning[i].kind) {
			text_addf(out, out->length ? ", %s " : "%s ", npz->at[i].name);
			npy_write_shape(&npz->at[i].array, out);
		} else {
			text_addf(&unused, unused.length ? " %s" : _("not used: %s"), npz->at[i].name);
		}
	}
	text_add(out, out->length && unused.length ? "\n" : "");
	text_add(out, text_get(&unused));
	text_free(&unused);
}
