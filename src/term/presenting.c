// SPDX-License-Identifier: GPL-3.0-or-later
// Invariant: what is kept here is of the one front end, as the line is (term/input.h); nothing of it is
// part of the session.
#include "term/presenting.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/interrupt.h"
#include "base/memory.h"
#include "base/message.h"
#include "repl/session.h"
#include "term/line_keys.h"
#include "view/layout.h"

enum { SECONDS_MOST = 3600, USUAL_MS = 1000 };

static struct {
	bool is_blank;
	long interval, due; // milliseconds; 0: autoplay is off
	bool loops;
	struct place place; // before the command that is due
	long said;
	int notes;
	char *told; // what stands in the notes' file last; owned
} presenting = { .notes = -1 };

enum hand presenting_hand(const struct session *session)
{
	if (session->arrangement.focus != PANE_NONE)
		return HAND_PANE;
	unsigned const lesson = session_reads(session) ? HAND_LESSON : 0;
	return (enum hand)((session->manner.keys == KEYS_SINGLE ? HAND_SINGLE : HAND_LINE) | lesson);
}

bool presenting_is_on(const struct session *session)
{
	return form_presents(session->arrangement.form);
}

void presenting_choose(struct session *session)
{
	session->arrangement.form = form_find("projector");
	free(session->arrangement_file);
	session->arrangement_file = NULL;
}

bool presenting_is_blank(void)
{
	return presenting.is_blank;
}

void presenting_blank(bool is_blank)
{
	presenting.is_blank = is_blank;
}

static bool needs_screen(const struct session *session, const struct words *words, struct error *error)
{
	return session->front.has_screen ||
	       error_set(error, words->name, _("set plain off"), _("there is no screen for this"));
}

static bool run_blank(struct session *session, const struct words *words, struct error *error)
{
	if (!needs_screen(session, words, error))
		return false;
	presenting.is_blank = true;
	return true;
}

// ---- autoplay

bool presenting_plays(void)
{
	return presenting.interval > 0;
}

int presenting_patience(void)
{
	long const left = presenting.due - interrupt_clock();
	return !presenting_plays() ? -1 : left > 0 ? (int)left : 0;
}

void presenting_stop(void)
{
	presenting.interval = 0;
}

// In a lesson what Enter does, else a step.
const char *presenting_due(struct session *session)
{
	if (!presenting_plays() || presenting.due > interrupt_clock())
		return NULL;
	presenting.place = session->state.place;
	presenting.said = log_next(&session->log);
	return session->guide ? "" : "step";
}

void presenting_went(struct session *session)
{
	const struct guide *guide = session->guide;
	presenting.due = interrupt_clock() + presenting.interval;
	if (guide) {
		// What it waits for stands on the page: the lesson's end, or a question that it reminds of.
		if (!guide->waits || !guide->waits(guide->context))
			return;
		session_run_line(session, "");
		presenting_stop();
		return;
	}
	bool const is_over = place_equal(presenting.place, session->state.place);
	if (is_over && presenting.loops)
		session_run_line(session, "goto start");
	else if (is_over || log_next(&session->log) == presenting.said)
		presenting_stop();
}

static bool run_auto(struct session *session, const struct words *words, struct error *error)
{
	double seconds = USUAL_MS / 1000.0;
	presenting_stop();
	if (!strcmp(words_at(words, 0), "off"))
		return true;
	if (!needs_screen(session, words, error))
		return false;
	bool const loops = words->count && !strcmp(words->word[words->count - 1].at, "loop");
	if (words->count > loops) {
		char *end;
		seconds = strtod(words->word[0].at, &end);
		if (*end || !(seconds >= 0.05 && seconds <= SECONDS_MOST))
			return error_set(error, words->word[0].span, _("auto 2"),
			                 _("auto takes seconds from 0.05 to %d, or off, not '%s'"),
			                 SECONDS_MOST, words->word[0].at);
	}
	presenting.interval = (long)(seconds * 1000);
	presenting.due = interrupt_clock() + presenting.interval;
	presenting.loops = loops;
	return true;
}

// ---- notes

bool presenting_open_notes(const char *path, const char **why)
{
	// A FIFO that nobody reads, a terminal that is busy: neither may hold us.
	int const file =
		open(path, O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0666);
	*why = errno == ENXIO ? _("nobody reads it") : file_why(errno);
	if (file < 0)
		return false;
	if (presenting.notes >= 0)
		close(presenting.notes);
	presenting.notes = file;
	free(presenting.told);
	presenting.told = NULL;
	return true;
}

void presenting_tell_notes(const struct session *session)
{
	const struct guide *guide = session->guide;
	if (presenting.notes < 0 || !guide || !guide->notes)
		return;
	LOCAL(text) text = { 0 };
	const char *notes = guide->notes(guide->context);
	text_addf(&text, "\n%s, %s\n%s\n", guide->title(guide->context),
	          guide->position(guide->context), notes && *notes ? notes : _("(no notes here)"));
	if (!presenting.told || strcmp(presenting.told, text_get(&text))) {
		free(presenting.told);
		presenting.told = memory_copy_string(text_get(&text));
		if (write(presenting.notes, text.at, text.length) < 0 && errno != EAGAIN) {
			close(presenting.notes); // whoever read it is gone
			presenting.notes = -1;
		}
	}
}

static bool run_notes(struct session *session, const struct words *words, struct error *error)
{
	const char *why;
	if (!strcmp(words->rest, "off")) {
		if (presenting.notes >= 0)
			close(presenting.notes);
		presenting.notes = -1;
		return true;
	}
	if (!presenting_open_notes(words->word[0].at, &why))
		return error_set(error, words->word[0].span, NULL,
		                 _("cannot write notes to %s: %s"), words->word[0].at, why);
	presenting_tell_notes(session);
	return true;
}

// ---- keys

static bool run_keys(struct session *session, const struct words *words, struct error *error)
{
	struct text out = { 0 };
	(void)words, (void)error;
	line_keys_write(presenting_hand(session), &out);
	return session_answer(session, &out);
}

const struct command presenting_commands[] = {
	{ .name = "auto",
	  .group = GROUP_SCREEN,
	  .usage = "[SECONDS] [loop] | off",
	  .takes = { 0, 2, NULL },
	  .summary = N_("Go on by itself: a step, or a lesson's block, every second or every N seconds."),
	  .help = N_("  auto 2\n  auto 0.5 loop    from the start again when the walk is over\n"
	             "Any key or Ctrl-C stops it, and so does a question."),
	  .run = run_auto,
	  .choices = "off loop" },
	{ .name = "blank",
	  .group = GROUP_SCREEN,
	  .summary = N_("Show an empty screen until a key is pressed."),
	  .help = N_("In the layout for a projector the key . does it."),
	  .run = run_blank },
	{ .name = "keys",
	  .group = GROUP_SCREEN,
	  .summary = N_("List the keys that work now; the key ? on an empty line does it."),
	  .run = run_keys,
	  .in_lessons = true },
	{ .name = "speaker-notes",
	  .group = GROUP_SCREEN,
	  .usage = "FILE|off",
	  .takes = { 1, 1, N_("a file or a terminal") },
	  .summary = N_("Write a lesson's notes for the teacher to a file or another terminal."),
	  .help = N_(
		  "  speaker-notes /dev/pts/3   where another terminal says that `tty` is it\n"
		  "A lesson's notes are comments, <!-- note: … -->; the screen never shows them."),
	  .run = run_notes,
	  .complete = COMPLETE_FILE },
	{ .name = NULL },
};
