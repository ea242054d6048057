// SPDX-License-Identifier: GPL-3.0-or-later
// Invariant: the film has been looked at as a whole before its first byte is sent (file/cast.h), and whatever ends the
// player, the terminal is given back: signals.c holds the bytes.
#include "term/replay.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/interrupt.h"
#include "base/message.h"
#include "file/cast.h"
#include "term/signals.h"

// The screen apart from the shell's; what gives it back.
static const char take[] = "\033[?1049h", leave[] = "\033[0m\033[?25h\033[?1049l";

// What the keys do while it plays.
enum wish { WISH_NOTHING, WISH_PAUSE, WISH_NEXT, WISH_BEFORE, WISH_LEAVE };

static enum wish read_key(void)
{
	char bytes[16];
	ssize_t const length = read(STDIN_FILENO, bytes, sizeof bytes - 1);
	if (length <= 0)
		return WISH_LEAVE;
	bytes[length] = '\0';
	static const struct {
		const char *keys; // one of these bytes, or else all of them: a key's sequence
		bool is_sequence;
		enum wish wish;
	} rows[] = {
		{ " p", false, WISH_PAUSE },
		{ "q", false, WISH_LEAVE },
		{ "\rn", false, WISH_NEXT },
		{ "b", false, WISH_BEFORE },
		{ "\033[C", true, WISH_NEXT },
		{ "\033[6~", true, WISH_NEXT },
		{ "\033[D", true, WISH_BEFORE },
		{ "\033[5~", true, WISH_BEFORE },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].is_sequence ? !strcmp(bytes, rows[i].keys) : strchr(rows[i].keys, *bytes) != NULL)
			return rows[i].wish;
	return WISH_NOTHING;
}

static void send(const struct cast_film *film, int from, int to)
{
	for (int i = from; i < to; i++)
		if (film->event[i].kind == 'o')
			fputs(film->event[i].data, stdout);
	fflush(stdout);
}

// The event behind the next marker, or before the marker of the page before; the pictures up to there are made anew.
static int find_marker(const struct cast_film *film, int at, int way)
{
	int markers = 0;
	for (int i = way > 0 ? at : at - 1; i >= 0 && i < film->count; i += way) {
		markers += film->event[i].kind == 'm';
		if (markers == (way > 0 ? 1 : 2))
			return i;
	}
	return way > 0 ? film->count : 0;
}

// With the events of its moment: a marker's picture comes with it.
static int moment_end(const struct cast_film *film, int at)
{
	int end = at;
	while (end < film->count && film->event[end].time <= film->event[at].time)
		end++;
	return end;
}

// To the next marker, or the one before; returns the event that follows what is shown then.
static int jump(const struct cast_film *film, int at, int way)
{
	int const marker = find_marker(film, at, way);
	int const end = marker < film->count ? moment_end(film, marker) : marker;
	send(film, way > 0 ? at : 0, end);
	return end;
}

// The pictures of the next moment.
static int go_on(const struct cast_film *film, int at)
{
	int const end = moment_end(film, at);
	send(film, at, end);
	return end;
}

// Milliseconds from the moment of the last event that was shown until that of the next one; -1 if there is none.
static double until_next(const struct cast_film *film, int at, double speed)
{
	enum { LONGEST = 1000000000 };
	if (at == film->count)
		return -1;
	double const wait = (film->event[at].time - (at ? film->event[at - 1].time : 0)) / speed * 1000;
	return wait < LONGEST ? wait : LONGEST;
}

static void play(const struct cast_film *film, double speed)
{
	bool is_paused = false;
	long shown = interrupt_clock(); // when the moment of the last event was
	for (int at = 0;;) {
		double const wait = is_paused ? -1 : until_next(film, at, speed);
		long const left = shown + (long)wait - interrupt_clock();
		unsigned const events = signals_wait(-1, wait < 0 ? -1 : left > 0 ? (int)left : 0);
		if (events & (EVENT_INTERRUPT | EVENT_LEAVE))
			return;
		if (events & EVENT_STOP)
			signals_stop();
		enum wish const wish = events & EVENT_INPUT ? read_key() : WISH_NOTHING;
		if (wish == WISH_LEAVE)
			return;
		if (wish == WISH_PAUSE)
			is_paused = !is_paused;
		else if (wish == WISH_NEXT || wish == WISH_BEFORE)
			at = jump(film, at, wish == WISH_NEXT ? 1 : -1);
		else if (!events)
			at = go_on(film, at);
		else
			continue;
		shown = interrupt_clock();
	}
}

static void print_markers(const struct cast_film *film)
{
	for (int i = 0; i < film->count; i++)
		if (film->event[i].kind == 'm')
			printf("%8.1f s  %s\n", film->event[i].time, film->event[i].data);
}

static int play_on_terminal(const struct cast_film *film, double speed)
{
	struct winsize size = { 0 };
	struct termios modes;
	ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	if (size.ws_col && (size.ws_col < film->cols || size.ws_row < film->rows)) {
		message_print(_("bptt-repl: the recording needs %dx%d, and the terminal has %dx%d\n"), film->cols,
		              film->rows, size.ws_col, size.ws_row);
		return 1;
	}
	signals_install();
	signals_set_restore(leave, sizeof leave - 1, true);
	if (!tcgetattr(STDIN_FILENO, &modes)) {
		modes.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
		modes.c_iflag &= ~(tcflag_t)ICRNL;
		tcsetattr(STDIN_FILENO, TCSANOW, &modes);
	}
	fputs(take, stdout);
	play(film, speed);
	fflush(stdout);
	signals_give_back();
	signals_remove();
	return 0;
}

int replay_main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "speed", required_argument, NULL, 's' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	double speed = 1;
	char *end;
	int answer;
	opterr = 0;
	while ((answer = getopt_long(argc, argv, ":h", options, NULL)) != -1)
		switch (answer) {
		case 's':
			speed = strtod(optarg, &end);
			if (*end || end == optarg || !(speed >= 0.01 && speed <= 1000))
				return message_fail_usage("replay", _("the speed is 0.01 to 1000, not '%s'"), optarg);
			break;
		case 'h':
			fputs(_("Usage: bptt-repl replay [--speed TIMES] FILE\n"
			        "\n"
			        "Plays an asciicast of `bptt-repl export`.  Space stops and goes on, Enter or\n"
			        "Right goes to the next page, Left to the one before, q leaves.  Without a\n"
			        "terminal the pages and their times are printed.\n"),
			      stdout);
			return 0;
		default:
			return message_fail_usage("replay", answer == ':' ? _("the option '%s' needs an argument")
			                                : _("there is no option '%s'"),
			                  argv[optind - 1]);
		}
	if (argc - optind != 1)
		return message_fail_usage("replay", _("'%s' needs one file"), argv[0]);
	struct cast_film film;
	struct error error;
	if (!cast_read(&film, argv[optind], &error)) {
		error_print(&error);
		return 1;
	}
	int status = 0;
	if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
		status = play_on_terminal(&film, speed);
	else
		print_markers(&film);
	cast_free(&film);
	return status;
}
