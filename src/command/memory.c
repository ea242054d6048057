// SPDX-License-Identifier: GPL-3.0-or-later
// memory: what the optimiser remembers at this pass of a training, to be seen and to be set.
#include <stdlib.h>
#include <string.h>

#include "array/number.h"
#include "base/memory.h"
#include "base/message.h"
#include "command/all.h"
#include "repl/names.h"
#include "repl/value.h"

// The optimiser of the session, what it remembers here (owned), and that of one parameter.
struct recollection {
	const struct optimiser *optimiser;
	struct remembered remembered;
	bool is_empty; // it has not begun
};

// False and *error: it remembers nothing by its nature.
static bool recollect(struct session *session, const struct words *words, struct recollection *of, struct error *error)
{
	const struct optimising *optimising = &session->learning.optimising;
	size_t const weights = network_weights(session->state.network);
	struct optimising its;
	struct remembered remembered;
	of->optimiser = &optimisers[optimising->by];
	if (!*of->optimiser->memory)
		return error_set(error, words->name, "set optimiser adam", _("the optimiser %s remembers nothing"),
		                 of->optimiser->name);
	of->is_empty = !passage_remembered(session->state.passage, &its, &remembered) || its.by != optimising->by;
	of->remembered = of->is_empty ? (struct remembered){ 0, memory_get(weights * optimising_memory(optimising), sizeof(double)) }
	                              : remembered_copy(&remembered, weights, optimising);
	return true;
}

static struct array part_of(const struct session *session, const struct recollection *of, char letter, int quantity)
{
	const struct network *network = session->state.network;
	struct array part = network->parameter[quantity];
	part.at = of->remembered.at + (size_t)(strchr(of->optimiser->memory, letter) - of->optimiser->memory) *
	                                      network_weights(network);
	for (int q = 0; q < quantity; q++)
		part.at += array_size(network->parameter[q]);
	return part;
}

static void say_all(struct session *session, const struct recollection *of)
{
	const struct cell *cell = session->state.network->cell;
	struct text out = { 0 };
	text_addf(&out, ngettext("%s has made %ld step", "%s has made %ld steps", (unsigned long)of->remembered.steps),
	          of->optimiser->name, of->remembered.steps);
	for (const char *letter = of->optimiser->memory; *letter && !of->is_empty; letter++)
		for (int q = 0; q < cell->quantities; q++)
			if (session->state.network->parameter[q].at) {
				text_addf(&out, _("\n  norm of %c %s  "), *letter, cell->quantity[q].name);
				number_write(array_norm(part_of(session, of, *letter, q)), session->precision, &out);
			}
	session_answer(session, &out);
}

// "m W": the letter and the parameter.
static bool find_part(const struct session *session, const struct words *words, const struct recollection *of,
                      struct array *part, struct error *error)
{
	const struct network *network = session->state.network;
	const char *letter = words->word[0].at;
	if (strlen(letter) != 1 || !strchr(of->optimiser->memory, *letter))
		return error_set(error, words->word[0].span, "memory m W", _("%s remembers %s, not '%s'"), of->optimiser->name,
		                 strlen(of->optimiser->memory) > 1 ? _("m and v") : of->optimiser->memory, letter);
	int const q = words->count > 1 ? cell_find(network->cell, words->word[1].at) : -1;
	if (q < 0 || !network->parameter[q].at)
		return error_set(error, words->count > 1 ? words->word[1].span : words->end, "memory m W",
		                 _("a parameter's name stands here"));
	*part = part_of(session, of, *letter, q);
	return true;
}

static void say_part(struct session *session, const struct words *words, struct array part)
{
	struct text out = { 0 };
	text_addf(&out, _("%s of %s =\n"), words->word[0].at, words->word[1].at);
	value_write(part, session->precision, session->manner.columns, &out);
	session_answer(session, &out);
}

// The value after "=", in the shape of the part.
static bool take_value(struct session *session, const struct words *words, struct array part, struct error *error)
{
	const char *text = strchr(words->line, '=') + 1;
	struct parse_names const known = names_for_parser(session);
	LOCAL(arena) arena = { 0 };
	struct names names;
	struct tree *tree;
	struct array value;
	struct scope const scope = names_scope(session, &names);
	int const column = words->word[2].span.column + 1;
	bool is_good = parse_expression(text, strlen(text), words->name.line, column, &known, &arena, &tree, error) &&
	               evaluate(tree, &scope, &arena, &value, error);
	if (is_good && array_size(value) != 1 && (value.rows != part.rows || value.cols != part.cols))
		is_good = error_set(error, tree->span, NULL, _("the value is %d×%d, but %s is %d×%d"), value.rows, value.cols,
		                    words->word[1].at, part.rows, part.cols);
	for (size_t i = 0; is_good && i < array_size(part); i++)
		part.at[i] = value.at[array_size(value) == 1 ? 0 : i];
	return is_good;
}

static void keep(struct session *session, const struct recollection *of)
{
	struct passage const from = passage_hold(session->state.passage);
	session_set_network(session, network_copy(session->state.network)); // for undo
	session_set_passage(session, passage_remember(from, session->state.network, session->learning, &of->remembered));
	struct passage held = from;
	passage_drop(&held);
}

static bool run_parts(struct session *session, const struct words *words, struct recollection *of, struct error *error)
{
	struct array part;
	long steps;
	if (!words->count) {
		say_all(session, of);
		return true;
	}
	if (words->count == 2 && !strcmp(words->word[0].at, "steps")) {
		if (!words_integer(words, 1, _("the number of steps"), 0, 1000000000, &steps, error))
			return false;
		of->remembered.steps = steps;
		keep(session, of);
		return true;
	}
	if (!find_part(session, words, of, &part, error))
		return false;
	if (words->count == 2) {
		say_part(session, words, part);
		return true;
	}
	if (strcmp(words->word[2].at, "="))
		return error_set(error, words->word[2].span, "memory m W = zeros(3,3)", _("'=' stands between the name and the value"));
	if (!take_value(session, words, part, error))
		return false;
	keep(session, of);
	return true;
}

static bool run_memory(struct session *session, const struct words *words, struct error *error)
{
	struct recollection of;
	if (!recollect(session, words, &of, error))
		return false;
	bool const done = run_parts(session, words, &of, error);
	free(of.remembered.at);
	return done;
}

const struct command memory_commands[] = {
	{
		.name = "memory",
		.group = GROUP_NETWORK,
		.usage = "[m W | v W [= EXPR] | steps N]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("What the optimiser remembers at this pass of a training."),
		.help = N_("  memory\n  memory m W\n  memory v W = zeros(3,3)\n  memory steps 50\n"
	                   "m and v are those of `help train`, for each parameter.  They belong to a pass:\n"
	                   "`pass 3` has those of pass 3, and `train` goes on with them.  Weights that are\n"
	                   "set by hand begin with none.  `save` and `state` keep them."),
		.run = run_memory,
		.complete = COMPLETE_NAME,
		.choices = "m v steps",
		.in_lessons = true,
	},
	{ .name = NULL },
};
