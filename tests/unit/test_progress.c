// SPDX-License-Identifier: GPL-3.0-or-later
// What is kept of a learner's way through the lessons.
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/text.h"
#include "base/utf8.h"
#include "file/keep.h"
#include "lesson/content.h"
#include "lesson/progress.h"

// --- progress

static char folder[200];

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "%s/progress.XXXXXX",
	         getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	char command[240];
	snprintf(command, sizeof command, "rm -rf '%s'", folder);
	return system(command);
}

static void write_file(const char *path, const char *text)
{
	FILE *const file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void progress_comes_back(void **state)
{
	(void)state;
	char path[260];
	snprintf(path, sizeof path, "%s/new/deep/progress", folder);
	struct text complaint = { 0 };
	struct progress progress;
	progress_load(&progress, path, &complaint);
	assert_int_equal(progress.count, 0);
	struct record *const record = progress_record(&progress, "03-bptt");
	record->page = 4;
	record->block = 2;
	progress_settle(record, "one", OUTCOME_SKIPPED);
	progress_settle(record, "one", OUTCOME_ONCE);
	progress_settle(record, "two", OUTCOME_SKIPPED);
	progress_record(&progress, "/a path/with blanks.md")->finished = true;
	progress.last = strdup("03-bptt");
	assert_true(progress_save(&progress, path, &complaint));
	assert_string_equal(text_get(&complaint), "");
	progress_free(&progress);
	progress_load(&progress, path, &complaint);
	assert_string_equal(text_get(&complaint), "");
	assert_int_equal(progress.count, 2);
	assert_int_equal(progress_find(&progress, "03-bptt")->block, 2);
	assert_true(progress_settled(progress_find(&progress, "03-bptt"), "one")->outcome == OUTCOME_ONCE);
	assert_int_equal(progress_settled(progress_find(&progress, "03-bptt"), "two")->outcome, OUTCOME_SKIPPED);
	assert_true(progress_find(&progress, "/a path/with blanks.md")->finished);
	assert_string_equal(progress.last, "03-bptt");
	struct stat status;
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	progress_free(&progress);
	text_free(&complaint);
}

static void damaged_progress_is_set_aside(void **state)
{
	(void)state;
	static const char *const damaged[] = {
		"",
		"bptt-repl progress 2\nend\n",
		"bptt-repl progress 1\n",
		"bptt-repl progress 1\nlesson 1 2 open a\nanswer right x\n",
		"bptt-repl progress 1\nlesson x 2 open a\nend\n",
		"bptt-repl progress 1\nlesson 1 2 open\nend\n",
		"bptt-repl progress 1\nlesson -1 2 open a\nend\n",
		"bptt-repl progress 1\nlesson 1 2 open a\nlesson 1 2 open a\nend\n",
		"bptt-repl progress 1\nanswer right x\nend\n",
		"bptt-repl progress 1\nlast a\nlast b\nend\n",
		"bptt-repl progress 1\nend\nend of file\n",
		"bptt-repl progress 1\ntime 1 2\nend\n",
		"bptt-repl progress 1\nlesson 1 2 open a\ntime 2 1\nend\n",
		"bptt-repl progress 1\nlesson 1 2 open a\ntime 1 99999999999999999999\nend\n",
		"bptt-repl progress 1\nlesson 1 2 open a\ntime 1 2\ntime 1 2\nend\n",
		"bptt-repl progress 1\nlast \x1b[31m\nend\n",
		"\x01\x02\x03",
	};
	char path[260], aside[300];
	for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
		snprintf(path, sizeof path, "%s/damaged-%d", folder, (int)i);
		snprintf(aside, sizeof aside, "%s.damaged", path);
		write_file(path, damaged[i]);
		struct progress progress;
		struct text complaint = { 0 };
		progress_load(&progress, path, &complaint);
		assert_int_equal(progress.count, 0);
		if (!strstr(text_get(&complaint), aside))
			fail_msg("row %d is taken: %s", (int)i, text_get(&complaint));
		assert_int_not_equal(access(path, F_OK), 0);
		text_clear(&complaint);
		// The next one does not overwrite it.
		write_file(path, "also damaged");
		assert_true(progress_save(&progress, path, &complaint));
		assert_non_null(strstr(text_get(&complaint), ".damaged-2"));
		struct text kept = { 0 };
		assert_true(file_read_text(&kept, aside, FILE_NAMED, 1000));
		assert_string_equal(text_get(&kept), damaged[i]);
		text_free(&kept);
		text_free(&complaint);
		progress_free(&progress);
	}
}

