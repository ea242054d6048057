// SPDX-License-Identifier: GPL-3.0-or-later
#include "command/grade.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/utf8.h"
#include "base/wrap.h"
#include "command/diagnose.h"
#include "command/verdict.h"
#include "net/network.h"

enum { JOBS_MOST = 64, NOTES_BYTES_MOST = 1024 * 1024, NARROW = 20 };

struct request {
	struct submission_request each;
	enum verdict_format format;
	int hint;          // 0: the whole
	long jobs;
	bool cluster;
	const char *notes; // a file of lines GROUP: words; NULL: none
	char **file;
	int files;
};

// ---- many of them, each worker every so-many-th

static void send_text(FILE *to, const struct text *text)
{
	fprintf(to, "%zu\n", text->length);
	fwrite(text_get(text), 1, text->length, to);
}

static bool receive_text(FILE *from, struct text *text)
{
	size_t length;
	if (fscanf(from, "%zu", &length) != 1 || getc(from) != '\n')
		return false;
	for (size_t i = 0; i < length; i++) {
		int const c = getc(from);
		if (c == EOF)
			return false;
		text_add_char(text, (char)c);
	}
	return true;
}

static void work(const struct request *request, int worker, FILE *to)
{
	for (int i = worker; i < request->files; i += (int)request->jobs) {
		LOCAL(verdict) verdict = verdict_of(request->file[i], &request->each, request->hint);
		putc(verdict.kind, to);
		send_text(to, &verdict.names);
		send_text(to, &verdict.arrays);
		send_text(to, &verdict.group);
		send_text(to, &verdict.told);
		fflush(to);
	}
}

static FILE *start_worker(const struct request *request, int worker)
{
	int ends[2];
	if (pipe(ends))
		return NULL;
	fflush(stdout);
	pid_t const child = fork();
	if (child == 0) {
		close(ends[0]);
		FILE *to = fdopen(ends[1], "w");
		if (to)
			work(request, worker, to);
		if (to)
			fclose(to);
		_exit(0);
	}
	close(ends[1]);
	return child < 0 ? NULL : fdopen(ends[0], "r");
}

// The next verdict of a worker; one that died says so of the file that it was at, and no other is lost.
static struct verdict receive(FILE *from)
{
	struct verdict verdict = { 0 };
	int const kind = from ? getc(from) : EOF;
	verdict.kind = (char)kind;
	if (kind != EOF && receive_text(from, &verdict.names) && receive_text(from, &verdict.arrays) &&
	    receive_text(from, &verdict.group) && receive_text(from, &verdict.told))
		return verdict;
	verdict_free(&verdict);
	return (struct verdict){ .kind = 'd' };
}

// ---- notes of a teacher's for groups

static char *find_note(const char *notes, const char *group)
{
	size_t const length = strlen(group);
	for (const char *line = notes; line && *line; line += strcspn(line, "\n"), line += *line == '\n')
		if (!strncmp(line, group, length) && line[length] == ':') {
			const char *words = line + length + 1;
			words += strspn(words, " \t");
			struct text raw = { 0 }, clean = { 0 };
			text_add_bytes(&raw, words, strcspn(words, "\r\n"));
			utf8_clean(&clean, text_get(&raw), raw.length, false);
			text_free(&raw);
			return text_take(&clean);
		}
	return NULL;
}

static void print_verdict(const struct request *request, const char *file, const struct verdict *verdict,
                          const char *notes)
{
	char *note = verdict->group.length ? find_note(notes, text_get(&verdict->group)) : NULL;
	verdict_print(request->format, file, verdict, note);
	free(note);
}

// ---- groups of equal wrong gradients

struct group {
	char *name, *what;
	int count;
	struct text files;
};

struct groups {
	struct group *at;
	int count;
};

static void add_to_group(struct groups *groups, const char *file, const struct verdict *verdict)
{
	int at = 0;
	while (at < groups->count && strcmp(groups->at[at].name, text_get(&verdict->group)))
		at++;
	if (at == groups->count) {
		groups->at = memory_resize(groups->at, (size_t)at + 1, sizeof *groups->at);
		groups->at[groups->count++] = (struct group){
			.name = memory_copy_string(text_get(&verdict->group)),
			.what = memory_copy_string(verdict->names.length ? text_get(&verdict->names) :
			                                                   text_get(&verdict->arrays)),
		};
	}
	struct group *group = &groups->at[at];
	text_addf(&group->files, "%s%s", group->count++ ? ", " : "", file);
}

static int larger_group(const void *a, const void *b)
{
	const struct group *x = a, *y = b;
	return x->count != y->count ? y->count - x->count : strcmp(x->name, y->name);
}

