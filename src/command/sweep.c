// SPDX-License-Identifier: GPL-3.0-or-later
// How losses are carried back: sweep, truncate; and what truncation loses.
#include <math.h>
#include <string.h>

#include "array/number.h"
#include "base/interrupt.h"
#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "net/truncated.h"
#include "repl/session.h"
#include "repl/settings.h"

static bool put(struct session *session, struct truncation truncation, bool single)
{
	struct network *next = network_copy(session->state.network);
	next->truncation = truncation;
	next->single_sweep = single;
	session_set_network(session, next);
	return true;
}

static bool run_sweep(struct session *session, const struct words *words, struct error *error)
{
	if (!words->count)
		return settings_say(session, "sweep");
	const char *word = words->word[0].at;
	bool const single = !strcmp(word, "single");
	if (!single && strcmp(word, "double"))
		return error_set(error, words->word[0].span, NULL,
		                 _("the sweep is double or single, not '%s'"), word);
	struct truncation const truncation = session->state.network->truncation;
	if (single && truncation.form == TRUNCATE_STEPS)
		return error_set(error, words->word[0].span, "truncate off",
		                 _("truncation is on: the single sweep carries all losses at once "
		                   "and cannot drop one of them after %d steps"),
		                 truncation.n);
	return put(session, truncation, single);
}

// ---- truncate: what is lost

// Within the columns that a lesson's page has.
enum { NAME_COLUMNS = 6, FORM_COLUMNS = 19, NUMBER_COLUMNS = 16 };

static void add_number(double number, int precision, struct text *out)
{
	LOCAL(text) text = { 0 };
	if (isnan(number))
		text_add_char(&text, '-');
	else
		number_write(number, precision, &text);
	utf8_add_field(out, text_get(&text), NUMBER_COLUMNS);
}

static void add_head(struct text *out)
{
	const char *const heads[] = { _("norm"), _("relative error"), _("cosine") };
	text_addf(out, "\n%*s", NAME_COLUMNS + FORM_COLUMNS + 2, "");
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		utf8_add_field(out, heads[i], NUMBER_COLUMNS);
}

// The gradients of one parameter, or of `count` of them as one vector, in the three forms.
struct sweep_form {
	struct text name;
	const struct array *gradient; // by quantity
};

static void add_rows(const char *name, const struct sweep_form *form, int forms, int first, int count, int precision,
                     struct text *out)
{
	for (int i = 0; i < forms; i++) {
		struct shortfall const loses =
			truncated_shortfall(form[i].gradient + first, form[0].gradient + first, count);
		const char *words = text_get(&form[i].name);
		text_add(out, "\n  ");
		utf8_add_field(out, i ? "" : name, -NAME_COLUMNS);
		utf8_add_field(out, words, -FORM_COLUMNS);
		add_number(loses.norm, precision, out);
		for (int j = 0; i && j < 2; j++)
			add_number(j ? loses.cosine : loses.error, precision, out);
	}
}

// The three ways to truncate at n, beside the gradient of the same program that is not truncated.
static void compare(const struct pass *pass, int n, int precision, struct arena *arena, struct text *out)
{
	const struct cell *cell = pass->network->cell;
	struct truncation const steps = truncation_steps(n), chunks = truncation_chunks(n > 1 ? n : 1);
	struct sweep_form form[] = {
		{ .gradient = truncated_gradients(pass, truncation_steps(-1), false, arena) },
		{ .gradient = truncated_gradients(pass, steps, false, arena) },
		{ .gradient = truncated_gradients(pass, chunks, false, arena) },
		{ .gradient = truncated_gradients(pass, chunks, true, arena) },
	};
	int const forms = sizeof form / sizeof *form;
	text_add(&form[0].name, _("whole"));
	text_addf(&form[1].name, "truncate %d", steps.n);
	text_addf(&form[2].name, "truncate chunk %d", chunks.n);
	text_add(&form[3].name, _("last of each chunk"));
	text_addf(out,
	          _("T = %d; the gradient of E, whole, and truncated in three ways:\n"
	            "each loss carried %d back;\n"
	            "in chunks of %d: the state is carried in, the gradient not out;\n"
	            "the last loss of each chunk alone"),
	          pass->T, steps.n, chunks.n);
	network_add_sequence(pass->network, out);
	add_head(out);
	for (int q = 0; q < cell->quantities; q++) {
		LOCAL(text) name = { 0 };
		text_addf(&name, "d%s", cell->quantity[q].name);
		if (cell->quantity[q].kind == QUANTITY_PARAMETER)
			add_rows(text_get(&name), form, forms, q, 1, precision, out);
	}
	add_rows(_("all"), form, forms, 0, cell->quantities, precision, out);
	for (int i = 0; i < forms; i++)
		text_free(&form[i].name);
}

