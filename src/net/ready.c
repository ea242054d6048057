// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a network can run, asked before any memory is taken.
#include "base/message.h"
#include "net/network.h"

static bool words_known(const struct network *network, const int *numbers, int count,
                        const char *name, struct error *error)
{
	for (int i = 0; i < count; i++)
		if (numbers[i] < 0 || numbers[i] >= network->C)
			return error_set(
				error, SPAN_NONE, _("set more words with vocab, or other numbers"),
				_("%s[%d] is word %d, but the vocabulary has the words 0 to %d"),
				name, i, numbers[i], network->C - 1);
	return true;
}

bool network_ready(const struct network *network, struct error *error)
{
	if (network->x_count != network->y_count)
		return error_set(error, SPAN_NONE, _("give both as many words"),
		                 _("x has %d words and y has %d"), network->x_count,
		                 network->y_count);
	if (!network->x_count)
		return error_set(error, SPAN_NONE, _("text the cat sat on the mat"),
		                 _("there are no words to read"));
	if (!words_known(network, network->x, network->x_count, "x", error) ||
	    !words_known(network, network->y, network->y_count, "y", error))
		return false;
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
