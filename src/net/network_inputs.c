// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/number.h"
#include "base/memory.h"
#include "base/message.h"

// ---- life

static int *copy_numbers(const int *numbers, int count)
{
	int *copy = memory_get((size_t)count, sizeof *copy);
	if (count)
		memcpy(copy, numbers, (size_t)count * sizeof *copy);
	return copy;
}

static struct array copy_rows(struct array rows)
{
	struct array copy = rows;
	if (!rows.at)
		return copy;
	copy.at = memory_get(array_size(rows), sizeof *copy.at);
	memcpy(copy.at, rows.at, array_size(rows) * sizeof *copy.at);
	return copy;
}

void network_copy_given(struct network *to, const struct network *from)
{
	to->x = copy_numbers(from->x, from->x_count);
	to->y = copy_numbers(from->y, from->y_count);
	for (int input = 0; input < INPUTS_MOST; input++)
		to->given[input] = copy_rows(from->given[input]);
}

static bool equal_numbers(const int *a, int a_count, const int *b, int b_count)
{
	return a_count == b_count && (!a_count || !memcmp(a, b, (size_t)a_count * sizeof *a));
}

static bool equal_rows(struct array a, struct array b)
{
	return !a.at || !b.at ? a.at == b.at : array_equal(a, b);
}

bool network_equal_given(const struct network *a, const struct network *b)
{
	bool equal = equal_numbers(a->x, a->x_count, b->x, b->x_count) &&
	             equal_numbers(a->y, a->y_count, b->y, b->y_count);
	for (int input = 0; equal && input < INPUTS_MOST; input++)
		equal = equal_rows(a->given[input], b->given[input]);
	return equal;
}

static void forget(struct network *network, int input)
{
	free(network->given[input].at);
	network->given[input] = (struct array){ 0 };
}

void network_free_given(struct network *network)
{
	free(network->x);
	free(network->y);
	for (int input = 0; input < INPUTS_MOST; input++)
		forget(network, input);
}

void network_change_given(struct network *network, const struct cell *cell)
{
	for (int input = INPUT_Y + 1; input < INPUTS_MOST; input++) {
		int const before = cell_find_input(network->cell, input), after = cell_find_input(cell, input);
		if (before < 0 || after < 0 ||
		    strcmp(network->cell->quantity[before].name, cell->quantity[after].name))
			forget(network, input);
	}
}

// ---- what is given

static void set_words(struct network *network, int input, int *words, int count)
{
	int **const to = input == INPUT_X ? &network->x : &network->y;
	free(*to);
	*to = words;
	*(input == INPUT_X ? &network->x_count : &network->y_count) = count;
	network->sequence = -1;
}

void network_set_x(struct network *network, const int *x, int count)
{
	int *words = copy_numbers(x, count);
	forget(network, INPUT_X);
	set_words(network, INPUT_X, words, count);
}

void network_set_y(struct network *network, const int *y, int count)
{
	int *words = copy_numbers(y, count);
	forget(network, INPUT_Y);
	set_words(network, INPUT_Y, words, count);
}

void network_set_given(struct network *network, int input, struct array rows)
{
	struct array const copy = copy_rows(rows);
	forget(network, input);
	network->given[input] = copy;
	if (input > INPUT_Y)
		return;
	int *none = memory_get((size_t)rows.rows, sizeof *none);
	for (int t = 0; t < rows.rows; t++)
		none[t] = WORD_NONE;
	set_words(network, input, none, rows.rows);
}

// The state that a sequence begins with; -1: the cell has none of the name and size.
static int find_start(const struct network *network, const struct start *start)
{
	int const q = cell_find(network->cell, start->state);
	return q >= 0 && network->cell->quantity[q].is_state &&
	                       array_size(network->initial[q]) == array_size(start->at) ?
	               q :
	               -1;
}

void network_set_sequence(struct network *network, const struct sequence *sequence)
{
	network_set_x(network, sequence->x, sequence->count);
	if (sequence->y) // its cell asks for none else
		network_set_y(network, sequence->y, sequence->count);
	for (int input = 0; input < INPUTS_MOST; input++)
		if (sequence->given[input].at)
			network_set_given(network, input, sequence->given[input]);
	for (const struct start *start = sequence->start; start < sequence->start + STARTS_MOST && start->state; start++) {
		int const q = find_start(network, start);
		if (q >= 0)
			memcpy(network_initial(network, q).at, start->at.at, array_size(start->at) * sizeof(double));
	}
}