static bool run_compare(struct session *session, long n, struct error *error)
{
	LOCAL(text) out = { 0 };
	LOCAL(arena) arena = { 0 };
	const struct walk *walk = session_walk(session, error);
	if (!walk)
		return false;
	struct truncation const truncation = walk->network->truncation;
	if (n < 0)
		n = truncation.form != TRUNCATE_OFF ? truncation.n : walk->pass->T > 1 ? walk->pass->T / 2 : 1;
	compare(walk->pass, (int)n, session->precision, &arena, &out);
	if (interrupt_is_cut()) {
		return error_set(error, SPAN_NONE, NULL, _("interrupted"));
	}
	return session_answer(session, &out);
}

static bool run_truncate(struct session *session, const struct words *words, struct error *error)
{
	long n = -1;
	const char *word = words_at(words, 0);
	bool const compares = !strcmp(word, "compare"), chunks = !strcmp(word, "chunk"), off = !strcmp(word, "off");
	if (!words->count) // where nothing can run, the setting alone
		return settings_say(session, "truncate") &&
		       (!network_ready(session->state.network, error) || run_compare(session, -1, error));
	if (!compares && !chunks && !off && !word_is_integer(word))
		return error_set(error, words->word[0].span, NULL,
		                 _("truncate takes a whole number, chunk N or off, not '%s'"), word);
	if (!words_at_most(words, compares || chunks ? 2 : 1, error))
		return false;
	int const number = compares || chunks;
	if (chunks && words->count == 1)
		return error_set(error, words->word[0].span, "truncate chunk 5", _("chunk takes the number of its steps"));
	if (words->count > number && !off &&
	    !words_integer(words, number, number ? _("the number of steps") : _("truncate"), number, TRUNCATION_MOST, &n,
	                   error))
		return false;
	if (compares)
		return run_compare(session, n, error);
	struct truncation const truncation = chunks ? truncation_chunks((int)n) : truncation_steps((int)n);
	if (truncation.form == TRUNCATE_STEPS && session->state.network->single_sweep)
		return error_set(error, words->name, "sweep double",
		                 _("the single sweep carries all losses at once and cannot drop one of "
		                   "them after %ld steps"),
		                 n);
	return put(session, truncation, session->state.network->single_sweep);
}

const struct command sweep_commands[] = {
	{
		.name = "truncate",
		.group = GROUP_NETWORK,
		.usage = "[N|chunk N|compare [N]|off]",
		.takes = { 0, 2, NULL },
		.summary = N_("Carry each loss back N steps only, or not out of its chunk of N steps."),
		.help = N_("  truncate 4          k = t … t-4: at most 5 iterations a loss (the article)\n"
	                   "  truncate chunk 5    0 … 4, 5 … 9, …: the state is carried from chunk to chunk,\n"
	                   "                      the gradient is cut there (as frameworks do)\n"
	                   "  truncate compare 5  both, and the last loss of each chunk alone, beside the\n"
	                   "                      whole gradient: norm, relative error, cosine\n"
	                   "Without words: what is in force, and this comparison."),
		.run = run_truncate,
		.choices = "chunk compare off",
		.in_lessons = true,
	},
	{
		.name = "sweep",
		.group = GROUP_NETWORK,
		.usage = "[double|single]",
		.takes = { 0, 1, NULL },
		.summary = N_("Sweep back once for each loss (double), or once for all of them "
	                      "(single)."),
		.help = N_("Both give the same sums.  The article's loop is the double sweep."),
		.run = run_sweep,
		.choices = "double single",
		.in_lessons = true,
	},
	{ .name = NULL },
};
