// SPDX-License-Identifier: GPL-3.0-or-later
// Settings as text, and the two commands that speak of all of them: settings and set.
#include "repl/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "lang/print.h"
#include "net/network.h"
#include "repl/block.h"
#include "repl/commands.h"
#include "repl/preferences.h"
#include "repl/session.h"

void settings_tell_word(const char *word, struct text *out)
{
	bool const is_plain = *word && *word != '"' && *word != '{' && !strpbrk(word, " \t;");
	text_addf(out, is_plain ? " %s" : " \"%s\"", word);
}

static void tell_cell(const struct network *network, struct text *out)
{
	// A shipped cell goes by its name, one that was typed by its text, any other by its file.
	struct error error;
	if (!*network->cell->source) {
		text_add(out, "cell ");
		block_write(network->cell->text, out);
		return;
	}
	struct cell *shipped = network_find_cell(network->cell->name, false, &error);
	bool const same = shipped && !strcmp(shipped->source, network->cell->source);
	cell_drop(shipped);
	text_add(out, "cell");
	settings_tell_word(same ? network->cell->name : network->cell->source, out);
}

static void tell_hidden(const struct network *network, struct text *out)
{
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

static void tell_vocab(const struct network *network, struct text *out)
{
	text_add(out, "vocab");
	if (words_are_numbered(network))
		text_addf(out, " %d", network->C);
	else if (network->C == 1 && word_is_integer(network->word[0]))
		text_addf(out, " \"%s\"", network->word[0]); // a word, not how many
	else
		for (int i = 0; i < network->C; i++)
			settings_tell_word(network->word[i], out);
}

static void tell_words(const struct network *network, struct text *out)
{
	if (network->words_given || words_are_numbered(network)) {
		tell_vocab(network, out);
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
		text_addf(out, " %d", number[i]);
}

static void tell_x(const struct network *network, struct text *out)
{
	tell_numbers("x", network->x, network->x_count, out);
}

static void tell_y(const struct network *network, struct text *out)
{
	tell_numbers("y", network->y, network->y_count, out);
}

static void tell_seed(const struct network *network, struct text *out)
{
	text_addf(out, "seed %lu", (unsigned long)network->seed);
}

static void tell_init(const struct network *network, struct text *out)
{
	text_addf(out, "init %s", network->initialiser->name);
	if (!network->initialiser->number)
		return;
	text_add_char(out, ' ');
	print_exactly(network->scale, out);
}

static void tell_bias(const struct network *network, struct text *out)
{
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

static void tell_forget_bias(const struct network *network, struct text *out)
{
	text_add(out, "set forget-bias ");
	print_exactly(network->forget_bias, out);
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

static void tell_truncate(const struct network *network, struct text *out)
{
	if (network->truncate < 0)
		text_add(out, "truncate off");
	else
		text_addf(out, "truncate %d", network->truncate);
}

static void tell_sweep(const struct network *network, struct text *out)
{
	text_addf(out, "sweep %s", network->single_sweep ? "single" : "double");
}

static void tell_corpus(const struct network *network, struct text *out)
{
	text_add(out, network->corpus ? network->corpus->origin : "sentences off");
}

// Those of the network (the session's own: repl/preferences.h); a command of the same name sets them
// where there is no function.
static const struct setting {
	const char *name;
	void (*tell)(const struct network *network, struct text *out);
	bool (*set)(struct session *session, const struct words *words, struct error *error);
	const char *choices;
} settings[] = {
	{ "cell", tell_cell, NULL, NULL },
	{ "bias", tell_bias, set_bias, "on off" },
	{ "hidden", tell_hidden, NULL, NULL },
	{ "vocab", tell_vocab, NULL, NULL },
	{ "sentences", tell_corpus, NULL, NULL },
	{ "seed", tell_seed, NULL, NULL },
	{ "init", tell_init, NULL, NULL },
	{ "forget-bias", tell_forget_bias, set_forget_bias, NULL },
	{ "x", tell_x, NULL, NULL },
	{ "y", tell_y, NULL, NULL },
	{ "truncate", tell_truncate, NULL, NULL },
	{ "sweep", tell_sweep, NULL, NULL },
};

enum { SETTINGS = sizeof settings / sizeof *settings };

// ---- both

static const struct setting *find_setting(const char *name)
{
	for (int i = 0; i < SETTINGS; i++)
		if (!strcmp(settings[i].name, name))
			return &settings[i];
	return NULL;
}

// Whether `set NAME …` is the command NAME.
static bool is_command(const char *name)
{
	const struct setting *setting = find_setting(name);
	const struct preference *preference = preference_find(name);
	return !strcmp(name, "text") || // it sets three of them
	       (setting ? !setting->set : preference && !preference->set);
}

bool settings_tell(const struct session *session, const char *name, struct text *out)
{
	const struct preference *preference = preference_find(name);
	const struct setting *setting = find_setting(name);
	if (setting)
		setting->tell(session->state.network, out);
	else if (preference)
		preference_tell(preference, session, out);
	return setting || preference;
}

void settings_tell_all(const struct session *session, const char *between, bool exactly,
                       struct text *out)
{
	// A truncated walk and the single sweep refuse each other: what is off is said first.
	bool const truncates = session->state.network->truncate >= 0;
	static const char *const orders[][2] = { { "truncate", "sweep" },
		                                 { "sweep", "truncate" } };
	for (int i = 0; i < SETTINGS - 2; i++) {
		bool const is_words = settings[i].tell == tell_vocab;
		// What is learned brings its words.
		bool const has_corpus = session->state.network->corpus != NULL;
		if (has_corpus ? is_words : settings[i].tell == tell_corpus)
			continue;
		(is_words && exactly ? tell_words : settings[i].tell)(session->state.network, out);
		text_add(out, between);
	}
	for (int i = 0; i < 2; i++) {
		settings_tell(session, orders[truncates][i], out);
		text_add(out, i ? "" : between);
	}
}

void settings_list(struct words_list *list)
{
	for (int i = 0; i < SETTINGS; i++)
		words_list_add(list, settings[i].name);
	for (const struct preference *row = preferences; row->name; row++)
		words_list_add(list, row->name);
}

const char *settings_choices(const char *name)
{
	const struct preference *preference = preference_find(name);
	const struct setting *setting = find_setting(name);
	return preference ? preference->choices : setting ? setting->choices : NULL;
}

bool settings_say(struct session *session, const char *name)
{
	struct text out = { 0 };
	settings_tell(session, name, &out);
	return session_answer(session, &out);
}

static bool run_settings(struct session *session, const struct words *words, struct error *error)
{
	const struct network *network = session->state.network;
	(void)words, (void)error;
	struct text out = { 0 };
	settings_tell_all(session, "\n", false, &out);
	for (const struct preference *row = preferences; row->name; row++) {
		text_add_char(&out, '\n');
		preference_tell(row, session, &out);
	}
	for (int i = 0; i < network->cell->quantities; i++)
		if (network->assigned[i])
			text_addf(&out, _("\n# %s holds values that were assigned; state tells them"),
			          network->cell->quantity[i].name);
	return session_answer(session, &out);
}

static bool fail_setting(const struct words *words, struct error *error)
{
	struct words_list list = { 0 };
	const char *name = words->word[0].at;
	settings_list(&list);
	error_set(error, words->word[0].span, NULL, _("there is nothing to set called '%s'"), name);
	words_advise(error, name, words_list_take(&list), "set ", _("settings lists what there is"));
	return !strncmp(error->advice, "set ", 4) &&
	       error_advise(error, "%s", words->rest + strcspn(words->rest, " \t"));
}

// `set hidden 7` is `hidden 7`.
static bool run_setting(struct session *session, const struct words *words, struct error *error)
{
	struct arena arena = { 0 };
	struct words own;
	size_t at = strspn(words->line, " \t");
	at += strcspn(words->line + at, " \t");
	at += strspn(words->line + at, " \t");
	const struct command *row = command_find_exact(session->tables, words->word[0].at);
	bool const done = words_split(&own, words->line, at, strlen(row->name),
	                              words->name.line, &arena, error) &&
	                  command_run(row, session, &own, error);
	arena_free(&arena);
	return done;
}

static bool run_set(struct session *session, const struct words *words, struct error *error)
{
	if (!words->count)
		return run_settings(session, words, error);
	const struct preference *preference = preference_find(words->word[0].at);
	const struct setting *setting = find_setting(words->word[0].at);
	if (is_command(words->word[0].at))
		return run_setting(session, words, error);
	if (!preference && !setting)
		return fail_setting(words, error);
	if (words->count == 1)
		return settings_say(session, words->word[0].at);
	if (!words_at_most(words, 2, error))
		return false;
	return preference ? preference_set(preference, session, words, error)
	                  : setting->set(session, words, error);
}

static char **complete_set(struct session *session)
{
	(void)session;
	struct words_list list = { 0 };
	settings_list(&list);
	return words_list_take(&list);
}

const struct command settings_commands[] = {
	{
		.name = "settings",
		.group = GROUP_NETWORK,
		.summary = N_("Print all settings as commands that make the same network again."),
		.run = run_settings,
		.in_lessons = true,
	},
	{
		.name = "set",
		.group = GROUP_GENERAL,
		.usage = "[NAME [VALUE]]",
		.takes = { 0, WORDS_ANY, NULL },
		.summary = N_("Change a setting, or print the line that makes its present value again."),
		.help = N_("  set precision N     significant digits: 17 reads back exactly\n"
	                   "  set glyphs braille|blocks|ascii   what plots are drawn with\n"
	                   "  set background auto|dark|light    what the colours stand on\n"
	                   "  set color auto|always|never       auto: unless NO_COLOR is set\n"
	                   "  set math unicode|ascii|tex        how formulas are shown\n"
	                   "  set json on|off     each result is one JSON object a line\n"
	                   "  set plain on|off    lines instead of a screen\n"
	                   "  set keys line|single   single: on an empty line letters are commands\n"
	                   "  set mouse on|off    click on a value of the network to ask for it\n"
	                   "  set leave-screen on|off   whether the last picture stays when you leave\n"
	                   "  set repeat on|off   whether Enter repeats the last step\n"
	                   "  set bias on|off     whether the biases that a cell declares exist; they\n"
	                   "                      start at 0,\n"
	                   "  set forget-bias 1   but for those of forget gates, which start here (as\n"
	                   "                      bf = 1)\n"
	                   "  set rate X          of train; set halve on|off: when the loss rises\n"
	                   "  set temperature X   of sample; set draws N: its seed\n"
	                   "  set hidden 7        the same as `hidden 7`; so with all of `settings`\n"
	                   "`show NAME` prints one, `settings` all."),
		.run = run_set,
		.complete_words = complete_set,
		.in_lessons = true,
	},
	{ .name = NULL },
};
