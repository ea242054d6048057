// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that set up the network.  Each changes a copy, so a mistake leaves everything as it was;
// each without words prints the line that makes the present value again.
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "command/help.h"
#include "net/network.h"
#include "repl/block.h"
#include "repl/names.h"
#include "repl/session.h"
#include "repl/settings.h"

// The network's own errors know no place but the number of a word; else they speak of the first.
static bool place(const struct words *words, struct error *error)
{
	return words_place(words, error->span.column > 0 ? error->span.column - 1 : 0, error);
}

// Takes the changed network, if it is good.
static bool keep(struct session *session, const struct words *words, struct network *changed, bool is_good,
                 struct error *error)
{
	if (!is_good) {
		network_free(changed);
		return place(words, error);
	}
	session_set_network(session, changed);
	return true;
}

// A cell that cannot be found; perhaps another one is meant.
static bool fail_cell(const struct words *words, struct error *error)
{
	struct error const bare = *error;
	error->advice[0] = '\0';
	words_advise(error, words->word[0].at, network_list_cells(), "cell ", bare.advice);
	return place(words, error);
}

// Takes the cell, NULL after an error.
static bool keep_cell(struct session *session, const struct words *words, struct cell *cell,
                      struct error *error)
{
	if (!cell)
		return false;
	struct network *next = network_copy(session->state.network);
	return keep(session, words, next, network_set_cell(next, cell, error), error);
}

// cell { … }
static bool run_typed_cell(struct session *session, const struct words *words, struct error *error)
{
	const char *line = words->line;
	struct braced block;
	if (!block_find(session, line, strspn(line, " \t"), &block) || !block.is_closed)
		return error_set(error, words->word[0].span, _("cell { begins it, } ends it"),
		                 _("the text of this cell is not closed"));
	size_t const after = block.end + 1 + strspn(line + block.end + 1, " \t");
	if (line[after])
		return error_set(error,
		                 (struct span){ words->name.line, utf8_count(line, after) + 1, 1 },
		                 _("another command comes after a ;"), _("nothing may follow the cell"));
	LOCAL(text) text = { 0 };
	block_read(line, block, &text);
	struct cell *cell = cell_parse(_("typed"), "", text_get(&text), text.length,
	                               session->state.network->cell->biases, error);
	if (!cell)
		block_place_error(line, block, words->name.line, error);
	return keep_cell(session, words, cell, error);
}

static bool run_cell(struct session *session, const struct words *words, struct error *error)
{
	if (!words->count)
		return settings_say(session, "cell");
	if (words->rest[0] == '{')
		return run_typed_cell(session, words, error);
	struct cell *cell = network_find_cell(words->word[0].at,
	                                      session->state.network->cell->biases, error);
	if (!cell && !error->source[0])
		fail_cell(words, error);
	return keep_cell(session, words, cell, error);
}

static bool run_hidden(struct session *session, const struct words *words, struct error *error)
{
	long hidden;
	if (!words->count)
		return settings_say(session, "hidden");
	if (!words_integer(words, 0, _("the number of hidden units"), 1, HIDDEN_MOST, &hidden,
	                   error))
		return false;
	struct network *next = network_copy(session->state.network);
	return keep(session, words, next, network_set_hidden(next, hidden, error), error);
}

// The words from the first on as an array of strings; the caller frees the array.
static const char **strings_of(const struct words *words)
{
	const char **strings = memory_get((size_t)words->count, sizeof *strings);
	for (int i = 0; i < words->count; i++)
		strings[i] = words->word[i].at;
	return strings;
}

static bool run_vocab(struct session *session, const struct words *words, struct error *error)
{
	long count;
	if (!words->count)
		return settings_say(session, "vocab");
	bool const by_size =
		words->count == 1 && words->rest[0] != '"' && word_is_integer(words->word[0].at);
	if (by_size &&
	    !words_integer(words, 0, _("the number of words"), 1, WORDS_MOST, &count, error))
		return false;
	struct network *next = network_copy(session->state.network);
	const char **strings = strings_of(words);
	bool const is_good = by_size ? network_set_vocabulary_size(next, count, error)
	                             : network_set_vocabulary(next, strings, words->count, error);
	free(strings);
	return keep(session, words, next, is_good, error);
}

