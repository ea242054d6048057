// SPDX-License-Identifier: GPL-3.0-or-later
// why: where a number comes from, and on from there.  `why EXPR` tells the equation that made it and its terms;
// `why 2` goes on with the second of them, `why` alone (Enter repeats it) with the largest.
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "array/number.h"
#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "command/subject.h"
#include "lang/parser.h"
#include "net/backward.h"
#include "net/network.h"
#include "repl/names.h"
#include "repl/session.h"
#include "tutor/learned.h"
#include "tutor/why.h"

enum { SHOWN_MOST = 9 };

// ---- which number

static const struct subject_kind asked = {
	.cause = N_("why asks about one number of the walk: a value, or a gradient of the loss"),
	.advice = "why s[3][0], why W[1,2], why dE/dW[1,2], why dE[3]/ds[1][0]",
	.values = true,
};

// The deltas of a cell with several are one vector of the picture, and several numbers of the walk.
static bool find_delta(const struct cell *cell, struct check_subject *subject, const struct tree *tree,
                       struct error *error)
{
	subject->quantity = cell->delta[0];
	return cell->deltas == 1 || error_set(error, tree->span, _("ask for one of them: why dE[3]/dai[1]"),
	                                      _("delta is made of the deltas of %d quantities here"), cell->deltas);
}

static int largest(struct array value)
{
	int at = 0;
	for (size_t i = 0; i < array_size(value); i++)
		if (fabs(value.at[i]) > fabs(value.at[at]))
			at = (int)i;
	return at;
}

// Whether there is such a number; without an element the largest is meant.
static bool find_number(const struct session *session, struct walk *walk, const struct tree *tree,
                        struct check_subject subject, bool at_all_times, struct number *number, struct error *error)
{
	const struct cell *cell = walk->network->cell;
	struct passage const passage = session->state.passage;
	bool const is_delta = subject.quantity < 0;
	if (is_delta && !find_delta(cell, &subject, tree, error))
		return false;
	const struct quantity *quantity = &cell->quantity[subject.quantity];
	*number = (struct number){ .quantity = subject.quantity,
		                   .gradient = is_delta || tree->kind == TREE_DERIVATIVE,
		                   .t = subject.t,
		                   .time = subject.step,
		                   .element = subject.element,
		                   .pass = passage.passes ? passage.at : -1,
		                   .sequence = -1 };
	if (at_all_times)
		return error_set(error, tree->span, NULL, _("%s needs a time, as in %s[%d]"), quantity->name, quantity->name,
		                 walk->pass->T - 1);
	if (number->gradient && quantity->kind != QUANTITY_PARAMETER && !backward_computes(walk->network, number->quantity))
		return error_set(error, tree->span, NULL, _("the backward pass computes no gradient of %s"), quantity->name);
	if (!number->gradient && quantity->kind == QUANTITY_COMPUTED &&
	    !walk_known(walk, place_end(&walk->itinerary), number->quantity, number->time))
		return walk_fail_loss(walk, number->time, tree->span, error);
	LOCAL(arena) arena = { 0 };
	if (number->element < 0)
		number->element = largest(why_array(walk->pass, *number, &arena));
	return true;
}

static bool read_number(struct session *session, struct walk *walk, const struct words *words, struct number *number,
                        struct error *error)
{
	LOCAL(arena) arena = { 0 };
	struct parse_names const names = names_for_parser(session);
	struct tree *tree;
	struct check_subject subject;
	bool at_all_times;
	return parse_expression(words->rest, strlen(words->rest), words->begin.line,
	                        words->begin.column, &names, &arena, &tree, error) &&
	       subject_read(session, tree, &asked, &subject, &at_all_times, error) &&
	       find_number(session, walk, tree, subject, at_all_times, number, error);
}

// ---- the answer

