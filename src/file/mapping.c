// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/mapping.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"

// ---- the tables

// The layers: the letters of their gates in PyTorch's order, as they follow U, W and b in our cells, and
// those of the biases to which bias_hh is added.
static const struct layer {
	const char *gates, *hidden;
	bool resets_elsewhere;
} layers[] = {
	{ "ifgo", "ifgo", false }, // nn.LSTM
	{ "rzn", "rzq", false },   // nn.GRU: the product W s of the candidate has a bias of its own
	{ "rzh", "rzh",
	  true },          // the GRU of the papers takes the same names, and is another function
	{ "", "", false }, // nn.RNN
};

// What an array holds.
enum holding {
	HOLDS_INPUT,
	HOLDS_RECURRENT,
	HOLDS_BIAS,
	HOLDS_SECOND_BIAS,
	HOLDS_OUTPUT,
	HOLDS_OUTPUT_BIAS,
	HOLDS_STATE,
	HOLDS_MEMORY
};

// The last component of the name (after the last dot) tells it.
static const struct {
	const char *name;
	enum holding holding;
} spellings[] = {
	{ "weight_ih_l0", HOLDS_INPUT },
	{ "weight_ih", HOLDS_INPUT },
	{ "U", HOLDS_INPUT },
	{ "weight_hh_l0", HOLDS_RECURRENT },
	{ "weight_hh", HOLDS_RECURRENT },
	{ "W", HOLDS_RECURRENT },
	{ "bias_ih_l0", HOLDS_BIAS },
	{ "bias_ih", HOLDS_BIAS },
	{ "b", HOLDS_BIAS },
	{ "bias_hh_l0", HOLDS_SECOND_BIAS },
	{ "bias_hh", HOLDS_SECOND_BIAS },
	{ "b2", HOLDS_SECOND_BIAS },
	{ "weight", HOLDS_OUTPUT },
	{ "V", HOLDS_OUTPUT },
	{ "bias", HOLDS_OUTPUT_BIAS },
	{ "c", HOLDS_OUTPUT_BIAS },
	{ "h_0", HOLDS_STATE },
	{ "h0", HOLDS_STATE },
	{ "c_0", HOLDS_MEMORY },
	{ "c0", HOLDS_MEMORY },
};

// Layers of these names compute what no cell here does: to leave them out would be another function.
static const char *const strangers[] = { "weight_ih_", "weight_hh_", "weight_hr_", "bias_ih_",
	                                 "bias_hh_" };

// ---- names

static int find(const struct cell *cell, const char *letter, const char *gate,
                enum quantity_kind kind)
{
	struct text name = { 0 };
	text_addf(&name, "%s%.1s", letter, gate);
	int const q = cell_find(cell, text_get(&name));
	text_free(&name);
	return q >= 0 && cell->quantity[q].kind == kind ? q : -1;
}

static const struct layer *layer_of(const struct cell *cell)
{
	for (size_t i = 0; i < sizeof layers / sizeof *layers; i++) {
		const char *gate = layers[i].gates;
		while (*gate && find(cell, "U", gate, QUANTITY_PARAMETER) >= 0)
			gate++;
		if (!*gate && (*layers[i].gates || find(cell, "U", "", QUANTITY_PARAMETER) >= 0))
			return &layers[i];
	}
	return NULL;
}

// The parameters of all gates; false: the cell has not got them.
static bool find_gates(const struct cell *cell, const char *letter, const char *gates,
                       struct meaning *meaning)
{
	int const count = *gates ? (int)strlen(gates) : 1;
	for (int i = 0; i < count; i++) {
		int const q = find(cell, letter, *gates ? gates + i : "", QUANTITY_PARAMETER);
		if (q < 0)
			return false;
		meaning->quantity[i] = q;
	}
	meaning->kind = MEANING_PARAMETERS;
	meaning->count = count;
	return true;
}

static bool find_state(const struct cell *cell, const char *name, struct meaning *meaning)
{
	int const q = cell_find(cell, name);
	if (q < 0 || !cell->quantity[q].is_state)
		return false;
	*meaning = (struct meaning){ .kind = MEANING_STATE, .quantity = { q }, .count = 1 };
	return true;
}

static bool find_holding(const struct cell *cell, enum holding holding, struct meaning *meaning)
{
	const struct layer *layer = layer_of(cell);
	meaning->adds = holding == HOLDS_SECOND_BIAS;
	switch (holding) {
	case HOLDS_INPUT:
		return layer && find_gates(cell, "U", layer->gates, meaning);
	case HOLDS_RECURRENT:
		return layer && find_gates(cell, "W", layer->gates, meaning);
	case HOLDS_BIAS:
		return layer && find_gates(cell, "b", layer->gates, meaning);
	case HOLDS_SECOND_BIAS:
		return layer && find_gates(cell, "b", layer->hidden, meaning);
	case HOLDS_OUTPUT:
		return find_gates(cell, "V", "", meaning);
	case HOLDS_OUTPUT_BIAS:
		return find_gates(cell, "bv", "", meaning);
	case HOLDS_STATE:
		return find_state(cell, "s", meaning);
	case HOLDS_MEMORY:
		return find_state(cell, "c", meaning);
	}
	return false;
}

