// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson/results.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/message.h"
#include "file/csv.h"

enum { FIELDS = 5 };

void results_write_header(struct text *out)
{
	// Names of columns, which programs read: the same in every language.
	static const char *const names[FIELDS] = { "student", "lesson", "question", "outcome", "changed" };
	csv_write_row(names, FIELDS, out);
}

static void write_time(long long milliseconds, struct text *out)
{
	time_t const seconds = (time_t)(milliseconds / 1000);
	struct tm parts;
	char words[32];
	if (!milliseconds || !gmtime_r(&seconds, &parts))
		return; // a file from before tells no time
	strftime(words, sizeof words, "%Y-%m-%dT%H:%M:%SZ", &parts);
	text_add(out, words);
}

static void write_row(const char *student, const struct record *record, const char *question, const char *outcome,
                      struct text *out)
{
	LOCAL(text) changed = { 0 };
	write_time(record->changed, &changed);
	const char *const fields[FIELDS] = { student, record->lesson, question, outcome, text_get(&changed) };
	csv_write_row(fields, FIELDS, out);
}

void results_write(const char *student, const struct progress *progress, struct text *out)
{
	for (int i = 0; i < progress->count; i++) {
		const struct record *const record = &progress->record[i];
		LOCAL(text) where = { 0 };
		text_addf(&where, record->finished ? "finished" : "page %d", record->page + 1);
		write_row(student, record, "", text_get(&where), out);
		for (int a = 0; a < record->settleds; a++)
			write_row(student, record, record->settled[a].id,
			          progress_outcome_word(record->settled[a].outcome), out);
	}
}

// "an" of "class/an.progress".
static char *student_of(const char *path)
{
	const char *const slash = strrchr(path, '/'), *const name = slash ? slash + 1 : path;
	const char *const dot = strrchr(name, '.');
	return memory_copy_bytes(name, dot && dot > name ? (size_t)(dot - name) : strlen(name));
}

static bool add_file(const char *path, struct text *table)
{
	struct progress progress;
	struct error error;
	if (!progress_read(&progress, path, &error)) {
		error_print(&error);
		return false;
	}
	char *const student = student_of(path);
	results_write(student, &progress, table);
	free(student);
	progress_free(&progress);
	return true;
}

static int print_help(void)
{
	fputs(_("Usage: bptt-repl results [FILE]...\n"
	        "\n"
	        "Prints how learners fared with the lessons, as CSV: a row for each question and\n"
	        "file of progress; without a file your own.\n"),
	      stdout);
	return 0;
}

int results_main(int argc, char **argv)
{
	if (argc > 1 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")))
		return print_help();
	LOCAL(text) table = { 0 }, own = { 0 };
	bool is_good = true;
	results_write_header(&table);
	// Whoever has opened no lesson yet has an empty table.
	if (argc == 1 && progress_path(&own) && !access(text_get(&own), F_OK))
		is_good = add_file(text_get(&own), &table);
	for (int i = 1; i < argc; i++)
		is_good = add_file(argv[i], &table) && is_good;
	fputs(text_get(&table), stdout);
	return is_good ? 0 : 1;
}
