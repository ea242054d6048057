// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array/random.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"

#define WORD(i) ((struct span){ .column = (i) + 1 })

// ---- numbers owned by a network

static bool has_numbers(const struct quantity *quantity)
{
	return quantity->kind == QUANTITY_PARAMETER || quantity->is_state;
}

static struct array *numbers_of(const struct network *network, int quantity)
{
	return network->cell->quantity[quantity].kind == QUANTITY_PARAMETER ?
	               &network->parameter[quantity] :
	               &network->initial[quantity];
}

static void free_numbers(struct network *network)
{
	for (int q = 0; network->parameter && q < network->cell->quantities; q++) {
		free(network->parameter[q].at);
		free(network->initial[q].at);
	}
	free(network->parameter);
	free(network->initial);
	free(network->assigned);
	network->parameter = network->initial = NULL;
	network->assigned = NULL;
}

static bool is_recurrent(const struct quantity *quantity)
{
	return quantity->shape.rows == SIDE_H && quantity->shape.cols == SIDE_H;
}

static void draw_parameter(const struct network *network, struct random *random, int q)
{
	const struct quantity *quantity = &network->cell->quantity[q];
	struct array const a = network->parameter[q];
	if (!quantity->is_bias)
		initialiser_run(network->initialiser, a, is_recurrent(quantity), network->scale, random);
	for (size_t i = 0; quantity->is_forget && i < array_size(a); i++)
		a.at[i] = network->forget_bias;
}

// Room for all numbers: zeros, none assigned.
static void make_numbers(struct network *network)
{
	const struct cell *cell = network->cell;
	network->parameter = memory_get((size_t)cell->quantities, sizeof *network->parameter);
	network->initial = memory_get((size_t)cell->quantities, sizeof *network->initial);
	network->assigned = memory_get((size_t)cell->quantities, sizeof *network->assigned);
	for (int q = 0; q < cell->quantities; q++) {
		if (!has_numbers(&cell->quantity[q]))
			continue;
		struct shape const shape =
			shape_resolve(cell->quantity[q].shape, network->H, network->C);
		struct array *a = numbers_of(network, q);
		*a = (struct array){ shape.rows, shape.cols, NULL };
		a->at = memory_get(array_size(*a), sizeof *a->at);
	}
}

// Weights in the order of their declaration, row by row, from one generator; states at -1 are zero.
static void draw(struct network *network)
{
	struct random random;
	random_seed(&random, network->seed);
	free_numbers(network);
	make_numbers(network);
	for (int q = 0; q < network->cell->quantities; q++)
		if (network->cell->quantity[q].kind == QUANTITY_PARAMETER)
			draw_parameter(network, &random, q);
}

// As draw, after other sizes: what was assigned and still has its shape stays.
static void draw_sizes(struct network *network)
{
	struct network before = *network;
	network->parameter = network->initial = NULL;
	network->assigned = NULL;
	draw(network);
	for (int q = 0; before.assigned && q < network->cell->quantities; q++) {
		if (!before.assigned[q] || !has_numbers(&network->cell->quantity[q]))
			continue;
		struct array const from = *numbers_of(&before, q), to = *numbers_of(network, q);
		network->assigned[q] = from.rows == to.rows && from.cols == to.cols;
		if (network->assigned[q])
			memcpy(to.at, from.at, array_size(from) * sizeof *from.at);
	}
	free_numbers(&before);
}

// ---- vocabulary

// With its words goes what was to be learned.
static void free_words(struct network *network)
{
	corpus_drop(network->corpus);
	network->corpus = NULL;
	network->sequence = -1;
	for (int i = 0; i < network->C; i++)
		free(network->word[i]);
	free(network->word);
	network->word = NULL;
	network->C = 0;
}

static int find_among(const char *const *words, int count, const char *word)
{
	for (int i = 0; i < count; i++)
		if (utf8_same(words[i], word))
			return i;
	return -1;
}

int network_find_word(const struct network *network, const char *word)
{
	const char *const *words = (const char *const *)network->word;
	int const number = find_among(words, network->C, word);
	return number >= 0 ? number : find_among(words, network->C, CORPUS_UNKNOWN);
}

static void add_word(struct network *network, const char *word)
{
	network->word = memory_resize(network->word, (size_t)network->C + 1, sizeof *network->word);
	network->word[network->C++] = memory_copy_string(word);
}

