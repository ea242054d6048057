// SPDX-License-Identifier: GPL-3.0-or-later
#include "repl/speech.h"

#include <string.h>

#include "array/number.h"
#include "base/message.h"

// delta, dW, ds[k], and the derivatives of the loss; Jacobians are exact, whatever program is in force.
static bool is_of_program(const struct cell *cell, const struct tree *tree)
{
	if (tree->kind == TREE_DERIVATIVE)
		return cell_find(cell, tree->part[0]->name) == cell->loss || cell_is_whole_loss(cell, tree->part[0]->name);
	return tree->kind == TREE_NAME && (!strcmp(tree->name, "delta") ||
	                                   (*tree->name == 'd' && cell_find(cell, tree->name + 1) >= 0));
}

static bool is_of_walk(const struct cell *cell, const struct tree *tree)
{
	int const q = tree->kind == TREE_NAME ? cell_find(cell, tree->name) : -1;
	return q >= 0 && cell->quantity[q].kind != QUANTITY_PARAMETER;
}

static void listen(void *context, struct tree *tree)
{
	struct speech *speech = context;
	const struct cell *cell = speech->network->cell;
	bool const whole = tree->kind == TREE_DERIVATIVE ? cell_is_whole_loss(cell, tree->part[0]->name) :
	                                                   tree->kind == TREE_NAME && cell_is_whole_loss(cell, tree->name);
	speech->whole |= whole;
	speech->yours |= cell->amendments && is_of_program(cell, tree);
	speech->sequence |= !whole && (tree->kind == TREE_DERIVATIVE || is_of_program(cell, tree) || is_of_walk(cell, tree));
}

struct speech speech_of(const struct network *network, struct tree *tree)
{
	struct speech speech = { .network = network };
	tree_visit(tree, listen, &speech);
	return speech;
}

void speech_join(struct speech *speech, struct speech other)
{
	speech->yours |= other.yours;
	speech->sequence |= other.sequence;
	speech->whole |= other.whole;
}

void speech_write_sequences(const struct speech *speech, struct text *out)
{
	const struct cell *cell = speech->network->cell;
	LOCAL(text) sum = { 0 };
	if (speech->sequence)
		network_write_sequence(speech->network, out);
	if (speech->whole)
		network_write_sum(speech->network, &sum);
	if (sum.length && out->length)
		text_addf(out, "; %s" CELL_WHOLE_LOSS ": ", cell->quantity[cell->loss].name);
	text_add(out, text_get(&sum));
}

void speech_write(const struct speech *speech, struct text *out)
{
	LOCAL(text) sequences = { 0 };
	speech_write_sequences(speech, &sequences);
	if (speech->yours || sequences.length)
		text_addf(out, " (%s%s%s)", speech->yours ? _("yours") : "", speech->yours && sequences.length ? ", " : "",
		          text_get(&sequences));
}

void speech_write_loss(const struct network *network, double loss, int precision, struct text *out)
{
	LOCAL(text) sum = { 0 };
	network_write_sum(network, &sum);
	text_addf(out, "%s%s = ", network->cell->quantity[network->cell->loss].name, sum.length ? CELL_WHOLE_LOSS : "");
	number_write(loss, precision, out);
	if (sum.length)
		text_addf(out, " (%s)", text_get(&sum));
	else
		text_add(out, _(", the sum"));
}