// Behind lines; beside rows and objects, which a program reads.
static void print_groups(struct groups *groups, FILE *to)
{
	if (groups->count)
		qsort(groups->at, (size_t)groups->count, sizeof *groups->at, larger_group);
	for (int i = 0; i < groups->count; i++) {
		struct group *group = &groups->at[i];
		fprintf(to, ngettext("%s: %d file, %s: ", "%s: %d files, %s: ", (unsigned long)group->count),
		        group->name, group->count, group->what);
		verdict_print_words(text_get(&group->files), to);
		putc('\n', to);
		free(group->name);
		free(group->what);
		text_free(&group->files);
	}
	free(groups->at);
}

static int grade(const struct request *request, const char *notes)
{
	FILE *from[JOBS_MOST] = { NULL };
	struct groups groups = { 0 };
	int status = 0;
	for (int worker = 0; worker < request->jobs; worker++)
		from[worker] = start_worker(request, worker);
	if (request->format == FORMAT_CSV)
		puts("file,verdict,mistakes,wrong,group,note");
	for (int i = 0; i < request->files; i++) {
		LOCAL(verdict) verdict = receive(from[i % request->jobs]);
		print_verdict(request, request->file[i], &verdict, notes);
		if (request->cluster && verdict.group.length)
			add_to_group(&groups, request->file[i], &verdict);
		status |= verdict.kind != 'r';
	}
	for (int worker = 0; worker < request->jobs; worker++)
		if (from[worker])
			fclose(from[worker]);
	while (wait(NULL) > 0)
		continue;
	fflush(stdout);
	print_groups(&groups, request->format == FORMAT_TEXT ? stdout : stderr);
	return status;
}

// ---- the command line

enum { OPTION_JSON = 256, OPTION_CSV, OPTION_CLUSTER, OPTION_NOTES };

static const struct option options[] = {
	{ "cell", required_argument, NULL, 'c' },     { "load", required_argument, NULL, 'l' },
	{ "dialect", required_argument, NULL, 'd' },
	{ "values", required_argument, NULL, 'v' },   { "truncate", required_argument, NULL, 't' },
	{ "hint", required_argument, NULL, 'i' },     { "jobs", required_argument, NULL, 'j' },
	{ "json", no_argument, NULL, OPTION_JSON },   { "csv", no_argument, NULL, OPTION_CSV },
	{ "cluster", no_argument, NULL, OPTION_CLUSTER }, { "notes", required_argument, NULL, OPTION_NOTES },
	{ "help", no_argument, NULL, 'h' },           { NULL, 0, NULL, 0 },
};

static int print_help(bool many)
{
	fputs(many ? _("Usage: bptt-repl grade [OPTION]... FILE...\n"
	               "\n"
	               "A line for each file of weights and gradients, as diagnose reads them.  The exit\n"
	               "status is 0 when all are right, else 1.\n"
	               "\n"
	               "      --jobs=N           how many at a time; else one per processor\n"
	               "      --json, --csv      one object, or one row, a file\n"
	               "      --cluster          at the end, the groups of equal mistakes, largest\n"
	               "                         first; with --json and --csv on standard error\n"
	               "      --notes=FILE       lines GROUP: WORDS; the words go with each file of that\n"
	               "                         group\n") :
	             _("Usage: bptt-repl diagnose [OPTION]... FILE.npz\n"
	               "       bptt-repl diagnose --load=IN.npz --values=POSTED.txt\n"
	               "\n"
	               "Names the mistakes in a learner's gradients.  The file holds weights, x and y as\n"
	               "for grad, dA for an array A, and forward values under the cell's names, a row a\n"
	               "step; as much of it as there is.\n"
	               "\n"
	               "      --values=FILE      lines NAME[i,j] = NUMBER instead, with the digits there\n"
	               "                         are\n"
	               "      --hint=N           a hint only: 1 which array, 2 where in the walk, 3\n"
	               "                         which equation, 4 a question, 5 the line\n"
	               "      --json             one object\n"),
	      stdout);
	fputs(_("      --load=FILE        weights, x and y are there\n"
	        "      --cell=NAME|FILE   the cell, where the arrays do not tell it\n"
	        "      --dialect=NAME     whose names the arrays have, where they do not tell it\n"
	        "                         (help load lists them)\n"
	        "      --truncate=N       what is right carries each loss back N steps only;\n"
	        "                         \"chunk N\": not out of its chunk of N steps\n"),
	      stdout);
	return 0;
}

static bool take_number(const char *word, long least, long most, long *number)
{
	char *end;
	*number = strtol(word, &end, 10);
	return end != word && !*end && *number >= least && *number <= most;
}

