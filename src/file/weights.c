// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/weights.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"
#include "file/dialect_read.h"
#include "net/backward.h"
#include "net/network.h"

// ---- which cell

// In the order in which they are tried; all other shipped cells come after.
static const char *const usual[] = { "tanh", "lstm", "gru-torch", "gru" };

// How well the cell (whose biases exist) fits: WHOLE when each array means something and none of its weights
// is missing, else how many of its parameters and states are there before an array contradicts it.
enum { WHOLE = INT_MAX };

static int fit(const struct npz *npz, const struct cell *cell, bool *is_contradicted)
{
	struct error ignored;
	struct mapping mapping;
	*is_contradicted = !mapping_make(&mapping, npz, cell, &ignored);
	if (*is_contradicted)
		return mapping.fitted;
	bool is_whole = !mapping_missing(&mapping);
	for (int i = 0; i < npz->count; i++)
		is_whole = is_whole && mapping.meaning[i].kind != MEANING_UNUSED;
	int const fitted = mapping.fitted;
	mapping_free(&mapping);
	return is_whole ? WHOLE : fitted;
}

// The cell becomes the better of the two, of which the caller owned one reference and owns one.
static void keep_better(const struct npz *npz, const char *name, struct cell **cell, int *best)
{
	struct error ignored;
	struct cell *other = network_find_cell(name, true, &ignored);
	bool ignored_too;
	int const its = other ? fit(npz, other, &ignored_too) : 0;
	if (its > *best) {
		cell_drop(*cell);
		*cell = other;
		*best = its;
	} else {
		cell_drop(other);
	}
}

// The first shipped cell that the arrays fit better than `present`; NULL: none.  The caller owns one reference.
// Where they fit none, an error that speaks of the nearest one helps most; but a part of a cell's arrays is
// a part of the present one's.
static struct cell *find_cell(const struct npz *npz, const struct cell *present)
{
	struct cell *found = NULL;
	bool is_contradicted;
	int best = fit(npz, present, &is_contradicted);
	if (!is_contradicted && best < WHOLE)
		best = WHOLE - 1;
	// Nothing is better than the whole.
	for (size_t i = 0; best < WHOLE && i < sizeof usual / sizeof *usual; i++)
		keep_better(npz, usual[i], &found, &best);
	char **names = network_list_cells();
	for (char **name = names; *name; name++) {
		if (best < WHOLE)
			keep_better(npz, *name, &found, &best);
		free(*name);
	}
	free(names);
	return found;
}

// ---- from a file

static struct array numbers_of(struct network *network, const struct meaning *meaning, int gate)
{
	return meaning->kind == MEANING_STATE ? network_initial(network, meaning->quantity[gate])
	                                   : network_parameter(network, meaning->quantity[gate]);
}

static void take_numbers(struct weights *weights, struct network *network)
{
	bool written[CELL_QUANTITIES] = { false };
	for (int i = 0; i < weights->npz.count; i++) {
		const struct meaning *meaning = &weights->mapping.meaning[i];
		const double *from = weights->npz.at[i].array.at;
		for (int gate = 0; gate < meaning->count; gate++) {
			struct array const to = numbers_of(network, meaning, gate);
			bool *const again = &written[meaning->quantity[gate]];
			for (size_t j = 0; j < array_size(to) && !interrupt_seen_at(j); j++)
				to.at[j] = *again ? to.at[j] + from[j] : from[j];
			from += array_size(to);
			*again = true;
		}
	}
}

static bool take_words(const struct named *named, struct network *network, bool is_x,
                       struct error *error)
{
	const struct npy *array = &named->array;
	int longer = 0;
	for (int d = 0; d < array->dims; d++)
		longer += array->side[d] > 1;
	if (longer > 1 || !array->dims || !array->count || array->count > STEPS_MOST)
		return npz_fail(error, named, NULL, _("%s is a vector of 1 to %d word numbers"),
		                named->name, STEPS_MOST);
	int *words = memory_get(array->count, sizeof *words);
	bool is_good = true;
	for (size_t i = 0; is_good && i < array->count; i++) {
		double const number = array->at[i];
		// What PyTorch's losses ignore, and what padding is called elsewhere.
		bool const is_none = number == -100 || number == -1;
		is_good = is_none || (number >= 0 && number < network->C && number <= (int)number);
		if (is_good)
			words[i] = is_none ? WORD_NONE : (int)number;
		else
			npz_fail(error, named, NULL,
			         _("%s[%zu] is %g; the words have the numbers 0 to %d, and -100 is none"),
			         named->name, i, number, network->C - 1);
	}
	if (is_good)
		(is_x ? network_set_x : network_set_y)(network, words, (int)array->count);
	free(words);
	return is_good;
}