static const char *const how[] = {
	[WHY_GIVEN] = N_("given: nothing stands behind it"),
	[WHY_SUM] = N_("a sum"),
	[WHY_PRODUCT] = N_("a product"),
	[WHY_FUNCTION] = N_("a function"),
};

static void write_cause(const struct session *session, const struct why *why, int i, struct text *out)
{
	const struct cause *cause = &why->cause[i];
	text_addf(out, cause->goes_on ? "\n %2d  " : "\n     ", i + 1);
	LOCAL(text) number = { 0 };
	number_write(cause->value, session->precision, &number);
	text_addf(out, "%*s  ", session->precision + 6, text_get(&number));
	if (why->kind == WHY_SUM && isfinite(why->value) && fabs(why->value) > 0)
		text_addf(out, "%4.0f %%  ", 100 * cause->value / why->value + 0.0);
	text_add(out, cause->label);
}

static void keep_trail(struct session *session, const struct why *why)
{
	struct trail *trail = &session->trail;
	trail->count = 0;
	for (int i = 0; i < why->count && i < TRAIL_MOST; i++) {
		trail->goes_on[i] = why->cause[i].goes_on;
		trail->at[i] = why->cause[i].number;
		trail->count = i + 1;
	}
}

// A weight: it is the same for all sequences.
static bool is_parameter_value(const struct pass *pass, struct number number)
{
	return !number.gradient && pass->network->cell->quantity[number.quantity].kind == QUANTITY_PARAMETER;
}

// *is_nan: that the number is none.  `pass` is of the network that the number is of.
static bool tell(struct session *session, const struct pass *pass, struct number number, bool *is_nan)
{
	LOCAL(arena) arena = { 0 };
	struct text out = { 0 };
	struct passage const passage = session->state.passage;
	struct why const why = learned_is(passage, pass->network->cell, number) ?
	                               learned_why(passage, pass, number, utf8_locale(), &arena) :
	                               why_of(pass, number, utf8_locale(), &arena);
	why_write_number(pass, number, utf8_locale(), &out);
	if (number.t == CHECK_WHOLE && number.gradient)
		check_write_sequences(pass->network, (struct check_subject){ .t = CHECK_WHOLE }, &out);
	else if (!number.of && number.sequence < 0 && !number.step && !is_parameter_value(pass, number))
		network_add_sequence(pass->network, &out);
	text_add(&out, " = ");
	number_write(why.value, session->precision, &out);
	text_addf(&out, "   (%s)", _(how[why.kind]));
	if (why.equation)
		text_addf(&out, "\n  %s", why.equation);
	for (int i = 0; i < why.count && i < SHOWN_MOST; i++)
		write_cause(session, &why, i, &out);
	if (why.count > SHOWN_MOST) {
		double rest = 0;
		for (int i = SHOWN_MOST; i < why.count; i++)
			rest += why.cause[i].value;
		text_addf(&out, ngettext("\n     and %d smaller term, together %.3g", "\n     and %d smaller terms, together %.3g",
		                         (unsigned long)(why.count - SHOWN_MOST)),
		          why.count - SHOWN_MOST, rest);
	}
	keep_trail(session, &why);
	*is_nan = isnan(why.value);
	return session_answer(session, &out);
}

// The same, of the network at hand, as it reads another sequence, or of the one that it was.
static bool tell_at(struct session *session, const struct walk *walk, struct number number, bool *is_nan,
                    struct error *error)
{
	if (number.sequence < 0 && !number.of)
		return tell(session, walk->pass, number, is_nan);
	struct network *network = number.of ? network_copy(walk->network) : learned_network(session->state.passage, number);
	if (number.of)
		network_take_sequence(network, number.of - 1);
	struct pass *pass = network ? pass_new(network) : NULL;
	bool const done = pass ? tell(session, pass, number, is_nan) : error_set(error, SPAN_NONE, NULL, _("interrupted"));
	pass_free(pass);
	network_free(network);
	return done;
}