static void progress_of_two_sessions_is_merged(void **state)
{
	(void)state;
	char path[260];
	snprintf(path, sizeof path, "%s/merged", folder);
	struct text complaint = { 0 };
	struct progress mine, theirs;
	progress_load(&mine, path, &complaint);
	progress_load(&theirs, path, &complaint);
	struct record *record = progress_record(&theirs, "a");
	record->page = 7;
	progress_changed(record);
	progress_settle(record, "q", OUTCOME_ONCE);
	progress_record(&theirs, "b")->finished = true;
	assert_true(progress_save(&theirs, path, &complaint));
	record = progress_record(&mine, "a");
	record->page = 2;
	progress_settle(record, "p", OUTCOME_ONCE);
	record->changed = progress_find(&theirs, "a")->changed + 1;
	progress_record(&mine, "c")->page = 1;
	assert_true(progress_save(&mine, path, &complaint));
	progress_free(&mine);
	progress_load(&mine, path, &complaint);
	record = progress_find(&mine, "a");
	assert_int_equal(record->page, 2); // who went back meant it
	assert_true(progress_settled(record, "p")->outcome == OUTCOME_ONCE && progress_settled(record, "q")->outcome == OUTCOME_ONCE);
	assert_true(progress_find(&mine, "b")->finished);
	assert_int_equal(progress_find(&mine, "c")->page, 1);
	// Where no time is known the further place holds.
	struct progress other = { 0 };
	progress_record(&other, "c")->page = 5;
	progress_merge(&mine, &other);
	assert_int_equal(progress_find(&mine, "c")->page, 5);
	assert_string_equal(text_get(&complaint), "");
	progress_free(&mine);
	progress_free(&theirs);
	progress_free(&other);
	text_free(&complaint);
}

// They begin a lesson anew; we, who have read its old answers, turn a page of another one.
static void what_began_anew_does_not_come_back(void **state)
{
	(void)state;
	char path[260];
	snprintf(path, sizeof path, "%s/anew", folder);
	struct text complaint = { 0 };
	struct progress mine, theirs, seen;
	progress_load(&theirs, path, &complaint);
	struct record *record = progress_record(&theirs, "a");
	record->page = 7;
	progress_settle(record, "q", OUTCOME_ONCE);
	progress_changed(record);
	assert_true(progress_save(&theirs, path, &complaint));
	progress_load(&mine, path, &complaint);
	progress_forget(progress_find(&theirs, "a"));
	assert_true(progress_save(&theirs, path, &complaint));
	progress_changed(progress_record(&mine, "b"));
	assert_true(progress_save(&mine, path, &complaint));
	progress_load(&seen, path, &complaint);
	assert_int_equal(progress_find(&seen, "a")->page, 0);
	assert_null(progress_settled(progress_find(&seen, "a"), "q"));
	assert_non_null(progress_find(&seen, "b"));
	progress_free(&seen);
	progress_free(&mine);
	progress_free(&theirs);
	text_free(&complaint);
}

