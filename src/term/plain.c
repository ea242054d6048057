// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/plain.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/message.h"
#include "base/text.h"
#include "base/utf8.h"
#include "repl/log_view.h"
#include "repl/session.h"
#include "term/input.h"
#include "term/lines.h"
#include "term/pager.h"
#include "term/presenting.h"
#include "term/signals.h"

static struct session *session;

// What gives the terminal back when we die or stop.
static void give_back_later(void)
{
	const char *unmark = input_wants_paste_marks() ? "\033[?2004l" : "";
	signals_set_restore(unmark, strlen(unmark), true);
}

static void print_news(struct session *of)
{
	log_view_print(of);
	fflush(stdout);
}

static void enter(const char *line)
{
	lines_run(session, line, false, pager_print);
	pager_print(session);
	presenting_tell_notes(session);
}

static enum news wait_for_news(int milliseconds)
{
	unsigned const events = signals_wait(-1, milliseconds);
	if (events & EVENT_LEAVE)
		return NEWS_LEAVE;
	if (events & EVENT_STOP)
		signals_stop();
	if (events & EVENT_CONTINUE) {
		give_back_later();
		input_resume();
	}
	if (events & EVENT_RESIZE)
		input_resize();
	if (events & EVENT_INTERRUPT)
		return NEWS_INTERRUPT;
	if (events & EVENT_INPUT)
		return NEWS_KEYS;
	return events ? NEWS_OTHER : NEWS_QUIET;
}

// Lines that are typed while a command works are for after it, also when Ctrl-C ends it.
static void keep_typed(void)
{
	struct termios modes;
	if (tcgetattr(STDIN_FILENO, &modes) || !signals_foreground())
		return;
	modes.c_lflag |= NOFLSH;
	tcsetattr(STDIN_FILENO, TCSANOW, &modes);
}

// With a terminal: Readline and its ordinary prompt.
static bool run_with_terminal(void)
{
	struct input const input = { .session = session, .wait = wait_for_news };
	bool has_ended = false;
	input_start(&input);
	keep_typed();
	while (!session->quitting && !has_ended && session->manner.plain && !signals_leaving()) {
		char *line;
		give_back_later(); // a command may have been stopped
		enum asked const asked = input_ask(&line);
		if (asked == ASKED_LINE)
			enter(line);
		else if (asked == ASKED_INTERRUPT)
			puts("");
		has_ended = asked == ASKED_END;
		free(line);
	}
	input_stop();
	bool const goes_on = !session->manner.plain && !session->quitting && !has_ended;
	if (!session->quitting && !goes_on)
		puts(""); // the shell's prompt begins on its own line
	return goes_on;
}

// Runs the whole lines at the beginning of `pending` (at its end also one that is not whole), from
// byte `scanned` on, before which there is no end of a line.
static void run_pending(struct text *pending, size_t scanned, bool is_open)
{
	size_t from = 0;
	while (!session->quitting && !signals_leaving() && from < pending->length) {
		size_t const at = from > scanned ? from : scanned;
		char *end = memchr(pending->at + at, '\n', pending->length - at);
		if (!end && is_open)
			break;
		if (end)
			*end = '\0';
		session->line++;
		enter(pending->at + from);
		from = end ? (size_t)(end + 1 - pending->at) : pending->length;
	}
	pending->length -= from;
	if (from)
		memmove(pending->at, pending->at + from, pending->length + 1);
}

// What is no text, or has no lines, is not kept until memory ends.
static bool is_no_text(const struct text *pending)
{
	const char *const cause = memchr(text_get(pending), '\0', pending->length) ? _("a NUL byte: this is not text")
	                          : pending->length > LINE_BYTES_MOST ? _("this line is too long")
	                                                              : NULL;
	if (cause)
		message_print("bptt-repl: -:%d: %s\n", session->line + 1, cause);
	return cause;
}

// Without one: the lines of standard input as they are.
static void run_lines(void)
{
	LOCAL(text) pending = { 0 };
	bool is_open = true;
	while (is_open && !session->quitting) {
		unsigned const events = signals_wait(-1, -1);
		if (events & (EVENT_LEAVE | EVENT_INTERRUPT))
			break;
		if (events & EVENT_STOP)
			signals_stop();
		if (!(events & EVENT_INPUT))
			continue;
		char bytes[65536];
		ssize_t const got = read(STDIN_FILENO, bytes, sizeof bytes);
		if (got < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		is_open = got > 0;
		size_t const scanned = pending.length;
		if (got > 0)
			text_add_bytes(&pending, bytes, (size_t)got);
		run_pending(&pending, scanned, is_open);
		if (is_no_text(&pending)) {
			is_open = false;
			text_clear(&pending);
		}
	}
	if (!session->quitting && !signals_leaving())
		lines_end(session, print_news);
}

bool plain_run(struct session *of)
{
	bool const has_terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	session = of;
	session->front.interactive = has_terminal;
	session->front.watch = print_news;
	print_news(session);
	presenting_tell_notes(session);
	if (session->quitting)
		return false;
	if (has_terminal)
		return run_with_terminal();
	run_lines();
	return false;
}
