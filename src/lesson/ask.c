// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/ask.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array/number.h"
#include "base/message.h"
#include "lesson/choice.h"
#include "lesson/forbid.h"
#include "lesson/mistake.h"
#include "net/network.h"
#include "repl/meaning.h"
#include "repl/names.h"
#include "repl/query.h"
#include "repl/session.h"
#include "repl/value.h"
#include "tutor/bug.h"

// Where the answer is zero, an attempt may be as far from it as rounding is.
#define ZERO 1e-12

// Numbers typed off the screen: how far half a unit in their last digits may reach, of the answer's size.
#define SLACK_RIGHT 0.005
#define SLACK_NEARLY 0.1

static double element(struct array a, size_t i)
{
	return a.at[array_size(a) == 1 ? 0 : i];
}

static bool is_near(double a, double b, double tolerance, double scale)
{
	if (isnan(b))
		return isnan(a);
	if (isinf(b) || isinf(a))
		return isinf(a) && isinf(b) && (a > 0) == (b > 0);
	return fabs(a - b) <= fmax(tolerance * scale, ZERO);
}

static bool same_shape(struct array a, struct array b)
{
	return (a.rows == b.rows && a.cols == b.cols) || array_size(a) == 1;
}

bool ask_equal(struct array a, struct array b, double tolerance)
{
	if (!same_shape(a, b))
		return false;
	double const scale = array_largest(b);
	for (size_t i = 0; i < array_size(b); i++)
		if (!is_near(element(a, i), b.at[i], tolerance, scale))
			return false;
	return true;
}

// What an attempt's owner may want to know; the first row that fits speaks.

struct comparison {
	struct array a, b;
	double tolerance;
	struct arena *arena;
};

static bool is_negative(const struct comparison *pair)
{
	struct array const minus = array_copy(pair->arena, pair->a);
	for (size_t i = 0; i < array_size(minus); i++)
		minus.at[i] = -minus.at[i];
	return ask_equal(minus, pair->b, pair->tolerance);
}

static bool is_transposed(const struct comparison *pair)
{
	if (pair->a.cols != pair->b.rows || pair->a.rows != pair->b.cols || pair->a.cols == 1)
		return false;
	struct array const turned = array_new(pair->arena, pair->a.cols, pair->a.rows);
	array_transpose(turned, pair->a);
	return ask_equal(turned, pair->b, pair->tolerance);
}

static bool is_multiple(const struct comparison *pair)
{
	double const a = array_norm(pair->a), b = array_norm(pair->b);
	if (!(a > 0) || !(b > 0) || array_size(pair->a) < 2)
		return false;
	struct array const scaled = array_copy(pair->arena, pair->a);
	for (size_t i = 0; i < array_size(scaled); i++)
		scaled.at[i] *= b / a;
	return ask_equal(scaled, pair->b, pair->tolerance) ||
	       is_negative(&(struct comparison){ scaled, pair->b, pair->tolerance, pair->arena });
}

static bool is_one_hot(struct array a)
{
	int ones = 0;
	for (size_t i = 0; i < array_size(a); i++) {
		bool const is_one = a.at[i] >= 1 && a.at[i] <= 1;
		if (!is_one && (a.at[i] > 0 || a.at[i] < 0))
			return false;
		ones += is_one;
	}
	return a.cols == 1 && a.rows > 1 && ones == 1;
}

static bool is_word_number(const struct comparison *pair)
{
	double const number = pair->a.at[0];
	return array_size(pair->a) == 1 && is_one_hot(pair->b) && number >= 0 &&
	       number < pair->b.rows && pair->b.at[(size_t)number] > 0;
}

static const struct {
	bool (*fits)(const struct comparison *pair);
	const char *words;
} remarks[] = {
	{ is_word_number, N_("this is the word's number; its vector has a 1 there, and 0 elsewhere") },
	{ is_negative, N_("its sign is wrong everywhere, and nothing else") },
	{ is_transposed, N_("this is the transpose of what is asked for") },
	{ is_multiple, N_("the direction is right, the length is not") },
};

