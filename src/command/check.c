// SPDX-License-Identifier: GPL-3.0-or-later
// check: the gradient of the program in force beside numeric derivatives, every element.  A verdict is an answer,
// not a mistake: FAIL does not stop a script, which then ends with status 1.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "array/number.h"
#include "base/file.h"
#include "base/interrupt.h"
#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "command/findings.h"
#include "command/subject.h"
#include "net/backward.h"
#include "net/bug.h"
#include "net/criterion.h"
#include "net/network.h"
#include "repl/finite.h"
#include "repl/names.h"
#include "repl/session.h"
#include "repl/suggest.h"
#include "repl/value.h"

// A map larger than this shows its beginning; small checks print every element.
enum { MAP_ROWS = 24, MAP_COLS = 72, TABLE_MOST = 16 };

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
		subject_name_element(check->analytic, check->worst_element, out);
	}
}

// `whose`: what stands beside the numeric value.
static void write_element(const struct check *check, int element, const char *whose, int precision,
                          struct text *out)
{
	struct text name = { 0 }, analytic = { 0 }, numeric = { 0 };
	subject_name_element(check->analytic, element, &name);
	number_write(check->analytic.at[element], precision, &analytic);
	number_write(check->numeric.at[element], precision, &numeric);
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

static struct check find(const struct pass *pass, struct check_subject subject, const struct own *own,
                         const struct check_how *how, struct arena *arena)
{
	return own->value.at ? check_value(pass, subject, how, own->value, arena) :
	                       check_run_by(pass, subject, how, arena);
}

// ---- one number in full

// The losses at θ+h and θ-h, all their digits, and what each loss and each step gives.
static void write_ledger(struct session *session, const struct walk *walk, struct check_subject subject,
                         const struct check_how *how, struct text *out)
{
	const struct pass *pass = walk->pass;
	struct arena arena = { 0 };
	double *losses = arena_get(&arena, POINTS_MOST * (size_t)pass->T * sizeof *losses), magnitude = 0;
	struct nudge const nudge = { subject.quantity, subject.step, subject.element, 0 };
	for (int sign = 1; sign >= -1; sign -= 2) {
		double sum = 0;
		struct nudge moved = nudge;
		moved.by = sign * how->h;
		pass_nudged_losses(pass, moved, pass->T - 1, losses);
		for (int t = 0; t < pass->T; t++)
			sum += losses[t];
		text_addf(out, sign > 0 ? "\n  E(θ+h) = " : "   E(θ−h) = ");
		number_write(sum, 15, out);
	}
	text_addf(out, _("   h = %g\n  loss   analytic     numeric      = its steps, k = t … 0"), how->h);
	for (int t = pass->T - 1; t >= 0; t--) {
		struct check_subject const of_loss = { subject.quantity, t, -1, subject.element };
		double const numeric = difference_run(how->method, how->h, pass, nudge, t, losses, &magnitude);
		text_addf(out, "\n  %4d  ", t);
		struct text a = { 0 }, n = { 0 };
		number_write(check_analytic(pass, of_loss, &arena).at[subject.element], session->precision, &a);
		number_write(numeric, session->precision, &n);
		text_addf(out, "%*s  %*s  =", session->precision + 6, text_get(&a), session->precision + 6, text_get(&n));
		for (int k = t; k >= moment_last_k(pass->network, t); k--) {
			struct check_subject const of_step = { subject.quantity, t, k, subject.element };
			text_clear(&a);
			number_write(check_analytic(pass, of_step, &arena).at[subject.element], 3, &a);
			text_addf(out, " %s", text_get(&a));
		}
		text_free(&a);
		text_free(&n);
	}
	arena_free(&arena);
}

// ---- by somebody else's rule

static void write_as(const struct pass *pass, struct check_subject subject, const struct own *own,
                     const struct criterion *as, const struct check *ours, struct text *out)
{
	struct arena arena = { 0 };
	struct check_how const how = { difference_find("central"), as->h };
	struct check const check = find(pass, subject, own, &how, &arena);
	int accepted = 0, wrongly = 0, zero = 0;
	int const size = (int)array_size(check.analytic);
	for (int i = 0; i < size; i++) {
		double const a = check.analytic.at[i], n = check.numeric.at[i];
		bool const accepts = as->accepts(a, n);
		accepted += accepts;
		wrongly += accepts && ours->verdict[i] == VERDICT_FAIL;
		zero += accepts && fmax(fabs(a), fabs(n)) <= 0;
	}
	text_addf(out, _("\n  %s (h = %g, %s): %d of %d accepted"), _(as->whose), as->h, as->rule, accepted, size);
	if (zero)
		text_addf(out, _(", %d of them 0/0"), zero);
	if (wrongly)
		text_addf(out, ngettext("; %d that fails above", "; %d that fail above", (unsigned long)wrongly), wrongly);
	arena_free(&arena);
}

// ---- over h

enum { BAR_COLUMNS = 40 };

// The error against h: truncation on the one side, rounding on the other.
static void write_sweep(struct session *session, const struct pass *pass, struct check_subject subject,
                        const struct own *own, const struct difference *method, struct text *out)
{
	enum { STEPS = 12 };
	double error[STEPS], least = INFINITY;
	int best = 0;
	for (int i = 0; i < STEPS && !interrupt_seen(); i++) {
		struct arena arena = { 0 };
		struct check_how const how = { method, pow(10, -1 - i) };
		struct check const check = find(pass, subject, own, &how, &arena);
		double off = 0, size = 0;
		for (size_t j = 0; j < array_size(check.analytic); j++) {
			off = fmax(off, fabs(check.analytic.at[j] - check.measured.at[j]));
			size = fmax(size, fabs(check.analytic.at[j]));
		}
		error[i] = size > 0 ? off / size : off;
		if (error[i] < least) {
			least = error[i];
			best = i;
		}
		arena_free(&arena);
	}
	const char *bar = session_draws_ascii(session) ? "#" : "█";
	text_addf(out, _("\n  h       largest error, relative to the largest element: %s"), _(method->formula));
	for (int i = 0; i < STEPS; i++) {
		double const digits = error[i] > 0 ? 16 + log10(error[i]) : 0;
		int const columns = (int)(digits / 17 * BAR_COLUMNS);
		text_addf(out, "\n  1e-%02d   %.1e  ", i + 1, error[i]);
		text_add_repeated(out, bar, columns < 1 ? 1 : columns > BAR_COLUMNS ? BAR_COLUMNS : columns);
		text_add(out, i == best ? _("  least") : "");
	}
	text_addf(out, _("\n  above it the formula's own error, of the order of h^%d; below it rounding, of the order of 1/h"),
	          method->order);
}

// ----

static bool run_one(struct session *session, struct walk *walk, struct check_subject subject, const struct own *own,
                    bool in_detail, struct findings *findings)
{
	struct text *out = &findings->text;
	struct arena arena = { 0 };
	struct check const check = find(walk->pass, subject, own, &findings->how, &arena);
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
		subject_name(session, subject, out);
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
		bool const is_whole = subject.quantity >= 0 && subject.t < 0 && subject.step < 0 &&
		                      walk->network->cell->quantity[subject.quantity].kind == QUANTITY_PARAMETER;
		if (subject.element >= 0 && is_whole && !own->value.at)
			write_ledger(session, walk, subject, &findings->how, out);
		if (findings->as)
			write_as(walk->pass, subject, own, findings->as, &check, out);
		if (findings->sweeps)
			write_sweep(session, walk->pass, subject, own, findings->how.method, out);
	}
	arena_free(&arena);
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
	if (!session->json && network->truncate >= 0)
		text_addf(out, _(", truncated after %d"), network->truncate);
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
	if (!suggest_evaluate(session, own->text, words->begin.line, column, arena, &own->value, error))
		return false;
	return (own->value.rows == wanted.rows && own->value.cols == wanted.cols) ||
	       error_set(error, span, _("show names tells all sizes; a gradient has the shape of its parameter"),
	                 _("this value is %d×%d, what is checked is %d×%d"),
	                 own->value.rows, own->value.cols, wanted.rows, wanted.cols);
}