// Whether the network, and the line of passes, have what an earlier answer spoke of.
static bool is_there(const struct session *session, const struct walk *walk, struct number number)
{
	struct error ignored;
	struct passage const passage = session->state.passage;
	bool const is_past = number.pass > 0 || number.sequence >= 0;
	if (is_past && !passage_check(passage, number.pass, SPAN_NONE, &ignored))
		return false;
	if (number.of > (walk->network->corpus ? walk->network->corpus->count : 0))
		return false;
	if (number.sequence >= 0 || number.step) // the step after it must have been made
		return number.pass < passage.last && number.sequence < passage_steps(passage, number.pass);
	int const T = number.of ? network_sequence_at(walk->network, number.of - 1).count : walk->pass->T;
	return number.quantity < walk->network->cell->quantities && number.time < T && number.t < T;
}

// The number that an earlier answer leads to; it may be gone with the network that it was of.
static bool follow(struct session *session, const struct walk *walk, const struct words *words, long which,
                   struct number *number, struct error *error)
{
	const struct trail *trail = &session->trail;
	struct span const span = words->count ? words->word[0].span : words->name;
	int at = which > 0 ? (int)which - 1 : 0;
	while (which <= 0 && at < trail->count && !trail->goes_on[at])
		at++;
	if (!trail->count)
		return error_set(error, span, "why dE/dW[1,2]", _("nothing was asked yet"));
	if (at >= trail->count || !trail->goes_on[at])
		return error_set(error, span, _("ask again: why dE/dW[1,2]"),
		                 which > 0 ? _("nothing stands behind number %ld") :
		                             _("nothing stands behind these: they were given"),
		                 which);
	*number = trail->at[at];
	return is_there(session, walk, *number) || error_set(error, span, _("ask again: why dE/dW[1,2]"),
	                                                     _("the network is another one since then"));
}

static bool asks_for_nan(const struct words *words)
{
	return words->count == 1 && (!strcasecmp(words->word[0].at, "nan") || !strcasecmp(words->word[0].at, "inf"));
}

// Where what is not finite begins, which no sum of parts tells.
static bool run_locate(struct session *session, const struct words *words, struct error *error)
{
	return locate_commands[0].run(session, words, error);
}

static bool run_why(struct session *session, const struct words *words, struct error *error)
{
	if (asks_for_nan(words))
		return run_locate(session, words, error);
	struct walk *walk = session_walk(session, error);
	struct number number;
	long which = 0;
	if (!walk)
		return false;
	bool const goes_on = !words->count || (words->count == 1 && word_is_integer(words->word[0].at));
	if (goes_on && words->count && !words_integer(words, 0, _("the number of a cause"), 1, SHOWN_MOST, &which, error))
		return false;
	if (goes_on ? !follow(session, walk, words, which, &number, error) :
	              !read_number(session, walk, words, &number, error))
		return false;
	bool is_nan;
	return tell_at(session, walk, number, &is_nan, error) && (!is_nan || run_locate(session, words, error));
}

const struct command why_commands[] = {
	{
		.name = "why",
		.group = GROUP_ASK,
		.usage = "[NUMBER | EXPR]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("Tell where a number comes from, and go on from there."),
		.help = N_("  why dE/dW[1,2]        which losses make this gradient, the largest first\n"
	                   "  why                   on with the largest (Enter again): its steps, then the\n"
	                   "                        outer product, the delta, the delta after it …\n"
	                   "  why 2                 on with the second\n"
	                   "  why s[3][0]           a value: tanh of a sum, and what the sum is made of\n"
	                   "  why W[1,2]            after train: the steps that made it, the largest first,\n"
	                   "                        then the gradient of that step at its own pass\n"
	                   "  why nan               where NaN begins, as locate tells it\n"
	                   "Without an element the largest is meant."),
		.run = run_why,
		.repeats = true,
		.complete = COMPLETE_NAME,
		.in_lessons = true,
	},
	{ .name = NULL },
};
