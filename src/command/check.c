// SPDX-License-Identifier: GPL-3.0-or-later
// check: the gradient of the program in force beside central differences, every element.  A verdict is
// an answer, not a mistake: FAIL does not stop a script.
#include <math.h>
#include <string.h>

#include "base/interrupt.h"
#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "net/network.h"
#include "repl/finite.h"
#include "repl/names.h"
#include "repl/session.h"
#include "repl/suggest.h"
#include "repl/value.h"

// A map larger than this shows its beginning; small checks print every element.
enum { MAP_ROWS = 24, MAP_COLS = 72, TABLE_MOST = 16 };

// ---- what is to be checked

// A subscript of the words after `check`: a whole number.
static bool read_index(struct session *session, const struct tree *tree, int most, int *index,
                       struct error *error)
{
	struct arena arena = { 0 };
	struct names names;
	struct array value;
	struct scope const scope = names_scope(session, &names);
	bool known = evaluate(tree, &scope, &arena, &value, error);
	if (known && (array_size(value) != 1 || !(value.at[0] >= 0 && value.at[0] <= most) ||
	              value.at[0] > floor(value.at[0])))
		known = error_set(error, tree->span, NULL,
		                  _("a time is a whole number from 0 to %d"), most);
	if (known)
		*index = (int)value.at[0];
	arena_free(&arena);
	return known;
}

static bool fail_subject(const struct tree *tree, struct error *error)
{
	return error_set(error, tree->span, "check W, check delta[3,1], check dE[3]/dW @ 1",
	                 _("a parameter, a delta or the derivative of a loss by a parameter can be "
	                   "checked"));
}

static int find_parameter(const struct session *session, const char *name)
{
	const struct cell *cell = session->state.network->cell;
	int const quantity = cell_find(cell, name);
	return quantity >= 0 && cell->quantity[quantity].kind == QUANTITY_PARAMETER ? quantity : -1;
}

static bool read_name(struct session *session, const struct tree *tree,
                      struct check_subject *subject, struct error *error)
{
	int const last = network_steps(session->state.network) - 1;
	*subject = (struct check_subject){ find_parameter(session, tree->name), -1, -1 };
	if (subject->quantity < 0 && tree->name[0] == 'd')
		subject->quantity = find_parameter(session, tree->name + 1);
	if (subject->quantity >= 0)
		return !tree->subscripts || fail_subject(tree, error);
	if (strcmp(tree->name, "delta") || tree->subscripts != 1 || tree->subscript[0].count != 2)
		return fail_subject(tree, error);
	const struct subscript *at = &tree->subscript[0];
	if (!read_index(session, at->at[0], last, &subject->t, error) ||
	    !read_index(session, at->at[1], last, &subject->step, error))
		return false;
	return subject->step <= subject->t ||
	       error_set(error, at->at[1]->span, NULL, _("k goes from t back to 0"));
}

static bool read_derivative(struct session *session, const struct tree *tree,
                            struct check_subject *subject, struct error *error)
{
	const struct cell *cell = session->state.network->cell;
	const struct tree *above = tree->part[0], *below = tree->part[1];
	int const last = network_steps(session->state.network) - 1;
	*subject = (struct check_subject){ find_parameter(session, below->name), -1, -1 };
	if (subject->quantity < 0 || below->subscripts || above->subscripts > 1 ||
	    cell_find(cell, above->name) != cell->loss ||
	    (above->subscripts && above->subscript[0].count != 1))
		return fail_subject(tree, error);
	return (!above->subscripts ||
	        read_index(session, above->subscript[0].at[0], last, &subject->t, error)) &&
	       (tree->count < 3 || read_index(session, tree->part[2], last, &subject->step, error));
}

// ---- what came out

static void name_subject(const struct session *session, struct check_subject subject,
                         struct text *out)
{
	const struct cell *cell = session->state.network->cell;
	const char *d = utf8_locale() ? "∂" : "d";
	if (subject.quantity < 0) {
		text_addf(out, "%s[%d,%d]", utf8_locale() ? "δ" : "delta", subject.t, subject.step);
		return;
	}
	text_addf(out, "%s%s", d, cell->quantity[cell->loss].name);
	if (subject.t >= 0)
		text_addf(out, "[%d]", subject.t);
	text_addf(out, "/%s%s", d, cell->quantity[subject.quantity].name);
	if (subject.step >= 0)
		text_addf(out, " @ %d", subject.step);
}

