// SPDX-License-Identifier: GPL-3.0-or-later
// The command line: verbs, options, exit status; picks a front end; joins the rooms' tables of commands.
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/language.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "command/all.h"
#include "command/bench.h"
#include "command/grad.h"
#include "command/grade.h"
#include "command/source.h"
#include "command/startup.h"
#include "lesson/class.h"
#include "lesson/lesson.h"
#include "lesson/results.h"
#include "net/network.h"
#include "repl/log_view.h"
#include "repl/nearest.h"
#include "repl/panes.h"
#include "repl/script.h"
#include "repl/session.h"
#include "repl/settings.h"
#include "term/edit.h"
#include "term/export.h"
#include "term/front.h"
#include "term/history.h"
#include "term/picture.h"
#include "term/presenting.h"
#include "term/replay.h"
#include "term/report.h"
#include "term/signals.h"
#include "term/versions.h"

// In the order in which help lists them.
static const struct command *const tables[] = {
	COMMAND_TABLES,   lesson_commands,     class_commands, history_commands,
	picture_commands, presenting_commands, edit_commands,  report_commands,
	NULL,
};

// What the command line says; the switches are set by getopt_long itself.
struct request {
	int plain, leave_screen, check, bless, makes_new, json, presents;
	bool no_init;
	const char *color, *notes, *class; // NULL: nothing
	const char **commands; // of -e, in order; as many as there are arguments at most
	int count;
};

static int fail_usage(const char *cause, const char *word, const char *nearest)
{
	message_print("bptt-repl: ");
	message_print(cause, word);
	if (nearest)
		message_print(_("; did you mean '%s'?"), nearest);
	message_print(_("\nTry 'bptt-repl --help' for more.\n"));
	return 2;
}

static int fail_needs(const char *verb, const char *what)
{
	message_print(_("bptt-repl: '%s' needs %s\n"), verb, what);
	message_print("%s", _("Try 'bptt-repl --help' for more.\n"));
	return 2;
}

static int print_help(void)
{
	fputs(_("A debugger for backpropagation through time.\n"
	        "\n"
	        "  bptt-repl                     start on `the cat sat on the mat`\n"
	        "  bptt-repl lesson 3            walk through BPTT, explained\n"
	        "  bptt-repl lessons             list the lessons\n"
	        "  bptt-repl -e 'check'          check the gradient, then go on\n"
	        "  echo 'dE/dW' | bptt-repl      print a gradient\n"
	        "  bptt-repl run commands.txt    run a script\n"
	        "  bptt-repl grad --load model.npz --out grads.npz\n"
	        "                                the gradients of a model from a notebook\n"
	        "  bptt-repl export lesson 3 --cast 3.cast\n"
	        "                                a lesson as a recording, which `replay` plays\n"
	        "  bptt-repl export course site  all lessons as pages for a browser\n"
	        "  bptt-repl results *.progress  how learners fared with the lessons, as CSV\n"
	        "  bptt-repl diagnose mine.npz   name the mistakes in gradients of your own\n"
	        "  bptt-repl grade *.npz         the same for a class, a line a file\n"
	        "  bptt-repl bench tanh 65 100 25\n"
	        "                                time training on one sequence: 65 words, 100\n"
	        "                                hidden units, 25 steps\n"
	        "\n"
	        "Usage: bptt-repl [OPTION]... [lesson N|NAME|FILE | lessons | run FILE|- | - |\n"
	        "       bench CELL C H T | grad ... | diagnose ... | grade ... |\n"
	        "       export ... | replay FILE | results [FILE]...]\n"
	        "\n"
	        "  -e, --execute=COMMAND  run this command first; may be given more than once\n"
	        "  -n, --no-init          run no start-up file, as ~/.config/bptt-repl/init\n"
	        "      --json             each result as one JSON object a line\n"
	        "      --plain            lines instead of a screen\n"
	        "      --color=WHEN       always, never, or auto: unless NO_COLOR is set\n"
	        "      --present          for a class: few and large, one key goes on\n"
	        "      --notes=FILE       write a lesson's notes for the teacher there\n"
	        "      --class=FILE       run a teacher's commands first: what is locked, say\n"
	        "      --leave-screen     leave the last picture in the terminal\n"
	        "      --lang=LANGUAGE    the language to speak: en, or one that is installed\n"
	        "      --check            with lesson: replay lessons and compare what they print\n"
	        "      --bless            with lesson --check: write what they print into them\n"
	        "      --new              with lesson FILE: write a small lesson to begin with\n"
	        "  -h, --help             print this and leave\n"
	        "  -V, --version          print the version and leave\n"
	        "\n"
	        "Standard input that is no terminal is run as a script.  The exit status is 0, or\n"
	        "1 after an error, or 2 when the command line is wrong.  Inside, `help` says\n"
	        "more.\n"
	        "\n"),
	      stdout);
	// configure --with-bug-address
	if (*BUG_ADDRESS)
		printf(_("Report bugs to: %s\n"), BUG_ADDRESS);
	else
		puts(_("Report bugs to whoever gave you this program, with what --version prints."));
	return 0;
}

