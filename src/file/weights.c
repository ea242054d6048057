// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/weights.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"
#include "file/dialect_read.h"
#include "file/initials.h"
#include "file/inputs.h"
#include "file/momenta.h"
#include "net/backward.h"
#include "net/network.h"

// ---- which cell

// In the order in which they are tried; all other shipped cells come after.
static const char *const usual[] = { "tanh", "lstm", "gru-torch", "gru" };

// How well the cell (whose biases exist) fits: WHOLE when each array means something and none of its weights is missing;
// more than COMPLETE, by how many of its parameters and states are there, when none is missing and other arrays are there;
// else how many there are before an array contradicts it.
enum { COMPLETE = INT_MAX / 2, WHOLE = INT_MAX };

// Whether the cell is given more than x and y, and nothing of it is here.
static bool asks_for_more(const struct npz *npz, const struct mapping *mapping)
{
	bool asks = false, has = false;
	for (int input = INPUT_Y + 1; input < INPUTS_MOST; input++) {
		asks |= cell_find_input(mapping->cell, input) >= 0;
		has |= mapping_has_input(mapping, npz, input);
	}
	return asks && !has;
}

static int fit(const struct npz *npz, const struct cell *cell, bool *is_contradicted)
{
	struct error ignored;
	struct mapping mapping;
	*is_contradicted = !mapping_make(&mapping, npz, cell, 0, 0, &ignored);
	if (*is_contradicted)
		return mapping.fitted;
	bool const is_complete = !mapping_missing(&mapping);
	bool is_whole = is_complete;
	if (asks_for_more(npz, &mapping)) {
		mapping_free(&mapping);
		return 0;
	}
	for (int i = 0; i < npz->count; i++)
		is_whole = is_whole && mapping.meaning[i].kind != MEANING_UNUSED;
	int const fitted = mapping.fitted;
	mapping_free(&mapping);
	return is_whole ? WHOLE : is_complete ? COMPLETE + fitted : fitted;
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
// a part of the present one's, unless another one has far more of them.
static struct cell *find_cell(const struct npz *npz, const struct cell *present)
{
	struct cell *found = NULL;
	bool is_contradicted;
	int best = fit(npz, present, &is_contradicted);
	if (!is_contradicted && best < COMPLETE)
		best = 2 * best + 2;
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

struct array weights_numbers(struct network *network, const struct meaning *meaning)
{
	if (meaning->kind == MEANING_STATE)
		return network_initial(network, meaning->quantity);
	return meaning->kind == MEANING_PARAMETER ? network_parameter(network, meaning->quantity) : (struct array){ 0 };
}

static void take_numbers(struct weights *weights, struct network *network)
{
	for (int i = 0; i < weights->npz.count; i++) {
		struct array const to = weights_numbers(network, &weights->mapping.meaning[i]);
		if (to.at)
			memcpy(to.at, weights->npz.at[i].array.at, array_size(to) * sizeof *to.at);
	}
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

const char *weights_layout(const struct weights *weights)
{
	const char *own = weights->dialect ? dialect_layout(weights->dialect) : NULL;
	return weights->layout ? weights->layout : own ? own : LAYOUT_USUAL;
}

// How long the array is on the side of a quantity's rows or columns; 0: it has none.
static size_t side_of(const struct weights *weights, const struct npy *array, const struct quantity *quantity, int d)
{
	if (quantity->kind == QUANTITY_INPUT)
		return d ? 0 : inputs_width(array, weights_layout(weights));
	bool const is_vector = quantity->shape.cols == 1 && !quantity->size[1];
	return is_vector ? array->count : array->dims == 2 ? array->side[d] : 0;
}

// Sizes of the cell's own are what the first array says that has them.
static bool set_own_sizes(const struct weights *weights, struct network *network, struct error *error)
{
	for (int q = 0; q < network->cell->quantities; q++)
		for (int d = 0; d < 2; d++) {
			const struct quantity *quantity = &network->cell->quantity[q];
			int const now = d ? quantity->shape.cols : quantity->shape.rows;
			for (int i = 0; quantity->size[d] && i < weights->npz.count; i++) {
				const struct named *named = &weights->npz.at[i];
				size_t const side = side_of(weights, &named->array, quantity, d);
				if (strcmp(named->name, quantity->name) || !side || side > HIDDEN_MOST || side == (size_t)now)
					continue;
				struct text name = { 0 };
				text_add(&name, quantity->size[d]);
				bool const is_good = network_set_size(network, text_get(&name), (int)side, error);
				text_free(&name);
				if (!is_good)
					return false;
				break;
			}
		}
	return true;
}

// The meanings are found in the cell with its biases, which then stay only if there is one.
static bool map(struct weights *weights, struct network *network, bool any_cell, bool had_biases,
                struct error *error)
{
	if (!set_own_sizes(weights, network, error))
		return false;
	struct cell *other = any_cell ? find_cell(&weights->npz, network->cell) : NULL;
	if (other && !network_set_cell(network, other, error))
		return false;
	if (!set_own_sizes(weights, network, error) ||
	    !mapping_make(&weights->mapping, &weights->npz, network->cell, 0, 0, error))
		return false;
	if (had_biases || weights->mapping.has_bias)
		return true;
	mapping_free(&weights->mapping);
	return network_set_biases(network, false, error) &&
	       mapping_make(&weights->mapping, &weights->npz, network->cell, 0, 0, error);
}

static bool has_data(const struct weights *weights)
{
	for (int i = 0; i < weights->npz.count; i++)
		if (weights->mapping.meaning[i].kind == MEANING_INPUT)
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
	LOCAL(text) renamed = { 0 };
	for (int i = 0; i < weights->npz.count; i++)
		dialect_write_renaming(weights->npz.at[i].name, &renamed);
	if (renamed.length)
		text_addf(&renamed, ")");
	error_set(error, SPAN_NONE,
	          renamed.length ? text_get(&renamed) : _("show cell prints the names; other sources' names will do, too: help load"),
	          weights->npz.count ? _("none of its arrays means anything to the cell %s: %s")
	                             : _("it holds no array for the cell %s%s"),
	          network->cell->name, text_get(&names));
	text_free(&names);
	return false;
}

// Whether the cell has something for all that the arrays say.
static bool fits_whole(const struct npz *npz, const struct cell *cell)
{
	bool is_contradicted;
	return fit(npz, cell, &is_contradicted) == WHOLE;
}

// The dialect in which the file is written; NULL: none, or the cell's own names, which say as much.
static struct dialect *find_dialect(const struct weights *weights, const struct cell *cell, bool *is_fault,
                                    struct error *error)
{
	bool is_contradicted = false;
	*is_fault = false;
	if (!weights->wanted && fit(&weights->npz, cell, &is_contradicted) == WHOLE)
		return NULL;
	struct dialect *dialect = dialect_find(&weights->npz, weights->wanted, cell->name, is_fault, error);
	int const known = mapping_count_known(cell, &weights->npz);
	int const own = known && !is_contradicted ? known + CELL_QUANTITIES : known;
	if (!dialect || weights->wanted || dialect_worth(dialect, &weights->npz) > own)
		return dialect;
	dialect_free(dialect);
	return NULL;
}

// Half of one source's names and half of another's: to leave an array out could be another function.
static bool check_unused(const struct weights *weights, const struct network *network, struct error *error)
{
	struct text dialect = { 0 };
	for (int i = 0; !weights->dialect && i < weights->npz.count; i++) {
		const struct named *named = &weights->npz.at[i];
		if (weights->mapping.meaning[i].kind || !dialect_claims(named->name, &dialect))
			continue;
		npz_fail(error, named, _("leave the array out only if the model does without it"),
		         _("%s is an array of the dialect %s, and others are the cell %s's own"), named->name,
		         text_get(&dialect), network->cell->name);
		text_free(&dialect);
		return false;
	}
	return true;
}

// Another source's arrays get the names of the cell, and the network the source's cell, unless its own has all of
// the names: names tell no tanh from a relu.
static bool translate(struct weights *weights, struct network *network, bool any_cell, struct error *error)
{
	bool is_fault;
	struct npz own;
	weights->dialect = find_dialect(weights, network->cell, &is_fault, error);
	if (!weights->dialect)
		return !is_fault;
	if (!dialect_translate(weights->dialect, &weights->npz, &own, error))
		return false;
	weights->source = weights->npz;
	weights->npz = own;
	if (!any_cell || fits_whole(&weights->npz, network->cell))
		return true;
	struct cell *cell = network_find_cell(dialect_cell(weights->dialect), network->cell->biases,
	                                      error);
	return cell && network_set_cell(network, cell, error);
}

// A weight that the cell needs is not there.
static bool fail_missing(const struct weights *weights, const struct network *network, const char *missing, int H, int C,
                         struct error *error)
{
	const struct dialect *dialect = weights->dialect;
	error_set(error, SPAN_NONE, NULL, _("there is no %s, which the cell %s needs (H = %d, C = %d)"), missing,
	          network->cell->name, H, C);
	return dialect && strcmp(dialect_cell(dialect), network->cell->name) ?
	               error_advise(error, _("these are arrays of the dialect %s, which are those of the cell %s"),
	                            dialect_name(dialect), dialect_cell(dialect)) :
	               error_advise(error, "%s", _("show cell prints the names; other sources' names will do, too: help load"));
}

// The one list of as many different words as the network has is its vocabulary.
static bool is_vocabulary(const struct named *named, struct network *network)
{
	struct error ignored;
	int const C = network->C;
	const char *at = named->array.words;
	if (!at || named->array.side[0] != (size_t)C)
		return false;
	const char **words = memory_get((size_t)C, sizeof *words);
	for (int i = 0; i < C; i++, at += strlen(at) + 1)
		words[i] = at;
	bool const is = network_set_vocabulary(network, words, C, &ignored);
	free(words);
	return is;
}

static void take_others(struct weights *weights, struct network *network)
{
	const struct npz *npz = weights->dialect ? &weights->source : &weights->npz;
	bool has_words = false;
	for (int i = 0; i < npz->others; i++) {
		const struct named *named = &npz->other[i];
		if (!has_words && (has_words = is_vocabulary(named, network)))
			text_addf(&weights->said, _("%s: the names of the %d words\n"), named->name, network->C);
		else
			text_addf(&weights->said, _("not used: %s (%s)\n"), named->name, _(named->array.holds));
	}
}

static bool take_all(struct weights *weights, struct network *network, bool any_cell, bool all,
                     struct error *error)
{
	bool const had_biases = network->cell->biases;
	if (!network_set_biases(network, true, error) || !set_own_sizes(weights, network, error) ||
	    !translate(weights, network, any_cell, error) ||
	    !map(weights, network, any_cell, had_biases, error))
		return false;
	if (!weights->mapping.fitted && dialect_is_near(&weights->npz, error))
		return false;
	if (!weights->mapping.fitted && !has_data(weights))
		return fail_strangers(weights, network, error);
	int const H = weights->mapping.H ? weights->mapping.H : network->H;
	int const C = weights->mapping.C ? weights->mapping.C : network->C;
	const char *missing = mapping_missing(&weights->mapping);
	if (missing && (all || H != network->H || C != network->C))
		return fail_missing(weights, network, missing, H, C, error);
	if (!check_unused(weights, network, error))
		return false;
	if (!set_sizes(network, H, C, error))
		return false;
	take_numbers(weights, network);
	take_others(weights, network);
	if (mapping_has_input(&weights->mapping, &weights->npz, INPUT_X) && cell_find_input(network->cell, INPUT_Y) >= 0 &&
	    !mapping_has_input(&weights->mapping, &weights->npz, INPUT_Y))
		text_add(&weights->said, _("there is no y in the file, what is to be predicted: it stays as it was\n"));
	return inputs_take(&weights->npz, &weights->mapping, network, weights_layout(weights), text_get(&weights->origin),
	                   &weights->said, error) &&
	       initials_take(&weights->initial, weights->dialect, weights_layout(weights), network, &weights->said, error);
}

// A list of words or the like that somebody saved beside the numbers is left out; but not in the place of a weight.
static bool leave_others(const struct weights *weights, const struct network *network, struct error *error)
{
	for (int i = 0; i < weights->npz.others; i++) {
		const struct named *named = &weights->npz.other[i];
		LOCAL(text) advice = { 0 };
		const char *const name = named->name;
		text_addf(&advice, _("np.savez(..., %s=np.array(%s, dtype=float)), or without it"), name, name);
		if (cell_find(network->cell, name) >= 0 || !strcmp(name, "x") || !strcmp(name, "y") || dialect_knows(name))
			return npz_fail(error, named, text_get(&advice), _("%s: the array holds %s"), name, _(named->array.holds));
	}
	return true;
}

bool weights_load(struct weights *weights, struct network *network, const char *path, bool any_cell,
                  bool all, struct error *error)
{
	momenta_take(&weights->npz, &weights->momenta);
	initials_set_aside(&weights->npz, &weights->initial);
	text_clear(&weights->origin);
	text_addf(&weights->origin, "load \"%s\"", path);
	if (leave_others(weights, network, error) && take_all(weights, network, any_cell, all, error))
		return true;
	error_locate(error, path, "", 0, 1);
	return false;
}

void weights_tell(const struct weights *weights, struct text *out)
{
	if (weights->dialect)
		dialect_tell(weights->dialect, &weights->source, &weights->mapping, &weights->npz, out);
	else
		mapping_tell(&weights->mapping, &weights->npz, out);
	if (weights->said.length)
		text_addf(out, "\n%.*s", (int)weights->said.length - 1, text_get(&weights->said));
}

void weights_free(struct weights *weights)
{
	text_free(&weights->said);
	text_free(&weights->origin);
	dialect_free(weights->dialect);
	npz_free(&weights->source);
	npz_free(&weights->momenta);
	npz_free(&weights->initial);
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
	bool const is_given[] = { network->given[INPUT_X].at != NULL, network->given[INPUT_Y].at != NULL };
	if (!is_given[INPUT_X])
		add_words(out, "x", network->x, network->x_count);
	if (!is_given[INPUT_Y] && network->y_count == network->x_count)
		add_words(out, "y", network->y, network->y_count);
	for (int input = 0; input < INPUTS_MOST; input++) {
		int const q = cell_find_input(cell, input);
		struct array const rows = network->given[input];
		size_t const side[] = { (size_t)rows.rows, (size_t)rows.cols };
		if (rows.at)
			npz_add(out, q >= 0 ? cell->quantity[q].name : input == INPUT_X ? "x" : "y", 2, side, false, rows.at);
	}
}

bool weights_have_inputs(const struct weights *weights, const struct network *network, struct error *error)
{
	bool const has_x = mapping_has_input(&weights->mapping, &weights->npz, INPUT_X);
	bool const has_y = cell_find_input(network->cell, INPUT_Y) < 0 ||
	                   mapping_has_input(&weights->mapping, &weights->npz, INPUT_Y);
	return (has_x && has_y) ||
	       error_set(error, SPAN_NONE, _("x and y are numbers of words, T or N×T, or vectors, T×C or N×T×C"),
	                 has_x ? _("there is no y, what is to be predicted") : _("there is no x, what is read"));
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