// Eight sessions answer at once; nothing is lost.
static void eight_sessions_lose_nothing(void **state)
{
	(void)state;
	enum { SESSIONS = 8, ANSWERS = 5 };
	char path[260], name[20];
	snprintf(path, sizeof path, "%s/eight", folder);
	for (int s = 0; s < SESSIONS; s++) {
		pid_t const child = fork();
		assert_true(child >= 0);
		if (child)
			continue;
		struct text complaint = { 0 };
		struct progress progress;
		bool is_good = true;
		progress_load(&progress, path, &complaint);
		for (int a = 0; a < ANSWERS; a++) {
			snprintf(name, sizeof name, "q%d-%d", s, a);
			progress_settle(progress_record(&progress, "shared"), name, OUTCOME_ONCE);
			progress_changed(progress_record(&progress, "shared"));
			is_good = progress_save(&progress, path, &complaint) && is_good;
		}
		_exit(is_good ? 0 : 1);
	}
	int status;
	while (wait(&status) > 0)
		assert_int_equal(status, 0);
	struct text complaint = { 0 };
	struct progress progress;
	progress_load(&progress, path, &complaint);
	assert_int_equal(progress_find(&progress, "shared")->settleds, SESSIONS * ANSWERS);
	progress_free(&progress);
	text_free(&complaint);
}

// What is there and cannot be read is told once, and stays.
static void progress_that_cannot_be_read_stays(void **state)
{
	(void)state;
	char path[260];
	struct stat status;
	snprintf(path, sizeof path, "%s/unreadable", folder);
	assert_int_equal(mkdir(path, 0700), 0); // root reads any file, but no folder
	struct text complaint = { 0 };
	struct progress progress;
	progress_load(&progress, path, &complaint);
	assert_non_null(strstr(text_get(&complaint), "cannot be read: Is a directory"));
	text_clear(&complaint);
	progress_changed(progress_record(&progress, "a"));
	assert_false(progress_save(&progress, path, &complaint));
	assert_string_equal(text_get(&complaint), "");
	assert_int_equal(stat(path, &status), 0);
	assert_true(S_ISDIR(status.st_mode));
	progress_free(&progress);
	text_free(&complaint);
}

// A save that was killed leaves its temporary file; a later save clears it, a young one stays.
static void leftovers_of_a_killed_save_are_cleared(void **state)
{
	(void)state;
	char path[260], old[300], young[300], other[300];
	snprintf(path, sizeof path, "%s/kept", folder);
	snprintf(old, sizeof old, "%s/.kept.save-abcdef", folder);
	snprintf(young, sizeof young, "%s/.kept.save-ghijkl", folder);
	snprintf(other, sizeof other, "%s/.kept.save-notours", folder);
	write_file(old, "half");
	write_file(young, "half");
	write_file(other, "whole");
	struct timespec const long_ago[2] = { { .tv_sec = 1000000 }, { .tv_sec = 1000000 } };
	assert_int_equal(utimensat(AT_FDCWD, old, long_ago, 0), 0);
	assert_int_equal(utimensat(AT_FDCWD, other, long_ago, 0), 0);
	assert_true(keep_write(path, "x", 1));
	assert_int_not_equal(access(old, F_OK), 0);
	assert_int_equal(access(young, F_OK), 0);
	assert_int_equal(access(other, F_OK), 0);
}

static void progress_that_cannot_be_saved_is_no_end(void **state)
{
	(void)state;
	struct progress progress = { 0 };
	struct text complaint = { 0 };
	progress_record(&progress, "a");
	assert_false(progress_save(&progress, "/proc/none/progress", &complaint));
	assert_non_null(strstr(text_get(&complaint), "/proc/none/progress"));
	progress_free(&progress);
	text_free(&complaint);
}

int main(void)
{
	utf8_set_locale(true);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(progress_comes_back),
		cmocka_unit_test(damaged_progress_is_set_aside),
		cmocka_unit_test(progress_of_two_sessions_is_merged),
		cmocka_unit_test(what_began_anew_does_not_come_back),
		cmocka_unit_test(eight_sessions_lose_nothing),
		cmocka_unit_test(progress_that_cannot_be_read_stays),
		cmocka_unit_test(leftovers_of_a_killed_save_are_cleared),
		cmocka_unit_test(progress_that_cannot_be_saved_is_no_end),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