static void remark(const struct comparison *pair, const struct bug *bug, struct judgement *judgement)
{
	for (size_t i = 0; i < sizeof remarks / sizeof *remarks; i++)
		if (remarks[i].fits(pair)) {
			snprintf(judgement->why, sizeof judgement->why, "%s", _(remarks[i].words));
			break;
		}
	judgement->asks = bug ? _(bug->asks) : NULL;
	if (bug || *judgement->why)
		return;
	int const count = (int)array_size(pair->b);
	int right = 0;
	double const scale = array_largest(pair->b);
	for (int i = 0; i < count; i++)
		right +=
			is_near(element(pair->a, (size_t)i), pair->b.at[i], pair->tolerance, scale);
	if (count > 1 && array_size(pair->a) == 1)
		snprintf(judgement->why, sizeof judgement->why,
		         _("this is one number, the answer is %d×%d"), pair->b.rows, pair->b.cols);
	else if (count > 1 && right)
		snprintf(judgement->why, sizeof judgement->why, _("%d of its %d numbers are right"),
		         right, count);
	else
		snprintf(judgement->why, sizeof judgement->why, "%s", _("the value is another one"));
}

// Digits.

// A vector that lies on its side, or stands, as the other one does; of the attempt also its slack.
static void turn_vector(struct attempt *attempt, struct array b)
{
	struct array *const a = &attempt->value;
	if ((a->rows != 1 && a->cols != 1) || a->rows != b.cols || a->cols != b.rows)
		return;
	a->rows = attempt->slack.rows = b.rows;
	a->cols = attempt->slack.cols = b.cols;
}

// Whether numbers that were typed agree with the value as far as their digits go; *reach: how uncertain
// they leave it, of its size.
static bool agrees_in_digits(const struct attempt *attempt, struct array b, double tolerance,
                             double *reach)
{
	struct array const a = attempt->value;
	double const scale = array_largest(b);
	if (!attempt->is_numbers || a.rows != b.rows || a.cols != b.cols || !(scale > 0))
		return false;
	*reach = array_largest(attempt->slack) / scale;
	for (size_t i = 0; i < array_size(b); i++)
		if (!(fabs(a.at[i] - b.at[i]) <=
		      fmax(attempt->slack.at[i] * (1 + 1e-9), tolerance * scale)))
			return false;
	return *reach <= SLACK_NEARLY;
}

// The judgement.

struct judging {
	const struct question *question;
	struct session *desk;
	struct arena arena;
	struct attempt attempt;
	struct array right;
	struct array wrong[WRONG_MOST]; // without numbers: it has no value
};

static void turn_wrong(struct judgement *judgement, const struct paragraph *reply)
{
	judgement->answer = ANSWER_WRONG;
	judgement->reply = reply;
}

static double distance(struct array a, struct array b)
{
	double most = 0;
	for (size_t i = 0; i < array_size(b); i++)
		most = fmax(most, fabs(element(a, i) - b.at[i]));
	return most;
}

// The foreseen wrong answer that this one is; -1: none of them.  One that is as near to the right one as the
// tolerance allows is that which it is nearer to.
static int find_foreseen(const struct judging *judging)
{
	struct array const a = judging->attempt.value;
	double const tolerance = judging->question->tolerance;
	bool const is_right = ask_equal(a, judging->right, tolerance);
	double nearest = is_right ? distance(a, judging->right) : INFINITY;
	int found = -1;
	for (int i = 0; i < judging->question->wrongs; i++) {
		struct array const wrong = judging->wrong[i];
		if (!wrong.at || a.rows != wrong.rows || a.cols != wrong.cols ||
		    !ask_equal(a, wrong, tolerance) || !(distance(a, wrong) < nearest))
			continue;
		nearest = distance(a, wrong);
		found = i;
	}
	return found;
}

