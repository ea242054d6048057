// SPDX-License-Identifier: GPL-3.0-or-later
// The table of settings, and the functions of those that have their own.
#include "repl/settings.h"

#include <math.h>
#include <stdlib.h>

#include "array/number.h"
#include "base/message.h"
#include "lang/print.h"
#include "net/network.h"
#include "repl/block.h"
#include "repl/session.h"

// ---- the network's

void settings_tell_word(const char *word, struct text *out)
{
	bool const is_plain = *word && *word != '"' && *word != '{' && !strpbrk(word, " \t;");
	text_addf(out, is_plain ? " %s" : " \"%s\"", word);
}

static void tell_cell(const struct session *session, struct text *out)
{
	const struct network *network = session->state.network;
	// A shipped cell goes by its name, one that was typed by its text, any other by its file.
	if (!*network->cell->source) {
		text_add(out, "cell ");
		block_write(network->cell->text, out);
		return;
	}
	text_add(out, "cell");
	settings_tell_word(network_is_of_file(network->cell) ? network->cell->source : network->cell->name, out);
}

static void tell_hidden(const struct session *session, struct text *out)
{
	const struct network *network = session->state.network;
	text_addf(out, "hidden %d", network->H);
}

// Whether the words are those that `vocab N` makes.
static bool words_are_numbered(const struct network *network)
{
	for (int i = 0; i < network->C; i++) {
		char *end;
		if (network->word[i][0] != 'w' || strtol(network->word[i] + 1, &end, 10) != i ||
		    *end || network->words_given)
			return false;
	}
	return true;
}

static void tell_vocab(const struct session *session, struct text *out)
{
	const struct network *network = session->state.network;
	text_add(out, "vocab");
	if (words_are_numbered(network))
		text_addf(out, " %d", network->C);
	else if (network->C == 1 && word_is_integer(network->word[0]))
		text_addf(out, " \"%s\"", network->word[0]); // a word, not how many
	else
		for (int i = 0; i < network->C; i++)
			settings_tell_word(network->word[i], out);
}

static void tell_words(const struct session *session, struct text *out)
{
	const struct network *network = session->state.network;
	if (network->words_given || words_are_numbered(network)) {
		tell_vocab(session, out);
		return;
	}
	// They came with a text, and another text may bring others.
	text_add(out, "text");
	for (int i = 0; i < network->C; i++)
		settings_tell_word(network->word[i], out);
	if (network->C == 1)
		settings_tell_word(network->word[0], out);
}

static void tell_numbers(const char *name, const int *number, int count, struct text *out)
{
	text_add(out, name);
	for (int i = 0; i < count; i++)
		if (number[i] == WORD_NONE)
			text_add(out, " _");
		else
			text_addf(out, " %d", number[i]);
}

// "x = [0.1, 0.2; 0.3, 0.4]", as it can be typed.
static void tell_rows(const char *name, struct array rows, struct text *out)
{
	text_addf(out, "%s = [", name);
	for (int t = 0; t < rows.rows; t++)
		for (int i = 0; i < rows.cols; i++) {
			double const number = rows.at[(size_t)t * (size_t)rows.cols + (size_t)i];
			text_add(out, i ? ", " : t ? "; " : "");
			if (isnan(number))
				text_add(out, "nan");
			else
				number_write_exactly(number, out);
		}
	text_add_char(out, ']');
}

static void tell_given(const struct network *network, int input, struct text *out)
{
	if (network->given[input].at)
		tell_rows(input == INPUT_X ? "x" : "y", network->given[input], out);
	else if (input == INPUT_X)
		tell_numbers("x", network->x, network->x_count, out);
	else
		tell_numbers("y", network->y, network->y_count, out);
}

static void tell_x(const struct session *session, struct text *out)
{
	const struct network *network = session->state.network;
	tell_given(network, INPUT_X, out);
}

static void tell_sentence(const struct session *session, struct text *out)
{
	text_addf(out, "sentence %d", session->state.network->sequence + 1);
}

static void tell_y(const struct session *session, struct text *out)
{
	const struct network *network = session->state.network;
	tell_given(network, INPUT_Y, out);
	for (int q = 0; q < network->cell->quantities; q++) {
		const struct quantity *quantity = &network->cell->quantity[q];
		if (quantity->kind != QUANTITY_INPUT || quantity->input <= INPUT_Y || !network->given[quantity->input].at)
			continue;
		text_add(out, " ; ");
		tell_rows(quantity->name, network->given[quantity->input], out);
	}
}

static void tell_seed(const struct session *session, struct text *out)
{
	const struct network *network = session->state.network;
	text_addf(out, "seed %lu", (unsigned long)network->seed);
}