// SUBJECT ["=" EXPR], all of the text
static bool check_one(struct session *session, struct walk *walk, const struct words *words, const char *text,
                      struct findings *findings, struct error *error)
{
	struct arena arena = { 0 };
	struct parse_names const for_parser = names_for_parser(session);
	const char *const equals = strchr(text, '=');
	size_t const length = equals ? (size_t)(equals - text) : strlen(text);
	struct tree *tree;
	struct check_subject subject;
	struct own own = { 0 };
	bool at_all_times = false;
	bool done = parse_expression(text, length, words->begin.line, words->begin.column, &for_parser, &arena, &tree,
	                             error) &&
	            subject_read(session, tree, &subject, &at_all_times, error) &&
	            read_own(session, words, text, equals, subject, &arena, &own, error);
	if (done && at_all_times && own.value.at)
		done = error_set(error, tree->span, NULL, _("a value of your own needs a time beside it"));
	done = done && (at_all_times ? run_all_times(session, walk, subject, findings) :
	                               run_one(session, walk, subject, &own, true, findings));
	arena_free(&arena);
	return done;
}

// ---- the checker proves itself

// Whether a program's gradients fail somewhere; *same: they are the right ones on this network.
static bool is_found(const struct pass *pass, struct cell *cell, const struct check_how *how, bool *same)
{
	struct network network;
	struct pass const with = pass_with_backward(pass, cell, &network);
	bool fails = false;
	*same = true;
	for (int q = 0; q < cell->quantities && !fails && !interrupt_seen(); q++) {
		struct check_subject const subject = { q, -1, -1, -1 };
		struct arena arena = { 0 };
		if (cell->quantity[q].kind == QUANTITY_PARAMETER) {
			struct check const check = check_run_by(&with, subject, how, &arena);
			struct array const right = check_analytic(pass, subject, &arena);
			fails = check.count[VERDICT_FAIL] > 0;
			for (size_t i = 0; i < array_size(right); i++)
				*same &= fabs(right.at[i] - check.analytic.at[i]) <= 1e-9 * array_norm(right);
		}
		arena_free(&arena);
	}
	return fails;
}

