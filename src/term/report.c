// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/report.h"

#include <string.h>

#include <stdlib.h>

#include "base/file.h"
#include "base/message.h"
#include "base/utf8.h"
#include "command/state.h"
#include "file/save.h"
#include "net/network.h"
#include "repl/session.h"
#include "term/history.h"
#include "term/signals.h"
#include "term/versions.h"

enum { LINE_COLUMNS = 200, ENTRIES = 20 };

static void write_place(const struct session *session, struct text *out)
{
	struct place const place = session->state.place;
	if (place.phase == PHASE_START)
		text_add(out, _("at the start"));
	else if (place.phase == PHASE_FORWARD)
		text_addf(out, _("forward, t = %d"), place.t);
	else
		text_addf(out, _("backward, t = %d, k = %d"), place.t, place.k);
	text_addf(out, _("; cell %s, hidden %d"), session->state.network->cell->name,
	          session->state.network->H);
	const struct guide *guide = session->guide;
	if (guide && guide->title && guide->position)
		text_addf(out, _("; lesson %s, %s"), guide->title(guide->context),
		          guide->position(guide->context));
	const char *const question = guide && guide->question ? guide->question(guide->context) : NULL;
	if (question)
		text_addf(out, _(", question %s"), question);
}

static void write_circumstances(const struct session *session, const char *line, struct text *out)
{
	bool const is_typed = !*session->source;
	const char *history = is_typed ? history_file() : NULL;
	if (line) {
		text_add(out, _("  while it ran: "));
		if (!is_typed) {
			utf8_clean(out, session->source, utf8_fit(session->source, strlen(session->source), LINE_COLUMNS), false);
			text_addf(out, ":%d: ", session->line);
		}
		utf8_clean(out, line, utf8_fit(line, strcspn(line, "\n"), LINE_COLUMNS), false);
		text_add_char(out, '\n');
	} else {
		text_add(out, _("  while it waited for a line\n"));
	}
	text_add(out, _("  place: "));
	write_place(session, out);
	text_add_char(out, '\n');
	if (history)
		text_addf(out, _("  kept: the lines that were entered, in %s\n"), history);
	if (session->guide)
		text_add(out, _("  kept: the lesson's progress up to its last page\n"));
	if (is_typed)
		text_add(out, _("  lost: values that were changed and not saved; those lines make them again\n"));
}

void report_prepare(const struct session *session, const char *line)
{
	LOCAL(text) out = { 0 };
	text_addf(&out, _("%s died of a fault of its own; the terminal is as it was.\n"), PACKAGE_STRING);
	if (session)
		write_circumstances(session, line, &out);
	// configure --with-bug-address
	if (*BUG_ADDRESS)
		text_addf(&out, _("Please report this to %s, with all of these lines.\n"), BUG_ADDRESS);
	else
		text_add(&out, _("Please report this to whoever gave you this program, with all of these lines.\n"));
	signals_set_report(text_get(&out), out.length);
}

// ---- the command

static void write_environment(struct text *out)
{
	static const char *const names[] = { "TERM", "COLORTERM", "LC_ALL", "LC_CTYPE", "LANG", "LANGUAGE" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *const value = getenv(names[i]);
		if (!value)
			continue;
		text_addf(out, "%s=", names[i]);
		utf8_clean(out, value, strlen(value), false);
		text_add_char(out, '\n');
	}
}

// The newest entries, each line with four blanks before it: a block of Markdown whatever stands in it.
static void write_said(const struct log *log, struct text *out)
{
	for (int i = log->count > ENTRIES ? log->count - ENTRIES : 0; i < log->count; i++)
		for (const char *line = log->at[i].text; *line;) {
			size_t const length = strcspn(line, "\n");
			text_addf(out, "    %.*s\n", (int)length, line);
			line += length + (line[length] != '\0');
		}
}

static void write_report(struct session *session, struct text *out)
{
	LOCAL(text) place = { 0 }, state = { 0 };
	write_place(session, &place);
	state_write(session, &state);
	text_addf(out, "# %s\n\n", _("A fault of bptt-repl"));
	text_addf(out, "## %s\n\n...\n\n", _("What I did"));
	text_addf(out, "## %s\n\n...\n\n", _("What I expected, and what came"));
	text_addf(out, "## %s\n\n%s\n\n```\n%s\n```\n\n", _("Where"), text_get(&place), text_get(&state));
	text_addf(out, "## %s\n\n", _("What was said last"));
	write_said(&session->log, out);
	text_addf(out, "\n## %s\n\n```\n", _("With"));
	text_addf(out, "%s\n", PACKAGE_STRING);
	term_write_versions(out);
	write_environment(out);
	text_add(out, "```\n");
}

static bool run_report(struct session *session, const struct words *words, struct error *error)
{
	LOCAL(text) report = { 0 }, path = { 0 };
	write_report(session, &report);
	if (!words->count)
		return session_answer(session, &report);
	file_write_path(words->word[0].at, &path);
	return save_file(text_get(&path), text_get(&report), report.length, error) || words_place(words, 0, error);
}

const struct command report_commands[] = {
	{ .name = "report",
	  .group = GROUP_GENERAL,
	  .usage = "[FILE]",
	  .takes = { 0, 1, NULL },
	  .summary = N_("Begin the report of a fault: place, state, what was said last, versions."),
	  .help = N_("Nothing is sent anywhere.  Read it before you give it to somebody: it holds your\n"
	             "words and numbers."),
	  .run = run_report,
	  .complete = COMPLETE_FILE },
	{ .name = NULL },
};
