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
#include "lang/parser.h"
#include "net/backward.h"
#include "net/network.h"
#include "net/why.h"
#include "repl/names.h"
#include "repl/session.h"

enum { SHOWN_MOST = 9 };

// ---- which number

// Evaluates a subscript as a time or an element.
static bool read_index(struct session *session, const struct tree *tree, int least, int most, const char *what,
                       int *index, struct error *error)
{
	struct arena arena = { 0 };
	struct names names;
	struct scope const scope = names_scope(session, &names);
	bool const done = evaluate_whole(tree, &scope, &arena, index, error) &&
	                  ((*index >= least && *index <= most) ||
	                   error_set(error, tree->span, NULL, _("%s goes from %d to %d"), what, least, most));
	arena_free(&arena);
	return done;
}

static bool fail_number(struct span span, struct error *error)
{
	return error_set(error, span, "why s[3][0], why dE/dW[1,2], why dE[3]/ds[1][0]",
	                 _("why asks about one number of the walk: a value, or a gradient of the loss"));
}

// The subscript that names an element: one number of a vector, two of a matrix.  Without one, the largest is meant.
static bool read_element(struct session *session, const struct tree *name, int used, struct array value,
                         int *element, struct error *error)
{
	*element = 0;
	for (size_t i = 0; i < array_size(value); i++)
		if (fabs(value.at[i]) > fabs(value.at[*element]))
			*element = (int)i;
	if (name->subscripts <= used)
		return true;
	const struct subscript *at = &name->subscript[used];
	int row, col = 0;
	if (name->subscripts > used + 1 || at->count > 2 || (at->count == 1 && value.rows > 1 && value.cols > 1))
		return fail_number(name->span, error);
	bool const is_row = at->count == 1 && value.rows == 1;
	if (!read_index(session, at->at[0], 0, (is_row ? value.cols : value.rows) - 1, _("an element"), &row, error) ||
	    (at->count == 2 && !read_index(session, at->at[1], 0, value.cols - 1, _("a column"), &col, error)))
		return false;
	*element = is_row ? row : row * value.cols + col;
	return true;
}

static bool read_quantity(struct session *session, struct walk *walk, const struct tree *name, struct number *number,
                          int *used, struct error *error)
{
	const struct cell *cell = walk->network->cell;
	number->quantity = cell_find(cell, name->name);
	number->time = -1;
	*used = 0;
	if (number->quantity < 0)
		return fail_number(name->span, error);
	const struct quantity *quantity = &cell->quantity[number->quantity];
	if (quantity->kind == QUANTITY_PARAMETER)
		return true;
	*used = 1;
	if (!name->subscripts || name->subscript[0].count != 1)
		return error_set(error, name->span, NULL, _("%s needs a time, as in %s[%d]"), name->name, name->name,
		                 walk->pass->T - 1);
	return read_index(session, name->subscript[0].at[0], quantity->is_state ? -1 : 0, walk->pass->T - 1,
	                  _("a time"), &number->time, error);
}

static bool read_value(struct session *session, struct walk *walk, const struct tree *name, struct number *number,
                       struct error *error)
{
	int used;
	if (!read_quantity(session, walk, name, number, &used, error))
		return false;
	const struct quantity *quantity = &walk->network->cell->quantity[number->quantity];
	if (quantity->kind == QUANTITY_COMPUTED && !walk_known(walk, place_end(&walk->itinerary), number->quantity, number->time))
		return walk_fail_loss(walk, number->time, name->span, error);
	struct array const value = pass_value(walk->pass, number->quantity, number->time);
	return read_element(session, name, used, value, &number->element, error);
}

