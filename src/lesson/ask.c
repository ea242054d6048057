// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/ask.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/message.h"
#include "lang/evaluate.h"
#include "lang/parser.h"
#include "repl/names.h"
#include "repl/suggest.h"
#include "repl/session.h"
#include "repl/value.h"

// Where the answer is zero, an attempt may be as far from it as rounding is.
#define ZERO 1e-12

static double largest(struct array a)
{
	double most = 0;
	for (size_t i = 0; i < array_size(a); i++)
		most = fmax(most, fabs(a.at[i]));
	return most;
}

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
	double const scale = largest(b);
	for (size_t i = 0; i < array_size(b); i++)
		if (!is_near(element(a, i), b.at[i], tolerance, scale))
			return false;
	return true;
}

// What an attempt's owner may want to know; the first row that fits speaks.

struct pair {
	struct array a, b;
	double tolerance;
	struct arena *arena;
};

static bool is_negative(const struct pair *pair)
{
	struct array const minus = array_copy(pair->arena, pair->a);
	for (size_t i = 0; i < array_size(minus); i++)
		minus.at[i] = -minus.at[i];
	return ask_equal(minus, pair->b, pair->tolerance);
}

static bool is_transposed(const struct pair *pair)
{
	if (pair->a.cols != pair->b.rows || pair->a.rows != pair->b.cols || pair->a.cols == 1)
		return false;
	struct array const turned = array_new(pair->arena, pair->a.cols, pair->a.rows);
	array_transpose(turned, pair->a);
	return ask_equal(turned, pair->b, pair->tolerance);
}

static bool is_multiple(const struct pair *pair)
{
	double const a = array_norm(pair->a), b = array_norm(pair->b);
	if (!(a > 0) || !(b > 0) || array_size(pair->a) < 2)
		return false;
	struct array const scaled = array_copy(pair->arena, pair->a);
	for (size_t i = 0; i < array_size(scaled); i++)
		scaled.at[i] *= b / a;
	return ask_equal(scaled, pair->b, pair->tolerance) ||
	       is_negative(&(struct pair){ scaled, pair->b, pair->tolerance, pair->arena });
}

static const struct {
	bool (*fits)(const struct pair *pair);
	const char *words;
} remarks[] = {
	{ is_negative, N_("its sign is wrong everywhere, and nothing else") },
	{ is_transposed, N_("this is the transpose of what is asked for") },
	{ is_multiple, N_("the direction is right, the length is not") },
};

static void remark(const struct pair *pair, struct text *why)
{
	for (size_t i = 0; i < sizeof remarks / sizeof *remarks; i++)
		if (remarks[i].fits(pair)) {
			text_add(why, _(remarks[i].words));
			return;
		}
	int const count = (int)array_size(pair->b);
	int right = 0;
	double const scale = largest(pair->b);
	for (int i = 0; i < count; i++)
		right +=
			is_near(element(pair->a, (size_t)i), pair->b.at[i], pair->tolerance, scale);
	if (count > 1 && right)
		text_addf(why, _("%d of its %d numbers are right"), right, count);
	else
		text_add(why, _("the value is another one"));
}

// Forbidden names.

struct search {
	struct session *desk;
	struct arena *arena;
	const struct tree *sought; // a name, a name with indices, a quotient
	bool found;
};

static bool same_number(struct search *search, const struct tree *a, const struct tree *b)
{
	struct names names;
	struct scope const scope = names_scope(search->desk, &names);
	struct array x, y;
	struct error error;
	return evaluate(a, &scope, search->arena, &x, &error) &&
	       evaluate(b, &scope, search->arena, &y, &error) && array_size(x) == 1 &&
	       array_size(y) == 1 && fabs(x.at[0] - y.at[0]) < 0.5;
}

// delta[3,2] is found in delta[3,1+1][0]; delta alone is found in both.
static bool same_indices(struct search *search, const struct tree *tree, const struct tree *sought)
{
	if (tree->subscripts < sought->subscripts)
		return false;
	for (int g = 0; g < sought->subscripts; g++) {
		const struct subscript *const a = &tree->subscript[g],
					      *const b = &sought->subscript[g];
		if (a->count != b->count)
			return false;
		for (int i = 0; i < b->count; i++)
			if (!same_number(search, a->at[i], b->at[i]))
				return false;
	}
	return true;
}

static bool same_name(struct search *search, const struct tree *tree, const struct tree *sought)
{
	return tree->kind == TREE_NAME && sought->kind == TREE_NAME &&
	       strcmp(tree->name, sought->name) == 0 && same_indices(search, tree, sought);
}