void network_take_sequence(struct network *network, int i)
{
	network_set_sequence(network, &network->corpus->sequence[i]);
	network->sequence = i;
}

void network_read(struct network_reading *reading, const struct network *network, const struct sequence *sequence)
{
	struct network *const with = &reading->network;
	*with = *network;
	with->x = sequence->x;
	with->y = sequence->y;
	with->x_count = with->y_count = sequence->count;
	memcpy(with->given, sequence->given, sizeof with->given);
	if (!sequence->start[0].state)
		return;
	memcpy(reading->initial, network->initial, (size_t)network->cell->quantities * sizeof *reading->initial);
	with->initial = reading->initial;
	for (const struct start *start = sequence->start; start < sequence->start + STARTS_MOST && start->state; start++) {
		int const q = find_start(network, start);
		if (q >= 0)
			reading->initial[q].at = start->at.at;
	}
}

struct sequence network_sequence(const struct network *network)
{
	bool const has_y = cell_find_input(network->cell, INPUT_Y) >= 0;
	struct sequence sequence = { .x = network->x, .y = has_y ? network->y : NULL, .count = network->x_count };
	memcpy(sequence.given, network->given, sizeof sequence.given);
	if (!has_y)
		sequence.given[INPUT_Y] = (struct array){ 0 };
	return sequence;
}

int network_sequences(const struct network *network)
{
	return network->corpus ? network->corpus->count : 1;
}

int network_learned(const struct network *network)
{
	return network_sequences(network) - (network->corpus ? network->corpus->held : 0);
}

void network_write_sequence(const struct network *network, struct text *out)
{
	int const count = network_sequences(network);
	if (count > 1 && network->sequence >= 0)
		text_addf(out, _("sequence %d of %d"), network->sequence + 1, count);
	else if (count > 1)
		text_addf(out, _("none of the %d sequences"), count);
}

void network_add_sequence(const struct network *network, struct text *out)
{
	LOCAL(text) sequence = { 0 };
	network_write_sequence(network, &sequence);
	if (sequence.length)
		text_addf(out, " (%s)", text_get(&sequence));
}

void network_write_sum(const struct network *network, struct text *out)
{
	if (network_sequences(network) > 1)
		text_addf(out, _("sum over %d sequences"), network_learned(network));
}

struct sequence network_sequence_at(const struct network *network, int i)
{
	return network->corpus ? network->corpus->sequence[i] : network_sequence(network);
}

void network_write_input(const struct network *network, int input, int t, struct text *out)
{
	enum { SHOWN = 4 };
	struct array const rows = network->given[input];
	int const count = input == INPUT_X ? network->x_count : network->y_count;
	int const word = rows.at || t >= count ? WORD_NONE : (input == INPUT_X ? network->x : network->y)[t];
	const double *row = rows.at ? rows.at + (size_t)t * (size_t)rows.cols : NULL;
	if (!row || isnan(row[0])) {
		text_add(out, word == WORD_NONE ? "_" : network->word[word]);
		return;
	}
	for (int i = 0; i < rows.cols && i < SHOWN; i++) {
		text_add_char(out, i ? ' ' : '[');
		number_write_short(row[i], 2, out);
	}
	text_add(out, rows.cols > SHOWN ? " ...]" : "]");
}

// ---- losses

bool network_has_loss(const struct network *network, int t)
{
	struct sequence const sequence = network_sequence(network);
	return sequence_has_loss(&sequence, t);
}

int network_loss_before(const struct network *network, int t)
{
	while (--t >= 0 && !network_has_loss(network, t))
		continue;
	return t;
}

int network_last_loss(const struct network *network)
{
	return network_loss_before(network, network->x_count);
}

int network_first_loss(const struct network *network)
{
	int t = 0;
	while (t < network->x_count && !network_has_loss(network, t))
		t++;
	return t;
}
