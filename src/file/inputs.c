// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/inputs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"

bool layout_is_one(const char *layout)
{
	return strlen(layout) == 3 && strchr(layout, 'N') && strchr(layout, 'T') && strchr(layout, 'C');
}

// ---- one array

// An array read as N sequences of T steps; `apart` says how far the next of each is.
struct reading {
	const struct named *named;
	int input, width;
	bool is_words, is_last; // is_last: one entry a sequence, that of its last step
	size_t N, T, apart_N, apart_T, apart_C;
};

// The layout without what an array of fewer sides leaves out: N of vectors, C of words.
static void shorten(const char *layout, int dims, bool is_words, char out[4])
{
	int count = 0;
	for (const char *letter = layout; *letter; letter++)
		if (*letter == 'T' || (*letter == 'N' && dims > (is_words ? 1 : 2)) || (*letter == 'C' && !is_words))
			out[count++] = *letter;
	out[count] = '\0';
}

// Fills the sizes by a layout of as many letters as the array has sides.
static bool lay(struct reading *r, const char *letters)
{
	const struct npy *array = &r->named->array;
	size_t apart = 1, C = 1;
	if ((int)strlen(letters) != array->dims)
		return false;
	r->N = r->T = 1;
	r->apart_N = r->apart_T = r->apart_C = 0;
	for (int d = array->dims - 1; d >= 0; d--) {
		size_t const side = array->side[d];
		if (letters[d] == 'N')
			r->N = side, r->apart_N = apart;
		else if (letters[d] == 'T')
			r->T = side, r->apart_T = apart;
		else
			C = side, r->apart_C = apart;
		apart *= side;
	}
	return r->is_words || C == (size_t)r->width;
}

static double number_at(const struct reading *r, size_t n, size_t t, size_t i)
{
	return r->named->array.at[n * r->apart_N + t * r->apart_T + i * r->apart_C];
}

// The word that a row of a single 1 is; WORD_NONE for zeros and NaN; -2: it is something else.
static int word_of_row(const struct reading *r, size_t n, size_t t)
{
	int word = WORD_NONE;
	for (int i = 0; i < r->width; i++) {
		double const number = number_at(r, n, t, (size_t)i);
		if (isnan(number) || !(number > 0 || number < 0))
			continue;
		if (number < 1 || number > 1 || word != WORD_NONE)
			return -2;
		word = i;
	}
	return word;
}

static bool is_hot(const struct reading *r)
{
	for (size_t n = 0; n < r->N; n++)
		for (size_t t = 0; t < r->T; t++)
			if (word_of_row(r, n, t) == -2)
				return false;
	return true;
}

// ---- words

static bool is_word(double number, int C)
{
	return isnan(number) || number == -100 || number == -1 || (number >= 0 && number < C && number <= floor(number));
}

static bool are_words(const struct npy *array, int C)
{
	for (size_t i = 0; i < array->count; i++)
		if (!is_word(array->at[i], C))
			return false;
	return true;
}

static bool fail_word(const struct named *named, int C, struct error *error)
{
	const struct npy *array = &named->array;
	size_t i = 0;
	while (i + 1 < array->count && is_word(array->at[i], C))
		i++;
	LOCAL(text) advice = { 0 };
	bool const is_count = array->at[i] == C; // Octave and Julia count from 1
	if (is_count)
		text_addf(&advice, _("np.savez(…, %s=%s - 1) if they count from 1; else V has too few rows"), npz_name(named), npz_name(named));
	else
		text_addf(&advice, _("np.savez(…, %s=…): numbers of words, or vectors, T×%d"), npz_name(named), C);
	return npz_fail(error, named, text_get(&advice), _("%s[%zu] is %g; the words have the numbers 0 to %d, and -100 is none"),
	                npz_name(named), i, array->at[i], C - 1);
}

// ---- which of them

// What the sides should be, and in which notebook lines that is done.
static bool fail_shape(const struct reading *r, bool may_be_words, const char *layout, struct error *error)
{
	struct text shape = { 0 }, advice = { 0 };
	npy_write_shape(&r->named->array, &shape);
	text_addf(&advice, _("np.savez(…, %s=%s.reshape(…)), or say the order of its sides: load FILE layout TNC"),
	          npz_name(r->named), npz_name(r->named));
	npz_fail(error, r->named, text_get(&advice),
	         may_be_words ? _("%s is %s; it should be words, T or N×T, or vectors, T×%d or N×T×%d (in the layout %s)")
	                      : _("%s is %s; it should be vectors, T×%d or N×T×%d (in the layout %s)"),
	         npz_name(r->named), text_get(&shape), r->width, r->width, layout);
	text_free(&shape);
	text_free(&advice);
	return false;
}

static int longer_sides(const struct npy *array)
{
	int longer = 0;
	for (int d = 0; d < array->dims; d++)
		longer += array->side[d] > 1;
	return longer;
}

// All in a row: words, whatever sides of 1 there are.
static bool lay_row(struct reading *r)
{
	r->N = 1;
	r->T = r->named->array.count;
	r->apart_T = 1;
	r->apart_N = r->apart_C = 0;
	return true;
}