// Plants each mistake of the catalogue, and requires it to be found where it changes anything.
static void test_itself(const struct walk *walk, struct findings *findings)
{
	struct network network;
	struct pass const pass =
		pass_with_backward(walk->pass, cell_rederived(walk->network->cell), &network);
	struct plantings const all = bug_plantings(network.cell);
	struct text missed = { 0 }, hidden = { 0 };
	int found = 0, unseen = 0;
	for (int i = 0; i < all.count && !interrupt_seen(); i++) {
		struct cell *cell = bug_plant(network.cell, all.at[i]);
		bool same;
		bool const is = is_found(&pass, cell, &findings->how, &same);
		struct text *const list = is ? NULL : same ? &hidden : &missed;
		found += is;
		unseen += !is && same;
		if (list)
			text_addf(list, "%sB%d %s", list->length ? ", " : "", all.at[i].bug->number, all.at[i].bug->name);
		cell_drop(cell);
	}
	text_addf(&findings->text, _("%d ways to plant a mistake in %s: %d found"), all.count, network.cell->name, found);
	if (unseen)
		text_addf(&findings->text, _(", %d change nothing on this network (%s)"), unseen, text_get(&hidden));
	if (missed.length)
		text_addf(&findings->text, _(", missed: %s"), text_get(&missed));
	findings->fails |= missed.length > 0;
	text_free(&missed);
	text_free(&hidden);
	free(all.at);
	cell_drop(network.cell);
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
	{ "--method", N_("a method: central, forward, five-point or richardson"), take_method },
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

static bool run_check(struct session *session, const struct words *words, struct error *error)
{
	struct walk *walk = session_walk(session, error);
	struct findings findings = { .how = check_how_usual() };
	struct text left = { 0 };
	if (!walk)
		return false;
	bool done = take_options(words, &findings, &left, error);
	const char *text = text_get(&left);
	size_t const blank = strspn(text, " \t");
	bool const is_all = !strcmp(text + blank, "all");
	if (done && findings.tests_itself)
		test_itself(walk, &findings);
	else if (done && (!text[blank] || is_all))
		done = check_all(session, walk, is_all, &findings);
	else if (done)
		done = check_one(session, walk, words, text, &findings, error);
	if (done && !session->json)
		session_say(session, SAY_RESULT, text_get(&findings.text));
	if (done && findings.not_finite)
		finite_note_walk(session);
	// A lesson shows failures on purpose.
	session->found_fault |= done && findings.fails && !session->guide && !file_is_withheld();
	text_free(&findings.text);
	text_free(&left);
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
	                   "  --method NAME        central, forward, five-point, richardson\n"
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