static bool take_data(struct weights *weights, struct network *network, struct error *error)
{
	for (int i = 0; i < weights->npz.count; i++) {
		enum meaning_kind const kind = weights->mapping.meaning[i].kind;
		if ((kind == MEANING_X || kind == MEANING_Y) &&
		    !take_words(&weights->npz.at[i], network, kind == MEANING_X, error))
			return false;
	}
	return true;
}

// The smaller side first, or both together would be too large for a moment.
static bool set_sizes(struct network *network, int H, int C, struct error *error)
{
	if (H > network->H)
		return (C == network->C || network_set_vocabulary_size(network, C, error)) &&
		       network_set_hidden(network, H, error);
	return (H == network->H || network_set_hidden(network, H, error)) &&
	       (C == network->C || network_set_vocabulary_size(network, C, error));
}

// The meanings are found in the cell with its biases, which then stay only if there is one.
static bool map(struct weights *weights, struct network *network, bool any_cell,
                struct error *error)
{
	bool const had_biases = network->cell->biases;
	if (!network_set_biases(network, true, error))
		return false;
	struct cell *other = any_cell ? find_cell(&weights->npz, network->cell) : NULL;
	if (other && !network_set_cell(network, other, error))
		return false;
	if (!mapping_make(&weights->mapping, &weights->npz, network->cell, error))
		return false;
	if (had_biases || weights->mapping.has_bias)
		return true;
	mapping_free(&weights->mapping);
	return network_set_biases(network, false, error) &&
	       mapping_make(&weights->mapping, &weights->npz, network->cell, error);
}

static bool has_data(const struct weights *weights)
{
	for (int i = 0; i < weights->npz.count; i++)
		if (weights->mapping.meaning[i].kind == MEANING_X ||
		    weights->mapping.meaning[i].kind == MEANING_Y)
			return true;
	return false;
}

// No array means anything.
static bool fail_strangers(const struct weights *weights, const struct network *network,
                           struct error *error)
{
	struct text names = { 0 };
	for (int i = 0; i < weights->npz.count; i++) {
		text_addf(&names, i ? ", %s " : "%s ", weights->npz.at[i].name);
		npy_write_shape(&weights->npz.at[i].array, &names);
	}
	error_set(error, SPAN_NONE, _("show cell prints the names; U V W and PyTorch's will do, too"),
	          weights->npz.count ? _("none of its arrays means anything to the cell %s: %s")
	                             : _("it holds no array for the cell %s%s"),
	          network->cell->name, text_get(&names));
	text_free(&names);
	return false;
}

// Another source's arrays get the names of the cell, and the network the source's cell.
static bool translate(struct weights *weights, struct network *network, bool any_cell,
                      struct error *error)
{
	bool is_fault, is_contradicted;
	struct npz own;
	if (!weights->wanted && fit(&weights->npz, network->cell, &is_contradicted) == WHOLE)
		return true;
	weights->dialect = dialect_find(&weights->npz, weights->wanted, &is_fault, error);
	if (!weights->dialect)
		return !is_fault;
	if (!dialect_translate(weights->dialect, &weights->npz, &own, error))
		return false;
	weights->source = weights->npz;
	weights->npz = own;
	if (!any_cell || !strcmp(network->cell->name, dialect_cell(weights->dialect)))
		return true;
	struct cell *cell = network_find_cell(dialect_cell(weights->dialect), network->cell->biases,
	                                      error);
	return cell && network_set_cell(network, cell, error);
}

static bool take_all(struct weights *weights, struct network *network, bool any_cell, bool all,
                     struct error *error)
{
	if (!translate(weights, network, any_cell, error))
		return false;
	if (!map(weights, network, any_cell, error))
		return false;
	if (!weights->mapping.fitted && !has_data(weights))
		return fail_strangers(weights, network, error);
	int const H = weights->mapping.H ? weights->mapping.H : network->H;
	int const C = weights->mapping.C ? weights->mapping.C : network->C;
	const char *missing = mapping_missing(&weights->mapping);
	if (missing && (all || H != network->H || C != network->C))
		return error_set(error, SPAN_NONE,
		                 _("show cell prints the names; U V W and PyTorch's will do, too"),
		                 _("there is no %s, which the cell %s needs (H = %d, C = %d)"),
		                 missing, network->cell->name, H, C);
	if (!set_sizes(network, H, C, error))
		return false;
	take_numbers(weights, network);
	return take_data(weights, network, error);
}

