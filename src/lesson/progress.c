// SPDX-License-Identifier: GPL-3.0-or-later
// The file:
//     bptt-repl progress 1
//     lesson PAGE BLOCK finished|open NAME
//     time SINCE CHANGED               of the lesson above
//     answer OUTCOME ID                of the lesson above
//     last NAME
//     end
#include "lesson/progress.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/message.h"
#include "file/keep.h"

enum { BYTES_MOST = 1024 * 1024, ASIDE_MOST = 100, LOCK_MS = 2000 };
static const long long TIME_MOST = 4102444800000; // the year 2100

// Words of the file, by outcome; files from before know "right" alone.
static const char *const outcomes[OUTCOME_COUNT] = { "", "skipped", "solution", "hints", "tried", "once" };
static const char right[] = "right";

static const char header[] = "bptt-repl progress 1";

bool progress_path(struct text *path)
{
	return keep_path("progress", path);
}

// Records.

struct record *progress_find(const struct progress *progress, const char *lesson)
{
	for (int i = 0; i < progress->count; i++)
		if (strcmp(progress->record[i].lesson, lesson) == 0)
			return &progress->record[i];
	return NULL;
}

struct record *progress_record(struct progress *progress, const char *lesson)
{
	struct record *const known = progress_find(progress, lesson);
	if (known)
		return known;
	progress->record = memory_resize(progress->record, (size_t)progress->count + 1,
	                                 sizeof *progress->record);
	struct record *const record = &progress->record[progress->count++];
	*record = (struct record){ .lesson = memory_copy_string(lesson), .block = -1 };
	return record;
}

const struct settled *progress_settled(const struct record *record, const char *id)
{
	for (int i = 0; i < record->settleds; i++)
		if (strcmp(record->settled[i].id, id) == 0)
			return &record->settled[i];
	return NULL;
}

void progress_settle(struct record *record, const char *id, enum outcome outcome)
{
	for (int i = 0; i < record->settleds; i++)
		if (strcmp(record->settled[i].id, id) == 0) {
			if (outcome > record->settled[i].outcome)
				record->settled[i].outcome = outcome;
			return;
		}
	record->settled = memory_resize(record->settled, (size_t)record->settleds + 1,
	                                sizeof *record->settled);
	record->settled[record->settleds++] = (struct settled){ memory_copy_string(id), outcome };
}

