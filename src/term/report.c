// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/report.h"

#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "net/network.h"
#include "repl/session.h"
#include "term/history.h"
#include "term/signals.h"

enum { LINE_COLUMNS = 200 };

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
}

static void write_circumstances(const struct session *session, const char *line, struct text *out)
{
	const char *history = history_file();
	if (line) {
		text_add(out, _("  while it ran: "));
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
	text_add(out, _("  lost: values that were changed and not saved; those lines make them again\n"));
}

void report_prepare(const struct session *session, const char *line)
{
	struct text out = { 0 };
	text_addf(&out, _("%s died of a fault of its own; the terminal is as it was.\n"), PACKAGE_STRING);
	if (session)
		write_circumstances(session, line, &out);
	// A build that is given to others names its address in configure.ac.
	if (*PACKAGE_BUGREPORT)
		text_addf(&out, _("Please report this to %s, with what is above.\n"), PACKAGE_BUGREPORT);
	else
		text_add(&out, _("Please report this to whoever gave you this program, with what is above.\n"));
	signals_set_report(text_get(&out), out.length);
	text_free(&out);
}