static int read_request(int argc, char **argv, bool many, struct request *request)
{
	int answer;
	long number = 0;
	opterr = 0;
	optind = 1;
	while ((answer = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		bool const is_for_many = answer == 'j' || answer == OPTION_CSV || answer == OPTION_CLUSTER ||
		                         answer == OPTION_NOTES;
		bool const is_for_one = answer == 'v' || answer == 'i';
		if ((is_for_many && !many) || (is_for_one && many))
			return message_fail_usage(argv[0], _("this verb has no option '%s'"), argv[optind - 1]);
		switch (answer) {
		case 'c':
			request->each.cell = optarg;
			break;
		case 'd':
			request->each.dialect = optarg;
			break;
		case 'l':
			request->each.load = optarg;
			break;
		case 'v':
			request->each.posted = optarg;
			break;
		case 't':
			if (!truncation_read(optarg, &request->each.truncation))
				return message_fail_usage(argv[0], _("--truncate takes a number of steps, not '%s'"), optarg);
			break;
		case 'i':
			if (!take_number(optarg, 1, HINT_LEVELS, &number))
				return message_fail_usage(argv[0], _("--hint is 1 to 5, not '%s'"), optarg);
			request->hint = (int)number;
			break;
		case 'j':
			if (!take_number(optarg, 1, JOBS_MOST, &request->jobs))
				return message_fail_usage(argv[0], _("--jobs is 1 to 64, not '%s'"), optarg);
			break;
		case OPTION_JSON:
			request->format = FORMAT_JSON;
			break;
		case OPTION_CSV:
			request->format = FORMAT_CSV;
			break;
		case OPTION_CLUSTER:
			request->cluster = true;
			break;
		case OPTION_NOTES:
			request->notes = optarg;
			break;
		default:
			return message_fail_usage(argv[0], answer == ':' ? _("the option '%s' needs an argument") :
			                                           _("this verb has no option '%s'"), argv[optind - 1]);
		}
	}
	request->file = argv + optind;
	request->files = argc - optind;
	return 0;
}

static bool wants_help(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "--help"))
			return true;
	return false;
}

// As wide as the terminal, where it goes to one.
static void print_prose(const char *words)
{
	struct winsize size = { .ws_col = 0 };
	LOCAL(text) lines = { 0 };
	if (isatty(STDOUT_FILENO))
		ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
	if (size.ws_col > NARROW)
		wrap_lines(&lines, words, size.ws_col);
	verdict_print_words(size.ws_col > NARROW ? text_get(&lines) : words, stdout);
	putchar('\n');
}

int diagnose_main(int argc, char **argv)
{
	struct request request = { .jobs = 1 };
	if (wants_help(argc, argv))
		return print_help(false);
	int const status = read_request(argc, argv, false, &request);
	if (status)
		return status;
	if (request.files > 1)
		return message_fail_usage(argv[0], _("'%s' is one file too many: grade takes many"), request.file[1]);
	if (!request.files && !(request.each.load && request.each.posted))
		return message_fail_usage(argv[0], "%s", _("diagnose needs a file, or --load and --values"));
	const char *file = request.files ? request.file[0] : NULL;
	struct shipped shipped = shipped_read();
	request.each.shipped = &shipped;
	LOCAL(verdict) verdict = verdict_of(file, &request.each, request.hint);
	shipped_free(&shipped);
	if (request.format == FORMAT_JSON) {
		verdict_print(FORMAT_JSON, file ? file : request.each.posted, &verdict, NULL);
	} else if (verdict.kind == 'e') {
		fputs("bptt-repl: ", stderr);
		fputs(text_get(&verdict.told), stderr);
	} else {
		print_prose(text_get(&verdict.told));
	}
	return verdict.kind != 'r';
}

int grade_main(int argc, char **argv)
{
	long const processors = sysconf(_SC_NPROCESSORS_ONLN);
	struct request request = { .jobs = processors < 1 ? 1 : processors > JOBS_MOST ? JOBS_MOST : processors };
	LOCAL(text) notes = { 0 };
	if (wants_help(argc, argv))
		return print_help(true);
	int status = read_request(argc, argv, true, &request);
	if (status)
		return status;
	if (!request.files)
		return message_fail_usage(argv[0], "%s", _("grade needs files"));
	if (request.notes && !file_read_text(&notes, request.notes, FILE_NAMED, NOTES_BYTES_MOST))
		return message_fail_usage(argv[0], _("cannot read the notes %s"), request.notes);
	if (request.jobs > request.files)
		request.jobs = request.files;
	struct shipped shipped = shipped_read();
	request.each.shipped = &shipped;
	status = grade(&request, text_get(&notes));
	shipped_free(&shipped);
	return status;
}