static bool run_text(struct session *session, const struct words *words, struct error *error)
{
	if (words->count < 2)
		return error_set(
			error, words->end, "text the cat sat on the mat",
			_("a text has two words at least: what is read and what comes next"));
	struct network *next = network_copy(session->state.network);
	const char **strings = strings_of(words);
	bool const is_good = network_set_text(next, strings, words->count, error);
	free(strings);
	return keep(session, words, next, is_good, error);
}

// The first words of the vocabulary, for advice.
static void list_words(const struct network *network, struct text *out)
{
	enum { SHOWN = 8 };
	text_add(out, _("the words are:"));
	for (int i = 0; i < network->C && i < SHOWN; i++)
		text_addf(out, " %s", network->word[i]);
	text_add(out, network->C > SHOWN ? " ..." : "");
}

// A word's number, or the word itself.
static bool find_word(const struct network *network, const struct words *words, int i, int *number,
                      struct error *error)
{
	const struct word *word = &words->word[i];
	long value;
	*number = WORD_NONE;
	if (!strcmp(word->at, "_"))
		return true;
	if (word_is_integer(word->at)) {
		if (!words_integer(words, i, _("a word's number"), 0, WORDS_MOST - 1, &value,
		                   error))
			return false;
		*number = (int)value;
		return true;
	}
	LOCAL(text) all = { 0 };
	struct words_list list = { 0 };
	for (int j = 0; *number < 0 && j < network->C; j++)
		if (utf8_same(network->word[j], word->at))
			*number = j;
	if (*number < 0) {
		for (int j = 0; j < network->C; j++)
			words_list_add(&list, network->word[j]);
		list_words(network, &all);
		error_set(error, word->span, NULL,
		          _("'%s' is neither a number nor a word of the vocabulary"), word->at);
		words_advise(error, word->at, words_list_take(&list), "", text_get(&all));
	}
	return *number >= 0;
}

static bool set_sequence(struct session *session, const struct words *words,
                         void (*set)(struct network *network, const int *number, int count),
                         struct error *error)
{
	if (words->count > STEPS_MOST)
		return error_set(error, words->word[STEPS_MOST].span, NULL, _("%d words at most"),
		                 STEPS_MOST);
	int *number = memory_get((size_t)words->count, sizeof *number);
	bool is_good = true;
	for (int i = 0; is_good && i < words->count; i++)
		is_good = find_word(session->state.network, words, i, &number[i], error);
	if (is_good) {
		struct network *next = network_copy(session->state.network);
		set(next, number, words->count);
		session_set_network(session, next);
	}
	free(number);
	return is_good;
}

static bool run_x(struct session *session, const struct words *words, struct error *error)
{
	return words->count ? set_sequence(session, words, network_set_x, error)
	                    : settings_say(session, "x");
}

static bool run_y(struct session *session, const struct words *words, struct error *error)
{
	return words->count ? set_sequence(session, words, network_set_y, error)
	                    : settings_say(session, "y");
}

static bool run_seed(struct session *session, const struct words *words, struct error *error)
{
	uint32_t seed;
	if (!words->count)
		return settings_say(session, "seed");
	if (!words_seed(words, 0, &seed, error))
		return false;
	struct network *next = network_copy(session->state.network);
	network_set_seed(next, seed);
	session_set_network(session, next);
	return true;
}

static const struct initialiser *find_initialiser(const struct word *word, struct error *error)
{
	const struct initialiser *found = initialiser_find(word->at);
	if (!found) {
		error_set(error, word->span, NULL, _("there is no initialiser '%s'"), word->at);
		words_advise(error, word->at, words_of_rows(initialisers, sizeof *initialisers), "",
		             NULL);
	}
	return found;
}

static bool run_init(struct session *session, const struct words *words, struct error *error)
{
	if (!words->count)
		return settings_say(session, "init");
	const struct initialiser *initialiser = find_initialiser(&words->word[0], error);
	if (!initialiser)
		return false;
	int const most = initialiser->number ? 2 : 1;
	double number = 1;
	if (!words_at_most(words, most, error))
		return false;
	if (words->count == 2 && !words_number(words, 1, initialiser->number, initialiser->least,
	                                       &number, error))
		return false;
	struct network *next = network_copy(session->state.network);
	return keep(session, words, next, network_set_initialiser(next, initialiser, number, error), error);
}

