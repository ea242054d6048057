// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/export.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "file/cast.h"
#include "file/save.h"
#include "repl/session.h"
#include "term/reel.h"

enum { COLS = 80, ROWS = 24, COLS_MOST = 500, ROWS_MOST = 200 };

struct order {
	const char *lesson, *cast;
	int cols, rows;
	double pace; // seconds a frame
};

static int fail(const struct error *error)
{
	error_print(error);
	return 1;
}

// ---- as a recording

struct recorder {
	struct cast cast;
	struct text bytes;
	const struct order *order;
	struct session *session;
};

static bool record(void *context, const struct reel_frame *frame)
{
	struct recorder *const recorder = context;
	const struct order *const order = recorder->order;
	const struct guide *const guide = recorder->session->guide;
	const char *const title = guide->title(guide->context);
	if (frame->number == 0)
		cast_begin(&recorder->cast, order->cols, order->rows, title, &recorder->bytes);
	double const after = frame->number ? order->pace : 0;
	if (frame->begins_page) {
		recorder->cast.time += after;
		cast_mark(&recorder->cast, *frame->page ? frame->page : title);
		recorder->cast.time -= after;
	}
	cast_show(&recorder->cast, frame->grid, after);
	return true;
}

static int write_cast(const struct order *order, struct session *session)
{
	struct error error;
	struct recorder recorder = { .order = order, .session = session };
	bool ok = reel_run(session, order->lesson, order->cols, order->rows, record, &recorder, &error);
	ok = ok && save_file(order->cast, text_get(&recorder.bytes), recorder.bytes.length, &error);
	if (ok)
		printf(_("%s: %.0f s; `bptt-repl replay %s` plays it.\n"), order->cast, recorder.cast.time, order->cast);
	cast_end(&recorder.cast);
	text_free(&recorder.bytes);
	return ok ? 0 : fail(&error);
}

// ---- the command line

static int print_help(void)
{
	fputs(_("Usage: bptt-repl export lesson N|NAME|FILE --cast FILE [OPTION]...\n"
	        "\n"
	        "Writes what whoever presses Enter sees of a lesson, frame by frame, into a file: an\n"
	        "asciicast (version 2) with a marker for each page.  The same lesson gives the same\n"
	        "bytes.\n"
	        "\n"
	        "      --cast FILE        where to write it\n"
	        "      --size COLSxROWS   of the terminal; 80x24 is usual\n"
	        "      --pace SECONDS     how long each frame stays; 2 is usual\n"
	        "  -h, --help             print this and leave\n"),
	      stdout);
	return 0;
}

enum { OPTION_CAST = 256, OPTION_SIZE, OPTION_PACE };

static const struct option options[] = {
	{ "cast", required_argument, NULL, OPTION_CAST }, { "size", required_argument, NULL, OPTION_SIZE },
	{ "pace", required_argument, NULL, OPTION_PACE }, { "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

// 0: go on; else an exit status and one more.
static int read_options(struct order *order, int argc, char **argv)
{
	int answer;
	char rest;
	char *end;
	opterr = 0;
	while ((answer = getopt_long(argc, argv, ":h", options, NULL)) != -1)
		switch (answer) {
		case OPTION_CAST:
			order->cast = optarg;
			break;
		case OPTION_SIZE:
			if (sscanf(optarg, "%dx%d%c", &order->cols, &order->rows, &rest) != 2 || order->cols < 1 ||
			    order->rows < 2 || order->cols > COLS_MOST || order->rows > ROWS_MOST)
				return 1 + message_fail_usage("export", _("'%s' is no size: COLUMNSxROWS, at most 500x200"), optarg);
			break;
		case OPTION_PACE:
			order->pace = strtod(optarg, &end);
			if (*end || end == optarg || !(order->pace >= 0.01 && order->pace <= 3600))
				return 1 + message_fail_usage("export", _("a frame stays 0.01 to 3600 seconds, not '%s'"), optarg);
			break;
		case 'h':
			return 1 + print_help();
		default:
			return 1 + message_fail_usage("export", answer == ':' ? _("the option '%s' needs an argument")
			                                    : _("there is no option '%s'"),
			                      argv[optind - 1]);
		}
	return 0;
}

int export_main(const struct command *const *tables, int argc, char **argv)
{
	struct order order = { .cols = COLS, .rows = ROWS, .pace = 2 };
	int const stop = read_options(&order, argc, argv);
	if (stop)
		return stop - 1;
	if (argc - optind != 2 || strcmp(argv[optind], "lesson") != 0)
		return message_fail_usage("export", _("%s is what can be exported"), "lesson N");
	if (!order.cast)
		return message_fail_usage("export", _("'%s' needs a file to write"), "--cast");
	order.lesson = argv[optind + 1];
	struct error error;
	struct session *session = session_open(tables, &error);
	if (!session)
		return fail(&error);
	int const status = write_cast(&order, session);
	session_free(session);
	return status;
}