// ---- life of a network

struct network *network_new(struct cell *cell)
{
	static const char *const sentence[] = { "the", "cat", "sat", "on", "the", "mat" };
	struct error ignored;
	struct network *network = memory_get(1, sizeof *network);
	network->cell = cell;
	network->H = 3;
	// A seed whose units saturate (min tanh' 0.52), so that no mistake in a derivative stays hidden.
	network->seed = 71;
	network->initialiser = initialisers;
	network->scale = 1;
	network->truncation = truncation_steps(-1);
	network->sequence = -1;
	network_set_text(network, sentence, 6, &ignored);
	return network;
}

struct network *network_copy(const struct network *network)
{
	struct network *copy = memory_get(1, sizeof *copy);
	*copy = *network;
	cell_hold(copy->cell);
	corpus_hold(copy->corpus);
	copy->word = NULL;
	copy->C = 0;
	for (int i = 0; i < network->C; i++)
		add_word(copy, network->word[i]);
	network_copy_given(copy, network);
	copy->parameter = copy->initial = NULL;
	copy->assigned = NULL;
	make_numbers(copy);
	for (int q = 0; q < network->cell->quantities; q++) {
		copy->assigned[q] = network->assigned[q];
		if (has_numbers(&network->cell->quantity[q])) {
			struct array const from = *numbers_of(network, q);
			memcpy(numbers_of(copy, q)->at, from.at, array_size(from) * sizeof *from.at);
		}
	}
	return copy;
}

bool network_equal(const struct network *a, const struct network *b)
{
	bool equal = cell_equal(a->cell, b->cell) && a->H == b->H && a->C == b->C &&
	             a->words_given == b->words_given && a->seed == b->seed &&
	             a->initialiser == b->initialiser &&
	             !memcmp(&a->scale, &b->scale, sizeof a->scale) &&
	             !memcmp(&a->forget_bias, &b->forget_bias, sizeof a->forget_bias) &&
	             truncation_equal(a->truncation, b->truncation) &&
	             a->single_sweep == b->single_sweep &&
	             network_equal_given(a, b) &&
	             corpus_equal(a->corpus, b->corpus) && a->sequence == b->sequence;
	for (int i = 0; equal && i < a->C; i++)
		equal = !strcmp(a->word[i], b->word[i]);
	for (int q = 0; equal && q < a->cell->quantities; q++)
		equal = a->assigned[q] == b->assigned[q] &&
		        (!has_numbers(&a->cell->quantity[q]) ||
		         array_equal(*numbers_of(a, q), *numbers_of(b, q)));
	return equal;
}

void network_free(struct network *network)
{
	if (!network)
		return;
	free_numbers(network);
	free_words(network);
	network_free_given(network);
	cell_drop(network->cell);
	free(network);
}

// ---- settings

// Whether weights of these sizes fit, before any memory is taken, and can be drawn in a moment.
static bool sizes_fit(const struct cell *cell, const struct initialiser *initialiser, double H,
                      double C, struct error *error)
{
	double bytes = 0;
	for (int q = 0; q < cell->quantities; q++)
		if (has_numbers(&cell->quantity[q])) {
			struct shape const shape = shape_resolve(cell->quantity[q].shape, (int)H, (int)C);
			bytes += (double)shape.rows * shape.cols * sizeof(double);
		}
	if (bytes > NETWORK_BYTES_MOST)
		return error_set(error, SPAN_NONE, _("choose a smaller hidden size or vocabulary"),
		                 _("%.0f hidden units and %.0f words need %.0f MiB of weights, more than %.0f"),
		                 H, C, bytes / 1048576, NETWORK_BYTES_MOST / 1048576);
	return !initialiser->sides_most || H <= initialiser->sides_most ||
	       error_set(error, SPAN_NONE, _("choose a smaller hidden size or another initialiser"),
	                 _("init %s takes %d hidden units at most, not %.0f"), initialiser->name,
	                 initialiser->sides_most, H);
}

static bool fits(const struct network *network, double H, double C, struct error *error)
{
	return sizes_fit(network->cell, network->initialiser, H, C, error);
}

