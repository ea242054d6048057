// SPDX-License-Identifier: GPL-3.0-or-later
// train: passes of stochastic gradient descent over what is to be learned.  It tells its course in lines,
// spaced by passes and not by the clock, so that a script prints the same each time.
#include <math.h>
#include <string.h>

#include "array/number.h"
#include "base/interrupt.h"
#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "command/info.h"
#include "lang/print.h"
#include "repl/object.h"
#include "repl/session.h"
#include "repl/settings.h"
#include "repl/speech.h"
#include "repl/value.h"
#include "train/train.h"
#include "view/view.h"

enum { LINES_MOST = 20, PASS_COLUMNS = 6, NUMBER_EXTRA = 7, COUNT_COLUMNS = 10, RATE_DIGITS = 4 };

// A training as it is told: every stride-th pass has a line, `told` was the last; `seen` were looked at.
// Where there is a screen the curve grows while the training goes on, and the lines come at the end.
struct course {
	struct session *session;
	int stride, told, seen;
	bool waits;
};

// 1, 2, 5, 10, 20 …: with it there are LINES_MOST lines at most.
static int stride_of(int passes)
{
	int stride = 1;
	while (passes / stride > LINES_MOST)
		stride = stride % 9 == 2 ? stride / 2 * 5 : stride * 2;
	return stride;
}

static void add_number(double number, int precision, struct text *line)
{
	LOCAL(text) text = { 0 };
	number_write(number, precision, &text);
	text_addf(line, "%*s", precision + NUMBER_EXTRA, text_get(&text));
}

// It is halved again and again: few digits tell it.
static void add_rate(double rate, struct text *line)
{
	LOCAL(text) text = { 0 };
	number_write_short(rate, RATE_DIGITS, &text);
	text_addf(line, "%*s", COUNT_COLUMNS, text_get(&text));
}

static void say_head(const struct course *course)
{
	struct session *session = course->session;
	const struct history *history = session->history;
	int const columns = session->precision + NUMBER_EXTRA;
	struct text line = { 0 };
	utf8_add_field(&line, _("pass"), PASS_COLUMNS);
	utf8_add_field(&line, history->sequences > 1 ? _("sum of E") : "E", columns);
	utf8_add_field(&line, history->questions ? _("per answer") : _("per word"), columns);
	utf8_add_field(&line, _("gradient"), columns);
	utf8_add_field(&line, _("rate"), COUNT_COLUMNS);
	if (history->learning.clip.by != CLIP_OFF)
		utf8_add_field(&line, _("clipped"), COUNT_COLUMNS);
	if (history->questions)
		utf8_add_field(&line, _("right"), COUNT_COLUMNS);
	session_answer(session, &line);
}

static void add_percent(int part, int whole, struct text *line)
{
	text_addf(line, "%*.1f%%", COUNT_COLUMNS - 1, 100.0 * part / whole);
}

static void say_pass(struct course *course, int pass)
{
	struct session *session = course->session;
	const struct history *history = session->history;
	const struct epoch *epoch = &history->epoch[pass - 1];
	int const precision = session->precision;
	struct text line = { 0 };
	text_addf(&line, "%*d", PASS_COLUMNS, pass);
	add_number(epoch->loss, precision, &line);
	add_number(history->questions ? epoch->answers / history->questions
	                              : epoch->loss / history->steps,
	           precision, &line);
	add_number(epoch->norm, precision, &line);
	add_rate(epoch->rate, &line);
	if (history->learning.clip.by != CLIP_OFF)
		text_addf(&line, "%*d", COUNT_COLUMNS, epoch->clipped);
	if (history->questions)
		add_percent(epoch->right, history->questions, &line);
	session_answer(session, &line);
	course->told = pass;
}

// The passes that have not been told, of those that have lines.
static void say_new(struct course *course)
{
	const struct history *history = course->session->history;
	if (!course->seen && history->count)
		say_head(course);
	while (course->seen < history->count) {
		int const pass = ++course->seen;
		if (pass == 1 || pass % course->stride == 0 || pass == history->passes)
			say_pass(course, pass);
	}
	if (history->end != TRAIN_DONE && course->told < history->count)
		say_pass(course, history->count);
}

static void watch(void *context, const struct history *history)
{
	struct course *course = context;
	struct session *session = course->session;
	if (!history->sequence && !course->waits)
		say_new(course);
	if (session->front.watch)
		session->front.watch(session);
}

// ---- before and after

// "x and y: 5 words to predict"; "24 sequences: 230 words to predict"
static void add_subject(const struct session *session, struct text *out)
{
	const struct history *history = session->history;
	const struct corpus *corpus = session->state.network->corpus;
	if (corpus)
		text_addf(out,
		          ngettext("%s: %d sequence, %d words to predict",
		                   "%s: %d sequences, %d words to predict",
		                   (unsigned long)history->sequences),
		          corpus->origin, history->sequences, history->steps);
	else
		text_addf(out,
		          ngettext("x and y: %d word to predict", "x and y: %d words to predict",
		                   (unsigned long)history->steps),
		          history->steps);
}

