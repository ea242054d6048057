// SPDX-License-Identifier: GPL-3.0-or-later
#include "term/export.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/message.h"
#include "file/cast.h"
#include "file/save.h"
#include "lesson/course.h"
#include "lesson/library.h"
#include "lesson/webpage.h"
#include "repl/session.h"
#include "term/reel.h"

enum { COLS = 80, ROWS = 24, COLS_MOST = 500, ROWS_MOST = 200 };

struct order {
	const char *lesson, *cast, *html; // html "": a file of the lesson's name
	const char *program; // the address of the program in the browser, NULL: none
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

static int write_cast(const struct command *const *tables, const struct order *order)
{
	struct error error;
	struct recorder recorder = { .order = order, .session = session_open(tables, &error) };
	bool ok = recorder.session && reel_run(recorder.session, order->lesson, order->cols, order->rows, record,
	                                       &recorder, &error);
	ok = ok && save_file(order->cast, text_get(&recorder.bytes), recorder.bytes.length, &error);
	if (ok)
		printf(_("%s: %.0f s; `bptt-repl replay %s` plays it.\n"), order->cast, recorder.cast.time, order->cast);
	cast_end(&recorder.cast);
	text_free(&recorder.bytes);
	if (recorder.session)
		session_free(recorder.session);
	return ok ? 0 : fail(&error);
}

// ---- as pages

static double kilobytes(size_t bytes)
{
	return (double)bytes / 1000;
}

// "3": 03-backpropagation-through-time.html; "my/own.md": own.html.
static char *name_page(const char *lesson)
{
	struct shelf shelf = shelf_find();
	LOCAL(text) path = { 0 };
	char *name = NULL, *key;
	int number;
	struct error error;
	if (shelf_path(&shelf, lesson, &path, &key, &number, &error)) {
		const char *const slash = strrchr(text_get(&path), '/'), *const base = slash ? slash + 1 : text_get(&path);
		size_t const length = strlen(base) - (text_ends_with(base, ".md") ? 3 : 0);
		struct text page = { 0 };
		text_add_bytes(&page, base, length);
		text_add(&page, ".html");
		name = text_take(&page);
		free(key);
	}
	shelf_free(&shelf);
	return name;
}

static bool put_page(const char *file, const struct webpage *page, struct error *error)
{
	if (!strcmp(file, "-")) {
		fwrite(text_get(&page->bytes), 1, page->bytes.length, stdout);
		return true; // whether it has arrived is asked at the end
	}
	if (!save_file(file, text_get(&page->bytes), page->bytes.length, error))
		return false;
	printf(_("%s: %d steps, %d pictures, %.0f KB\n"), file, page->steps, page->pictures,
	       kilobytes(page->bytes.length));
	return true;
}

static int write_page(const struct command *const *tables, const struct order *order)
{
	struct surroundings const around = { .program = order->program };
	struct webpage page;
	struct error error;
	bool ok = webpage_make(&page, tables, order->lesson, &around, &error);
	if (ok) {
		char *const name = *order->html ? memory_copy_string(order->html) : name_page(order->lesson);
		ok = put_page(name, &page, &error);
		free(name);
		webpage_free(&page);
	}
	return ok ? 0 : fail(&error);
}

static int write_course(const struct command *const *tables, const struct order *order, const char *folder)
{
	struct course_told told;
	struct error error;
	if (!course_write(tables, folder, order->program, &told, &error))
		return fail(&error);
	printf(_("%s: %d pages, %.0f KB, the largest %.0f KB; begin with index.html.\n"), folder, told.pages,
	       kilobytes(told.bytes), kilobytes(told.largest));
	return 0;
}

// ---- the command line

static int print_help(void)
{
	fputs(_("Usage: bptt-repl export lesson N|NAME|FILE --html[=FILE] [--program=ADDRESS]\n"
	        "       bptt-repl export lesson N|NAME|FILE --cast=FILE [OPTION]...\n"
	        "       bptt-repl export course DIR [--program=ADDRESS]\n"
	        "\n"
	        "Writes a lesson as whoever presses Enter sees it: as a page for a browser, which\n"
	        "needs nothing else, or as a recording (an asciicast, version 2, with a marker\n"
	        "for each page).  Of the course it writes all lessons in all languages as pages,\n"
	        "and an index.  The same lesson gives the same bytes.\n"
	        "\n"
	        "      --html[=FILE]      as a page; without FILE it has the lesson's name, - is\n"
	        "                         standard output\n"
	        "      --program=ADDRESS  where the program runs in a browser, for 'run it here';\n"
	        "                         a course finds program.html in its folder\n"
	        "      --cast=FILE        as a recording\n"
	        "      --size=COLSxROWS   of its terminal; 80x24 is usual\n"
	        "      --pace=SECONDS     how long each of its frames stays; 2 is usual\n"
	        "  -h, --help             print this and leave\n"),
	      stdout);
	return 0;
}

enum { OPTION_CAST = 256, OPTION_SIZE, OPTION_PACE, OPTION_HTML, OPTION_PROGRAM };

static const struct option options[] = {
	{ "cast", required_argument, NULL, OPTION_CAST }, { "size", required_argument, NULL, OPTION_SIZE },
	{ "pace", required_argument, NULL, OPTION_PACE }, { "html", optional_argument, NULL, OPTION_HTML },
	{ "program", required_argument, NULL, OPTION_PROGRAM }, { "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

// A page's own address, or one of the web; nothing that a browser would run.
static bool is_address(const char *words)
{
	size_t const scheme = strcspn(words, ":/?#");
	return *words && (words[scheme] != ':' || !strncmp(words, "https://", 8) || !strncmp(words, "http://", 7));
}

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
				return 1 + message_fail_usage("export", _("'%s' is not a size: COLUMNSxROWS, at most 500x200"), optarg);
			break;
		case OPTION_PACE:
			order->pace = strtod(optarg, &end);
			if (*end || end == optarg || !(order->pace >= 0.01 && order->pace <= 3600))
				return 1 + message_fail_usage("export", _("a frame stays 0.01 to 3600 seconds, not '%s'"), optarg);
			break;
		case OPTION_HTML:
			order->html = optarg ? optarg : "";
			break;
		case OPTION_PROGRAM:
			order->program = optarg;
			if (!is_address(optarg))
				return 1 + message_fail_usage("export", _("'%s' is not the address of a page"), optarg);
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
	int const words = argc - optind;
	char **const word = argv + optind;
	if (words == 2 && !strcmp(word[0], "course"))
		return write_course(tables, &order, word[1]);
	// --html FILE, too
	bool const has_file = words == 3 && order.html && !*order.html;
	if (has_file)
		order.html = word[2];
	if (words != 2 + has_file || strcmp(word[0], "lesson") != 0)
		return message_fail_usage("export", _("%s is what can be exported"), "lesson N, course DIR");
	if (!order.cast && !order.html)
		return message_fail_usage("export", _("'%s' needs a file to write"), "--cast");
	order.lesson = word[1];
	int const status = order.html ? write_page(tables, &order) : 0;
	return status || !order.cast ? status : write_cast(tables, &order);
}