// Whether the digits leave it open which of a foreseen wrong answer and the right one is meant.
static bool is_ambiguous(const struct judging *judging)
{
	double reach;
	for (int i = 0; i < judging->question->wrongs; i++)
		if (judging->wrong[i].at &&
		    agrees_in_digits(&judging->attempt, judging->wrong[i], 0, &reach))
			return true;
	return false;
}

static void judge_value(struct judging *judging, struct judgement *judgement)
{
	const struct question *const question = judging->question;
	struct attempt *const attempt = &judging->attempt;
	double reach;
	int foreseen = find_foreseen(judging);
	turn_vector(attempt, judging->right);
	struct comparison const pair = { attempt->value, judging->right, question->tolerance,
		                   &judging->arena };
	if (foreseen < 0)
		foreseen = find_foreseen(judging); // one that lay on its side
	if (foreseen >= 0) {
		turn_wrong(judgement, &question->wrong[foreseen].reply);
	} else if (ask_equal(pair.a, pair.b, pair.tolerance)) {
		judgement->answer = ANSWER_RIGHT;
	} else if (agrees_in_digits(attempt, pair.b, pair.tolerance, &reach)) {
		judgement->answer = reach <= SLACK_RIGHT && !is_ambiguous(judging) ? ANSWER_RIGHT
		                                                                 : ANSWER_NEARLY;
		if (judgement->answer == ANSWER_NEARLY)
			snprintf(judgement->why, sizeof judgement->why, "%s",
			         _("right as far as its digits go; one more digit"));
	} else if (same_shape(pair.a, pair.b)) {
		judgement->answer = ANSWER_WRONG;
		remark(&pair, mistake_find(judging->desk, question->answer, pair.b, attempt), judgement);
	} else if (is_transposed(&pair)) {
		judgement->answer = ANSWER_WRONG;
		snprintf(judgement->why, sizeof judgement->why, "%s",
		         _("this is the transpose of what is asked for"));
	} else {
		judgement->answer = ANSWER_SHAPE;
		snprintf(judgement->why, sizeof judgement->why,
		         _("this value is %d×%d, the answer is %d×%d"), pair.a.rows, pair.a.cols,
		         pair.b.rows, pair.b.cols);
	}
}

// A word stands for its vector, and for its number where that is asked for.
static bool take_word(struct judging *judging, const char *typed)
{
	int const word = attempt_word(judging->desk, typed);
	struct tree *const tree = judging->attempt.tree;
	bool const is_number = strncmp(judging->question->answer, "argmax(", 7) == 0;
	if (word < 0 || (!is_number && !is_one_hot(judging->right)))
		return false;
	struct array value = array_scalar(&judging->arena, word);
	if (!is_number) {
		value = array_new(&judging->arena, judging->desk->state.network->C, 1);
		value.at[word] = 1;
	}
	judging->attempt = (struct attempt){ .tree = tree, .value = value };
	return true;
}

static void judge_expression(struct judging *judging, const struct belongings *belongings,
                             const char *typed, struct judgement *judgement)
{
	const struct question *const question = judging->question;
	struct session *const desk = judging->desk;
	struct error unheard;
	judgement->answer = ANSWER_NONE;
	if (!query_evaluate(desk, question->answer, 1, 1, &judging->arena, &judging->right,
	                    &judgement->error))
		return;
	for (int i = 0; i < question->wrongs; i++)
		if (!query_evaluate(desk, question->wrong[i].answer, 1, 1, &judging->arena,
		                    &judging->wrong[i], &unheard))
			judging->wrong[i] = (struct array){ 0 };
	struct loan const loan = attempt_lend(desk, belongings);
	bool const has_value = attempt_read(desk, typed, &judging->arena, &judging->attempt,
	                                    &judgement->error);
	const char *const forbidden = has_value ? forbid_find(question, desk, belongings, typed) : NULL;
	if (forbidden) {
		judgement->answer = ANSWER_FORBIDDEN;
		snprintf(judgement->why, sizeof judgement->why,
		         _("this question is to be answered without %s"), forbidden);
	} else if (take_word(judging, typed) || has_value) {
		judge_value(judging, judgement);
	}
	attempt_return(desk, loan);
}