// What configure can leave out.
static const char built_with[] =
#ifdef ENABLE_NLS
	"+nls"
#else
	"-nls"
#endif
#ifdef WITH_BLAS
	" +blas";
#else
	" -blas";
#endif

static int print_version(void)
{
	LOCAL(text) libraries = { 0 };
	term_write_versions(&libraries);
	printf("bptt-repl %s\n", PACKAGE_VERSION);
	fputs(_("Copyright (C) 2026 the bptt-repl authors.\n"
	        "License GPLv3+: GNU GPL version 3 or later <https://gnu.org/licenses/gpl.html>.\n"
	        "This is free software: you are free to change and redistribute it.\n"
	        "There is NO WARRANTY, to the extent permitted by law.\n"),
	      stdout);
	printf("\n%sbuilt %s\n", text_get(&libraries), built_with);
	return 0;
}

// ---- verbs

static int run_script(struct session *session, const char *name)
{
	struct file_lines file;
	struct error error;
	bool const is_input = !strcmp(name, "-");
	if (is_input) {
		file_lines_of(&file, STDIN_FILENO);
	} else if (!file_lines_open(&file, name, FILE_NAMED)) {
		file_fail(&error, SPAN_NONE, name);
		error_print(&error);
		return 1;
	}
	int const status = script_run(session, &file, name);
	if (!is_input)
		file_lines_close(&file);
	return status;
}

static int verb_none(struct session *session, const struct request *request, char **words)
{
	(void)request, (void)words;
	return isatty(STDIN_FILENO) ? term_run(session) : run_script(session, "-");
}

static int verb_input(struct session *session, const struct request *request, char **words)
{
	(void)request, (void)words;
	return run_script(session, "-");
}

static int verb_run(struct session *session, const struct request *request, char **words)
{
	(void)request;
	return run_script(session, words[0]);
}

static int verb_lessons(struct session *session, const struct request *request, char **words)
{
	(void)request, (void)words;
	session->front.printed = log_next(&session->log);
	lesson_list(session);
	log_view_print(session);
	return 0;
}

static int verb_lesson(struct session *session, const struct request *request, char **words)
{
	struct error error;
	if (!words[0])
		return verb_lessons(session, request, words);
	if (!lesson_open(session, words[0], &error)) {
		error_print(&error);
		return 1;
	}
	return term_run(session);
}

static int verb_bench(struct session *session, const struct request *request, char **words)
{
	(void)request;
	return bench_main(session, words);
}

static const struct verb {
	const char *name;
	int least, most; // words after it
	bool is_script;  // whoever types, it reads no start-up files
	int (*run)(struct session *session, const struct request *request, char **words);
	const char *needs; // what is missing when there are fewer
} verbs[] = {
	{ "bench", 4, 4, true, verb_bench, N_("a cell and the sizes C, H and T") },
	{ "lesson", 0, 1, false, verb_lesson, NULL },
	{ "lessons", 0, 0, true, verb_lessons, NULL },
	{ "run", 1, 1, true, verb_run, N_("a file, or - for standard input") },
	{ NULL, 0, 0, false, NULL, NULL },
};

static int verb_export(int argc, char **argv)
{
	return export_main(tables, argc, argv);
}

static const struct { // verbs with options of their own
	const char *name;
	int (*run)(int argc, char **argv);
} with_options[] = {
	{ "diagnose", diagnose_main },
	{ "export", verb_export },
	{ "grad", grad_main },
	{ "grade", grade_main },
	{ "replay", replay_main },
	{ "results", results_main },
};

static int find_verb(int count, char **words, struct verb *found)
{
	if (!count) {
		*found = (struct verb){ "", 0, 0, false, verb_none, NULL };
		return 0;
	}
	if (!strcmp(words[0], "-")) { // alone, for `run -`
		*found = (struct verb){ "-", 0, 0, true, verb_input, NULL };
		return count == 1 ? 0 : fail_usage(_("'%s' is one word too many"), words[1], NULL);
	}
	struct nearest nearest = nearest_to(words[0]);
	for (size_t i = 0; i < sizeof with_options / sizeof *with_options; i++)
		nearest_try(&nearest, with_options[i].name);
	for (const struct verb *verb = verbs; verb->name; verb++) {
		nearest_try(&nearest, verb->name);
		if (strcmp(verb->name, words[0]))
			continue;
		if (count - 1 < verb->least)
			return fail_needs(verb->name, _(verb->needs));
		if (count - 1 > verb->most)
			return fail_usage(_("'%s' is one word too many"), words[verb->most + 1],
			                  NULL);
		*found = *verb;
		return 0;
	}
	return fail_usage(_("there is no verb '%s'"), words[0], nearest.best);
}