static void tell_init(const struct session *session, struct text *out)
{
	const struct network *network = session->state.network;
	text_addf(out, "init %s", network->initialiser->name);
	if (!network->initialiser->number)
		return;
	text_add_char(out, ' ');
	number_write_exactly(network->scale, out);
}

static void tell_bias(const struct session *session, struct text *out)
{
	const struct network *network = session->state.network;
	text_addf(out, "set bias %s", network->cell->biases ? "on" : "off");
}

static bool set_bias(struct session *session, const struct words *words, struct error *error)
{
	bool is_on = false;
	if (!words_switch(words, &is_on, error))
		return false;
	const struct network *now = session->state.network;
	if (is_on == now->cell->biases)
		return true;
	struct network *next = network_copy(now);
	if (!network_set_biases(next, is_on, error)) {
		network_free(next);
		return false;
	}
	session_set_network(session, next);
	if (!next->cell->has_biases)
		session_sayf(session, SAY_NOTE, _("The cell %s declares no biases."), next->cell->name);
	return true;
}

static void tell_forget_bias(const struct session *session, struct text *out)
{
	const struct network *network = session->state.network;
	text_add(out, "set forget-bias ");
	number_write_exactly(network->forget_bias, out);
}

// The setting is there in any cell, so that the order of settings does not matter; it says where it
// does nothing now.
static bool set_forget_bias(struct session *session, const struct words *words, struct error *error)
{
	double bias;
	if (!words_number(words, 1, _("the forget-gate bias"), -1e300, &bias, error))
		return false;
	struct network *next = network_copy(session->state.network);
	network_set_forget_bias(next, bias);
	session_set_network(session, next);
	if (bias >= 0 && bias <= 0)
		return true;
	if (!next->cell->has_forget)
		session_sayf(session, SAY_NOTE, _("The cell %s names no bias of a forget gate."),
		             next->cell->name);
	else if (!next->cell->biases)
		session_say(session, SAY_NOTE, _("It shows under `set bias on`."));
	return true;
}

static void tell_truncate(const struct session *session, struct text *out)
{
	const struct network *network = session->state.network;
	text_add(out, "truncate ");
	truncation_write(network->truncation, out);
}

static void tell_sweep(const struct session *session, struct text *out)
{
	const struct network *network = session->state.network;
	text_addf(out, "sweep %s", network->single_sweep ? "single" : "double");
}

static void tell_corpus(const struct session *session, struct text *out)
{
	const struct network *network = session->state.network;
	text_add(out, network->corpus ? network->corpus->origin : "sentences off");
}

static void tell_clip(const struct session *session, struct text *out)
{
	struct clip const clip = session->learning.clip;
	text_addf(out, "clip %s", clip_names[clip.by]);
	if (clip.by == CLIP_OFF)
		return;
	text_add_char(out, ' ');
	number_write_exactly(clip.most, out);
}

// ---- the table

#define AT(member) .at = offsetof(struct session, member)