bool network_set_cell(struct network *network, struct cell *cell, struct error *error)
{
	if (!sizes_fit(cell, network->initialiser, network->H, network->C, error)) {
		cell_drop(cell);
		return false;
	}
	network_change_given(network, cell);
	free_numbers(network);
	cell_drop(network->cell);
	network->cell = cell;
	draw(network);
	return true;
}

// Biases draw nothing: all other numbers are those from before.
bool network_set_biases(struct network *network, bool biases, struct error *error)
{
	struct cell *before = network->cell;
	if (before->biases == biases)
		return true;
	struct cell *cell = cell_parse(before->name, before->source, before->text, strlen(before->text),
	                               biases, error);
	for (int i = 0; cell && i < before->amendments; i++) {
		struct cell *plain = cell;
		cell = cell_amended(plain, before->amendment[i], 1, 1, error);
		cell_drop(plain);
	}
	if (!cell)
		return false;
	struct network *kept = network_copy(network);
	bool const is_done = network_set_cell(network, cell, error);
	for (int q = 0; is_done && q < cell->quantities; q++) {
		int const old = cell_find(kept->cell, cell->quantity[q].name);
		if (old < 0 || !has_numbers(&cell->quantity[q]))
			continue;
		struct array const from = *numbers_of(kept, old);
		memcpy(numbers_of(network, q)->at, from.at, array_size(from) * sizeof *from.at);
		network->assigned[q] = kept->assigned[old];
	}
	network_free(kept);
	return is_done;
}

void network_set_backward(struct network *network, struct cell *cell)
{
	cell_drop(network->cell);
	network->cell = cell;
}

bool network_set_hidden(struct network *network, long hidden, struct error *error)
{
	if (hidden < 1 || hidden > HIDDEN_MOST)
		return error_set(error, SPAN_NONE, _("hidden 10 is the tutorial's"),
		                 _("the hidden size is 1 to %d, not %ld"), HIDDEN_MOST, hidden);
	if (!fits(network, (double)hidden, network->C, error))
		return false;
	network->H = (int)hidden;
	draw_sizes(network);
	return true;
}

bool network_set_size(struct network *network, const char *name, int number, struct error *error)
{
	struct cell *cell = cell_sized(network->cell, name, number, error);
	if (!cell || !sizes_fit(cell, network->initialiser, network->H, network->C, error)) {
		cell_drop(cell);
		return false;
	}
	// The quantities are the same ones.
	cell_drop(network->cell);
	network->cell = cell;
	draw_sizes(network);
	return true;
}

bool network_set_vocabulary_size(struct network *network, long words, struct error *error)
{
	if (words < 1 || words > WORDS_MOST)
		return error_set(error, SPAN_NONE, _("vocab 100 is the tutorial's"),
		                 _("a vocabulary has 1 to %d words, not %ld"), WORDS_MOST, words);
	if (!fits(network, network->H, (double)words, error))
		return false;
	free_words(network);
	network->word = memory_get((size_t)words, sizeof *network->word);
	for (; network->C < words; network->C++) {
		char name[24];
		snprintf(name, sizeof name, "w%d", network->C);
		network->word[network->C] = memory_copy_string(name);
	}
	network->words_given = false;
	draw_sizes(network);
	return true;
}

bool network_set_vocabulary(struct network *network, const char *const *words, int count,
                            struct error *error)
{
	if (count < 1 || count > WORDS_MOST)
		return error_set(error, SPAN_NONE, _("take fewer words"), _("a vocabulary has 1 to %d words, not %d"),
		                 WORDS_MOST, count);
	for (int i = 0; i < count; i++)
		for (int j = 0; j < i; j++)
			if (utf8_same(words[i], words[j]))
				return error_set(error, WORD(i), _("a vocabulary has each word once"),
				                 _("the word %s is in the vocabulary twice"), words[i]);
	if (!fits(network, network->H, count, error))
		return false;
	free_words(network);
	for (int i = 0; i < count; i++)
		add_word(network, words[i]);
	network->words_given = true;
	draw_sizes(network);
	return true;
}

