// SPDX-License-Identifier: GPL-3.0-or-later
// `race`: cells and initialisations against each other on the same words.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "command/all.h"
#include "command/runners.h"
#include "net/network.h"

// ---- race: CELL[:INIT[:NUMBER]], behind `init` INIT[:NUMBER]

// What was assigned belongs to a network of another cell, too, where its name and shape do.
static void carry_over(struct network *to, const struct network *from)
{
	for (int q = 0; q < from->cell->quantities; q++) {
		const struct quantity *quantity = &from->cell->quantity[q];
		int const there = cell_find(to->cell, quantity->name);
		if (!from->assigned[q] || there < 0 ||
		    to->cell->quantity[there].kind != quantity->kind ||
		    to->cell->quantity[there].is_state != quantity->is_state ||
		    !shape_equal(to->cell->quantity[there].shape, quantity->shape))
			continue;
		bool const parameter = quantity->kind == QUANTITY_PARAMETER;
		struct array const numbers = parameter ? from->parameter[q] : from->initial[q];
		struct array const target =
			parameter ? network_parameter(to, there) : network_initial(to, there);
		memcpy(target.at, numbers.at, array_size(numbers) * sizeof *numbers.at);
	}
}

static bool set_cell(struct network *network, const struct network *from, const char *name,
                     struct error *error)
{
	if (!strcmp(name, from->cell->name))
		return true;
	struct cell *cell = network_find_cell(name, from->cell->biases, error);
	if (!cell || !network_set_cell(network, cell, error))
		return false;
	carry_over(network, from);
	return true;
}

static bool set_initialiser(struct network *network, char *name, struct error *error)
{
	char *colon = strchr(name, ':'), *end = NULL;
	double number = 1;
	if (colon)
		*colon = '\0';
	const struct initialiser *initialiser = initialiser_find(name);
	if (!initialiser)
		return error_set(error, SPAN_NONE, NULL, _("there is no initialiser '%s'"),
		                 name) ||
		       words_advise(error, name, words_of_rows(initialisers, sizeof *initialisers), "",
		                    _("help init lists them"));
	if (colon) {
		number = strtod(colon + 1, &end);
		if (!initialiser->number || end == colon + 1 || *end || !isfinite(number) ||
		    number < initialiser->least)
			return error_set(
				error, SPAN_NONE, "race init orthogonal sigma:0.9",
				initialiser->number ? _("'%s' is not a number for %s")
						    : _("'%s' is too much: %s takes no number"),
				colon + 1, name);
	}
	return network_set_initialiser(network, initialiser, number, error);
}

static bool make_runner(struct session *session, struct runners *runners, const struct word *word,
                        bool init, struct error *error)
{
	const struct network *from = session->state.network;
	struct network *network = network_copy(from);
	char *name = memory_copy_string(word->at);
	char *colon = init ? NULL : strchr(name, ':');
	if (colon)
		*colon = '\0';
	bool is_good = init || set_cell(network, from, name, error);
	if (is_good && (init || colon))
		is_good = set_initialiser(network, init ? name : colon + 1, error);
	free(name);
	if (is_good)
		return runners_add(runners, word->at, network, word, error);
	network_free(network);
	if (!error->source[0])
		error->span = word->span;
	return false;
}

static bool read_race(struct session *session, struct runners *runners, const struct words *words,
                      struct error *error)
{
	bool const init = words->count && !strcmp(words->word[0].at, "init");
	for (int i = init; i < words->count;) {
		int const before = i;
		if (!runners_read_option(runners, words, &i, error))
			return false;
		if (i > before)
			continue;
		if (!make_runner(session, runners, &words->word[i++], init, error))
			return false;
	}
	return runners->count || error_set(error, words->end,
	                                   init ? "race init orthogonal tutorial sigma:1.2"
	                                        : "race tanh sigmoid relu lstm gru for 30",
	                                   _("who runs against whom?"));
}

static bool run_race(struct session *session, const struct words *words, struct error *error)
{
	LOCAL(runners) runners = { .count = 0 };
	return read_race(session, &runners, words, error) &&
	       runners_run(&runners, session, "race", words, error);
}

static char **complete_race(struct session *session)
{
	(void)session;
	struct words_list list = { 0 };
	char **cells = network_list_cells();
	for (int i = 0; cells && cells[i]; i++)
		words_list_add(&list, cells[i]);
	words_free(cells);
	words_list_rows(&list, initialisers, sizeof *initialisers);
	return words_list_take(&list);
}

const struct command race_commands[] = {
	{
		.name = "race",
		.group = GROUP_ASK,
		.usage = "[init] NAME... [for N] [by state|delta]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("Compare how gradients fare by distance in several cells or "
	                      "initialisations."),
		.help = N_(
			"  race tanh sigmoid relu lstm gru\n"
			"  race init tutorial orthogonal identity sigma:1.2\n"
			"  race relu relu:identity lstm for 50\n"
			"  race tanh lstm by delta\n"
			"All read the same words with the same seed and sizes, and the loss is "
			"the\n"
			"last one; `for N` repeats the words until there are N steps.  A name is "
			"a\n"
			"cell, with :INIT and :NUMBER behind it if it is to be drawn so; behind\n"
			"`init` the cell is the present one.  What you assigned to a parameter is\n"
			"kept in each cell that has one of that name and shape.  Compared is the\n"
			"largest singular value of the Jacobian of all states, or the norm of "
			"delta."),
		.run = run_race,
		.choices = "init for by state delta",
		.complete_words = complete_race,
		.in_lessons = true, // but cells only by name: see desk_allows in lesson/desk.c
	},
	{ .name = NULL },
};