const struct setting settings[] = {
	// The network's, in an order in which they can be run again.
	{ "cell", SETTING_OWN, .tell = tell_cell },
	{ "bias", SETTING_OWN, .tell = tell_bias, .set = set_bias, .choices = "on off",
	  .summary = N_("Whether the biases that a cell declares exist; they start at 0.") },
	{ "hidden", SETTING_OWN, .tell = tell_hidden },
	{ "vocab", SETTING_OWN, .tell = tell_vocab },
	{ "sentences", SETTING_OWN, .tell = tell_corpus },
	{ "seed", SETTING_OWN, .tell = tell_seed },
	{ "init", SETTING_OWN, .tell = tell_init },
	{ "forget-bias", SETTING_OWN, .tell = tell_forget_bias, .set = set_forget_bias,
	  .summary = N_("Where the biases of forget gates start, as in the text bf = 1.") },
	{ "x", SETTING_OWN, .tell = tell_x },
	{ "y", SETTING_OWN, .tell = tell_y },
	{ "truncate", SETTING_OWN, .tell = tell_truncate },
	{ "sweep", SETTING_OWN, .tell = tell_sweep },
	// How `train` learns and `sample` draws.
	{ "rate", SETTING_POSITIVE, AT(learning.rate), .makes = true, .what = N_("the learning rate"),
	  .summary = N_("The learning rate of train.") },
	{ "optimiser", SETTING_CHOICE, AT(learning.optimising.by), .makes = true,
	  .choices = "sgd momentum adagrad rmsprop adam",
	  .summary = N_("What a step of train makes of the gradient; `help train` has the formulas.") },
	{ "momentum", SETTING_FRACTION, AT(learning.optimising.momentum), .makes = true,
	  .summary = N_("How much of the step before the optimiser momentum goes on with.") },
	{ "alpha", SETTING_FRACTION, AT(learning.optimising.alpha), .makes = true,
	  .summary = N_("How slowly the optimiser rmsprop forgets the squares of gradients.") },
	{ "beta1", SETTING_FRACTION, AT(learning.optimising.beta1), .makes = true,
	  .summary = N_("How slowly the optimiser adam forgets gradients.") },
	{ "beta2", SETTING_FRACTION, AT(learning.optimising.beta2), .makes = true,
	  .summary = N_("And their squares.") },
	{ "epsilon", SETTING_POSITIVE, AT(learning.optimising.epsilon), .makes = true,
	  .summary = N_("What adagrad, rmsprop and adam add to a root (PyTorch's Adagrad has 1e-10).") },
	{ "halve", SETTING_SWITCH, AT(learning.halves), .makes = true,
	  .summary = N_("Whether train halves the rate when the loss rises.") },
	{ "clip", SETTING_OWN, .tell = tell_clip, .makes = true },
	{ "temperature", SETTING_NUMBER, AT(temperature), .makes = true, .what = N_("the temperature"),
	  .summary = N_("The temperature of sample; 0: always the likeliest word.") },
	{ "draws", SETTING_SEED, AT(draws), .makes = true, .what = N_("a seed"), .summary = N_("The seed of sample.") },
	// How all is shown, and how a person is heard.
	{ "precision", SETTING_COUNT, AT(precision), .least = 1, .most = 17,
	  .what = N_("the precision"), .summary = N_("Significant digits: 17 reads back exactly.") },
	{ "math", SETTING_CHOICE, AT(manner.math), .choices = "unicode ascii tex",
	  .summary = N_("How formulas are shown.") },
	{ "glyphs", SETTING_CHOICE, AT(manner.glyphs), .choices = "braille blocks ascii",
	  .summary = N_("What plots are drawn with.") },
	{ "background", SETTING_CHOICE, AT(manner.background), .choices = "auto dark light",
	  .summary = N_("What the colours stand on; auto, if nothing tells: a dark ground of our own.") },
	{ "color", SETTING_CHOICE, AT(manner.color), .choices = "auto always never",
	  .summary = N_("When there are colours; auto: unless NO_COLOR is set.") },
	{ "json", SETTING_SWITCH, AT(json), .summary = N_("Whether each result is one JSON object a line.") },
	{ "plain", SETTING_SWITCH, AT(manner.plain), .summary = N_("Lines instead of a screen.") },
	{ "pager", SETTING_CHOICE, AT(manner.pager), .choices = "auto on off",
	  .summary = N_("What shows plain lines that are longer than the terminal; auto: $PAGER, if it is set; on: less -FIRX, "
	                "if it is not.") },
	{ "keys", SETTING_CHOICE, AT(manner.keys), .choices = "line single",
	  .summary = N_("single: on an empty line letters are commands.") },
	{ "mouse", SETTING_SWITCH, AT(manner.mouse),
	  .summary = N_("Whether a click on a value of the network asks for it.") },
	{ "repeat", SETTING_SWITCH, AT(repeats),
	  .summary = N_("Whether Enter repeats the last step.") },
	{ "patience", SETTING_NUMBER, AT(patience), .what = N_("the patience"),
	  .summary = N_("Seconds of processor time that a lesson's command may take; 0: any.") },
	{ "leave-screen", SETTING_SWITCH, AT(manner.leave_screen),
	  .summary = N_("Whether the last picture stays in the terminal when you leave.") },
	{ .name = NULL },
};

void settings_tell_network(const struct session *session, const char *between, bool exactly,
                           struct text *out)
{
	// A truncated walk and the single sweep refuse each other: what is off is said first.
	bool const truncates = session->state.network->truncation.form == TRUNCATE_STEPS;
	// What is learned brings its words.
	bool const has_corpus = session->state.network->corpus != NULL;
	for (const struct setting *row = settings; row->tell != tell_truncate; row++) {
		bool const is_words = row->tell == tell_vocab, is_one = session->state.network->sequence >= 0;
		if ((has_corpus ? is_words : row->tell == tell_corpus) || (is_one && row->tell == tell_y))
			continue;
		(is_words && exactly         ? tell_words :
		 is_one && row->tell == tell_x ? tell_sentence :
		                                 row->tell)(session, out);
		text_add(out, between);
	}
	(truncates ? tell_sweep : tell_truncate)(session, out);
	text_add(out, between);
	(truncates ? tell_truncate : tell_sweep)(session, out);
}