// A setting, and where it came from: a sentence with a name in it.
static void take(struct session *session, const char *setting, const char *value, const char *origin, const char *name)
{
	LOCAL(text) from = { 0 };
	text_addf(&from, origin, name);
	settings_put(session, setting, value, text_get(&from));
}

// What the environment and the command line say of settings; for -e, too.
static void take_options(struct session *session, const struct request *request)
{
	const char *accessible = getenv("ACCESSIBLE"), *const option = _("the option %s");
	if (accessible && *accessible) {
		take(session, "plain", "on", _("%s in the environment"), "ACCESSIBLE");
		take(session, "pager", "off", _("%s in the environment"), "ACCESSIBLE");
	}
	if (request->plain)
		take(session, "plain", "on", option, "--plain");
	if (request->json)
		take(session, "json", "on", option, "--json");
	if (request->leave_screen)
		take(session, "leave-screen", "on", option, "--leave-screen");
	if (request->color)
		take(session, "color", request->color, option, "--color");
}

static int run_verb(const struct request *request, const struct verb *verb, char **words)
{
	struct error error;
	struct session *session = session_open(tables, &error);
	int status = 0;
	if (!session) {
		error_print(&error);
		message_print("%s", _("The program's own files are missing; BPTT_REPL_DATA can name their "
		        "folder, which "
		        "holds cells/ and lessons/.\n"));
		return 1;
	}
	session->watch = report_prepare;
	// First: of a log of few rows the end is seen, and a mistake in the start-up file matters more.
	if (verb->run == verb_none && isatty(STDIN_FILENO))
		lesson_offer(session);
	// A script means the same on every machine.
	if (!request->no_init && !verb->is_script && isatty(STDIN_FILENO)) {
		startup_run(session);
		panes_recall(session);
	}
	take_options(session, request);
	if (request->presents)
		presenting_choose(session);
	if (!source_run_class(session, request->class))
		status = 1;
	for (int i = 0; !status && !session->quitting && i < request->count; i++)
		status = script_run_line(session, request->commands[i], "-e");
	const char *why;
	if (!status && request->notes && !presenting_open_notes(request->notes, &why)) {
		message_print(_("bptt-repl: cannot write notes to %s: %s\n"), request->notes, why);
		status = 1;
	}
	if (!status && !session->quitting)
		status = verb->run(session, request, words);
	if (!status && session->found_fault && !isatty(STDIN_FILENO))
		status = 1;
	session_free(session);
	return status;
}

// lesson --check [--bless] [FILE…], lesson --new FILE
static int check_lessons(const struct request *request, int count, char **words)
{
	if (!count || strcmp(words[0], "lesson"))
		return fail_usage(_("%s belongs to the verb lesson"),
		                  request->check ? "--check" : request->bless ? "--bless" : "--new", NULL);
	if (request->makes_new)
		return count == 2 ? class_new_lesson(words[1]) : fail_needs("lesson --new", _("a file's name"));
	static char bless[] = "--bless";
	words[0] = bless; // lesson_check_main wants neither `lesson` nor --check
	return lesson_check_main(tables, request->bless ? count : count - 1,
	                         request->bless ? words : words + 1);
}

// ---- options

// What is not a letter.
enum { OPTION_LANG = 256, OPTION_COLOR, OPTION_NOTES, OPTION_CLASS };

static struct request request;