static void look(void *context, struct tree *tree)
{
	struct search *const search = context;
	const struct tree *const sought = search->sought;
	if (sought->kind == TREE_DERIVATIVE && tree->kind == TREE_DERIVATIVE)
		search->found =
			search->found || (same_name(search, tree->part[0], sought->part[0]) &&
		                          same_name(search, tree->part[1], sought->part[1]));
	else
		search->found = search->found || same_name(search, tree, sought);
	// The parts of a quotient are named without their d: dE is in dE[3]/dV, and so is dV.
	for (int i = 0; tree->kind == TREE_DERIVATIVE && sought->kind == TREE_NAME && i < 2; i++)
		search->found = search->found ||
		                (sought->name[0] == 'd' && tree->part[i]->kind == TREE_NAME &&
		                 strcmp(tree->part[i]->name, sought->name + 1) == 0);
}

static struct tree *parse(struct session *desk, const char *text, struct arena *arena)
{
	struct parse_names const names = names_for_parser(desk);
	struct tree *tree;
	struct error error;
	return parse_expression(text, strlen(text), 1, 1, &names, arena, &tree, &error) ? tree
	                                                                                : NULL;
}

const char *ask_forbidden(const struct question *question, struct session *desk, const char *text)
{
	struct arena arena = { 0 };
	struct tree *const tree = question->forbiddens ? parse(desk, text, &arena) : NULL;
	const char *found = NULL;
	for (int i = 0; tree && !found && i < question->forbiddens; i++) {
		struct search search = { desk, &arena, parse(desk, question->forbidden[i], &arena),
			                 false };
		if (search.sought)
			tree_visit(tree, look, &search);
		if (search.found)
			found = question->forbidden[i];
	}
	arena_free(&arena);
	return found;
}

// The number of the choice that was meant: by number or by its words; 0: none of them.
static int find_choice(const struct question *question, const char *attempt)
{
	char *end;
	long const number = strtol(attempt, &end, 10);
	end += strspn(end, " .)");
	if (end != attempt && !*end && number >= 1 && number <= question->choices)
		return (int)number;
	for (int i = 0; i < question->choices; i++)
		if (strcasecmp(question->choice[i], attempt) == 0)
			return i + 1;
	return 0;
}

static enum answer judge_choice(const struct question *question, const char *attempt,
                                struct text *why, struct error *error)
{
	int const choice = find_choice(question, attempt);
	if (!choice) {
		error_set(error, (struct span){ 1, 1, 1 }, NULL,
		          _("type the number of a choice, 1 to %d"), question->choices);
		return ANSWER_NONE;
	}
	if (choice == atoi(question->answer))
		return ANSWER_RIGHT;
	text_add(why, _("it is another one"));
	return ANSWER_WRONG;
}

enum answer ask_judge(const struct question *question, struct session *desk, const char *attempt,
                      struct text *why, struct error *error)
{
	while (isspace((unsigned char)*attempt))
		attempt++;
	if (question->choices)
		return judge_choice(question, attempt, why, error);
	struct arena arena = { 0 };
	struct pair pair = { .tolerance = question->tolerance, .arena = &arena };
	enum answer answer = ANSWER_NONE;
	if (suggest_evaluate(desk, attempt, 1, 1, &arena, &pair.a, error) &&
	    suggest_evaluate(desk, question->answer, 1, 1, &arena, &pair.b, error)) {
		const char *const forbidden = ask_forbidden(question, desk, attempt);
		if (forbidden) {
			answer = ANSWER_FORBIDDEN;
			text_addf(why, _("this question is to be answered without %s"), forbidden);
		} else if (ask_equal(pair.a, pair.b, pair.tolerance)) {
			answer = ANSWER_RIGHT;
		} else if (!same_shape(pair.a, pair.b)) {
			answer = ANSWER_SHAPE;
			text_addf(why, _("this value is %d×%d, the answer is %d×%d"), pair.a.rows,
			          pair.a.cols, pair.b.rows, pair.b.cols);
		} else {
			answer = ANSWER_WRONG;
			remark(&pair, why);
		}
	}
	arena_free(&arena);
	return answer;
}

bool ask_value(const struct question *question, struct session *desk, struct text *out,
               struct error *error)
{
	if (question->choices) {
		int const choice = atoi(question->answer);
		text_addf(out, "%d) %s", choice, question->choice[choice - 1]);
		return true;
	}
	struct arena arena = { 0 };
	struct array value;
	bool const ok = suggest_evaluate(desk, question->answer, 1, 1, &arena, &value, error);
	text_addf(out, "%s =", question->answer);
	if (ok && array_size(value) > 1)
		text_add_char(out, '\n');
	if (ok && array_size(value) > 1)
		value_write(value, desk->precision, 80, out);
	else if (ok)
		value_write_number(value.at[0], desk->precision, (text_add_char(out, ' '), out));
	arena_free(&arena);
	return ok;
}