static void name_element(struct array a, int element, struct text *out)
{
	if (a.cols == 1)
		text_addf(out, "[%d]", element);
	else
		text_addf(out, "[%d,%d]", element / a.cols, element % a.cols);
}

static const char *const verdicts[] = { N_("PASS"), N_("FAIL"), N_("UNCHECKED") };

// dE/dW: 9 PASS, largest relative error 2.1e-10 at [1,2]
static void write_verdict(const struct check *check, struct text *out)
{
	const char *between = "";
	for (int verdict = 0; verdict < 3; verdict++)
		if (check->count[verdict]) {
			text_addf(out, "%s%d %s", between, check->count[verdict],
			          _(verdicts[verdict]));
			between = ", ";
		}
	between = " (";
	for (int reason = 1; reason < UNCHECKED_REASONS; reason++)
		if (check->reasons[reason]) {
			text_addf(out, "%s%d %s", between, check->reasons[reason],
			          _(unchecked_reason[reason]));
			between = ", ";
		}
	text_add(out, *between == ',' ? ")" : "");
	if (check->worst_element >= 0) {
		text_addf(out, _("; largest relative error %.1e at "), check->worst);
		name_element(check->analytic, check->worst_element, out);
	}
}

// `whose`: what stands beside the numeric value.
static void write_element(const struct check *check, int element, const char *whose, int precision,
                          struct text *out)
{
	struct text name = { 0 }, analytic = { 0 }, numeric = { 0 };
	name_element(check->analytic, element, &name);
	value_write_number(check->analytic.at[element], precision, &analytic);
	value_write_number(check->numeric.at[element], precision, &numeric);
	text_addf(out, _("\n  %-7s  %-8s %*s   numeric %*s   %s"), text_get(&name), whose,
	          precision + 7, text_get(&analytic), precision + 7, text_get(&numeric),
	          _(verdicts[check->verdict[element]]));
	text_free(&name);
	text_free(&analytic);
	text_free(&numeric);
}

// F where an element fails, . where it passes, - where it is unchecked.
static void write_map(const struct check *check, struct text *out)
{
	static const char marks[] = { '.', 'F', '-' };
	int const rows = check->analytic.rows, cols = check->analytic.cols;
	text_add(out, _("\n  map: F fails, . passes, - unchecked"));
	for (int i = 0; i < rows && i < MAP_ROWS; i++) {
		text_add(out, "\n  ");
		for (int j = 0; j < cols && j < MAP_COLS; j++)
			text_add_char(out, marks[check->verdict[i * cols + j]]);
		text_add(out, cols > MAP_COLS ? "..." : "");
	}
	text_add(out, rows > MAP_ROWS ? "\n  ..." : "");
}

// What `check` has found out.
struct findings {
	struct text text;
	bool not_finite; // somewhere
};

// A value of the learner's in place of the program's; without numbers: none.
struct own {
	const char *text; // as it was typed
	struct array value;
};

// False: interrupted.
static bool run_one(struct session *session, struct walk *walk, struct check_subject subject,
                    const struct own *own, bool in_detail, struct findings *findings)
{
	struct text *out = &findings->text;
	struct arena arena = { 0 };
	struct check const check = own->value.at ?
	                                   check_value(walk->pass, subject, own->value, &arena) :
	                                   check_run(walk->pass, subject, &arena);
	const char *const whose = own->value.at ? _("yours") : _("analytic");
	int const size = (int)array_size(check.analytic);
	findings->not_finite = findings->not_finite || check.reasons[UNCHECKED_NOT_FINITE];
	text_add(out, out->length ? "\n" : "");
	name_subject(session, subject, out);
	text_addf(out, own->value.at ? " = %s: " : "%s: ", own->value.at ? own->text : "");
	write_verdict(&check, out);
	if (in_detail && size <= TABLE_MOST)
		for (int i = 0; i < size; i++)
			write_element(&check, i, whose, session->precision, out);
	else if (check.count[VERDICT_FAIL])
		write_element(&check, check.worst_element, whose, session->precision, out);
	if (check.count[VERDICT_FAIL] && size > 1)
		write_map(&check, out);
	arena_free(&arena);
	return !interrupt_is_cut();
}