// NAME[-1]
static bool find_initial(const struct cell *cell, const char *name, struct meaning *meaning)
{
	const char *bracket = strstr(name, "[-1]");
	if (!bracket || bracket[4])
		return false;
	char *state = memory_copy_bytes(name, (size_t)(bracket - name));
	bool const found = find_state(cell, state, meaning);
	free(state);
	return found;
}

static bool find_meaning(struct mapping *mapping, const struct named *named,
                         struct meaning *meaning, struct error *error)
{
	const struct cell *cell = mapping->cell;
	const char *name = named->name;
	const char *dot = strrchr(name, '.'), *last = dot ? dot + 1 : name;
	*meaning = (struct meaning){ 0 };
	int const q = cell_find(cell, name);
	bool const is_input = q >= 0 && cell->quantity[q].kind == QUANTITY_INPUT;
	if (is_input || !strcmp(name, "x") || !strcmp(name, "y")) {
		meaning->kind = MEANING_INPUT;
		meaning->input = is_input ? cell->quantity[q].input : *name == 'x' ? INPUT_X : INPUT_Y;
		return true;
	}
	if (q >= 0 && cell->quantity[q].kind == QUANTITY_PARAMETER) {
		*meaning = (struct meaning){ .kind = MEANING_PARAMETERS,
			                     .quantity = { q },
			                     .count = 1 };
		return true;
	}
	if (find_initial(cell, name, meaning))
		return true;
	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
		if (!strcmp(last, spellings[i].name) &&
		    find_holding(cell, spellings[i].holding, meaning)) {
			const struct layer *layer = layer_of(cell);
			mapping->resets_elsewhere |=
				layer && layer->resets_elsewhere && strchr(last, '_');
			return true;
		}
	for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++)
		if (!strncmp(last, strangers[i], strlen(strangers[i])))
			return npz_fail(error, named,
			                _("one layer in one direction, without projection, of the "
			                  "cell's own gates"),
			                _("%s belongs to a layer that the cell %s has not got"),
			                name, cell->name);
	return true; // not used
}

// ---- shapes

static bool fail_shape(const struct mapping *mapping, const struct named *named,
                       const struct meaning *meaning, struct error *error)
{
	struct text shape = { 0 }, wanted = { 0 }, sizes = { 0 };
	npy_write_shape(&named->array, &shape);
	if (meaning->count > 1)
		text_addf(&wanted, _("%d gates below each other, each "), meaning->count);
	shape_write(mapping->cell->quantity[meaning->quantity[0]].shape, &wanted);
	if (mapping->H)
		text_addf(&sizes, " (H = %d", mapping->H);
	if (mapping->C)
		text_addf(&sizes, mapping->H ? ", C = %d" : " (C = %d", mapping->C);
	text_add(&sizes, sizes.length ? ")" : "");
	npz_fail(error, named, NULL, _("%s is %s, and should be %s%s"), named->name,
	         text_get(&shape), text_get(&wanted), text_get(&sizes));
	text_free(&shape);
	text_free(&wanted);
	text_free(&sizes);
	return false;
}

// Whether a side of the array can be the symbolic one; H and C become known by the first that says them.
static bool fit_side(struct mapping *mapping, size_t side, int symbol)
{
	int *const letter = symbol == SIDE_H ? &mapping->H : symbol == SIDE_C ? &mapping->C : NULL;
	if (!side || side > INT32_MAX)
		return false;
	if (letter && !*letter)
		*letter = (int)side;
	return side == (size_t)(letter ? *letter : symbol);
}

// A vector may have further sides of 1, as PyTorch's initial states have.
static bool fit_shape(struct mapping *mapping, const struct npy *array,
                      const struct meaning *meaning)
{
	struct shape const shape = mapping->cell->quantity[meaning->quantity[0]].shape;
	size_t const gates = (size_t)meaning->count;
	int longer = 0;
	for (int d = 0; d < array->dims; d++)
		longer += array->side[d] > 1;
	if (shape.cols != 1)
		return array->dims == 2 && array->side[0] % gates == 0 &&
		       fit_side(mapping, array->side[0] / gates, shape.rows) &&
		       fit_side(mapping, array->side[1], shape.cols);
	return longer <= 1 && array->count % gates == 0 &&
	       fit_side(mapping, array->count / gates, shape.rows);
}

// ---- the mapping