bool weights_load(struct weights *weights, struct network *network, const char *path, bool any_cell,
                  bool all, struct error *error)
{
	if (take_all(weights, network, any_cell, all, error))
		return true;
	error_locate(error, path, "", 0, 1);
	return false;
}

void weights_tell(const struct weights *weights, struct text *out)
{
	if (weights->dialect)
		dialect_tell(weights->dialect, &weights->source, out);
	else
		mapping_tell(&weights->mapping, &weights->npz, out);
}

void weights_free(struct weights *weights)
{
	dialect_free(weights->dialect);
	npz_free(&weights->source);
	mapping_free(&weights->mapping);
	npz_free(&weights->npz);
}

// ---- to a file

static void add_array(struct npz *out, const char *prefix, const char *name, const char *suffix,
                      struct array a)
{
	struct text full = { 0 };
	size_t const side[] = { (size_t)a.rows, (size_t)a.cols };
	text_addf(&full, "%s%s%s", prefix, name, suffix);
	npz_add(out, text_get(&full), a.cols == 1 ? 1 : 2, side, false, a.at);
	text_free(&full);
}

static void add_words(struct npz *out, const char *name, const int *words, int count)
{
	double *numbers = memory_get((size_t)count + 1, sizeof *numbers);
	size_t const side = (size_t)count;
	for (int i = 0; i < count; i++)
		numbers[i] = words[i] == WORD_NONE ? -100 : words[i];
	npz_add(out, name, 1, &side, true, numbers);
	free(numbers);
}

void weights_write(const struct network *network, struct npz *out)
{
	const struct cell *cell = network->cell;
	for (int q = 0; q < cell->quantities; q++) {
		const struct quantity *quantity = &cell->quantity[q];
		if (quantity->kind == QUANTITY_PARAMETER)
			add_array(out, "", quantity->name, "", network->parameter[q]);
		else if (quantity->is_state && array_norm(network->initial[q]) > 0)
			add_array(out, "", quantity->name, "[-1]", network->initial[q]);
	}
	add_words(out, "x", network->x, network->x_count);
	add_words(out, "y", network->y, network->y_count);
}

void weights_write_gradients(const struct pass *pass, struct npz *out)
{
	const struct cell *cell = pass->network->cell;
	struct arena arena = { 0 };
	struct array *const sums = backward_parameters(pass, &arena);
	npz_add(out, "E", 0, NULL, false, &pass->total);
	for (int q = 0; q < cell->quantities; q++) {
		const struct quantity *quantity = &cell->quantity[q];
		if (quantity->kind == QUANTITY_PARAMETER)
			add_array(out, "d", quantity->name, "", sums[q]);
		else if (quantity->is_state)
			add_array(out, "d", quantity->name, "[-1]",
			          backward_quantity(pass, -1, q, -1, &arena));
	}
	arena_free(&arena);
}

static void write_gradients_of(const struct weights *weights, const struct pass *pass,
                               struct npz *out)
{
	struct arena arena = { 0 };
	struct array *const sums = backward_parameters(pass, &arena);
	npz_add(out, "E", 0, NULL, false, &pass->total);
	for (int i = 0; i < weights->npz.count; i++) {
		const struct meaning *meaning = &weights->mapping.meaning[i];
		const struct npy *array = &weights->npz.at[i].array;
		struct text name = { 0 };
		if (!meaning->count)
			continue;
		double *numbers = memory_get(array->count + 1, sizeof *numbers), *at = numbers;
		for (int gate = 0; gate < meaning->count; gate++) {
			int const q = meaning->quantity[gate];
			struct array const sum =
				meaning->kind == MEANING_STATE
					? backward_quantity(pass, -1, q, -1, &arena)
					: sums[q];
			memcpy(at, sum.at, array_size(sum) * sizeof *at);
			at += array_size(sum);
		}
		text_addf(&name, "d%s", weights->npz.at[i].name);
		npz_add(out, text_get(&name), array->dims, array->side, false, numbers);
		text_free(&name);
		free(numbers);
	}
	arena_free(&arena);
}

void weights_write_gradients_of(const struct weights *weights, const struct pass *pass,
                                struct npz *out)
{
	struct npz own = { 0 };
	if (!weights->dialect) {
		write_gradients_of(weights, pass, out);
		return;
	}
	write_gradients_of(weights, pass, &own);
	dialect_translate_back(weights->dialect, &weights->source, &own, pass->T, out);
	npz_free(&own);
}