static void say_subject(struct session *session)
{
	struct text line = { 0 };
	add_subject(session, &line);
	text_add(&line, _("; "));
	if (session->learning.optimising.by) {
		settings_tell(session, "optimiser", &line);
		text_add(&line, ", ");
	}
	settings_tell(session, "clip", &line);
	if (session->state.network->truncation.form != TRUNCATE_OFF) {
		text_add(&line, ", ");
		settings_tell(session, "truncate", &line);
	}
	session_answer(session, &line);
}

static void say_loss(struct session *session)
{
	const struct history *history = session->history;
	const struct epoch *last = &history->last;
	int const precision = session->precision;
	struct text line = { 0 };
	text_addf(&line, ngettext("After %d pass ", "After %d passes ", (unsigned long)history->count), history->count);
	speech_write_loss(session->state.network, last->loss, precision, &line);
	text_add(&line, _("; "));
	if (history->questions) {
		text_add(&line, _("per answer "));
		number_write(last->answers / history->questions, precision, &line);
		text_add(&line, _(", where guessing has "));
		number_write(history->guess, precision, &line);
		text_addf(&line, _("; %d of %d answers are right"), last->right,
		          history->questions);
		if (history->held_questions)
			text_addf(&line, _(", %d of %d that were not learned"), history->held.right,
			          history->held_questions);
	} else {
		bool const predicts = cell_prediction(session->state.network->cell) >= 0;
		text_add(&line, predicts ? _("per word ") : _("per step "));
		number_write(last->loss / history->steps, precision, &line);
		if (predicts) {
			text_addf(&line, _(", where guessing has ln %d = "), history->C);
			number_write(log(history->C), precision, &line);
			text_addf(&line, _("; %d of %d are right"), last->right, history->steps);
		}
	}
	session_answer(session, &line);
}

static void say_end(struct session *session)
{
	const struct history *history = session->history;
	int const pass = history->count + 1;
	if (history->end == TRAIN_INTERRUPTED)
		session_sayf(session, SAY_RESULT,
		             history->sequence
		                     ? _("Interrupted in pass %d after %d of %d sequences; what is "
		                         "reached stays, undo takes all of it back.")
		                     : _("Interrupted before pass %d; what is reached stays, undo "
		                         "takes all of it back."),
		             pass, history->sequence, history->sequences);
	if (history->end == TRAIN_NOT_FINITE) {
		session_sayf(session, SAY_RESULT,
		             _("Stopped in pass %d at sequence %d: its loss or its gradient is not finite.\n"
		               "The weights are those before it. Try a smaller rate, or clip norm 5;\n"
		               "break nan finds the equation."),
		             pass, history->sequence + 1);
		if (session->state.network->corpus)
			session_sayf(session, SAY_NOTE, _("sentence %d takes it as x and y."),
			             history->sequence + 1);
	}
}

static void say_rate(struct session *session)
{
	const struct history *history = session->history;
	int halved = 0;
	for (int i = 1; i < history->count; i++)
		halved += history->epoch[i].rate < history->epoch[i - 1].rate;
	if (!halved)
		return;
	LOCAL(text) line = { 0 };
	text_addf(&line,
	          ngettext("The loss rose and the rate was halved %d time; ",
	                   "The loss rose and the rate was halved %d times; ",
	                   (unsigned long)halved),
	          halved);
	text_add(&line, "set rate ");
	number_write_exactly(history->epoch[history->count - 1].rate, &line);
	text_add(&line, _(" goes on with what it is now."));
	session_say(session, SAY_NOTE, text_get(&line));
}

// Where results are objects: E, of a task its answers' part, the gradient's norm and the rate as lists over the passes.
static void say_objects(struct session *session)
{
	const struct history *history = session->history;
	static const struct {
		const char *name;
		size_t offset;
	} columns[] = {
		{ "E", offsetof(struct epoch, loss) },
		{ "answers", offsetof(struct epoch, answers) },
		{ "gradient", offsetof(struct epoch, norm) },
		{ "rate", offsetof(struct epoch, rate) },
	};
	for (size_t i = 0; i < sizeof columns / sizeof *columns && history->count; i++) {
		bool const is_of_task = columns[i].offset == offsetof(struct epoch, answers);
		if (is_of_task && !history->questions)
			continue;
		LOCAL(arena) arena = { 0 };
		struct series const passes = { .variable = "pass", .first = 1, .last = history->count,
			                       .value = array_new(&arena, history->count, 1) };
		for (int j = 0; j < history->count; j++)
			memcpy(&passes.value.at[j], (const char *)&history->epoch[j] + columns[i].offset,
			       sizeof *passes.value.at);
		object_say_series(session, columns[i].name, &passes);
	}
}

