// SPDX-License-Identifier: GPL-3.0-or-later
// check: the gradient of the program in force beside numeric derivatives, every element.  A verdict is an answer,
// not a mistake: FAIL does not stop a script, which then ends with status 1.
#include <stdlib.h>
#include <string.h>

#include "array/number.h"
#include "base/file.h"
#include "base/interrupt.h"
#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "command/check_detail.h"
#include "command/findings.h"
#include "command/selftest.h"
#include "command/subject.h"
#include "net/backward.h"
#include "net/network.h"
#include "repl/names.h"
#include "repl/not_finite.h"
#include "repl/query.h"
#include "repl/session.h"
#include "repl/value.h"
#include "tutor/criterion.h"

// A map larger than this shows its beginning; small checks print every element.
enum { MAP_ROWS = 24, MAP_COLS = 72, TABLE_MOST = 16, WHOSE_COLUMNS = 9 };

// ---- what came out

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
		array_write_index(check->analytic, check->worst_element, out);
	}
}

// `whose`: what stands beside the numeric value.
static void write_element(const struct check *check, int element, const char *whose, int precision,
                          struct text *out)
{
	LOCAL(text) name = { 0 }, side = { 0 }, analytic = { 0 }, numeric = { 0 };
	array_write_index(check->analytic, element, &name);
	utf8_add_field(&side, whose, -WHOSE_COLUMNS);
	number_write(check->analytic.at[element], precision, &analytic);
	number_write(check->numeric.at[element], precision, &numeric);
	text_addf(out, _("\n  %-7s  %s%*s   numeric %*s   %s"), text_get(&name), text_get(&side),
	          precision + 7, text_get(&analytic), precision + 7, text_get(&numeric),
	          _(verdicts[check->verdict[element]]));
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

// What was asked besides the subject, and what was found out.
struct findings {
	struct check_how how;
	const struct criterion *as; // somebody else's rule; NULL: only ours
	bool sweeps;                // over h
	bool tests_itself;
	struct text text;
	bool not_finite, fails; // somewhere
};

// A value of the learner's in place of the program's; without numbers: none.
struct own {
	const char *text; // as it was typed
	struct array value;
};

// ----

static bool run_one(struct session *session, struct walk *walk, struct check_subject subject, const struct own *own,
                    bool in_detail, struct findings *findings)
{
	struct text *out = &findings->text;
	LOCAL(arena) arena = { 0 };
	struct check const check = check_value(walk->pass, subject, &findings->how, own->value, &arena);
	const char *const whose = own->value.at ? _("yours") : _("analytic");
	int const size = (int)array_size(check.analytic);
	findings->not_finite |= check.reasons[UNCHECKED_NOT_FINITE] > 0;
	findings->fails |= check.count[VERDICT_FAIL] > 0;
	if (session->json) {
		findings_write_check(walk, subject, &check, out);
		if (!interrupt_is_cut())
			session_say_object(session, SAY_RESULT, text_get(out));
		text_clear(out);
	} else {
		text_add(out, out->length ? "\n" : "");
		check_write_subject(session->state.network->cell, subject, !utf8_locale(), out);
		check_write_sequences(session->state.network, subject, out);
		text_addf(out, own->value.at ? " = %s: " : "%s: ", own->value.at ? own->text : "");
		write_verdict(&check, out);
		if (subject.element >= 0)
			write_element(&check, subject.element, whose, session->precision, out);
		else if (in_detail && size <= TABLE_MOST)
			for (int i = 0; i < size; i++)
				write_element(&check, i, whose, session->precision, out);
		else if (check.count[VERDICT_FAIL])
			write_element(&check, check.worst_element, whose, session->precision, out);
		if (check.count[VERDICT_FAIL] && size > 1 && subject.element < 0)
			write_map(&check, out);
		bool const is_all = subject.quantity >= 0 && subject.t == -1 && subject.step < 0 &&
		                    walk->network->cell->quantity[subject.quantity].kind == QUANTITY_PARAMETER;
		if (subject.element >= 0 && is_all && !own->value.at)
			check_detail_write_ledger(walk->pass, subject, &findings->how, &check, session->precision,
			                    out);
		if (findings->as)
			check_detail_write_as(walk->pass, subject, own->value, findings->as, &check, out);
		if (findings->sweeps)
			check_detail_write_sweep(walk->pass, subject, own->value, findings->how.method, session_draws_ascii(session) ? "#" : "█",
			                   out);
	}
	return !interrupt_is_cut();
}

// A quantity at every step.
static bool run_all_times(struct session *session, struct walk *walk, struct check_subject subject,
                          struct findings *findings)
{
	bool const is_state = walk->network->cell->quantity[subject.quantity].is_state;
	int const last = subject.t >= 0 ? subject.t : walk->pass->T - 1;
	for (subject.step = last; subject.step >= (is_state ? -1 : 0); subject.step--)
		if (!run_one(session, walk, subject, &(struct own){ 0 }, false, findings))
			return false;
	return true;
}

// `everything`: what the backward pass computes on its way, too, and the words that are read.
static bool check_all(struct session *session, struct walk *walk, bool everything, struct findings *findings)
{
	const struct network *network = session->state.network;
	const struct cell *cell = network->cell;
	struct text *out = &findings->text;
	const char *const sweep = network->single_sweep ? _("single") : _("double");
	if (session->json)
		text_clear(out); // each is an object
	else if (findings->how.method == difference_next(NULL))
		text_addf(out, _("numeric: central differences, h = %g; %s sweep, T = %d"), findings->how.h, sweep,
		          walk->pass->T);
	else
		text_addf(out, _("numeric: %s, h = %g; %s sweep, T = %d"), findings->how.method->formula,
		          findings->how.h, sweep, walk->pass->T);
	if (!session->json && network->truncation.form != TRUNCATE_OFF)
		text_addf(out, network->truncation.form == TRUNCATE_CHUNKS ? _(", truncated in chunks of %d") :
		                                                             _(", truncated after %d"),
		          network->truncation.n);
	for (int i = 0; i < cell->quantities; i++) {
		bool const is_parameter = cell->quantity[i].kind == QUANTITY_PARAMETER;
		bool const is_wanted = is_parameter || (everything && backward_computes(network, i)) ||
		                       (everything && cell->quantity[i].kind == QUANTITY_INPUT &&
		                        !cell->quantity[i].is_rewritten);
		struct check_subject const subject = { i, -1, -1, -1 };
		if (is_wanted && !(is_parameter ? run_one(session, walk, subject, &(struct own){ 0 }, false, findings) :
		                                  run_all_times(session, walk, subject, findings)))
			return false;
	}
	return true;
}

// What stands behind the = of the words, if there is one; it has the subject's shape.
static bool read_own(struct session *session, const struct words *words, const char *text, const char *equals,
                     struct check_subject subject, struct arena *arena, struct own *own,
                     struct error *error)
{
	if (!equals)
		return true;
	struct walk *walk = session_walk(session, error);
	struct array const wanted = check_analytic(walk->pass, subject, arena);
	own->text = equals + 1 + strspn(equals + 1, " \t");
	int const column = words->begin.column + utf8_count(text, (size_t)(own->text - text));
	struct span const span = { words->begin.line, column,
		                   utf8_count(own->text, strlen(own->text)) };
	if (!query_evaluate(session, own->text, words->begin.line, column, arena, &own->value, error))
		return false;
	return (own->value.rows == wanted.rows && own->value.cols == wanted.cols) ||
	       error_set(error, span, _("show names tells all sizes; a gradient has the shape of its parameter"),
	                 _("this value is %d×%d, what is checked is %d×%d"),
	                 own->value.rows, own->value.cols, wanted.rows, wanted.cols);
}

static const struct subject_kind checked = {
	.cause = N_("a parameter, a delta, or the derivative of a loss by something can be checked"),
	.advice = "check W, check W[1,2], check delta[3,1], check dE[3]/dW @ 1, check ds",
};

// SUBJECT ["=" EXPR], all of the text
static bool check_one(struct session *session, struct walk *walk, const struct words *words, const char *text,
                      struct findings *findings, struct error *error)
{
	LOCAL(arena) arena = { 0 };
	struct parse_names const for_parser = names_for_parser(session);
	const char *const equals = strchr(text, '=');
	size_t const length = equals ? (size_t)(equals - text) : strlen(text);
	struct tree *tree;
	struct check_subject subject;
	struct own own = { 0 };
	bool at_all_times = false;
	bool done = parse_expression(text, length, words->begin.line, words->begin.column, &for_parser, &arena, &tree,
	                             error) &&
	            subject_read(session, tree, &checked, &subject, &at_all_times, error) &&
	            read_own(session, words, text, equals, subject, &arena, &own, error);
	if (done && at_all_times && own.value.at)
		done = error_set(error, tree->span, NULL, _("a value of your own needs a time beside it"));
	done = done && (at_all_times ? run_all_times(session, walk, subject, findings) :
	                               run_one(session, walk, subject, &own, true, findings));
	return done;
}

// ---- options: --method NAME, --h NUMBER, --as NAME, --sweep, --selftest, in any place

struct option_row {
	const char *name;
	const char *needs; // NULL: no word follows
	bool (*take)(struct findings *findings, const char *word);
};

static bool take_method(struct findings *findings, const char *word)
{
	const struct difference *method = difference_find(word);
	if (method)
		findings->how = (struct check_how){ method, method->h };
	return method != NULL;
}

static bool take_h(struct findings *findings, const char *word)
{
	char *end;
	double const h = strtod(word, &end);
	bool const good = end != word && !*end && h > 0 && h <= 1;
	findings->how.h = good ? h : findings->how.h;
	return good;
}

static bool take_as(struct findings *findings, const char *word)
{
	findings->as = criterion_find(word);
	return findings->as != NULL;
}

static bool take_sweep(struct findings *findings, const char *word)
{
	(void)word;
	findings->sweeps = true;
	return true;
}

static bool take_selftest(struct findings *findings, const char *word)
{
	(void)word;
	findings->tests_itself = true;
	return true;
}

static const struct option_row option_rows[] = {
	{ "--method", N_("a method: central, forward, five-point, richardson or complex"), take_method },
	{ "--h", N_("a step above 0, at most 1"), take_h },
	{ "--as", N_("whose rule: tutorial, cs231n or pytorch"), take_as },
	{ "--selftest", NULL, take_selftest },
	{ "--sweep", NULL, take_sweep },
	{ .name = NULL },
};

static const struct option_row *find_option(const char *word)
{
	const struct option_row *row = option_rows;
	while (row->name && strcmp(row->name, word))
		row++;
	return row->name ? row : NULL;
}

// Takes the options out of the words; what is left keeps its columns, blanks stand for the rest.
static bool take_options(const struct words *words, struct findings *findings, struct text *left, struct error *error)
{
	text_add(left, words->rest);
	for (int i = 0; i < words->count; i++) {
		if (strncmp(words->word[i].at, "--", 2))
			continue;
		const struct option_row *row = find_option(words->word[i].at);
		int const last = row && row->needs ? i + 1 : i;
		if (!row)
			return error_set(error, words->word[i].span, "--method, --h, --as, --sweep, --selftest",
			                 _("check has no option '%s'"), words->word[i].at);
		if (last >= words->count || !row->take(findings, words->word[last].at))
			return error_set(error, last < words->count ? words->word[last].span : words->end, NULL,
			                 _("%s needs %s"), row->name, _(row->needs));
		for (int j = i; j <= last; j++) {
			int const column = words->word[j].span.column - words->begin.column;
			memset(left->at + column, ' ', (size_t)words->word[j].span.width);
		}
		i = last;
	}
	return true;
}

static bool suits(const struct check_how *how, const struct walk *walk, const struct words *words,
                  struct error *error)
{
	const struct operation *const op = difference_refuses(how->method, walk->network->cell);
	return !op || error_set(error, words->begin, "--method five-point",
	                        _("%s has a kink, and no value for complex numbers: this cell has no complex step"),
	                        op->name);
}

static bool run_check(struct session *session, const struct words *words, struct error *error)
{
	struct walk *walk = session_walk(session, error);
	struct findings findings = { .how = check_how_usual() };
	LOCAL(text) left = { 0 };
	if (!walk)
		return false;
	bool done = take_options(words, &findings, &left, error) && suits(&findings.how, walk, words, error);
	while (left.length && left.at[left.length - 1] == ' ')
		left.at[--left.length] = '\0';
	const char *text = text_get(&left);
	size_t const blank = strspn(text, " \t");
	bool const is_all = !strcmp(text + blank, "all");
	if (done && findings.tests_itself)
		findings.fails |= !selftest_write(walk->pass, &findings.how, &findings.text);
	else if (done && (!text[blank] || is_all))
		done = check_all(session, walk, is_all, &findings);
	else if (done)
		done = check_one(session, walk, words, text, &findings, error);
	if (done && !session->json)
		session_say(session, SAY_RESULT, text_get(&findings.text));
	if (done && findings.not_finite)
		not_finite_note_walk(session);
	// A lesson shows failures on purpose.
	session->found_fault |= done && findings.fails && !session->guide && !file_is_withheld();
	text_free(&findings.text);
	return done;
}

const struct command check_commands[] = {
	{
		.name = "check",
		.group = GROUP_ASK,
		.usage = "[NAME | delta[t,k] | dE[t]/dW @ k | all] [= EXPR] [OPTION]...",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_(
			"Check a gradient against central differences; alone: every parameter's."),
		.help = N_("  check W              every element of dE/dW\n"
	                   "  check W[1,2]         one of them: both losses, and each (t,k)'s part\n"
	                   "  check delta[3,1]     moves z at step 1 and watches loss 3\n"
	                   "  check dE[3]/dW @ 1   moves W at step 1 only\n"
	                   "  check dE[3]/dW = G   checks a value of your own in its place\n"
	                   "  check ds, check all  what is carried back; words and s[-1], too\n"
	                   "  --method NAME        central, forward, five-point, richardson, complex\n"
	                   "  --h NUMBER           the step; --sweep: the error against it, a V\n"
	                   "  --selftest           plants each mistake of bug: each must be found\n"
	                   "  --as NAME            tutorial, cs231n, pytorch: what their rules let through\n"
	                   "PASS where |a - n| is at most 1e-5 of the larger one, FAIL, or UNCHECKED with\n"
	                   "its reason; a difference that rounding explains is never a pass."),
		.run = run_check,
		.complete = COMPLETE_NAME,
		.in_lessons = true,
	},
	{ .name = NULL },
};