// The table, for `help init`.
static void list_initialisers(struct text *out)
{
	for (const struct initialiser *each = initialisers; each->name; each++)
		help_write_row(each->name, each->number ? each->number : "", _(each->summary), out);
}

// ---- completion

static char **complete_cell(struct session *session)
{
	(void)session;
	return network_list_cells();
}

static char **complete_init(struct session *session)
{
	(void)session;
	return words_of_rows(initialisers, sizeof *initialisers);
}

const struct command network_commands[] = {
	{
		.name = "cell",
		.group = GROUP_NETWORK,
		.in_lessons = true, // but only by name: see desk_allows in lesson/desk.c
		.usage = "[NAME|FILE|{ … }]",
		.takes = { 0, 1, NULL },
		.takes_block = true,
		.summary = N_("Choose the recurrent cell: a shipped one, a file of equations, or your own, typed here."),
		.help = N_("  cell lstm\n  cell ./mine.cell\n  cell {\n    …\n  }\n"
	                   "What stands between the braces is the text of a cell, as `show cell` prints\n"
	                   "it, over any number of lines, or in one with ; between them.\n"
	                   "`show cell` prints its text, `equations` what is derived from it."),
		.run = run_cell,
		.complete = COMPLETE_FILE,
		.complete_words = complete_cell,
	},
	{
		.name = "hidden",
		.group = GROUP_NETWORK,
		.usage = "[N]",
		.takes = { 0, 1, NULL },
		.summary = N_("Set H, the number of hidden units; new weights are drawn."),
		.run = run_hidden,
		.in_lessons = true,
	},
	{
		.name = "vocab",
		.group = GROUP_NETWORK,
		.usage = "[N|WORD…]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("Set the vocabulary: N words w0, w1, …, or these words."),
		.help = N_("  vocab 100\n  vocab the cat sat on mat"),
		.run = run_vocab,
		.in_lessons = true,
	},
	{
		.name = "text",
		.group = GROUP_NETWORK,
		.usage = "WORD…",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("Set the sentence: x is all but its last word, y all but its first."),
		.help = N_("  text the cat sat on the mat\n"
	                   "The vocabulary is its words in order, unless `vocab WORD…` was given."),
		.run = run_text,
		.in_lessons = true,
	},
	{
		.name = "x",
		.group = GROUP_NETWORK,
		.usage = "[I…]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("Set the words that are read, by number or by name."),
		.help = N_("  x 0 1 2 3\n`x[2]` is the one-hot vector of the word at time 2."),
		.run = run_x,
		.complete_words = names_of_vocabulary,
		.in_lessons = true,
	},
	{
		.name = "y",
		.group = GROUP_NETWORK,
		.usage = "[I…]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("Set the words to predict, by number or by name."),
		.help = N_("  y 1 2 3 4\n  y _ _ _ good     only the last step has a target\n`y[2]` is the one-hot "
	                   "vector of the word to predict at time 2.  A step without\na target has no loss, "
	                   "no prediction and no iterations (t,k)."),
		.run = run_y,
		.complete_words = names_of_vocabulary,
		.in_lessons = true,
	},
	{
		.name = "seed",
		.group = GROUP_NETWORK,
		.usage = "[N]",
		.takes = { 0, 1, NULL },
		.summary =
			N_("Draw new weights from this seed, as NumPy's RandomState(N) does."),
		.run = run_seed,
		.in_lessons = true,
	},
	{
		.name = "init",
		.group = GROUP_NETWORK,
		.usage = "[KIND [NUMBER]]",
		.takes = { 0, 2, NULL },
		.summary = N_("Draw new weights in this way; the number is 1 where none is given."),
		.help = N_("  init orthogonal\n  init sigma 1.2\n"
	                   "The number multiplies what is drawn.  Where a kind speaks of H×H matrices,\n"
	                   "the others are the tutorial's.  Uniform and normal numbers are NumPy's, in\n"
	                   "the order of the cell's text; biases are 0.\n"
	                   "One matrix alone: W = 0.5*eye(H), W = W*1.2/norm(W,2)."),
		.tell_more = list_initialisers,
		.run = run_init,
		.complete_words = complete_init,
		.in_lessons = true,
	},
	{ .name = NULL },
};
