// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a network can run, asked before any memory is taken.
#include <math.h>

#include "base/message.h"
#include "net/network.h"

static bool words_known(const struct network *network, const int *numbers, int count,
                        const char *name, struct error *error)
{
	for (int i = 0; i < count; i++)
		if (numbers[i] < WORD_NONE || numbers[i] >= network->C)
			return error_set(
				error, SPAN_NONE, _("set more words with vocab, or other numbers"),
				_("%s[%d] is word %d, but the vocabulary has the words 0 to %d"),
				name, i, numbers[i], network->C - 1);
	return true;
}

// How one row of vectors can be judged at all: what a cross-entropy compares with is a distribution.
static bool is_distribution(const double *at, int count)
{
	double sum = 0;
	bool is_good = true;
	for (int i = 0; i < count; i++) {
		is_good = is_good && at[i] >= 0;
		sum += at[i];
	}
	return is_good && fabs(sum - 1) <= 1e-9;
}

static bool rows_fit(const struct network *network, const struct quantity *quantity, struct error *error)
{
	struct array const rows = network->given[quantity->input];
	int const wanted = shape_resolve(quantity->shape, network->H, network->C).rows;
	if (rows.cols != wanted)
		return error_set(error, SPAN_NONE, _("show cell tells the sizes; hidden, vocab and size change them"),
		                 _("%s has %d numbers a step, and should have %d"), quantity->name, rows.cols, wanted);
	if (rows.rows != network->x_count)
		return error_set(error, SPAN_NONE, _("give all as many steps"), _("x has %d steps and %s has %d"),
		                 network->x_count, quantity->name, rows.rows);
	for (int t = 0; t < rows.rows && quantity->input == INPUT_Y && quantity->is_rewritten; t++)
		if (network_has_loss(network, t) && !is_distribution(rows.at + (size_t)t * (size_t)rows.cols, rows.cols))
			return error_set(error, SPAN_NONE,
			                 _("for numbers take a squared error: cell regression, or a cell of your own"),
			                 _("%s[%d] is not a distribution (its numbers do not sum to 1), but a cross-entropy "
			                   "compares it with one"), quantity->name, t);
	return true;
}

// Each input of the cell is given, in words or in vectors of its size.
static bool inputs_fit(const struct network *network, struct error *error)
{
	const struct cell *cell = network->cell;
	for (int q = 0; q < cell->quantities; q++) {
		const struct quantity *quantity = &cell->quantity[q];
		if (quantity->kind != QUANTITY_INPUT)
			continue;
		if (network->given[quantity->input].at) {
			if (!rows_fit(network, quantity, error))
				return false;
		} else if (quantity->input > INPUT_Y) {
			error_set(error, SPAN_NONE, NULL, _("%s is not given, which the cell %s needs"),
			          quantity->name, cell->name);
			return error_advise(error, "%s = zeros(T, %d)", quantity->name,
			                    shape_resolve(quantity->shape, network->H, network->C).rows);
		} else if (shape_resolve(quantity->shape, network->H, network->C).rows != network->C) {
			error_set(error, SPAN_NONE, NULL,
			          _("%s is given in words, of which there are %d, but the cell %s takes %d numbers a step"),
			          quantity->name, network->C, cell->name,
			          shape_resolve(quantity->shape, network->H, network->C).rows);
			return error_advise(error, "%s = rand(%d, %d)", quantity->name, network->x_count,
			                    shape_resolve(quantity->shape, network->H, network->C).rows);
		}
	}
	return true;
}

bool network_ready(const struct network *network, struct error *error)
{
	bool const has_y = cell_find_input(network->cell, INPUT_Y) >= 0;
	if (has_y && network->x_count != network->y_count)
		return error_set(error, SPAN_NONE, _("give both as many words"),
		                 _("x has %d words and y has %d"), network->x_count,
		                 network->y_count);
	if (!network->x_count)
		return error_set(error, SPAN_NONE, _("text the cat sat on the mat"),
		                 _("there are no words to read"));
	if (!words_known(network, network->x, network->x_count, "x", error) ||
	    (has_y && !words_known(network, network->y, network->y_count, "y", error)) || !inputs_fit(network, error))
		return false;
	if (network_last_loss(network) < 0)
		return error_set(error, SPAN_NONE, _("y _ _ cat has a target at step 2 alone"),
		                 _("no step has a target, so that there is no loss"));
	double bytes = 0;
	for (int q = 0; q < network->cell->quantities; q++)
		if (network->cell->quantity[q].kind == QUANTITY_COMPUTED) {
			struct shape const shape = shape_resolve(network->cell->quantity[q].shape,
			                                         network->H, network->C);
			bytes += (double)shape.rows * shape.cols * sizeof(double);
		}
	bytes *= network->x_count;
	return bytes <= NETWORK_BYTES_MOST ||
	       error_set(error, SPAN_NONE, _("take a shorter text, or smaller sizes"),
	                 _("the values of %d steps need %.0f MiB, more than %.0f"),
	                 network->x_count, bytes / 1048576, NETWORK_BYTES_MOST / 1048576);
}
