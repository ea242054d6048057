// SPDX-License-Identifier: GPL-3.0-or-later
// sample: words drawn from the network.
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "repl/names.h"
#include "repl/nearest.h"
#include "repl/session.h"
#include "train/sample.h"

enum { SAMPLE_USUAL = 20, SAMPLE_MOST = 10000 };

static bool find_word(const struct network *network, const struct word *word, int *number,
                      struct error *error)
{
	LOCAL(text) composed = { 0 };
	utf8_compose(&composed, word->at, strlen(word->at));
	*number = network_find_word(network, text_get(&composed));
	struct nearest nearest = nearest_to(text_get(&composed));
	for (int i = 0; i < network->C; i++)
		nearest_try(&nearest, network->word[i]);
	return *number >= 0 || error_set(error, word->span, nearest.best,
	                                 _("the word %s is not in the vocabulary"), word->at);
}

static bool find_words(const struct network *network, const struct words *words, int from,
                       int *number, struct error *error)
{
	for (int i = from; i < words->count; i++)
		if (!find_word(network, &words->word[i], &number[i - from], error))
			return false;
	return true;
}

static void say_words(struct session *session, const int *number, int count)
{
	const struct network *network = session->state.network;
	struct text line = { 0 };
	for (int i = 0; i < count; i++)
		text_addf(&line, "%s%s", i ? " " : "", network->word[number[i]]);
	session_answer(session, &line);
}

static bool run_sample(struct session *session, const struct words *words, struct error *error)
{
	const struct network *network = session->state.network;
	long count = SAMPLE_USUAL;
	int const from = words->count && word_is_integer(words->word[0].at);
	int const given = words->count - from;
	if (from && !words_integer(words, 0, _("how many words"), 1, SAMPLE_MOST, &count, error))
		return false;
	if (cell_prediction(network->cell) < 0)
		return error_set(error, words->name, "cell tanh",
		                 _("this cell predicts no word: no xent judges a distribution"));
	if (!given && !network_ready(network, error))
		return false;
	int const firsts = given ? given : 1;
	int *number = memory_get((size_t)firsts + (size_t)count, sizeof *number);
	if (!given)
		number[0] = network->x[0];
	bool const is_good = find_words(network, words, from, number, error);
	if (is_good) {
		int const drawn = sample_words(network, number, firsts, session->temperature,
		                               session->draws++, number + firsts, (int)count);
		bool const is_cut = interrupt_take(); // each word that was drawn is whole
		say_words(session, number, firsts + drawn);
		if (drawn < count)
			session_say(session, SAY_NOTE,
			            is_cut ? _("Interrupted.")
			                   : _("The prediction is not finite."));
	}
	free(number);
	return is_good;
}

const struct command sample_commands[] = {
	{
		.name = "sample",
		.group = GROUP_ASK,
		.usage = "[N] [WORD…]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary =
			N_("Read these words (or x[0]), then draw N words from the predictions."),
		.help = N_(
			"  sample\n"
			"  sample 50 the cat\n"
			"Each word that is drawn is read as the next one.  The draws have a seed of\n"
			"their own, which each sample counts up: `set draws 1` draws the first ones\n"
			"again.  `set temperature 0.5` prefers likely words; at 0 the likeliest is taken."),
		.run = run_sample,
		.complete_words = names_of_vocabulary,
		.in_lessons = true,
	},
	{ .name = NULL },
};