// Each place of a parameter is written once, but for a bias, to which PyTorch's second one is added.
static bool check_single(const struct mapping *mapping, const struct npz *npz, int array,
                         struct error *error)
{
	const struct meaning *one = &mapping->meaning[array];
	for (int i = 0; i < array; i++) {
		const struct meaning *other = &mapping->meaning[i];
		bool shares = one->kind == other->kind && one->kind == MEANING_INPUT && one->input == other->input;
		for (int a = 0; a < one->count; a++)
			for (int b = 0; b < other->count; b++)
				shares |= one->quantity[a] == other->quantity[b] &&
				          one->adds == other->adds;
		if (shares)
			return npz_fail(error, &npz->at[array], _("leave one of them out"),
			                _("%s and %s both mean %s"), npz->at[i].name,
			                npz->at[array].name,
			                one->count ? mapping->cell->quantity[one->quantity[0]].name
			                           : npz->at[array].name);
	}
	return true;
}

static bool map_array(struct mapping *mapping, const struct npz *npz, int array,
                      struct error *error)
{
	struct meaning *meaning = &mapping->meaning[array];
	const struct named *named = &npz->at[array];
	if (!find_meaning(mapping, named, meaning, error) ||
	    !check_single(mapping, npz, array, error))
		return false;
	if (meaning->count && !fit_shape(mapping, &named->array, meaning))
		return fail_shape(mapping, named, meaning, error);
	mapping->fitted += meaning->count > 0;
	for (int i = 0; i < meaning->count; i++) {
		bool const is_bias = mapping->cell->quantity[meaning->quantity[i]].is_bias;
		mapping->given[meaning->quantity[i]] = true;
		mapping->has_bias |= is_bias;
		mapping->has_weights |= meaning->kind == MEANING_PARAMETERS;
	}
	return true;
}

bool mapping_make(struct mapping *mapping, const struct npz *npz, const struct cell *cell,
                  struct error *error)
{
	*mapping = (struct mapping){ .cell = cell };
	mapping->meaning = memory_get((size_t)npz->count + 1, sizeof *mapping->meaning);
	for (int i = 0; i < npz->count; i++)
		if (!map_array(mapping, npz, i, error)) {
			int const fitted = mapping->fitted;
			mapping_free(mapping);
			mapping->fitted = fitted;
			return false;
		}
	return true;
}

void mapping_free(struct mapping *mapping)
{
	free(mapping->meaning);
	*mapping = (struct mapping){ 0 };
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

// Whether the array has the cell's own name: there is nothing to say but its shape.
static bool is_own(const struct mapping *mapping, const char *name, const struct meaning *meaning)
{
	return meaning->kind == MEANING_INPUT ||
	       (meaning->kind == MEANING_STATE && strchr(name, '[')) ||
	       (meaning->kind == MEANING_PARAMETERS && meaning->count == 1 &&
	        !strcmp(mapping->cell->quantity[meaning->quantity[0]].name, name));
}

static void tell_own(const struct mapping *mapping, const struct npz *npz, struct text *out)
{
	for (int i = 0; i < npz->count; i++) {
		if (!is_own(mapping, npz->at[i].name, &mapping->meaning[i]))
			continue;
		text_addf(out, out->length ? ", %s " : "%s ", npz->at[i].name);
		npy_write_shape(&npz->at[i].array, out);
	}
}

// "rnn.weight_ih_l0 16×8 is Ui Uf Ug Uo"
static void tell_others(const struct mapping *mapping, const struct npz *npz, struct text *out)
{
	for (int i = 0; i < npz->count; i++) {
		const struct meaning *meaning = &mapping->meaning[i];
		if (meaning->kind == MEANING_UNUSED || is_own(mapping, npz->at[i].name, meaning))
			continue;
		text_addf(out, out->length ? "\n%s " : "%s ", npz->at[i].name);
		npy_write_shape(&npz->at[i].array, out);
		text_add(out, meaning->adds ? _(" is added to") : _(" is"));
		for (int gate = 0; gate < meaning->count; gate++)
			text_addf(out, meaning->kind == MEANING_STATE ? " %s[-1]" : " %s",
			          mapping->cell->quantity[meaning->quantity[gate]].name);
	}
}

static void tell_unused(const struct mapping *mapping, const struct npz *npz, struct text *out)
{
	bool is_first = true;
	for (int i = 0; i < npz->count; i++) {
		if (mapping->meaning[i].kind != MEANING_UNUSED)
			continue;
		text_add(out, is_first && out->length ? "\n" : "");
		text_addf(out, is_first ? _("not used: %s") : " %s", npz->at[i].name);
		is_first = false;
	}
}

void mapping_tell(const struct mapping *mapping, const struct npz *npz, struct text *out)
{
	tell_own(mapping, npz, out);
	tell_others(mapping, npz, out);
	tell_unused(mapping, npz, out);
	if (mapping->resets_elsewhere)
		text_addf(out,
		          _("\nnn.GRU resets after the product, the cell %s before it: cell "
		            "gru-torch is "
		            "PyTorch's"),
		          mapping->cell->name);
}
