// SPDX-License-Identifier: GPL-3.0-or-later
// pass: going through the passes of a training, and the search among them of `until`.
#include "command/pass.h"

#include <stdlib.h>

#include "array/number.h"
#include "base/interrupt.h"
#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "repl/passing.h"
#include "repl/speech.h"
#include "repl/stops.h"

// "pass 57 of 200: E = 5.1234, the sum"; of several sequences "E_all = 14.7 (sum over 3 sequences), E = 5.1
// (sequence 1 of 3)".
static void say_pass(struct session *session)
{
	struct error ignored;
	const struct network *network = session->state.network;
	struct passage const passage = session->state.passage;
	struct walk *walk = session_walk(session, &ignored);
	struct text out = { 0 };
	text_addf(&out, _("pass %d of %d"), passage.at, passage.last);
	if (walk) {
		text_add(&out, ": ");
		speech_write_loss(network, walk_whole_loss(walk), session->precision, &out);
	}
	if (walk && network_sequences(network) > 1) {
		text_addf(&out, ", %s = ", network->cell->quantity[network->cell->loss].name);
		number_write(walk->pass->total, session->precision, &out);
		network_add_sequence(network, &out);
	}
	session_answer(session, &out);
}

static void find_name(void *context, struct tree *tree)
{
	*(bool *)context |= tree->kind == TREE_NAME;
}

// The values that a condition compares, each in a line.
static void say_compared(struct session *session, struct tree *condition)
{
	struct names names;
	struct scope const scope = names_scope(session, &names);
	struct print_style const style = { .unicode = utf8_locale() };
	LOCAL(arena) arena = { 0 };
	struct array value;
	struct error ignored;
	bool has_name = false;
	if (condition->kind == TREE_CALL && condition->op->bind <= BIND_COMPARE) {
		for (int i = 0; i < condition->count; i++)
			say_compared(session, condition->part[i]);
		return;
	}
	tree_visit(condition, find_name, &has_name);
	bool const is_said = condition->kind == TREE_NAME && !condition->subscripts; // by the line of the pass
	if (!has_name || is_said || !evaluate(condition, &scope, &arena, &value, &ignored))
		return;
	struct speech const speech = speech_of(session->state.network, condition);
	struct text out = { 0 };
	print_tree(condition, &style, &out);
	speech_write(&speech, &out);
	text_add(&out, " = ");
	number_write(value.at[0], session->precision, &out);
	session_answer(session, &out);
}

// Goes to the pass, says so, and what is displayed there.  Where it was cut nothing was told: it stays where it was.
static bool go(struct session *session, long pass, struct span span, struct error *error)
{
	struct state before = state_copy(&session->state);
	bool const goes = session_go_pass(session, pass, span, error);
	if (goes) {
		say_pass(session);
		displays_say(session);
	}
	if (goes && interrupt_is_cut())
		session_set_state(session, before);
	else
		state_free(&before);
	return goes;
}

bool pass_step(struct session *session, bool backward)
{
	struct error ignored;
	struct state *state = &session->state;
	struct passage const passage = state->passage;
	struct place const from = state->place;
	const struct walk *walk = session_walk(session, &ignored);
	int const next = passage.at + (backward ? -1 : 1);
	if (!passage_check(passage, next, SPAN_NONE, &ignored) || !walk)
		return false;
	state->place = backward ? place_end(&walk->itinerary) : place_start();
	if (go(session, next, SPAN_NONE, &ignored))
		return true;
	state->place = from;
	return false;
}

bool pass_until(struct session *session, struct tree *condition, struct error *error)
{
	struct passing passing = { 0 };
	struct names names;
	struct scope const scope = names_scope(session, &names);
	struct passage const passage = session->state.passage;
	int pass = passage.at;
	bool holds = false, is_good = true;
	while (is_good && !holds && pass < passage.last) {
		LOCAL(arena) arena = { 0 };
		struct array value;
		is_good = passing_evaluate(&passing, session, condition, PASSING_NAME, ++pass, &scope, &arena, &value,
		                           error);
		holds = is_good && value.at[0] != 0;
	}
	passing_end(&passing);
	if (!is_good || interrupt_is_cut())
		return is_good && error_set(error, SPAN_NONE, NULL, _("interrupted"));
	if (!holds) {
		session_sayf(session, SAY_RESULT, _("No pass after this one, %d of %d, has it: pass %d is the first, train goes on."),
		             passage.at, passage.last, passage_least(passage));
		return true;
	}
	if (!go(session, pass, SPAN_NONE, error))
		return false;
	say_compared(session, condition);
	return true;
}

// N, +N, -N
static bool read_pass(const struct session *session, const struct words *words, long *pass, struct error *error)
{
	const struct word *word = &words->word[0];
	char *end;
	long const number = strtol(word->at, &end, 10);
	bool const is_step = *word->at == '+' || *word->at == '-';
	if (end == word->at || *end || labs(number) > TRAIN_PASSES_MOST * 1000L)
		return error_set(error, word->span, "pass 57, pass +10, pass -1", _("'%s' is not a pass"), word->at);
	*pass = is_step ? session->state.passage.at + number : number;
	return true;
}

static bool run_pass(struct session *session, const struct words *words, struct error *error)
{
	long pass = session->state.passage.at;
	if (words->count && !read_pass(session, words, &pass, error))
		return false;
	if (words->count)
		return go(session, pass, words->word[0].span, error);
	if (!passage_check(session->state.passage, pass, words->name, error))
		return false;
	say_pass(session);
	return true;
}

const struct command pass_commands[] = {
	{
		.name = "pass",
		.group = GROUP_WALK,
		.usage = "[N|+N|-N]",
		.takes = { 0, 1, NULL },
		.summary = N_("Go to pass N of the training: its weights, while the place stays."),
		.help = N_("  train 200\n"
	                   "  pass 57            the weights after 57 passes, to the last bit; 0: before all\n"
	                   "  pass +10, pass -1  from here\n"
	                   "All else is as it is now, so values, explain, why and check are those of\n"
	                   "that pass.  `back` at the start of the walk leads into the pass before,\n"
	                   "`next` at its end into the one after.\n"
	                   "  plot norm(dE/dW) for pass = 0..200 log\n"
	                   "  until norm(dE/dW) > 5    looks for the pass\n"
	                   "Of a training few weights are kept, all others are found again from them.\n"
	                   "Who trains on adds passes; a change of the weights leaves them, `undo`\n"
	                   "comes back."),
		.run = run_pass,
		.in_lessons = true,
	},
	{ .name = NULL },
};