static bool read_array(struct reading *r, bool may_be_words, const char *layout, struct text *told, struct error *error)
{
	const struct npy *array = &r->named->array;
	char as_vectors[4], as_words[4];
	shorten(layout, array->dims, false, as_vectors);
	shorten(layout, array->dims, true, as_words);
	if (!array->count)
		return fail_shape(r, may_be_words, layout, error);
	r->is_words = false;
	bool const vectors = lay(r, as_vectors), hot = vectors && may_be_words && is_hot(r);
	bool const words = may_be_words && array->dims <= 2 && are_words(array, r->width);
	if (hot && words && r->width > 1 && array->dims == 2 && longer_sides(array) > 1)
		text_addf(told, _("%s: rows of a single 1 were taken as words, one-hot; were they numbers of words, save them as "
		                  "one sequence after the other\n"), npz_name(r->named));
	if (vectors && (hot || !words))
		return true;
	r->is_words = true;
	if (may_be_words && array->dims <= 2 && !words && longer_sides(array) <= 1 && array->dims < 2)
		return fail_word(r->named, r->width, error);
	if (words && longer_sides(array) > 1)
		return lay(r, as_words);
	if (words && array->dims == 2 && array->side[1] == 1 && array->side[0] > 1)
		text_addf(told, _("%s %zu×1 was taken as one sequence of %zu steps; of many with one step each, save %zu×1×C numbers\n"),
		          npz_name(r->named), array->side[0], array->side[0], array->side[0]);
	if (words)
		return lay_row(r);
	if (may_be_words && array->is_whole && array->dims <= 2)
		return fail_word(r->named, r->width, error);
	r->is_words = false;
	if (!may_be_words && r->width == 1 && longer_sides(array) <= 1)
		return lay_row(r);
	return fail_shape(r, may_be_words, layout, error);
}

// ---- all of them

struct taking {
	const struct network *network;
	struct reading of[INPUTS_MOST]; // by input; without a `named`: not in the file
	size_t N, T;
};

// What lies on its side is the likeliest cause.
static bool fail_sides(const struct reading *r, const struct reading *first, struct error *error)
{
	LOCAL(text) advice = { 0 }, shape = { 0 }, of_first = { 0 };
	const struct reading *const both[] = { first, r };
	npy_write_shape(&r->named->array, &shape);
	npy_write_shape(&first->named->array, &of_first);
	for (int i = 0; i < 2 && !advice.length; i++) {
		const struct named *named = both[i]->named;
		if (named->array.dims == 2 && named->array.side[0] == (size_t)both[i]->width && both[i]->width > 1)
			text_addf(&advice, _("vectors are T×%d: np.savez(…, %s=%s.T)"), both[i]->width, npz_name(named), npz_name(named));
	}
	if (!advice.length)
		text_addf(&advice, _("np.savez(…, %s=…, %s=…) with as many sequences and steps"), npz_name(first->named), npz_name(r->named));
	return npz_fail(error, r->named, text_get(&advice), _("%s %s has %zu × %zu steps, and %s %s has %zu × %zu (sequences × steps)"),
	                npz_name(r->named), text_get(&shape), r->N, r->T, npz_name(first->named), text_get(&of_first), first->N, first->T);
}

static bool check_sides(struct taking *all, struct error *error)
{
	const struct reading *first = NULL;
	const struct reading *x = &all->of[INPUT_X];
	all->N = all->T = 0;
	for (int input = 0; input < INPUTS_MOST; input++) {
		struct reading *r = &all->of[input];
		size_t const entries = r->N * r->T;
		if (!r->named)
			continue;
		// One target a sequence.
		if (input == INPUT_Y && x->named && r->T != x->T && entries == x->N) {
			r->apart_N = r->N > 1 ? r->apart_N : r->apart_T;
			r->N = x->N;
			r->T = x->T;
			r->apart_T = 0;
			r->is_last = true;
		}
		if (all->N && (r->N != all->N || r->T != all->T))
			return fail_sides(r, first, error);
		first = r;
		all->N = r->N;
		all->T = r->T;
	}
	return all->T <= STEPS_MOST && all->N <= CORPUS_SEQUENCES_MOST ? true :
	       error_set(error, SPAN_NONE, _("save fewer of them"),
	                 _("%zu sequences of %zu steps are too many: %d and %d at most"), all->N, all->T,
	                 CORPUS_SEQUENCES_MOST, STEPS_MOST);
}

static void fill_words(const struct reading *r, size_t n, int *words)
{
	for (size_t t = 0; t < r->T; t++) {
		bool const is_there = !r->is_last || t + 1 == r->T;
		double const number = r->is_words && is_there ? number_at(r, n, t, 0) : -1;
		words[t] = !is_there      ? WORD_NONE
		           : !r->is_words ? word_of_row(r, n, t)
		           : number >= 0  ? (int)number
		                          : WORD_NONE;
	}
}