static bool check_all(struct session *session, struct walk *walk, struct findings *findings)
{
	const struct network *network = session->state.network;
	struct text *out = &findings->text;
	text_addf(out, _("numeric: central differences, h = %g; %s sweep, T = %d"), CHECK_STEP,
	          network->single_sweep ? _("single") : _("double"), walk->pass->T);
	if (network->truncate >= 0)
		text_addf(out, _(", truncated after %d"), network->truncate);
	for (int i = 0; i < network->cell->quantities; i++)
		if (network->cell->quantity[i].kind == QUANTITY_PARAMETER &&
		    !run_one(session, walk, (struct check_subject){ i, -1, -1 }, &(struct own){ 0 },
		             false, findings))
			return false;
	return true;
}

static bool read_subject(struct session *session, const struct tree *tree,
                         struct check_subject *subject, struct error *error)
{
	return tree->kind == TREE_NAME         ? read_name(session, tree, subject, error)
	       : tree->kind == TREE_DERIVATIVE ? read_derivative(session, tree, subject, error)
	                                       : fail_subject(tree, error);
}

// What stands behind the = of the words, if there is one; it has the subject's shape.
static bool read_own(struct session *session, const struct words *words, const char *equals,
                     struct check_subject subject, struct arena *arena, struct own *own,
                     struct error *error)
{
	if (!equals)
		return true;
	struct walk *walk = session_walk(session, error);
	struct array const wanted = check_analytic(walk->pass, subject, arena);
	own->text = equals + 1 + strspn(equals + 1, " \t");
	int const column = words->begin.column + utf8_count(words->rest, (size_t)(own->text - words->rest));
	struct span const span = { words->begin.line, column,
		                   utf8_count(own->text, strlen(own->text)) };
	if (!suggest_evaluate(session, own->text, words->begin.line, column, arena, &own->value, error))
		return false;
	return (own->value.rows == wanted.rows && own->value.cols == wanted.cols) ||
	       error_set(error, span, _("show names tells all sizes; a gradient has the shape of its parameter"),
	                 _("this value is %d×%d, what is checked is %d×%d"),
	                 own->value.rows, own->value.cols, wanted.rows, wanted.cols);
}

// SUBJECT ["=" EXPR]
static bool check_one(struct session *session, struct walk *walk, const struct words *words,
                      struct findings *findings, struct error *error)
{
	struct arena arena = { 0 };
	struct parse_names const for_parser = names_for_parser(session);
	const char *const equals = strchr(words->rest, '=');
	size_t const length = equals ? (size_t)(equals - words->rest) : strlen(words->rest);
	struct tree *tree;
	struct check_subject subject;
	struct own own = { 0 };
	bool const done = parse_expression(words->rest, length, words->begin.line,
	                                   words->begin.column, &for_parser, &arena, &tree, error) &&
	                  read_subject(session, tree, &subject, error) &&
	                  read_own(session, words, equals, subject, &arena, &own, error) &&
	                  run_one(session, walk, subject, &own, true, findings);
	arena_free(&arena);
	return done;
}

static bool run_check(struct session *session, const struct words *words, struct error *error)
{
	struct walk *walk = session_walk(session, error);
	if (!walk)
		return false;
	struct findings findings = { .not_finite = false };
	bool const done = words->count ? check_one(session, walk, words, &findings, error)
	                               : check_all(session, walk, &findings);
	if (done)
		session_say(session, SAY_RESULT, text_get(&findings.text));
	if (done && findings.not_finite)
		finite_note_walk(session);
	text_free(&findings.text);
	return done;
}

const struct command check_commands[] = {
	{
		.name = "check",
		.group = GROUP_ASK,
		.usage = "[NAME | delta[t,k] | dE[t]/dW @ k] [= EXPR]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_(
			"Check a gradient against central differences; alone: every parameter's."),
		.help = N_("  check W              every element of dE/dW\n"
	                   "  check delta[3,1]     moves z at step 1 and watches loss 3\n"
	                   "  check dE[3]/dW @ 1   moves W at step 1 only\n"
	                   "  check dE[3]/dW = G   checks a value of your own in its place\n"
	                   "PASS, FAIL, or UNCHECKED with its reason; a difference that rounding "
	                   "explains is\n"
	                   "never a pass."),
		.run = run_check,
		.complete = COMPLETE_NAME,
		.in_lessons = true,
	},
	{ .name = NULL },
};
