// SPDX-License-Identifier: GPL-3.0-or-later
// The two commands that speak of all settings: settings and set.
#include <string.h>

#include "base/arena.h"
#include "base/message.h"
#include "command/all.h"
#include "command/help.h"
#include "net/network.h"
#include "repl/session.h"
#include "repl/settings.h"

static bool run_settings(struct session *session, const struct words *words, struct error *error)
{
	const struct network *network = session->state.network;
	(void)words, (void)error;
	struct text out = { 0 };
	settings_tell_network(session, "\n", false, &out);
	settings_tell_own(session, "\n", &out);
	for (int i = 0; i < network->cell->quantities; i++)
		if (network->assigned[i])
			text_addf(&out, _("\n# %s holds values that were assigned; state tells them"),
			          network->cell->quantity[i].name);
	return session_answer(session, &out);
}

static char **complete_set(struct session *session)
{
	(void)session;
	return words_of_rows(settings, sizeof *settings);
}

static bool fail_setting(struct session *session, const struct words *words, struct error *error)
{
	const char *name = words->word[0].at;
	error_set(error, words->word[0].span, NULL, _("there is nothing to set called '%s'"), name);
	words_advise(error, name, complete_set(session), "set ", _("settings lists what there is"));
	return !strncmp(error->advice, "set ", 4) &&
	       error_advise(error, "%s", words->rest + strcspn(words->rest, " \t"));
}

// `set hidden 7` is `hidden 7`.
static bool run_own(struct session *session, const struct words *words, struct error *error)
{
	LOCAL(arena) arena = { 0 };
	struct words own;
	size_t at = strspn(words->line, " \t");
	at += strcspn(words->line + at, " \t");
	at += strspn(words->line + at, " \t");
	const struct command *row = command_find_exact(session->tables, words->word[0].at);
	return words_split(&own, words->line, at, strlen(row->name), words->name.line, &arena,
	                   error) &&
	       command_run(row, session, &own, error);
}

static bool run_set(struct session *session, const struct words *words, struct error *error)
{
	const char *name = words_at(words, 0);
	const struct setting *row = setting_find(name);
	if (!words->count)
		return run_settings(session, words, error);
	if (!strcmp(name, "text") || (row && setting_is_command(row))) // text sets three of them
		return run_own(session, words, error);
	if (!row)
		return fail_setting(session, words, error);
	if (words->count == 1)
		return settings_say(session, name);
	return words_at_most(words, 2, error) && setting_set(row, session, words, error);
}

static void list_settings(struct text *out)
{
	for (const struct setting *row = settings; row->name; row++) {
		LOCAL(text) usage = { 0 };
		setting_write_usage(row, &usage);
		if (!setting_is_command(row))
			help_write_row(row->name, text_get(&usage), _(row->summary), out);
	}
}

const struct command set_commands[] = {
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
		.help = N_("`set hidden 7` is the same as `hidden 7`; so with all of `settings`.\n"
	                   "`show NAME` prints one and says where it came from, `settings` prints all."),
		.tell_more = list_settings,
		.run = run_set,
		.complete_words = complete_set,
		.in_lessons = true,
	},
	{ .name = NULL },
};