static bool fill_vectors(const struct reading *r, size_t n, struct array to, struct error *error)
{
	for (size_t t = 0; t < r->T; t++) {
		double *row = to.at + t * (size_t)r->width;
		bool const is_there = !r->is_last || t + 1 == r->T;
		int missing = 0;
		for (int i = 0; i < r->width; i++) {
			row[i] = is_there ? number_at(r, n, t, (size_t)i) : NAN;
			missing += isnan(row[i]);
		}
		if (missing && missing < r->width)
			return npz_fail(error, r->named, _("a step without a target is NaN as a whole"),
			                _("%s has some numbers that are NaN at sequence %zu, step %zu, and others that are not"),
			                npz_name(r->named), n, t);
	}
	return true;
}

// Of gradients from outside some may not be there: they are zeros.  The width; 0: it is no such input.
static int width_of_zeros(const struct taking *all, int input)
{
	const struct network *network = all->network;
	bool any = false;
	for (int other = INPUT_Y + 1; other < INPUTS_MOST; other++)
		any |= all->of[other].named != NULL;
	int const q = cell_find_input(network->cell, input);
	return !any || input <= INPUT_Y || q < 0 || all->of[input].named ?
	               0 :
	               shape_resolve(network->cell->quantity[q].shape, network->H, network->C).rows;
}

static void tell_zeros(const struct taking *all, struct text *told)
{
	for (int input = 0; input < INPUTS_MOST; input++)
		if (width_of_zeros(all, input))
			text_addf(told, _("%s is not in the file and taken as zeros\n"),
			          all->network->cell->quantity[cell_find_input(all->network->cell, input)].name);
}

static bool fill_sequence(const struct taking *all, struct sequence *sequence, size_t n, struct error *error)
{
	for (size_t t = 0; t < all->T; t++)
		sequence->y[t] = 0; // of a cell that asks for none
	for (int input = 0; input < INPUTS_MOST; input++) {
		const struct reading *r = &all->of[input];
		if (width_of_zeros(all, input))
			corpus_give(sequence, input, width_of_zeros(all, input));
		if (!r->named)
			continue;
		if (input <= INPUT_Y && (r->is_words || (r->width == all->network->C && is_hot(r)))) {
			fill_words(r, n, input == INPUT_X ? sequence->x : sequence->y);
			continue;
		}
		for (size_t t = 0; t < all->T && input <= INPUT_Y; t++)
			(input == INPUT_X ? sequence->x : sequence->y)[t] = WORD_NONE;
		if (!fill_vectors(r, n, corpus_give(sequence, input, r->width), error))
			return false;
	}
	return true;
}

static bool take(const struct taking *all, struct network *network, const char *origin, struct error *error)
{
	struct corpus *corpus = corpus_new(origin, (const char *const *)network->word, network->C);
	bool is_good = true;
	for (size_t n = 0; is_good && n < all->N; n++)
		is_good = fill_sequence(all, corpus_add(corpus, (int)all->T), n, error);
	if (!is_good) {
		corpus_drop(corpus);
		return false;
	}
	if (all->N > 1)
		return network_set_corpus(network, corpus, error);
	const struct sequence *only = &corpus->sequence[0];
	if (all->of[INPUT_X].named && !only->given[INPUT_X].at)
		network_set_x(network, only->x, only->count);
	if (all->of[INPUT_Y].named && !only->given[INPUT_Y].at)
		network_set_y(network, only->y, only->count);
	for (int input = 0; input < INPUTS_MOST; input++)
		if (only->given[input].at)
			network_set_given(network, input, only->given[input]);
	corpus_drop(corpus);
	return true;
}

size_t inputs_width(const struct npy *array, const char *layout)
{
	char letters[4];
	shorten(layout, array->dims, false, letters);
	const char *const at = strchr(letters, 'C');
	if (array->dims == 1)
		return 1;
	return at && (int)strlen(letters) == array->dims ? array->side[at - letters] : 0;
}

bool inputs_take(const struct npz *npz, const struct mapping *mapping, struct network *network,
                 const char *layout, const char *origin, struct text *told, struct error *error)
{
	struct taking all = { .network = network };
	const struct cell *cell = network->cell;
	bool any = false;
	for (int i = 0; i < npz->count; i++) {
		const struct meaning *meaning = &mapping->meaning[i];
		if (meaning->kind != MEANING_INPUT)
			continue;
		int const q = cell_find_input(cell, meaning->input);
		struct reading *r = &all.of[meaning->input];
		*r = (struct reading){ .named = &npz->at[i], .input = meaning->input, .width = network->C };
		if (q >= 0)
			r->width = shape_resolve(cell->quantity[q].shape, network->H, network->C).rows;
		bool const may_be_words = meaning->input <= INPUT_Y && r->width == network->C &&
		                          (q < 0 || cell->quantity[q].shape.rows == SIDE_C);
		if (!read_array(r, may_be_words, layout, told, error))
			return false;
		any = true;
	}
	tell_zeros(&all, told);
	return !any || (check_sides(&all, error) && take(&all, network, origin, error));
}