// Later than any time that the record knows, whatever the clock says.
static long long now(const struct record *record)
{
	struct timespec time;
	clock_gettime(CLOCK_REALTIME, &time);
	long long const clock = (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
	long long const known = record->since > record->changed ? record->since : record->changed;
	return clock > known ? clock : known + 1;
}

void progress_changed(struct record *record)
{
	record->changed = now(record);
}

static void clear(struct record *record)
{
	for (int i = 0; i < record->settleds; i++)
		free(record->settled[i].id);
	free(record->settled);
	record->settled = NULL;
	record->settleds = 0;
	record->page = 0;
	record->block = -1;
}

void progress_forget(struct record *record)
{
	clear(record);
	record->since = record->changed = now(record);
}

void progress_renew(struct record *record)
{
	record->since = record->changed = now(record);
}

static bool is_further(const struct record *one, const struct record *other)
{
	return one->page > other->page || (one->page == other->page && one->block > other->block);
}

void progress_merge(struct progress *progress, const struct progress *from)
{
	for (int i = 0; i < from->count; i++) {
		const struct record *const other = &from->record[i];
		struct record *const record = progress_record(progress, other->lesson);
		record->finished = record->finished || other->finished;
		if (other->since < record->since)
			continue;
		if (other->since > record->since)
			clear(record);
		for (int a = 0; a < other->settleds; a++)
			progress_settle(record, other->settled[a].id, other->settled[a].outcome);
		if (other->since > record->since || other->changed > record->changed ||
		    (other->changed == record->changed && is_further(other, record))) {
			record->page = other->page;
			record->block = other->block;
			record->changed = other->changed;
		}
		record->since = other->since;
	}
	if (!progress->last && from->last)
		progress->last = memory_copy_string(from->last);
}

void progress_free(struct progress *progress)
{
	for (int i = 0; i < progress->count; i++) {
		clear(&progress->record[i]);
		free(progress->record[i].lesson);
	}
	free(progress->record);
	free(progress->last);
	*progress = (struct progress){ 0 };
}

// Text.

void progress_write(const struct progress *progress, struct text *out)
{
	text_addf(out, "%s\n", header);
	for (int i = 0; i < progress->count; i++) {
		const struct record *const record = &progress->record[i];
		text_addf(out, "lesson %d %d %s %s\n", record->page, record->block,
		          record->finished ? "finished" : "open", record->lesson);
		if (record->changed)
			text_addf(out, "time %lld %lld\n", record->since, record->changed);
		for (int a = 0; a < record->settleds; a++)
			text_addf(out, "answer %s %s\n",
			          outcomes[record->settled[a].outcome],
			          record->settled[a].id);
	}
	if (progress->last)
		text_addf(out, "last %s\n", progress->last);
	text_add(out, "end\n");
}

// One of two words, then a blank; false: neither.
static bool take_either(const char **at, const char *yes, const char *no, bool *is_yes)
{
	size_t const length = strcspn(*at, " ");
	*is_yes = strlen(yes) == length && strncmp(*at, yes, length) == 0;
	if (!*is_yes && (strlen(no) != length || strncmp(*at, no, length) != 0))
		return false;
	*at += length;
	return *(*at)++ == ' ' && **at;
}

// One of the outcomes' words, then a blank; false: none of them.
static bool take_outcome(const char **at, enum outcome *outcome)
{
	size_t const length = strcspn(*at, " ");
	*outcome = strlen(right) == length && strncmp(*at, right, length) == 0 ? OUTCOME_TRIED
	                                                                       : OUTCOME_NONE;
	for (int i = OUTCOME_SKIPPED; i < OUTCOME_COUNT; i++)
		if (strlen(outcomes[i]) == length && strncmp(*at, outcomes[i], length) == 0)
			*outcome = (enum outcome)i;
	*at += length;
	return *outcome != OUTCOME_NONE && *(*at)++ == ' ' && **at;
}

static bool take_number(const char **at, int *number)
{
	char *end;
	long const value = strtol(*at, &end, 10);
	if (end == *at || *end != ' ' || value < -1 || value > 1000000)
		return false;
	*number = (int)value;
	*at = end + 1;
	return true;
}

static bool take_times(const char *at, struct record *record)
{
	char *end;
	if (*at < '0' || *at > '9')
		return false;
	record->since = strtoll(at, &end, 10);
	if (*end != ' ' || end[1] < '0' || end[1] > '9')
		return false;
	record->changed = strtoll(end + 1, &end, 10);
	// A time in the far future would hold for ever.
	return !*end && record->changed >= record->since && record->changed < TIME_MOST;
}

static bool parse_line(struct progress *progress, struct record **record, const char *line)
{
	if (strncmp(line, "lesson ", 7) == 0) {
		const char *at = line + 7;
		int page, block;
		bool finished;
		if (!take_number(&at, &page) || !take_number(&at, &block) || page < 0 ||
		    !take_either(&at, "finished", "open", &finished) || progress_find(progress, at))
			return false;
		*record = progress_record(progress, at);
		(*record)->page = page;
		(*record)->block = block;
		(*record)->finished = finished;
		return true;
	}
	if (strncmp(line, "time ", 5) == 0)
		return *record && !(*record)->changed && take_times(line + 5, *record);
	if (strncmp(line, "answer ", 7) == 0) {
		const char *at = line + 7;
		enum outcome outcome;
		if (!*record || !take_outcome(&at, &outcome) || strchr(at, ' '))
			return false;
		progress_settle(*record, at, outcome);
		return true;
	}
	if (strncmp(line, "last ", 5) != 0 || !line[5] || progress->last)
		return false;
	progress->last = memory_copy_string(line + 5);
	return true;
}

// *line: the last line that was looked at, from 1; where it fails, the one that is none.
static bool parse(struct progress *progress, const char *text, size_t length, int *line)
{
	*progress = (struct progress){ 0 };
	*line = 0;
	struct record *record = NULL;
	bool begun = false, ended = false, ok = !memchr(text, '\0', length);
	for (size_t at = 0; ok && at < length;) {
		const char *const newline = memchr(text + at, '\n', length - at);
		size_t const end = newline ? (size_t)(newline - text) : length;
		char *const words = memory_copy_bytes(text + at, end - at);
		++*line;
		for (const char *c = words; *c; c++)
			ok = ok && (unsigned char)*c >= ' ';
		if (!begun)
			ok = ok && strcmp(words, header) == 0;
		else if (strcmp(words, "end") == 0)
			ended = true;
		else
			ok = ok && !ended && parse_line(progress, &record, words);
		begun = true;
		free(words);
		at = newline ? end + 1 : end;
	}
	if (ok && ended)
		return true;
	progress_free(progress);
	return false;
}

bool progress_parse(struct progress *progress, const char *text, size_t length)
{
	int line;
	return parse(progress, text, length, &line);
}

const char *progress_outcome_word(enum outcome outcome)
{
	return outcomes[outcome];
}

// The file.

static void set_aside(const char *path, struct text *complaint)
{
	char aside[PATH_MAX];
	for (int i = 1; i <= ASIDE_MOST; i++) {
		snprintf(aside, sizeof aside, i == 1 ? "%s.damaged" : "%s.damaged-%d", path, i);
		// link, unlike rename, never replaces what is there.
		if (link(path, aside) == 0) {
			unlink(path);
			text_addf(complaint,
			          _("Your progress could not be read; the file is now %s."), aside);
			return;
		}
		if (errno != EEXIST && rename(path, aside) == 0) {
			text_addf(complaint,
			          _("Your progress could not be read; the file is now %s."), aside);
			return;
		}
	}
	text_addf(complaint, _("Your progress in %s cannot be read."), path);
}

enum reading { READING_GOOD, READING_NONE, READING_DAMAGED, READING_FAILED };

// READING_FAILED: errno says why.
static enum reading read_file(struct progress *progress, const char *path)
{
	LOCAL(text) text = { 0 };
	bool const is_read = file_read_text(&text, path, FILE_OWN, BYTES_MOST);
	int const why = errno;
	bool const is_parsed = is_read && progress_parse(progress, text_get(&text), text.length);
	errno = why;
	return is_parsed                                       ? READING_GOOD
	       : is_read || why == EFBIG                       ? READING_DAMAGED
	       : why == ENOENT || why == ENOTDIR ? READING_NONE
	                                                       : READING_FAILED;
}

bool progress_read(struct progress *progress, const char *path, struct error *error)
{
	LOCAL(text) text = { 0 };
	int line = 0;
	*progress = (struct progress){ 0 };
	bool ok = file_read_text(&text, path, FILE_NAMED, BYTES_MOST) ||
	          file_fail(error, SPAN_NONE, path);
	if (ok && !parse(progress, text_get(&text), text.length, &line)) {
		ok = error_set(error, (struct span){ line > 0 ? line : 1, 1, 1 },
		               _("a file that `progress export` has written"),
		               _("this is not a progress file, or it is damaged"));
		error_locate(error, path, text_get(&text), text.length, 1);
	}
	return ok;
}

// A file of its own: the other one is replaced.  -1 and errno.
static int take_lock(const char *path)
{
	LOCAL(text) name = { 0 };
	text_addf(&name, "%s.lock", path);
	int file = -1;
	if (keep_make_folders(path))
		file = open(text_get(&name), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
	if (file < 0 || keep_lock(file, LOCK_MS))
		return file;
	int const why = errno;
	close(file);
	errno = why;
	return -1;
}

// errno; once.
static void complain(struct progress *progress, const char *path, bool is_read,
                     struct text *complaint)
{
	int const why = errno;
	if (progress->told == why)
		return;
	progress->told = why;
	if (is_read)
		text_addf(complaint,
		          _("Your progress in %s cannot be read: %s.  The file stays as it is, and "
		            "what you do now is not kept."),
		          path, file_why(why));
	else
		text_addf(complaint, _("Your progress could not be saved in %s: %s."), path,
		          why == EWOULDBLOCK ? _("another session holds it") : file_why(why));
}

void progress_load(struct progress *progress, const char *path, struct text *complaint)
{
	*progress = (struct progress){ 0 };
	enum reading reading = read_file(progress, path);
	if (reading == READING_DAMAGED) {
		int const lock = take_lock(path);
		// Another session may have set it aside, and written a good one.
		reading = read_file(progress, path);
		if (reading == READING_DAMAGED)
			set_aside(path, complaint);
		if (lock >= 0)
			close(lock);
	}
	if (reading == READING_FAILED)
		complain(progress, path, true, complaint);
}

// Under the lock.
static bool save(struct progress *progress, const char *path, struct text *complaint)
{
	LOCAL(progress) other = { 0 };
	enum reading const reading = read_file(&other, path);
	if (reading == READING_FAILED) {
		complain(progress, path, true, complaint);
		return false;
	}
	if (reading == READING_GOOD)
		progress_merge(progress, &other);
	else if (reading == READING_DAMAGED)
		set_aside(path, complaint);

	LOCAL(text) text = { 0 };
	progress_write(progress, &text);
	bool const ok = keep_write(path, text_get(&text), text.length);
	if (!ok)
		complain(progress, path, false, complaint);
	return ok;
}

bool progress_save(struct progress *progress, const char *path, struct text *complaint)
{
	int const lock = take_lock(path);
	if (lock < 0) {
		complain(progress, path, false, complaint);
		return false;
	}
	bool const is_saved = save(progress, path, complaint);
	close(lock);
	if (is_saved)
		progress->told = 0;
	return is_saved;
}