// dE[t]/dQ[k][i], dE/dW[1,2], dE[3]/dW[1,2] @ 1
static bool read_gradient(struct session *session, struct walk *walk, const struct tree *tree, struct number *number,
                          struct error *error)
{
	const struct cell *cell = walk->network->cell;
	const struct tree *above = tree->part[0], *below = tree->part[1];
	struct arena arena = { 0 };
	int used;
	number->gradient = true;
	number->t = -1;
	if (cell_find(cell, above->name) != cell->loss || above->subscripts > 1)
		return fail_number(tree->span, error);
	if (above->subscripts && !read_index(session, above->subscript[0].at[0], 0, walk->pass->T - 1, _("a time"),
	                                     &number->t, error))
		return false;
	if (number->t >= 0 && !walk->pass->has_loss[number->t])
		return walk_fail_loss(walk, number->t, above->span, error);
	if (!read_quantity(session, walk, below, number, &used, error))
		return false;
	bool const is_parameter = cell->quantity[number->quantity].kind == QUANTITY_PARAMETER;
	if (!is_parameter && !backward_computes(walk->network, number->quantity))
		return error_set(error, below->span, NULL, _("the backward pass computes no gradient of %s"), below->name);
	if (tree->count == 3 && (!is_parameter || !read_index(session, tree->part[2], 0, walk->pass->T - 1, _("a step"),
	                                                      &number->time, error)))
		return is_parameter ? false : fail_number(tree->span, error);
	struct array const value =
		is_parameter ? backward_parameter(walk->pass, number->t, number->quantity, number->time, &arena) :
			       backward_quantity(walk->pass, number->t, number->quantity, number->time, &arena);
	bool const done = read_element(session, below, used, value, &number->element, error);
	arena_free(&arena);
	return done;
}

static bool read_number(struct session *session, struct walk *walk, const struct words *words, struct number *number,
                        struct error *error)
{
	struct arena arena = { 0 };
	struct parse_names const names = names_for_parser(session);
	struct tree *tree;
	*number = (struct number){ .t = -1, .time = -1 };
	bool const done = parse_expression(words->rest, strlen(words->rest), words->begin.line, words->begin.column,
	                                   &names, &arena, &tree, error) &&
	                  (tree->kind == TREE_NAME       ? read_value(session, walk, tree, number, error) :
	                   tree->kind == TREE_DERIVATIVE ? read_gradient(session, walk, tree, number, error) :
	                                                   fail_number(tree->span, error));
	arena_free(&arena);
	return done;
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
	struct text number = { 0 };
	number_write(cause->value, session->precision, &number);
	text_addf(out, "%*s  ", session->precision + 6, text_get(&number));
	if (why->kind == WHY_SUM && isfinite(why->value) && fabs(why->value) > 0)
		text_addf(out, "%4.0f %%  ", 100 * cause->value / why->value + 0.0);
	text_add(out, cause->label);
	text_free(&number);
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

// *is_nan: that the number is none.
static bool tell(struct session *session, struct walk *walk, struct number number, bool *is_nan)
{
	struct arena arena = { 0 };
	struct text out = { 0 };
	struct why const why = why_of(walk->pass, number, utf8_locale(), &arena);
	why_write_number(walk->pass, number, utf8_locale(), &out);
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
	arena_free(&arena);
	return session_answer(session, &out);
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
		return error_set(error, span, _("ask anew: why dE/dW[1,2]"),
		                 which > 0 ? _("nothing stands behind number %ld") :
		                             _("nothing stands behind these: they were given"),
		                 which);
	*number = trail->at[at];
	const struct cell *cell = walk->network->cell;
	bool const is_there = number->quantity < cell->quantities && number->time < walk->pass->T &&
	                      number->t < walk->pass->T;
	return is_there || error_set(error, span, _("ask anew: why dE/dW[1,2]"),
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
	return tell(session, walk, number, &is_nan) && (!is_nan || run_locate(session, words, error));
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
	                   "  why nan               where NaN begins, as locate tells it\n"
	                   "Without an element the largest is meant."),
		.run = run_why,
		.repeats = true,
		.complete = COMPLETE_NAME,
		.in_lessons = true,
	},
	{ .name = NULL },
};