static void say_curve(struct session *session)
{
	struct scene const scene = session_scene(session);
	struct text out = { 0 };
	view_write(view_find("training"), &scene, session->manner.columns, &out);
	session_answer(session, &out);
}

static void say_all(struct course *course)
{
	struct session *session = course->session;
	const struct history *history = session->history;
	if (session->json) {
		say_objects(session);
	} else if (course->waits && history->count > 1) {
		say_curve(session);
	} else {
		say_new(course);
	}
	if (history->has_last && isfinite(history->last.loss))
		say_loss(session);
	say_end(session);
	say_rate(session);
	if (!session->json)
		say_new(course);
}

static bool run_train(struct session *session, const struct words *words, struct error *error)
{
	long passes = 1;
	const struct network *network = session->state.network;
	if (words->count && !words_integer(words, 0, _("the number of passes"), 1,
	                                   TRAIN_PASSES_MOST, &passes, error))
		return false;
	struct passage passage;
	if (!train_ready(network, error))
		return false;
	if (!passage_begin(session->state.passage, network, session->learning, &passage))
		return error_set(error, words->name, NULL, _("interrupted"));
	struct network *next = network_copy(network);
	struct course course = { session, stride_of((int)passes), 0, 0,
		                 session->front.has_screen || session->json };
	history_free(session->history);
	session->history = history_new(network, session->learning, (int)passes);
	if (!session->json)
		say_subject(session);
	train_run(next, session->history, (struct train_watcher){ &course, watch }, &passage);

	interrupt_take(); // every step that was made is whole
	if (session->history->count || session->history->sequence) {
		session_set_network(session, next);
		session_set_passage(session, passage);
	} else {
		network_free(next);
		passage_drop(&passage);
	}
	say_all(&course);
	return true;
}

void info_training(struct session *session, struct text *out)
{
	const struct history *history = session->history;
	if (!history || !history->count)
		return;
	const struct epoch *first = &history->epoch[0], *last = &history->epoch[history->count - 1];
	const struct epoch *end = history->has_last ? &history->last : last;
	int const asked = history->questions ? history->questions : history->steps;
	text_addf(out, ngettext("%d pass over ", "%d passes over ", (unsigned long)history->count), history->count);
	add_subject(session, out);
	text_addf(out, _("\n  optimiser %s, rate "), optimisers[history->learning.optimising.by].name);
	number_write_short(last->rate, session->precision, out);
	text_addf(out, _(", clip %s"), clip_names[history->learning.clip.by]);
	text_addf(out, "\n  %s ", history->sequences > 1 ? _("sum of E") : "E");
	number_write(first->loss, session->precision, out);
	text_add(out, _(" in the first pass, "));
	number_write(last->loss, session->precision, out);
	text_add(out, _(" in the last"));
	if (history->has_last) {
		text_add(out, _(", "));
		number_write(end->loss, session->precision, out);
		text_add(out, _(" now"));
	}
	if (cell_prediction(session->state.network->cell) >= 0)
		text_addf(out, _("\n  right (the likeliest word is the one): %d of %d = %.1f%%"), end->right, asked,
		          100.0 * end->right / asked);
	text_addf(out, _("\n  gradient at most "));
	double most = 0;
	for (int i = 0; i < history->count; i++)
		most = fmax(most, history->epoch[i].norm);
	number_write(most, session->precision, out);
}

// The equations as they are run.
static void list_optimisers(struct text *out)
{
	text_add(out, _("\nset optimiser NAME (g is the gradient, n counts steps, m and v are remembered):"));
	for (const struct optimiser *each = optimisers; each->name; each++) {
		const char *at = each->equations;
		for (size_t length; *at; at += length + strspn(at + length, "; ")) {
			length = strcspn(at, ";");
			text_addf(out, "\n  %-9s%.*s", at == each->equations ? each->name : "", (int)length, at);
		}
	}
}

const struct command train_commands[] = {
	{
		.name = "train",
		.group = GROUP_NETWORK,
		.usage = "[N]",
		.takes = { 0, 1, NULL },
		.summary = N_(
			"Learn: N passes of gradient descent over the sentences, or over x and y."),
		.help = N_("  train 100\n"
	                   "  set rate 0.05      W -= rate * dE/dW after each sequence\n"
	                   "  set optimiser adam\n"
	                   "  set halve on       a pass that loses more than the one before halves "
	                   "the rate\n"
	                   "  clip norm 5        long gradients are scaled\n"
	                   "  truncate 4         as in the walk\n"
	                   "E is the sum of all losses of a pass, each read before its sequence's "
	                   "own step;\n"
	                   "`gradient` is the largest norm of a sequence's gradient.  Ctrl-C keeps "
	                   "what is\n"
	                   "reached, `undo` takes the whole training back, `show training` draws "
	                   "its curve.\n"
	                   "`sentences FILE` and `task` say what else can be learned."),
		.tell_more = list_optimisers,
		.run = run_train,
		.in_lessons = true,
	},
	{ .name = NULL },
};
