// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/pager.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/local.h"
#include "repl/log_view.h"
#include "repl/session.h"
#include "term/child.h"

// Whether the terminal, which is one, has fewer rows than what is to be printed.
static bool is_long(const struct session *session)
{
	struct winsize size;
	const char *const terminal = getenv("TERM");
	if (!terminal || !*terminal || !strcmp(terminal, "dumb") || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_row ||
	    !size.ws_col)
		return false;
	return log_view_rows(session, session->front.printed, size.ws_col, size.ws_row) >= size.ws_row;
}

// Both streams, so that all comes in the order in which it was said.
static void feed(void *context, int to)
{
	int const kept[] = { dup(STDOUT_FILENO), dup(STDERR_FILENO) };
	fflush(stdout);
	dup2(to, STDOUT_FILENO);
	dup2(to, STDERR_FILENO);
	log_view_print(context);
	fflush(stdout);
	clearerr(stdout); // nobody need read to the end
	clearerr(stderr);
	dup2(kept[0], STDOUT_FILENO);
	dup2(kept[1], STDERR_FILENO);
	close(kept[0]);
	close(kept[1]);
}

// NULL: none is wanted.
static const char *find_pager(const struct session *session)
{
	const char *pager = getenv("PAGER");
	if (!pager || !*pager)
		pager = session->manner.pager == PAGER_ON ? "less -FIRX" : "cat";
	return session->manner.pager == PAGER_OFF || !strcmp(pager, "cat") ? NULL : pager;
}

// A pager that failed has left the rest of its input to cat: nothing is lost.
void pager_print(struct session *session)
{
	const char *const pager = find_pager(session);
	LOCAL(text) command = { 0 };
	text_addf(&command, "%s || cat", pager ? pager : "");
	if (!pager || !session->front.interactive || !is_long(session) ||
	    child_run(text_get(&command), NULL, feed, session) < 0)
		log_view_print(session);
	fflush(stdout);
}