// By its number, letter or words; or worked out, as 1+1.
static int read_choice(const struct question *question, struct session *desk, const char *typed,
                       struct error *error)
{
	LOCAL(arena) arena = { 0 };
	struct attempt attempt;
	struct error unheard;
	int choice = choice_find(question, typed, true);
	if (!choice && !meaning_of(desk, typed).command)
		choice = choice_find(question, typed, false);
	if (!choice && attempt_read(desk, typed, &arena, &attempt, &unheard) &&
	    attempt.is_numbers && array_size(attempt.value) == 1)
		for (int i = 1; i <= question->choices; i++)
			if (!(fabs(attempt.value.at[0] - i) > 0))
				choice = i;
	if (choice <= 0)
		error_set(error, (struct span){ 1, 1, 1 }, NULL,
		          choice ? _("several choices say so; type the number of one, 1 to %d")
		                 : _("type the number of a choice, 1 to %d"),
		          question->choices);
	return choice;
}

static void judge_choice(const struct question *question, struct session *desk, const char *typed,
                         struct judgement *judgement)
{
	int const choice = read_choice(question, desk, typed, &judgement->error);
	judgement->answer = choice <= 0                        ? ANSWER_NONE
	                  : choice == atoi(question->answer) ? ANSWER_RIGHT
	                                                     : ANSWER_WRONG;
	if (judgement->answer != ANSWER_WRONG)
		return;
	for (int i = 0; i < question->wrongs; i++)
		if (atoi(question->wrong[i].answer) == choice)
			turn_wrong(judgement, &question->wrong[i].reply);
	if (!judgement->reply)
		snprintf(judgement->why, sizeof judgement->why, "%s", _("it is another one"));
}

void ask_judge(const struct question *question, struct session *desk,
               const struct belongings *belongings, const char *attempt, struct judgement *judgement)
{
	*judgement = (struct judgement){ .answer = ANSWER_NONE };
	struct judging judging = { .question = question, .desk = desk };
	attempt += strspn(attempt, " \t\n");
	size_t length = strlen(attempt);
	while (length && isspace((unsigned char)attempt[length - 1]))
		length--;
	const char *const typed = arena_copy_bytes(&judging.arena, attempt, length);
	if (question->choices)
		judge_choice(question, desk, typed, judgement);
	else
		judge_expression(&judging, belongings, typed, judgement);
	arena_free(&judging.arena);
}

bool ask_is_within(const struct question *question, struct session *desk, const char *wrong)
{
	LOCAL(arena) arena = { 0 };
	struct array a, b;
	struct error unheard;
	return !question->choices && query_evaluate(desk, wrong, 1, 1, &arena, &a, &unheard) &&
	       query_evaluate(desk, question->answer, 1, 1, &arena, &b, &unheard) &&
	       ask_equal(a, b, question->tolerance);
}

bool ask_value(const struct question *question, struct session *desk, struct text *out,
               struct error *error)
{
	if (question->choices) {
		int const choice = atoi(question->answer);
		text_addf(out, "%d) %s", choice, question->choice[choice - 1]);
		return true;
	}
	LOCAL(arena) arena = { 0 };
	struct array value;
	LOCAL(text) written = { 0 };
	if (!query_evaluate(desk, question->answer, 1, 1, &arena, &value, error))
		return false;
	bool const is_number = array_size(value) == 1;
	if (is_number)
		number_write(value.at[0], desk->precision, &written);
	else
		value_write(value, desk->precision, desk->manner.columns, &written);
	text_add(out, question->answer);
	if (strcmp(text_get(&written), question->answer) != 0)
		text_addf(out, " =%c%s", is_number ? ' ' : '\n', text_get(&written));
	return true;
}