// The words of a text in order of first appearance become the vocabulary.
static bool take_words(struct network *network, const char *const *words, int count, struct error *error)
{
	const char **distinct = memory_get((size_t)count, sizeof *distinct);
	int C = 0;
	for (int i = 0; i < count && C <= WORDS_MOST; i++)
		if (find_among(distinct, C, words[i]) < 0)
			distinct[C++] = words[i];
	bool const is_good = C <= WORDS_MOST ?
	                          fits(network, network->H, C, error) :
	                          error_set(error, SPAN_NONE, _("take a shorter text"),
	                                    _("a vocabulary has 1 to %d words"), WORDS_MOST);
	if (is_good) {
		free_words(network);
		for (int i = 0; i < C; i++)
			add_word(network, distinct[i]);
		draw_sizes(network);
	}
	free(distinct);
	return is_good;
}

// How other words than these become the network's.
static const char *how_to_change_words(const struct network *network)
{
	const struct corpus *const corpus = network->corpus;
	return network->words_given || !corpus ? _("vocab WORD… sets the words") :
	       corpus->is_task ? _("task off, and a text brings its own words again") :
	                         _("sentences off, and a text brings its own words again");
}

bool network_set_text(struct network *network, const char *const *words, int count, struct error *error)
{
	if (count < 2)
		return error_set(error, SPAN_NONE, _("text the cat sat on the mat"),
		                 _("a text needs two words at least: each is to predict the next"));
	if (count > STEPS_MOST)
		return error_set(error, WORD(STEPS_MOST), _("take a shorter text"),
		                 _("a text has %d words at most"), STEPS_MOST);
	// The words of what is learned are as good as given.
	bool const words_stay = network->words_given || network->corpus;
	for (int i = 0; words_stay && i < count; i++)
		if (network_find_word(network, words[i]) < 0)
			return error_set(error, WORD(i), how_to_change_words(network),
			                 _("the word %s is not in the vocabulary"), words[i]);
	if (!words_stay && !take_words(network, words, count, error))
		return false;
	int *numbers = memory_get((size_t)count, sizeof *numbers);
	for (int i = 0; i < count; i++)
		numbers[i] = network_find_word(network, words[i]);
	network_set_x(network, numbers, count - 1);
	network_set_y(network, numbers + 1, count - 1);
	free(numbers);
	return true;
}

// Whether these are the network's words, in this order.
static bool has_words(const struct network *network, char *const *words, int count)
{
	bool has = network->C == count;
	for (int i = 0; has && i < count; i++)
		has = !strcmp(network->word[i], words[i]);
	return has;
}

bool network_set_corpus(struct network *network, struct corpus *corpus, struct error *error)
{
	if (corpus && (corpus->C > WORDS_MOST ?
	                       !error_set(error, SPAN_NONE, NULL, _("a vocabulary has 1 to %d words, not %d"),
	                                  WORDS_MOST, corpus->C) :
	                       !fits(network, network->H, corpus->C, error))) {
		corpus_drop(corpus);
		return false;
	}
	corpus_drop(network->corpus);
	network->corpus = NULL;
	network->sequence = -1;
	if (!corpus)
		return true;
	if (!has_words(network, corpus->word, corpus->C)) {
		free_words(network);
		for (int i = 0; i < corpus->C; i++)
			add_word(network, corpus->word[i]);
		network->words_given = false;
		draw_sizes(network);
	}
	network->corpus = corpus;
	network_take_sequence(network, 0);
	return true;
}

void network_set_seed(struct network *network, uint32_t seed)
{
	network->seed = seed;
	draw(network);
}

bool network_set_initialiser(struct network *network, const struct initialiser *initialiser,
                             double scale, struct error *error)
{
	if (!sizes_fit(network->cell, initialiser, network->H, network->C, error))
		return false;
	network->initialiser = initialiser;
	network->scale = scale;
	draw(network);
	return true;
}

void network_set_forget_bias(struct network *network, double bias)
{
	network->forget_bias = bias;
	for (int q = 0; q < network->cell->quantities; q++) {
		struct array const a = network->parameter[q];
		if (!network->cell->quantity[q].is_forget)
			continue;
		network->assigned[q] = false;
		for (size_t i = 0; i < array_size(a); i++)
			a.at[i] = bias;
	}
}

size_t network_weights(const struct network *network)
{
	size_t count = 0;
	for (int q = 0; q < network->cell->quantities; q++)
		count += array_size(network->parameter[q]);
	return count;
}

struct array network_parameter(struct network *network, int quantity)
{
	network->assigned[quantity] = true;
	return network->parameter[quantity];
}

struct array network_initial(struct network *network, int quantity)
{
	network->assigned[quantity] = true;
	return network->initial[quantity];
}
