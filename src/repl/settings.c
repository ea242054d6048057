// SPDX-License-Identifier: GPL-3.0-or-later
// Settings as text, and the two commands that speak of all of them: settings and set.
#include "repl/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "lang/print.h"
#include "net/network.h"
#include "repl/commands.h"
#include "repl/session.h"

static void tell_cell(const struct network *network, struct text *out)
{
	// A shipped cell goes by its name, any other by its file.
	struct error error;
	struct cell *shipped = network_find_cell(network->cell->name, false, &error);
	bool const same = shipped && !strcmp(shipped->source, network->cell->source);
	cell_drop(shipped);
	text_addf(out, "cell %s", same ? network->cell->name : network->cell->source);
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
		    *end)
			return false;
	}
	return true;
}

static void tell_vocab(const struct network *network, struct text *out)
{
	text_add(out, "vocab");
	if (words_are_numbered(network))
		text_addf(out, " %d", network->C);
	else
		for (int i = 0; i < network->C; i++)
			text_addf(out, " %s", network->word[i]);
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
	text_addf(out, "init %s ", network->initialiser->name);
	print_number(network->scale, 17, out);
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

// In the order in which they can be run again.
static const struct setting {
	const char *name;
	void (*tell)(const struct network *network, struct text *out);
} settings[] = {
	{ "cell", tell_cell }, { "hidden", tell_hidden },     { "vocab", tell_vocab },
	{ "seed", tell_seed }, { "init", tell_init },         { "x", tell_x },
	{ "y", tell_y },       { "truncate", tell_truncate }, { "sweep", tell_sweep },
};

enum { SETTINGS = sizeof settings / sizeof *settings };

bool settings_tell(const struct session *session, const char *name, struct text *out)
{
	for (int i = 0; i < SETTINGS; i++)
		if (!strcmp(settings[i].name, name)) {
			settings[i].tell(session->state.network, out);
			return true;
		}
	if (strcmp(name, "precision"))
		return false;
	text_addf(out, "set precision %d", session->precision);
	return true;
}

void settings_list(struct words_list *list)
{
	for (int i = 0; i < SETTINGS; i++)
		words_list_add(list, settings[i].name);
	words_list_add(list, "precision");
}

bool settings_say(struct session *session, const char *name)
{
	struct text out = { 0 };
	settings_tell(session, name, &out);
	session_say(session, SAY_RESULT, text_get(&out));
	text_free(&out);
	return true;
}

static bool run_settings(struct session *session, const struct words *words, struct error *error)
{
	const struct network *network = session->state.network;
	if (words->count)
		return error_set(error, words->word[0].span, "settings",
		                 _("settings takes no words"));
	struct text out = { 0 };
	for (int i = 0; i < SETTINGS; i++) {
		settings[i].tell(network, &out);
		text_add_char(&out, '\n');
	}
	text_addf(&out, "set precision %d", session->precision);
	for (int i = 0; i < network->cell->quantities; i++)
		if (network->assigned[i])
			text_addf(&out, _("\n# %s holds values that were assigned"),
			          network->cell->quantity[i].name);
	session_say(session, SAY_RESULT, text_get(&out));
	text_free(&out);
	return true;
}

static bool run_set(struct session *session, const struct words *words, struct error *error)
{
	long digits;
	if (!words->count)
		return run_settings(session, words, error);
	if (strcmp(words->word[0].at, "precision")) {
		const struct command *other =
			command_find_exact(session->tables, words->word[0].at);
		bool const is_setting = other && other->group == GROUP_NETWORK;
		return error_set(error, words->word[0].span,
		                 is_setting ? words->rest : "set precision 17",
		                 is_setting ? _("'%s' is a command of its own")
		                            : _("there is nothing to set called '%s'"),
		                 words->word[0].at);
	}
	if (words->count == 1)
		return settings_say(session, "precision");
	if (words->count > 2)
		return error_set(error, words->word[2].span, NULL, _("'%s' is one word too many"),
		                 words->word[2].at);
	if (!words_integer(words, 1, _("the precision"), 1, 17, &digits, error))
		return false;
	session->precision = (int)digits;
	return true;
}

const struct command settings_commands[] = {
	{
		.name = "settings",
		.group = GROUP_NETWORK,
		.usage = "",
		.summary = N_("Print all settings as commands that make the same network again."),
		.run = run_settings,
		.in_lessons = true,
	},
	{
		.name = "set",
		.group = GROUP_GENERAL,
		.usage = "precision N",
		.summary =
			N_("Set how many significant digits are printed: 17 reads back exactly."),
		.run = run_set,
		.complete = COMPLETE_WORDS,
		.choices = "precision",
		.in_lessons = true,
	},
	{ .name = NULL },
};