static const struct option options[] = {
	{ "execute", required_argument, NULL, 'e' },
	{ "no-init", no_argument, NULL, 'n' },
	{ "json", no_argument, &request.json, true },
	{ "plain", no_argument, &request.plain, true },
	{ "color", required_argument, NULL, OPTION_COLOR },
	{ "notes", required_argument, NULL, OPTION_NOTES },
	{ "class", required_argument, NULL, OPTION_CLASS },
	{ "present", no_argument, &request.presents, true },
	{ "new", no_argument, &request.makes_new, true },
	{ "leave-screen", no_argument, &request.leave_screen, true },
	{ "lang", required_argument, NULL, OPTION_LANG },
	{ "check", no_argument, &request.check, true },
	{ "bless", no_argument, &request.bless, true },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

// getopt has seen an option that it does not know, or one without its argument.
static int fail_option(int argc, char **argv, int answer)
{
	if (answer == ':') // which is the last word; musl's optind stands behind its end
		return fail_usage(_("the option '%s' needs an argument"), argv[argc - 1], NULL);
	if (optopt > true && optopt < OPTION_LANG) {
		char const letter[] = { '-', (char)optopt, '\0' };
		return fail_usage(_("there is no option '%s'"), letter, NULL);
	}
	const char *word = argv[optind - 1];
	LOCAL(text) name = { 0 }, full = { 0 };
	text_add_bytes(&name, word + 2, strcspn(word + 2, "="));
	struct nearest nearest = nearest_to(text_get(&name));
	for (const struct option *each = options; each->name; each++)
		nearest_try(&nearest, each->name);
	text_addf(&full, "--%s", nearest.best ? nearest.best : "");
	fail_usage(optopt ? _("the option '%s' takes no argument") : _("there is no option '%s'"),
	           word, nearest.best && !optopt ? text_get(&full) : NULL);
	return 2;
}

static int speak(const char *language)
{
	if (language_speak(language))
		return 0;
	char *const known = language_list();
	message_print(_("bptt-repl: there is no language '%s' here; those that there are: %s\n"), language, known);
	message_print("%s", _("Try 'bptt-repl --help' for more.\n"));
	free(known);
	return 2;
}

// The language first, so that all else is said in it, and for each verb; its words are taken out of the line.
static int take_language(int *argc, char **argv)
{
	static const char option[] = "--lang";
	size_t const length = sizeof option - 1;
	const char *language = NULL;
	int kept = 1, i = 1;
	for (; i < *argc && strcmp(argv[i], "--"); i++)
		if (!strcmp(argv[i], option) && i + 1 < *argc)
			language = argv[++i];
		else if (!strncmp(argv[i], option, length) && argv[i][length] == '=')
			language = argv[i] + length + 1;
		else
			argv[kept++] = argv[i];
	while (i < *argc)
		argv[kept++] = argv[i++];
	argv[kept] = NULL;
	*argc = kept;
	return language ? speak(language) : 0;
}

static int run(int argc, char **argv)
{
	int answer;
	if (take_language(&argc, argv))
		return 2;
	for (size_t i = 0; argc > 1 && i < sizeof with_options / sizeof *with_options; i++)
		if (!strcmp(argv[1], with_options[i].name))
			return with_options[i].run(argc - 1, argv + 1);
	opterr = 0;
	while ((answer = getopt_long(argc, argv, ":e:nhV", options, NULL)) != -1)
		switch (answer) {
		case 0:
			break;
		case 'e':
			request.commands[request.count++] = optarg;
			break;
		case 'n':
			request.no_init = true;
			break;
		case OPTION_COLOR:
			if (!setting_accepts("color", optarg))
				return fail_usage(_("--color is always, auto or never, not '%s'"),
				                  optarg, NULL);
			request.color = optarg;
			break;
		case OPTION_NOTES:
			request.notes = optarg;
			break;
		case OPTION_CLASS:
			request.class = optarg;
			break;
		case OPTION_LANG:
			if (speak(optarg))
				return 2;
			break;
		case 'h':
			return print_help();
		case 'V':
			return print_version();
		default:
			return fail_option(argc, argv, answer);
		}
	request.plain |= request.json;
	struct verb verb;
	if (request.check || request.bless || request.makes_new)
		return check_lessons(&request, argc - optind, argv + optind);
	int const status = find_verb(argc - optind, argv + optind, &verb);
	return status ? status : run_verb(&request, &verb, argc > optind ? argv + optind + 1 : NULL);
}

// A file that is opened must not get the number of a stream that was closed before we began: then it
// would be written into.  What is opened here in its place cannot be read (written).
static void fill_streams(void)
{
	for (int number = 0; number < 3; number++)
		if (fcntl(number, F_GETFD) < 0 &&
		    open("/dev/null", number ? O_RDONLY : O_WRONLY) != number)
			_exit(1);
}

// What was printed may not have arrived: a full disk, a closed stream.  Why is known when it failed, and no
// longer when the stream is closed: so it is asked once more.
static int close_output(int status)
{
	bool failed = ferror(stdout);
	errno = 0;
	if (failed && write(STDOUT_FILENO, "\n", 1) > 0)
		errno = 0;
	int const why = errno;
	failed |= fclose(stdout) != 0;
	if (!failed)
		return status;
	if (why)
		errno = why;
	message_print(_("bptt-repl: cannot write to standard output: %s\n"), file_why(errno ? errno : EIO));
	return status ? status : 1;
}

// Nothing can be done but to say so and to leave the terminal and all files whole.
static void end_without_memory(size_t bytes)
{
	fflush(stdout);
	fprintf(stderr, _("bptt-repl: out of memory: %zu more bytes are needed\n"), bytes);
	fflush(stderr);
	signals_give_back();
	_exit(1);
}

int main(int argc, char **argv)
{
	memory_set_last_words(end_without_memory);
	fill_streams();
	language_begin();
	report_prepare(NULL, NULL);
	signals_watch_crashes();
	request.commands = calloc((size_t)argc + 1, sizeof *request.commands);
	if (!request.commands)
		return 1;
	int const status = run(argc, argv);
	free(request.commands);
	return close_output(status);
}
